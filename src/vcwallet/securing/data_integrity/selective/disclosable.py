"""What of a credential its holder can withhold: the places that the issuer did not make mandatory."""

from __future__ import annotations

from vcwallet.ports import JsonObject
from vcwallet.rdf.walk import REST
from vcwallet.securing.data_integrity.selective.grouping import LabelledStatements
from vcwallet.securing.data_integrity.selective.selection import Selection
from vcwallet.securing.division import IDENTIFYING, divisible_places

# No credential is without a subject (VCDM 2.0 §4.8), only without some of what is said about it.
_NEVER_WITHHELD = frozenset({"", "/credentialSubject"})


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
    cells = {
        origin
        for quad, origins in zip(statements.quads, statements.origins, strict=True)
        if quad[1] == REST
        for origin in origins
    }
    places = divisible_places(document, statements.places, cells, IDENTIFYING)
    return tuple(
        place
        for place, divisible in places.items()
        if divisible and extents[place] is False and place not in _NEVER_WITHHELD
    )
