"""How much work it would be to hold a document against a schema: reckoned before any of it is done.

Schemas can make this grow without bounds: references double it from one to the next, arrays meet long lists of
permitted values, keywords about what was not evaluated look at everything twice. The reckoning follows the schema over
the document as an engine would, takes every branch, and adds up; what it met once, it does not look at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    PLAIN,
)
from vcwallet.json_schema.measures import OF_ONE, weight
from vcwallet.json_schema.patterns import MAX_STATES, pattern_size
from vcwallet.json_schema.plain import PlainSchema
from vcwallet.ports import JsonObject, JsonValue

MAX_STEPS = 500_000
"""A step takes the engine up to a microsecond."""
MAX_MEETINGS = 100_000
"""How often a schema may meet a value, each pair counted once: the reckoning itself takes microseconds for each."""
MAX_NESTING = 250
"""Schemas within schemas, over references too, down to the deepest value: engines keep them on the stack."""
_META_SCHEMA_STEPS = 200
"""For each value that is held against a meta-schema."""
_DEMAND_NAMES = ("required", "dependentRequired", "dependencies")
"""They find a fault for each name."""


class Cost(NamedTuple):
    """What holding a value against a schema takes.

    Attributes:
        steps: Of all kinds.
        faults: How many can be found, at most.
        copies: What all faults weigh together: each comes with a copy of the value, and of what the schema demands.
    """

    steps: int
    faults: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What holding a document against a schema takes.

    Attributes:
        cost: At most.
        met: The identities of all schemas that are ever applied.
        meetings: How many pairs there are of a schema and a value that it is applied to.
    """

    cost: Cost
    met: frozenset[int]
    meetings: int


_NOTHING = Cost(0, 0, 0)


def reckon(schema: PlainSchema, document: JsonValue) -> Work:
    """Reckons the work.

    Raises:
        Undetermined: It is more than is done here, or would never end.
    """
    if sum(pattern_size(pattern) for _, pattern in schema.patterns) > MAX_STATES:
        raise too_much()
    reckoning = _Reckoning(schema)
    cost = reckoning.meet(schema.document, document, 0)
    return Work(cost=cost, met=reckoning.met(), meetings=reckoning.meetings)


class _Reckoning:
    def __init__(self, schema: PlainSchema) -> None:
        self._targets = schema.targets
        # By identity: the values of a document are a tree, and stay where they are.
        self._met: dict[tuple[int, int], Cost | None] = {}
        self._weights: dict[int, int] = {}

    @property
    def meetings(self) -> int:
        """How many pairs there were."""
        return len(self._met)

    def met(self) -> frozenset[int]:
        """The identities of all schemas that met anything."""
        return frozenset(schema for schema, _ in self._met)

    def meet(self, schema: JsonValue, value: JsonValue, nesting: int) -> Cost:
        """The work for one schema and one value."""
        if not isinstance(schema, dict):
            return Cost(1, 1, self._weight(value))
        pair = (id(schema), id(value))
        if pair in self._met:
            known = self._met[pair]
            if known is None:
                raise indeterminate("Its schema refers to itself in a circle, without looking at anything on the way.")
            return known
        if nesting > MAX_NESTING or len(self._met) > MAX_MEETINGS:
            raise too_much()
        self._met[pair] = None
        cost = _sum(_NOTHING, self._own_cost(schema, value))
        for inner, met in self._applied(schema, value):
            cost = _sum(cost, self.meet(inner, met, nesting + 1))
        if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
            cost = _sum(cost, cost)
        self._met[pair] = cost
        return cost

    def _own_cost(self, schema: JsonObject, value: JsonValue) -> Cost:
        """What a schema's own keywords take at one value."""
        size = self._weight(value)
        steps = 1 + len(schema) + sum(_steps(keyword, inner, value, size) for keyword, inner in schema.items())
        if "$ref" in schema and schema["$ref"] not in self._targets:
            steps += _META_SCHEMA_STEPS * _values(size)
        faults = 1 + len(schema) + sum(_values(weight(schema[name])) for name in _DEMAND_NAMES if name in schema)
        demanded = sum(weight(inner) for keyword, inner in schema.items() if keyword in PLAIN)
        return Cost(steps, faults, faults * size + demanded)

    def _weight(self, value: JsonValue) -> int:
        if not isinstance(value, (dict, list)):
            return weight(value)
        known = self._weights.get(id(value))
        if known is None:
            inner = value.values() if isinstance(value, dict) else value
            names = sum(map(len, value)) if isinstance(value, dict) else 0
            known = self._weights[id(value)] = OF_ONE + names + sum(map(self._weight, inner))
        return known

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


def _steps(keyword: str, inner: JsonValue, value: JsonValue, size: int) -> int:
    """What one keyword takes at one value, which weighs `size`."""
    if keyword == "uniqueItems":
        return _values(size)
    if keyword in ("enum", "const", "dependentRequired", "dependencies"):
        return _values(weight(inner))
    if keyword == "pattern" and isinstance(value, str):
        return _matching(str(inner), value)
    if keyword == "format" and isinstance(value, str):
        return len(value) // 10
    if keyword == "patternProperties" and isinstance(inner, dict) and isinstance(value, dict):
        return sum(_matching(pattern, name) for pattern in inner for name in value)
    return len(inner) if isinstance(inner, (dict, list)) else 0


def _matching(pattern: str, text: str) -> int:
    # Matching takes linear time in the text; how long for each character depends on the pattern.
    return 1 + len(text) * pattern_size(pattern) // 100


def _values(weight: int) -> int:
    return weight // OF_ONE


def _sum(one: Cost, other: Cost) -> Cost:
    steps = one.steps + other.steps
    if steps > MAX_STEPS:
        raise too_much()
    return Cost(steps, one.faults + other.faults, one.copies + other.copies)


def too_much() -> Undetermined:
    """What to say where a bound is passed."""
    return indeterminate("To hold it against its schema would take more work than is done here.", code="over_limit")
