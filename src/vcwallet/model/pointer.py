"""JSON Pointer (RFC 6901): how every place in a document is named, in errors as well as in requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from vcwallet.errors import FormatError, quoted
from vcwallet.ports import JsonValue

_BAD_ESCAPE = re.compile(r"~(?![01])")
_INDEX = re.compile(r"0|[1-9][0-9]*")
# No document within the limits has an array whose index needs more digits; longer ones are out of range, not numbers.
_INDEX_DIGITS = 18


def parse(pointer: str) -> tuple[str, ...]:
    """Splits a pointer into its reference tokens, escapes undone.

    Args:
        pointer: ``""`` (the whole document) or ``"/"`` followed by tokens, as in ``"/credentialSubject/degree/0"``.

    Returns:
        The tokens; the empty tuple for the whole document.

    Raises:
        FormatError: Not a pointer by RFC 6901 section 3.
    """
    if not isinstance(pointer, str):
        raise FormatError(f"A JSON pointer is a text, not {quoted(pointer)}.", spec="RFC 6901 §3", code="bad_pointer")
    if not pointer:
        return ()
    if pointer[0] != "/":
        raise FormatError(
            f"The JSON pointer {pointer[:200]!r} must be empty or begin with '/'.",
            hint="Write for example '/credentialSubject/name'.",
            spec="RFC 6901 §3",
            code="bad_pointer",
        )
    if "~" not in pointer:
        return tuple(pointer[1:].split("/"))
    if _BAD_ESCAPE.search(pointer):
        raise FormatError(
            f"In the JSON pointer {pointer[:200]!r} a '~' is not followed by 0 or 1.",
            hint="Write '~' as '~0' and '/' within a name as '~1'.",
            spec="RFC 6901 §3",
            code="bad_pointer",
        )
    # ~1 first, so that "~01" becomes "~1" and not "/" (RFC 6901 section 4).
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))


def escape(token: str) -> str:
    """Writes one reference token as it stands in a pointer: ``~`` as ``~0``, ``/`` as ``~1`` (RFC 6901 section 3)."""
    # Hardly any token needs it, and every place in a document is named by some.
    return token.replace("~", "~0").replace("/", "~1") if "/" in token or "~" in token else token


def join(*tokens: str | int) -> str:
    """Builds a pointer from tokens: ``join("a/b", 0)`` is ``"/a~1b/0"``; no tokens give ``""``."""
    return "".join(f"/{token}" if isinstance(token, int) else "/" + escape(token) for token in tokens)


def resolve(document: JsonValue, pointer: str) -> JsonValue:
    """Returns the value that a pointer points at (RFC 6901 section 4).

    Raises:
        FormatError: Not a pointer (code ``bad_pointer``), or nothing is there (code ``nothing_there``); `where` is
            then the pointer to the deepest value that does exist.
    """
    return follow(document, parse(pointer))


def follow(document: JsonValue, tokens: tuple[str, ...]) -> JsonValue:
    """Returns the value that a pointer's tokens lead to; see `resolve`.

    Raises:
        FormatError: Nothing is there (code ``nothing_there``).
    """
    value = document
    for depth, token in enumerate(tokens):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and (index := array_index(token)) is not None and index < len(value):
            value = value[index]
        else:
            raise _nothing_there(value, tokens, depth)
    return value


def array_index(token: str) -> int | None:
    """The array index that a token stands for; None for ``-``, leading zeros, signs, and anything but ASCII digits."""
    return int(token) if len(token) <= _INDEX_DIGITS and _INDEX.fullmatch(token) else None


def starts_with(pointer: str, prefix: str) -> bool:
    """Whether `pointer` is `prefix` or points below it, token by token: ``/ab`` does not start with ``/a``."""
    return pointer.startswith(prefix) and (len(pointer) == len(prefix) or pointer[len(prefix)] == "/")


def starts_with_any(pointer: str, prefixes: AbstractSet[str]) -> bool:
    """Whether `pointer` is one of `prefixes` or points below it; takes no longer for many prefixes than for one."""
    while pointer not in prefixes:
        if not pointer:
            return False
        pointer = pointer.rpartition("/")[0]
    return True


def outermost(pointers: Iterable[str]) -> list[str]:
    """Those of the pointers that lead into no other one of them, each once: all that they choose together."""
    given = dict.fromkeys(pointers)
    return [one for one in given if not (one and starts_with_any(one.rpartition("/")[0], given.keys()))]


def walk(document: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Yields each value of a document with its pointer: parents before children, in document order.

    The walk is iterative, so that no depth of nesting exhausts the stack; the first pair is ``("", document)``.
    """
    open_values: list[tuple[str, JsonValue]] = [("", document)]
    while open_values:
        pointer, value = open_values.pop()
        yield pointer, value
        if isinstance(value, dict):
            open_values += [(f"{pointer}/{escape(name)}", member) for name, member in reversed(value.items())]
        elif isinstance(value, list):
            open_values += [(f"{pointer}/{index}", value[index]) for index in range(len(value) - 1, -1, -1)]


def _nothing_there(value: JsonValue, tokens: tuple[str, ...], depth: int) -> FormatError:
    token = tokens[depth]
    if isinstance(value, dict):
        reason = f"there is no member {token[:200]!r}"
    elif not isinstance(value, list):
        reason = "the value there is neither an object nor an array"
    elif array_index(token) is None:
        reason = f"{token[:200]!r} is not an index of an array"
    else:
        reason = f"the array there has only {len(value)} items"
    return FormatError(
        f"The JSON pointer {join(*tokens)[:200]!r} points at nothing: {reason}.",
        where=join(*tokens[:depth]),
        spec="RFC 6901 §4",
        code="nothing_there",
    )
