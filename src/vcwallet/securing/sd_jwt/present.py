"""What a holder reveals of an SD-JWT, and the two ways to bind it to a verifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vcwallet.errors import CannotSatisfy, FormatError, KeyMismatch
from vcwallet.model import pointer
from vcwallet.model.edition import BASE_CONTEXT_2
from vcwallet.model.enveloped import envelope
from vcwallet.ports import JsonObject
from vcwallet.resources import Resources
from vcwallet.securing.presentation import draft_presentation
from vcwallet.securing.required import least_required, require_conforming
from vcwallet.securing.sd_jwt.holder import holder_key
from vcwallet.securing.sd_jwt.issuing import SdJwtSuite
from vcwallet.securing.sd_jwt.json_serialization import media_type, presentable, written
from vcwallet.securing.sd_jwt.key_binding import bind
from vcwallet.securing.sd_jwt.kind import VP_SD_JWT, Kind
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt
from vcwallet.securing.sd_jwt.partial import refuse_misreading, refuse_parts_of_disclosures
from vcwallet.securing.sd_jwt.revelation import RevealedSdJwt, reveal
from vcwallet.securing.signing import check_signature
from vcwallet.securing.suite import Binding, Draft, Environment, Secured, SigningInput

TRACE = (
    "The issuer's signature, the digests of what can be withheld and the salts of what is shown are the same each time "
    "that this credential is shown."
)
"""By what verifiers know an SD-JWT again, whatever is shown of it (RFC 9901 §10.1)."""

_USUAL_HEADER = frozenset({"alg", "typ", "cty", "kid", "x5c", "disclosures", "kb_jwt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealedCredential:
    """A credential of which the holder shows a part.

    Attributes:
        revealed: The SD-JWT with the chosen disclosures.
        kind: What kind of SD-JWT it is.
        added: JSON pointers of what is shown only because it would be no credential without.
        unlinkable: No: see `trace`.
        kept: The members of its headers beside those that all have.
        trace: By what of its proof it can be recognised, in a plain sentence.
    """

    revealed: RevealedSdJwt
    kind: Kind
    added: tuple[str, ...] = ()
    unlinkable: bool = False
    kept: tuple[str, ...] = ()
    trace: str = field(default=TRACE, repr=False)

    @classmethod
    def of(
        cls, opened: OpenedSdJwt, kind: Kind, pointers: Sequence[str], environment: Environment
    ) -> RevealedCredential:
        """Chooses what to show.

        Raises:
            CannotSatisfy: A pointer leads to nothing, or with so little shown no verifier would accept it (code
                ``required_withheld``); in a W3C credential also: to what cannot be shown by itself (codes
                ``indivisible``, ``not_compact``).
            UsageError: One is no pointer, or the SD-JWT was presented to somebody already.
        """
        limits = environment.limits
        revealed = reveal(opened, pointers, limits)
        added: tuple[str, ...] = ()
        if kind.is_vcdm and kind.is_credential:
            added = least_required(opened.payload, lambda pointer: _shows(revealed.payload, pointer))
            if added:
                revealed = reveal(opened, (*pointers, *added), limits)
            refuse_parts_of_disclosures(opened, pointers, environment)
            require_conforming(revealed.payload)
            refuse_misreading(opened, revealed.revealed)
        headers = (*(jws.header for jws in opened.issuer_jwts), *opened.parts.unprotected)
        kept = dict.fromkeys(name for header in headers for name in header if name not in _USUAL_HEADER)
        return cls(revealed=revealed, kind=kind, added=added, kept=tuple(kept))

    @property
    def document(self) -> JsonObject:
        """What the verifier will learn."""
        return self.revealed.payload

    @property
    def value(self) -> JsonObject | str:
        """The SD-JWT with the chosen disclosures, bound to nobody: text, or JSON where several keys signed it."""
        return written(presentable(self.revealed.parts))

    @property
    def media_type(self) -> str:
        """What `value` is on the wire."""
        return media_type(presentable(self.revealed.parts), self.kind.name)

    @property
    def as_held(self) -> tuple[JsonObject | str, str]:
        """The same in the serialization that the credential came in, and its media type."""
        return written(self.revealed.parts), media_type(self.revealed.parts, self.kind.name)

    def value_for(self, binding: Binding) -> JsonObject | str:  # noqa: ARG002  the same for everybody
        """The SD-JWT as it goes into a presentation that is made by other means."""
        return self.value

    def bind(self, binding: Binding, environment: Environment) -> Draft:
        """Makes the presentation for one verifier: with a Key Binding JWT, where the credential is bound to a key.

        A W3C credential that is not, but names the holder as its subject, goes into a presentation that the holder
        signs (VC-JOSE-COSE 1.0 §3.2.2).

        Raises:
            NotBound: An SD-JWT VC that the issuer bound to nobody (code ``not_holder_bound``).
            KeyMismatch: It is bound to another key, or the key cannot sign tokens.
        """
        if self.kind.is_vcdm and "cnf" not in self.document:
            return self._in_presentation(binding, environment)
        holder = holder_key(self.document, Resources(), binding.at)
        if binding.key.public is not None and binding.key.public != holder.key:
            raise KeyMismatch(
                f"The credential is bound to the key of {holder.did[:200]}, not to the one that is to sign.",
                where="/cnf",
                spec="RFC 9901 §4.1.2",
            )
        draft = bind(
            self.revealed,
            key_algorithm=binding.key.algorithm,
            audience=binding.audience,
            nonce=binding.challenge,
            issued_at=int(binding.at.timestamp()),
        )
        wanted = SigningInput(
            data=draft.signing_input,
            algorithm=binding.key.algorithm,
            verification_method=binding.key.verification_method,
        )

        def finish(signatures: Sequence[bytes]) -> Secured:
            check_signature(holder.key, wanted, signatures[0])
            parts = presentable(draft.complete_parts(signatures[0]))
            return Secured(
                value=written(parts),
                media_type=media_type(parts, self.kind.name),
                securing=self.kind.name,
            )

        return Draft(signing_inputs=(wanted,), _finish=finish)

    def _in_presentation(self, binding: Binding, environment: Environment) -> Draft:
        value = self.value
        if not isinstance(value, str):
            raise CannotSatisfy(
                "A credential with several signatures cannot be put into a presentation.",
                missing=("a credential with one signature",),
                code="not_compact",
            )
        return draft_presentation(
            [envelope(self.media_type, value)],
            binding,
            suite=SdJwtSuite(kind=VP_SD_JWT),
            contexts=[BASE_CONTEXT_2],
            environment=environment,
        )


def _shows(payload: JsonObject, place: str) -> bool:
    """Whether something is there: an object or array of which all was withheld says nothing."""
    try:
        return pointer.resolve(payload, place) not in ({}, [])
    except FormatError:
        return False
