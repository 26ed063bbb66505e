"""What is shown of a credential and what is not: the held document beside the one that a verifier will see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonValue

Leaf = tuple[str, JsonValue]
"""A JSON pointer, and the value there that holds no further values: a scalar, ``{}`` or ``[]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The difference between a credential and what is shown of it.

    Attributes:
        shown: Every single value that will be seen, by its place in the held credential; what does not stand there
            (a mechanism may add something) by its place in what is shown.
        withheld: Every single value of the held credential that will not be seen.
    """

    shown: tuple[Leaf, ...]
    withheld: tuple[Leaf, ...]


def compare(held: JsonValue, shown: JsonValue) -> Disclosure:
    """Lays what is shown beside what is held, value by value, so that nothing rests on what a mechanism promises.

    Elements may be missing from arrays: those that are shown are found again in their order.
    """
    seen: list[Leaf] = []
    hidden: list[Leaf] = []
    _compare(held, shown, "", seen, hidden)
    return Disclosure(shown=tuple(seen), withheld=tuple(hidden))


def leaves(value: JsonValue, prefix: str = "") -> Iterator[Leaf]:
    """Every single value, with its pointer, in document order."""
    for place, found in json_pointer.walk(value):
        if not isinstance(found, dict | list):
            yield prefix + place, found
        elif not found:
            # A copy, so that whoever looks at it cannot change the document.
            yield prefix + place, found.copy()


def _compare(held: JsonValue, shown: JsonValue, place: str, seen: list[Leaf], hidden: list[Leaf]) -> None:
    if isinstance(held, dict) and isinstance(shown, dict) and held and shown:
        for name in dict.fromkeys((*held, *shown)):
            inner = f"{place}/{json_pointer.escape(name)}"
            if name not in shown:
                hidden.extend(leaves(held[name], inner))
            elif name not in held:
                seen.extend(leaves(shown[name], inner))
            else:
                _compare(held[name], shown[name], inner, seen, hidden)
    elif isinstance(held, list) and isinstance(shown, list) and held and shown:
        _compare_arrays(held, shown, place, seen, hidden)
    elif _same(held, shown):
        seen.extend(leaves(shown, place))
    else:
        seen.extend(leaves(shown, place))
        hidden.extend(leaves(held, place))


def _compare_arrays(
    held: list[JsonValue], shown: list[JsonValue], place: str, seen: list[Leaf], hidden: list[Leaf]
) -> None:
    following = 0
    for position, item in enumerate(shown):
        found = following
        if len(held) != len(shown):
            found = next((index for index in range(following, len(held)) if _holds(held[index], item)), len(held))
        if found == len(held):
            # Not to be found again: it is said where it stands in what is shown, and nothing counts as hidden for it.
            seen.extend(leaves(item, f"{place}/{position}"))
            continue
        for index in range(following, found):
            hidden.extend(leaves(held[index], f"{place}/{index}"))
        _compare(held[found], item, f"{place}/{found}", seen, hidden)
        following = found + 1
    for index in range(following, len(held)):
        hidden.extend(leaves(held[index], f"{place}/{index}"))


def _holds(held: JsonValue, shown: JsonValue) -> bool:
    """Whether `shown` is `held` with parts left out."""
    if isinstance(held, dict) and isinstance(shown, dict):
        return all(name in held and _holds(held[name], value) for name, value in shown.items())
    if isinstance(held, list) and isinstance(shown, list):
        remaining = iter(held)
        return all(any(_holds(candidate, item) for candidate in remaining) for item in shown)
    return _same(held, shown)


def _same(one: JsonValue, other: JsonValue) -> bool:
    return type(one) is type(other) and one == other
