"""What is shown of a credential and what is not: the held document beside the one that a verifier will see."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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


def compare(held: JsonValue, shown: JsonValue, chosen: Collection[str] = ()) -> Disclosure:
    """Lays what is shown beside what is held, value by value, so that nothing rests on what a mechanism promises.

    Elements may be missing from arrays: those that are shown are found again in their order. Of several that could be
    the one, those count that were chosen.

    Args:
        held: The credential.
        shown: What of it is shown.
        chosen: The JSON pointers by which it was chosen.
    """
    comparison = _Comparison({json_pointer.parse(pointer) for pointer in chosen})
    comparison.values(held, shown, "")
    return Disclosure(shown=tuple(comparison.seen), withheld=tuple(comparison.hidden))


def leaves(value: JsonValue, prefix: str = "") -> Iterator[Leaf]:
    """Every single value, with its pointer, in document order."""
    for place, found in json_pointer.walk(value):
        if not isinstance(found, dict | list):
            yield prefix + place, found
        elif not found:
            # A copy, so that whoever looks at it cannot change the document.
            yield prefix + place, found.copy()


class _Comparison:
    """One run over both."""

    def __init__(self, chosen: Collection[tuple[str, ...]]) -> None:
        self.seen: list[Leaf] = []
        self.hidden: list[Leaf] = []
        self._chosen = chosen

    def values(self, held: JsonValue, shown: JsonValue, place: str) -> None:
        if isinstance(held, dict) and isinstance(shown, dict) and held and shown:
            for name in dict.fromkeys((*held, *shown)):
                inner = f"{place}/{json_pointer.escape(name)}"
                if name not in shown:
                    self.hidden.extend(leaves(held[name], inner))
                elif name not in held:
                    self.seen.extend(leaves(shown[name], inner))
                else:
                    self.values(held[name], shown[name], inner)
        elif isinstance(held, list) and isinstance(shown, list) and held and shown:
            self._arrays(held, shown, place)
        else:
            self.seen.extend(leaves(shown, place))
            if not _same(held, shown):
                self.hidden.extend(leaves(held, place))

    def _arrays(self, held: list[JsonValue], shown: list[JsonValue], place: str) -> None:
        following = 0
        for position, (item, found) in enumerate(zip(shown, self._found(held, shown, place), strict=True)):
            if found is None:
                # Not to be found again: it is said where it stands in what is shown, and nothing counts as hidden.
                self.seen.extend(leaves(item, f"{place}/{position}"))
                continue
            for index in range(following, found):
                self.hidden.extend(leaves(held[index], f"{place}/{index}"))
            self.values(held[found], item, f"{place}/{found}")
            following = found + 1
        for index in range(following, len(held)):
            self.hidden.extend(leaves(held[index], f"{place}/{index}"))

    def _found(self, held: list[JsonValue], shown: list[JsonValue], place: str) -> list[int | None]:
        """For each element that is shown, which of those that are held it is."""
        if len(held) == len(shown):
            return [*range(len(held))]
        around = json_pointer.parse(place)
        depth = len(around)
        tokens = {pointer[depth] for pointer in self._chosen if len(pointer) > depth and pointer[:depth] == around}
        chosen = [index for index in range(len(held)) if str(index) in tokens]
        if len(chosen) == len(shown) and all(map(_holds, [held[index] for index in chosen], shown)):
            return [*chosen]
        found: list[int | None] = []
        following = 0
        for item in shown:
            index = next((index for index in range(following, len(held)) if _holds(held[index], item)), None)
            found.append(index)
            following = following if index is None else index + 1
        return found


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
