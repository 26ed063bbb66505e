"""JSON in and out without leniency: `parse` for text, `admit` for Python values, `dumps` back to text.

What two readers could take for two different documents is refused: duplicate members, halves of surrogate pairs,
``NaN``, a byte order mark, invalid UTF-8, numbers that no IEEE 754 double can hold (RFC 8259, RFC 7493).
"""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from vcwallet.encoding.faults import LARGEST_INTEGER, first_fault, has_surrogate, too_many_values
from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.pointer_lengths import may_be_long, refuse_long_pointers
from vcwallet.encoding.scanner import scan
from vcwallet.errors import FormatError, UsageError
from vcwallet.ports import JsonObject, JsonValue

__all__ = ["admit", "dumps", "parse"]


def parse(data: str | bytes, limits: Limits = DEFAULT_LIMITS) -> JsonValue:
    """Reads one JSON document.

    Args:
        data: The text, or its UTF-8 bytes.
        limits: Checked before the step that they guard.

    Returns:
        Plain `dict`, `list`, `str`, `int`, `float`, `bool` and None. Integers stay integers, whatever their size
        within the range of a double; `jcs.canonicalize` is stricter with them.

    Raises:
        FormatError: Not JSON, ambiguous JSON, or over a limit. Its ``where`` is the JSON pointer where the fault has
            one; for broken syntax the message gives line and column.
        UsageError: `data` is neither text nor bytes, or `limits` are none.
    """
    text = _decoded(data, limits)
    value, suspect = scan(text, limits)
    # A string can be too long only in a long text, and hold half a pair only where an escape says so.
    if suspect or len(text) > limits.max_string:
        return admit(value, limits)
    # Counting takes longer than to see that not even as many values as there are characters would matter.
    if may_be_long(limits, characters=len(text), values=len(text)):
        values = 1 + text.count(",") + text.count("{") + text.count("[")
        refuse_long_pointers(value, limits, characters=len(text), values=values)
    return value


def _decoded(data: str | bytes, limits: Limits) -> str:
    _check_limits(limits)
    if not isinstance(data, (str, bytes)):
        raise UsageError(f"JSON is read from str or bytes, not from {type(data).__name__}.")
    if len(data) > limits.max_bytes:
        raise _too_large(limits)
    if isinstance(data, bytes):
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            message = f"The document is not UTF-8: byte {error.start} cannot be read."
            raise FormatError(message, spec="RFC 8259, section 8.1") from None
    else:
        text = data
        if has_surrogate(text):
            raise FormatError("The text holds half of a surrogate pair.", spec="RFC 7493, section 2.1")
        if not text.isascii() and len(text.encode()) > limits.max_bytes:
            raise _too_large(limits)
    if text.startswith("\ufeff"):
        hint = "Leave the mark out: Python reads such files with encoding='utf-8-sig'."
        raise FormatError("The document begins with a byte order mark.", hint=hint, spec="RFC 8259, section 8.1")
    return text


def _check_limits(limits: object) -> None:
    if not isinstance(limits, Limits):
        raise UsageError("`limits` is a Limits(…).")


def _too_large(limits: Limits) -> FormatError:
    return FormatError(f"The document is larger than {limits.max_bytes} bytes.", code="over_limit")


class _Refused(Exception):
    """A walk met something that is not to be admitted; `first_fault` finds out what and where."""


def admit(value: object, limits: Limits = DEFAULT_LIMITS) -> JsonValue:
    """Checks that a Python value is JSON, and copies it, so that nobody can change it afterwards.

    Args:
        value: Plain `dict`, `list`, `str`, `int`, `float`, `bool` or None; subclasses, tuples and all else are refused.
        limits: Bounds on depth, number of values, string lengths and the sum of all strings.

    Returns:
        A copy that shares no `dict` and no `list` with `value`. Values that occur in two places are copied twice.

    Raises:
        FormatError: Not JSON, or over a limit; ``where`` points to the place.
        UsageError: `limits` are none.
    """
    _check_limits(limits)
    walk = _Walk(limits)
    try:
        copy = walk.value(value, limits.max_depth)
        characters = _check_texts(walk.names, walk.texts, limits)
    except (_Refused, RecursionError):
        pass
    else:
        refuse_long_pointers(copy, limits, characters=characters, values=limits.max_nodes - walk.nodes_left)
        return copy
    if walk.nodes_left < 0:
        raise too_many_values(limits)
    # Nothing found means that another thread changed the value in the meantime, or that the stack is nearly used up.
    raise first_fault(value, limits) or FormatError("The document could not be read to its end.")


