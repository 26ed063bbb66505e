"""What of a JSON-LD document can be shown without what stands beside it: lists have an order, and values are one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from vcwallet.errors import FormatError
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject

IDENTIFYING = frozenset({"@context", "id", "type", "@id", "@type"})
"""The members that go with their object wherever it is shown: without them it would say something else."""

_HINT = "Choose the whole of it, or leave it out."


def divisible_places(
    document: JsonObject, origins: Iterable[str], cells: Iterable[str], identifying: Collection[str] = ()
) -> dict[str, bool]:
    """The places that make statements, and those around them: whether each can be shown without what is beside it.

    What is inside a place that makes a statement and makes none of its own is part of one value: of a literal with a
    language or a type, or of the type ``@json``. Such places are not among them.

    Args:
        document: The whole document.
        origins: The JSON pointers of the values that its statements came from, in its order.
        cells: Those of the cells of ordered lists.
        identifying: Names of members that go with their object.

    Returns:
        JSON pointers, parents first, in the order of the document; ``""`` is the first.
    """
    items = {cell for cell in cells if not _is_only_item(document, cell)}
    divisible = {"": True}
    for origin in origins:
        inwards: list[str] = []
        place = origin
        while place not in divisible:
            inwards.append(place)
            place = place.rpartition("/")[0]
        around = divisible[place]
        for place in reversed(inwards):
            around = around and place not in items and place.rpartition("/")[2] not in identifying
            divisible[place] = around
    return divisible


def part_of_list(place: str) -> FormatError:
    """The error about a list of which only a part is chosen; `place` is the JSON pointer to the list."""
    return _indivisible("What stands there is an ordered list, of which no part can be shown alone.", place)


def part_of_value(place: str) -> FormatError:
    """The error about a value of which only a part is chosen; `place` is the JSON pointer to the value."""
    return _indivisible("What stands there is a single value, although it is written in several parts.", place)


def _is_only_item(document: JsonObject, cell: str) -> bool:
    """Whether a list is written as its only item."""
    try:
        return not isinstance(json_pointer.resolve(document, cell.rpartition("/")[0]), list)
    except FormatError:
        return False


def _indivisible(message: str, place: str) -> FormatError:
    return FormatError(message, where=place, hint=_HINT, code="indivisible")
