"""Context processing (JSON-LD 1.1 API, section 4), done by PyLD; imported when the first context is compiled.

Only that part of PyLD is used. It gets no document loader and none of its caches: what a URL stands for is looked up
among the contexts that were handed in, every time in the same way. Where PyLD would lose something silently, guess a
base IRI, change a context that others use too, or fail on what is allowed, this class comes before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pyld.jsonld import KEYWORDS, JsonLdError, JsonLdProcessor

from vcwallet.errors import VcwalletError
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import refusals
from vcwallet.rdf.meter import MOST_CONTEXTS, Meter

Active = Mapping[str, Any]
"""An active context as PyLD keeps it."""
Load = Callable[[str], JsonValue]
"""Gives the ``@context`` value of the document at a URL, or raises Undetermined."""

_KEYWORDS = frozenset(KEYWORDS)
_LIKE_A_KEYWORD = re.compile("@[A-Za-z]+").fullmatch
# Contexts that import contexts: deeper than this is taken for a circle.
_MAX_NESTED_URLS = 10


class Processing:
    """Turns local contexts into active ones.

    Args:
        load: Where contexts at URLs come from.
        meter: What the work is paid from.
    """

    def __init__(self, load: Load, meter: Meter) -> None:
        self.meter = meter
        self._processor = _Processor(load, meter)
        self.initial: Active = self._processor._get_initial_context({})  # noqa: SLF001

    def process(self, active: Active, local: JsonValue, *, override: bool = False, propagate: bool = True) -> Active:
        """Applies a local context.

        Args:
            active: What it is applied to; stays as it is.
            local: The value of ``@context``.
            override: Whether protected terms may be redefined: so for property-scoped contexts.
            propagate: Whether it holds for nested nodes too: not so for type-scoped contexts.

        Raises:
            DataLoss: It defines what would be ignored.
            FormatError: It breaks a rule.
            Undetermined: It names a URL that is not known.
        """
        try:
            return self._processor.apply(active, local, override, propagate)
        except VcwalletError:
            raise
        except JsonLdError as error:
            raise _translated(error) from None
        except RecursionError:
            raise refusals.deep_context() from None
        except Exception as error:
            message = f"The context cannot be read ({type(error).__name__})."
            raise refusals.bad_context(message) from error


def _translated(error: JsonLdError) -> VcwalletError:
    """The reason within the reasons: PyLD wraps what goes wrong in a scoped context."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, VcwalletError):
            return cause
        if isinstance(cause, JsonLdError):
            error = cause
        cause = cause.__cause__
    reason = error.code or str(error.args[0])
    term = (error.details or {}).get("term")
    about = f", at the term {term[:100]!r}" if isinstance(term, str) else ""
    return refusals.bad_context(f"The context breaks a rule of JSON-LD: {reason}{about}.")


class _Resolved:
    """A context for PyLD that remembers no results: they depend on more than PyLD's key for them says."""

    __slots__ = ("document",)

    def __init__(self, document: JsonObject | None) -> None:
        self.document = document

    def get_processed(self, _: Active) -> None:
        """Nothing is remembered."""

    def set_processed(self, *_: Active) -> None:
        """Nothing is remembered."""


class _Draft(dict[str, Any]):
    """An active context in the making; PyLD deletes the language, direction or vocabulary even where there is none."""

    def __delitem__(self, key: str) -> None:
        self.pop(key, None)


