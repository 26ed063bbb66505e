"""did:key: the identifier is the public key, and its document follows from it."""

from __future__ import annotations

import re
from functools import lru_cache

from vcwallet.dids.document import ControllerDocument
from vcwallet.dids.faults import bad_identifier, shown
from vcwallet.dids.material import public_key, unknown_key
from vcwallet.encoding.base import multibase_decode, multibase_encode, multicodec_decode, multicodec_encode
from vcwallet.errors import FormatError, KeyMismatch, NotBound, Undetermined, UsageError
from vcwallet.keys.algorithms import OTHER_KEY_TYPES
from vcwallet.keys.public import PublicKey
from vcwallet.ports import JsonObject, JsonValue

_SPEC = "did:key §2"
_KEY_SPEC = "did:key §3.1.2"
_DID_KEY = re.compile(r"did:key:(z[1-9A-HJ-NP-Za-km-z]+|u[A-Za-z0-9_-]+)")
# The longest public key that has a multicodec, RSA with 16384 bits, has about 2060 bytes: 2900 characters.
_MAX_LENGTH = 3000
_CACHED = 1024
_X25519, _ED25519 = 0xEC, 0xED
_SIGNING = ("authentication", "assertionMethod", "capabilityInvocation", "capabilityDelegation")
_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
_PRIME = 2**255 - 19
_X25519_LENGTH = 32
_OTHER_LENGTHS = {0xE7: 33, _X25519: _X25519_LENGTH}  # secp256k1 and X25519, which are resolved and not used


@lru_cache(maxsize=_CACHED)
def resolve_key(did: str) -> ControllerDocument:
    """The document of a did:key, which is computed and not fetched (did:key §3.1.1).

    Raises:
        NotBound: Not a did:key, or one whose key is malformed or must not be used (code ``bad_identifier``).
        Undetermined: The key is of a type that is not even known by name.
    """
    return ControllerDocument.read(key_document(did), did)


def key_of_did_key(url: str) -> PublicKey:
    """The key that a did:key's verification method stands for.

    Args:
        url: The method's URL, ``did:key:X#X`` and nothing else.

    Raises:
        NotBound: Not such a URL, or its key is malformed or must not be used.
        Undetermined: The key is of a type that is not supported here.
    """
    did, _, fragment = url.partition("#") if isinstance(url, str) else ("", "", "")
    multikey = multikey_of(did)
    if fragment != multikey:
        raise NotBound(
            f"{shown(url)} is not the one key of a did:key.",
            hint="It is written did:key:X#X, with the same X twice.",
            spec=_SPEC,
            code="unknown_verification_method",
        )
    return public_key("Multikey", {"publicKeyMultibase": multikey}, url, "authentication")


def multikey_of(did: str) -> str:
    """The Multikey in a did:key, which is also the fragment of its method.

    Raises:
        NotBound: Not a did:key (code ``bad_identifier``).
        Undetermined: Written in base64url, as only keys of other types are.
    """
    match = _DID_KEY.fullmatch(did) if isinstance(did, str) and len(did) <= _MAX_LENGTH else None
    if match is None:
        raise bad_identifier(did, "a did:key is 'did:key:' and a Multikey", _SPEC)
    if match[1][0] == "u":
        raise Undetermined(
            f"The identifier {shown(did)} has its key in base64url, which is not supported here.",
            hint="Keys of the types Ed25519, P-256 and P-384 are written in base58, beginning with 'z'.",
            spec=_SPEC,
            code="unsupported_key",
        )
    return match[1]


def key_document(did: str, *, derive_encryption_key: bool = False) -> JsonObject:
    """The DID document of a did:key, with a Multikey (did:key §3.1.1).

    Args:
        did: The did:key.
        derive_encryption_key: Whether to derive an X25519 key from an Ed25519 key, and list it under
            ``keyAgreement`` (did:key §3.1.6).

    Raises:
        NotBound: Not a did:key, or one whose key is malformed or must not be used (code ``bad_identifier``).
        Undetermined: The key is of a type that is not even known by name.
    """
    multikey = multikey_of(did)
    try:
        codec, raw = multicodec_decode(multibase_decode(multikey))
    except FormatError as error:
        raise bad_identifier(did, error.message.rstrip("."), _SPEC) from error
    _check_key(did, multikey, codec, raw)
    method = _method(did, multikey)
    methods: list[JsonValue] = [method]
    document: JsonObject = {"@context": list(_CONTEXTS), "id": did, "verificationMethod": methods}
    # A key for X25519 only encrypts; whatever else has a multicodec signs.
    relationships = ("keyAgreement",) if codec == _X25519 else _SIGNING
    document.update((relationship, [method["id"]]) for relationship in relationships)
    if derive_encryption_key and codec == _ED25519:
        derived = _method(did, _encryption_multikey(raw))
        methods.append(derived)
        document["keyAgreement"] = [derived["id"]]
    return document


def _check_key(did: str, multikey: str, codec: int, raw: bytes) -> None:
    """Checks the key that a did:key holds, as far as its type is known (did:key §3.1.2, steps 3 and 4)."""
    try:
        PublicKey.from_multikey(multikey)
    except (FormatError, KeyMismatch, UsageError) as error:
        if error.code == "unknown_algorithm":
            if multicodec_encode(codec, b"") not in OTHER_KEY_TYPES:
                raise unknown_key(did, error.message) from error
        elif error.code != "missing_extra":
            raise bad_identifier(did, error.message.rstrip("."), _KEY_SPEC) from error
    if len(raw) != _OTHER_LENGTHS.get(codec, len(raw)) or not raw:
        raise bad_identifier(did, f"a key of its type does not have {len(raw)} bytes", _KEY_SPEC)


def _method(did: str, multikey: str) -> JsonObject:
    return {"id": f"{did}#{multikey}", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}


def _encryption_multikey(raw: bytes) -> str:
    """The X25519 key that belongs to an Ed25519 key: u = (1 + y) / (1 - y) (RFC 7748 §4.1)."""
    # y is not 1 here: that point is of small order, and refused as a key.
    y = int.from_bytes(raw, "little") % 2**255
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return multibase_encode(multicodec_encode(_X25519, u.to_bytes(_X25519_LENGTH, "little")))
