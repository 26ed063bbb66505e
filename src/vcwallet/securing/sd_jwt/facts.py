"""What a credential in an SD-JWT says of itself, as the same facts that every other credential has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vcwallet.errors import NonConforming
from vcwallet.model.credential import CredentialFacts, MemberNames, check_credential
from vcwallet.ports import JsonObject
from vcwallet.securing.sd_jwt.holder import holder_of
from vcwallet.securing.sd_jwt.issuer_certificates import subject_of
from vcwallet.securing.sd_jwt.kind import JWT_CLAIMS
from vcwallet.securing.sd_jwt.validity import timestamp
from vcwallet.securing.sd_jwt.vct import check_sd_jwt_vc

SD_JWT_VC_NAMES = MemberNames(
    issuer="iss",
    valid_from="nbf",
    valid_until="exp",
    status="status",
    subject="sub",
    holds_at_the_end=False,
    always_shown=True,
)
_VC_JOSE_COSE = "VC-JOSE-COSE 1.0 §3.1.3"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime.min.replace(tzinfo=UTC)
LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
"""What stands for all times beyond the calendar."""
# What is not about the subject, but about the credential or the signature.
_NOT_OF_THE_SUBJECT = (JWT_CLAIMS - {"sub"}) | {"vct", "vct#integrity", "aka_vcts", "status"}


def sd_jwt_vc_facts(payload: JsonObject, header: JsonObject) -> CredentialFacts:
    """The facts of an SD-JWT VC (SD-JWT VC §2.2.2).

    Args:
        payload: The processed payload.
        header: The protected header: where no ``iss`` names the issuer, the certificate in it does.

    Raises:
        NonConforming: A claim that is defined is missing or not of its type.
        Malformed: The certificate that should name the issuer cannot be read.
    """
    types = check_sd_jwt_vc(payload)
    holder, subject = holder_of(payload), payload.get("sub")
    ids = (holder, subject if isinstance(subject, str) else None)
    status, identifier = payload.get("status"), payload.get("jti")
    return CredentialFacts(
        version="SD-JWT VC",
        id=identifier if isinstance(identifier, str) else None,
        types=types,
        issuer=_issuer(payload, header),
        subjects=({name: value for name, value in payload.items() if name not in _NOT_OF_THE_SUBJECT},),
        subject_ids=tuple(dict.fromkeys([did for did in ids if did])),
        valid_from=_moment(payload, "nbf"),
        valid_until=_moment(payload, "exp"),
        status=(status,) if isinstance(status, dict) else (),
        schemas=(),
        related_resources=(),
        names=SD_JWT_VC_NAMES,
        bound_to=holder,
    )


def vc_sd_jwt_facts(payload: JsonObject) -> CredentialFacts:
    """The facts of a W3C credential whose document is the payload (VC-JOSE-COSE 1.0 §3.2.1).

    Raises:
        NonConforming: It breaks a rule of VCDM 2.0, or its JWT claims contradict the document.
    """
    facts = check_credential(payload, secured=False)
    if facts.version != "2.0":
        raise NonConforming(
            "An SD-JWT of this kind holds a credential of VCDM 2.0, not of an earlier edition.",
            where="/@context/0",
            spec="VC-JOSE-COSE 1.0 §3.2.1",
        )
    check_jwt_claims(payload, facts.issuer, "issuer")
    holder, status = holder_of(payload), payload.get("status")
    if isinstance(status, dict):
        # A Token Status List (VC-JOSE-COSE 1.0 §3.1.3 leaves claims like this to whoever defines them).
        facts = replace(facts, status=(*facts.status, status))
    if holder is None:
        return facts
    return replace(facts, bound_to=holder, subject_ids=tuple(dict.fromkeys([holder, *facts.subject_ids])))


def check_jwt_claims(payload: JsonObject, party: str | None, member: str) -> None:
    """Sees that the JWT claims beside a W3C document do not contradict it.

    Args:
        payload: The processed payload.
        party: The identifier of its issuer or holder; None where it names none.
        member: The member that names it, ``"issuer"`` or ``"holder"``.

    Raises:
        NonConforming: ``iss`` names somebody else, or there are claims ``vc`` or ``vp``, as VCDM 1.1 had them.
    """
    for name in ("vc", "vp"):
        if name in payload:
            raise NonConforming(
                f"The payload is the document itself: the claim {name!r} must not be there.",
                where=f"/{name}",
                spec=_VC_JOSE_COSE,
            )
    if "iss" in payload and party is not None and payload["iss"] != party:
        raise NonConforming(
            f"The claim 'iss' and the member {member!r} name different parties.",
            where="/iss",
            spec="VC-JOSE-COSE 1.0 §4.1.2",
            code="issuer_contradiction",
        )


def _issuer(payload: JsonObject, header: JsonObject) -> str:
    issuer = payload.get("iss")
    if isinstance(issuer, str) and issuer:
        return issuer
    subject = subject_of(header["x5c"]) if "iss" not in payload and "x5c" in header else ""
    if subject:
        return subject
    raise NonConforming(
        "The credential does not say who issued it.",
        where="/iss",
        hint="It is said by the claim 'iss', or by a certificate in the header.",
        spec="SD-JWT VC §2.2.2.3",
    )


def _moment(payload: JsonObject, name: str) -> datetime | None:
    """A NumericDate; what lies beyond the calendar becomes its first or last moment, which is before or after all."""
    count = timestamp(payload, name)
    if count is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=count)
    except OverflowError:
        return LAST_MOMENT if count > 0 else _FIRST
