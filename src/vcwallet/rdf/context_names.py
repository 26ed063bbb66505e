"""Which names a context defines anywhere in it, also inside of types and properties: what a document may be spelt with.

This is not what a name means at one place of a document (`compiled` knows that), but all that it could mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from vcwallet.ports import JsonValue

_MOST_PREFIXES = 5
_MAPS = frozenset({"@language", "@index", "@id", "@type"})
_ENDS_OF_PREFIXES = tuple(":/?#[]@")  # JSON-LD 1.1 API, section 4.2.2, step 14.2.5


class ContextNames:
    """What one or several contexts define.

    Attributes:
        iris_of: The IRIs of each term, of which it may have several in different places.
        names_of: The terms of each IRI.
        prefixes: The terms that can begin a compact IRI.
        identifiers: Further names of ``@id``.
        maps: The terms whose values may be maps, with keys that are no names.
        vocabulary_terms: The terms whose values are names themselves.
        vocabularies: The IRIs that undefined names are put behind.
    """

    __slots__ = ("identifiers", "iris_of", "maps", "names_of", "prefixes", "vocabularies", "vocabulary_terms")

    def __init__(self) -> None:
        self.iris_of: defaultdict[str, set[str]] = defaultdict(set)
        self.names_of: defaultdict[str, set[str]] = defaultdict(set)
        self.prefixes: set[str] = set()
        self.identifiers: set[str] = set()
        self.maps: set[str] = set()
        self.vocabulary_terms: set[str] = set()
        self.vocabularies: set[str] = set()

    def add(self, context: JsonValue, named: Callable[[str], ContextNames | None]) -> None:
        """Adds what a context defines.

        Args:
            context: A local context.
            named: Gives what is known of a context by URL; None where nothing is.
        """
        if isinstance(context, str):
            known = named(context)
            if known is not None:
                self.update(known)
        elif isinstance(context, list):
            for part in context:
                self.add(part, named)
        elif isinstance(context, dict):
            if isinstance(vocabulary := context.get("@vocab"), str):
                self.vocabularies.add(vocabulary)
            if isinstance(imported := context.get("@import"), str):
                self.add(imported, named)
            for name, definition in context.items():
                if name[:1] != "@":
                    self._add_term(name, definition, context)
                    if isinstance(definition, dict) and "@context" in definition:
                        self.add(definition["@context"], named)

    def _add_term(self, name: str, definition: JsonValue, context: Mapping[str, JsonValue]) -> None:
        iri = self._iri(definition, name, context)
        if iri is None:
            return
        if iri == "@id":
            self.identifiers.add(name)
        if iri[:1] == "@":
            return
        self.iris_of[name].add(iri)
        self.names_of[iri].add(name)
        if isinstance(definition, dict):
            if definition.get("@prefix") is True:
                self.prefixes.add(name)
            containers = definition.get("@container", [])
            if not _MAPS.isdisjoint(containers if isinstance(containers, list) else [str(containers)]):
                self.maps.add(name)
            if definition.get("@type") == "@vocab":
                self.vocabulary_terms.add(name)
        elif iri.endswith(_ENDS_OF_PREFIXES):
            self.prefixes.add(name)

    def _iri(self, definition: JsonValue, name: str, context: Mapping[str, JsonValue]) -> str | None:
        """What a definition stands for, with prefixes of this context and of earlier ones spelt out."""
        found = definition.get("@id", name) if isinstance(definition, dict) else definition
        for _ in range(_MOST_PREFIXES):
            if not isinstance(found, str):
                return None
            prefix, colon, rest = found.partition(":")
            if not colon:
                vocabulary = context.get("@vocab")
                return vocabulary + found if isinstance(vocabulary, str) and found[:1] != "@" else found
            namespace = context.get(prefix)
            spelt = namespace.get("@id") if isinstance(namespace, dict) else namespace
            if spelt is None:
                spelt = min(self.iris_of.get(prefix, ()), default=None)
            if not isinstance(spelt, str) or rest.startswith("//"):
                return found
            found = spelt + rest
        return found if isinstance(found, str) else None

    def update(self, other: ContextNames) -> None:
        """Adds what others define."""
        for name, iris in other.iris_of.items():
            self.iris_of[name] |= iris
        for iri, names in other.names_of.items():
            self.names_of[iri] |= names
        self.prefixes |= other.prefixes
        self.identifiers |= other.identifiers
        self.maps |= other.maps
        self.vocabulary_terms |= other.vocabulary_terms
        self.vocabularies |= other.vocabularies

    def names_for(self, iri: str, *, kind: bool) -> set[str]:
        """The names by which something may be called: of a type the capitalised ones, of a member the others.

        Contexts give one address to a type and to the member that holds such things. Where there is no name that looks
        like what is wanted, any will do.
        """
        names = self.names_of.get(iri, set())
        return {name for name in names if name[:1].isupper() is kind} or names
