"""The moves *prepare → complete* for SD-JWT: what is filled in, what can be withheld, what the header says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vcwallet.encoding import strict_json
from vcwallet.errors import FormatError, KeyMismatch, Malformed, NonConforming, NotBound, UsageError
from vcwallet.model import times
from vcwallet.model.credential import CredentialFacts
from vcwallet.model.pointer import outermost, walk
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import to_statements
from vcwallet.securing.choosing import issuing, require_mandatory
from vcwallet.securing.completion import add_status, always_shown, complete_credential
from vcwallet.securing.holder_commitment import HolderCommitment
from vcwallet.securing.sd_jwt.concealment import conceal
from vcwallet.securing.sd_jwt.digests import DEFAULT_HASH, HASH_FUNCTIONS
from vcwallet.securing.sd_jwt.divisible import Division, divisible, without_jwt_claims
from vcwallet.securing.sd_jwt.facts import LAST_MOMENT, sd_jwt_vc_facts, vc_sd_jwt_facts
from vcwallet.securing.sd_jwt.holder import confirm, holder_of
from vcwallet.securing.sd_jwt.issuance import prepare
from vcwallet.securing.sd_jwt.issuer_certificates import key_of
from vcwallet.securing.sd_jwt.json_serialization import media_type, written
from vcwallet.securing.sd_jwt.kind import Kind
from vcwallet.securing.sd_jwt.selection import disclosable_pointers
from vcwallet.securing.sd_jwt.serialization import SERIALIZATIONS
from vcwallet.securing.sd_jwt.validity import timestamp
from vcwallet.securing.signing import check_signature
from vcwallet.securing.suite import Draft, Environment, KeyFacts, Secured, SigningInput

_CLAIM_OF_MEMBER = {"created": "iat", "expires": "exp"}
_CLAIM_OF_PRESENTATION = {"domain": "aud", "challenge": "nonce"}
_OPTIONS = ("x5c", "_sd_alg", "decoys", "serialization")
_TIMES = ("iat", "nbf", "exp")
_TIME_HINT = "Write for example '2026-01-02T03:04:05Z'."
MAX_DECOYS = 100
"""More decoys than this in one object or array are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SdJwtSuite:
    """One kind of SD-JWT as a `Suite`.

    `proof` may set ``created`` and ``expires`` (the claims ``iat`` and ``exp``), ``x5c`` (the issuer's certificates,
    each as base64 of its DER), ``_sd_alg`` (the hash function, sha-256 if left out), ``decoys`` (how many digests of
    nothing stand beside the others in each place) and ``serialization`` (``"compact"`` if left out, ``"flattened"`` or
    ``"general"``).
    """

    kind: Kind

    @property
    def name(self) -> str:
        """``"dc+sd-jwt"``, ``"vc+sd-jwt"`` or ``"vp+sd-jwt"``."""
        return self.kind.name

    def is_dated(self, document: JsonObject) -> bool:
        """Where the claims of an SD-JWT VC do not say when it was issued; a W3C document has its own dates."""
        return not self.kind.is_vcdm and "iat" not in document

    def complete_claims(
        self,
        document: JsonObject,
        *,
        issuer: str,
        at: datetime,
        holder: str | None = None,
        status: JsonObject | None = None,
    ) -> CredentialFacts:
        """Fills in the claims of an SD-JWT VC, or the members of a W3C credential; and the holder's key as ``cnf``.

        Raises:
            NonConforming: ``vct`` is missing, it has expired already, or another rule is broken.
            NotBound: It is bound to somebody else than `holder`.
            UsageError: `status` is there already, or `holder` is not a did:key or did:jwk.
        """
        if holder is not None:
            _bind(document, holder)
        if self.kind.is_vcdm:
            complete_credential(document, issuer=issuer, at=at, holder=holder, status=status)
            facts = vc_sd_jwt_facts(document)
            _check_times(document, at)
            return facts
        if status is not None:
            add_status(document, "status", status)
        document.setdefault("iss", issuer)
        facts = sd_jwt_vc_facts(document, {})
        _check_times(document, at)
        return facts

    def always_shown(self, document: JsonObject, facts: CredentialFacts, at: datetime) -> tuple[str, ...]:
        """What limits a W3C credential, and who issued it; of an SD-JWT VC that is never made into a disclosure."""
        return always_shown(document, facts, at) if self.kind.is_vcdm else ()

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
        """Makes `document` ready to be signed; see `Suite.prepare`."""
        if purpose != self.kind.purpose:
            raise UsageError(f"{self.name} is for the purpose {self.kind.purpose!r}, not {purpose!r}.")
        if commitment is not None:
            raise UsageError(
                f"{self.name} cannot bind a credential to secrets of its holder.",
                hint="Choose `bbs-2023`, or give the holder's DID.",
            )
        given = strict_json.admit(dict(members), environment.limits)
        assert isinstance(given, dict)
        claims = _with_members(document, given, self.kind)
        pointers = self._withholdable(claims, mandatory, environment)
        count = given.get("decoys", 0)
        serialization = str(given.get("serialization", "compact"))
        places = {"", *(pointer.rpartition("/")[0] for pointer in pointers)}
        concealed = conceal(
            claims,
            pointers,
            randomness=environment.randomness,
            decoys=lambda place: count if place in places else 0,  # type: ignore[arg-type, return-value]
            hash_name=str(given.get("_sd_alg", DEFAULT_HASH)),
            limits=environment.limits,
        )
        draft = prepare(
            concealed, key_algorithm=key.algorithm, typ=self.name, header=_header(key, given.get("x5c"), self.kind)
        )
        wanted = SigningInput(
            data=draft.signing_input, algorithm=key.algorithm, verification_method=key.verification_method
        )

        def finish(signatures: Sequence[bytes]) -> Secured:
            check_signature(key.public, wanted, signatures[0])
            parts = replace(draft.complete_parts(signatures[0]), serialization=serialization)
            return Secured(
                value=written(parts),
                media_type=media_type(parts, self.name),
                securing=self.name,
                disclosable=tuple(place for place, _ in walk(claims) if place in pointers),
            )

        return Draft(signing_inputs=(wanted,), _finish=finish)

    def _withholdable(self, claims: JsonObject, mandatory: Sequence[str], environment: Environment) -> frozenset[str]:
        require_mandatory(mandatory)
        is_credential = self.kind.is_vcdm and self.kind.is_credential
        found = disclosable_pointers(
            claims,
            mandatory=mandatory,
            # What says whom it is about has to be there; what it says of them can be withheld.
            always_present=["/credentialSubject"] if is_credential and "credentialSubject" in claims else (),
            always_shown=self.kind.always_shown,
            limits=environment.limits,
        )
        if not self.kind.is_vcdm:
            return found
        if not is_credential:
            # All of it must have a defined meaning; to find that out takes less than to find out where.
            to_statements(without_jwt_claims(claims), environment.contexts, limits=environment.limits)
            return frozenset(filter(divisible, found))
        division = Division.of(claims, environment.contexts, environment.limits)
        with issuing():
            division.refuse_parts(set(outermost(mandatory)))
        return frozenset(filter(division.lets_go, found))


