"""How large a JSON value is."""

from __future__ import annotations

from vcwallet.ports import JsonValue

OF_ONE = 50
"""What a value weighs by itself."""


def weight(value: JsonValue) -> int:
    """About the memory that a value takes: the characters of all texts and names, and something for each value."""
    total, pending = 0, [value]
    while pending:
        found = pending.pop()
        total += OF_ONE
        if isinstance(found, str):
            total += len(found)
        elif isinstance(found, dict):
            total += sum(map(len, found))
            pending.extend(found.values())
        elif isinstance(found, list):
            pending.extend(found)
    return total
