"""Schemas of all versions, their references, and what is said of documents that do not follow them."""

import jsonschema_rs
import pytest
from hypothesis import given
from json_schema_cases import BASE, DOCUMENTS, LATEST, SCHEMAS, VERSIONS, hold, keywords, outcome

from vcwallet.errors import NonConforming, Undetermined
from vcwallet.json_schema import evaluate, read_schema
from vcwallet.json_schema.dialect import DRAFT_2020_12
from vcwallet.json_schema.sentences import sentence
from vcwallet.resources import Resources


def refused(schema, document, given=None, **options):
    with pytest.raises(NonConforming) as caught:
        hold(schema, document, given, **options)
    assert (caught.value.code, caught.value.spec) == ("schema", "§")
    return caught.value


def open_verdict(schema, document=None, given=None, **options):
    with pytest.raises(Undetermined) as caught:
        hold(schema, document or {"a": 1}, given, **options)
    return caught.value


@pytest.mark.parametrize("uri", VERSIONS.values(), ids=VERSIONS)
def test_every_version(uri):
    schema = {"properties": {"a": {"type": "string"}}, "required": ["a"]}
    assert hold(schema, {"a": "x"}, uri=uri) == ""
    assert refused(schema, {"a": 1}, uri=uri).where == "/a"
    assert refused(schema, {}, uri=uri).where == ""


def test_the_versions_differ_where_they_should():
    beside = {"properties": {"a": {"$ref": "#/definitions/any", "type": "number"}}, "definitions": {"any": {}}}
    assert hold(beside, {"a": "x"}, uri=VERSIONS["draft-07"]) == ""
    assert refused(beside, {"a": "x"})
    tuples = {"properties": {"a": {"items": [{"type": "number"}], "additionalItems": False}}}
    assert refused(tuples, {"a": ["x"]}, uri=VERSIONS["2019-09"]).where == "/a/0"
    assert open_verdict(tuples, {"a": ["x"]}).code == "unusable_schema"
    assert refused({"properties": {"a": {"prefixItems": [{"type": "number"}]}}}, {"a": ["x"]}).where == "/a/0"
    assert refused({"dependencies": {"a": ["b"]}}, {"a": 1}, uri=VERSIONS["draft-07"])


def test_draft_07_writes_its_name_with_a_fragment():
    assert refused({"type": "object", "maxProperties": 0}, {"a": 1}, uri="http://json-schema.org/draft-07/schema#")


@pytest.mark.parametrize(
    "uri", ["http://json-schema.org/draft-04/schema#", "https://own.example/dialect", 7, [], "", f"{LATEST}#x"], ids=str
)
def test_other_versions_are_not_known(uri):
    """VC-JSON-SCHEMA 1.0 §5.2: the outcome for a version that is not supported is indeterminate."""
    assert open_verdict({}, uri=uri).code == "unsupported_schema"


def test_a_schema_that_names_no_version_must_not_be_processed():
    resources = Resources()
    with pytest.raises(Undetermined):
        evaluate({"type": "object"}, {}, resources, base=BASE, spec="§")
    assert evaluate({"type": "object"}, {}, resources, base=BASE, spec="§", default=DRAFT_2020_12) == ""


@pytest.mark.parametrize(
    ("reference", "definitions"),
    [
        ("#/$defs/text", {"text": {"type": "string"}}),
        ("#/$defs/a~1b%25", {"a/b%": {"type": "string"}}),
        ("#text", {"text": {"$anchor": "text", "type": "string"}}),
        ("text.json", {"text": {"$id": "text.json", "type": "string"}}),
        ("https://uni.example/schemas/text.json", {"text": {"$id": "text.json", "type": "string"}}),
        ("text.json#here", {"text": {"$id": "text.json", "$defs": {"x": {"$anchor": "here", "type": "string"}}}}),
        ("#/$defs/outer/of-my-own/0", {"outer": {"of-my-own": [{"type": "string"}]}}),
        ("#/$defs/outer/allOf/0", {"outer": {"$id": "sub/", "allOf": [{"$ref": "x"}, {"$id": "x", "type": "string"}]}}),
        ("degree.json#/$defs/text", {"text": {"type": "string"}}),
    ],
    ids=str,
)
def test_references(reference, definitions):
    schema = {"properties": {"a": {"$ref": reference}}, "$defs": definitions}
    assert hold(schema, {"a": "x"}) == ""
    assert refused(schema, {"a": 1}).where == "/a"


