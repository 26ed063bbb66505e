"""base58btc: bytes as a number in base 58, with the digits of Bitcoin's alphabet.

Reading a number digit by digit costs one step in Python for each of them. Here neighbours are joined instead, all
pairs at once in one big integer: digits to numbers below 58², those to numbers below 58⁴, and so on; seven steps for a
signature.
"""

from __future__ import annotations

from functools import lru_cache

from vcwallet.errors import FormatError, UsageError

MAX_LENGTH = 4_096
"""Characters that are decoded, and bytes that are encoded: the work grows with the square of this."""

_ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_NO_DIGIT = 0xFF
_DIGITS = bytes(_ALPHABET.find(byte) & 0xFF for byte in range(256))
_PAIRS = [chr(high) + chr(low) for high in _ALPHABET for low in _ALPHABET]
_SPEC = "Controlled Identifiers 1.0, section 2.4"


def base58btc_encode(data: bytes) -> str:
    """Writes bytes in base58 with Bitcoin's alphabet; each zero byte in front becomes a ``1``.

    Raises:
        UsageError: `data` is not bytes, or longer than `MAX_LENGTH`.
    """
    if not isinstance(data, bytes):
        raise UsageError(f"Bytes are needed here, not {type(data).__name__}.")
    if len(data) > MAX_LENGTH:
        raise UsageError(f"More than {MAX_LENGTH} bytes are not written in base58.", hint="Use base64url.")
    number = int.from_bytes(data)
    pairs = []
    while number:
        number, pair = divmod(number, 58 * 58)
        pairs.append(_PAIRS[pair])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def base58btc_decode(text: str) -> bytes:
    """Reads base58 with Bitcoin's alphabet.

    Raises:
        FormatError: A character outside of the alphabet, or more than `MAX_LENGTH` characters.
    """
    if not isinstance(text, str):
        raise FormatError("The text is not base58.", spec=_SPEC)
    if len(text) > MAX_LENGTH:
        raise FormatError(f"A base58 text is longer than {MAX_LENGTH} characters.", code="over_limit")
    # What is not ASCII becomes a question mark, which is no digit either.
    digits = text.encode("ascii", "replace").translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise FormatError("The text is not base58: it holds a character that base58 does not use.", spec=_SPEC)
    number = int.from_bytes(digits)
    for shift, mask, weight in _folds(len(digits).bit_length()):
        number = (number & mask) + (number >> shift & mask) * weight
    zeros = len(digits) - len(digits.lstrip(b"\0"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


@lru_cache(maxsize=MAX_LENGTH.bit_length() + 1)
def _folds(levels: int) -> tuple[tuple[int, int, int], ...]:
    """The steps that turn up to ``2**levels`` bytes, a digit in each, into one number: shift, mask and weight.

    A field that holds ``n`` digits is ``n`` bytes wide. The mask keeps every second field, the shift brings the others
    into their places, and the weight is what one unit in a higher field is worth in the lower one.
    """
    folds = []
    for width in (1 << level for level in range(levels)):
        fields = (1 << levels) // (2 * width)
        mask = int.from_bytes((bytes(width) + b"\xff" * width) * fields)
        folds.append((8 * width, mask, 58**width))
    return tuple(folds)
