"""Which names a context defines anywhere in it, also inside of types and properties: what a document may be spelt with.

This is not what a name means at one place of a document (`compiled` knows that), but all that it could mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from vcwallet.ports import JsonValue

_MOST_STEPS = 5
_MAPS = frozenset({"@language", "@index", "@id", "@type"})
_ENDS_OF_PREFIXES = tuple(":/?#[]@")  # JSON-LD 1.1 API, section 4.2.2, step 14.2.5


class ContextNames:
    """What one or several contexts define.

    Attributes:
        iris_of: The IRIs of each term, of which it may have several in different places.
        names_of: The terms of each IRI.
        prefixes: The terms that can begin a compact IRI.
        keywords: The keywords that names stand for, ``@reverse`` among them.
        synonyms: For types that their context calls by another type's name: that name.
        maps: The terms whose values may be maps, with keys that are no names.
        vocabulary_terms: The terms whose values are names themselves.
        vocabularies: The IRIs that undefined names are put behind.
    """

    __slots__ = (
        "_open",
        "iris_of",
        "keywords",
        "maps",
        "names_of",
        "prefixes",
        "synonyms",
        "vocabularies",
        "vocabulary_terms",
    )

    def __init__(self) -> None:
        self.iris_of: defaultdict[str, set[str]] = defaultdict(set)
        self.names_of: defaultdict[str, set[str]] = defaultdict(set)
        self.prefixes: set[str] = set()
        self.keywords: defaultdict[str, set[str]] = defaultdict(set)
        self.synonyms: dict[str, str] = {}
        self.maps: set[str] = set()
        self.vocabulary_terms: set[str] = set()
        self.vocabularies: set[str] = set()
        # What definitions say that a context before theirs may give a meaning to: the names of terms, or compact IRIs.
        self._open: defaultdict[str, set[str]] = defaultdict(set)

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
        if isinstance(definition, dict) and "@reverse" in definition:
            self.keywords[name].add("@reverse")
            return
        iri = _iri(name, context)
        if iri is None:
            return
        written = _written(definition, name)
        if written != name and _are_types(name, written) and written in context and iri[:1] != "@":
            self.synonyms[name] = str(written)
            return
        if _is_open(iri):
            self._open[name].add(iri)
        self._note(name, iri, is_prefix=not isinstance(definition, dict))
        if not isinstance(definition, dict) or iri[:1] == "@":
            return
        if definition.get("@prefix") is True:
            self.prefixes.add(name)
        containers = definition.get("@container", [])
        if not _MAPS.isdisjoint(containers if isinstance(containers, list) else [str(containers)]):
            self.maps.add(name)
        if definition.get("@type") == "@vocab":
            self.vocabulary_terms.add(name)

    def _note(self, name: str, iri: str, *, is_prefix: bool) -> None:
        if iri[:1] == "@":
            self.keywords[name].add(iri)
            return
        self.iris_of[name].add(iri)
        self.names_of[iri].add(name)
        if is_prefix and iri.endswith(_ENDS_OF_PREFIXES):
            self.prefixes.add(name)

    def settle(self) -> None:
        """Finds what definitions mean that lean on those of other contexts: with all of them there, in any order."""
        for _ in range(_MOST_STEPS):
            found = [
                (name, iri)
                for name, written in self._open.items()
                for one in written
                for iri in self._meant(name, one)
                if iri not in self.iris_of[name] and iri not in self.keywords.get(name, ())
            ]
            if not found:
                return
            for name, iri in found:
                self._note(name, iri, is_prefix=True)

    def _meant(self, name: str, written: str) -> Iterator[str]:
        start, colon, rest = written.partition(":")
        if colon:
            yield from (iri + rest for iri in self.iris_of.get(start, ()))
            return
        if start != name:
            yield from self.iris_of.get(start, ())
            yield from self.keywords.get(start, ())
        yield from (vocabulary + written for vocabulary in self.vocabularies)

    def update(self, other: ContextNames) -> None:
        """Adds what others define."""
        for name, iris in other.iris_of.items():
            self.iris_of[name] |= iris
        for iri, names in other.names_of.items():
            self.names_of[iri] |= names
        self.prefixes |= other.prefixes
        self.synonyms |= other.synonyms
        for name, keywords in other.keywords.items():
            self.keywords[name] |= keywords
        for name, written in other._open.items():
            self._open[name] |= written
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


def _iri(name: str, context: Mapping[str, JsonValue]) -> str | None:
    """What a context defines a name to be, spelt out with its other definitions; None if it undefines it."""
    found = _written(context[name], name)
    vocabulary = context.get("@vocab")
    for _ in range(_MOST_STEPS):
        if not isinstance(found, str) or found[:1] == "@":
            break
        start, colon, rest = found.partition(":")
        if rest.startswith("//") or (not colon and start == name) or start not in context:
            break
        spelt = _written(context[start], start)
        if spelt == start and isinstance(vocabulary, str):
            spelt = vocabulary + start
        if not isinstance(spelt, str) or spelt == start:
            break
        found = spelt + rest if colon else spelt
    if not isinstance(found, str):
        return None
    if ":" not in found and found[:1] != "@" and isinstance(vocabulary, str):
        return vocabulary + found
    return found


def _written(definition: JsonValue, name: str) -> JsonValue:
    return definition.get("@id", name) if isinstance(definition, dict) else definition


def _are_types(*names: JsonValue) -> bool:
    return all(isinstance(name, str) and name[:1].isupper() for name in names)


def _is_open(iri: str) -> bool:
    """Whether another context could give it a meaning: it is no keyword and not surely a whole address."""
    _, colon, rest = iri.partition(":")
    return iri[:1] != "@" and not (colon and rest.startswith("//"))