def test_anchors_and_recursion_of_older_versions():
    schema = {"properties": {"a": {"$ref": "#text"}}, "definitions": {"x": {"$id": "#text", "type": "string"}}}
    assert refused(schema, {"a": 1}, uri=VERSIONS["draft-07"]).where == "/a"
    tree = {"$recursiveAnchor": True, "properties": {"a": {"$recursiveRef": "#"}, "b": {"type": "string"}}}
    assert refused(tree, {"a": {"a": {"b": 1}}}, uri=VERSIONS["2019-09"]).where == "/a/a/b"


def test_dynamic_references_where_there_is_one_way_only():
    tree = {"$dynamicAnchor": "node", "properties": {"a": {"$dynamicRef": "#node"}, "b": {"type": "string"}}}
    assert refused(tree, {"a": {"a": {"b": 1}}}).where == "/a/a/b"
    both = tree | {"$defs": {"other": {"$id": "other", "$dynamicAnchor": "node"}}}
    assert open_verdict(both).code == "unsupported_schema"


def test_dynamic_references_are_judged_when_all_that_they_could_mean_is_known():
    first = {"$dynamicAnchor": "node", "properties": {"a": {"$dynamicRef": "#node"}}}
    second = {"$defs": {"other": {"$dynamicAnchor": "node", "required": ["b"]}}, "$ref": "first"}
    names = {f"https://uni.example/schemas/{name}": content for name, content in (("first", first), ("last", second))}
    late = {
        "allOf": [{"$ref": "first"}, {"$ref": "#/$defs/x"}],
        "$defs": {"x": {"properties": {"a": {"$ref": "#/$defs/y"}}}},
    }
    late["$defs"]["y"] = {"$ref": "last"}
    assert open_verdict(late, {"a": {}}, names).code == "unsupported_schema"
    escaped = {"$dynamicAnchor": "node", "properties": {"a": {"$dynamicRef": "#%6eode"}}}
    assert open_verdict(escaped | {"$defs": {"x": {"$id": "x", "$dynamicAnchor": "node"}}}).code == "unsupported_schema"


def test_what_is_no_keyword_of_a_version_is_no_reference():
    assert hold({"properties": {"a": {"$recursiveRef": "#"}}, "required": ["a"]}, {"a": {}}) == ""
    dynamic = {"properties": {"a": {"$dynamicRef": "#"}}, "required": ["a"]}
    assert hold(dynamic, {"a": {}}, uri=VERSIONS["2019-09"]) == ""
    assert refused(dynamic, {"a": {}}).where == "/a"


def test_a_part_in_another_version_is_not_read_as_if_it_were_in_this_one():
    part = {"$id": "part", "$schema": VERSIONS["draft-07"], "$ref": "#/definitions/x", "required": ["b"]}
    schema = {"$ref": "part", "$defs": {"part": part | {"definitions": {"x": {}}}}}
    assert open_verdict(schema).code == "unsupported_schema"


def test_documents_that_were_handed_in_may_have_any_name():
    for name in ("urn:uuid:1", "http://uni.example/x"):
        assert refused({"$ref": name}, {"a": 1}, {name: {"required": ["b"]}})


def test_references_beside_each_other_both_count():
    schema = {
        "$ref": "#/$defs/a",
        "$dynamicRef": "#b",
        "allOf": [{}],
        "$defs": {"a": {"required": ["a"]}, "b": {"$dynamicAnchor": "b", "required": ["b"]}},
    }
    assert hold(schema, {"a": 1, "b": 1}) == ""
    assert refused(schema, {"a": 1})
    assert refused(schema, {"b": 1})


