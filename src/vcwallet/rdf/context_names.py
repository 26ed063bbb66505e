"""Which names a context defines anywhere in it, also inside of types and properties: what a document may be spelt with.

This is not what a name means at one place of a document (`compiled` knows that), but all that it could mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from vcwallet.ports import JsonValue

_ENDS_OF_PREFIXES = tuple(":/?#[]@")  # JSON-LD 1.1 API, section 4.2.2, step 14.2.5


class ContextNames:
    """What one or several contexts define.

    Attributes:
        names: The terms.
        names_of: The terms of each IRI.
        prefixes: The terms that can begin a compact IRI.
        identifiers: Further names of ``@id``.
        vocabulary_terms: The terms whose values are names themselves.
        vocabularies: The IRIs that undefined names are put behind.
    """

    __slots__ = ("identifiers", "names", "names_of", "prefixes", "vocabularies", "vocabulary_terms")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.names_of: defaultdict[str, set[str]] = defaultdict(set)
        self.prefixes: set[str] = set()
        self.identifiers: set[str] = set()
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
        self.names.add(name)
        iri = iri_of(definition, context)
        if iri is not None:
            self.names_of[iri].add(name)
        if iri == "@id":
            self.identifiers.add(name)
        if isinstance(definition, dict):
            if definition.get("@prefix") is True:
                self.prefixes.add(name)
            if definition.get("@type") == "@vocab":
                self.vocabulary_terms.add(name)
        elif iri is not None and iri.endswith(_ENDS_OF_PREFIXES):
            self.prefixes.add(name)

    def update(self, other: ContextNames) -> None:
        """Adds what others define."""
        self.names |= other.names
        for iri, names in other.names_of.items():
            self.names_of[iri] |= names
        self.prefixes |= other.prefixes
        self.identifiers |= other.identifiers
        self.vocabulary_terms |= other.vocabulary_terms
        self.vocabularies |= other.vocabularies

    def calls_otherwise(self, iri: str, name: str) -> bool:
        """Whether `iri` is known, and by other names than this one."""
        return bool(self.names_of.get(iri, set()) - {name})


def iri_of(definition: JsonValue, *contexts: Mapping[str, JsonValue]) -> str | None:
    """What a definition stands for, with a prefix of one of `contexts` spelt out."""
    identifier = definition.get("@id") if isinstance(definition, dict) else definition
    if not isinstance(identifier, str):
        return None
    prefix, colon, rest = identifier.partition(":")
    for context in contexts:
        namespace = context.get(prefix)
        spelt = namespace.get("@id") if isinstance(namespace, dict) else namespace
        if colon and isinstance(spelt, str) and not rest.startswith("//"):
            return spelt + rest
    return identifier
