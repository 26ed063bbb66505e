"""JSON text to Python values with the C scanner of the standard library, whose leniency is taken away here.

The scanner recurses for each level of nesting. Depth and number of values are therefore measured on the text first,
by counting brackets outside of strings; that takes a few passes in C and no recursion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate, islice
from math import isfinite
from typing import Any, NoReturn

from vcwallet.encoding.faults import LARGEST_INTEGER, name_too_long, over_limit, places, pointer, too_many_values
from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError
from vcwallet.ports import JsonValue

_INTEGER_DIGITS = len(str(LARGEST_INTEGER))
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_PARTS = (50_000, 500_000)
_MOST_SUSPECTS = 10_000
_WHITE_SPACE = b" \t\n\r"
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = [0] * 256
for _bracket, _step in {"[": 1, "{": 1, "]": -1, "}": -1}.items():
    _STEP[ord(_bracket)] = _step


def scan(text: str, limits: Limits) -> tuple[JsonValue, bool]:
    """Reads one JSON document.

    Args:
        text: Whole text of the document.
        limits: Depth, number of values and lengths of names are checked here; size and string lengths are the caller's.

    Returns:
        The value, and whether a string in it may hold half of a surrogate pair.

    Raises:
        FormatError: Not JSON, duplicate members, numbers out of range, too deep, too many values or too long names.
    """
    _check_shape(text, limits)
    try:
        value = (_decoder_with(limits.max_name) if _has_long_string(text, limits.max_name) else _DECODER).decode(text)
    except json.JSONDecodeError as error:
        raise _syntax_error(error) from None
    except _Refused as refused:
        raise _placed(text, limits, refused) from None
    except RecursionError:
        # Brackets were counted, so that this means that the caller has left no room on the stack.
        raise over_limit("The document is nested too deeply to be read here.") from None
    return value, "\\u" in text and _SURROGATE_ESCAPE.search(text) is not None


def _check_shape(text: str, limits: Limits) -> None:
    """Refuses a text that is nested too deeply or holds too many values, before any recursion."""
    openers = text.count("{") + text.count("[")
    if openers <= limits.max_depth and openers + text.count(",") < limits.max_nodes:
        return
    # A hostile text shows itself early, and most others are short: long ones are looked at in growing parts.
    for length in _PARTS:
        _check_part(text[:length], limits)
        if length >= len(text):
            return
    _check_part(text, limits)


def _check_part(text: str, limits: Limits) -> None:
    # Brackets inside strings do not count. Outside of strings a backslash is no JSON, so that what the scanner will
    # read, the text up to its first error, loses exactly its escapes and strings here.
    outside = '"'.join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    structure = outside.encode("ascii", "replace").translate(None, _WHITE_SPACE)
    brackets = structure.translate(None, _NOT_BRACKETS)
    # As many brackets as these belong to more values than are allowed, or to no JSON.
    deepest = max(accumulate(map(_STEP.__getitem__, brackets[: 2 * limits.max_nodes])), default=0)
    if deepest > limits.max_depth:
        raise over_limit(f"Objects and arrays stand inside each other more than {limits.max_depth} deep.")
    openers = structure.count(b"[") + structure.count(b"{")
    empty = structure.count(b"[]") + structure.count(b"{}")
    # Where a part ends behind a bracket, that object or array may be empty.
    if 1 + openers + structure.count(b",") - empty - structure.endswith((b"[", b"{")) > limits.max_nodes:
        raise too_many_values(limits)


def _has_long_string(text: str, bound: int) -> bool:
    """Whether a string, and so a name, could be longer than `bound`; in most texts none is, and a look or two shows it.

    A longer string without a quotation mark in it fills a whole stretch of half that length.
    """
    if len(text) <= bound:
        return False
    stretch = (bound + 1) // 2
    starts = range(0, len(text) - stretch + 1, stretch)
    return any(text.find('"', start, start + stretch) < 0 for start in starts) or ("\\" in text and '\\"' in text)


def _syntax_error(error: json.JSONDecodeError) -> FormatError:
    message = f"The document is not JSON: line {error.lineno}, column {error.colno} cannot be read."
    hint = "Give the JSON itself: of a file what it holds, not its name." if error.pos == 0 else ""
    return FormatError(message, hint=hint, spec="RFC 8259")


class _Refused(Exception):
    """Something that the scanner would let pass. Its text is the sentence for a person."""


_TWICE = "A member stands twice in one object."
_LONG_NAME = "A member name is too long."


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Refused(_TWICE)
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
    if not isfinite(number) or (number == 0 and not _is_zero(digits)):
        raise _out_of_range(digits)
    return number


def _is_zero(digits: str) -> bool:
    # Counting is many times as fast as stripping, and there may be millions of zeros.
    mantissa = digits.lower().partition("e")[0]
    return mantissa.count("0") + mantissa.count(".") + mantissa.count("-") == len(mantissa)


def _out_of_range(digits: str) -> _Refused:
    return _Refused(f"The number {digits[:20]}{'…' if len(digits) > 20 else ''} is out of the range of JSON numbers.")


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not JSON.")


def _decoder(read_object: Callable[[list[tuple[str, JsonValue]]], dict[str, JsonValue]]) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=read_object, parse_int=_integer, parse_float=_float, parse_constant=_constant, strict=True
    )


_DECODER = _decoder(_object)


@lru_cache(maxsize=16)
def _decoder_with(max_name: int) -> json.JSONDecoder:
    """A decoder that looks at the lengths of names as well."""

    def read_object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        members = _object(pairs)
        if members and max(map(len, members)) > max_name:
            raise _Refused(_LONG_NAME)
        return members

    return _decoder(read_object)


def _placed(text: str, limits: Limits, refused: _Refused) -> FormatError:
    """The error for the first thing, in document order, that was refused: reads the text once more, keeping it all.

    Where that is one of very many things in a document, it is not said which.
    """
    spec = "RFC 8259, sections 4 and 6"
    try:
        value = _lenient_decoder().decode(text)
    except json.JSONDecodeError as error:
        return _syntax_error(error)
    for path, _, item in islice(places(value, _suspects, limits.max_depth), _MOST_SUSPECTS):
        if type(item) is _Refused:
            return FormatError(str(item), where=pointer(path), spec=spec)
        if type(item) is _Pairs:
            names: set[str] = set()
            for name, _ in item:
                if len(name) > limits.max_name:
                    return name_too_long((path, name), limits)
                if name in names:
                    return FormatError(_TWICE, where=pointer((path, name)), spec=spec)
                names.add(name)
    return FormatError(str(refused), spec=spec)


class _Pairs(list[tuple[str, Any]]):
    """The members of an object with their repetitions."""


_SUSPICIOUS = frozenset({_Pairs, list, _Refused})


def _suspects(value: Any) -> Iterable[tuple[str | int, Any]] | None:
    """What is inside a value, but for what nothing can be wrong with."""
    if type(value) is not _Pairs and type(value) is not list:
        return None
    named = value if type(value) is _Pairs else enumerate(value)
    return [(name, item) for name, item in named if type(item) in _SUSPICIOUS]


def _lenient_decoder() -> json.JSONDecoder:
    """A decoder that keeps what stands twice and, of the tokens that are refused, the first one instead of a value."""
    found: list[_Refused] = []

    def kept(read: Callable[[str], object]) -> Callable[[str], object]:
        def lenient(token: str) -> object:
            if found:
                return None
            try:
                return read(token)
            except _Refused as refused:
                found.append(refused)
                return refused

        return lenient

    return json.JSONDecoder(
        object_pairs_hook=_Pairs, parse_int=kept(_integer), parse_float=kept(_float), parse_constant=kept(_constant)
    )
