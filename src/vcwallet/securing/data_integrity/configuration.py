"""Proof Configuration of the suites over RDF: the proof without its value, read with the document's context."""

from __future__ import annotations

from vcwallet.errors import DataLoss
from vcwallet.hashes import HASHES
from vcwallet.ports import JsonObject
from vcwallet.rdf import canonicalize, to_statements
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.suite import Environment


def rdfc_digest(document: JsonObject, hash_name: str, environment: Environment) -> bytes:
    """JSON-LD to RDF, RDFC-1.0, hash: VC-DI-EDDSA 1.0 §3.2.3 and §3.2.4, VC-DI-ECDSA 1.0 §3.2.3 and §3.2.4."""
    limits = environment.limits
    statements = to_statements(document, environment.contexts, limits=limits)
    canonical = canonicalize(
        statements.quads,
        hash_name=hash_name,
        budget=limits.canonicalization_work,
        max_quads=limits.max_quads,
        max_characters=4 * limits.max_bytes,
    )
    return HASHES[hash_name](canonical.nquads.encode()).digest()


def configuration(document: JsonObject, options: JsonObject) -> JsonObject:
    """The proof options with the context of the document (VC-DI-EDDSA 1.0 §3.2.5 step 4, VC-DI-ECDSA 1.0 §3.6.4)."""
    return {**options, "@context": document["@context"]} if "@context" in document else options


def refuse_own_context(document: JsonObject, proof: Proof) -> None:
    """Sees that the proof is read with the context of the document.

    Raises:
        DataLoss: It brings another one, which its signature does not cover.
    """
    if "@context" in proof.members and proof.members["@context"] != document.get("@context"):
        raise DataLoss(
            "The proof brings a context of its own, which its signature does not cover.",
            where=f"{proof.where}/@context",
            hint="Ask for the original: this kind of proof uses the document's context.",
        )
