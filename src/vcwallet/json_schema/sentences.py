"""What is wrong with a document, in a sentence for people who know nothing of schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "a group of claims",
    "array": "a list",
    "null": "nothing",
}
_LONGEST_NAME = 60


def sentence(path: tuple[str | int, ...], kind: str, facts: dict[str, Any]) -> str:
    """Says what is wrong at a place.

    Args:
        path: Member names and indexes from the document's root.
        kind: The name of the keyword that is not followed.
        facts: What it demands.

    Returns:
        A sentence of bounded length that repeats no value of the document.
    """
    tell = _SENTENCES.get(kind)
    told = tell(facts) if tell else "is not as the schema demands"
    return f"The credential does not follow its schema: {_place(path)} {told}."


def _place(path: tuple[str | int, ...]) -> str:
    if not path:
        return "as a whole, it"
    if isinstance(path[-1], str):
        return _name(path[-1])
    names = [step for step in path if isinstance(step, str)]
    return f"item {path[-1] + 1} of {_name(names[-1])}" if names else f"item {path[-1] + 1}"


def _name(name: object) -> str:
    text = str(name)
    return repr(text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…")


def _type(facts: dict[str, Any]) -> str:
    # In alphabetical order, but that "nothing" comes last.
    names = [_TYPES.get(name, "something else") for name in sorted(facts.get("types", []), key="null".__eq__)]
    return f"should be {' or '.join(names)}"


def _unexpected(facts: dict[str, Any]) -> str:
    names = facts.get("unexpected", [])
    return (
        f"has {_name(names[0])}, which should not be there" if names else "has something in it that should not be there"
    )


def _limit(beginning: str, end: str = "") -> Callable[[dict[str, Any]], str]:
    return lambda facts: f"{beginning} {str(facts.get('limit'))[:30]}{end}"


def _always(text: str) -> Callable[[dict[str, Any]], str]:
    return lambda _: text


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "type": _type,
    "required": lambda facts: f"lacks {_name(facts.get('property'))}",
    "additionalProperties": _unexpected,
    "unevaluatedProperties": _unexpected,
    "falseSchema": _always("should not be there"),
    "enum": _always("is none of the values that it may have"),
    "const": _always("is not the one value that it may have"),
    "format": lambda facts: f"is not well written (expected: {str(facts.get('format'))[:30]})",
    "pattern": _always("is not written in the expected form"),
    "minLength": _limit("is too short: the least number of characters is"),
    "maxLength": _limit("is too long: the greatest number of characters is"),
    "minimum": _limit("should be at least"),
    "maximum": _limit("should be at most"),
    "exclusiveMinimum": _limit("should be more than"),
    "exclusiveMaximum": _limit("should be less than"),
    "minItems": _limit("should have at least", " items"),
    "maxItems": _limit("should have at most", " items"),
    "minProperties": _limit("should say at least", " things"),
    "maxProperties": _limit("should say at most", " things"),
    "uniqueItems": _always("has the same item twice"),
    "contains": _always("lacks an item of the expected kind"),
    "propertyNames": _always("has a name in it that it may not have"),
    "anyOf": _always("is of none of the forms that it may have"),
    "oneOf": _always("is not of just one of the forms that it may have"),
    "oneOfNotValid": _always("is of none of the forms that it may have"),
    "oneOfMultipleValid": _always("is of several forms, of which it may have one"),
    "not": _always("has a form that it may not have"),
}