def test_other_documents_come_from_the_resources():
    other = "https://uni.example/schemas/name.json"
    schema = {"properties": {"a": {"$ref": "name.json#/$defs/name"}}}
    document = {"$schema": LATEST, "$defs": {"name": {"$ref": "#/$defs/text"}, "text": {"type": "string"}}}
    assert refused(schema, {"a": 1}, {other: document}).where == "/a"
    error = open_verdict(schema)
    assert [(need.url, need.kind) for need in error.needs] == [(other, "json-schema")]


@pytest.mark.parametrize(
    ("schema", "given"),
    [
        ({"$ref": "http://uni.example/x"}, {}),
        ({"$ref": "file:///etc/passwd"}, {}),
        ({"$ref": "urn:uuid:1"}, {}),
        ({"$ref": "http://[x"}, {}),
        ({"$ref": 3}, {}),
        ({"$ref": "x" * 3_000}, {}),
        ({"$id": "x" * 3_000}, {}),
        ({"$ref": "#/$defs/none"}, {}),
        ({"$ref": "#none"}, {}),
        ({"$ref": "#/~2"}, {}),
        ({"$ref": "#/enum/x", "enum": [{}]}, {}),
        ({"$ref": "#/allOf/00", "allOf": [{"type": "object"}]}, {}),
        ({"$ref": "#/allOf/٠", "allOf": [{"type": "object"}]}, {}),
        ({"$ref": "#/title", "title": "#"}, {}),
        ({"$ref": "#/title", "title": LATEST}, {}),
        ({"$ref": "#/title", "title": "#/%24defs/0"}, {}),
        ({"$ref": "#/required", "required": []}, {}),
        ({"$ref": "other"}, {"https://uni.example/schemas/other": {"$schema": VERSIONS["draft-07"]}}),
        ({"$ref": "other"}, {"https://uni.example/schemas/other": []}),
        ({"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}, {}),
        ({"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}}}, {}),
    ],
    ids=str,
)
def test_references_that_lead_nowhere(schema, given):
    assert open_verdict(schema, {"a": 1}, given)


def test_schemas_are_spread_over_a_bounded_number_of_documents():
    chain = {f"https://uni.example/{n}": {"$ref": f"https://uni.example/{n + 1}"} for n in range(20)}
    assert open_verdict({"$ref": "https://uni.example/0"}, {"a": 1}, chain).code == "over_limit"


def test_meta_schemas_are_known():
    schema = {"properties": {"schema": {"$ref": LATEST}}}
    assert hold(schema, {"schema": {"type": "string"}}) == ""
    assert refused(schema, {"schema": {"type": 3}}).where == "/schema/type"


@pytest.mark.parametrize(
    "broken",
    [
        {"type": 3},
        {"properties": []},
        {"properties": {"a": [1]}},
        {"allOf": 3},
        {"allOf": {"$ref": "https://uni.example/never"}},
        {"items": 3},
        {"required": "a"},
        {"pattern": "("},
        {"pattern": "(?=a)b"},
        {"pattern": r"(a)\1"},
        {"patternProperties": {"(": {}}},
        {"minimum": "x"},
    ],
    ids=str,
)
def test_what_is_no_schema_decides_nothing(broken):
    error = open_verdict({"properties": {"zzz": broken}})
    assert (error.code, error.spec) == ("unusable_schema", "VC-JSON-SCHEMA 1.0 §5.2")


@pytest.mark.parametrize("name", ["a", "zzz"])
@pytest.mark.parametrize("broken", [{"pattern": "(?!x)"}, {"patternProperties": {"(?=x)": {}}}], ids=str)
def test_patterns_that_are_not_understood_decide_nothing(name, broken):
    """Whether or not the document has anything that they would be held against."""
    for value in ("x", {"x": 1}):
        error = open_verdict({"properties": {name: broken}}, {"a": value})
        assert (error.code, "looks ahead" in error.hint) == ("unusable_schema", True)


def test_what_decides_nothing_is_not_looked_at():
    assert hold({"$comment": 3, "examples": 7, "own": {"type": 3}, "default": {"$ref": "#/none"}}, {"a": 1}) == ""


FAULTS = [
    ({"type": "string"}, 1, "'a' should be a text"),
    ({"type": ["string", "null"]}, 1, "'a' should be a text or nothing"),
    ({"required": ["name"]}, {}, "'a' lacks 'name'"),
    ({"dependentRequired": {"b": ["c"]}}, {"b": 1}, "'a' lacks 'c'"),
    ({"additionalProperties": False}, {"b": 1}, "'a' has something in it that should not be there"),
    ({"additionalProperties": False, "properties": {"c": {}}}, {"b": 1}, "'a' has 'b', which should not be there"),
    ({"unevaluatedProperties": False}, {"b": 1}, "'a' has 'b', which should not be there"),
    (False, 1, "'a' should not be there"),
    ({"enum": [1, 2]}, 3, "'a' is none of the values that it may have"),
    ({"const": 1}, 3, "'a' is not the one value that it may have"),
    ({"format": "email"}, "x", "'a' is not well written (expected: email)"),
    ({"pattern": "^a$"}, "x", "'a' is not written in the expected form"),
    ({"minLength": 2}, "x", "'a' is too short: the least number of characters is 2"),
    ({"maxLength": 2}, "xxx", "'a' is too long: the greatest number of characters is 2"),
    ({"minimum": 2}, 1, "'a' should be at least 2"),
    ({"maximum": 2}, 3, "'a' should be at most 2"),
    ({"exclusiveMinimum": 2}, 2, "'a' should be more than 2"),
    ({"exclusiveMaximum": 2}, 2, "'a' should be less than 2"),
    ({"multipleOf": 2}, 3, "'a' is not as the schema demands"),
    ({"minItems": 2}, [1], "'a' should have at least 2 items"),
    ({"maxItems": 1}, [1, 2], "'a' should have at most 1 items"),
    ({"minProperties": 1}, {}, "'a' should say at least 1 things"),
    ({"maxProperties": 0}, {"b": 1}, "'a' should say at most 0 things"),
    ({"uniqueItems": True}, [1, 1], "'a' has the same item twice"),
    ({"contains": {"const": 3}}, [1], "'a' lacks an item of the expected kind"),
    ({"propertyNames": {"maxLength": 1}}, {"bb": 1}, "'a' has a name in it that it may not have"),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, "'a' is of none of the forms that it may have"),
    ({"oneOf": [{}, {}]}, 1, "'a' is not of just one of the forms that it may have"),
    ({"not": {}}, 1, "'a' has a form that it may not have"),
    ({"items": {"type": "string"}}, ["x", 1], "item 2 of 'a' should be a text"),
]


@pytest.mark.parametrize(("schema", "value", "told"), FAULTS, ids=[told for _, _, told in FAULTS])
def test_sentences_that_people_understand(schema, value, told):
    assert refused({"properties": {"a": schema}}, {"a": value}).message == (
        f"The credential does not follow its schema: {told}."
    )


def test_sentences_are_of_bounded_length_and_repeat_no_value():
    name, value = "n" * 1_000, "v" * 10_000
    error = refused({"properties": {name: {"maxLength": 1, "pattern": "x" * 1_000}}}, {name: value})
    assert len(error.message) < 300
    assert "vv" not in error.message
    error = refused({"additionalProperties": False, "required": [value]}, {name: 1})
    assert len(error.message) < 300
    assert len(sentence((0,), "minimum", {"limit": "9" * 500})) < 300
    deep = {"a": 1}
    for _ in range(20):
        deep = {name: deep}
    looks = {"properties": {"a": {"type": "string"}}, "additionalProperties": {"$ref": "#"}}
    assert len(refused(looks, deep).where) <= 500


def test_bytes_that_are_no_schema():
    for content in (b"", b"[]", b"null", b"true", b'{"a":1,"a":2}', b"\xff", b"type: object", b"[" * 1_000):
        with pytest.raises(Undetermined):
            read_schema(content)


@given(schema=keywords(SCHEMAS), x=SCHEMAS, document=DOCUMENTS)
def test_what_is_written_anew_decides_as_the_original(schema, x, document):
    whole = {"$schema": LATEST} | schema | {"$defs": {"x": x, "y": {"type": ["object", "array"]}}}
    expected = jsonschema_rs.Draft202012Validator(whole, validate_formats=True).is_valid(document)
    found = outcome(whole, document)
    # The original may refer to itself in a circle.
    assert "circle" in found or (found == "") == expected
