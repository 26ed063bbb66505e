"""did:jwk: the identifier is a public JWK in base64url, and its document follows from it."""

from __future__ import annotations

from functools import lru_cache

from vcwallet.dids.document import DOCUMENT_LIMITS, ControllerDocument
from vcwallet.dids.faults import MAX_IDENTIFIER_LENGTH, bad_identifier
from vcwallet.encoding import strict_json
from vcwallet.encoding.base import base64url_decode
from vcwallet.errors import FormatError
from vcwallet.ports import JsonObject

_SPEC = "did:jwk, DID Operations"
_PREFIX = "did:jwk:"
_CACHED = 256
_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1")
_SIGNING = ("assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation")


@lru_cache(maxsize=_CACHED)
def resolve_jwk(did: str) -> ControllerDocument:
    """The document of a did:jwk, which is computed and not fetched.

    Raises:
        NotBound: Not a did:jwk (code ``bad_identifier``), or its JWK gives a secret key away
            (code ``bad_did_document``).
    """
    return ControllerDocument.read(jwk_document(did), did)


def jwk_document(did: str) -> JsonObject:
    """The DID document of a did:jwk; its one method is always ``#0``.

    A JWK with ``"use": "sig"`` is not listed under ``keyAgreement``, one with ``"use": "enc"`` only there.

    Raises:
        NotBound: Not a did:jwk (code ``bad_identifier``).
    """
    jwk = _jwk_of(did)
    method_id = f"{did}#0"
    use = jwk.get("use")
    relationships = ("keyAgreement",) if use == "enc" else _SIGNING if use == "sig" else (*_SIGNING, "keyAgreement")
    return {
        "@context": list(_CONTEXTS),
        "id": did,
        "verificationMethod": [{"id": method_id, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk}],
        **{relationship: [method_id] for relationship in relationships},
    }


def _jwk_of(did: str) -> JsonObject:
    if not isinstance(did, str) or not did.startswith(_PREFIX) or len(did) > MAX_IDENTIFIER_LENGTH:
        raise bad_identifier(did, "a did:jwk is 'did:jwk:' and a JWK in base64url", _SPEC)
    try:
        jwk = strict_json.parse(base64url_decode(did[len(_PREFIX) :]), DOCUMENT_LIMITS)
    except FormatError as error:
        raise bad_identifier(did, error.message.rstrip("."), _SPEC) from error
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kty"), str):
        raise bad_identifier(did, "it holds no JWK", _SPEC)
    return jwk
