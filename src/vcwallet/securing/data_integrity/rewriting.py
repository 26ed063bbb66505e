"""Where a document could be written in another way, with the same statements: the close look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vcwallet.errors import VcwalletError
from vcwallet.model import pointer as json_pointer
from vcwallet.model.pointer import join
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import to_statements
from vcwallet.rdf.terms import Quad
from vcwallet.rdf.walk import TYPE
from vcwallet.securing.data_integrity.spelling import IS_NAME, Mentions, Spelling, is_language_value
from vcwallet.securing.suite import Environment

_RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_JSON_LITERAL = "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>"
# Here the data model demands objects (VCDM 2.0 §4.8), so that a mere identifier cannot stand in their place.
_ALWAYS_AN_OBJECT = re.compile(r"(/credentialSubject(/[0-9]+)?)?")
_MOST_MENTIONED = 20
# Each mention takes a walk through the whole document.
_MOST_STATEMENTS = 150_000


def rewritable_place(
    members: JsonObject, document: JsonObject, spelling: Spelling, environment: Environment
) -> str | None:
    """The JSON pointer of the first place that could be written otherwise; None where there is none.

    JSON literals are signed as they are written, and left alone.

    Args:
        members: What the document says.
        document: The same with its contexts.
        spelling: What these would allow.
        environment: The known contexts, and limits.

    Raises:
        DataLoss, FormatError, Undetermined: The document makes no statements; see `to_statements`.
    """
    statements = to_statements(document, environment.contexts, limits=environment.limits, origins=True)
    quads = list(zip(statements.quads, statements.origins or (), strict=True))
    literals = {origin for quad, origin in quads if quad[2].endswith(_JSON_LITERAL)}
    objects = _Objects(spelling)
    for place in objects.offences(members, "", ""):
        if literals.isdisjoint(_around(place)):
            return place
    mentions: dict[str, str] = {}
    for quad, origin in quads:
        value = json_pointer.resolve(document, origin)
        names = _names_on_the_way(origin)
        if _is_misnamed(quad, names, spelling):
            return origin
        if isinstance(value, str):
            if _is_rewritten(value, quad, names[-1], spelling):
                return origin
            for term in (quad[0], quad[2]):
                if term[1:-1] in objects.places and (term == quad[2] or term == f"<{value}>"):
                    mentions.setdefault(term[1:-1], origin)
    if len(mentions) > _MOST_MENTIONED or len(mentions) * len(quads) > _MOST_STATEMENTS:
        return next(iter(mentions.values()))
    for identifier, origin in mentions.items():
        if _can_be_mentioned(identifier, objects.places[identifier], document, environment):
            return origin
    return None


class _Objects:
    """Where the objects stand that say something about themselves, by their identifiers."""

    def __init__(self, spelling: Spelling) -> None:
        self.places: dict[str, str] = {}
        self._spelling = spelling
        self._mentions = Mentions()

    def offences(self, value: JsonValue, where: str, name: str) -> Iterator[str]:
        """The places that are not in compacted form; `name` is the member that the value stands under."""
        if isinstance(value, dict):
            for alias in self._spelling.aliases.intersection(value):
                yield where + join(alias)
            if "@value" not in value:
                yield from self._inside(value, where)
            elif not is_language_value(value, name):
                yield where
        elif isinstance(value, list):
            if value and not any(value):
                yield where  # an array of nothing but `false` would count as true
            for index, item in enumerate(value):
                if isinstance(item, list):
                    yield f"{where}/{index}"
                if isinstance(item, dict | list):
                    yield from self.offences(item, f"{where}/{index}", name)

    def _inside(self, value: JsonObject, where: str) -> Iterator[str]:
        yield from self._identified(value, where)
        for inner, member in value.items():
            # Pointers are made where they are needed only: there may be very many members.
            if not IS_NAME(inner):
                yield where + join(inner)
            elif isinstance(member, dict | list):
                yield from self.offences(member, where + join(inner), inner)

    def _identified(self, value: JsonObject, where: str) -> Iterator[str]:
        identifier, says = value.get("id"), len(value) > 1
        if isinstance(identifier, str):
            if self._spelling.shortens(identifier):
                yield f"{where}/id"
            fixed = _ALWAYS_AN_OBJECT.fullmatch(where) is not None
            if not self._mentions.fits(identifier, says=says, fixed=fixed):
                yield where
            if says:
                self.places.setdefault(identifier, where)


def _is_misnamed(quad: Quad, names: Sequence[str], spelling: Spelling) -> bool:
    """Whether the member that makes a statement, the last of `names`, has another name too."""
    if quad[1].startswith(_RDF):
        return False
    iri = quad[1][1:-1]
    if names[-2] in spelling.everything.maps and not spelling.calls_otherwise(iri, names[-2]):
        return False
    return spelling.calls_otherwise(iri, names[-1])


def _is_rewritten(value: str, quad: Quad, name: str, spelling: Spelling) -> bool:
    """Whether a text under `name` is a shortened identifier, or a name or address of what has another name."""
    kind = quad[1] == TYPE
    if not kind and name not in spelling.naming:
        return ":" in value and quad[2][0] != '"' and f"<{value}>" not in (quad[0], quad[2])
    if quad[2][0] == '"':
        return False
    if quad[2] == f"<{value}>":
        return spelling.has_name_for(value)
    return not IS_NAME(value) or spelling.calls_otherwise(quad[2][1:-1], value, kind=kind)


def _can_be_mentioned(identifier: str, place: str, document: JsonObject, environment: Environment) -> bool:
    """Whether the object at a place could be replaced by its identifier: then what it says could stand elsewhere."""
    if _ALWAYS_AN_OBJECT.fullmatch(place):
        return False
    changed = _replaced(document, json_pointer.parse(place), identifier)
    assert isinstance(changed, dict)
    try:
        statements = to_statements(changed, environment.contexts, limits=environment.limits, origins=True)
    except VcwalletError:
        return False
    iri = f"<{identifier}>"
    return any(
        origin == place and iri in (quad[0], quad[2])
        for quad, origin in zip(statements.quads, statements.origins or (), strict=True)
    )


def _replaced(value: JsonValue, tokens: tuple[str, ...], new: str) -> JsonValue:
    if not tokens:
        return new
    if isinstance(value, dict):
        return value | {tokens[0]: _replaced(value[tokens[0]], tokens[1:], new)}
    assert isinstance(value, list)
    index = int(tokens[0])
    return [*value[:index], _replaced(value[index], tokens[1:], new), *value[index + 1 :]]


def _names_on_the_way(pointer: str) -> Sequence[str]:
    """The names of the members that a value stands in, the innermost last; "" before the first, two at least."""
    return ["", "", *(token for token in json_pointer.parse(pointer) if json_pointer.array_index(token) is None)]


def _around(pointer: str) -> Iterator[str]:
    """The pointers to a value and to all that it stands in."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
