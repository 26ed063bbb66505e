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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.keys import PublicKey
from vcwallet.model.credential import CredentialFacts
from vcwallet.model.withheld import Withheld
from vcwallet.ports import JsonObject, Randomness
from vcwallet.rdf import Contexts
from vcwallet.report import Check
from vcwallet.resources import Resources
from vcwallet.securing.draft import BbsSigningInput as BbsSigningInput
from vcwallet.securing.draft import Draft as Draft
from vcwallet.securing.draft import Secured as Secured
from vcwallet.securing.draft import SigningInput as SigningInput
from vcwallet.securing.holder_commitment import HolderCommitment, HolderSecrets
from vcwallet.securing.trust_anchors import TrustAnchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What every move may need.

    Attributes:
        contexts: The known JSON-LD contexts.
        limits: How much is looked at.
        randomness: Where unpredictable bytes come from.
        holder_secrets: Where a holder asks: what is behind the commitments that credentials may have been issued to,
            the latest first.
        any_spelling: Whether a document whose meaning is signed may be spelt in any way that has this meaning.
    """

    contexts: Contexts
    limits: Limits = DEFAULT_LIMITS
    randomness: Randomness = secrets.token_bytes
    any_spelling: bool = False
    holder_secrets: tuple[HolderSecrets, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """What is known of the key that will sign, without having the key.

    Attributes:
        algorithm: Its type, such as ``"P-256"``.
        verification_method: The absolute URL under which its public half is published.
        public: The public half where it is known; signatures are then checked before anything leaves the house.
        own: Whether a `SigningKey` of this process is about to sign: it cannot be another key than `public`.
    """

    algorithm: str
    verification_method: str
    public: PublicKey | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """The presentation that a credential is found in, once that one's proof holds.

    Attributes:
        domain: For whom it was made.
        challenge: The challenge that it answers.
        holder: Who signed it, proven.
    """

    domain: str
    challenge: str
    holder: str


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
        presentation: The presentation around the credential; None where there is none, or it is not for one verifier
            and one challenge.
        holder_binding: Whether the presenter must prove to be the holder, where the evidence binds itself.
        anchors: The certificates that are believed; None where no certificate is.
        issuer: Who should have signed; None where that is open. For others nothing is fetched, unless the issuer says
            that the key is its own.
    """

    purpose: str
    at: datetime
    resources: Resources
    domain: frozenset[str] | None = None
    challenge: str | None = None
    skew: timedelta = timedelta(seconds=60)
    as_holder: bool = False
    presentation: Presented | None = None
    holder_binding: bool = False
    anchors: TrustAnchors | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderProof:
    """What a proof says of the holder, where it is the holder who makes a fresh one for each showing.

    Attributes:
        by_secret: Whether it takes a secret of the holder's to make it, and not only the credential.
        bound: Whether it was made for just the presentation around it; False where there is none.
        pseudonym_for: For whom a pseudonym was made, or None.
        pseudonym: The holder's name for the verifier of the presentation, in multibase; None where the proof is not
            bound to the presentation, since it could be a copy then, or was made for somebody else.
        secrets: The name of the `HolderSecrets` that a credential was issued to; "" where a verifier asks.
    """

    by_secret: bool
    bound: bool = False
    pseudonym_for: str | None = None
    pseudonym: str | None = None
    secrets: str = ""


