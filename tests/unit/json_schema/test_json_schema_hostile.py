"""Schemas that were written to do harm: to take for ever, to fill the memory, to reach somewhere else."""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vcwallet.json_schema.work
from vcwallet.errors import NonConforming, Undetermined
from vcwallet.json_schema import evaluate, read_schema
from vcwallet.json_schema.dialect import DRAFT_2020_12
from vcwallet.json_schema.engine import Engine
from vcwallet.model.withheld import ANYWHERE
from vcwallet.resources import Resources

BASE = "https://uni.example/schema"


def hold(schema, document, resources=None, **options):
    whole = {"$schema": DRAFT_2020_12.uri} | schema
    return evaluate(whole, document, resources or Resources(), base=BASE, spec="§", **options)


def hold_often(schema, document, resources, times=20):
    for _ in range(times):
        assert hold(schema, document, resources) == ""


def over_limit(schema, document):
    with pytest.raises(Undetermined) as caught:
        hold(schema, document)
    assert caught.value.code == "over_limit"


def nested(depth, **members):
    document = dict(members)
    for _ in range(depth):
        document = {"a": document} | members
    return document


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_references_that_double_from_one_to_the_next(keyword):
    names = [f"n{n}" for n in range(41)]
    definitions = {name: {keyword: [{"$ref": f"#/$defs/{following}"}] * 2} for name, following in pairwise(names)}
    over_limit({"$ref": "#/$defs/n0", "$defs": definitions | {names[-1]: {"type": "object"}}}, {})


def test_branches_that_double_with_every_level_of_the_document():
    branches = [{"properties": {"a": {"$ref": "#"}}, "required": [name]} for name in "bc"]
    schema = {"anyOf": branches}
    assert hold(schema, nested(3, b=1)) == ""
    over_limit(schema, nested(60, b=1))


def test_what_was_not_evaluated_is_looked_for_twice():
    schema = {"properties": {"a": {}}}
    for _ in range(40):
        schema = {"allOf": [schema], "unevaluatedProperties": False}
    over_limit(schema, {"a": 1})


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"anyOf": [{"not": {"$ref": "#"}}]},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"if": {"$ref": "#/$defs/a"}}}},
        {"dependentSchemas": {"a": {"$ref": "#"}}},
    ],
    ids=str,
)
def test_circles(schema):
    with pytest.raises(Undetermined) as caught:
        hold(schema, {"a": 1})
    assert "circle" in caught.value.message


def test_recursion_that_goes_down_the_document_is_no_circle():
    schema = {"properties": {"a": {"$ref": "#"}, "b": {"type": "string"}}}
    with pytest.raises(NonConforming) as caught:
        hold(schema, nested(20) | {"b": 1})
    assert caught.value.where == "/b"


def test_long_lists_of_values_for_long_arrays():
    over_limit({"properties": {"a": {"items": {"enum": [{"n": n} for n in range(3_000)]}}}}, {"a": [{}] * 3_000})


def test_many_schemas_for_many_elements():
    over_limit({"properties": {"a": {"items": {"allOf": [{}] * 1_000}}}}, {"a": [[] for _ in range(1_000)]})
    over_limit({"patternProperties": {f"x{n}": {} for n in range(1_000)}}, {f"y{n}": 1 for n in range(1_000)})


def test_long_texts_and_patterns_with_many_states():
    pattern = {"properties": {"a": {"pattern": "(a|b)*a(a|b){4000}c"}}}
    assert hold(pattern | {"type": "object"}, {"b": 1}) == ""
    over_limit(pattern, {"a": "ab" * 50_000})
    over_limit({"properties": {f"p{n}": {"pattern": "(a|b){4000}c"} for n in range(100)}}, {})
    over_limit({"pattern": "((a{1000}){1000}){1000}"}, {})


def test_patterns_with_many_classes():
    for pattern in (r"\p{L}{20}%d", r"[\p{L}%d]{20}", "(?i)[a-z]{20}%d", "(?x)(\\S{9}) {9}%d"):
        over_limit({"properties": {f"p{n}": {"pattern": pattern % n} for n in range(900)}}, {})


def test_many_patterns_of_the_usual_kind_are_no_harm():
    uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
    named = {f"id{n}": "123e4567-e89b-12d3-a456-426614174000" for n in range(50)}
    schema = {"properties": {name: {"pattern": uuid} for name in named}}
    assert hold(schema, named) == ""
    with pytest.raises(NonConforming):
        hold(schema, named | {"id7": "x"})
    # Of values, nothing is a pattern.
    assert hold({"enum": [{"pattern": "("}, {"patternProperties": {"(": 1}}, {}]}, {}) == ""


