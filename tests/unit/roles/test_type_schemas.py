"""The JSON Schemas of an SD-JWT VC's type, in metadata that follow drafts until 2025."""

import base64
import hashlib
import json

import pytest
from builders import verifier
from sd_jwt_cases import VCT, issue, wallet

from vcwallet.errors import NonConforming

BASE = "https://eu.example/diploma"
SCHEMA = "https://uni.example/schema"


def metadata(vct=VCT, **members):
    return json.dumps({"vct": vct} | members).encode()


def examine(value, resources, **options):
    return verifier(**options).examine_credential(value, resources=resources)


def rules_of_type(report):
    (check,) = [check for check in report if check.rule.id == "type-rules"]
    return check


def names(kind):
    return {"properties": {"name": {"type": kind}}}


def test_claims_follow_the_schema_in_the_metadata():
    report = examine(issue(mandatory=["/name"]), {VCT: metadata(schema=names("string"))})
    assert (report.verdict, rules_of_type(report).outcome.value) == ("valid", "passed")
    report = examine(issue(), {VCT: metadata(schema=names("number"))})
    assert [check.rule.id for check in report if check.error] == ["type-rules"]
    assert (type(report.error), report.error.where, report.error.spec) == (
        NonConforming,
        "/name",
        "SD-JWT VC draft 10 §6.5",
    )
    assert examine(issue(), {VCT: metadata(schema={"type": "string"})}).verdict == "invalid"


def test_the_schema_elsewhere_on_the_web():
    typed = metadata(schema_uri=SCHEMA)
    assert rules_of_type(examine(issue(), {VCT: typed})).outcome.value == "skipped"
    content = json.dumps(names("number")).encode()
    assert examine(issue(), {VCT: typed, SCHEMA: content}).verdict == "invalid"
    assert examine(issue(), None, fetch={VCT: typed, SCHEMA: content}.__getitem__).verdict == "invalid"
    report = examine(issue(), None, fetch={VCT: typed}.__getitem__)
    assert (report.verdict, [need.url for need in report.needs]) == ("cannot know", [SCHEMA])
    plain = metadata(schema_uri="http://uni.example/schema")
    assert rules_of_type(examine(issue(), None, fetch={VCT: plain}.__getitem__)).outcome.value == "skipped"


def test_its_integrity():
    content = json.dumps(names("string")).encode()
    digest = "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()
    typed = metadata(schema_uri=SCHEMA, **{"schema_uri#integrity": digest})
    assert rules_of_type(examine(issue(), {VCT: typed, SCHEMA: content})).outcome.value == "passed"
    for other in (content + b" ", b"<html>", b"[]"):
        report = examine(issue(), {VCT: typed, SCHEMA: other})
        assert (report.verdict, [need.url for need in report.needs]) == ("cannot know", [SCHEMA])


def test_the_schemas_of_all_types_that_it_extends():
    given = {VCT: metadata(extends=BASE, schema=names("string")), BASE: metadata(BASE, schema=names("number"))}
    assert examine(issue(), given).verdict == "invalid"
    given[BASE] = metadata(BASE, schema=names("string"))
    assert examine(issue(), given).verdict == "valid"


@pytest.mark.parametrize(
    "schema",
    [{"type": 3}, {"$ref": "#"}, {"$schema": "https://else.example/dialect"}, {"enum": [0] * 30_000}],
    ids=range(4),
)
def test_a_schema_that_cannot_be_used_leaves_the_verdict_open(schema):
    assert examine(issue(), {VCT: metadata(schema=schema)}).verdict == "cannot know"


def derived(reveal, **options):
    holder = wallet()
    shown = holder.derive(holder.hold(issue(holder=None, **options)), reveal=reveal)
    return getattr(shown, "value", shown)


@pytest.mark.parametrize(
    ("schema", "reveal", "outcome"),
    [
        ({"required": ["name"]}, ["/degree"], "skipped"),
        ({"required": ["name", "vct"]}, ["/name"], "passed"),
        ({"required": ["grade"]}, ["/degree"], "skipped"),
        # Nothing is withheld within a claim that is shown as a whole.
        ({"properties": {"degree": {"required": ["grade"]}}}, ["/degree"], "rejected"),
        ({"properties": {"degree": {"required": ["field"]}}}, ["/degree/type"], "skipped"),
        ({"properties": {"degree": {"properties": {"type": {"const": "MSc"}}}}}, ["/degree/type"], "rejected"),
        ({"required": ["name"], "properties": {"degree": {"type": "string"}}}, ["/degree"], "rejected"),
        ({"properties": {"nationalities": {"minItems": 2}}}, ["/nationalities/1"], "skipped"),
        ({"properties": {"nationalities": {"minItems": 3}}}, ["/nationalities/0", "/nationalities/1"], "rejected"),
        ({"properties": {"nationalities": {"items": {"const": "GB"}}}}, ["/nationalities/1"], "rejected"),
        ({"properties": {"nationalities": {"prefixItems": [{"const": "GB"}]}}}, ["/nationalities/1"], "skipped"),
        ({"additionalProperties": False, "properties": {"vct": {}}}, ["/degree"], "rejected"),
    ],
    ids=str,
)
def test_withheld_claims_are_not_held_against_a_credential(schema, reveal, outcome):
    report = examine(derived(reveal), {VCT: metadata(schema=schema)})
    assert rules_of_type(report).outcome.value == outcome
    assert report.verdict == ("invalid" if outcome == "rejected" else "valid")
