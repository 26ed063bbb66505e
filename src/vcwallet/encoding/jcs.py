"""The JSON Canonicalization Scheme (RFC 8785): one value, one byte string.

Numbers are IEEE 754 doubles there (section 3.2.2.3), so that an integer which no double holds has no canonical form.
Rounding it would let two documents share one signature. The rule here: integers up to ``2**53 - 1`` in magnitude, which
I-JSON promises to keep (RFC 7493, section 2.2), are written as they are; a larger integer is written as the double is,
if the shortest decimal that names the double is this integer (``295147905179352830000`` is, ``9007199254740993`` is
not), and refused otherwise. Write such numbers as strings, as appendix D demands.
"""

from __future__ import annotations

from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from vcwallet.encoding.faults import LARGEST_INTEGER, first_fault, over_limit
from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError
from vcwallet.ports import JsonValue

__all__ = ["canonicalize", "format_number"]

_SAFE_INTEGER = 2**53 - 1
_SPEC = "RFC 8785, section 3.2.2.3"


def canonicalize(value: JsonValue) -> bytes:
    """Writes a JSON value in its canonical form.

    Args:
        value: A JSON value. What comes from outside goes through `strict_json.admit` first, which bounds its size.

    Returns:
        UTF-8: members sorted by the UTF-16 code units of their names, no white space, ECMAScript's numbers.

    Raises:
        FormatError: Not JSON, an integer that no double holds, a number that is not finite, half of a surrogate
            pair, or nesting deeper than the interpreter can follow; ``where`` points to it.
    """
    try:
        return _text(value).encode()
    except (_NoCanonicalForm, TypeError, UnicodeEncodeError):
        raise first_fault(value, _ANY_SIZE, _number_fault) or FormatError("The value is not JSON.") from None
    except RecursionError:
        raise over_limit("The document is nested too deeply to be canonicalized here.") from None


def format_number(number: float) -> str:
    """Writes a number as ECMAScript does (``Number::toString``, RFC 8785, section 3.2.2.3).

    Args:
        number: A finite double, or an integer that one holds as the module says.

    Returns:
        The shortest decimal that names the double; an exponent below ``1e-6`` and from ``1e+21``.

    Raises:
        FormatError: Not such a number.
    """
    if type(number) is int and -_SAFE_INTEGER <= number <= _SAFE_INTEGER:
        return str(number)
    message = _number_fault(number)
    if message or type(number) not in (int, float):
        raise FormatError(message or "This is not a number.", spec=_SPEC)
    return _ecmascript(float(number))


class _NoCanonicalForm(Exception):
    """A value was met that has no canonical form; `first_fault` finds out which."""


def _text(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        return _object(value)
    if kind is list:
        return f"[{','.join([encode_basestring(x) if type(x) is str else _text(x) for x in value])}]"
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int and -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
        return str(value)
    if (kind is int or kind is float) and _number_fault(value) is None:
        return _ecmascript(float(value))
    raise _NoCanonicalForm


def _object(value: dict[str, Any]) -> str:
    names = sorted(value)
    if not "".join(names).isascii():
        # Code points above U+FFFF sort before U+E000 to U+FFFF when they are written as surrogate pairs.
        names.sort(key=_utf16)
    members = [
        f"{encode_basestring(name)}:{encode_basestring(item) if type(item := value[name]) is str else _text(item)}"
        for name in names
    ]
    return f"{{{','.join(members)}}}"


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be")


def _ecmascript(number: float) -> str:
    # Python's repr gives the same shortest digits; only the choice of notation differs.
    shortest = repr(number)
    mantissa, marker, exponent = shortest.partition("e")
    if not marker:
        whole, _, fraction = shortest.partition(".")
        return shortest if fraction != "0" else whole if number else "0"
    power = int(exponent)
    sign, digits = ("-", mantissa[1:]) if number < 0 else ("", mantissa)
    digits = digits.replace(".", "")
    if 0 < power < 21:
        return sign + digits.ljust(power + 1, "0")
    if -6 <= power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    return f"{mantissa}e{power:+d}"


def _number_fault(value: object) -> str | None:
    """What keeps a number from having a canonical form, as a sentence; None where nothing does."""
    if type(value) is float and not isfinite(value):
        return "JSON has no infinite numbers and no NaN."
    if type(value) is not int or -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
        return None
    if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        # Where the shortest decimal is written with an exponent, it still names a whole number.
        mantissa, _, power = _ecmascript(float(value)).partition("e+")
        whole, _, fraction = mantissa.partition(".")
        if int(whole + fraction) * 10 ** (int(power or 0) - len(fraction)) == value:
            return None
    return "An integer has more digits than JSON numbers keep, so that it has no canonical form."


_ANY_SIZE = Limits(max_bytes=2**62, max_depth=10_000, max_nodes=10_000_000, max_string=2**62)
