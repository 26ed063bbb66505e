"""JSON Web Keys (RFC 7517, RFC 7518 section 6.2, RFC 8037): members in, checked; members out.

A public JWK with a private member in it is refused, whatever else it holds: somebody has published a secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from vcwallet.encoding.base import base64url_decode, base64url_encode
from vcwallet.encoding.jcs import canonicalize
from vcwallet.errors import FormatError, KeyMismatch
from vcwallet.keys.algorithms import ALGORITHMS, Algorithm
from vcwallet.ports import JsonObject, JsonValue

_PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv")
_BY_TYPE = {(algorithm.kty, algorithm.crv): algorithm for algorithm in ALGORITHMS.values() if algorithm.kty}


def decode_public(jwk: Mapping[str, JsonValue]) -> tuple[Algorithm, bytes, bytes]:
    """Reads a public JWK.

    Args:
        jwk: Its members; those that are not known are ignored, as RFC 7517, section 4 demands.

    Returns:
        The key type, `x` and `y` (empty for Ed25519), of the right lengths; whether they are a point is not looked at.

    Raises:
        FormatError: A member is missing, not of its type, or private.
        KeyMismatch: A key of another type, or one that is not meant to verify signatures.
    """
    if isinstance(jwk, Mapping):
        for name in _PRIVATE_MEMBERS:
            if name in jwk:
                message = f"A public key in JWK form holds the private member `{name}`."
                hint = "Treat this key as compromised: replace it, and publish only its public part."
                raise FormatError(message, where=f"/{name}", hint=hint, spec="RFC 7517, section 9.2", code="secret_key")
    return _decode_members(jwk, "verify")


def decode_secret(jwk: Mapping[str, JsonValue]) -> tuple[Algorithm, bytes, bytes, bytes]:
    """Reads a private JWK; no message repeats any of it.

    Returns:
        The key type, `x`, `y` (empty for Ed25519) and `d`, of the right lengths.

    Raises:
        FormatError: A member is missing or not of its type.
        KeyMismatch: A key of another type, or one that is not meant to sign.
    """
    algorithm, x, y = _decode_members(jwk, "sign")
    return algorithm, x, y, _bytes_member(jwk, "d", algorithm.secret_length)


def encode_public(algorithm: Algorithm, x: bytes, y: bytes) -> JsonObject:
    """The members of a public JWK that RFC 7638 hashes, in its order.

    Raises:
        KeyMismatch: There is no JWK of such keys.
    """
    if not algorithm.kty:
        raise KeyMismatch(
            f"Keys of the type {algorithm.name} have no form as a JWK here.", hint="Use their Multikey.", code="no_jwk"
        )
    members: JsonObject = {"crv": algorithm.crv, "kty": algorithm.kty, "x": base64url_encode(x)}
    return members | {"y": base64url_encode(y)} if y else members


def thumbprint(members: JsonObject) -> str:
    """The JWK thumbprint (RFC 7638) of what `encode_public` gave: SHA-256 in base64url."""
    return base64url_encode(hashlib.sha256(canonicalize(members)).digest())


def _decode_members(jwk: Mapping[str, JsonValue], operation: str) -> tuple[Algorithm, bytes, bytes]:
    if not isinstance(jwk, Mapping):
        raise FormatError("A JWK is a JSON object.", spec="RFC 7517, section 4")
    kty, crv = _text_member(jwk, "kty"), jwk.get("crv")
    algorithm = _BY_TYPE.get((kty, crv)) if isinstance(crv, str) else None
    if algorithm is None:
        if kty in {kty for kty, _ in _BY_TYPE}:
            _text_member(jwk, "crv")
        raise KeyMismatch(
            "The key is of a type that is not known here.",
            where="/crv" if crv else "/kty",
            hint=f"Use a key of one of the types {', '.join(algorithm.name for algorithm in _BY_TYPE.values())}.",
            spec="RFC 7518, section 6.2.1.1",
            code="unknown_algorithm",
        )
    _check_intent(jwk, algorithm, operation)
    x = _bytes_member(jwk, "x", algorithm.secret_length)
    return algorithm, x, _bytes_member(jwk, "y", algorithm.secret_length) if algorithm.kty == "EC" else b""


def _check_intent(jwk: Mapping[str, JsonValue], algorithm: Algorithm, operation: str) -> None:
    """Checks the optional members that say what the key is for (RFC 7517, sections 4.2 to 4.5)."""
    for name in ("alg", "use", "kid"):
        if name in jwk:
            _text_member(jwk, name)
    if "alg" in jwk and jwk["alg"] not in algorithm.jose:
        message = f"The key is for another algorithm than {algorithm.jose[0]}."
        raise KeyMismatch(message, where="/alg", spec="RFC 7517, section 4.4", code="wrong_use")
    if "use" in jwk and jwk["use"] != "sig":
        message = "The key is not meant for signatures."
        raise KeyMismatch(message, where="/use", spec="RFC 7517, section 4.2", code="wrong_use")
    if "key_ops" in jwk:
        operations = jwk["key_ops"]
        if not isinstance(operations, list) or not all(isinstance(item, str) for item in operations):
            message = "The member `key_ops` of a JWK is an array of strings."
            raise FormatError(message, where="/key_ops", spec="RFC 7517, section 4.3")
        if len(set(map(str, operations))) != len(operations):
            message = "The member `key_ops` of a JWK names an operation twice."
            raise FormatError(message, where="/key_ops", spec="RFC 7517, section 4.3")
        if operation not in operations:
            message = f"The key is not meant to {operation} signatures."
            raise KeyMismatch(message, where="/key_ops", spec="RFC 7517, section 4.3", code="wrong_use")


def _text_member(jwk: Mapping[str, JsonValue], name: str) -> str:
    value = jwk.get(name)
    if not isinstance(value, str):
        message = f"The member `{name}` of the JWK is {'no string' if name in jwk else 'missing'}."
        raise FormatError(message, where=f"/{name}", spec="RFC 7517, section 4")
    return value


def _bytes_member(jwk: Mapping[str, JsonValue], name: str, length: int) -> bytes:
    text = _text_member(jwk, name)
    try:
        data = base64url_decode(text)
    except FormatError as error:
        raise error.under(f"/{name}") from None
    if len(data) != length:
        message = f"The member `{name}` of the JWK has {len(data)} bytes; in a key of this type it has {length}."
        raise FormatError(message, where=f"/{name}", spec="RFC 7518, section 6.2.1")
    return data
