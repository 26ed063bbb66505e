"""Whether a fault of a document that is shown in part is a fault of the whole.

A claim that the holder withheld may not be held against the credential: where it would mend a fault, the fault proves
nothing. Yet nobody may hide a fault by withholding something else. So each fault is asked whether it would still be
there, whatever was withheld.
"""

from __future__ import annotations

from vcwallet.json_schema.engine import Fault
from vcwallet.json_schema.keywords import HERE_LISTS, MEMBERS_BY_NAME
from vcwallet.model.withheld import Path, Withheld
from vcwallet.ports import JsonValue

# More members and more elements do not mend these.
_STAYS = frozenset(
    {
        "type",
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "maxItems",
        "maxProperties",
        "additionalProperties",
        "propertyNames",
        "falseSchema",
    }
)
# More of them do, but nothing that is withheld further down.
_LACKS = frozenset({"required", "minProperties", "minItems"})
# On these ways a schema applies whatever else the document says; not so behind `if`, `contains` or what is unevaluated.
# A number or a name follows some of them.
_NUMBERED = HERE_LISTS - {"anyOf", "oneOf"} | {"prefixItems", "items"}
_NAMED = MEMBERS_BY_NAME | {"dependentSchemas", "dependencies"}
_ALONE = frozenset({"$ref", "additionalProperties", "items"})


def is_certain(fault: Fault, document: JsonValue, withheld: Withheld, *, counts_elements: bool) -> bool:
    """Whether a fault would be there even if all were shown.

    Args:
        fault: What was found in what is shown.
        document: What is shown.
        withheld: Where something may have been withheld.
        counts_elements: Whether the schema asks at which place in an array an element stands.
    """
    if not _always_applies(fault.way):
        return False
    value = document
    for depth, step in enumerate(fault.path):
        if counts_elements and isinstance(value, list) and withheld.at(fault.path[:depth]):
            return False
        value = value[step]  # type: ignore[index] # the engine came this way
    if fault.kind in _STAYS:
        return True
    if fault.kind in _LACKS:
        return not withheld.at(fault.path)
    if fault.kind == "uniqueItems" and isinstance(value, list):
        # What is shown of two elements may be the same, and the rest may not.
        return not any(_is_open(element, (*fault.path, index), withheld) for index, element in enumerate(value))
    return not _is_open(value, fault.path, withheld)


def _is_open(value: JsonValue, path: Path, withheld: Withheld) -> bool:
    """Whether a value may be another one than what is shown of it."""
    return isinstance(value, (dict, list)) and withheld.within(path)


def _always_applies(way: tuple[str | int, ...]) -> bool:
    steps = iter(enumerate(way))
    for index, keyword in steps:
        following = way[index + 1] if index + 1 < len(way) else None
        if keyword in _NAMED or (keyword in _NUMBERED and isinstance(following, int)):
            next(steps, None)
        elif keyword == "propertyNames":
            return True
        elif keyword not in _ALONE:
            return False
    return True
