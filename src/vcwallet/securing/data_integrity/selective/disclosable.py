"""What of a credential its holder can withhold: the places that the issuer did not make mandatory."""

from __future__ import annotations

from vcwallet.errors import FormatError
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject
from vcwallet.rdf.walk import REST
from vcwallet.securing.data_integrity.selective.grouping import LabelledStatements
from vcwallet.securing.data_integrity.selective.selection import IDENTIFYING, Selection


def disclosable_of(document: JsonObject, statements: LabelledStatements, mandatory: Selection) -> tuple[str, ...]:
    """The JSON pointers of what can be withheld while what stands around it is shown; parents first, in its order.

    They lead to members and array elements that make statements. Identifiers and types go with their object, and the
    items of an ordered list with the list. What the issuer made mandatory in part cannot be withheld, only its parts.

    Args:
        document: The whole document, without proofs.
        statements: Its statements.
        mandatory: What the issuer always shows.
    """
    extents = mandatory.extents
    items = _items_of_lists(document, statements)
    # For each place that was looked at, whether what is inside it could be withheld by itself.
    divisible = {"": True}
    found: list[str] = []
    for origin in statements.places:
        inwards: list[str] = []
        place = origin
        while place not in divisible:
            inwards.append(place)
            place = place.rpartition("/")[0]
        around = divisible[place]
        for place in reversed(inwards):
            around = around and place not in items and place.rpartition("/")[2] not in IDENTIFYING
            divisible[place] = around
            if around and extents[place] is False:
                found.append(place)
    return tuple(found)


def _items_of_lists(document: JsonObject, statements: LabelledStatements) -> set[str]:
    """The places of the items of ordered lists, but for lists that are written as their only item."""
    cells = {
        origin
        for quad, origins in zip(statements.quads, statements.origins, strict=True)
        if quad[1] == REST
        for origin in origins
    }
    return {cell for cell in cells if not _is_only_item(document, cell)}


def _is_only_item(document: JsonObject, cell: str) -> bool:
    try:
        return not isinstance(json_pointer.resolve(document, cell.rpartition("/")[0]), list)
    except FormatError:
        return False
