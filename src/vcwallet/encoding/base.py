"""Bytes as text: base64url and base58btc, with the prefixes that say which (multibase) and of what (multicodec).

Each decoder accepts exactly what its encoder writes, so that no two texts stand for the same bytes.
"""

from __future__ import annotations

from vcwallet.encoding.base58 import base58btc_decode, base58btc_encode
from vcwallet.encoding.base64url import base64url_decode, base64url_encode
from vcwallet.errors import FormatError, UsageError

__all__ = [
    "base58btc_decode",
    "base58btc_encode",
    "base64url_decode",
    "base64url_encode",
    "multibase_decode",
    "multibase_encode",
    "multicodec_decode",
    "multicodec_encode",
    "varint_decode",
    "varint_encode",
]

_MAX_VARINT_LENGTH = 9
_CID = "Controlled Identifiers 1.0, section 2.4"


def multibase_encode(data: bytes, base: str = "z") -> str:
    """Writes bytes as multibase text (Controlled Identifiers 1.0, section 2.4).

    Args:
        data: The bytes.
        base: ``"z"`` for base58btc, ``"u"`` for base64url without padding.

    Raises:
        UsageError: Another base; `data` is not bytes, or too long for base58btc.
    """
    if base == "z":
        return "z" + base58btc_encode(data)
    if base == "u":
        return "u" + base64url_encode(data)
    raise UsageError("Multibase is written with the base `z` (base58btc) or `u` (base64url).")


def multibase_decode(text: str, bases: str = "zu") -> bytes:
    """Reads multibase text (Controlled Identifiers 1.0, section 2.4).

    Args:
        text: A base character and the encoded bytes.
        bases: The base characters that are allowed here, out of ``z`` and ``u``.

    Raises:
        FormatError: Another base, or not encoded as the base demands.
    """
    if isinstance(text, str) and text[:1] and text[0] in bases:
        if text[0] == "z":
            return base58btc_decode(text[1:])
        if text[0] == "u":
            return base64url_decode(text[1:])
    allowed = " or ".join(f"`{base}`" for base in bases)
    raise FormatError(f"The text is not multibase that begins with {allowed}.", spec=_CID)


def varint_encode(number: int) -> bytes:
    """Writes an unsigned varint: seven bits a byte, the lowest first.

    Raises:
        UsageError: Not an integer from 0 to ``2**63 - 1``.
    """
    if type(number) is not int or not 0 <= number < 1 << 7 * _MAX_VARINT_LENGTH:
        raise UsageError("A varint holds a whole number from 0 to 2**63 - 1.")
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def varint_decode(data: bytes) -> tuple[int, int]:
    """Reads the unsigned varint at the beginning of `data`.

    Returns:
        The number, and how many bytes it took.

    Raises:
        FormatError: Cut off, longer than nine bytes, or longer than it need be.
    """
    _check_bytes(data)
    number = 0
    for position, byte in enumerate(data[:_MAX_VARINT_LENGTH]):
        number |= (byte & 0x7F) << 7 * position
        if byte < 0x80:
            if byte == 0 and position:
                raise FormatError("A varint is longer than it need be.", spec="multiformats, unsigned varint")
            return number, position + 1
    raise FormatError("A varint is cut off, or longer than nine bytes.", spec="multiformats, unsigned varint")


def multicodec_encode(code: int, data: bytes) -> bytes:
    """Puts the multicodec `code` before `data`.

    Raises:
        UsageError: `code` is no varint, or `data` is not bytes.
    """
    _check_bytes(data)
    return varint_encode(code) + data


def multicodec_decode(data: bytes) -> tuple[int, bytes]:
    """Splits bytes into their multicodec and what follows.

    Raises:
        FormatError: They do not begin with a varint.
    """
    code, length = varint_decode(data)
    return code, data[length:]


def _check_bytes(data: object) -> None:
    if not isinstance(data, bytes):
        raise UsageError(f"Bytes are needed here, not {type(data).__name__}.")
