"""How long the JSON pointers of a document are together: who walks through it may have to write each of them."""

from __future__ import annotations

from vcwallet.encoding.faults import over_limit
from vcwallet.encoding.limits import Limits
from vcwallet.ports import JsonValue

_INDEX = 7
"""Characters of an index with its slash, in an array that is within the limits."""


def may_be_long(limits: Limits, *, characters: int, values: int) -> bool:
    """Whether the pointers could be over the limit, for all that these two tell: see `refuse_long_pointers`."""
    return (characters + _INDEX * values) * values > limits.max_pointers


def refuse_long_pointers(value: JsonValue, limits: Limits, *, characters: int, values: int) -> None:
    """Sees that the pointers to all places of a document are not longer together than the limit.

    Args:
        value: The document.
        limits: ``max_pointers`` is applied here.
        characters: As many as its names have together, or more.
        values: As many as it holds, or more.

    Raises:
        FormatError: They are longer (code ``over_limit``).
    """
    if not may_be_long(limits, characters=characters, values=values):
        return
    left = limits.max_pointers
    waiting: list[tuple[JsonValue, int]] = [(value, 0)]
    while waiting:
        around, length = waiting.pop()
        if isinstance(around, dict):
            left -= length * len(around)
            waiting += [
                (item, length + 1 + len(name)) for name, item in around.items() if isinstance(item, dict | list)
            ]
        elif isinstance(around, list):
            left -= length * len(around)
            waiting += [(item, length + _INDEX) for item in around if isinstance(item, dict | list)]
        if left < 0:
            raise over_limit("Too much of the document stands inside members with long names.")
