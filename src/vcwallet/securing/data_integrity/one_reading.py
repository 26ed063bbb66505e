"""One reading only: JSON whose meaning is signed must not be rewritten to other JSON of the same meaning.

A signature over RDF covers statements, and the same statements can be written in many ways: under the full address of
a term (so that a check that looks for ``validUntil`` finds nothing), under another name that the document itself
defines, as a value object, in an array. Whoever holds a credential could choose the way that suits them, and the
signature would still hold. So what is signed by meaning is accepted in compacted form only (VCDM 2.0 §6.1), and a
context that stands in the document itself may say where names live, but never that a name means another name (VC Data
Integrity 1.0 §2.4.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vcwallet.errors import NonConforming, Undetermined
from vcwallet.model.pointer import join, starts_with
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import to_statements
from vcwallet.securing.suite import Environment

_WAIVER = "Verifier(unsafe_any_spelling=True) accepts it as it is."
_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})
_HARMLESS_KEYWORDS = frozenset({"@version", "@protected", "@propagate", "@language", "@direction"})
_DEFINITION = frozenset({"@id", "@type", "@container", "@protected", "@context", "@language", "@direction"})
_HARMLESS_CONTAINERS = frozenset({"@list", "@set", "@language"})
_NAME = re.compile(r"[^@:/?#\s][^:/?#\s]*")
_MEMBER = re.compile(r"[^@:/?#][^:/?#]*")
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]*[#/:]")
_JSON_LITERAL = "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>"


def require_one_reading(document: JsonObject, environment: Environment) -> None:
    """Sees that `document`, whose meaning is signed, is written in the one way that the checks read.

    Args:
        document: A credential or presentation without its own proofs; credentials in it are looked at too.
        environment: The known contexts, and whether any spelling will do.

    Raises:
        NonConforming: It is not in compacted form (code ``not_compact``).
        Undetermined: A context inside the document gives names another meaning than they have (code
            ``inline_context``).
    """
    if environment.any_spelling:
        return
    offences = [] if _is_compact(document) else list(_offences(document, "", within=True))
    if offences and not _all_inside_json_literals(offences, document, environment):
        raise NonConforming(
            "It is written in a way that hides what it says: the signature covers its meaning, not this spelling.",
            where=offences[0],
            hint="Ask for it in compacted form: terms of its contexts as names, and plain values. " + _WAIVER,
            spec="VCDM 2.0 §6.1",
            code="not_compact",
        )
    for where, context in _contexts(document):
        opaque = _opaque(context, where)
        if opaque is not None:
            raise Undetermined(
                "The document brings definitions of its own, under which its names may mean something else.",
                where=opaque,
                hint="Let the issuer publish the context, and hand it in: contexts={url: document}. " + _WAIVER,
                spec="VC Data Integrity 1.0 §2.4.1",
                code="inline_context",
            )


def _is_compact(document: JsonObject) -> bool:
    """Whether nothing at all has to be looked at more closely: true of most documents, and quickly told."""
    waiting: list[JsonValue] = [document]
    for value in waiting:
        if isinstance(value, dict):
            if not all(map(_MEMBER.fullmatch, value)) and (value is not document or not _only_its_context(value)):
                return False
            members = list(value.values())
        else:
            assert isinstance(value, list)
            if value and not any(value):
                return False
            members = value
        waiting += [member for member in members if type(member) is dict or type(member) is list]
    return True


def _only_its_context(document: JsonObject) -> bool:
    return all(name == "@context" or _MEMBER.fullmatch(name) for name in document)


def _offences(value: JsonValue, where: str, *, within: bool) -> Iterator[str]:
    """The places that are not in compacted form; `within`: a context may stand here, at the root of a document."""
    if isinstance(value, dict) and "@value" in value:
        text = value["@value"]
        if not (value.keys() <= _LANGUAGE_VALUE and isinstance(text, str) and text):
            yield where
    elif isinstance(value, dict):
        for name, member in value.items():
            place = where + join(name)
            if within and name in ("@context", "proof"):
                continue
            if _MEMBER.fullmatch(name):
                yield from _offences(member, place, within=within and name == "verifiableCredential")
            else:
                yield place
    elif isinstance(value, list):
        if value and not any(value):
            yield where  # an array of nothing but `false` would count as true
        for index, item in enumerate(value):
            yield from _offences(item, f"{where}/{index}", within=within)


def _all_inside_json_literals(offences: list[str], document: JsonObject, environment: Environment) -> bool:
    """Whether all of `offences` stand inside values of the type ``@json``, which are signed as they are written."""
    statements = to_statements(document, environment.contexts, limits=environment.limits, origins=True)
    literals = [
        origin
        for quad, origin in zip(statements.quads, statements.origins or (), strict=True)
        if quad[2].endswith(_JSON_LITERAL)
    ]
    return all(any(starts_with(offence, literal) for literal in literals) for offence in offences)


def _contexts(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """The contexts that stand in the document itself, and in the credentials inside it, each with its pointer."""
    listed = document.get("@context")
    for index, context in enumerate(listed if isinstance(listed, list) else [listed]):
        if isinstance(context, dict):
            yield (f"/@context/{index}" if isinstance(listed, list) else "/@context"), context
    inside = document.get("verifiableCredential", [])
    for index, credential in enumerate(inside if isinstance(inside, list) else [inside]):
        if isinstance(credential, dict):
            prefix = f"/verifiableCredential/{index}" if isinstance(inside, list) else "/verifiableCredential"
            for where, context in _contexts(credential):
                yield prefix + where, context


def _opaque(context: JsonValue, where: str) -> str | None:
    """The place in a context that could make a name mean another name; None where there is none."""
    if not isinstance(context, dict):
        return where
    for name, definition in context.items():
        place = where + join(name)
        if name == "@vocab":
            if not isinstance(definition, str) or not _NAMESPACE.fullmatch(definition):
                return place
        elif name[:1] == "@" and name not in _HARMLESS_KEYWORDS:
            return place
        elif name[:1] != "@" and not _is_prefix(definition):
            opaque = _opaque_definition(name, definition, place)
            if opaque is not None:
                return opaque
    return None


def _opaque_definition(name: str, definition: JsonValue, place: str) -> str | None:
    expanded = definition if isinstance(definition, dict) else {"@id": definition}
    containers = expanded.get("@container", [])
    identifier = expanded.get("@id")
    if (
        not expanded.keys() <= _DEFINITION
        or not _HARMLESS_CONTAINERS.issuperset(containers if isinstance(containers, list) else [str(containers)])
        or not isinstance(identifier, str)
        or not _NAME.fullmatch(name)
        or re.split(r"[:/?#]", identifier)[-1] != name
    ):
        return place
    return _opaque(expanded["@context"], f"{place}/@context") if "@context" in expanded else None


def _is_prefix(definition: JsonValue) -> bool:
    """Whether a definition is a namespace: no property or type that anybody signed ends like that."""
    return isinstance(definition, str) and _NAMESPACE.fullmatch(definition) is not None
