"""Term definitions, compiled: what a member's name means under one active context, and how its values are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vcwallet.rdf import literals, refusals

if TYPE_CHECKING:
    from vcwallet.rdf.compiled import ActiveContext

Mappings = Mapping[str, Mapping[str, Any]]
"""Term definitions as PyLD keeps them, by term."""
_NONE: Mapping[str, Any] = {}
# Keywords that are read before the members, so that their own turn brings nothing.
_READ_BEFORE = frozenset(("@id", "@context"))
_FAST = frozenset(("property", "language", "map"))


class _Absent:
    """Stands for a local context that is not there; null is one that is."""


ABSENT = _Absent()


def local_context(definition: Mapping[str, Any] | None) -> Any:
    """The local context of a term definition, or `ABSENT`. PyLD keeps null as false."""
    local = ABSENT if definition is None else definition.get("@context", ABSENT)
    return None if local is False else local


class Term:
    """What a member's name means.

    Attributes:
        key: The name as the document has it.
        iri: The property's IRI, or the keyword.
        predicate: The property as N-Quads term.
        kind: How the member is read: ``"property"``; by its container ``"list"``, ``"map"`` (by index, id or type),
            ``"graph"``, ``"language"``; ``"json"``; ``"reverse"``; for keywords ``"type"``, ``"skip"`` (``@id`` and
            ``@context``) and ``"rare"``.
        suffix: What follows a text in its literal, where all texts become literals in this way; else None.
        ending: The same for texts that are looked at.
        coerced: The suffix of the datatype that values are coerced to, or None.
        reference: ``"@id"`` or ``"@vocab"`` where texts are IRIs, else None.
        json: Whether values are JSON literals.
        direction: The base direction of texts, or None.
        container: The container mapping, without ``@set``.
        index: The name of the property that an index stands for, or None.
        reverse: Whether the property leads from the value to the node.
        context: The active context that the term belongs to.
        reader: The active context in which texts are read.
        reverts: Whether `inside` and `kept` may differ.
    """

    __slots__ = (
        "_inside",
        "_kept",
        "_local",
        "coerced",
        "container",
        "context",
        "direction",
        "ending",
        "index",
        "iri",
        "json",
        "key",
        "kind",
        "predicate",
        "reader",
        "reference",
        "reverse",
        "reverts",
        "suffix",
    )

    def __init__(self, key: str, iri: str, context: ActiveContext) -> None:
        definition = context.mappings.get(key, _NONE)
        self.key, self.iri, self.context = key, iri, context
        self.predicate = f"<{iri}>"
        self.reverse = bool(definition.get("reverse"))
        self.container = frozenset(definition.get("@container") or ()) - {"@set"}
        self.index: str | None = definition.get("@index")
        self.reverts = context.previous is not None
        self._local = local_context(definition)
        self._inside: ActiveContext | None = None
        self._kept: ActiveContext | None = None
        # A property-scoped context may also say anew how the property's own values are read.
        self.reader = context if self._local is ABSENT else self.kept
        reading = self.reader.mappings.get(key, _NONE)
        if reading is not definition:
            self._check_own_context(definition, reading)
        self._read(reading)
        self.kind = self._kind(definition.get("@type") == "@json")
        plain = self.kind in _FAST and not self.reverse and self.reference is None and not self.json
        self.suffix = self.ending if plain and literals.is_fixed(self.ending) else None

    @staticmethod
    def _check_own_context(definition: Mapping[str, Any], reading: Mapping[str, Any]) -> None:
        """Refuses what the specification looks up outside of a term's own context, and processors in use inside."""
        new = {"@graph", "@list"}.intersection(reading.get("@container") or ()).difference(
            definition.get("@container") or ()
        )
        if new or any((definition.get(key) or None) != (reading.get(key) or None) for key in ("reverse", "@index")):
            raise refusals.ambiguous("A term whose own context says something else of it")

    def _read(self, definition: Mapping[str, Any]) -> None:
        """How values are coerced (JSON-LD 1.1 API, section 5.3)."""
        kind = definition.get("@type")
        self.reference = kind if kind in ("@id", "@vocab") else None
        self.json = kind == "@json"
        self.coerced: str | None = None
        self.direction: str | None = definition.get("@direction", self.reader.direction)
        if kind is not None and kind[0] != "@":
            self.coerced = self.ending = literals.typed_suffix(kind)
        elif self.reference or self.json:
            self.ending = literals.PLAIN
        else:
            language = definition.get("@language", self.reader.language)
            self.ending = literals.tagged_suffix(language, self.direction)

    def _kind(self, json: bool) -> str:
        if self.iri[0] == "@":
            return "type" if self.iri == "@type" else "skip" if self.iri in _READ_BEFORE else "rare"
        if json:
            return "json"
        if not self.container:
            return "reverse" if self.reverse else "property"
        if "@list" in self.container:
            return "list"
        if not self.container.isdisjoint(("@index", "@id", "@type")):
            return "map"
        return "graph" if "@graph" in self.container else "language"

    @property
    def has_own_context(self) -> bool:
        """Whether there is a property-scoped context."""
        return self._local is not ABSENT

    @property
    def inside(self) -> ActiveContext:
        """The active context for node objects under the term (section 5.1.2, steps 7 and 8)."""
        found = self._inside
        if found is None:
            found = self._inside = self._scoped(self.context.previous or self.context, self.kept.previous)
        return found

    @property
    def kept(self) -> ActiveContext:
        """The active context for value objects and mere references, for which type-scoped terms stay in force."""
        found = self._kept
        if found is None:
            found = self._kept = self._scoped(self.context, None)
        return found

    def _scoped(self, context: ActiveContext, reverted: ActiveContext | None) -> ActiveContext:
        """Applies the property-scoped context once, as section 5.1.2 says.

        Processors in use apply it, revert to `reverted` if there is such, and apply what the term then has for a
        property-scoped context. Only contexts with which this comes to the same are accepted.
        """
        if self._local is ABSENT:
            return context
        once = context.apply(self._local, override=True)
        applied = self.context.apply(self._local, override=True)
        again = local_context(applied.mappings.get(self.key))
        twice = reverted or applied
        if again is not ABSENT:
            twice = twice.apply(again, override=True)
        if not once.means_the_same_as(twice):
            raise refusals.ambiguous("A term with a context that changes itself when it is applied again")
        return once

    def under(self, context: ActiveContext) -> Term:
        """The same property, its values read as another active context says: for values in nested objects."""
        if context is self.context:
            return self
        other = Term(self.key, self.iri, context)
        if not other.reader.means_the_same_as(context):
            # By the specification the term's own context holds for texts there, for processors in use it does not.
            raise refusals.ambiguous("A list or set object under a term with a context of its own")
        other.container, other.kind, other.index, other.reverse = self.container, self.kind, self.index, self.reverse
        return other

    def flipped(self) -> Term:
        """The property in the opposite direction: for the members of ``@reverse``."""
        other = Term(self.key, self.iri, self.context)
        other.reverse, other.suffix = not self.reverse, None
        if not self.container and self.kind != "json":
            other.kind = "reverse" if other.reverse else "property"
        return other
