"""Containers (JSON-LD 1.1 API, section 5.1.2, steps 13.6 to 13.13): lists, graphs, maps by language, index, id, type.

A key of a map is data as well. Where it becomes no statement, the map is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import constructs, literals, refusals
from vcwallet.rdf.literals import RDF
from vcwallet.rdf.refusals import malformed

if TYPE_CHECKING:
    from vcwallet.rdf.compiled import ActiveContext
    from vcwallet.rdf.term import Term
    from vcwallet.rdf.walk import Walk

_TYPE = f"<{RDF}type>"
_MAPS = ("@language", "@index", "@id", "@type")


def entries(walk: Walk, value: JsonObject) -> Iterable[tuple[str, Any]]:
    """The members of a map, which has to have some."""
    if not value:
        raise refusals.empty()
    return walk.entries(value)


def items(walk: Walk, value: JsonValue) -> Iterator[JsonValue]:
    """A value, or those in an array and in arrays within it; there has to be one."""
    if type(value) is list:
        if not value:
            raise refusals.empty()
        for item in walk.each(value):
            yield from items(walk, item)
    elif value is None:
        raise refusals.null()
    else:
        yield value


def container(walk: Walk, subject: str, term: Term, value: JsonValue, graph: str) -> None:
    """The value of a property that is more than its values one by one."""
    if term.kind == "json":
        walk.link(subject, term, _json(walk, term, value, graph), graph)
    elif term.kind == "list":
        walk.append((subject, term.predicate, _list(walk, term, value, graph), graph))
    elif term.kind == "graph":
        _graphs(walk, subject, term, value, graph)
    elif type(value) is dict and term.kind == "language":
        _language_map(walk, subject, term, value, graph)
    elif type(value) is dict and term.kind == "map":
        _map(walk, subject, term, value, graph)
    elif "@graph" in term.container:
        raise refusals.ambiguous("What is no map, where the context wants a map of graphs,")
    else:
        for item in items(walk, value):
            _link(walk, subject, term, item, graph)


def _json(walk: Walk, term: Term, value: JsonValue, graph: str) -> str:
    """The whole value as one JSON literal (step 13.6), and what its container makes of that."""
    if type(value) is dict and not term.container.isdisjoint(_MAPS):
        raise refusals.ambiguous("A map of JSON literals")
    if "@graph" in term.container:
        raise refusals.mere_value(value)
    literal = literals.json_literal(value)
    if "@list" in term.container and not term.reverse:
        return walk.list_of(literal, graph)
    return literal


def _link(walk: Walk, subject: str, term: Term, item: JsonValue, graph: str) -> None:
    if type(item) is not dict:
        walk.link(subject, term, walk.scalar(term, item), graph)
        return
    context = walk.inside(item, term)
    name = constructs.set_name(item, context)
    if name is None:
        node = walk.node(item, context, graph, term)
        assert node is not None
        walk.link(subject, term, node, graph)
        return
    walk.node(item, context, graph, term)
    for member, value in walk.entries(item):
        if member == name:
            for inner in items(walk, value):
                _link(walk, subject, term.under(context), inner, graph)


def _list(walk: Walk, term: Term, value: JsonValue, graph: str) -> str:
    """A list container; what is a list object already stays one list."""
    if value is None:
        raise refusals.null()
    if type(value) is not dict:
        return walk.rdf_list(value, term, graph)
    context = walk.inside(value, term)
    if any(context.rare.get(name) == "@list" for name in value):
        head = walk.node(value, context, graph, term)
        assert head is not None
        return head
    name = constructs.set_name(value, context)
    if name is None:
        return walk.rdf_list(value, term, graph)
    walk.node(value, context, graph, term)
    head = ""
    for member, inner in walk.entries(value):
        if member == name:
            head = walk.rdf_list(inner, term.under(context), graph)
    return head


def _graphs(walk: Walk, subject: str, term: Term, value: JsonValue, graph: str) -> None:
    """A graph container: each value is a graph of its own, which the property links to."""
    for item in items(walk, value):
        if type(item) is not dict:
            raise refusals.mere_value(item)
        context = walk.inside(item, term)
        members = constructs.set_name(item, context)
        if members is None:
            name = walk.new_blank()
            walk.link(subject, term, name, graph)
            walk.stating(item, context, name)
            continue
        walk.node(item, context, graph, term)
        for member, inner in walk.entries(item):
            if member == members:
                _graphs(walk, subject, term.under(context), inner, graph)


def _language_map(walk: Walk, subject: str, term: Term, value: JsonObject, graph: str) -> None:
    for language, texts in entries(walk, value):
        tag = None if _is_none(term, language) else language
        suffix = literals.tagged_suffix(tag, term.direction)
        for text in items(walk, texts):
            if type(text) is not str:
                raise malformed("The values of a language map are texts.", code="invalid_language_map_value")
            walk.link(subject, term, literals.text(text, suffix), graph)


def _map(walk: Walk, subject: str, term: Term, value: JsonObject, graph: str) -> None:
    """A map by index, identifier or type."""
    for key, entry in entries(walk, value):
        if "@type" in term.container:
            _typed_entry(walk, subject, term, key, entry, graph)
        elif "@id" in term.container:
            _identified_entry(walk, subject, term, key, entry, graph)
        else:
            _indexed_entry(walk, subject, term, key, entry, graph)


def _typed_entry(walk: Walk, subject: str, term: Term, key: str, entry: JsonValue, graph: str) -> None:
    context, kind = term.context.previous or term.context, None
    if not _is_none(term, key):
        kind = _agreed(walk.vocabulary(key, term.context), walk.vocabulary(key, term.reader))
        scoped = context.type_scoped([key], context)
        if scoped is not context and term.has_own_context:
            raise refusals.ambiguous("A map by types that have contexts, under a term that has one,")
        context = scoped
    reading = term.under(context)
    for item in items(walk, entry):
        node = _resource(walk, item, reading, graph)
        walk.link(subject, term, node, graph)
        if kind is not None:
            walk.append((node, _TYPE, kind, graph))


def _identified_entry(walk: Walk, subject: str, term: Term, key: str, entry: JsonValue, graph: str) -> None:
    name = None
    if not _is_none(term, key):
        name = _agreed(walk.reference(key, term.context), walk.reference(key, term.reader))
    for item in items(walk, entry):
        if "@graph" in term.container:
            node = _graph(walk, item, term, name, graph)
        else:
            node = _resource(walk, item, term, graph, name)
            if name is not None and node != name:
                raise refusals.identifier_lost(name)
        walk.link(subject, term, node, graph)


def _indexed_entry(walk: Walk, subject: str, term: Term, key: str, entry: JsonValue, graph: str) -> None:
    none = _is_none(term, key)
    if not none and term.index is None:
        raise refusals.index_lost()
    if none and term.index is not None and key != "@none":
        raise refusals.ambiguous("Another name for '@none' in a map by a property", "Write '@none'.")
    for item in items(walk, entry):
        if "@graph" in term.container:
            node = _graph(walk, item, term, None, graph)
        elif none and term.index is None:
            node = _any(walk, item, term, None, graph)
        else:
            node = _resource(walk, item, term, graph)
        walk.link(subject, term, node, graph)
        if not none and term.index is not None:
            index, other = term.context.term(term.index), term.reader.term(term.index)
            predicate = _agreed(index.predicate, other.predicate)
            walk.append((node, predicate, _agreed(walk.scalar(index, key), walk.scalar(other, key)), graph))


def _is_none(term: Term, key: str) -> bool:
    """Whether a key says that there is none."""
    none = term.context.expands_to(key, "@none")
    if none != term.reader.expands_to(key, "@none"):
        raise refusals.ambiguous("A map's key that the term's own context defines")
    return none


def _agreed(one: str, other: str) -> str:
    """What a key says, as the specification reads it and as processors in use do: with the term's own context."""
    if one != other:
        raise refusals.ambiguous("A map's key that the term's own context defines")
    return one


