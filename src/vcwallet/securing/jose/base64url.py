"""Base64url as JOSE writes every part of a token (RFC 7515 §2): a part that is not is bad evidence, and has a name."""

from __future__ import annotations

from vcwallet.encoding.base64url import base64url_decode
from vcwallet.encoding.base64url import base64url_encode as encode
from vcwallet.errors import FormatError, Malformed

__all__ = ["decode", "encode"]

_SPEC = "RFC 7515 §2"


def decode(text: str, what: str) -> bytes:
    """Reads base64url without padding.

    Args:
        text: The encoded text.
        what: What it is, to begin the sentence of the error with, such as ``"The signature of the token"``.

    Raises:
        Malformed: Another alphabet, padding, white space, a length that no bytes have, or bits behind the last byte.
    """
    try:
        return base64url_decode(text)
    except FormatError:
        raise Malformed(f"{what} is not base64url without padding.", spec=_SPEC, code="base64url") from None
