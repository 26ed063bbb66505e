"""Which parts of a W3C document may be shown without what stands beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from vcwallet.encoding.limits import Limits
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject
from vcwallet.rdf import Contexts, to_statements
from vcwallet.rdf.walk import REST
from vcwallet.securing.division import IDENTIFYING, divisible_places, part_of_list, part_of_value
from vcwallet.securing.sd_jwt.kind import JWT_CLAIMS


def divisible(pointer: str) -> bool:
    """Whether the names on the way to a value in a W3C document let it be withheld by itself.

    In an object within the document, identifiers and types go with the object, as they do with every other mechanism
    here; and of a value that JSON-LD keywords describe (``@value``, ``@language``, ``@list``), nothing can be left out.
    """
    _, *inner = json_pointer.parse(pointer)
    return not any(token in IDENTIFYING or token[:1] == "@" for token in inner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How one W3C document can be divided, by what its contexts say of it; made by `of`."""

    _document: JsonObject = field(repr=False)
    _places: Mapping[str, bool] = field(repr=False)
    _values: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, claims: JsonObject, contexts: Contexts, limits: Limits) -> Division:
        """Finds out.

        Args:
            claims: The document, and the JWT claims beside it, which have no meaning in JSON-LD.
            contexts: The contexts that the document may name.
            limits: For the document.

        Raises:
            DataLoss: Some of it has no defined meaning.
            FormatError: It breaks a rule of JSON-LD, or is over a limit.
            Undetermined: It names a context that is not known.
        """
        document = without_jwt_claims(claims)
        statements = to_statements(document, contexts, limits=limits, origins=True)
        origins = statements.origins or []
        quads = list(zip(statements.quads, origins, strict=True))
        cells = {origin for quad, origin in quads if quad[1] == REST}
        # A literal about the very object that stands there is the key of a map (JSON-LD 1.1 §4.6.1).
        linked = {(origin, term) for quad, origin in quads if quad[2][0] != '"' for term in (quad[0], quad[2])}
        values = frozenset(origin for quad, origin in quads if quad[2][0] == '"' and (origin, quad[0]) not in linked)
        return cls(_document=claims, _places=divisible_places(document, origins, cells), _values=values)

    def lets_go(self, pointer: str) -> bool:
        """Whether the value at a JSON pointer can be withheld by itself, as far as JSON-LD goes."""
        first, *inner = json_pointer.parse(pointer)
        if not inner or first in JWT_CLAIMS:
            return True
        return divisible(pointer) and self._places.get(pointer, False)

    def refuse_parts(self, pointers: Collection[str]) -> None:
        """Sees that lists, and values of several parts, are chosen as a whole.

        Identifiers and types stand for their object: choosing them chooses no part of a value.

        Args:
            pointers: JSON pointers that lead to something, and none of them into another one.

        Raises:
            FormatError: Only a part of one is chosen (code ``indivisible``); `where` says which, the first by its
                pointer.
        """
        for whole in sorted({whole for whole in map(self._whole, pointers) if whole is not None}):
            value = json_pointer.resolve(self._document, whole)
            if whole in self._values or not isinstance(value, list):
                raise part_of_value(whole)
            if not all(f"{whole}/{index}" in pointers for index in range(len(value))):
                raise part_of_list(whole)

    def _whole(self, pointer: str) -> str | None:
        """What the value at a pointer is only a part of; None where it is none."""
        place = ""
        for token in json_pointer.parse(pointer):
            if place in self._values:
                return place
            if token in IDENTIFYING:
                return None
            inner = f"{place}/{json_pointer.escape(token)}"
            if not self.lets_go(inner):
                return place
            place = inner
        return None


def without_jwt_claims(claims: JsonObject) -> JsonObject:
    """The W3C document alone; the JWT claims beside it have no meaning in JSON-LD."""
    return {name: value for name, value in claims.items() if name not in JWT_CLAIMS}
