"""Proof sets and proof chains: which earlier proofs one proof signs (VC Data Integrity 1.0 §2.1.1, §2.1.2, §4.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vcwallet.errors import ProofInvalid
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.data_integrity.proof import Proof

_SPEC = "VC Data Integrity 1.0 §4.5 step 3.2"


def proofs_of(document: Mapping[str, JsonValue]) -> list[JsonValue]:
    """The proofs that `document` carries, in order; none where it has no `proof`."""
    proof = document.get("proof", [])
    return proof if isinstance(proof, list) else [proof]


def with_previous(
    unsecured: JsonObject, proofs: Sequence[JsonValue], previous: Sequence[str], where: str = "/proof"
) -> JsonObject:
    """The document that a proof signs: `unsecured`, and those of `proofs` that it names as previous.

    Args:
        unsecured: The document without any proof.
        proofs: All proofs of the document.
        previous: The identifiers that the proof names.
        where: JSON pointer to the proof, for the error.

    Raises:
        ProofInvalid: A named proof is not there, or is there twice.
    """
    if not previous:
        return unsecured
    matching = [proof for proof in proofs if isinstance(proof, dict) and proof.get("id") in previous]
    if sorted(str(proof["id"]) for proof in matching) != sorted(previous):
        raise ProofInvalid(
            "An earlier proof that this one builds on is missing, or is there twice.",
            where=f"{where}/previousProof",
            spec=_SPEC,
            code="previous_proof",
        )
    return unsecured | {"proof": list(matching)}


def refuse_cycles(proofs: Sequence[Proof]) -> None:
    """Sees that no proof builds on itself, not even by a detour.

    Raises:
        ProofInvalid: One does.
    """
    waiting = {proof.id: set(proof.previous) for proof in proofs if proof.id is not None}
    while waiting:
        settled = [id_ for id_, previous in waiting.items() if not previous & waiting.keys()]
        if not settled:
            raise ProofInvalid(
                "The proofs build on each other in a circle.", where="/proof", spec=_SPEC, code="previous_proof"
            )
        for id_ in settled:
            del waiting[id_]
