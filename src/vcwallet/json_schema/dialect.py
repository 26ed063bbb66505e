"""Which version of JSON Schema a schema is written in (VC-JSON-SCHEMA 1.0 §4 and §5)."""

from __future__ import annotations

from dataclasses import dataclass

from vcwallet.json_schema.faults import indeterminate
from vcwallet.ports import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A version of JSON Schema.

    Attributes:
        name: What people call it.
        uri: What ``$schema`` says.
        references: The keywords that name another schema.
        definitions: The keyword under which schemas stand that others refer to.
        only_references: Whether nothing that stands beside a ``$ref`` counts.
    """

    name: str
    uri: str
    references: tuple[str, ...]
    definitions: str = "$defs"
    only_references: bool = False


DRAFT_2020_12 = Dialect(
    name="2020-12",
    uri="https://json-schema.org/draft/2020-12/schema",
    references=("$ref", "$dynamicRef"),
)
DRAFT_2019_09 = Dialect(
    name="2019-09",
    uri="https://json-schema.org/draft/2019-09/schema",
    references=("$ref", "$recursiveRef"),
)
DRAFT_7 = Dialect(
    name="draft-07",
    uri="http://json-schema.org/draft-07/schema",
    references=("$ref",),
    definitions="definitions",
    only_references=True,
)
# 2020-12 has to be there; the others may be.
DIALECTS = {dialect.uri: dialect for dialect in (DRAFT_2020_12, DRAFT_2019_09, DRAFT_7)}


def dialect_of(schema: JsonObject, default: Dialect | None = None) -> Dialect:
    """The version that a schema says it is written in.

    Args:
        schema: The schema.
        default: What it is taken for where it does not say; None where it must.

    Raises:
        Undetermined: It does not say, or names a version that is not known here.
    """
    uri = schema.get("$schema")
    if uri is None and default is not None:
        return default
    if uri is None:
        raise indeterminate(
            "Its schema does not say in which version of JSON Schema it is written, and must not be used.",
            hint="The schema needs a '$schema'.",
        )
    # Draft-07 writes its own name with an empty fragment.
    found = DIALECTS.get(uri.removesuffix("#")) if isinstance(uri, str) else None
    if found is None:
        known = ", ".join(dialect.name for dialect in DIALECTS.values())
        raise indeterminate(
            "Its schema is written in a version of JSON Schema that is not known here.",
            code="unsupported_schema",
            hint=f"Known are {known}.",
        )
    return found
