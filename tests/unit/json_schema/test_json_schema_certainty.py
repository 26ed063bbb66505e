"""Faults of what is shown in part: which of them are faults of the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_schema_cases import DOCUMENTS, SCHEMAS, hold, outcome

from vcwallet.errors import NonConforming
from vcwallet.model.withheld import ANYWHERE


class Places:
    def __init__(self, *places):
        self._places = places

    def __repr__(self):
        return f"Places{self._places}"

    def at(self, path):
        return path in self._places

    def within(self, path):
        return any(place[: len(path)] == path for place in self._places)


ROOT = Places(())


@pytest.mark.parametrize(
    ("schema", "document", "withheld"),
    [
        ({"required": ["b"]}, {"a": 1}, ROOT),
        ({"minProperties": 2}, {"a": 1}, ROOT),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, ROOT),
        ({"anyOf": [{"required": ["b"]}, {"required": ["c"]}]}, {"a": 1}, ROOT),
        ({"oneOf": [{"properties": {"a": {}}}, {"not": {"required": ["b"]}}]}, {"a": 1}, ROOT),
        ({"not": {"not": {"required": ["b"]}}}, {"a": 1}, ROOT),
        ({"if": {"required": ["b"]}, "else": {"properties": {"a": {"type": "string"}}}}, {"a": 1}, ROOT),
        ({"properties": {"a": {"required": ["b"]}}}, {"a": {}}, Places(("a",))),
        ({"properties": {"a": {"const": {"b": 1}}}}, {"a": {}}, Places(("a",))),
        ({"properties": {"a": {"enum": [[1, 2]]}}}, {"a": [1]}, Places(("a",))),
        ({"properties": {"a": {"minItems": 2}}}, {"a": [1]}, Places(("a",))),
        ({"properties": {"a": {"contains": {"const": 2}}}}, {"a": [1]}, Places(("a",))),
        ({"properties": {"a": {"prefixItems": [{"const": 1}, {"const": 2}]}}}, {"a": [2]}, Places(("a",))),
        ({"properties": {"a": {"items": {"required": ["b"]}}}}, {"a": [{}]}, Places(("a", 0))),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"required": ["b"]}}}, {"a": 1}, ROOT),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [{}, {}]}, Places(("a", 1))),
        ({"properties": {"a": {"contains": {"required": ["b"]}}}}, {"a": [{}]}, Places(("a", 0))),
        (
            {"unevaluatedProperties": False, "if": {"required": ["b"]}, "then": {"properties": {"a": {}}}},
            {"a": 1},
            ROOT,
        ),
    ],
    ids=lambda value: "anywhere" if value is ANYWHERE else str(value),
)
def test_what_a_withheld_claim_could_mend_is_not_held_against_the_document(schema, document, withheld):
    for where in (withheld, ANYWHERE):
        assert "cannot be told" in hold(schema, document, withheld=where)
    with pytest.raises(NonConforming):
        hold(schema, document)


@pytest.mark.parametrize(
    ("schema", "document", "withheld", "place"),
    [
        ({"properties": {"a": {"type": "string"}}}, {"a": 1}, ANYWHERE, "/a"),
        ({"properties": {"a": {"type": "string"}}}, {"a": {}}, ANYWHERE, "/a"),
        ({"properties": {"a": {"enum": [2]}}}, {"a": 1}, ANYWHERE, "/a"),
        ({"properties": {"a": {"anyOf": [{"const": 2}, {"const": 3}]}}}, {"a": 1}, ANYWHERE, "/a"),
        ({"properties": {"a": False}}, {"a": 1}, ANYWHERE, "/a"),
        ({"allOf": [False]}, {"a": 1}, ANYWHERE, ""),
        ({"additionalProperties": False, "properties": {"b": {}}}, {"a": 1}, ANYWHERE, ""),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}, ANYWHERE, "/a"),
        ({"patternProperties": {"a": {"type": "string"}}}, {"a": 1}, ANYWHERE, "/a"),
        ({"propertyNames": {"minLength": 2}}, {"a": 1}, ANYWHERE, ""),
        ({"maxProperties": 0}, {"a": 1}, ANYWHERE, ""),
        ({"dependentSchemas": {"a": {"properties": {"a": {"type": "string"}}}}}, {"a": 1}, ANYWHERE, "/a"),
        ({"properties": {"a": {"items": {"type": "string"}}}}, {"a": ["x", 1]}, ANYWHERE, "/a/1"),
        ({"properties": {"a": {"maxItems": 1}}}, {"a": [1, 2]}, ANYWHERE, "/a"),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [1, 1]}, ANYWHERE, "/a"),
        ({"properties": {"a": {"prefixItems": [{"const": 1}]}}}, {"a": [2]}, Places(("b",)), "/a/0"),
        ({"properties": {"a": {"required": ["b"]}}}, {"a": {}}, ROOT, "/a"),
        ({"required": ["b"]}, {"a": {}}, Places(("a",)), ""),
        ({"minProperties": 2}, {"a": {}}, Places(("a",)), ""),
        ({"properties": {"a": {"minItems": 2}}}, {"a": [{}]}, Places(("a", 0)), "/a"),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [{}, {}]}, Places((), ("a",)), "/a"),
        ({"properties": {"a": {"enum": [[1, 2]]}}}, {"a": [1]}, Places((), ("b",)), "/a"),
        ({"required": ["b"], "properties": {"a": {"type": "string"}}}, {"a": 1}, ROOT, "/a"),
    ],
    ids=lambda value: "anywhere" if value is ANYWHERE else str(value),
)
def test_nobody_hides_a_fault_by_withholding_something_else(schema, document, withheld, place):
    with pytest.raises(NonConforming) as caught:
        hold(schema, document, withheld=withheld)
    assert caught.value.where == place


def test_what_follows_its_schema_as_far_as_shown_passes():
    assert hold({"properties": {"a": {"type": "number"}}}, {"a": 1}, withheld=ANYWHERE) == ""


def _parts(value, path=()):
    """The value with some members and elements left out, and where they were."""
    if isinstance(value, dict):
        inner = {name: (st.booleans(), _parts(item, (*path, name))) for name, item in value.items()}
        return st.fixed_dictionaries({name: st.tuples(*both) for name, both in inner.items()}).map(
            lambda drawn: (
                {name: item for name, (shown, (item, _)) in drawn.items() if shown},
                [place for shown, (_, places) in drawn.values() if shown for place in places]
                + [path for shown, _ in drawn.values() if not shown],
            )
        )
    if isinstance(value, list):
        # Places within elements would move with their indexes: elements are shown whole, or not at all.
        return st.lists(st.booleans(), min_size=len(value), max_size=len(value)).map(
            lambda shown: (
                [item for item, keep in zip(value, shown, strict=True) if keep],
                [path] if not all(shown) else [],
            )
        )
    return st.just((value, []))


@given(st.data(), SCHEMAS.filter(lambda schema: isinstance(schema, dict)), DOCUMENTS)
def test_whoever_is_refused_would_be_refused_in_full(data, schema, document):
    definitions = {"$defs": {"x": {"type": "object"}, "y": {"required": ["a"]}}}
    shown, places = data.draw(_parts(document))
    try:
        hold(schema | definitions, shown, withheld=Places(*places))
    except NonConforming:
        assert outcome(schema | definitions, document) != ""
