"""Schemas as they come: strict JSON, within bounds."""

from __future__ import annotations

from vcwallet.encoding.limits import Limits
from vcwallet.encoding.strict_json import admit, parse
from vcwallet.errors import FormatError
from vcwallet.json_schema.faults import indeterminate
from vcwallet.ports import JsonObject

SCHEMA_LIMITS = Limits(max_bytes=1_000_000, max_depth=100, max_nodes=20_000, max_string=100_000)
"""Of one document that holds schemas. Compiling takes more than linear time in the number of references."""
MAX_DOCUMENTS = 10
"""Documents that one schema may be spread over."""


def read_schema(content: bytes) -> JsonObject:
    """Reads a schema, or a document with schemas.

    Raises:
        Undetermined: Not JSON (YAML is not read here), no object, or over a limit.
    """
    try:
        document = parse(content, SCHEMA_LIMITS)
    except FormatError as error:
        raise indeterminate(f"Its schema cannot be read: {error.message[:300]}") from error
    if not isinstance(document, dict):
        raise indeterminate("Its schema is not a JSON object.")
    return document


def admit_schema(document: JsonObject) -> JsonObject:
    """A copy of a schema that was a part of another document, under other limits.

    Raises:
        Undetermined: It is over a limit.
    """
    try:
        copy = admit(document, SCHEMA_LIMITS)
    except FormatError as error:
        raise indeterminate(f"Its schema cannot be read: {error.message[:300]}", code="over_limit") from error
    assert isinstance(copy, dict)
    return copy
