"""From a JSON-LD document to RDF statements in one walk: expansion, node map and RDF conversion at once.

Nothing is built in between. A value becomes a statement where it stands, or the document is refused (`refusals`). The
walk itself notes no pointers, since most documents need none: `traced.TracedWalk` does, through `entries`, `each`,
`local` and `node`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from vcwallet.encoding.limits import Limits
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import constructs, literals, maps, refusals
from vcwallet.rdf.literals import RDF, needs_escape
from vcwallet.rdf.terms import Quad

if TYPE_CHECKING:
    from vcwallet.rdf.compiled import ActiveContext, Typing
    from vcwallet.rdf.term import Term

TYPE = f"<{RDF}type>"
FIRST = f"<{RDF}first>"
REST = f"<{RDF}rest>"
NIL = f"<{RDF}nil>"
_SILENT_MEMBERS = 2
"""Of the members of an object that is no abuse of ``@nest``: its context and its identifier make no statement."""


class Walk:
    """One walk over one document.

    Each item of an array makes a statement, and each member but a few: there are too many of them where there would be
    too many statements.

    Attributes:
        quads: The statements so far.
    """

    __slots__ = ("_depth", "_issued", "_labels", "_max_depth", "_most", "append", "quads")

    entries = staticmethod(dict.items)
    """The members of an object."""
    each = staticmethod(iter)
    """The items of an array, or of what stands for one, in its order."""

    def __init__(self, limits: Limits) -> None:
        self._max_depth = limits.max_depth
        self._most = limits.max_quads
        self.quads: list[Quad] = []
        self.append = self.quads.append
        self._depth = 0
        self._issued = 0
        self._labels: dict[str, str] = {}

    def document(self, document: JsonValue, root: ActiveContext) -> None:
        """Walks a whole document: a node object, one that has only ``@graph``, or an array of these."""
        if type(document) is dict:
            context = self.local(root, document["@context"]) if "@context" in document else root
            names = [name for name in document if name != "@context"]
            if len(names) == 1 and context.expands_to(names[0], "@graph"):
                for name, value in self.entries(document):
                    if name != "@context":
                        constructs.graph_members(self, value, context, "")
                return
        self.free(document, root, "")

    def free(self, value: JsonValue, context: ActiveContext, graph: str) -> None:
        """What stands where nothing links to it: it has to make statements of its own."""
        if type(value) is list:
            if not value:
                raise refusals.empty()
            if len(value) > self._most:
                raise refusals.too_many_quads(self._most)
            for item in self.each(value):
                self.free(item, context, graph)
        elif type(value) is not dict:
            raise refusals.mere_value(value)
        else:
            if context.previous is not None and not constructs.is_value_or_reference(value, context):
                context = context.previous
            if "@context" in value:
                context = self.local(context, value["@context"])
            self.stating(value, context, graph)

    def stating(self, element: JsonObject, context: ActiveContext, graph: str, subject: str | None = None) -> str:
        """A node object that has to make statements about itself, under its own active context."""
        start = len(self.quads)
        node = self.node(element, context, graph, None, subject)
        if node is None:
            constructs.free_set(self, element, context, graph)
            return ""
        if len(self.quads) == start:
            raise refusals.free_floating("An object that says nothing")
        if self.quads[start][0] != node and node[0] == "<" and not self._speaks_of(node, start):
            raise refusals.free_floating("An identifier")
        return node

    def _speaks_of(self, node: str, start: int) -> bool:
        return any(node in (quad[0], quad[2], quad[3]) for quad in islice(self.quads, start, None))

    def local(self, context: ActiveContext, value: JsonValue) -> ActiveContext:
        """Applies the value of an ``@context`` member."""
        return context.local(value)

    def new_blank(self) -> str:
        """A blank node that the document does not name."""
        self._issued += 1
        return f"_:b{self._issued - 1}"

    def blank(self, label: str) -> str:
        """A blank node by the document's label."""
        found = self._labels.get(label)
        if found is None:
            found = self._labels[label] = self.new_blank()
        return found

    def reference(self, value: str, context: ActiveContext) -> str:
        """An identifier as N-Quads term."""
        term = context.reference(value)
        return self.blank(term) if term[0] == "_" else term

    def vocabulary(self, value: str, context: ActiveContext) -> str:
        """A type, or a value from a vocabulary, as N-Quads term."""
        term = context.vocabulary(value)
        return self.blank(term) if term[0] == "_" else term

    def node(
        self, element: JsonObject, base: ActiveContext, graph: str, term: Term | None, subject: str | None = None
    ) -> str | None:
        """One object (section 5.1.2, from step 10).

        Args:
            element: The object.
            base: The active context, with the object's own context applied.
            graph: The graph that the statements belong to.
            term: The property whose value it is; None where nothing links to it.
            subject: Its identifier, if that comes from elsewhere.

        Returns:
            The object as N-Quads term; None for a set object, whose items stand for themselves.
        """
        context, typing = base, None
        for name in base.type_names:
            if name in element:
                if typing is None:
                    typing = base.typing(element[name])
                    context = typing.context
                    if typing.plain:
                        continue
                context, typing = constructs.types_in_turn(element, base), None
                break
        if not context.rare_names.isdisjoint(element):
            found = constructs.prepare(self, element, base, context, graph, term)
            if found is not constructs.NODE:
                return found
            subject = constructs.nested_identifier(self, element, context, subject)
        for name in context.identifiers:
            if name in element:
                subject = constructs.identifier(self, element, context, subject)
                break
        if subject is None:
            subject = f"_:b{self._issued}"
            self._issued += 1
        self._depth += 1
        if self._depth > self._max_depth:
            raise refusals.too_deep(self._max_depth)
        self.members(subject, element, base, context, typing, graph)
        self._depth -= 1
        if len(self.quads) > self._most:
            raise refusals.too_many_quads(self._most)
        return subject

    def members(
        self,
        subject: str,
        element: JsonObject,
        base: ActiveContext,
        context: ActiveContext,
        typing: Typing | None,
        graph: str,
    ) -> None:
        """The members of a node object (section 5.1.2, step 13): each makes statements, or is refused."""
        append, terms = self.append, context.terms
        if len(element) > self._most + _SILENT_MEMBERS:
            raise refusals.too_many_quads(self._most)
        for name, value in self.entries(element):
            term = terms.get(name) or context.term(name)
            if type(value) is str and (suffix := term.suffix) is not None:
                if needs_escape(value) is None:
                    append((subject, term.predicate, f'"{value}{suffix}', graph))
                else:
                    append((subject, term.predicate, literals.text(value, suffix), graph))
                continue
            kind = term.kind
            if kind == "property":
                self.values(subject, term, value, graph)
            elif kind == "type":
                types = typing.terms if typing is not None else None
                if types is None:
                    types = constructs.types_one_by_one(self, value, base)
                if type(value) is list:
                    for item in self.each(types):
                        append((subject, TYPE, item, graph))
                else:
                    append((subject, TYPE, types[0], graph))
            elif kind == "rare":
                constructs.member(self, subject, term, value, context, graph)
            elif kind != "skip":
                maps.container(self, subject, term, value, graph)

    def values(self, subject: str, term: Term, value: JsonValue, graph: str) -> None:
        """One value of a property, or several in an array."""
        if type(value) is dict:
            node = self.linked(value, term, graph)
            if node is None:
                constructs.linked_set(self, subject, term, value, graph)
            else:
                self.append((subject, term.predicate, node, graph))
        elif type(value) is list:
            if not value:
                raise refusals.empty()
            if len(value) > self._most:
                raise refusals.too_many_quads(self._most)
            for item in self.each(value):
                self.values(subject, term, item, graph)
        else:
            self.append((subject, term.predicate, self.scalar(term, value), graph))

    def scalar(self, term: Term, value: JsonValue) -> str:
        """A text, a number or a truth value under a term (section 5.3)."""
        if type(value) is not str:
            return literals.json_literal(value) if term.json else literals.scalar(value, term.coerced)
        if term.reference is None:
            return literals.json_literal(value) if term.json else literals.coerced_text(value, term.ending)
        if term.reference == "@id":
            return self.reference(value, term.reader)
        return self.vocabulary(value, term.reader)

    def linked(self, element: JsonObject, term: Term, graph: str) -> str | None:
        """An object under a term; see `node`."""
        return self.node(element, self.inside(element, term), graph, term)

    def inside(self, element: JsonObject, term: Term) -> ActiveContext:
        """The active context in which an object under a term is read (steps 7 to 9)."""
        context = term.inside
        if term.reverts and constructs.is_value_or_reference(element, term.context):
            context = term.kept
        return self.local(context, element["@context"]) if "@context" in element else context

    def link(self, subject: str, term: Term, node: str, graph: str) -> None:
        """The statement that joins a node to a value; for reverse properties the other way round."""
        if not term.reverse:
            self.append((subject, term.predicate, node, graph))
        elif node[0] == '"':
            raise refusals.malformed("Only objects can stand under a reverse property.", code="invalid_reverse_value")
        else:
            self.append((node, term.predicate, subject, graph))

    def rdf_list(self, items: JsonValue, term: Term, graph: str) -> str:
        """An RDF list of an array's items, or of one value (section 8.3); the empty one is ``rdf:nil``."""
        if term.reverse:
            raise refusals.malformed("No list can stand under a reverse property.", code="invalid_reverse_value")
        if type(items) is not list:
            return self.list_of(self._list_item(items, term, graph), graph)
        if len(items) > self._most:
            raise refusals.too_many_quads(self._most)
        cells = [*(self.new_blank() for _ in items), NIL]
        for position, item in enumerate(self.each(items)):
            self.append((cells[position], FIRST, self._list_item(item, term, graph), graph))
            self.append((cells[position], REST, cells[position + 1], graph))
        return cells[0]

    def list_of(self, item: str, graph: str) -> str:
        """An RDF list of one item, which is an N-Quads term already."""
        cell = self.new_blank()
        self.append((cell, FIRST, item, graph))
        self.append((cell, REST, NIL, graph))
        return cell

    def _list_item(self, item: JsonValue, term: Term, graph: str) -> str:
        if type(item) is list:
            if "@list" not in term.container or term.reader is not term.context:
                raise refusals.ambiguous("An array inside a list", 'Write the inner list as {"@list": […]}.')
            return self.rdf_list(item, term, graph)
        if type(item) is dict:
            node = self.linked(item, term, graph)
            if node is None:
                raise refusals.unsupported_set("in a list")
            return node
        return self.scalar(term, item)
