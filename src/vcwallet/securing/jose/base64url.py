"""Base64url without padding (RFC 7515 §2), as JOSE writes every part: one spelling for each byte string.

The rules are those of `vcwallet.encoding.base`. This is the quick way to follow them: an SD-JWT is made of dozens of
short base64url texts, and decoding them would otherwise cost as much as the issuer's signature.
"""

from __future__ import annotations

from binascii import Error, a2b_base64, b2a_base64

from vcwallet.errors import Malformed, UsageError

_SPEC = "RFC 7515 §2"
_TO_URL = bytes.maketrans(b"+/", b"-_")
# "+" and "/" become a character that base64 does not know.
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/~~~")
_PADDING = {0: b"", 2: b"==", 3: b"="}
# Bits behind the last byte must be zero: what the last character may be, by length modulo 4 (RFC 4648 §3.5).
_LAST = {0: frozenset(), 2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}


def encode(data: bytes) -> str:
    """Writes bytes as base64url without padding.

    Raises:
        UsageError: `data` is not bytes.
    """
    try:
        return b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode("ascii")
    except TypeError:
        raise UsageError(f"Base64url is made of bytes, not of {type(data).__name__}.") from None


def decode(text: str, what: str) -> bytes:
    """Reads base64url without padding.

    Args:
        text: The encoded text.
        what: What it is, to begin the sentence of the error with, such as ``"The signature of the token"``.

    Raises:
        Malformed: Another alphabet, padding, white space, a length that no bytes have, or bits behind the last byte.
    """
    try:
        surplus = len(text) % 4
        if not surplus or text[-1] in _LAST[surplus]:
            return a2b_base64(text.encode("ascii").translate(_FROM_URL) + _PADDING[surplus], strict_mode=True)
    except (Error, KeyError, ValueError, TypeError, AttributeError):
        pass
    raise Malformed(f"{what} is not base64url without padding.", spec=_SPEC, code="base64url")
