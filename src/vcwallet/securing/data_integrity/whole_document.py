"""The cryptosuites whose one signature covers a document as a whole, by way of RDF or of JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from vcwallet.encoding import base, jcs
from vcwallet.errors import DataLoss, ProofInvalid, UsageError
from vcwallet.hashes import HASHES
from vcwallet.keys import PublicKey
from vcwallet.ports import JsonObject
from vcwallet.rdf import to_statements
from vcwallet.securing.data_integrity.configuration import configuration, rdfc_digest, refuse_own_context
from vcwallet.securing.data_integrity.context_validation import validate_contexts
from vcwallet.securing.data_integrity.cryptosuite import ProofDraft, Verified, Workspace, require_algorithm
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.suite import Environment, KeyFacts, Original, SigningInput

_HASH = {"Ed25519": "sha256", "P-256": "sha256", "P-384": "sha384"}
_SIGNATURE_LENGTH = {"Ed25519": 64, "P-256": 64, "P-384": 96}


def jcs_digest(document: JsonObject, hash_name: str, environment: Environment) -> bytes:  # noqa: ARG001
    """JCS, hash: VC-DI-EDDSA 1.0 §3.3.3 and §3.3.4, VC-DI-ECDSA 1.0 §3.3.3 and §3.3.4."""
    return HASHES[hash_name](jcs.canonicalize(document)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _WholeDocumentSuite(ABC):
    """A cryptosuite that signs hash(proof configuration) ‖ hash(document).

    Attributes:
        name: The value of `cryptosuite`, or the proof's type where the type says it all.
        algorithms: The key types that it takes.
        proof_type: The proof's type.
        dated: Whether a proof says when it was made unless it is told to.
    """

    name: str
    algorithms: tuple[str, ...]
    proof_type: str = "DataIntegrityProof"
    dated: bool = True

    def options(self, document: JsonObject) -> JsonObject:  # noqa: ARG002  the JCS suites look at the document
        """The members that every proof of this suite on `document` begins with."""
        if self.proof_type != "DataIntegrityProof":
            return {"type": self.proof_type}
        return {"type": self.proof_type, "cryptosuite": self.name}

    def create(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        key: KeyFacts,
        mandatory: Sequence[str],
        environment: Environment,
    ) -> ProofDraft:
        """Create Proof, up to the signature: VC-DI-EDDSA 1.0 §3.2.1 and §3.3.1, VC-DI-ECDSA 1.0 §3.2.1 and §3.3.1."""
        require_algorithm(self, key)
        if mandatory:
            raise UsageError(
                f"{self.name} shows all or nothing: it has no mandatory pointers.",
                hint="Leave out `mandatory`, or choose a securing mechanism with selective disclosure.",
            )
        hash_name = _HASH[key.algorithm]
        document_digest = self._digest(document, hash_name, environment)
        config_digest = self._digest(self._configuration(document, options), hash_name, environment)
        signing_input = SigningInput(
            data=config_digest + document_digest,
            algorithm=key.algorithm,
            verification_method=key.verification_method,
        )
        return ProofDraft(
            signing_inputs=(signing_input,),
            proof_value=lambda signatures: base.multibase_encode(signatures[0]),
        )

    def cover(self, document: JsonObject, proof: Proof, algorithm: str, work: Workspace) -> bytes:
        """The bytes that were signed: hash(proof configuration) ‖ hash(document)."""
        options = proof.options()
        hash_name = _HASH[algorithm]
        signed = self._signed_document(document, proof, work.environment)
        try:
            config_digest = self._digest(self._configuration(document, options), hash_name, work.environment)
        except DataLoss as error:
            raise error.under(proof.where) from None
        if signed is not document:
            return config_digest + self._digest(signed, hash_name, work.environment)
        return config_digest + work.digest(type(self)._digest, document, hash_name, proof.previous)  # noqa: SLF001

    def verify(self, covered: object, proof: Proof, key: PublicKey) -> Verified:
        """Proof Verification: VC-DI-EDDSA 1.0 §3.2.7 and §3.3.7, VC-DI-ECDSA 1.0 §3.2.7 and §3.3.7."""
        assert isinstance(covered, bytes)
        key.verify(proof.value(_SIGNATURE_LENGTH[key.algorithm]), covered)
        # The document without the proof configuration: of several proofs, one may be shown alone.
        return Verified(original=Original(digest=covered[len(covered) // 2 :]))

    @staticmethod
    @abstractmethod
    def _digest(document: JsonObject, hash_name: str, environment: Environment) -> bytes:
        """From JSON to the digest of its canonical form."""

    @abstractmethod
    def _configuration(self, document: JsonObject, options: JsonObject) -> JsonObject:
        """Proof Configuration, before its canonical form."""

    @abstractmethod
    def _signed_document(self, document: JsonObject, proof: Proof, environment: Environment) -> JsonObject:
        """The document as the signer had it: `document` itself, or a copy that differs."""


class RdfcSuite(_WholeDocumentSuite):
    """Over RDF statements in the canonical form of RDFC-1.0."""

    __slots__ = ()
    _digest = staticmethod(rdfc_digest)

    def _configuration(self, document: JsonObject, options: JsonObject) -> JsonObject:
        return configuration(document, options)

    def _signed_document(self, document: JsonObject, proof: Proof, environment: Environment) -> JsonObject:  # noqa: ARG002
        refuse_own_context(document, proof)
        return document


class JcsSuite(_WholeDocumentSuite):
    """Over the JSON text in the canonical form of RFC 8785."""

    __slots__ = ()
    _digest = staticmethod(jcs_digest)

    def options(self, document: JsonObject) -> JsonObject:
        """As for every suite, and the document's context: VC-DI-EDDSA 1.0 §3.3.1 step 2."""
        # A copy: whoever adds a context to the credential must not add it to the proof.
        context = {"@context": deepcopy(document["@context"])} if "@context" in document else {}
        return super().options(document) | context

    def create(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        key: KeyFacts,
        mandatory: Sequence[str],
        environment: Environment,
    ) -> ProofDraft:
        """As for every suite, once all of the document has a defined meaning (VC Data Integrity 1.0 §2.4.3)."""
        to_statements(document, environment.contexts, limits=environment.limits)
        return super().create(document, options, key=key, mandatory=mandatory, environment=environment)

    def _configuration(self, document: JsonObject, options: JsonObject) -> JsonObject:  # noqa: ARG002
        return options

    def _signed_document(self, document: JsonObject, proof: Proof, environment: Environment) -> JsonObject:
        signed = _with_signed_context(document, proof)
        # Nothing else would look at them: over the text, every name is covered, defined or not.
        validate_contexts(signed, environment.contexts)
        return signed


def _with_signed_context(document: JsonObject, proof: Proof) -> JsonObject:
    """VC-DI-EDDSA 1.0 §3.3.2 step 4: the proof's contexts begin the document's, and stand in for them."""
    present = document.get("@context")
    signed = proof.members.get("@context", present)
    if signed == present:
        return document
    signed_list = signed if isinstance(signed, list) else [signed]
    present_list = present if isinstance(present, list) else [present]
    if present_list[: len(signed_list)] != signed_list:
        raise ProofInvalid(
            "The document's context is not the one that was signed.",
            where=f"{proof.where}/@context",
            spec="VC-DI-EDDSA 1.0 §3.3.2 step 4",
        )
    return {**document, "@context": signed}
