"""The JWS Compact Serialization (RFC 7515, sections 3.1 and 7.1): three parts with dots between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import dumps
from vcwallet.encoding.strict_json import parse as parse_json
from vcwallet.errors import FormatError, Malformed, UsageError
from vcwallet.keys.algorithms import ALGORITHMS
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.jose import base64url
from vcwallet.securing.jose.header import KEY_ALGORITHMS, check_header

_SPEC = "RFC 7515 §7.1"
_CACHED_LENGTH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """A signed token that was parsed, and not yet believed.

    Attributes:
        token: The compact form, as it was received.
        header: The protected header, decoded.
        payload: What is signed, decoded.
        signature: The signature, decoded.
        signing_input: The bytes under the signature, as they were received.
    """

    token: str = field(repr=False)
    header: JsonObject
    payload: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)

    def claims(self, limits: Limits = DEFAULT_LIMITS) -> JsonObject:
        """The payload as a JSON object, as every JWT has it (RFC 7519 §7.2).

        Raises:
            Malformed: Not strict JSON, over a limit, or not an object.
        """
        return read_object(self.payload, "The payload of the token", limits)


def parse(token: str, limits: Limits = DEFAULT_LIMITS) -> Jws:
    """Takes a compact JWS apart without any cryptography.

    Args:
        token: ``header.payload.signature``, each in base64url without padding.
        limits: For the size of the token and the JSON in its header.

    Raises:
        Malformed: Not three parts, an empty one, not base64url, a header that is no JSON object, or over a limit.
    """
    if not isinstance(token, str):
        raise Malformed(f"A token is text, not {type(token).__name__}.", spec=_SPEC)
    if len(token) > limits.max_bytes:
        raise Malformed(f"The token is larger than {limits.max_bytes} bytes.", code="over_limit")
    parts = token.split(".", 5)
    if len(parts) != 3:
        message = "The token is encrypted, not signed." if len(parts) == 5 else "A signed token has three parts."
        raise Malformed(message, hint="Parts are separated by dots.", spec=_SPEC)
    encoded_header, encoded_payload, encoded_signature = parts
    if not encoded_signature:
        raise Malformed("The token is not signed.", hint="Nothing follows its last dot.", spec=_SPEC)
    return Jws(
        token=token,
        header=_header(encoded_header, limits),
        payload=base64url.decode(encoded_payload, "The payload of the token"),
        signature=base64url.decode(encoded_signature, "The signature of the token"),
        signing_input=token[: -len(encoded_signature) - 1].encode("ascii"),
    )


def signing_input(header: Mapping[str, JsonValue], payload: bytes) -> bytes:
    """What has to be signed for a token with this header and payload.

    Args:
        header: The protected header; it must be one that a verifier accepts.
        payload: The content.

    Raises:
        Malformed: The header is not what RFC 7515 says.
        ProofInvalid: Its algorithm is not accepted, or it declares a critical extension.
        UsageError: The payload is not bytes.
    """
    if not isinstance(payload, bytes):
        raise UsageError(f"The payload of a token is bytes, not {type(payload).__name__}.")
    members = dict(header)
    check_header(members, types=None)
    return f"{base64url.encode(dumps(members).encode())}.{base64url.encode(payload)}".encode("ascii")


def complete(unsigned: bytes, signature: bytes) -> str:
    """Puts a signature to its `signing_input`.

    Args:
        unsigned: What `signing_input` returned.
        signature: Over these bytes; ECDSA signatures are raw ``r ‖ s``.

    Returns:
        The compact JWS.

    Raises:
        UsageError: Not bytes, not a signing input, or not the length of a signature by the algorithm in its header.
    """
    if not isinstance(unsigned, bytes) or not isinstance(signature, bytes):
        raise UsageError("A signing input and its signature are both bytes.")
    text = f"{unsigned.decode('ascii', 'replace')}.{base64url.encode(signature)}"
    try:
        algorithm = ALGORITHMS[KEY_ALGORITHMS[str(parse(text).header.get("alg"))]]
    except (FormatError, KeyError) as error:
        raise UsageError("These bytes are not what a token asks to have signed.") from error
    algorithm.require_signature(signature)
    return text


def _header(encoded: str, limits: Limits) -> JsonObject:
    if limits is not DEFAULT_LIMITS or len(encoded) > _CACHED_LENGTH:
        return _read_header(encoded, limits)
    # A copy, since nobody may change what others will be given. What is not flat is not cached.
    return dict(_cached_header(encoded)) or _read_header(encoded, limits)


def _read_header(encoded: str, limits: Limits) -> JsonObject:
    return read_object(base64url.decode(encoded, "The header of the token"), "The header of the token", limits)


@lru_cache(maxsize=1024)
def _cached_header(encoded: str) -> JsonObject:
    """The header, if it holds only scalars; the same few headers stand on all tokens of an issuer."""
    header = _read_header(encoded, DEFAULT_LIMITS)
    return {} if any(isinstance(value, (dict, list)) for value in header.values()) else header


def read_object(data: str | bytes, what: str, limits: Limits) -> JsonObject:
    """Reads a JSON object out of a part of a token.

    Raises:
        Malformed: Not strict JSON, over a limit, or not an object; the sentence begins with `what`.
    """
    try:
        value = parse_json(data, limits)
    except FormatError as error:
        message = f"{what} cannot be read: {error.message}"
        raise Malformed(message, where=error.where, hint=error.hint, spec=error.spec, code=error.code) from error
    if not isinstance(value, dict):
        raise Malformed(f"{what} is not a JSON object.", spec="RFC 7515 §4")
    return value
