"""What the tests of JSON Schema share: how a document is held against a schema, and schemas at random."""

import json

from hypothesis import strategies as st

from vcwallet.errors import NonConforming, Undetermined
from vcwallet.json_schema import evaluate
from vcwallet.json_schema.dialect import DRAFT_7, DRAFT_2019_09, DRAFT_2020_12
from vcwallet.resources import Resources

BASE = "https://uni.example/schemas/degree.json"
VERSIONS = {dialect.name: dialect.uri for dialect in (DRAFT_2020_12, DRAFT_2019_09, DRAFT_7)}
LATEST = VERSIONS["2020-12"]


def hold(schema, document, given=None, *, uri=LATEST, **options):
    written = {url: json.dumps(content).encode() for url, content in (given or {}).items()}
    return evaluate({"$schema": uri} | schema, document, Resources(written), base=BASE, spec="§", **options)


def outcome(schema, document):
    try:
        return hold(schema, document)
    except (NonConforming, Undetermined) as error:
        return error.message


NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "bb", "x@y.example"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


def keywords(inner):
    named = st.dictionaries(NAMES, inner, max_size=2)
    listed = st.lists(inner, min_size=1, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "number", "object", "array", "null"]),
            "enum": st.lists(VALUES, min_size=1, max_size=3),
            "const": VALUES,
            "minLength": st.integers(0, 2),
            "pattern": st.sampled_from(["^a", "b{1,2}$"]),
            "required": st.lists(NAMES, unique=True, max_size=2),
            "properties": named,
            "patternProperties": named,
            "additionalProperties": inner,
            "unevaluatedProperties": inner,
            "propertyNames": inner,
            "items": inner,
            "prefixItems": listed,
            "unevaluatedItems": inner,
            "contains": inner,
            "uniqueItems": st.booleans(),
            "allOf": listed,
            "anyOf": listed,
            "oneOf": listed,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "dependentSchemas": named,
            "$ref": st.sampled_from(["#/$defs/x", "#/$defs/y"]),
            "title": st.just("T"),
        },
    )


SCHEMAS = st.recursive(st.booleans() | keywords(st.booleans()), keywords, max_leaves=4)
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=3)
