"""How much work it would be to hold a document against a schema: reckoned before any of it is done.

Schemas can make this grow without bounds: references double it from one to the next, arrays meet long lists of
permitted values, keywords about what was not evaluated look at everything twice. The reckoning follows the schema over
the document as an engine would, takes every branch, and adds up; what it met once, it does not look at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from vcwallet.errors import Undetermined
from vcwallet.json_schema.faults import indeterminate
from vcwallet.json_schema.keywords import (
    ELEMENTS,
    HERE,
    HERE_BY_NAME,
    HERE_LISTS,
    MEMBERS,
    MEMBERS_BY_NAME,
    NAMES,
)
from vcwallet.json_schema.plain import PlainSchema
from vcwallet.ports import JsonObject, JsonValue

MAX_STEPS = 500_000
"""A step takes the engine up to a microsecond."""
MAX_MEETINGS = 100_000
"""How often a schema may meet a value, each pair counted once: the reckoning itself takes microseconds for each."""
MAX_NESTING = 250
"""Schemas within schemas, over references too, down to the deepest value: engines keep them on the stack."""
MAX_PATTERNS = 1_000_000
"""Of all regular expressions together, in characters, repetitions written out."""
_META_SCHEMA_STEPS = 200
"""For each value that is held against a meta-schema."""
_REPETITION = re.compile(r"\{(\d{1,6})(?:,(\d{0,6}))?\}")


class Work(NamedTuple):
    """What holding a value against a schema takes.

    Attributes:
        steps: Of all kinds.
        schemas: How often a schema is applied; no more faults than these can be found.
    """

    steps: int
    schemas: int


def reckon(schema: PlainSchema, document: JsonValue) -> Work:
    """Reckons the work, at most.

    Raises:
        Undetermined: It is more than is done here, or would never end.
    """
    try:
        if sum(map(_pattern_size, _patterns(schema.document))) > MAX_PATTERNS:
            raise _too_much()
        return _Reckoning(schema).meet(schema.document, document, 0)
    except RecursionError:
        raise _too_much() from None


class _Reckoning:
    def __init__(self, schema: PlainSchema) -> None:
        self._targets = schema.targets
        # By identity: the values of a document are a tree, and stay where they are.
        self._met: dict[tuple[int, int], Work | None] = {}

    def meet(self, schema: JsonValue, value: JsonValue, nesting: int) -> Work:
        """The work for one schema and one value."""
        if not isinstance(schema, dict):
            return Work(1, 1)
        pair = (id(schema), id(value))
        if pair in self._met:
            known = self._met[pair]
            if known is None:
                raise indeterminate("Its schema refers to itself in a circle, without looking at anything on the way.")
            return known
        if nesting > MAX_NESTING or len(self._met) > MAX_MEETINGS:
            raise _too_much()
        self._met[pair] = None
        steps, schemas = 1 + len(schema) + _own_steps(schema, value), 1
        for inner, met in self._applied(schema, value):
            work = self.meet(inner, met, nesting + 1)
            steps, schemas = steps + work.steps, schemas + work.schemas
            if steps > MAX_STEPS:
                raise _too_much()
        if "$ref" in schema and schema["$ref"] not in self._targets:
            steps += _META_SCHEMA_STEPS * _size(value)
        if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
            steps *= 2
        if steps > MAX_STEPS:
            raise _too_much()
        self._met[pair] = Work(steps, schemas)
        return Work(steps, schemas)

    def _applied(self, schema: JsonObject, value: JsonValue) -> Iterator[tuple[JsonValue, JsonValue]]:
        """The schemas that a schema applies, and to what; more than an engine might."""
        for keyword, inner in schema.items():
            if keyword == "$ref":
                if inner in self._targets:
                    yield self._targets[str(inner)], value
            elif keyword in HERE:
                yield inner, value
            elif keyword in HERE_LISTS and isinstance(inner, list):
                yield from ((item, value) for item in inner)
            elif isinstance(value, dict):
                yield from _applied_to_members(keyword, inner, value)
            elif isinstance(value, list):
                yield from _applied_to_elements(keyword, inner, value)


def _applied_to_members(keyword: str, inner: JsonValue, members: JsonObject) -> Iterator[tuple[JsonValue, JsonValue]]:
    if keyword in HERE_BY_NAME and isinstance(inner, dict):
        yield from ((schema, members) for name, schema in inner.items() if name in members)
    elif keyword == "properties" and isinstance(inner, dict):
        yield from ((schema, members[name]) for name, schema in inner.items() if name in members)
    elif keyword in MEMBERS_BY_NAME and isinstance(inner, dict):
        # Which names a pattern matches is not asked: all of them might.
        yield from ((schema, value) for schema in inner.values() for value in members.values())
    elif keyword in MEMBERS:
        yield from ((inner, value) for value in members.values())
    elif keyword in NAMES:
        yield from ((inner, name) for name in members)


def _applied_to_elements(
    keyword: str, inner: JsonValue, elements: list[JsonValue]
) -> Iterator[tuple[JsonValue, JsonValue]]:
    if isinstance(inner, list) and keyword in ("prefixItems", "items"):
        yield from zip(inner, elements, strict=False)
    elif keyword in ELEMENTS:
        yield from ((inner, element) for element in elements)


def _own_steps(schema: JsonObject, value: JsonValue) -> int:
    """What a schema's own keywords take at one value."""
    steps = 0
    for keyword, inner in schema.items():
        if keyword in ("enum", "const"):
            steps += _size(inner)
        elif keyword == "uniqueItems" or isinstance(inner, list):
            steps += _size(value) if keyword == "uniqueItems" else len(inner) if isinstance(inner, list) else 0
        elif keyword == "pattern" and isinstance(value, str):
            steps += _matching(str(inner), value)
        elif keyword == "format" and isinstance(value, str):
            steps += len(value) // 10
        elif keyword == "patternProperties" and isinstance(inner, dict) and isinstance(value, dict):
            steps += sum(_matching(pattern, name) for pattern in inner for name in value)
        elif isinstance(inner, dict):
            steps += len(inner)
    return steps


def _matching(pattern: str, text: str) -> int:
    # Matching takes linear time in the text; how long for each character depends on the pattern.
    return 1 + len(text) * (1 + _pattern_size(pattern) // 100)


@lru_cache(maxsize=256)
def _pattern_size(pattern: str) -> int:
    size = len(pattern)
    for least, most in _REPETITION.findall(pattern):
        size *= max(1, int(least), int(most or 0))
        if size > MAX_PATTERNS:
            return size
    return size


def _patterns(schema: JsonValue) -> Iterator[str]:
    pending = [schema]
    while pending:
        found = pending.pop()
        if isinstance(found, list):
            pending.extend(found)
        elif isinstance(found, dict):
            pattern, by_name = found.get("pattern"), found.get("patternProperties")
            if isinstance(pattern, str):
                yield pattern
            if isinstance(by_name, dict):
                yield from by_name
            pending.extend(found.values())


def _size(value: JsonValue) -> int:
    """How many values there are in one."""
    size, pending = 0, [value]
    while pending:
        found = pending.pop()
        size += 1
        if isinstance(found, dict):
            pending.extend(found.values())
        elif isinstance(found, list):
            pending.extend(found)
    return size


def _too_much() -> Undetermined:
    return indeterminate("To hold it against its schema would take more work than is done here.", code="over_limit")
