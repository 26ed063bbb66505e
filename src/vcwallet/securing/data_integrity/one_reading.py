"""One reading only: JSON whose meaning is signed must not be rewritten to other JSON of the same meaning.

A signature over RDF covers statements, and the same statements can be written in many ways: under the full address of
a term (so that a check that looks for ``validUntil`` finds nothing), under another name that the document itself
defines, as a value object, in an array, or with an object's claims spread over several objects of the same `id`.
Whoever holds a credential could choose the way that suits them, and the signature would still hold. So what is signed
by meaning is accepted in compacted form only (VCDM 2.0 §6.1), and objects of one `id` all say the same;
`inline_contexts` judges the definitions that a document brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vcwallet.errors import NonConforming
from vcwallet.model.pointer import join
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf import to_statements
from vcwallet.securing.data_integrity.inline_contexts import WAIVER, refuse_opaque_contexts
from vcwallet.securing.suite import Environment

_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})
_TEXTS = frozenset({"name", "description"})
_IDENTITY = frozenset({"id", "type"})
_ROOT_ONLY = frozenset({"@context", "proof", "verifiableCredential"})
_MEMBER = re.compile(r"[^@:/?#][^:/?#]*")
_Seen = dict[str, JsonObject]
"""The objects that say something, by their `id`."""
_JSON_LITERAL = "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>"


def require_one_reading(document: JsonObject, environment: Environment) -> None:
    """Sees that `document`, whose meaning is signed, is written in the one way that the checks read.

    Args:
        document: A credential or presentation without its own proofs; credentials in it are looked at too.
        environment: The known contexts, and whether any spelling will do.

    Raises:
        NonConforming: It is not in compacted form (code ``not_compact``).
        Undetermined: A context inside the document gives names another meaning than they have (code
            ``inline_context``), or a context is not known.
    """
    if environment.any_spelling:
        return
    for where, graph in _graphs(document, ""):
        members: JsonObject = {name: value for name, value in graph.items() if name not in _ROOT_ONLY}
        if not _is_compact(members):
            _refuse_offences(members, graph, where, environment)
        refuse_opaque_contexts(graph.get("@context"), members, environment.contexts, where)


def _graphs(document: JsonObject, where: str) -> Iterator[tuple[str, JsonObject]]:
    """The document and the credentials inside it, each a graph of its own, with their pointers."""
    yield where, document
    inside = document.get("verifiableCredential")
    if isinstance(inside, dict):
        yield from _graphs(inside, f"{where}/verifiableCredential")
    elif isinstance(inside, list):
        for index, credential in enumerate(inside):
            if isinstance(credential, dict):
                yield from _graphs(credential, f"{where}/verifiableCredential/{index}")


def _is_compact(members: JsonObject) -> bool:
    """Whether nothing at all has to be looked at more closely: true of most documents, and quickly told."""
    seen: _Seen = {}
    waiting: list[JsonValue] = [members]
    for value in waiting:
        if type(value) is dict:
            if not all(map(_MEMBER.fullmatch, value)) or _is_repeated(value, seen):
                return False
            inner: list[JsonValue] = list(value.values())
        else:
            assert isinstance(value, list)
            if value and not any(value):
                return False
            inner = value
        for item in inner:
            if type(item) is dict:
                waiting.append(item)
            elif type(item) is list:
                if type(value) is list:
                    return False
                waiting.append(item)
    return True


def _is_repeated(members: JsonObject, seen: _Seen) -> bool:
    """Whether an object of the same `id` was seen that says something else: a claim could stand with either.

    Where both say the same, no claim is hidden from whoever looks at one of them.
    """
    identifier = members.get("id")
    if type(identifier) is not str or members.keys() <= _IDENTITY:
        return False
    return not _is_same(seen.setdefault(identifier, members), members)


def _is_same(one: JsonValue, other: JsonValue) -> bool:
    # Python takes 1, 1.0 and true for equal. It ends at the first difference: no comparison takes longer than one of
    # the two is large, and all of them together no longer than the document is.
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        assert isinstance(other, dict)
        return one.keys() == other.keys() and all(_is_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        assert isinstance(other, list)
        return len(one) == len(other) and all(map(_is_same, one, other))
    return one == other


def _refuse_offences(members: JsonObject, graph: JsonObject, where: str, environment: Environment) -> None:
    offences = list(_offences(members, "", "", {}))
    if not offences or _all_inside_json_literals(offences, members, graph, environment):
        return
    raise NonConforming(
        "It is written in a way that hides what it says: the signature covers its meaning, not this spelling.",
        where=where + offences[0],
        hint=f"In compacted form, names are terms of its contexts, and values are plain. {WAIVER}",
        spec="VCDM 2.0 §6.1",
        code="not_compact",
    )


def _offences(value: JsonValue, where: str, name: str, seen: _Seen) -> Iterator[str]:
    """The places that are not in compacted form; `name` is the member that the value stands under."""
    if isinstance(value, dict) and "@value" in value:
        if not _is_language_value(value, name):
            yield where
    elif isinstance(value, dict):
        if _is_repeated(value, seen):
            yield where
        for inner, member in value.items():
            # Pointers are made where they are needed only: there may be very many members.
            if not _MEMBER.fullmatch(inner):
                yield where + join(inner)
            elif isinstance(member, dict | list):
                yield from _offences(member, where + join(inner), inner, seen)
    elif isinstance(value, list):
        yield from _offences_of_items(value, where, name, seen)


def _offences_of_items(value: list[JsonValue], where: str, name: str, seen: _Seen) -> Iterator[str]:
    if value and not any(value):
        yield where  # an array of nothing but `false` would count as true
    for index, item in enumerate(value):
        if isinstance(item, list):
            yield f"{where}/{index}"
        if isinstance(item, dict | list):
            yield from _offences(item, f"{where}/{index}", name, seen)


def _is_language_value(value: JsonObject, name: str) -> bool:
    """Whether a value object says a language or a direction of a text, or stands where VCDM 2.0 has such objects."""
    text, plain = value["@value"], len(value) == 1 and name not in _TEXTS
    return not plain and value.keys() <= _LANGUAGE_VALUE and isinstance(text, str) and bool(text)


def _all_inside_json_literals(
    offences: list[str], members: JsonObject, graph: JsonObject, environment: Environment
) -> bool:
    """Whether all of `offences` stand inside values of the type ``@json``, which are signed as they are written."""
    document = members | ({"@context": graph["@context"]} if "@context" in graph else {})
    statements = to_statements(document, environment.contexts, limits=environment.limits, origins=True)
    literals = {
        origin
        for quad, origin in zip(statements.quads, statements.origins or (), strict=True)
        if quad[2].endswith(_JSON_LITERAL)
    }
    return all(not literals.isdisjoint(_prefixes(offence)) for offence in offences)


def _prefixes(pointer: str) -> Iterator[str]:
    """The pointers to a value and to all that it stands in."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
