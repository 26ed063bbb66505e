"""The keywords of JSON Schema that decide anything, by what stands behind them.

What is not listed is an annotation, or nothing that JSON Schema defines: it says nothing about whether a document
follows the schema. The three versions share one table, since no keyword means two things in them but ``items`` and
``dependencies``, which are told apart by what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vcwallet.ports import JsonValue

HERE = frozenset({"not", "if", "then", "else"})
"""The value is a schema for the same value."""
HERE_LISTS = frozenset({"allOf", "anyOf", "oneOf"})
"""The value is an array of such schemas."""
HERE_BY_NAME = frozenset({"dependentSchemas", "dependencies"})
"""The value is an object of such schemas, by the member that must be there (or arrays of names, in draft-07)."""

MEMBERS_BY_NAME = frozenset({"properties", "patternProperties"})
"""The value is an object of schemas for members."""
MEMBERS = frozenset({"additionalProperties", "unevaluatedProperties"})
"""The value is a schema for members that no other keyword speaks of."""
NAMES = frozenset({"propertyNames"})
"""The value is a schema for the names of members."""
ELEMENTS = frozenset({"items", "additionalItems", "unevaluatedItems", "contains"})
"""The value is a schema for elements; ``items`` may have an array of them in versions before 2020-12."""
ELEMENT_LISTS = frozenset({"prefixItems"})
"""The value is an array of schemas, one for each element."""

DEFINITIONS = frozenset({"$defs", "definitions"})
"""The value is an object of schemas that apply only where something refers to them."""

PLAIN = frozenset(
    {
        "type",
        "enum",
        "const",
        "multipleOf",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "format",
        "maxItems",
        "minItems",
        "uniqueItems",
        "maxContains",
        "minContains",
        "maxProperties",
        "minProperties",
        "required",
        "dependentRequired",
    }
)
"""The value holds no schemas."""

_SINGLE = HERE | MEMBERS | NAMES | ELEMENTS
_LISTS = HERE_LISTS | ELEMENT_LISTS | {"items"}
_BY_NAME = HERE_BY_NAME | MEMBERS_BY_NAME | DEFINITIONS
APPLIED = _SINGLE | _LISTS | HERE_BY_NAME | MEMBERS_BY_NAME
"""The value holds schemas, and they apply."""


def subschemas(keyword: str, value: JsonValue) -> Iterator[JsonValue]:
    """The schemas behind a keyword; what is not as it should be is left for the engine to refuse."""
    if keyword in _LISTS and isinstance(value, list):
        yield from value
    elif keyword in _BY_NAME and isinstance(value, dict):
        yield from (item for item in value.values() if not isinstance(item, list))
    elif keyword in _SINGLE:
        yield value


def with_subschemas(keyword: str, value: JsonValue, change: Callable[[JsonValue], JsonValue]) -> JsonValue:
    """What stands behind a keyword, with each of its `subschemas` changed."""
    if keyword in _LISTS and isinstance(value, list):
        return [change(item) for item in value]
    if keyword in _BY_NAME and isinstance(value, dict):
        return {name: item if isinstance(item, list) else change(item) for name, item in value.items()}
    return change(value) if keyword in _SINGLE else value
