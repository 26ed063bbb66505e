"""JSON text to Python values with the C scanner of the standard library, whose leniency is taken away here.

The scanner recurses for each level of nesting. Depth and number of values are therefore measured on the text first,
by counting brackets outside of strings; that takes a few passes in C and no recursion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import accumulate
from typing import NoReturn

from vcwallet.encoding.faults import LARGEST_INTEGER, member_pointer, over_limit
from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError
from vcwallet.ports import JsonValue

_INTEGER_DIGITS = len(str(LARGEST_INTEGER))
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'[]{},"'))
_NOT_BRACKETS = b',"'
_STEP = [0] * 256
for _bracket, _step in {"[": 1, "{": 1, "]": -1, "}": -1}.items():
    _STEP[ord(_bracket)] = _step


def scan(text: str, limits: Limits) -> tuple[JsonValue, bool]:
    """Reads one JSON document.

    Args:
        text: Whole text of the document.
        limits: Depth and number of values are checked here; size and string lengths are the caller's.

    Returns:
        The value, and whether a string in it may hold half of a surrogate pair.

    Raises:
        FormatError: Not JSON, duplicate members, numbers out of range, too deep or too many values.
    """
    _check_shape(text, limits)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        message = f"The document is not JSON: line {error.lineno}, column {error.colno} cannot be read."
        raise FormatError(message, spec="RFC 8259") from None
    except _DuplicateMember:
        raise _duplicate(text) from None
    except RecursionError:
        # Brackets were counted, so that this means that the caller has left no room on the stack.
        raise over_limit("The document is nested too deeply to be read here.") from None
    return value, "\\u" in text and _SURROGATE_ESCAPE.search(text) is not None


def _check_shape(text: str, limits: Limits) -> None:
    """Refuses a text that is nested too deeply or holds too many values, before any recursion."""
    openers = text.count("{") + text.count("[")
    if openers <= limits.max_depth and openers + text.count(",") < limits.max_nodes:
        return
    # Some of these may stand inside strings. Outside of strings a backslash is no JSON, so that the part of the text
    # up to the first error, which is all that the scanner will read, loses exactly its escapes and strings.
    outside = '"'.join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    structure = outside.encode("ascii", "ignore").translate(None, _NOT_STRUCTURE)
    empty = structure.count(b"[]") + structure.count(b"{}")
    openers = structure.count(b"[") + structure.count(b"{")
    brackets = structure.translate(None, _NOT_BRACKETS)
    deepest = _deepest(brackets[: 2 * limits.max_nodes])
    if deepest > limits.max_depth:
        raise over_limit(f"Objects and arrays stand inside each other more than {limits.max_depth} deep.")
    if 1 + structure.count(b",") + openers - empty > limits.max_nodes:
        raise over_limit(f"The document holds more than {limits.max_nodes} values.")


def _deepest(brackets: bytes) -> int:
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


class _DuplicateMember(Exception):
    """Some object names a member twice."""


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateMember
    return members


def _integer(digits: str) -> int:
    # The length first: reading digits takes time that grows with their square.
    if len(digits) <= _INTEGER_DIGITS + 1:
        number = int(digits)
        if -LARGEST_INTEGER <= number <= LARGEST_INTEGER:
            return number
    raise _out_of_range(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number - number != 0 or (number == 0 and digits.lower().partition("e")[0].strip("-0.")):
        raise _out_of_range(digits)
    return number


def _out_of_range(digits: str) -> FormatError:
    message = f"The number {digits[:40]}{'…' if len(digits) > 40 else ''} is out of the range of JSON numbers."
    return FormatError(message, hint="Write such a number as a string.", spec="RFC 7493, section 2.2")


def _constant(name: str) -> NoReturn:
    raise FormatError(f"{name} is not JSON.", spec="RFC 8259, section 6")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant, strict=True
)


class _Pairs(list[tuple[str, JsonValue]]):
    """The members of an object with their repetitions."""


def _duplicate(text: str) -> FormatError:
    """The error for the first object, in document order, that names a member twice: reads the text once more."""
    pending: list[tuple[str, object]] = [("", json.loads(text, object_pairs_hook=_Pairs))]
    while pending:
        where, value = pending.pop()
        children: Iterable[tuple[object, JsonValue]] = ()
        if type(value) is _Pairs:
            names: set[str] = set()
            for name, _ in value:
                if name in names:
                    place = member_pointer(where, name)
                    return FormatError("A member stands twice in one object.", where=place, spec="RFC 8259, section 4")
                names.add(name)
            children = value
        elif type(value) is list:
            children = enumerate(value)
        pending.extend((member_pointer(where, name), child) for name, child in reversed(list(children)))
    return FormatError("A member stands twice in one object.", spec="RFC 8259, section 4")
