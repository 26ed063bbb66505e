"""Contexts that stand in a document itself: they may say where names live, never that a name means another name.

Whoever holds a credential that is signed by meaning can add a context to it. The signature holds as long as the
statements stay the same, so that such a context can give a signed claim another name. Contexts by URL are known to the
verifier, who vouches for what they say (VC Data Integrity 1.0 §2.4.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vcwallet.errors import Undetermined
from vcwallet.model.pointer import join
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import Contexts
from vcwallet.rdf.context_names import ContextNames, iri_of

WAIVER = "Verifier(unsafe_any_spelling=True) accepts it as it is."

_HARMLESS_KEYWORDS = frozenset({"@version", "@protected", "@propagate", "@language", "@direction"})
_DEFINITION = frozenset({"@id", "@type", "@container", "@protected", "@context", "@language", "@direction"})
_HARMLESS_CONTAINERS = frozenset({"@list", "@set", "@language"})
_MOST_VOCABULARIES = 10
_NAME = re.compile(r"[^@:/?#\s][^:/?#\s]*")
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]*[#/:]")


def refuse_opaque_contexts(listed: JsonValue, members: JsonObject, contexts: Contexts, where: str) -> None:
    """Sees that the contexts inside a document rename nothing.

    Args:
        listed: The value of the document's ``@context``.
        members: What is written under it.
        contexts: The known contexts.
        where: JSON pointer to the document.

    Raises:
        Undetermined: One of them may (code ``inline_context``), or a context by URL is not known.
    """
    every = listed if isinstance(listed, list) else [listed]
    inline = [(index, context) for index, context in enumerate(every) if isinstance(context, dict)]
    if not inline:
        return
    known = ContextNames()
    known.add([url for url in every if isinstance(url, str)], contexts.names)
    for index, context in inline:
        place = f"/@context/{index}" if isinstance(listed, list) else "/@context"
        opaque = _opaque(context, place, known, {}) or _renamed_by_vocabulary(context, place, members, known)
        if opaque is not None:
            raise Undetermined(
                "The document brings definitions of its own, under which its names may mean something else.",
                where=where + opaque,
                hint=f"Let the issuer publish the context, and hand it in: contexts={{url: document}}. {WAIVER}",
                spec="VC Data Integrity 1.0 §2.4.1",
                code="inline_context",
            )


def _opaque(context: JsonValue, where: str, known: ContextNames, outer: Mapping[str, JsonValue]) -> str | None:
    """The place in a context that could make a name mean another name; None where there is none."""
    if not isinstance(context, dict):
        return where
    scope = {**outer, **context}
    for name, definition in context.items():
        place = where + join(name)
        if name == "@vocab":
            if not isinstance(definition, str) or not _NAMESPACE.fullmatch(definition):
                return place
        elif name[:1] == "@":
            if name not in _HARMLESS_KEYWORDS:
                return place
        elif isinstance(definition, str) and _NAMESPACE.fullmatch(definition):
            if known.calls_otherwise(definition, name) or (
                name in known.names and name not in known.names_of[definition]
            ):
                return place
        else:
            opaque = _opaque_term(name, definition, place, known, scope)
            if opaque is not None:
                return opaque
    return None


def _opaque_term(
    name: str, definition: JsonValue, place: str, known: ContextNames, scope: Mapping[str, JsonValue]
) -> str | None:
    expanded: JsonObject = definition if isinstance(definition, dict) else {"@id": definition}
    iri = iri_of(expanded, scope)
    if (
        iri is None
        or not expanded.keys() <= _DEFINITION
        or not _has_harmless_container(expanded)
        or not _NAME.fullmatch(name)
        or re.split(r"[:/?#]", iri)[-1] != name
        or name in known.names
        or known.calls_otherwise(iri, name)
    ):
        return place
    return _opaque(expanded["@context"], f"{place}/@context", known, scope) if "@context" in expanded else None


def _has_harmless_container(definition: Mapping[str, JsonValue]) -> bool:
    containers = definition.get("@container", [])
    listed = containers if isinstance(containers, list) else [containers]
    return all(isinstance(container, str) and container in _HARMLESS_CONTAINERS for container in listed)


def _renamed_by_vocabulary(context: JsonObject, where: str, members: JsonObject, known: ContextNames) -> str | None:
    """The place of a vocabulary under which a name that is used means what is known by another name."""
    vocabularies = dict(_vocabularies(context, where))
    if len(vocabularies) > _MOST_VOCABULARIES:
        return where
    names = _names_used(members) - known.names if vocabularies else set()
    for place, vocabulary in vocabularies.items():
        if any(known.calls_otherwise(vocabulary + name, name) for name in names):
            return place
    return None


def _vocabularies(context: JsonValue, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(context, dict):
        if isinstance(vocabulary := context.get("@vocab"), str):
            yield f"{where}/@vocab", vocabulary
        for name, definition in context.items():
            if isinstance(definition, dict) and "@context" in definition:
                yield from _vocabularies(definition["@context"], f"{where}{join(name)}/@context")


def _names_used(members: JsonObject) -> set[str]:
    """All member names, and all texts, which may be types."""
    names: set[str] = set()
    waiting: list[JsonValue] = [members]
    for value in waiting:
        if isinstance(value, dict):
            names.update(value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            names.add(value)
    return names
