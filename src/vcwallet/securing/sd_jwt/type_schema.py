"""The JSON Schema that type metadata refer to.

Drafts of SD-JWT VC until 2025 had ``schema`` and ``schema_uri``, and documents that were published then still carry
them. They demanded that a credential follow the schema of its type and those of all types that it extends; the present
text does not define them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import parse
from vcwallet.errors import FormatError, Need, NonConforming, Undetermined
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.integrity import check_integrity, expected_digest

_SPEC = "SD-JWT VC draft 10 §6.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReference:
    """Where a schema is; one of the first two is None.

    Attributes:
        schema: The schema itself.
        uri: Where it can be had.
        integrity: The integrity metadata of what is there.
    """

    schema: JsonObject | None = field(repr=False, default=None)
    uri: str | None = None
    integrity: JsonValue = None


def read_schema(document: JsonObject) -> tuple[SchemaReference, ...]:
    """The schema that a type metadata document refers to; none or one.

    Raises:
        NonConforming: It has both kinds of reference, or one that is not what it should be.
    """
    if "schema" in document and "schema_uri" in document:
        raise _broken("The type metadata hold a schema and refer to another.", "/schema_uri")
    if "schema" in document:
        schema = document["schema"]
        if not isinstance(schema, dict):
            raise _broken("The schema of a type is not an object.", "/schema")
        return (SchemaReference(schema=schema),)
    if "schema_uri" in document:
        uri = document["schema_uri"]
        if not isinstance(uri, str) or not uri:
            raise _broken("The address of a schema is not a string.", "/schema_uri")
        return (SchemaReference(uri=uri, integrity=document.get("schema_uri#integrity")),)
    return ()


def retrieve_schema(reference: SchemaReference, resources: Resources, limits: Limits = DEFAULT_LIMITS) -> JsonObject:
    """The schema that is referred to; it is for the caller to validate claims with it.

    Raises:
        NonConforming: What is there is no JSON object.
        Undetermined: It cannot be had, is not the one that was meant, or is not under an ``https:`` URL.
    """
    if reference.schema is not None:
        return reference.schema
    uri = reference.uri or ""
    if not uri.startswith("https://"):
        raise Undetermined(f"No schema can be looked up at {uri[:200]!r}.", spec=_SPEC, code="unknown_schema")
    try:
        digest = None if reference.integrity is None else expected_digest(reference.integrity)
        need = Need(url=uri, kind="type-schema", digest=digest)
        content = resources.get(need)
        if reference.integrity is not None:
            check_integrity(content, reference.integrity, need)
        schema = parse(content, limits)
    except FormatError as error:
        raise _broken(f"The schema of a type cannot be read: {error.message}", error.where) from error
    if not isinstance(schema, dict):
        raise _broken("The schema of a type is not an object.", "")
    return schema


def _broken(message: str, where: str) -> NonConforming:
    return NonConforming(message, where=where, spec=_SPEC, code="type_metadata")
