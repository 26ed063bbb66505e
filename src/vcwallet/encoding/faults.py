"""Why a Python value is not JSON, and where: the slow walk that is made only after a fast one has failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isfinite
from sys import float_info
from typing import Any

from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError

_MAX_POINTER = 500
LARGEST_INTEGER = int(float_info.max)
"""The largest magnitude of a number: that of an IEEE 754 double, as I-JSON (RFC 7493, section 2.2) expects."""


NumberFault = Callable[[object], str | None]
"""Says what is wrong with a number beyond its range; None where nothing is, and for all that is no number."""


def first_fault(value: object, limits: Limits, number_fault: NumberFault | None = None) -> FormatError | None:
    """The error for the first place, in document order, at which `value` is not JSON or is over a limit.

    Args:
        value: What a fast walk has refused.
        limits: The limits of that walk.
        number_fault: What that walk asks of numbers besides.

    Returns:
        An error to be raised, with the JSON pointer to the place; None where there is no fault.
    """
    size = 0
    for seen, (where, depth, item) in enumerate(_places(value, limits.max_depth), 1):
        if seen > limits.max_nodes:
            return over_limit(f"The document holds more than {limits.max_nodes} values.")
        fault = _fault(item, depth, where, limits)
        if fault is not None:
            return fault
        message = number_fault(item) if number_fault else None
        if message is not None:
            hint = "Write such a number as a string."
            return FormatError(message, where=where, hint=hint, spec="RFC 8785, section 3.2.2.3")
        size += sum(len(text.encode()) for text in _texts(item))
        if size > limits.max_bytes:
            return over_limit(f"The document holds more than {limits.max_bytes} bytes of text.", where)
    return None


def over_limit(message: str, where: str = "") -> FormatError:
    """The error for a document that is over one of the limits."""
    hint = "If a document of this size is meant, raise the limit by its name in `Limits`."
    return FormatError(message, where=where, hint=hint, code="over_limit")


def member_pointer(where: str, name: object) -> str:
    """The JSON pointer (RFC 6901, section 3) to the member or item `name` under `where`, cut off when very long."""
    token = str(name)[:_MAX_POINTER].replace("~", "~0").replace("/", "~1")
    # A pointer is shown to people and written to logs, so that it must be printable whatever the name is.
    return f"{where}/{token}"[: 4 * _MAX_POINTER].encode("utf-8", "backslashreplace").decode()


def has_surrogate(text: str) -> bool:
    """Whether `text` holds half of a UTF-16 surrogate pair, which no encoding of Unicode can carry."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _places(value: object, max_depth: int) -> Iterator[tuple[str, int, object]]:
    """All values with pointer and depth in document order, no deeper than one over the limit."""
    pending: list[tuple[str, int, object]] = [("", 0, value)]
    while pending:
        where, depth, item = pending.pop()
        inside = type(item) is dict or type(item) is list
        yield where, depth + inside, item
        if depth >= max_depth:
            continue
        if type(item) is dict:
            children = list(item.items())
        elif type(item) is list:
            children = list(enumerate(item))
        else:
            continue
        pending.extend((member_pointer(where, name), depth + 1, child) for name, child in reversed(children))


def _texts(item: object) -> list[str]:
    if type(item) is str:
        return [item]
    return [name for name in item if type(name) is str] if type(item) is dict else []


def _fault(item: Any, depth: int, where: str, limits: Limits) -> FormatError | None:
    kind = type(item)
    if depth > limits.max_depth:
        message = f"Objects and arrays stand inside each other more than {limits.max_depth} deep."
        return over_limit(message, where)
    if kind is str:
        return _text_fault(item, where, "A string", limits)
    if kind is dict:
        for name in item:
            if type(name) is not str:
                message = f"A member name is of the Python type {type(name).__name__}; JSON has only strings there."
                return FormatError(message, where=where, spec="RFC 8259, section 4")
            fault = _text_fault(name, member_pointer(where, name), "A member name", limits)
            if fault is not None:
                return fault
        return None
    if kind is int and not -LARGEST_INTEGER <= item <= LARGEST_INTEGER:
        return FormatError("A number is out of the range of JSON numbers.", where=where, spec="RFC 7493, section 2.2")
    if kind is float and not isfinite(item):
        return FormatError("JSON has no infinite numbers and no NaN.", where=where, spec="RFC 8259, section 6")
    if item is None or kind in (list, bool, int, float):
        return None
    return FormatError(
        f"A value is of the Python type {kind.__name__}, which is not JSON.",
        where=where,
        hint="Use plain dict, list, str, int, float, bool and None.",
        spec="RFC 8259, section 3",
    )


def _text_fault(text: str, where: str, what: str, limits: Limits) -> FormatError | None:
    if len(text) > limits.max_string:
        return over_limit(f"{what} is longer than {limits.max_string} characters.", where)
    if has_surrogate(text):
        message = f"{what} holds half of a surrogate pair, which is no character."
        return FormatError(message, where=where, spec="RFC 7493, section 2.1")
    return None
