"""In which other ways the contexts that a verifier knows would let a document be written.

All of them count, also those that the document does not name: whoever holds it could put another one into it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import Contexts
from vcwallet.rdf.context_names import ContextNames

_NAME = re.compile(r"[^@:/?#][^:/?#]*")
_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})
_NAMED = {"id": {"@id"}, "type": {"@type"}}
_TEXTS = frozenset({"name", "description"})

IS_NAME = _NAME.fullmatch
"""Whether a member's name is a plain one, neither a keyword nor an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """What the contexts of a document allow; made by `of`.

    Attributes:
        prefixes: With what an identifier could be shortened.
        aliases: The names of keywords, but for ``id`` and ``type``.
        naming: The members whose values are names.
        defined: The names that are defined.
        doubtful: Those of them that are not the only ones for what they may stand for.
        vocabularies: What undefined names are put behind.
        everything: What all known contexts define.
    """

    prefixes: frozenset[str]
    aliases: frozenset[str]
    naming: frozenset[str]
    defined: frozenset[str]
    doubtful: frozenset[str]
    vocabularies: frozenset[str]
    everything: ContextNames = field(repr=False)

    @staticmethod
    def of(listed: JsonValue, contexts: Contexts) -> Spelling:
        """For the value of a document's ``@context``."""
        every = listed if isinstance(listed, list) else [listed]
        urls = tuple([url for url in every if isinstance(url, str)])
        inline = [context["@vocab"] for context in every if isinstance(context, dict) and "@vocab" in context]
        return _of(urls, tuple([vocabulary for vocabulary in inline if isinstance(vocabulary, str)]), contexts)

    def calls_otherwise(self, iri: str, name: str, *, kind: bool = False) -> bool:
        """Whether a member (or a type, a `kind`) with this address has another name than this one, or one beside it."""
        if iri not in self.everything.names_of:
            return False
        return self.everything.names_for(iri, kind=kind) != {self.everything.synonyms.get(name, name)}

    def has_name_for(self, iri: str) -> bool:
        """Whether a type, or another name, could be written instead of its address."""
        return iri in self.everything.names_of or any(
            iri.startswith(start) and _NAME.fullmatch(iri, len(start))
            for start in (*self.vocabularies, *self.everything.vocabularies)
        )

    def is_doubtful(self, members: JsonObject) -> bool:
        """Whether one of an object's members is worth a closer look for its name."""
        names = members.keys()
        if not self.doubtful.isdisjoint(names) or not self.aliases.isdisjoint(names):
            return True
        others = names - self.defined if self.vocabularies else ()
        return any(self.calls_otherwise(start + name, name) for name in others for start in self.vocabularies)

    def may_be_rewritten(self, name: str, text: str, elsewhere: Collection[str]) -> bool:
        """Whether a text under a member's name is worth a closer look.

        Args:
            name: The member's name.
            text: The text.
            elsewhere: The identifiers of objects in whose place a mere identifier may stand.
        """
        if name in self.naming:
            return self._is_doubtful_name(name, text, elsewhere)
        if ":" not in text:
            return False
        return text.partition(":")[0] in self.prefixes or (name != "id" and text in elsewhere)

    def _is_doubtful_name(self, name: str, text: str, elsewhere: Collection[str]) -> bool:
        if not IS_NAME(text) or text in self.doubtful:
            return True
        if name != "type":
            return bool(elsewhere)
        if text in self.defined:
            return False
        return any(self.calls_otherwise(start + text, text, kind=True) for start in self.vocabularies)

    def shortens(self, identifier: str) -> bool:
        """Whether this may be a compact IRI: an identifier that begins with a prefix."""
        prefix, colon, rest = identifier.partition(":")
        return bool(colon) and prefix in self.prefixes and not rest.startswith("//")


@lru_cache(maxsize=256)
def _of(urls: tuple[str, ...], inline: tuple[str, ...], contexts: Contexts) -> Spelling:
    # Most documents have the contexts of many others.
    own, everything = ContextNames(), contexts.all_names()
    own.add([*urls], contexts.names)
    own.vocabularies |= {*inline}
    own.settle()
    doubtful = {
        name
        for name, iris in own.iris_of.items()
        for iri in iris
        if not everything.names_for(iri, kind=False) == everything.names_for(iri, kind=True) == {name}
    }
    return Spelling(
        prefixes=frozenset(own.prefixes),
        aliases=frozenset(name for name, keywords in own.keywords.items() if keywords != _NAMED.get(name)),
        naming=frozenset({"type", *own.vocabulary_terms}),
        defined=frozenset({"id", "type", *own.iris_of, *own.synonyms}),
        doubtful=frozenset(doubtful),
        vocabularies=frozenset(own.vocabularies),
        everything=everything,
    )


class Mentions:
    """The objects of a document by their identifiers: what is said of one stands in one place, which no other could be.

    That place is the root or a subject, where the data model demands an object (VCDM 2.0 §4.8), and then mere
    identifiers may stand for it elsewhere; or it is the only object with this identifier.
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, tuple[bool, bool]] = {}

    def fits(self, identifier: str, *, says: bool, fixed: bool) -> bool:
        """Notes one more object; whether it and those before leave no choice.

        Args:
            identifier: Its identifier.
            says: Whether it has more than that.
            fixed: Whether it is the root or a subject.
        """
        before = self._found.get(identifier)
        if before is None:
            self._found[identifier] = says, fixed
            return True
        said, was_fixed = before
        if says:
            self._found[identifier] = says, fixed
            return fixed and not said and not was_fixed
        return not fixed and (was_fixed or not said)


def is_language_value(value: JsonObject, name: str) -> bool:
    """Whether a value object says a language or a direction of a text, or stands where VCDM 2.0 has such objects.

    Args:
        value: An object with ``@value``.
        name: The member that it stands under.
    """
    text, plain = value["@value"], len(value) == 1 and name not in _TEXTS
    return not plain and value.keys() <= _LANGUAGE_VALUE and isinstance(text, str) and bool(text)
