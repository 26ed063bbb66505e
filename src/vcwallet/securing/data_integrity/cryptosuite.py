"""What a cryptosuite is to the proof pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from vcwallet.errors import KeyMismatch, ProofInvalid
from vcwallet.keys import PublicKey
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.holder_commitment import HolderCommitment
from vcwallet.securing.suite import (
    BbsSigningInput,
    Binding,
    Environment,
    HolderProof,
    KeyFacts,
    Original,
    Presented,
    SigningInput,
)

USUAL = {
    "Ed25519": "eddsa-rdfc-2022",
    "P-256": "ecdsa-rdfc-2019",
    "P-384": "ecdsa-rdfc-2019",
    "BLS12-381": "bbs-2023",
}
"""The cryptosuite that is usual for each type of key."""
_COMMON = frozenset({"type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue", "@context"})
"""The members of a proof that are the same in all credentials of one issuer and kind, or told as its signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofDraft:
    """What a cryptosuite needs signed, and how the proof value is made from the signatures.

    Attributes:
        signing_inputs: What has to be signed, in order.
        proof_value: From the signatures to the proof value.
        disclosable: JSON pointers of what the holder will be able to withhold.
    """

    signing_inputs: tuple[SigningInput | BbsSigningInput, ...]
    proof_value: Callable[[Sequence[bytes]], str]
    disclosable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What a holder reveals of a document, and the proof of it.

    Attributes:
        document: What is revealed, without a proof.
        added: JSON pointers of what had to be revealed although it was neither chosen nor mandatory.
        proof_for: Makes the proof for one verifier, or for nobody in particular.
        unlinkable: Whether each proof is made afresh, so that two of them cannot be recognised as the same.
        kept: The members of the issuer's proof that stay in every one and may tell it apart, such as ``"created"``.
        trace: By what of a proof that is not made afresh it is known again, in a plain sentence.
    """

    document: JsonObject = field(repr=False)
    added: tuple[str, ...] = ()
    proof_for: Callable[[Binding | None], JsonObject] = field(repr=False)
    unlinkable: bool = False
    kept: tuple[str, ...] = ()
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a signature that holds says.

    Attributes:
        original: By what the signed thing is known again.
        holder: What it says of the holder, where the holder makes such proofs.
    """

    original: Original
    holder: HolderProof | None = None


Transform = Callable[[JsonObject, str, Environment], bytes]
"""From a document, the name of a hash and an environment to the digest of the document's canonical form."""


class Workspace:
    """What the proofs of one document can share: each canonical form is made once.

    Attributes:
        environment: Contexts, limits, randomness.
        as_holder: Whether the holder asks, who alone may see base proofs.
        presentation: The presentation around the document, where there is one.
    """

    def __init__(
        self, environment: Environment, *, as_holder: bool = False, presentation: Presented | None = None
    ) -> None:
        self.environment = environment
        self.as_holder = as_holder
        self.presentation = presentation
        self._digests: dict[tuple[Transform, str, tuple[str, ...]], bytes] = {}

    def digest(self, transform: Transform, document: JsonObject, hash_name: str, previous: tuple[str, ...]) -> bytes:
        """The digest of `document`, with the previous proofs that it holds, after `transform`."""
        key = (transform, hash_name, previous)
        digest = self._digests.get(key)
        if digest is None:
            if self._digests:
                self._refuse_too_many(document)
            digest = self._digests[key] = transform(document, hash_name, self.environment)
        return digest

    def _refuse_too_many(self, document: JsonObject) -> None:
        """Each chain of proofs makes another document of the same, which takes another canonicalization."""
        if (len(self._digests) + 1) * _values_in(document) > self.environment.limits.max_nodes:
            raise ProofInvalid(
                "So many chains of proofs over so large a document are not looked at.", code="over_limit"
            )


def _values_in(document: JsonObject) -> int:
    count = 0
    waiting: list[JsonValue] = [document]
    for value in waiting:
        if isinstance(value, dict | list):
            count += len(value)
            waiting += value.values() if isinstance(value, dict) else value
    return count


