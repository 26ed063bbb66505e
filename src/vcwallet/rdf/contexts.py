"""The JSON-LD contexts that are known: bundled ones and those that the user hands in. None is ever fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from urllib.parse import urldefrag

from vcwallet.contexts import bundled_document, bundled_urls
from vcwallet.encoding.strict_json import admit, parse
from vcwallet.errors import DataLoss, FormatError, UsageError, quoted
from vcwallet.model.pointer import join
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import refusals
from vcwallet.rdf.compiled import ActiveContext
from vcwallet.rdf.context_names import ContextNames
from vcwallet.rdf.iri import is_absolute, resolve
from vcwallet.rdf.meter import Meter
from vcwallet.rdf.pool import Pool


class Contexts:
    """An immutable set of known contexts, and what they compile to.

    Compiling takes milliseconds and is done once for each instance, so keep an instance and share it: between calls,
    and between threads. `Contexts.bundled()` is there to start from. Instances pickle without what they compiled.
    """

    __slots__ = ("_all_names", "_given", "_known", "_loaded", "_names")

    def __init__(self) -> None:
        self._given: dict[str, JsonObject] = {}
        self._loaded: dict[str, JsonValue] = {}
        self._known: Pool | None = None
        self._names: dict[str, ContextNames] = {}
        self._all_names: ContextNames | None = None

    @staticmethod
    def bundled() -> Contexts:
        """The contexts that ship with the library; every call gives the same instance."""
        return _bundled()

    def extended(self, contexts: Mapping[str, JsonObject | bytes | str]) -> Contexts:
        """These contexts and more.

        Args:
            contexts: For each absolute URL the context document: an object with ``@context``, or its JSON text.

        Returns:
            A new instance; or this one, where nothing is new.

        Raises:
            FormatError: What stands for a URL is not a context document; `where` is the pointer into `contexts`.
            UsageError: A URL is not absolute, or is already known with another content.
        """
        new: dict[str, JsonObject] = {}
        if not isinstance(contexts, Mapping):
            raise UsageError("Contexts are handed in as {url: document}.")
        for url, given in contexts.items():
            document = _checked(url, given)
            if url not in self:
                new[url] = document
            elif self._document(url) != document:
                raise UsageError(
                    f"The context {url[:300]} is already known, with another content.",
                    hint="A context's meaning must not change: publish the new one at a new URL.",
                    code="context_conflict",
                )
        if not new:
            return self
        other = Contexts()
        other._given = {**self._given, **new}
        return other

    def document(self, url: str) -> JsonObject:
        """A copy of the context document at `url`.

        Raises:
            Undetermined: It is not known; `needs` says what to fetch.
        """
        return deepcopy(self._document(url))

    def _document(self, url: str) -> JsonObject:
        if url in self._given:
            return self._given[url]
        if url in bundled_urls():
            return bundled_document(url)
        raise refusals.unknown_context(url)

    def __contains__(self, url: object) -> bool:
        return isinstance(url, str) and (url in self._given or url in bundled_urls())

    def __iter__(self) -> Iterator[str]:
        """The URLs."""
        return iter(sorted(bundled_urls() | set(self._given)))

    def __len__(self) -> int:
        return len(bundled_urls() | set(self._given))

    def __repr__(self) -> str:
        return f"<Contexts: {len(bundled_urls())} bundled, {len(self._given)} handed in>"

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self._given,)

    def __copy__(self) -> Contexts:
        return self

    def __deepcopy__(self, _: object) -> Contexts:
        return self

    def active(self, context: JsonValue) -> ActiveContext:
        """The compiled active context for the value of a document's ``@context``.

        Raises:
            DataLoss: It defines what would be ignored.
            FormatError: It breaks a rule.
            Undetermined: It names a URL that is not known.
        """
        return self.root().local(context)

    def root(self) -> ActiveContext:
        """The active context before a document's own context: where reading a document begins."""
        if self._known is None:
            # PyLD takes 100 ms to import, which nobody shall pay who does not use RDF.
            from vcwallet.rdf.processing import Processing

            processing = Processing(self._load, Meter())
            self._known = Pool(processing, Pool(processing))
        return self._known.begin()

    def expand_vocab(self, context: JsonValue, term: str) -> str | None:
        """The absolute IRI that a type's name, or another name from a vocabulary, stands for.

        Args:
            context: The value of the ``@context`` under which it is used.
            term: A term, a compact IRI or an absolute IRI.

        Returns:
            The IRI without brackets; None where the name stands for nothing.

        Raises:
            DataLoss, FormatError, Undetermined: The context itself cannot be used; see `active`.
        """
        return _type_iri(self.active(context), term)

    def type_iris(self, document: JsonObject) -> tuple[str | None, ...]:
        """The absolute IRIs of a document's own types, in their order; None for each that stands for nothing.

        Raises:
            DataLoss, FormatError, Undetermined: The context itself cannot be used; see `active`.
        """
        if not isinstance(document, dict):
            raise FormatError("Only an object has types.", spec=refusals.EXPANSION)
        active = self.active(document["@context"]) if "@context" in document else self.root()
        found: list[JsonValue] = []
        for name in active.type_names:
            types = document.get(name, [])
            found += types if isinstance(types, list) else [types]
        return tuple(_type_iri(active, kind) for kind in found)

    def names(self, url: str) -> ContextNames | None:
        """Which names the context at a URL defines anywhere; None where it is not known. To be read only."""
        found = self._names.get(url)
        if found is None:
            found = self._names_at(url, ())
            if found is not None:
                self._names[url] = found
        return found

    def all_names(self) -> ContextNames:
        """Which names all the contexts together define. To be read only."""
        found = self._all_names
        if found is None:
            found = ContextNames()
            for url in self:
                found.add(url, self.names)
            found.settle()
            self._all_names = found
        return found

    def _names_at(self, url: str, around: tuple[str, ...]) -> ContextNames | None:
        # Contexts may name each other.
        if url in around or url not in self:
            return None
        found = ContextNames()
        found.add(self._document(url)["@context"], lambda inner: self._names_at(inner, (*around, url)))
        return found

    def _load(self, url: str) -> JsonValue:
        """The context at a URL, with what is relative in it made absolute (section 4.1.2, steps 5.2.1 and 5.6.3)."""
        found = self._loaded.get(url)
        if found is None:
            if not is_absolute(url):
                raise refusals.bad_context(f"{url[:300]!r} is not the absolute URL of a context.")
            context = self._document(url)["@context"]
            found = self._loaded[url] = _with_absolute_urls(context, urldefrag(url).url)
        return found


