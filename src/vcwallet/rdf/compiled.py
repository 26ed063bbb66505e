"""Active contexts as tables: what each term, type and nested context comes to, worked out when it is first met.

An `ActiveContext` never changes its meaning. What it remembers is only a function of the contexts it was made from, and
each thing it remembers is charged to its `Pool`, so that no stream of hostile documents can fill the memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vcwallet.errors import VcwalletError
from vcwallet.ports import JsonValue
from vcwallet.rdf import literals, refusals
from vcwallet.rdf.iri import is_absolute, resolve

if TYPE_CHECKING:
    from vcwallet.rdf.pool import Pool

_LIKE_A_KEYWORD = re.compile("@[A-Za-z]+").fullmatch
_IDENTIFIER, _TYPE, _CONTEXT = "@id", "@type", "@context"
# Keywords that do more than name the node or its types; those of framing among them, which mean nothing here.
_RARE = frozenset(
    [
        "@base",
        "@container",
        "@default",
        "@direction",
        "@embed",
        "@explicit",
        "@first",
        "@graph",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@omitDefault",
        "@prefix",
        "@preserve",
        "@propagate",
        "@protected",
        "@requireAll",
        "@reverse",
        "@set",
        "@value",
        "@version",
        "@vocab",
    ]
)
_KEYWORDS = _RARE | {_IDENTIFIER, _TYPE, _CONTEXT}
# Longer lists of types, and longer texts, are worked out each time.
_REMEMBERED_LENGTH = 2_000


class Term:
    """What a member's name means under one active context.

    Attributes:
        key: The name as the document has it.
        kind: How the member is read: ``"property"``, a container (``"list"``, ``"language"``, ``"map"``, ``"graph"``),
            ``"json"``, ``"reverse"``, or for keywords ``"type"``, ``"skip"`` (``@id`` and ``@context``), ``"rare"``.
        iri: The property's IRI or the keyword.
        predicate: The property as an N-Quads term.
        suffix: What follows the text in a literal, where a text becomes one without further ado; else None.
        direction: The base direction of texts under the term, if any.
        ending: The same for all texts that are not IRIs.
        coerced: The suffix of the datatype that the term coerces to, if any.
        reference: ``"@id"`` or ``"@vocab"`` where texts are IRIs, else None.
        container: The container mapping.
        index: The property that an index stands for, as the context names it.
        context: The active context that the term belongs to.
        reader: The active context in which texts under the term are read.
        local: The property-scoped context, or `ABSENT`.
    """

    __slots__ = (
        "_inside", "_kept", "coerced", "container", "context", "direction", "ending", "index", "iri", "key", "kind", "local",
        "predicate", "reader", "reference", "reverse", "reverts", "suffix",
    )  # fmt: skip

    def __init__(self, key: str, iri: str, mapping: Mapping[str, Any], context: ActiveContext) -> None:
        self.key, self.iri, self.context = key, iri, context
        self.predicate = f"<{iri}>"
        self.local: Any = _scoped(mapping)
        self.reverse = bool(mapping.get("reverse"))
        self.container = frozenset(mapping.get("@container") or ()) - {"@set"}
        self.index: str | None = mapping.get("@index")
        self.reverts = context.previous is not None
        self._inside: ActiveContext | None = None
        self._kept: ActiveContext | None = None
        # A property-scoped context may also say anew how the property's own values are read.
        self.reader = context if self.local is ABSENT else self.kept
        self._read(mapping if self.reader is context else self.reader.mappings.get(key) or {})
        self.kind = _kind(iri, self.container, self.reverse, mapping.get(_TYPE))
        simple = self.kind in ("property", "language", "map") and self.reference is None
        self.suffix = self.ending if simple and literals.is_fixed(self.ending) else None

    def _read(self, mapping: Mapping[str, Any]) -> None:
        """How values are coerced (section 5.3)."""
        kind = mapping.get(_TYPE)
        self.reference = kind if kind in ("@id", "@vocab") else None
        self.coerced: str | None = None
        self.direction = self.reader.direction
        self.ending = literals.PLAIN
        if kind is not None and kind[0] != "@":
            self.coerced = self.ending = literals.typed_suffix(kind)
        elif self.reference is None:
            language = mapping.get("@language", self.reader.language)
            self.direction = mapping.get("@direction", self.direction)
            self.ending = literals.tagged_suffix(language, self.direction)

    @property
    def inside(self) -> ActiveContext:
        """The active context for node objects under the term (section 5.1.2, steps 7 and 8)."""
        found = self._inside
        if found is None:
            found = self._inside = self._scoped(self.context.previous or self.context)
        return found

    @property
    def kept(self) -> ActiveContext:
        """The active context for value objects and mere references, for which type-scoped terms stay in force."""
        found = self._kept
        if found is None:
            found = self._kept = self._scoped(self.context)
        return found

    def _scoped(self, context: ActiveContext) -> ActiveContext:
        return context if self.local is ABSENT else context.apply(self.local, override=True)

    def flipped(self) -> Term:
        """The property in the opposite direction: for the members of ``@reverse``."""
        other = Term(self.key, self.iri, self.context.mappings.get(self.key) or {}, self.context)
        other.reverse, other.suffix = not self.reverse, None
        other.kind = _kind(self.iri, self.container, other.reverse, None)
        return other

    def under(self, context: ActiveContext) -> Term:
        """The same property, with its values read as `context` says: for what stands in nested objects."""
        if context is self.context:
            return self
        other = Term(self.key, self.iri, context.mappings.get(self.key) or {}, context)
        other.kind, other.container, other.index, other.reverse = self.kind, self.container, self.index, self.reverse
        return other


class _Absent:
    """Stands for a property-scoped context that is not there; null is one that is."""


ABSENT = _Absent()


def _scoped(mapping: Mapping[str, Any]) -> Any:
    """The context that a term's definition holds, or `ABSENT`; PyLD notes null as false."""
    local = mapping.get(_CONTEXT, ABSENT)
    return None if local is False else local


