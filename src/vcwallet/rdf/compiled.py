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
from vcwallet.rdf.term import ABSENT, Mappings, Term, local_context

if TYPE_CHECKING:
    from vcwallet.rdf.pool import Pool

# Keywords that do more than name the node or its types; those of framing among them, which mean nothing here.
_RARE = frozenset(
    """@base @container @default @direction @embed @explicit @first @graph @import @included @index @json @language
    @list @nest @none @omitDefault @prefix @preserve @propagate @protected @requireAll @reverse @set @value @version
    @vocab""".split()  # noqa: SIM905
)
_KEYWORDS = _RARE | {"@id", "@type", "@context"}
_LIKE_A_KEYWORD = re.compile("@[A-Za-z]+").fullmatch
_BLANK_NODE = re.compile(r"_:\S+").fullmatch
# Longer texts, and types that are longer together, are worked out each time.
_REMEMBERED_LENGTH = 2_000
_BYTES_PER_TERM = 800
_BYTES_PER_TEXT = 300


class Typing:
    """What the types of a node object come to.

    Attributes:
        context: The active context with the type-scoped contexts applied.
        terms: The types as N-Quads terms, in their order; None where they have to be looked at one by one.
        plain: Whether the type-scoped contexts leave the names of ``@type`` alone.
    """

    __slots__ = ("context", "plain", "terms")

    def __init__(self, context: ActiveContext, terms: list[str] | None, *, plain: bool) -> None:
        self.context, self.terms, self.plain = context, terms, plain


