"""What only some objects have: several types, value, list and set objects, and keywords that hold further objects.

The walk comes here when an object has a keyword other than ``@id``, ``@type`` and ``@context``, or types that the
tables do not answer for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vcwallet.errors import VcwalletError
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import maps, refusals, values
from vcwallet.rdf.refusals import at, malformed

if TYPE_CHECKING:
    from vcwallet.rdf.compiled import ActiveContext
    from vcwallet.rdf.term import Term
    from vcwallet.rdf.walk import Walk

NODE: Final = "node object"
"""`prepare` gives this where an object is a node object; no N-Quads term looks like it."""


def is_value_or_reference(element: JsonObject, context: ActiveContext) -> bool:
    """Whether it is a value object, or has no member but ``@id``: then type-scoped terms stay in force (step 7)."""
    if len(element) == 1 and next(iter(element)) in context.identifiers:
        return True
    return any(context.rare.get(name) == "@value" for name in element)


def types_in_turn(element: JsonObject, base: ActiveContext) -> ActiveContext:
    """Applies type-scoped contexts to the letter of step 11, where they may say anew what ``@type`` is called."""
    context = base
    for name in sorted(element):
        if context.expands_to(name, "@type"):
            value = element[name]
            types = [kind for kind in (value if type(value) is list else [value]) if type(kind) is str]
            context = context.type_scoped(types, base)
    return context


def types_one_by_one(walk: Walk, value: JsonValue, base: ActiveContext) -> list[str]:
    """The types of a node object as N-Quads terms.

    Raises:
        DataLoss: One of them is not defined, or there are none.
        FormatError: One of them is no text.
    """
    several = type(value) is list
    found: list[str] = []
    for position, kind in enumerate(value if type(value) is list else [value]):
        try:
            if type(kind) is not str:
                raise refusals.null() if kind is None else malformed("A type is a text.", code="invalid_type_value")
            found.append(walk.vocabulary(kind, base))
        except VcwalletError as error:
            raise error.under(at(position) if several else "") from None
    if not found:
        raise refusals.empty()
    return found


def identifier(walk: Walk, element: JsonObject, context: ActiveContext, given: str | None) -> str:
    """The identifier of a node object.

    Args:
        walk: The walk.
        element: The object, which has one.
        context: The active context.
        given: The identifier that it has from elsewhere, if any.

    Raises:
        DataLoss: It is not absolute, or not the one it has from elsewhere.
        FormatError: There are two, or it is no text.
    """
    names = [name for name in context.identifiers if name in element]
    if len(names) > 1:
        raise malformed(f"{names[0]!r} and {names[1]!r} are both the identifier.", code="colliding_keywords")
    value = element[names[0]]
    if type(value) is not str:
        raise malformed("An identifier is a text.", code="invalid_id_value", where=at(names[0]))
    try:
        found = walk.reference(value, context)
    except VcwalletError as error:
        raise error.under(at(names[0])) from None
    if given is not None and found != given:
        raise refusals.identifier_lost(given)
    return found


def prepare(
    walk: Walk, element: JsonObject, base: ActiveContext, context: ActiveContext, graph: str, term: Term | None
) -> str | None:
    """Looks at an object that has rarer keywords.

    Returns:
        `NODE` where it is a node object; the term of a value or list object; None for a set object.

    Raises:
        DataLoss: A value or list object stands where nothing links to it.
        FormatError: Keywords that exclude each other.
    """
    names: dict[str, str] = {}
    for name in element:
        keyword = context.rare.get(name)
        if keyword is None:
            continue
        if keyword in names and keyword not in ("@included", "@nest"):
            raise malformed(f"{names[keyword]!r} and {name!r} both mean {keyword!r}.", code="colliding_keywords")
        names[keyword] = name
    if "@value" in names:
        if term is None:
            raise refusals.free_floating("A mere value")
        return values.literal_of(element, names, base, context)
    for keyword in ("@list", "@set"):
        if keyword in names:
            _check_alone(element, names, keyword)
            return None if keyword == "@set" else _list_object(walk, element, names[keyword], context, graph, term)
    return NODE


def _check_alone(element: JsonObject, names: dict[str, str], keyword: str) -> None:
    for name in element:
        if name == names.get("@index"):
            raise refusals.index_lost(where=at(name))
        if name not in (names[keyword], "@context"):
            message = f"An object with {keyword!r} cannot have a member {name[:100]!r}."
            raise malformed(message, code="invalid_set_or_list_object", where=at(name))


def _list_object(
    walk: Walk, element: JsonObject, name: str, context: ActiveContext, graph: str, term: Term | None
) -> str:
    if term is None:
        raise refusals.free_floating("A list")
    found = ""
    for member, value in walk.entries(element):
        if member == name:
            if value is None:
                raise refusals.null()
            found = walk.rdf_list(value, term.under(context), graph)
    return found


def set_name(element: JsonObject, context: ActiveContext) -> str | None:
    """The member that makes it a set object."""
    return next((name for name in element if context.rare.get(name) == "@set"), None)


def linked_set(walk: Walk, subject: str, term: Term, element: JsonObject, graph: str) -> None:
    """A set object under a property: its items are the property's values."""
    context = walk.inside(element, term)
    name = set_name(element, context)
    for member, value in walk.entries(element):
        if member == name:
            walk.values(subject, term.under(context), value, graph)