def _check_times(claims: JsonObject, at: datetime) -> None:
    """Nobody means to issue what has expired already, or never begins or ends within the calendar.

    Raises:
        NonConforming: The claims say so, or one is no number.
    """
    for name in _TIMES:
        try:
            moment = timestamp(claims, name)
        except Malformed as error:
            raise NonConforming(error.message, where=error.where, hint=error.hint, spec=error.spec) from error
        if moment is None:
            continue
        if name == "exp" and moment <= at.timestamp():
            problem = "The credential expires already."
        elif moment > LAST_MOMENT.timestamp():
            problem = f"The time {name!r} is one after the year 9999."
        else:
            continue
        raise NonConforming(
            problem,
            where=f"/{name}",
            hint=f"The claim {name!r} is in seconds since 1970, not in milliseconds.",
            spec="RFC 7519 §4.1",
        )


def _bind(document: JsonObject, holder: str) -> None:
    if "cnf" not in document:
        document["cnf"] = confirm(holder)
        return
    bound = holder_of(document)
    if bound != holder:
        raise NotBound(
            f"The credential is bound to the key of {str(bound)[:200]}, not to that of the holder {holder[:200]}.",
            where="/cnf",
        )


def _with_members(document: JsonObject, given: JsonObject, kind: Kind) -> JsonObject:
    """The document with the claims that `proof` sets."""
    names = _CLAIM_OF_MEMBER if kind.is_credential else _CLAIM_OF_MEMBER | _CLAIM_OF_PRESENTATION
    claims = dict(document)
    for name, value in given.items():
        if name in _OPTIONS:
            continue
        claim = names.get(name)
        if claim is None:
            raise UsageError(
                f"`proof` cannot set {name!r}.",
                where=f"/proof/{name}",
                hint=f"It takes {', '.join([*names, *_OPTIONS])}.",
            )
        if claim in claims:
            raise UsageError(
                f"The claim {claim!r} is there already.", where=f"/{claim}", hint=f"Leave out `proof[{name!r}]`."
            )
        claims[claim] = _seconds(name, value) if name in _CLAIM_OF_MEMBER else value
    _check_options(given)
    return claims


def _check_options(given: JsonObject) -> None:
    decoys = given.get("decoys", 0)
    if type(decoys) is not int or not 0 <= decoys <= MAX_DECOYS:
        raise UsageError(f"`decoys` is a number from 0 to {MAX_DECOYS}.", where="/proof/decoys")
    choices = (("_sd_alg", DEFAULT_HASH, tuple(HASH_FUNCTIONS)), ("serialization", "compact", SERIALIZATIONS))
    for name, default, known in choices:
        if given.get(name, default) not in known:
            raise UsageError(f"`{name}` is one of {', '.join(known)}.", where=f"/proof/{name}")


def _seconds(name: str, value: JsonValue) -> int:
    where = f"/proof/{name}"
    if not isinstance(value, str) or not value:
        raise UsageError(f"The proof's `{name}` is missing or is not a text.", where=where, hint=_TIME_HINT)
    try:
        return int(times.parse(value).timestamp())
    except FormatError as error:
        message = f"The proof's `{name}` is not a time with a time zone."
        raise UsageError(message, where=where, hint=error.hint) from error


def _header(key: KeyFacts, x5c: JsonValue, kind: Kind) -> JsonObject:
    header: JsonObject = {"kid": key.verification_method}
    if kind.content_type is not None:
        header["cty"] = kind.content_type
    if x5c is not None:
        header["x5c"] = x5c
        if key.public is not None and key_of(x5c) != key.public:
            raise KeyMismatch(
                "The first certificate is not for the key that is to sign.",
                where="/proof/x5c/0",
                hint="Give the certificate of the signer first, then those of its authorities.",
                spec="RFC 7515 §4.1.6",
            )
    return header