def _kind(iri: str, container: frozenset[str], reverse: bool, coercion: str | None) -> str:
    if iri[:1] == "@":
        return "type" if iri == _TYPE else "rare" if iri in _RARE else "skip"
    if coercion == "@json":
        return "json"
    if reverse:
        return "reverse"
    if "@list" in container:
        return "list"
    if container & {"@index", _IDENTIFIER, _TYPE}:
        return "map"
    return "graph" if "@graph" in container else "language" if "@language" in container else "property"


class Typing:
    """What the types of a node object come to.

    Attributes:
        context: The active context with the type-scoped contexts applied.
        terms: The types as N-Quads terms, in their order; None where they have to be looked at one by one.
        plain: Whether the type-scoped contexts leave the names of ``@type`` alone.
    """

    __slots__ = ("context", "plain", "terms")

    def __init__(self, context: ActiveContext, terms: list[str] | None, plain: bool) -> None:
        self.context, self.terms, self.plain = context, terms, plain


class ActiveContext:
    """An active context, compiled.

    Attributes:
        terms: The terms met so far; ask `term` for the others.
        identifiers: The names of ``@id``.
        type_names: The names of ``@type``.
        rare: The names of all other keywords, with the keyword.
        rare_names: The names alone.
        previous: What holds again in nested nodes, where this context does not propagate.
    """

    __slots__ = (
        "_children", "_prefixes", "_references", "_scoped", "_typings", "active", "base", "direction", "identifiers", "language",
        "mappings", "pool", "previous", "rare", "rare_names", "terms", "type_names", "vocab",
    )  # fmt: skip

    def __init__(self, active: Mapping[str, Any], pool: Pool, parent: ActiveContext | None = None) -> None:
        self.active, self.pool = active, pool
        self.mappings: Mapping[str, Any] = active["mappings"]
        self.vocab: str | None = active.get("@vocab")
        self.language: str | None = active.get("@language")
        self.direction: str | None = active.get("@direction")
        base = active.get("@base")
        self.base: str | None = base if isinstance(base, str) and is_absolute(base) else None
        self.previous = self._found_previous(parent)
        self.terms: dict[str, Term] = {}
        self._children: dict[Any, ActiveContext] = {}
        self._scoped: dict[tuple[str, bool, bool], ActiveContext] = {}
        self._typings: dict[Any, Typing] = {}
        self._references: dict[str, str] = {}
        aliases = {term: m["@id"] for term, m in self.mappings.items() if m["@id"] in _KEYWORDS}
        self.identifiers = (*(term for term, keyword in aliases.items() if keyword == _IDENTIFIER), _IDENTIFIER)
        self.type_names = tuple(dict.fromkeys([term for term, k in aliases.items() if k == _TYPE] + [_TYPE]))
        self.rare = {k: k for k in _RARE} | {term: k for term, k in aliases.items() if k in _RARE}
        self.rare_names = frozenset(self.rare)
        self._prefixes = {term: m["@id"] for term, m in self.mappings.items() if m["_prefix"] and m["@id"] is not None}

    def _found_previous(self, parent: ActiveContext | None) -> ActiveContext | None:
        previous = self.active.get("previousContext")
        while parent is not None and previous is not None:
            if parent.active is previous:
                return parent
            parent = parent.previous
        return None if previous is None else ActiveContext(previous, self.pool)

    def term(self, key: str) -> Term:
        """What a member's name means.

        Raises:
            DataLoss: Nothing that could become a statement.
        """
        found = self.terms.get(key)
        if found is None:
            found = Term(key, self._property(key), self.mappings.get(key) or {}, self)
            if len(key) <= _REMEMBERED_LENGTH:
                self.pool.charge(500 + len(key))
                self.terms[key] = found
        return found

    def _property(self, key: str) -> str:
        if key in self.mappings:
            iri: str | None = self.mappings[key]["@id"]
            if iri is None:
                raise refusals.null_term(key)
        elif key in _KEYWORDS:
            return key
        elif _LIKE_A_KEYWORD(key):
            raise refusals.reserved_term(key)
        else:
            iri = self._expanded(key)
            if iri is None:
                raise refusals.undefined_term(key)
        if iri in _KEYWORDS or is_absolute(iri):
            return iri
        raise refusals.blank_property(key) if iri.startswith("_:") else refusals.relative_property(key, iri)

    def _expanded(self, value: str, *, vocab: bool = True) -> str | None:
        """Section 5.2.2, from step 6: compact IRI, absolute IRI or vocabulary; None where none of these fits."""
        colon = value.find(":")
        if colon > 0:
            if value.startswith("_:") or value.startswith("//", colon + 1):
                return value
            prefix = self._prefixes.get(value[:colon])
            if prefix is not None:
                return prefix + value[colon + 1 :]
            if is_absolute(value):
                return value
        return self.vocab + value if vocab and self.vocab is not None else None

    def reference(self, value: str) -> str:
        """An identifier as N-Quads term; blank nodes keep the document's label (section 5.2.2, document relative).

        Raises:
            DataLoss: It is not absolute, and there is no base.
        """
        colon = value.find(":")
        if colon > 0:
            prefix = self._prefixes.get(value[:colon])
            if prefix is None or value.startswith("//", colon + 1):
                if is_absolute(value):
                    return f"<{value}>"
            elif is_absolute(prefix + value[colon + 1 :]):
                return f"<{prefix}{value[colon + 1 :]}>"
        return self._relative(value, self._expanded(value, vocab=False))

    def _relative(self, value: str, expanded: str | None, *, vocab: bool = False) -> str:
        keyword = _LIKE_A_KEYWORD(value) or (self.mappings.get(value) or {}).get("@id") in _KEYWORDS
        if expanded is None and self.base is not None and not keyword:
            expanded = resolve(self.base, value)
        if expanded is not None:
            if is_absolute(expanded):
                return f"<{expanded}>"
            if expanded.startswith("_:") and not re.search(r"\s", expanded):
                return expanded
        raise refusals.undefined_value(value) if vocab else refusals.relative_reference(value)

    def vocabulary(self, value: str) -> str:
        """A type, or a value from a vocabulary, as N-Quads term; blank nodes keep the document's label.

        Raises:
            DataLoss: It is neither defined nor absolute.
        """
        found = self._references.get(value)
        if found is None:
            mapping = self.mappings.get(value)
            if mapping is not None:
                iri = mapping["@id"]
                if iri is None or iri in _KEYWORDS:
                    raise refusals.undefined_value(value)
                found = self._relative(value, iri, vocab=True)
            else:
                found = self._relative(value, self._expanded(value), vocab=True)
            if len(value) <= _REMEMBERED_LENGTH:
                self.pool.charge(300 + len(value))
                self._references[value] = found
        return found

    def expands_to(self, value: str, keyword: str) -> bool:
        """Whether a name is that keyword or stands for it."""
        mapping = self.mappings.get(value)
        return value == keyword if mapping is None else mapping["@id"] == keyword

    def typing(self, value: JsonValue) -> Typing:
        """What the value of ``@type`` comes to, where there is but one such member."""
        key = tuple(value) if type(value) is list else value
        try:
            found = self._typings.get(key)
        except TypeError:
            # A type that is no text: the member is refused when its turn comes.
            return Typing(self, None, plain=True)
        if found is None:
            types = [t for t in (value if type(value) is list else [value]) if type(t) is str]
            found = self._typing(types, complete=len(types) == (len(value) if type(value) is list else 1))
            length = sum(map(len, types))
            if length <= _REMEMBERED_LENGTH:
                self.pool.charge(500 + length + 50 * len(types))
                self._typings[key] = found
        return found

    def _typing(self, types: list[str], *, complete: bool) -> Typing:
        context = self.type_scoped(types, self)
        terms: list[str] | None = None
        if complete:
            try:
                terms = [self.vocabulary(t) for t in types]
            except VcwalletError:
                terms = None
            if terms and any(term[0] == "_" for term in terms):
                terms = None
        return Typing(context, terms or None, plain=context.type_names == self.type_names)

    def type_scoped(self, types: list[str], definitions: ActiveContext) -> ActiveContext:
        """Applies the contexts that types have under `definitions`, in the order of the types' names."""
        context = self
        for name in sorted(types):
            mapping = definitions.mappings.get(name)
            local = ABSENT if mapping is None else _scoped(mapping)
            if local is not ABSENT:
                context = context.apply(local, propagate=False)
        return context

    def apply(self, local: JsonValue, *, override: bool = False, propagate: bool = True) -> ActiveContext:
        """Applies a context that a term's definition holds; remembered with this active context."""
        key = (json.dumps(local), override, propagate)
        found = self._scoped.get(key)
        if found is None:
            found = self.pool.compile(self, local, override=override, propagate=propagate)
            self.pool.charge(len(key[0]))
            self._scoped[key] = found
        return found

    def local(self, value: JsonValue) -> ActiveContext:
        """Applies the value of an ``@context`` member.

        Raises:
            DataLoss: It defines what would be ignored.
            FormatError: It breaks a rule.
            Undetermined: It names a URL that is not known.
        """
        key = tuple(value) if type(value) is list else value
        try:
            found = self._children.get(key)
        except TypeError:
            return self.pool.inline.child(self, value)
        if found is None:
            if type(value) is list:
                found = self.pool.chain(self, value)
                known = all(type(member) is str for member in value)
            else:
                found = self.pool.compile(self, value)
                known = type(value) is str
            if known:
                # Only these are remembered, so that no key is equal to one of another type.
                self.pool.charge(100 * len(key))
                self._children[key] = found
        return found