class ActiveContext:
    """An active context, compiled.

    Attributes:
        active: The active context as PyLD has it.
        mappings: Its term definitions.
        pool: What pays for what is remembered.
        vocab: The vocabulary mapping.
        language: The default language.
        direction: The default base direction.
        base: The base IRI, if the context gives an absolute one. Documents themselves have none.
        previous: What holds again in nested nodes, where this context does not propagate.
        terms: The terms met so far; ask `term` for the others.
        identifiers: The names of ``@id``.
        type_names: The names of ``@type``.
        rare: The names of all other keywords, with the keyword.
        rare_names: The names alone.
    """

    __slots__ = (
        "_applied",
        "_children",
        "_prefixes",
        "_typings",
        "_vocabulary",
        "active",
        "base",
        "direction",
        "identifiers",
        "language",
        "mappings",
        "pool",
        "previous",
        "rare",
        "rare_names",
        "terms",
        "type_names",
        "vocab",
    )

    def __init__(self, active: Mapping[str, Any], pool: Pool, parent: ActiveContext | None = None) -> None:
        self.active, self.pool = active, pool
        self.mappings: Mappings = active["mappings"]
        self.vocab: str | None = active.get("@vocab")
        self.language: str | None = active.get("@language")
        self.direction: str | None = active.get("@direction")
        # Refused even where no text takes them: the context says something that cannot be meant.
        literals.tagged_suffix(self.language, self.direction)
        base = active.get("@base")
        self.base: str | None = base if isinstance(base, str) and is_absolute(base) else None
        self.previous = self._found_previous(parent)
        self.terms: dict[str, Term] = {}
        self._applied: dict[tuple[str, bool, bool], ActiveContext] = {}
        self._children: dict[Any, ActiveContext] = {}
        self._typings: dict[Any, Typing] = {}
        self._vocabulary: dict[str, str] = {}
        names = {term: definition["@id"] for term, definition in self.mappings.items()}
        aliases = {term: iri for term, iri in names.items() if iri in _KEYWORDS}
        self.identifiers = (*(term for term, keyword in aliases.items() if keyword == "@id"), "@id")
        self.type_names = tuple(dict.fromkeys([*(term for term, k in aliases.items() if k == "@type"), "@type"]))
        self.rare = {k: k for k in _RARE} | {term: k for term, k in aliases.items() if k in _RARE}
        self.rare_names = frozenset(self.rare)
        # "_" names blank nodes, whatever a context says.
        self._prefixes: dict[str, str] = {
            term: iri for term, iri in names.items() if iri and self.mappings[term]["_prefix"] and term != "_"
        }

    def _found_previous(self, parent: ActiveContext | None) -> ActiveContext | None:
        previous = self.active.get("previousContext")
        while parent is not None and previous is not None:
            if parent.active is previous:
                return parent
            parent = parent.previous
        return None if previous is None else ActiveContext(previous, self.pool)

    def means_the_same_as(self, other: ActiveContext) -> bool:
        """Whether documents read with one and with the other make the same statements."""
        if self is other:
            return True
        for name in ("vocab", "language", "direction", "base", "mappings"):
            if getattr(self, name) != getattr(other, name):
                return False
        if self.previous is None or other.previous is None:
            return self.previous is other.previous
        return self.previous.means_the_same_as(other.previous)

    def term(self, key: str) -> Term:
        """What a member's name means.

        Raises:
            DataLoss: Nothing that could become a statement.
        """
        found = self.terms.get(key)
        if found is None:
            found = Term(key, self._property(key), self)
            if len(key) <= _REMEMBERED_LENGTH:
                self.pool.charge(_BYTES_PER_TERM + len(key))
                self.terms[key] = found
        return found

    def _property(self, key: str) -> str:
        """The IRI or keyword that a member's name stands for."""
        iri: str | None
        if key in self.mappings:
            iri = self.mappings[key]["@id"]
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
            return str(iri)
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
        plain = colon > 0 and (value[:colon] not in self._prefixes or value.startswith("//", colon + 1))
        if plain and is_absolute(value):
            # The way that nearly all identifiers go.
            return f"<{value}>"
        found = self._resource(value, self._expanded(value, vocab=False))
        if found is None:
            raise refusals.relative_reference(value)
        return found

    def vocabulary(self, value: str) -> str:
        """A type, or a value from a vocabulary, as N-Quads term; blank nodes keep the document's label.

        Raises:
            DataLoss: It is neither defined nor absolute.
        """
        found = self._vocabulary.get(value)
        if found is None:
            definition = self.mappings.get(value)
            if _LIKE_A_KEYWORD(value) or (definition is not None and definition["@id"] is None):
                raise refusals.undefined_value(value)
            found = self._resource(value, self._expanded(value) if definition is None else definition["@id"])
            if found is None:
                raise refusals.undefined_value(value)
            if len(value) <= _REMEMBERED_LENGTH:
                self.pool.charge(_BYTES_PER_TEXT + len(value))
                self._vocabulary[value] = found
        return found

    def _resource(self, value: str, expanded: str | None) -> str | None:
        """The N-Quads term for what an identifier has expanded to; the base IRI is what remains to be tried."""
        if expanded is None and self.base is not None:
            keyword = _LIKE_A_KEYWORD(value) or self.mappings.get(value, {}).get("@id") in _KEYWORDS
            expanded = None if keyword else resolve(self.base, value)
        if expanded is None:
            return None
        return f"<{expanded}>" if is_absolute(expanded) else expanded if _BLANK_NODE(expanded) else None

    def expands_to(self, value: str, keyword: str) -> bool:
        """Whether a name is that keyword, or stands for it."""
        definition = self.mappings.get(value)
        return value == keyword if definition is None else definition["@id"] == keyword

    def typing(self, value: JsonValue) -> Typing:
        """What the value of ``@type`` comes to, where there is but one such member."""
        key: Any
        types: list[Any]
        if type(value) is str:
            key, types = value, [value]
        elif type(value) is list and list(map(type, value)).count(str) == len(value):
            key, types = tuple(value), value
        else:
            # Refused when the member's turn comes, so that types beside it do not matter.
            return Typing(self, None, plain=True)
        found = self._typings.get(key)
        if found is None:
            context = self.type_scoped(types, self)
            found = Typing(context, self._type_terms(types), plain=context.type_names == self.type_names)
            length = sum(map(len, types))
            if length <= _REMEMBERED_LENGTH:
                self.pool.charge(2 * _BYTES_PER_TEXT + length + 50 * len(types))
                self._typings[key] = found
        return found

    def _type_terms(self, types: list[Any]) -> list[str] | None:
        try:
            terms = [self.vocabulary(kind) for kind in types]
        except VcwalletError:
            return None
        return None if any(term[0] == "_" for term in terms) else terms or None

    def type_scoped(self, types: list[Any], definitions: ActiveContext) -> ActiveContext:
        """Applies the contexts that types have under `definitions`, in the order of the types' names."""
        context = self
        for name in sorted(types):
            local = local_context(definitions.mappings.get(name))
            if local is not ABSENT:
                context = context.apply(local, propagate=False)
        return context

    def apply(self, local: JsonValue, *, override: bool = False, propagate: bool = True) -> ActiveContext:
        """Applies a context that a term's definition holds; the result is remembered.

        Raises:
            DataLoss, FormatError, Undetermined: As `local`.
        """
        key = (json.dumps(local), override, propagate)
        found = self._applied.get(key)
        if found is None:
            found = self.pool.compile(self, local, override=override, propagate=propagate)
            self.pool.charge(len(key[0]))
            self._applied[key] = found
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
            # Definitions of the document's own: they are remembered elsewhere.
            return self.pool.inline.child(self, value)
        if found is None:
            found = self.pool.chain(self, value) if type(value) is list else self.pool.compile(self, value)
            urls = value if type(value) is list else [value]
            if all(type(url) is str for url in urls):
                # Only such keys are remembered, so that none is equal to one of another type.
                self.pool.charge(_BYTES_PER_TEXT * len(urls))
                self._children[key] = found
        return found
