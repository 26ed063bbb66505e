"""Whose key signed: the key that a header points at, and who answers for it (ADR-0004)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from vcwallet.dids import resolve_signer
from vcwallet.encoding.limits import Limits
from vcwallet.errors import Undetermined
from vcwallet.ports import JsonObject
from vcwallet.resources import Resources
from vcwallet.securing.jose import check_header, require_algorithm
from vcwallet.securing.sd_jwt.issuer_keys import IssuerKey, find_issuer_key
from vcwallet.securing.sd_jwt.kind import Kind
from vcwallet.securing.suite import Expectation

_COMPUTED = ("did:key:", "did:jwk:")
_SHORT = 500
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_THUMBPRINT_URI = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"


def find_signer(
    header: JsonObject, party: str | None, kind: Kind, expectation: Expectation, limits: Limits
) -> IssuerKey:
    """Finds the key that must have signed, and who controls it.

    ``kid`` can be the URL of a verification method: it is then retrieved from the document of its own controller, and
    whether that one is the issuer is for `checks` to judge, as it is with Data Integrity. Otherwise the issuer says
    which keys it has: by a certificate, by its DID, or by what it publishes under its https URL.

    Args:
        header: The protected header.
        party: The identifier of the issuer, or of the presentation's holder; None where none is named.
        kind: What kind of SD-JWT it is.
        expectation: The purpose, the time, the resources and the trust anchors.
        limits: For documents from the web.

    Returns:
        The key; its `verification_method` is a URL in any case.

    Raises:
        Malformed: The header or the certificates in it are not what they should be.
        ProofInvalid: The algorithm is not accepted, or is not one for this type of key.
        UntrustedIssuer: The certificates do not lead to a trust anchor.
        NotBound: There is no such key, or the certificate is somebody else's.
        WrongPurpose: The key is for another purpose.
        Expired: The key has expired.
        Revoked: The key was revoked.
        Undetermined: A document is needed, or no way to find the key is known here.
    """
    demanded = check_header(header, types=None)
    url = _method_url(header, party, kind, expectation)
    if url is not None:
        if url.startswith(_COMPUTED) and len(url) <= _SHORT:
            found = _of_computed(url, expectation.purpose)
        else:
            found = _of_controller(url, expectation.purpose, expectation.resources, expectation.at, party)
        require_algorithm(found.key, demanded)
        return found
    if party is None and "x5c" in header and expectation.anchors is None:
        raise Undetermined(
            "The issuer is named by a certificate, and there are no certificates that are believed.",
            where="/x5c",
            hint="Say which you believe: Verifier(x509_anchors=…) takes certificates in PEM or DER.",
            spec="SD-JWT VC §2.5",
            code="no_trust_anchors",
        )
    found = find_issuer_key(
        header,
        party,
        expectation.resources,
        at=expectation.at,
        anchors=expectation.anchors,
        relationship=expectation.purpose,
        limits=limits,
    )
    require_algorithm(found.key, demanded)
    name = found.verification_method or ""
    if ":" not in name:
        # The name of a key in a set is no URL; RFC 9278 has one for every key.
        name = _THUMBPRINT_URI + found.key.thumbprint
    return IssuerKey(key=found.key, issuer=found.issuer, mechanism=found.mechanism, verification_method=name)


def _of_controller(url: str, purpose: str, resources: Resources, at: datetime, party: str | None) -> IssuerKey:
    document = resolve_signer(url, purpose, resources, signer=party)
    method = document.method(url, purpose, at)
    return IssuerKey(key=method.key, issuer=document.id, mechanism="did", verification_method=url)


@lru_cache(maxsize=1024)
def _of_computed(url: str, purpose: str) -> IssuerKey:
    # What follows from the identifier itself needs no resources, and knows no time.
    return _of_controller(url, purpose, Resources(), _ANY_TIME, None)


def _method_url(header: JsonObject, party: str | None, kind: Kind, expectation: Expectation) -> str | None:
    """``kid`` where it is the absolute URL of a verification method, and nothing else takes precedence."""
    kid = header.get("kid")
    if not isinstance(kid, str) or "#" not in kid[1:] or ("x5c" in header and expectation.anchors is not None):
        return None
    if kid.startswith("did:"):
        # The keys of an SD-JWT VC from an https URL are those in its metadata, whatever they are called (§2.5).
        return kid if kind.is_vcdm or party is None or party.startswith("did:") else None
    # VC-JOSE-COSE 1.0 §4.3: a key in a controlled identifier document.
    return kid if kind.is_vcdm and kid.startswith("https://") else None