def free_set(walk: Walk, element: JsonObject, context: ActiveContext, graph: str) -> None:
    """A set object to which nothing links: its items have to make their own statements."""
    name = set_name(element, context)
    for member, value in walk.entries(element):
        if member == name:
            walk.free(value, context, graph)


def graph_members(walk: Walk, value: JsonValue, context: ActiveContext, graph: str) -> None:
    """The value of ``@graph``: objects whose statements belong to `graph`."""
    if type(value) not in (dict, list):
        raise malformed("The value of '@graph' is an object, or an array of objects.", code="invalid_graph_value")
    walk.free(value, context, graph)


def member(walk: Walk, subject: str, term: Term, value: JsonValue, context: ActiveContext, graph: str) -> None:
    """A member of a node object whose name is one of the rarer keywords."""
    if term.iri == "@graph":
        graph_members(walk, value, context, subject)
    elif term.iri == "@included":
        if type(value) not in (dict, list):
            raise malformed("The value of '@included' is objects.", code="invalid_included_value")
        walk.free(value, context, graph)
    elif term.iri == "@reverse":
        _reverse(walk, subject, value, context, graph)
    elif term.iri == "@nest":
        for item in maps.items(walk, value):
            nested = _nested(item, context)
            inner = _nested_context(nested, term)
            walk.members(subject, nested, inner, inner, None, graph)
    elif term.iri == "@index":
        if type(value) is not str:
            raise malformed("An index is a text.", code="invalid_index_value")
        raise refusals.index_lost()
    else:
        raise malformed(f"{term.iri!r} has no meaning here.", code="misplaced_keyword")


def _reverse(walk: Walk, subject: str, value: JsonValue, context: ActiveContext, graph: str) -> None:
    """Section 5.1.2, step 13.4.13: properties that lead here from their values."""
    if type(value) is not dict:
        raise malformed("The value of '@reverse' is an object.", code="invalid_reverse_value")
    inner = context.previous or context
    if "@context" in value:
        inner = walk.local(inner, value["@context"])
    for name, item in maps.entries(walk, value):
        if name == "@context":
            continue
        term = inner.term(name)
        if term.iri[0] == "@":
            raise malformed("A keyword cannot be a reverse property.", code="invalid_reverse_property_map")
        maps.container(walk, subject, term.flipped(), item, graph)


def _nested(value: JsonValue, context: ActiveContext) -> JsonObject:
    if not isinstance(value, dict):
        raise malformed("What is nested is an object.", code="invalid_nest_value")
    if any(context.rare.get(name) == "@value" for name in value):
        raise malformed("What is nested is no value object.", code="invalid_nest_value")
    return value


def _nested_context(nested: JsonObject, term: Term) -> ActiveContext:
    """The active context of an object whose members count as its parent's."""
    context = term.kept
    if "@context" in nested or types_in_turn(nested, context) is not context:
        raise refusals.ambiguous("A nested object with a context of its own, or of its type,")
    return context


def nested_identifier(walk: Walk, element: JsonObject, context: ActiveContext, given: str | None) -> str | None:
    """The identifier, if an object under ``@nest`` has it."""
    found = given
    for name, value in element.items():
        if context.rare.get(name) != "@nest":
            continue
        for position, item in enumerate(value if type(value) is list else [value]):
            try:
                inner = _identifier_within(walk, item, context.term(name))
            except VcwalletError as error:
                raise error.under(at(name, position) if type(value) is list else at(name)) from None
            if inner is not None:
                if found is not None or any(alias in element for alias in context.identifiers):
                    raise malformed("The object has two identifiers.", code="colliding_keywords", where=at(name))
                found = inner
    return found


def _identifier_within(walk: Walk, item: JsonValue, term: Term) -> str | None:
    nested = _nested(item, term.context)
    context = _nested_context(nested, term)
    found = nested_identifier(walk, nested, context, None)
    if any(alias in nested for alias in context.identifiers):
        found = identifier(walk, nested, context, found)
    return found
