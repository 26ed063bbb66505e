"""Type metadata: the documents behind ``vct``, with those that they extend (SD-JWT VC §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import parse
from vcwallet.errors import FormatError, Need, NonConforming, Undetermined, UsageError
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.claim_metadata import ClaimMetadata, extend, read_claims
from vcwallet.securing.sd_jwt.claim_path import ClaimPath
from vcwallet.securing.sd_jwt.integrity import check_integrity, expected_digest
from vcwallet.securing.sd_jwt.type_display import TypeDisplay, read_displays
from vcwallet.securing.sd_jwt.type_schema import SchemaReference, read_schema

MAX_EXTENSIONS = 10
"""A type that extends more types than this, one after the other, is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeMetadata:
    """What is known about a type of credential, with all that it inherits.

    Attributes:
        vct: The type.
        types: The type, the type that it extends, the type that this one extends, and so on. That a credential is of
            an extended type gives its issuer no right to issue that type (section 6.6).
        name: Its name for developers.
        description: Its description for developers.
        display: Its names for people, one for each language.
        claims: What is known about its claims.
        schemas: The JSON Schemas that it and the types that it extends refer to.
        documents: The documents, in the order of `types`.
    """

    vct: str
    types: tuple[str, ...]
    name: str | None
    description: str | None
    display: tuple[TypeDisplay, ...]
    claims: tuple[ClaimMetadata, ...] = field(repr=False)
    schemas: tuple[SchemaReference, ...] = field(repr=False)
    documents: tuple[JsonObject, ...] = field(repr=False)

    def claim(self, pointer: str) -> ClaimMetadata | None:
        """What is known about one claim; None where that is nothing.

        Args:
            pointer: JSON pointer to the claim, in the payload as it was issued: what is withheld counts among the
                elements of an array.

        Returns:
            Of several paths that lead there, that which says most of its steps.

        Raises:
            FormatError: Not a JSON pointer.
        """
        tokens = json_pointer.parse(pointer)
        matching = [claim for claim in self.claims if _leads_to(claim.path, tokens)]
        return min(matching, key=lambda claim: claim.path.count(None), default=None)


def resolve_type_metadata(
    vct: str,
    resources: Resources | Mapping[str, bytes],
    *,
    integrity: JsonValue = None,
    known: Mapping[str, bytes] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> TypeMetadata:
    """Retrieves the metadata of a type, and of all types that it extends.

    Args:
        vct: The type, as the credential names it.
        resources: Where documents on the web come from, or ``{url: bytes}`` with the documents; only ``https:`` URLs
            are looked up.
        integrity: The credential's ``vct#integrity``; None where it has none.
        known: Documents by type, from a registry or a cache that the caller trusts (sections 4.3.2 and 4.3.4).
        limits: For each document.

    Raises:
        NonConforming: A document is not type metadata, is about another type, or extends itself in a circle.
        Undetermined: A document cannot be had, or is not the one that was meant.
        UsageError: An argument is of the wrong kind.
    """
    if not isinstance(vct, str) or not vct:
        raise UsageError("`vct` names a type: a text that is not empty.")
    if known is not None and not isinstance(known, Mapping):
        raise UsageError("`known` maps types to documents: {vct: bytes}.")
    if not isinstance(resources, Resources):
        resources = Resources(resources)
    documents: dict[str, JsonObject] = {}
    name, pinned = vct, integrity
    while True:
        if name in documents:
            message = "The type extends itself, directly or by way of others."
            raise _broken(message, "/extends", "SD-JWT VC §6.3", code="type_cycle")
        if len(documents) > MAX_EXTENSIONS:
            message = f"The type extends more than {MAX_EXTENSIONS} others, one after the other."
            raise _broken(message, "/extends", code="over_limit")
        document = documents[name] = _document(name, pinned, resources, known or {}, limits)
        if "extends" not in document:
            return _combine(tuple(documents), tuple(documents.values()))
        extends = document["extends"]
        if not isinstance(extends, str) or not extends:
            raise _broken("The type that a type extends is not named by a string.", "/extends", "SD-JWT VC §4.4")
        name, pinned = extends, document.get("extends#integrity")


def _document(
    vct: str, integrity: JsonValue, resources: Resources, known: Mapping[str, bytes], limits: Limits
) -> JsonObject:
    content = known.get(vct)
    need = Need(url=vct, kind="type-metadata", digest=_digest(vct, integrity))
    if content is None:
        if not vct.startswith("https://"):
            raise Undetermined(
                f"Where the metadata of the type {vct[:200]!r} can be found is not known.",
                hint="Hand them over as `known`, from a registry that you trust.",
                spec="SD-JWT VC §4.3",
                code="unknown_type",
            )
        content = resources.get(need)
    if integrity is not None:
        check_integrity(content, integrity, need)
    try:
        document = parse(content, limits)
    except FormatError as error:
        message = f"The metadata of the type {vct[:200]!r} cannot be read: {error.message}"
        raise _broken(message, error.where, error.spec) from error
    if not isinstance(document, dict):
        raise _broken("Type metadata are a JSON object.", "")
    if document.get("vct") != vct:
        raise _broken(f"The metadata are not about the type {vct[:200]!r}.", "/vct", "SD-JWT VC §4.3")
    return document


def _leads_to(path: ClaimPath, tokens: tuple[str, ...]) -> bool:
    if len(path) != len(tokens):
        return False
    steps = zip(path, tokens, strict=True)
    return all(
        json_pointer.array_index(token) is not None if step is None else str(step) == token for step, token in steps
    )


def _digest(vct: str, integrity: JsonValue) -> str | None:
    try:
        return None if integrity is None else expected_digest(integrity)
    except FormatError as error:
        message = f"What the metadata of the type {vct[:200]!r} must be is not well stated: {error.message}"
        raise _broken(message, "/vct#integrity", error.spec) from error


def _combine(types: tuple[str, ...], documents: tuple[JsonObject, ...]) -> TypeMetadata:
    claims: tuple[ClaimMetadata, ...] = ()
    display: tuple[TypeDisplay, ...] = ()
    # From the most general type to the credential's own (section 4.4).
    for document in reversed(documents):
        claims = extend(claims, read_claims(document.get("claims", []), "/claims"))
        if "display" in document:
            # As a whole: the display of the extended type is then ignored (section 4.5.2).
            display = read_displays(document["display"], "/display")
    return TypeMetadata(
        vct=types[0],
        types=types,
        name=_text(documents[0], "name"),
        description=_text(documents[0], "description"),
        display=display,
        claims=claims,
        schemas=tuple(schema for document in documents for schema in read_schema(document)),
        documents=documents,
    )


def _text(document: JsonObject, name: str) -> str | None:
    value = document.get(name)
    if value is not None and not isinstance(value, str):
        raise _broken(f"The {name} of a type is not a string.", f"/{name}")
    return value


def _broken(message: str, where: str, spec: str = "SD-JWT VC §4.2", *, code: str = "type_metadata") -> NonConforming:
    return NonConforming(message, where=where, spec=spec, code=code)
