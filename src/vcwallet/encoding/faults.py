"""Why a Python value is not JSON, and where: the slow walk that is made only after a fast one has failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from math import isfinite
from sys import float_info
from typing import Any

from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError

LARGEST_INTEGER = int(float_info.max)
"""The largest magnitude of a number: that of an IEEE 754 double, as I-JSON (RFC 7493, section 2.2) expects."""

Path = tuple["Path", str | int] | None
"""A place in a document: the place around it and the name or index there; None is the whole document."""

NumberFault = Callable[[object], str | None]
"""Says what is wrong with a number beyond its range; None where nothing is, and for all that is no number."""

_MAX_TOKEN = 200
_MAX_POINTER = 2_000


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
    for seen, (path, depth, item) in enumerate(places(value, _members, limits.max_depth), 1):
        length = len(item) if type(item) in (dict, list) else 0
        if seen + length > limits.max_nodes:
            return too_many_values(limits)
        fault = _fault(item, depth, path, limits)
        if fault is not None:
            return fault
        message = number_fault(item) if number_fault else None
        if message is not None:
            hint = "Write such a number as a string."
            return FormatError(message, where=pointer(path), hint=hint, spec="RFC 8785, section 3.2.2.3")
        size += sum(len(text.encode()) for text in _texts(item))
        if size > limits.max_bytes:
            return over_limit(f"The document holds more than {limits.max_bytes} bytes of text.", pointer(path))
    return None


def over_limit(message: str, where: str = "") -> FormatError:
    """The error for a document that is over one of the limits."""
    hint = "What is large, such as a picture, is better kept outside, and named by its URL and digest."
    return FormatError(message, where=where, hint=hint, code="over_limit")


def too_many_values(limits: Limits) -> FormatError:
    """The error for a document that holds more objects, arrays and scalars than are allowed."""
    return over_limit(f"The document holds more than {limits.max_nodes} values.")


def name_too_long(path: Path, limits: Limits) -> FormatError:
    """The error for a member name that is longer than allowed; `path` leads to the member."""
    return over_limit(f"A member name is longer than {limits.max_name} characters.", pointer(path))


def pointer(path: Path) -> str:
    """The JSON pointer (RFC 6901) to a place; very long ones are cut off, and half surrogate pairs are spelt out.

    Pointers are shown to people and written to logs, so that they must be short and printable whatever the names are.
    """
    tokens = []
    while path is not None:
        path, name = path
        tokens.append(str(name)[:_MAX_TOKEN].replace("~", "~0").replace("/", "~1"))
    text = "".join(f"/{token}" for token in reversed(tokens))
    return text[:_MAX_POINTER].encode("utf-8", "backslashreplace").decode()


def has_surrogate(text: str) -> bool:
    """Whether `text` holds half of a UTF-16 surrogate pair, which no encoding of Unicode can carry."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


Children = Callable[[Any], Iterable[tuple[str | int, Any]] | None]
"""The names and values inside a value, or None where it is neither object nor array."""


def places(value: object, children: Children, max_depth: int) -> Iterator[tuple[Path, int, Any]]:
    """All values in document order with path and depth, without recursion.

    Looks into objects and arrays down to `max_depth` levels; the depth of what stands deeper is `max_depth` + 1.
    """
    stack: list[tuple[Path, Iterator[tuple[str | int, Any]]]] = []
    path: Path = None
    item: Any = value
    while True:
        inside = children(item)
        yield path, len(stack) + (inside is not None), item
        if inside is not None and len(stack) < max_depth:
            stack.append((path, iter(inside)))
        while stack:
            above, rest = stack[-1]
            following = next(rest, None)
            if following is not None:
                path, item = (above, following[0]), following[1]
                break
            stack.pop()
        else:
            return


def _members(item: Any) -> Iterable[tuple[str | int, Any]] | None:
    if type(item) is dict:
        return list(item.items())
    return enumerate(item) if type(item) is list else None


def _texts(item: Any) -> Iterable[str]:
    return [item] if type(item) is str else item if type(item) is dict else ()


def _fault(item: Any, depth: int, path: Path, limits: Limits) -> FormatError | None:
    kind = type(item)
    if depth > limits.max_depth:
        message = f"Objects and arrays stand inside each other more than {limits.max_depth} deep."
        return over_limit(message, pointer(path))
    if kind is str:
        return _text_fault(item, path, "A string", limits)
    if kind is dict:
        return _names_fault(item, path, limits)
    if kind is int and not -LARGEST_INTEGER <= item <= LARGEST_INTEGER:
        message = "A number is out of the range of JSON numbers."
        return FormatError(message, where=pointer(path), spec="RFC 7493, section 2.2")
    if kind is float and not isfinite(item):
        message = "JSON has no infinite numbers and no NaN."
        return FormatError(message, where=pointer(path), spec="RFC 8259, section 6")
    if item is None or kind in (list, bool, int, float):
        return None
    return FormatError(
        f"A value is of the Python type {kind.__name__}, which is not JSON.",
        where=pointer(path),
        hint=(
            "Write a time as a text, such as '2026-01-31T12:00:00Z'."
            if issubclass(kind, date | time)
            else "Use plain dict, list, str, int, float, bool and None."
        ),
        spec="RFC 8259, section 3",
    )


def _names_fault(item: dict[Any, Any], path: Path, limits: Limits) -> FormatError | None:
    for name in list(item):
        if type(name) is not str:
            message = f"A member name is of the Python type {type(name).__name__}; JSON has only strings there."
            return FormatError(message, where=pointer(path), spec="RFC 8259, section 4")
        if len(name) > limits.max_name:
            return name_too_long((path, name), limits)
        fault = _text_fault(name, (path, name), "A member name", limits)
        if fault is not None:
            return fault
    return None


def _text_fault(text: str, path: Path, what: str, limits: Limits) -> FormatError | None:
    if len(text) > limits.max_string:
        return over_limit(f"{what} is longer than {limits.max_string} characters.", pointer(path))
    if has_surrogate(text):
        message = f"{what} holds half of a surrogate pair, which is no character."
        return FormatError(message, where=pointer(path), spec="RFC 7493, section 2.1")
    return None