def _graph(walk: Walk, item: JsonValue, term: Term, name: str | None, graph: str) -> str:
    """The name of a graph: of one that the item says itself, or of a new one that holds the item."""
    if type(item) is not dict:
        raise refusals.mere_value(item)
    context = _kept(walk, item, term)
    if constructs.set_name(item, context) is not None:
        raise refusals.unsupported_set("in a map")
    if any(context.rare.get(member) == "@graph" for member in item) and all(
        member == "@context" or context.term(member).iri in ("@graph", "@id") for member in item
    ):
        return _node(walk, item, context, term, name, graph)
    if name is None:
        name = walk.new_blank()
    walk.stating(item, context, name)
    return name


def _kept(walk: Walk, item: JsonObject, term: Term) -> ActiveContext:
    """The active context for an object in a map, in which type-scoped terms stay in force (step 7)."""
    return walk.local(term.kept, item["@context"]) if "@context" in item else term.kept


def _node(walk: Walk, item: JsonObject, context: ActiveContext, term: Term, name: str | None, graph: str) -> str:
    node = walk.node(item, context, graph, term, name)
    if node is None:
        raise refusals.unsupported_set("in a map")
    return node


def _any(walk: Walk, item: JsonValue, term: Term, name: str | None, graph: str) -> str:
    if type(item) is dict:
        return _node(walk, item, _kept(walk, item, term), term, name, graph)
    return walk.scalar(term, item)


def _resource(walk: Walk, item: JsonValue, term: Term, graph: str, name: str | None = None) -> str:
    """A node, since values and lists can have neither identifier nor type nor properties."""
    if type(item) is dict and any(_kept(walk, item, term).rare.get(member) == "@list" for member in item):
        raise malformed("A list cannot stand in such a map.", code="invalid_set_or_list_object")
    node = _any(walk, item, term, name, graph)
    if node[0] == '"':
        raise malformed("A mere value cannot stand in such a map.", code="invalid_value_object")
    return node
