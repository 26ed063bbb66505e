"""Base64url without padding (RFC 4648, section 5): one spelling for each byte string.

Written to be quick: an SD-JWT is made of dozens of short base64url texts, and decoding them would otherwise cost as
much as the issuer's signature.
"""

from __future__ import annotations

from binascii import Error, a2b_base64, b2a_base64

from vcwallet.errors import FormatError, UsageError

_TO_URL = bytes.maketrans(b"+/", b"-_")
# "+" and "/" become a character that base64 does not know.
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/~~~")
_PADDING = {2: b"==", 3: b"="}
# Bits behind the last byte must be zero: what the last character may be, by length modulo 4 (RFC 4648, section 3.5).
_LAST = {2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}


def base64url_encode(data: bytes) -> str:
    """Writes bytes in base64url without padding (RFC 4648, section 5).

    Raises:
        UsageError: `data` is not bytes.
    """
    if not isinstance(data, bytes):
        raise UsageError(f"Bytes are needed here, not {type(data).__name__}.")
    return b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode()


def base64url_decode(text: str) -> bytes:
    """Reads base64url without padding (RFC 4648, section 5).

    Raises:
        FormatError: Padding, another character than ``A-Z a-z 0-9 - _``, a length that no bytes have, or bits set
            behind the last byte (RFC 4648, section 3.5).
    """
    try:
        surplus = len(text) % 4
        if not surplus:
            return a2b_base64(text.encode().translate(_FROM_URL), strict_mode=True)
        if text[-1] in _LAST[surplus]:
            return a2b_base64(text.encode().translate(_FROM_URL) + _PADDING[surplus], strict_mode=True)
    except (Error, KeyError, ValueError, TypeError, AttributeError):
        pass
    raise FormatError("The text is not base64url without padding.", spec="RFC 4648, section 5")
