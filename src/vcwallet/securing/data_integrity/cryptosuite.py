"""What a cryptosuite is to the proof pipeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from vcwallet.keys import PublicKey
from vcwallet.ports import JsonObject
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.suite import Environment, KeyFacts, SigningInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofDraft:
    """What a cryptosuite needs signed, and how the proof value is made from the signatures."""

    signing_inputs: tuple[SigningInput, ...]
    proof_value: Callable[[Sequence[bytes]], str]


Transform = Callable[[JsonObject, str, Environment], bytes]
"""From a document, the name of a hash and an environment to the digest of the document's canonical form."""


class Workspace:
    """What the proofs of one document can share: each canonical form is made once."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._digests: dict[tuple[Transform, str, tuple[str, ...]], bytes] = {}

    def digest(self, transform: Transform, document: JsonObject, hash_name: str, previous: tuple[str, ...]) -> bytes:
        """The digest of `document`, with the previous proofs that it holds, after `transform`."""
        key = (transform, hash_name, previous)
        digest = self._digests.get(key)
        if digest is None:
            digest = self._digests[key] = transform(document, hash_name, self.environment)
        return digest


class Cryptosuite(Protocol):
    """The algorithms of one cryptosuite: VC Data Integrity 1.0 §3."""

    @property
    def name(self) -> str:
        """The value of `cryptosuite`, or the proof's type where the type says it all."""

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The key types that it takes."""

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

    def verify(self, covered: object, proof: Proof, key: PublicKey) -> None:
        """Verify Proof, the signature itself.

        Raises:
            ProofInvalid: It does not hold.
        """
