"""One reading only: JSON whose meaning is signed must not be rewritten to other JSON of the same meaning.

A signature over RDF covers statements, and the same statements can be written in many ways: under the full address of
a term (so that a check that looks for ``validUntil`` finds nothing), under another name that the document itself
defines, as a value object, in an array, with a shortened identifier, or with an object's claims at another place where
the same object is mentioned. Whoever holds a credential could choose the way that suits them, and the signature would
still hold. So what is signed by meaning is accepted in compacted form only (VCDM 2.0 §6.1): names are terms,
identifiers are written in full, and what is said of an object stands in one place, which nothing else could be.
`rewriting` looks closely at what is not quite plain, `inline_contexts` at the definitions that a document brings.
"""

from __future__ import annotations

from collections.abc import Iterator

from vcwallet.errors import NonConforming
from vcwallet.model.members import has_type
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.data_integrity.inline_contexts import WAIVER, refuse_opaque_contexts
from vcwallet.securing.data_integrity.rewriting import rewritable_place
from vcwallet.securing.data_integrity.spelling import IS_NAME, Mentions, Spelling, is_language_value
from vcwallet.securing.suite import Environment

_OF_CREDENTIALS = frozenset({"@context", "proof"})
_APART = _OF_CREDENTIALS | {"verifiableCredential"}


def require_one_reading(document: JsonObject, environment: Environment) -> None:
    """Sees that `document`, whose meaning is signed, is written in the one way that the checks read.

    Args:
        document: A credential or presentation without its own proofs; credentials in it are looked at too.
        environment: The known contexts, and whether any spelling will do.

    Raises:
        NonConforming: It is not in compacted form, or could be written otherwise (code ``not_compact``).
        Undetermined: A context inside the document gives names another meaning than they have (code
            ``inline_context``), or a context is not known.
    """
    if environment.any_spelling:
        return
    for where, graph in _graphs(document, ""):
        apart = _APART if _is_presentation(graph) else _OF_CREDENTIALS
        members: JsonObject = {name: value for name, value in graph.items() if name not in apart}
        listed = graph.get("@context")
        spelling = Spelling.of(listed, environment.contexts)
        refuse_opaque_contexts(listed, spelling.prefixes, where)
        if _is_plain(members, spelling):
            continue
        read = members | ({"@context": listed} if "@context" in graph else {})
        place = rewritable_place(members, read, spelling, environment)
        if place is not None:
            raise NonConforming(
                "It is written in a way that hides what it says: the signature covers its meaning, not this spelling.",
                where=where + place,
                hint="In compacted form, names are terms of its contexts, values are plain, and what is said of an "
                f"object stands in one place. {WAIVER}",
                spec="VCDM 2.0 §6.1",
                code="not_compact",
            )


def _graphs(document: JsonObject, where: str) -> Iterator[tuple[str, JsonObject]]:
    """The document and the credentials inside it, each a graph of its own, with their pointers."""
    yield where, document
    inside = document.get("verifiableCredential") if _is_presentation(document) else None
    if isinstance(inside, dict):
        yield from _graphs(inside, f"{where}/verifiableCredential")
    elif isinstance(inside, list):
        for index, credential in enumerate(inside):
            if isinstance(credential, dict):
                yield from _graphs(credential, f"{where}/verifiableCredential/{index}")


def _is_presentation(document: JsonObject) -> bool:
    return has_type(document, "VerifiablePresentation")


def _is_plain(members: JsonObject, spelling: Spelling) -> bool:
    """Whether nothing at all has to be looked at more closely: true of most documents, and quickly told."""
    texts: list[tuple[str, str]] = []
    mentions = Mentions()
    movable: set[str] = set()
    subjects = members.get("credentialSubject")
    # In the place of these no mere identifier can stand.
    fixed = {id(members), *map(id, subjects if isinstance(subjects, list) else [subjects])}
    waiting: list[JsonObject] = [members]
    for value in waiting:
        if not all(map(IS_NAME, value)) or spelling.is_doubtful(value):
            return False
        identifier = value.get("id")
        if type(identifier) is str:
            says, is_fixed = len(value) > 1, id(value) in fixed
            if not mentions.fits(identifier, says=says, fixed=is_fixed):
                return False
            if says and not is_fixed:
                movable.add(identifier)
        for name, item in value.items():
            if type(item) is str:
                texts.append((name, item))
            elif isinstance(item, dict | list) and not _is_plain_inside(name, item, texts, waiting):
                return False
    naming = spelling.naming
    for name, text in texts:
        if (name in naming or ":" in text) and spelling.may_be_rewritten(name, text, movable):
            return False
    return True


def _is_plain_inside(
    name: str, value: JsonObject | list[JsonValue], texts: list[tuple[str, str]], waiting: list[JsonObject]
) -> bool:
    """Whether an object or an array is a plain one; what is inside is left to be looked at."""
    if isinstance(value, list) and value and not any(value):
        return False
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            texts.append((name, item))
        elif isinstance(item, list):
            return False
        elif isinstance(item, dict):
            if "@value" not in item:
                waiting.append(item)
            elif not is_language_value(item, name):
                return False
    return True