class _Processor(JsonLdProcessor):  # type: ignore[misc]
    def __init__(self, load: Load, meter: Meter) -> None:
        super().__init__()
        self._load, self._meter = load, meter
        self._options = {"contextResolver": self, "base": "", "processingMode": "json-ld-1.1"}
        self._initial = {"_uuid": "", "processingMode": "json-ld-1.1", "mappings": {}}

    def apply(self, active: Active, local: JsonValue, override: bool, propagate: bool) -> Active:
        result: Active = self._process_context(
            active, local, self._options, override_protected=override, propagate=propagate
        )
        flat = self._flat(local)
        if None in flat and not (flat[0] or {}).get("@propagate", propagate) and "previousContext" not in result:
            # After null, PyLD forgets what is to be restored in nested nodes (section 4.1.2, step 5.1.2).
            result = {**result, "previousContext": active}
        return result

    # From here on: what PyLD calls.

    def resolve(self, _active: Active, local: list[JsonObject | None], _base: str) -> list[_Resolved]:
        return [_Resolved(document) for document in local]

    def _get_initial_context(self, _options: object) -> Active:
        return self._initial

    def _clone_active_context(self, active_ctx: Active) -> Active:
        clone = _Draft(super()._clone_active_context(active_ctx))
        clone["processingMode"] = "json-ld-1.1"
        if "@direction" in active_ctx:
            clone["@direction"] = active_ctx["@direction"]
        return clone

    def _process_context(self, active_ctx: Active, local_ctx: JsonValue, options: Any, **flags: Any) -> Active:
        flat = self._flat(local_ctx)
        defined = sum(len(context or ()) for context in flat)
        self._meter.processing(len(flat), defined, len(active_ctx["mappings"]) * len(flat))
        result: Active = super()._process_context(active_ctx, flat, options, **flags)
        return result

    def _expand_iri(
        self,
        active_ctx: Active,
        value: Any,
        base: str | None = None,
        **flags: Any,
    ) -> Any:
        # Without a base, PyLD would take one at example.org.
        known = active_ctx.get("@base")
        usable = isinstance(known, str) and ":" in known
        return super()._expand_iri(active_ctx, value, base if usable else None, **flags)

    def _flat(self, local: JsonValue, urls: tuple[str, ...] = ()) -> list[JsonObject | None]:
        """All contexts in their order: URLs looked up, imports merged."""
        if local is None:
            return [None]
        if isinstance(local, list):
            if len(local) > MOST_CONTEXTS:
                raise refusals.too_much_context()
            if any(isinstance(member, list) for member in local):
                raise refusals.bad_context("A context array cannot hold an array.")
            return [context for member in local for context in self._flat(member, urls)]
        if isinstance(local, str):
            if local in urls or len(urls) >= _MAX_NESTED_URLS:
                raise refusals.bad_context("The context includes itself.")
            loaded = self._flat(self._load(local), (*urls, local))
            # Section 4.1.2, step 5.7: a base holds only where the document itself gives it.
            return [_without_base(context) for context in loaded]
        if not isinstance(local, dict):
            raise refusals.bad_context("A context is an object, a URL, null, or an array of these.")
        return [self._checked(self._merged(local))]

    def _merged(self, context: JsonObject) -> JsonObject:
        """Section 4.1.2, step 5.6."""
        if "@import" not in context:
            return context
        url = context["@import"]
        if not isinstance(url, str):
            raise refusals.bad_context("'@import' is not a URL.")
        imported = self._load(url)
        if not isinstance(imported, dict) or "@import" in imported:
            raise refusals.bad_context(f"The context {url[:300]} cannot be imported: it is not one plain context.")
        merged = {**imported, **context}
        del merged["@import"]
        return merged

    @staticmethod
    def _checked(context: JsonObject) -> JsonObject:
        """Refuses what JSON-LD would ignore, or PyLD take for something else."""
        if "@context" in context:
            raise refusals.bad_context("A context cannot define '@context'.")
        for term, definition in context.items():
            if not isinstance(term, str):
                raise refusals.bad_context("A context has a term that is not text.")
            target = definition.get("@id", definition.get("@reverse")) if isinstance(definition, dict) else definition
            for name in (term, target):
                if isinstance(name, str) and _LIKE_A_KEYWORD(name) and name not in _KEYWORDS:
                    raise refusals.reserved_term(name)
        return context


def _without_base(context: JsonObject | None) -> JsonObject | None:
    if context is None or "@base" not in context:
        return context
    return {term: definition for term, definition in context.items() if term != "@base"}