def _check_texts(names: list[str], texts: list[str], limits: Limits) -> int:
    """Checks all member names and strings of a document at once: a few passes in C instead of a call for each.

    Returns:
        How many characters they have together.
    """
    if list(map(type, names)).count(str) != len(names):
        raise _Refused
    texts += names
    total = sum(map(len, texts))
    if total > limits.max_name and max(map(len, names), default=0) > limits.max_name:
        raise _Refused
    if total > limits.max_string and (total > limits.max_bytes or max(map(len, texts)) > limits.max_string):
        raise _Refused
    together = "".join(texts)
    # Two halves of a pair never join into a character in Python, so that one look at the whole is enough.
    if not together.isascii() and (has_surrogate(together) or len(together.encode()) > limits.max_bytes):
        raise _Refused
    return total


class _Walk:
    """Copies a document and collects its strings; counts the values in a container before it looks at them."""

    __slots__ = ("names", "nodes_left", "texts")

    def __init__(self, limits: Limits) -> None:
        self.names: list[str] = []
        self.texts: list[str] = []
        self.nodes_left = limits.max_nodes - 1

    def value(self, value: Any, levels: int) -> JsonValue:
        """The copy of one value that may hold `levels` levels of objects and arrays."""
        kind = type(value)
        if kind is dict:
            return self._object(value, levels)
        if kind is list:
            return self._array(value, levels)
        if kind is str:
            self.texts.append(value)
        elif not _is_scalar(value):
            raise _Refused
        return value  # type: ignore[no-any-return]

    # The two below repeat `value` in their loops: one call saved for each member is a third of the time.

    def _object(self, value: dict[str, Any], levels: int) -> JsonObject:
        self.nodes_left -= len(value)
        if not levels or self.nodes_left < 0:
            raise _Refused
        copy = value.copy()
        self.names.extend(copy)
        texts = self.texts
        for name, item in copy.items():
            kind = type(item)
            if kind is str:
                texts.append(item)
            elif kind is dict:
                copy[name] = self._object(item, levels - 1)
            elif kind is list:
                copy[name] = self._array(item, levels - 1)
            elif not _is_scalar(item):
                raise _Refused
        return copy

    def _array(self, value: list[Any], levels: int) -> list[JsonValue]:
        self.nodes_left -= len(value)
        if not levels or self.nodes_left < 0:
            raise _Refused
        copy = value.copy()
        texts = self.texts
        for index, item in enumerate(copy):
            kind = type(item)
            if kind is str:
                texts.append(item)
            elif kind is dict:
                copy[index] = self._object(item, levels - 1)
            elif kind is list:
                copy[index] = self._array(item, levels - 1)
            elif not _is_scalar(item):
                raise _Refused
        return copy


def _is_scalar(item: Any) -> bool:
    kind = type(item)
    if kind is int:
        return bool(-LARGEST_INTEGER <= item <= LARGEST_INTEGER)
    if kind is float:
        return isfinite(item)
    return kind is bool or item is None


def dumps(value: JsonValue, limits: Limits = DEFAULT_LIMITS) -> str:
    """Writes JSON text: members in their order, no white space, characters as they are.

    Args:
        value: A JSON value.
        limits: As for `admit`.

    Returns:
        Text that `parse` reads back to an equal value.

    Raises:
        FormatError: `value` is not JSON, or is over a limit.
    """
    return _ENCODER.encode(admit(value, limits))


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
