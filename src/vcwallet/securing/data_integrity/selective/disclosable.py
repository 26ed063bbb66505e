"""What of a credential its holder can withhold: the places that the issuer did not make mandatory."""

from __future__ import annotations

from vcwallet.model.pointer import escape
from vcwallet.ports import JsonObject, JsonValue
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
    run = _Run(statements, mandatory)
    run.inside(document, "")
    return tuple(run.found)


class _Run:
    """One run over a document."""

    def __init__(self, statements: LabelledStatements, mandatory: Selection) -> None:
        self.found: list[str] = []
        self._extents = mandatory.extents()
        self._stating: set[str] = set()
        self._cells: set[str] = set()
        for quad, origins in zip(statements.quads, statements.origins, strict=True):
            if quad[1] == REST:
                self._cells.update(origins)
            for origin in origins:
                place = origin
                while place not in self._stating:
                    self._stating.add(place)
                    place = place.rpartition("/")[0]

    def inside(self, value: JsonValue, place: str) -> None:
        """Looks at the members of an object and the elements of an array."""
        if isinstance(value, dict):
            for name, member in value.items():
                if name not in IDENTIFYING:
                    self._look(member, f"{place}/{escape(name)}")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                inner = f"{place}/{index}"
                if inner not in self._cells:
                    self._look(item, inner)

    def _look(self, value: JsonValue, place: str) -> None:
        if place not in self._stating:
            return
        extent = self._extents[place]
        if extent is False:
            self.found.append(place)
        if extent is not True and type(value) in (dict, list):
            self.inside(value, place)
