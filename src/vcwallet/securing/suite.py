"""The one protocol behind which every way of securing a credential stands, and the data that crosses it.

A suite has four moves, and every role uses only these:

==========================  ==========================================================================
prepare → complete          signing inputs out, signatures in: a `Draft` becomes a `Secured`
open                        bytes to parsed `Evidence`; limits applied, no cryptography
check                       evidence and expectations to numbered checks
reveal → bind               the holder's two steps: what to show, then for whom
==========================  ==========================================================================

What a mechanism does not have, it says: `disclosable` is empty where everything is shown or nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import UsageError
from vcwallet.keys import PublicKey
from vcwallet.ports import JsonObject, Randomness
from vcwallet.rdf import Contexts
from vcwallet.report import Check
from vcwallet.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What every move may need: the known contexts, the limits, and where unpredictable bytes come from."""

    contexts: Contexts
    limits: Limits = DEFAULT_LIMITS
    randomness: Randomness = secrets.token_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """What is known of the key that will sign, without having the key.

    Attributes:
        algorithm: Its type, such as ``"P-256"``.
        verification_method: The absolute URL under which its public half is published.
        public: The public half where it is known; signatures are then checked before anything leaves the house.
    """

    algorithm: str
    verification_method: str
    public: PublicKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningInput:
    """What one key has to sign: these bytes, hashed as its algorithm demands."""

    data: bytes = field(repr=False)
    algorithm: str
    verification_method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """A credential or presentation that carries its own proof.

    Attributes:
        value: A dict (embedded proof), a str (JWT, SD-JWT) or bytes (COSE).
        media_type: What it is on the wire, such as ``"application/vc"``.
        securing: How it is secured, by the name that `issue` takes.
        disclosable: JSON pointers of what a holder can withhold; empty where all is shown or nothing.
    """

    value: JsonObject | str | bytes
    media_type: str
    securing: str
    disclosable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something ready to be signed elsewhere: by a KMS, an HSM, a phone, or async code.

    Attributes:
        signing_inputs: What has to be signed, in order.
    """

    signing_inputs: tuple[SigningInput, ...]
    _finish: Callable[[Sequence[bytes]], Secured] = field(repr=False)

    def complete(self, signatures: Sequence[bytes]) -> Secured:
        """Puts the signatures in, one for each of `signing_inputs`, in their order.

        Raises:
            UsageError: Not one `bytes` for each signing input.
            ProofInvalid: A signature does not match the public key, where that is known.
        """
        if (
            isinstance(signatures, bytes | str)
            or not isinstance(signatures, Sequence)
            or len(signatures) != len(self.signing_inputs)
            or not all(isinstance(signature, bytes) for signature in signatures)
        ):
            raise UsageError(f"`complete` takes a list of {len(self.signing_inputs)} signatures, each as bytes.")
        return self._finish(signatures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the caller expects of a proof; None means that it was not asked for.

    Attributes:
        purpose: The proof purpose, such as ``"assertionMethod"``.
        domain: The security domains, exactly these.
        challenge: The challenge that must be answered.
        at: The time to judge by (aware).
        skew: How far clocks may disagree.
        resources: Documents from the web that the caller has, or can have.
        as_holder: Whether the holder asks, to whom alone an issuer hands what everything else is derived from.
    """

    purpose: str
    at: datetime
    resources: Resources
    domain: frozenset[str] | None = None
    challenge: str | None = None
    skew: timedelta = timedelta(seconds=60)
    as_holder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenBy:
    """One proof that holds: which key made it, and who controls that key.

    Attributes:
        verification_method: The key's absolute URL.
        controller: Who controls the key.
        securing: The kind of proof.
        where: JSON pointer to the proof.
    """

    verification_method: str
    controller: str
    securing: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What `Evidence.check` found: the checks in order, and the proofs that hold."""

    checks: tuple[Check, ...]
    proofs: tuple[ProvenBy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """For whom something is shown.

    Attributes:
        audience: The verifier's identifier.
        challenge: Its nonce.
        holder: The holder's DID.
        key: Of the holder's key that will sign.
        at: The time of presenting (aware).
    """

    audience: str
    challenge: str
    holder: str
    key: KeyFacts
    at: datetime


class Revealed(Protocol):
    """What the holder chose to show; not yet bound to a verifier."""

    @property
    def document(self) -> JsonObject:
        """What the verifier will learn."""

    @property
    def value(self) -> JsonObject | str | bytes:
        """The narrowed credential, for those who have other means to bind it."""

    def bind(self, binding: Binding, environment: Environment) -> Draft:
        """Makes the presentation for one verifier, by whatever means the mechanism has."""


class Evidence(Protocol):
    """A secured credential or presentation that was parsed, and not yet believed."""

    @property
    def document(self) -> JsonObject:
        """What is claimed, without the proofs."""

    @property
    def securing(self) -> str:
        """How it is secured, by the name that `issue` takes."""

    @property
    def disclosable(self) -> tuple[str, ...]:
        """JSON pointers of what a holder can withhold."""

    def check(self, expectation: Expectation) -> Findings:
        """Holds the evidence against the expectation; raises nothing, whatever the evidence."""

    def reveal(self, pointers: Sequence[str]) -> Revealed:
        """Narrows the evidence to what `pointers` and the issuer's mandatory parts show."""


class Suite(Protocol):
    """One way of securing, by the name that `issue` takes."""

    @property
    def name(self) -> str:
        """The name: a cryptosuite, or a media type without ``application/``."""

    def prepare(
        self,
        document: JsonObject,
        *,
        key: KeyFacts,
        purpose: str,
        members: Mapping[str, object],
        mandatory: Sequence[str],
        environment: Environment,
    ) -> Draft:
        """Makes `document` ready to be signed.

        Args:
            document: The credential or presentation; its existing proofs are kept.
            key: Of the key that will sign.
            purpose: The proof purpose, such as ``"assertionMethod"``.
            members: Further members of the proof, such as ``created`` or ``challenge``.
            mandatory: JSON pointers of what is always shown.
            environment: Contexts, limits, randomness.

        Raises:
            KeyMismatch: This kind of key cannot make this kind of proof.
            UsageError: Something is asked that the mechanism does not have.
            DataLoss: The document holds something that no signature would cover.
        """