@pytest.mark.parametrize("pattern", ["(", "[", "(?i)(", r"\p{", "a{2}", "(?a", "(){9}"])
def test_patterns_of_the_greatest_length_are_measured(pattern):
    text = pattern * (90_000 // len(pattern))
    with suppress(Undetermined):
        hold({"properties": {"a": {"pattern": text}}}, {})


def test_long_texts_and_plain_patterns_are_no_harm():
    schema = {"properties": {"photo": {"pattern": "^data:image/"}}}
    assert hold(schema, {"photo": "data:image/" + "A" * 900_000}) == ""
    assert hold({"properties": {"photo": {"pattern": "^data:image/"}}}, {"photo": "data:image/" + "A" * 300_000}) == ""


def test_chains_of_references():
    for count, limit in ((200, False), (400, True)):
        definitions = {f"n{n}": {"$ref": f"#/$defs/n{n + 1}"} for n in range(count)} | {f"n{count}": {"type": "array"}}
        schema = {"$ref": "#/$defs/n0", "$defs": definitions}
        with pytest.raises(Undetermined if limit else NonConforming):
            hold(schema, {})


def test_the_deepest_that_is_accepted_fits_on_a_small_stack():
    definitions = {f"n{n}": {"$ref": f"#/$defs/n{n + 1}"} for n in range(4_000)} | {"n4000": {"type": "array"}}
    unused = {"properties": {"never": {"$ref": "#/$defs/n0"}}}
    deep = {"$ref": "#/$defs/d0"}
    for n in range(120):
        definitions[f"d{n}"] = {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}]}
    definitions["d120"] = {"type": "string"}
    found = []

    def run():
        for schema in (unused, deep):
            try:
                found.append(hold(schema | {"$defs": definitions}, {}))
            except NonConforming as error:
                found.append(error.code)

    before = threading.stack_size(1024 * 1024)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert found == ["", "schema"]


UNMET = {"z": {"$ref": "#/$defs/n0"}}


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("keyword", ["unevaluatedProperties", "unevaluatedItems"])
def test_what_a_document_does_not_meet_is_not_compiled(keyword, count):
    """In a process of its own: what is compiled can fill the stack or the memory."""
    names = [f"n{n}" for n in range(3_000 if count == 1 else 60)]
    definitions = {
        name: {keyword: False, "anyOf": [{"$ref": f"#/$defs/{following}"}] * count}
        for name, following in pairwise(names)
    } | {names[-1]: {"type": "array"}}
    schema = {"$schema": DRAFT_2020_12.uri, "properties": UNMET, "$defs": definitions}
    program = f"""
import json
import resource
from vcwallet.json_schema import evaluate
from vcwallet.resources import Resources
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
schema = json.loads({json.dumps(schema)!r})
assert evaluate(schema, {{"a": 1}}, Resources(), base="", spec="") == ""
"""
    done = subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    over_limit(schema, {"z": 1})


@pytest.mark.parametrize(
    ("met", "unmet"),
    [
        ({"a": {"type": "number"}}, {"z": False}),
        ({"a": True}, {"z": {"$ref": "#/$defs/no"}}),
        ({"a": {"items": False, "properties": {"b": False}}}, {}),
    ],
    ids=str,
)
def test_what_a_document_does_not_meet_makes_no_difference(met, unmet):
    definitions = {"no": False, "never": {"$ref": "#/$defs/no"}}
    assert hold({"properties": met | unmet, "$defs": definitions, "additionalProperties": False}, {"a": 1}) == ""
    for schema in ({"$ref": "#/$defs/never"}, {"properties": {"a": {"$ref": "#/$defs/never"}}}):
        with pytest.raises(NonConforming):
            hold(schema | {"$defs": definitions}, {"a": 1})


def test_schemas_that_are_referred_to_from_every_level_of_themselves():
    schema = {"enum": list(range(15_000))}
    for _ in range(80):
        schema = {"not": schema}
    references = [{"$ref": "#/$defs/x" + "/not" * depth} for depth in range(80)]
    over_limit({"properties": {"z": {"allOf": references}}, "$defs": {"x": schema}}, {})


def test_a_schema_is_bounded_with_all_that_it_refers_to():
    others = {f"https://uni.example/{n}": {"allOf": [{"type": "object"}] * 6_000} for n in range(5)}
    resources = Resources({url: json.dumps(other).encode() for url, other in others.items()})
    one, *_ = names = [{"$ref": url} for url in others]
    assert hold({"allOf": [one]}, {}, resources) == ""
    with pytest.raises(Undetermined) as caught:
        hold({"allOf": names}, {}, resources)
    assert caught.value.code == "over_limit"


def test_large_schemas():
    over_limit({"enum": list(range(30_000))}, {})
    with pytest.raises(Undetermined):
        read_schema(json.dumps({"enum": list(range(30_000))}).encode())


def test_many_faults_are_not_looked_for_one_by_one():
    schema = {"properties": {"a": {"items": {"allOf": [{"type": "string"}] * 10}}}}
    for count, where in ((10, "/a/0"), (5_000, "")):
        with pytest.raises(NonConforming) as caught:
            hold(schema, {"a": list(range(count))})
        assert caught.value.where == where


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ({"required": [f"r{n}" for n in range(2_000)]}, {"a": "x" * 900_000}),
        ({"dependentRequired": {"a": [f"r{n}" for n in range(2_000)]}}, {"a": "x" * 900_000}),
        ({"properties": {"a": {"items": {"const": "z" * 90_000}}}}, {"a": list(range(900))}),
        ({"properties": {"a": {"items": {"pattern": "z" * 10_000}}}}, {"a": ["x"] * 6_000}),
    ],
    ids=["required", "dependentRequired", "const", "pattern"],
)
def test_faults_are_not_looked_for_where_their_copies_would_fill_the_memory(schema, document, monkeypatch):
    monkeypatch.setattr(vcwallet.json_schema.work, "MAX_STEPS", 10**9)
    monkeypatch.setattr(Engine, "faults", None)
    with pytest.raises(NonConforming):
        hold(schema, document)


