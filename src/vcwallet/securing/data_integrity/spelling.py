"""In which other ways the contexts of a document would let it be written."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import Contexts
from vcwallet.rdf.context_names import ContextNames

_NAME = re.compile(r"[^@:/?#][^:/?#]*")

_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})
_TEXTS = frozenset({"name", "description"})

IS_NAME = _NAME.fullmatch
"""Whether a member's name is a plain one, neither a keyword nor an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """What a document's contexts define; made by `of`.

    Attributes:
        contexts: What each of them defines.
        prefixes: With what an identifier could be shortened.
        further_identifiers: The names of ``@id`` beside ``id``.
        naming: The members whose values are names.
    """

    contexts: tuple[ContextNames, ...]
    prefixes: frozenset[str]
    further_identifiers: frozenset[str]
    naming: frozenset[str]

    @staticmethod
    def of(listed: JsonValue, contexts: Contexts) -> Spelling:
        """For the value of a document's ``@context``."""
        urls = tuple(listed) if isinstance(listed, list) else (listed,)
        if all(isinstance(url, str) for url in urls):
            return _of_urls(urls, contexts)
        return Spelling._of(listed, contexts)

    @classmethod
    def _of(cls, listed: JsonValue, contexts: Contexts) -> Spelling:
        found: list[ContextNames] = []
        for context in listed if isinstance(listed, list) else [listed]:
            names = contexts.names(context) if isinstance(context, str) else None
            if isinstance(context, dict):
                names = ContextNames()
                names.add(context, contexts.names)
            if names is not None:
                found.append(names)
        return cls(
            contexts=tuple(found),
            prefixes=frozenset().union(*[names.prefixes for names in found]),
            further_identifiers=frozenset().union(*[names.identifiers for names in found]) - {"id"},
            naming=frozenset({"type"}).union(*[names.vocabulary_terms for names in found]),
        )

    def may_be_rewritten(self, name: str, text: str, elsewhere: Collection[str]) -> bool:
        """Whether a text under a member's name is worth a closer look.

        Args:
            name: The member's name.
            text: A text with a colon.
            elsewhere: The identifiers of objects in whose place a mere identifier may stand.
        """
        if text.partition(":")[0] in self.prefixes:
            return True
        return name in self.naming or (name != "id" and text in elsewhere)

    def shortens(self, identifier: str) -> bool:
        """Whether this may be a compact IRI: an identifier that begins with a prefix."""
        prefix, colon, rest = identifier.partition(":")
        return bool(colon) and prefix in self.prefixes and not rest.startswith("//")

    def has_name_for(self, iri: str) -> bool:
        """Whether a type, or another name, could be written instead of its IRI."""
        return any(
            iri in names.names_of
            or any(iri.startswith(start) and _NAME.fullmatch(iri, len(start)) for start in names.vocabularies)
            for names in self.contexts
        )


@lru_cache(maxsize=256)
def _of_urls(urls: tuple[str, ...], contexts: Contexts) -> Spelling:
    # Most documents have the contexts of many others.
    return Spelling._of([*urls], contexts)  # noqa: SLF001


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