def _type_iri(active: ActiveContext, name: object) -> str | None:
    try:
        found = active.vocabulary(name) if isinstance(name, str) else ""
    except DataLoss:
        return None
    return found[1:-1] if found.startswith("<") else None


def _with_absolute_urls(context: JsonValue, base: str) -> JsonValue:
    if isinstance(context, str):
        return resolve(base, context)
    if isinstance(context, list):
        return [_with_absolute_urls(member, base) for member in context]
    if not isinstance(context, dict):
        return context
    absolute: JsonObject = {}
    for term, definition in context.items():
        if term == "@import" and isinstance(definition, str):
            absolute[term] = resolve(base, definition)
        elif isinstance(definition, dict) and "@context" in definition:
            absolute[term] = {**definition, "@context": _scoped(definition["@context"], base)}
        else:
            absolute[term] = definition
    return absolute


def _scoped(context: JsonValue, base: str) -> JsonValue:
    # PyLD sees that a term's context is the one that defines it, but not if it stands in an array.
    alone = context[0] if isinstance(context, list) and len(context) == 1 else context
    return _with_absolute_urls(alone, base)


def _checked(url: object, given: object) -> JsonObject:
    """What was handed in, checked and copied."""
    if not isinstance(url, str) or is_absolute(url) is None:
        raise UsageError(
            f"{quoted(url, 300)} is not an absolute URL of a context.", hint="Write contexts={url: document}."
        )
    try:
        document = parse(given) if isinstance(given, (str, bytes)) else admit(given)
    except FormatError as error:
        raise error.under(join(url)) from None
    if not isinstance(document, dict) or "@context" not in document:
        raise FormatError(
            f"What was handed in for {url[:300]} is no context document: it is not an object with '@context'.",
            where=join(url),
            spec="JSON-LD 1.1 API, section 4.1.2",
        )
    return document


@cache
def _bundled() -> Contexts:
    return Contexts()


def _restored(given: dict[str, JsonObject]) -> Contexts:
    return _bundled().extended(given)
