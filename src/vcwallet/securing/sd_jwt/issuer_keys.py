"""Which key is the issuer's: by certificate, by DID, or by what the issuer publishes (SD-JWT VC §2.5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from vcwallet.dids.document import ControllerDocument
from vcwallet.dids.resolve import resolve
from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import NotBound, Undetermined
from vcwallet.keys.public import PublicKey
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources
from vcwallet.securing.jose import check_header
from vcwallet.securing.sd_jwt.issuer_certificates import key_from_certificates
from vcwallet.securing.sd_jwt.issuer_metadata import key_from_metadata
from vcwallet.securing.trust_anchors import TrustAnchors

MECHANISMS = ("x5c", "did", "jwt-vc-issuer")
"""The ways in which a key can be found; a verifier may permit fewer."""

_SPEC = "SD-JWT VC §2.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerKey:
    """A key, and whose it is.

    Attributes:
        key: The key.
        issuer: The issuer: the ``iss`` claim, or the subject of the certificate where there is no such claim.
        mechanism: One of `MECHANISMS`.
        verification_method: The key's URL or name, where it has one.
    """

    key: PublicKey
    issuer: str
    mechanism: str
    verification_method: str | None = None


def find_issuer_key(
    header: JsonObject,
    issuer: JsonValue,
    resources: Resources,
    *,
    at: datetime,
    anchors: TrustAnchors | None = None,
    mechanisms: Collection[str] = MECHANISMS,
    relationship: str = "assertionMethod",
    limits: Limits = DEFAULT_LIMITS,
) -> IssuerKey:
    """Finds the issuer's key; nothing in the header is believed by itself.

    A chain of certificates counts only where the caller handed trust anchors in. Where it counts, it decides: if it is
    wrong, no other mechanism is tried, so that nobody can choose the weakest one (section 6.2).

    Args:
        header: The protected header of the issuer-signed JWT.
        issuer: The ``iss`` claim, or what takes its place; None where there is none.
        resources: Where documents on the web come from.
        at: The time to judge by (aware).
        anchors: Certificates to which chains in ``x5c`` may lead; None where no certificates are accepted.
        mechanisms: Which of `MECHANISMS` this verifier permits for this issuer.
        relationship: The verification relationship under which a DID document must list the key.
        limits: For documents from the web.

    Raises:
        Malformed: The header or the certificates in it are not what they should be.
        ProofInvalid: The algorithm is not accepted, or an extension is critical and not understood.
        UntrustedIssuer: The certificates do not lead to a trust anchor.
        NotBound: The issuer does not publish such a key, or the certificate is somebody else's.
        WrongPurpose: The issuer publishes the key, but for another purpose.
        Expired: The issuer's key has expired.
        Revoked: The issuer has revoked the key.
        Undetermined: What the issuer publishes cannot be had, or no mechanism fits.
    """
    key_algorithm = check_header(header, types=None)
    if issuer is not None and (not isinstance(issuer, str) or not issuer):
        raise NotBound("The issuer is not named by a string.", where="/iss", spec="RFC 7519 §4.1.1")
    kid = header.get("kid")
    name = kid if isinstance(kid, str) and kid else None
    if anchors is not None and "x5c" in header and "x5c" in mechanisms:
        return _certified(header["x5c"], issuer, anchors, at)
    if issuer is None:
        raise NotBound("The credential does not say who issued it.", where="/iss", spec=_SPEC)
    if issuer.startswith("did:") and "did" in mechanisms:
        return _of_did(issuer, name, resources, at, relationship)
    if issuer.startswith("https://") and "jwt-vc-issuer" in mechanisms:
        key = key_from_metadata(issuer, name, key_algorithm, resources, limits)
        return IssuerKey(key=key, issuer=issuer, mechanism="jwt-vc-issuer", verification_method=name)
    raise Undetermined(
        f"How to find the keys of the issuer {issuer[:200]!r} is not known here.",
        where="/iss",
        hint="Issuers are known by a DID, by an https URL, or by a certificate and the trust anchors for it.",
        spec=_SPEC,
        code="unsupported_identifier",
    )


def _certified(x5c: JsonValue, issuer: str | None, anchors: TrustAnchors, at: datetime) -> IssuerKey:
    certified = key_from_certificates(x5c, anchors, at=at)
    if issuer is not None and not certified.speaks_for(issuer):
        raise NotBound(
            f"The certificate is that of {certified.subject[:200]!r}, not of the issuer {issuer[:200]!r}.",
            where="/iss",
            spec=_SPEC,
            code="certificate_of_another",
        )
    name = certified.subject if issuer is None else issuer
    if not name:
        raise NotBound("The certificate names nobody.", where="/x5c/0", spec=_SPEC, code="nameless_certificate")
    return IssuerKey(key=certified.key, issuer=name, mechanism="x5c")


def _of_did(did: str, kid: str | None, resources: Resources, at: datetime, relationship: str) -> IssuerKey:
    document = resolve(did, resources)
    url = _method_url(document, did, kid, relationship)
    method = document.method(url, relationship, at)
    return IssuerKey(key=method.key, issuer=did, mechanism="did", verification_method=url)


def _method_url(document: ControllerDocument, did: str, kid: str | None, relationship: str) -> str:
    if kid is not None:
        return did + kid if kid.startswith("#") else kid
    methods = document.relationships.get(relationship, frozenset())
    if len(methods) != 1:
        raise NotBound(
            f"The credential does not say which of the keys of {did[:200]} signed it.",
            where="/kid",
            hint="Ask the issuer to name the key as `kid` in the header.",
            spec=_SPEC,
            code="unknown_verification_method",
        )
    (url,) = methods
    return url