class Cryptosuite(Protocol):
    """The algorithms of one cryptosuite: VC Data Integrity 1.0 §3."""

    @property
    def name(self) -> str:
        """The value of `cryptosuite`, or the proof's type where the type says it all."""

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The key types that it takes."""

    @property
    def dated(self) -> bool:
        """Whether a proof says when it was made unless it is told to."""

    def options(self, document: JsonObject) -> JsonObject:
        """The members that every proof of this suite on `document` begins with."""

    def create(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        key: KeyFacts,
        mandatory: Sequence[str],
        environment: Environment,
    ) -> ProofDraft:
        """Create Proof, up to the signatures."""

    def cover(self, document: JsonObject, proof: Proof, algorithm: str, work: Workspace) -> object:
        """Verify Proof, up to the signature: turns document and proof into what was signed.

        Raises:
            DataLoss: Something would not be covered.
            Undetermined: A context is not known.
        """

    def verify(self, covered: object, proof: Proof, key: PublicKey) -> Verified:
        """Verify Proof, the signature itself.

        Raises:
            ProofInvalid: It does not hold.
        """


@runtime_checkable
class SelectiveCryptosuite(Cryptosuite, Protocol):
    """A cryptosuite with selective disclosure: the issuer makes base proofs, of which the holder derives others."""

    def is_base(self, proof: Proof) -> bool:
        """Whether `proof` is the issuer's for the holder, from which others can be derived.

        Raises:
            ProofInvalid: The proof value cannot be read.
        """

    def disclosable(self, document: JsonObject, proof: Proof, environment: Environment) -> tuple[str, ...]:
        """The JSON pointers of what can be withheld, in the order of the document.

        Args:
            document: The whole document, without proofs.
            proof: A base proof of it.
            environment: Contexts and limits.

        Raises:
            ProofInvalid: The proof value cannot be read, or does not fit the document.
            VcwalletError: The document cannot be turned into statements.
        """

    def derive(self, document: JsonObject, proof: Proof, pointers: Sequence[str], environment: Environment) -> Derived:
        """Narrows `document` to what `pointers` and the issuer's mandatory pointers show.

        Args:
            document: The whole document, without proofs.
            proof: A base proof of it.
            pointers: JSON pointers of what is to be shown.
            environment: Contexts, limits, randomness.

        Raises:
            CannotSatisfy: A pointer leads to nothing, or what it leads to cannot be shown by itself.
            UsageError: One is no pointer.
            ProofInvalid: The proof value cannot be read.
        """


@runtime_checkable
class BindingCryptosuite(SelectiveCryptosuite, Protocol):
    """A cryptosuite that can bind what it signs to secrets of the holder's."""

    def create_for(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        key: KeyFacts,
        mandatory: Sequence[str],
        environment: Environment,
        commitment: HolderCommitment | None,
    ) -> ProofDraft:
        """Create Proof, up to the signatures, bound to what is behind `commitment`."""

    def held_by(self, proof: Proof) -> str:
        """How the holder of a base proof shows that it is theirs; see `vcwallet.securing.Evidence.held_by`.

        Raises:
            ProofInvalid: The proof value cannot be read.
        """


def telling_members(proof: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """The names of the members of a proof that may tell it apart from others of its issuer, beside its value."""
    return tuple([name for name in proof if name not in _COMMON])


def require_algorithm(suite: Cryptosuite, key: KeyFacts) -> None:
    """Sees that a key can make proofs of a suite.

    Raises:
        KeyMismatch: It cannot.
    """
    if key.algorithm not in suite.algorithms:
        raise KeyMismatch(
            f"{suite.name} takes a key of type {' or '.join(suite.algorithms)}, not {key.algorithm}.",
            hint=f"With this key choose {USUAL.get(key.algorithm, 'another cryptosuite')!r}, or use another key.",
        )