def test_nobody_hides_a_fault_by_making_many():
    schema = {"properties": {"a": {"items": {"type": "string"}}}}
    with pytest.raises(NonConforming):
        hold(schema, {"a": [1] * 10}, withheld=ANYWHERE)
    with pytest.raises(Undetermined) as caught:
        hold(schema, {"a": [1] * 25_000}, withheld=ANYWHERE)
    assert caught.value.code == "over_limit"
    assert "cannot be told" in hold({"required": ["b"]}, {"photo": "x" * 900_000}, withheld=ANYWHERE)


def test_nothing_is_retrieved():
    """Sockets are closed in tests; what would be fetched is asked of the resources alone."""
    asked = []
    resources = Resources(fetch=lambda url: asked.append(url) or b"{}")
    assert hold({"$ref": "https://else.example/x"}, {}, resources) == ""
    assert asked == ["https://else.example/x"]
    # What looks like a reference where there is none is not followed.
    assert hold({"const": {}, "examples": [{"$ref": "https://else.example/y"}]}, {}, resources) == ""
    with pytest.raises(NonConforming):
        hold({"const": {"$ref": "https://else.example/z"}}, {}, resources)
    assert asked == ["https://else.example/x"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYWORDS = st.sampled_from(
    [
        "$ref", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$defs", "definitions",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "items", "prefixItems", "contains",
        "allOf", "anyOf", "not", "if", "then", "dependentSchemas", "dependencies", "enum", "const", "type",
        "pattern", "format",
        "multipleOf", "minimum", "maxLength", "uniqueItems", "required", "unevaluatedProperties", "unevaluatedItems",
    ]
)  # fmt: skip
REFERENCES = st.sampled_from(
    ["#", "#a", "#/$defs/a", "a", "https://x.example/", "//", "#/%", "string", "date", "(a+)+$"]
)
HOSTILE = st.recursive(
    JSON | REFERENCES,
    lambda inner: (
        st.dictionaries(KEYWORDS | st.sampled_from("ab"), inner | REFERENCES, max_size=4) | st.lists(inner, max_size=3)
    ),
    max_leaves=15,
)


@given(
    schema=st.dictionaries(KEYWORDS, HOSTILE, max_size=5),
    uri=st.sampled_from([DRAFT_2020_12.uri, "http://json-schema.org/draft-07/schema#"]),
    document=st.dictionaries(st.text(max_size=3), JSON, max_size=4),
)
def test_whatever_the_schema_only_our_errors(schema, uri, document):
    with suppress(Undetermined, NonConforming):
        assert hold(schema | {"$schema": uri}, document) == ""


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_random_bytes_as_a_schema(content):
    with suppress(Undetermined):
        assert isinstance(read_schema(content), dict)


def test_the_extra_is_named_where_it_is_missing_and_imported_only_when_needed():
    program = """
import sys
sys.modules["jsonschema_rs"] = None
from vcwallet.errors import UsageError
from vcwallet.json_schema import evaluate, is_installed
from vcwallet.resources import Resources
assert not is_installed()
try:
    evaluate({}, {}, Resources(), base="", spec="")
except UsageError as error:
    assert error.code == "missing_extra" and "vcwallet[schema]" in error.hint, error.hint
else:
    raise AssertionError("evaluated without its engine")
"""
    unasked = """
import sys
from vcwallet import Issuer, Verifier, Wallet
assert not {"jsonschema_rs", "vcwallet.json_schema", "vcwallet.credential_schemas"} & sys.modules.keys()
"""
    for source in (program, unasked):
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr


def test_one_call_does_so_much_and_no_more():
    """A presentation may hold many credentials, and each may name schemas: each alone is within its bounds."""
    resources = Resources()
    with pytest.raises(Undetermined) as raised:
        hold_often({"enum": [*range(9_000)]}, 1, resources)
    assert raised.value.code == "over_limit"
    assert not resources.offline().spend(1)


def test_one_call_has_room_for_hundreds_of_small_schemas():
    hold_often({"required": ["a"]}, {"a": 1}, Resources(), times=300)


def test_what_meets_many_values_uses_up_what_one_call_may_do():
    """The schema is small; what it has to look at is not."""
    resources, document = Resources(), {f"n{number}": {"a": 1} for number in range(10_000)}
    schema = {"additionalProperties": {"required": ["a"]}}
    with pytest.raises(Undetermined) as raised:
        hold_often(schema, document, resources)
    assert raised.value.code == "over_limit"
