"""Value objects (JSON-LD 1.1 API, section 5.1.2, step 15): ``{"@value": …}`` with a type, or with a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vcwallet.errors import VcwalletError
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import literals, refusals
from vcwallet.rdf.refusals import at, malformed

if TYPE_CHECKING:
    from vcwallet.rdf.compiled import ActiveContext

_ALLOWED = frozenset(("@value", "@type", "@language", "@direction", "@index", "@context"))


def literal_of(element: JsonObject, names: Mapping[str, str], base: ActiveContext, context: ActiveContext) -> str:
    """A value object as N-Quads term.

    Args:
        element: The object.
        names: By keyword the member that stands for it, those for ``@type`` and ``@context`` left out.
        base: The active context before type-scoped contexts, in which types are read.
        context: The active context in which members are read.

    Raises:
        DataLoss: Something of it would not be in the literal.
        FormatError: It is no value object.
    """
    types = [name for name in element if context.expands_to(name, "@type")]
    _check_members(element, names, context)
    if len(types) > 1:
        raise malformed("A value has two types.", code="invalid_value_object")
    value = element[names["@value"]]
    if types:
        if "@language" in names or "@direction" in names:
            raise malformed("A value has a type, or a language and a direction, not both.", code="invalid_value_object")
        return _typed(value, element[types[0]], base, at(types[0]), at(names["@value"]))
    return _tagged(value, element, names)


def _check_members(element: JsonObject, names: Mapping[str, str], context: ActiveContext) -> None:
    for name in element:
        if context.term(name).iri not in _ALLOWED:
            raise malformed(f"A value object cannot have a member {name[:100]!r}.", code="invalid_value_object")
    if "@index" in names:
        if type(element[names["@index"]]) is not str:
            raise malformed("An index is a text.", code="invalid_index_value", where=at(names["@index"]))
        raise refusals.index_lost(where=at(names["@index"]))


def _typed(value: JsonValue, kind: JsonValue, base: ActiveContext, where_type: str, where_value: str) -> str:
    if type(kind) is not str:
        if kind is None:
            raise refusals.null(where=where_type)
        raise malformed("The type of a value is one IRI.", code="invalid_typed_value", where=where_type)
    if base.expands_to(kind, "@json"):
        try:
            return literals.json_literal(value)
        except VcwalletError as error:
            raise error.under(where_value) from None
    try:
        datatype = base.vocabulary(kind)
        suffix = literals.typed_suffix(datatype[1:-1])
    except VcwalletError as error:
        raise error.under(where_type) from None
    return _scalar(value, suffix, where_value)


def _tagged(value: JsonValue, element: JsonObject, names: Mapping[str, str]) -> str:
    language = _annotation(element, names, "@language")
    direction = _annotation(element, names, "@direction")
    if direction not in (None, "ltr", "rtl"):
        message = "A base direction is 'ltr' or 'rtl'."
        raise malformed(message, code="invalid_base_direction", where=at(names["@direction"]))
    if type(value) is not str:
        if language is not None:
            raise malformed("Only texts can have a language.", code="invalid_language_tagged_value")
        if direction is not None:
            raise refusals.direction_lost(where=at(names["@direction"]))
        return _scalar(value, None, at(names["@value"]))
    try:
        suffix = literals.tagged_suffix(language, direction)
    except VcwalletError as error:
        raise error.under(at(names["@language"])) from None
    return _scalar(value, suffix, at(names["@value"]))


def _annotation(element: JsonObject, names: Mapping[str, str], keyword: str) -> str | None:
    if keyword not in names:
        return None
    found = element[names[keyword]]
    if type(found) is str:
        return found
    if found is None:
        raise refusals.null(where=at(names[keyword]))
    raise malformed(f"The value of '{keyword}' is a text.", code=f"invalid_{keyword[1:]}", where=at(names[keyword]))


def _scalar(value: JsonValue, suffix: str | None, where: str) -> str:
    if isinstance(value, (dict, list)):
        message = "The value of a value object is a text, a number, true or false."
        raise malformed(message, code="invalid_value_object_value", where=where)
    try:
        if type(value) is str:
            return literals.checked_text(value, suffix or literals.PLAIN)
        return literals.scalar(value, suffix)
    except VcwalletError as error:
        raise error.under(where) from None
