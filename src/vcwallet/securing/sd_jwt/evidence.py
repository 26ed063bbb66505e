"""An SD-JWT as `Evidence`: what it says of itself, what can be withheld, and the move that checks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vcwallet.model.credential import CredentialFacts
from vcwallet.ports import JsonObject
from vcwallet.securing.sd_jwt.checking import examine
from vcwallet.securing.sd_jwt.facts import sd_jwt_vc_facts, vc_sd_jwt_facts
from vcwallet.securing.sd_jwt.kind import Kind, kind_of
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt, open_sd_jwt
from vcwallet.securing.sd_jwt.present import RevealedCredential
from vcwallet.securing.sd_jwt.revelation import disclosable
from vcwallet.securing.suite import Environment, Expectation, Findings, Revealed


@dataclass(frozen=True, kw_only=True)
class SdJwtEvidence:
    """An SD-JWT, parsed and not yet believed.

    Attributes:
        opened: Its parts, and the processed payload.
        kind: What it means to be.
        environment: Contexts, limits, randomness.
    """

    opened: OpenedSdJwt = field(repr=False)
    kind: Kind
    environment: Environment = field(repr=False)

    @classmethod
    def open(cls, value: str | JsonObject, environment: Environment) -> SdJwtEvidence:
        """Parses an SD-JWT or SD-JWT+KB, compact or JSON; without any cryptography but hashes.

        Raises:
            Malformed: It cannot be read, or is over a limit.
            ProofInvalid: Digests and disclosures contradict each other, or the hash function is not accepted.
        """
        opened = open_sd_jwt(value, environment.limits)
        return cls(opened=opened, kind=kind_of(opened.header, opened.payload), environment=environment)

    @property
    def document(self) -> JsonObject:
        """What is claimed: the processed payload, without a trace of digests."""
        return self.opened.payload

    @property
    def securing(self) -> str:
        """``"dc+sd-jwt"``, ``"vc+sd-jwt"`` or ``"vp+sd-jwt"``."""
        return self.kind.name

    @cached_property
    def disclosable(self) -> tuple[str, ...]:
        """JSON pointers of what a holder can withhold; parents before what is in them."""
        return disclosable(self.opened)

    @property
    def held_by(self) -> str:
        """By the key in ``cnf``; a W3C credential without one also by that of its subject, in a presentation."""
        return "subject" if self.kind.is_vcdm or "cnf" in self.opened.payload else ""

    @property
    def binds_itself(self) -> bool:
        """Whether it is a credential, which a Key Binding JWT presents; a presentation is presented by its holder."""
        return self.kind.is_credential

    def facts(self) -> CredentialFacts:
        """What the payload says of itself, by the rules of SD-JWT VC or of VCDM 2.0.

        Raises:
            NonConforming: It breaks one of them.
        """
        if self.kind.is_vcdm:
            return vc_sd_jwt_facts(self.opened.payload)
        return sd_jwt_vc_facts(self.opened.payload, self.opened.header)

    def check(self, expectation: Expectation) -> Findings:
        """Checks every signature, and the key binding where there is one or has to be (RFC 9901 §7)."""
        return examine(self.opened, self.kind, expectation, self.environment.limits)

    def reveal(self, pointers: Sequence[str]) -> Revealed:
        """Narrows the credential to what `pointers` and the issuer's mandatory parts show.

        Raises:
            CannotSatisfy: A pointer leads to nothing, or with so little shown it would be no credential.
            UsageError: One is no pointer, or the SD-JWT was presented to somebody already.
        """
        return RevealedCredential.of(self.opened, self.kind, pointers, self.environment)