class Original(NamedTuple):
    """What all that is shown of one signed thing has in common, however much of it is shown, and how it is written.

    Attributes:
        digest: Of what was signed. Not of the signature: of one by ECDSA anybody can make a second that holds too.
        hidden: Whether other things can have the same digest, since the mechanism hides which of them this is.
    """

    digest: bytes
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenBy:
    """One proof that holds: which key made it, and who controls that key.

    Attributes:
        verification_method: The key's absolute URL.
        controller: Who controls the key.
        securing: The kind of proof.
        where: JSON pointer to the proof.
        domains: The security domains that it was made for, or None.
        challenge: The challenge that it answers, or None.
        holder: What it says of the holder, where the holder made it.
        original: By what the signed thing is known again; None where nothing of the kind is needed.
    """

    verification_method: str
    controller: str
    securing: str
    where: str
    domains: frozenset[str] | None = None
    challenge: str | None = None
    holder: HolderProof | None = None
    original: Original | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What `Evidence.check` found.

    Attributes:
        checks: The checks, in order.
        proofs: The proofs that hold.
        presenter: The holder's own proof, where the evidence binds itself to a verifier, and that proof holds.
        withheld: Where something may have been withheld; None where all that was issued is shown.
    """

    checks: tuple[Check, ...]
    proofs: tuple[ProvenBy, ...]
    presenter: ProvenBy | None = None
    withheld: Withheld | None = None


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

    @property
    def media_type(self) -> str:
        """What `value` is on the wire, such as ``"application/vc"``."""

    @property
    def as_held(self) -> tuple[JsonObject | str | bytes, str]:
        """The narrowed credential in the form in which the whole one is held, and what that is on the wire."""

    @property
    def added(self) -> tuple[str, ...]:
        """JSON pointers of what is shown, although nobody chose it, because it would be no credential without."""

    @property
    def unlinkable(self) -> bool:
        """Whether two showings cannot be recognised as the same credential by their proofs."""

    @property
    def kept(self) -> tuple[str, ...]:
        """The members of the issuer's proof that stay in every showing and may tell it apart."""

    @property
    def trace(self) -> str:
        """By what else of the proof a showing is recognised, in a plain sentence; empty where there is no more."""

    def value_for(self, binding: Binding) -> JsonObject | str | bytes:
        """The narrowed credential as it goes into a presentation for one verifier that is made by other means."""

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

    @property
    def held_by(self) -> str:
        """How a holder shows that it is theirs.

        ``"subject"``: by the key of an identifier that it names; ``"secret"``: by a secret that nobody sees;
        ``"pseudonym"``: by such a secret too, and the verifier knows the holder again by a pseudonym; ``""``: not.
        """

    @property
    def binds_itself(self) -> bool:
        """Whether what binds a credential to a verifier is a part of it: it is presented without anything around it."""

    def facts(self) -> CredentialFacts:
        """What a credential says of itself.

        Raises:
            NonConforming: It breaks a rule of its data model.
        """

    def check(self, expectation: Expectation) -> Findings:
        """Holds the evidence against the expectation; raises nothing, whatever the evidence."""

    def reveal(self, pointers: Sequence[str]) -> Revealed:
        """Narrows the evidence to what `pointers` and the issuer's mandatory parts show."""


class Suite(Protocol):
    """One way of securing, by the name that `issue` takes."""

    @property
    def name(self) -> str:
        """The name: a cryptosuite, or a media type without ``application/``."""

    def is_dated(self, document: JsonObject) -> bool:
        """Whether a proof says when it was made unless it is told to: `prepare` is then given ``created``."""

    def complete_claims(
        self,
        document: JsonObject,
        *,
        issuer: str,
        at: datetime,
        holder: str | None = None,
        status: JsonObject | None = None,
    ) -> CredentialFacts:
        """Fills in what a credential of this kind needs, in the document itself; what is there stays as it is.

        Args:
            document: The claims; the caller's own copy. What it then says of itself is returned.
            issuer: The issuer's identifier.
            at: The time (aware).
            holder: Whom it is about and bound to.
            status: Where to look whether it was taken back.

        Raises:
            NonConforming: It breaks a rule of the data model.
            NotBound: It is about somebody else than `holder`.
            UsageError: `status` is there already, or the credential cannot be bound to this holder.
        """

    def always_shown(self, document: JsonObject, facts: CredentialFacts, at: datetime) -> tuple[str, ...]:
        """JSON pointers of what could be withheld if it were not made mandatory, and must not be.

        Without the issuer it would be no credential; without what limits it, a holder would hide that it expired, was
        taken back, or is not valid yet.

        Args:
            document: The credential.
            facts: What it says of itself, from `complete_claims`.
            at: The time of issuing (aware): what had begun by then does not limit it.
        """

    def prepare(
        self,
        document: JsonObject,
        *,
        key: KeyFacts,
        purpose: str,
        members: Mapping[str, object],
        mandatory: Sequence[str],
        environment: Environment,
        commitment: HolderCommitment | None = None,
    ) -> Draft:
        """Makes `document` ready to be signed.

        Args:
            document: The credential or presentation; its existing proofs are kept.
            key: Of the key that will sign.
            purpose: The proof purpose, such as ``"assertionMethod"``.
            members: Further members of the proof, such as ``created`` or ``challenge``.
            mandatory: JSON pointers of what is always shown.
            environment: Contexts, limits, randomness.
            commitment: What the holder committed to, where the credential is to be bound to the holder's secrets.

        Raises:
            KeyMismatch: This kind of key cannot make this kind of proof.
            UsageError: Something is asked that the mechanism does not have.
            DataLoss: The document holds something that no signature would cover.
        """
