"""What of a credential its holder can withhold: the places that the issuer did not make mandatory."""

from __future__ import annotations

from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.data_integrity.selective.selection import IDENTIFYING, Selection


def disclosable_pointers(
    document: JsonObject, *, origins: frozenset[str], cells: frozenset[str], mandatory: Selection
) -> tuple[str, ...]:
    """The JSON pointers of what can be withheld while what stands around it is shown; parents first, in its order.

    They lead to members and array elements that make statements. Identifiers and types go with their object, and the
    items of an ordered list with the list. What the issuer made mandatory in part cannot be withheld, only its parts.

    Args:
        document: The whole document, without proofs.
        origins: The places from which its statements came.
        cells: Those of them that are items of ordered lists.
        mandatory: What the issuer always shows.
    """
    stating = set(origins)
    for origin in origins:
        outer = origin
        while outer and (outer := outer.rpartition("/")[0]) not in stating:
            stating.add(outer)
    extents = mandatory.extents()
    found: list[str] = []
    waiting: list[tuple[str, JsonValue]] = [("", document)]
    while waiting:
        place, value = waiting.pop()
        if place and extents[place] is False:
            found.append(place)
        if isinstance(value, dict):
            inner = [
                (f"{place}/{json_pointer.escape(name)}", member)
                for name, member in value.items()
                if name not in IDENTIFYING
            ]
        elif isinstance(value, list):
            inner = [(f"{place}/{index}", item) for index, item in enumerate(value)]
            inner = [one for one in inner if one[0] not in cells]
        else:
            continue
        waiting += [one for one in reversed(inner) if one[0] in stating]
    return tuple(found)
