"""credentialSchema: what the issuer says that a credential follows, looked at where it is at hand."""

import base64
import hashlib
import json
import subprocess
import sys

import pytest
from builders import KEYS, STRANGER, V2, alumni_v1, clock, degree, issuer, verifier
from forging import disclosure, forge
from sd_jwt_cases import w3c_claims
from sd_jwt_cases import wallet as new_wallet

from vcwallet import Issuer, TrustedIssuers
from vcwallet.credential_schemas import MAX_SCHEMAS
from vcwallet.errors import NonConforming, Undetermined

URL = "https://uni.example/schemas/degree.json"
OTHER = "https://uni.example/schemas/other.json"
LATEST = "https://json-schema.org/draft/2020-12/schema"
TYPE = "ExampleDegreeCredential"
NAMED = {"id": URL, "type": "JsonSchema"}


def subject(**members):
    return {"$id": URL, "$schema": LATEST, "properties": {"credentialSubject": members}}


GOOD = subject(required=["name"], properties={"name": {"type": "string"}})
BAD = subject(properties={"name": {"type": "number"}})


def content(schema):
    return schema if isinstance(schema, bytes) else json.dumps(schema).encode()


def secured(named=NAMED, securing="eddsa-jcs-2022", **members):
    return issuer("Ed25519").issue(degree(credentialSchema=named, **members), securing=securing).value


def examine(value, resources=None, **options):
    given = {url: content(schema) for url, schema in (resources or {}).items()}
    return verifier(**options).examine_credential(value, resources=given)


def schema_checks(report):
    return [(check.outcome.value, check.where) for check in report if check.rule.id == "schema"]


def only_schema_failed(report):
    return [check.rule.id for check in report if check.error] == ["schema"]


def test_a_schema_that_is_not_at_hand_is_not_looked_at():
    report = examine(secured())
    assert (report.verdict, report.needs) == ("valid", ())
    (check,) = [check for check in report if check.rule.id == "schema"]
    assert (check.outcome.value, check.sentence) == ("skipped", "Its schema is not at hand.")


@pytest.mark.parametrize("securing", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_a_credential_that_follows_its_schema(securing):
    report = examine(secured(securing=securing), {URL: GOOD})
    assert (report.verdict, schema_checks(report)) == ("valid", [("passed", "/credentialSchema")])


def test_a_credential_that_does_not():
    report = examine(secured(), {URL: BAD})
    assert only_schema_failed(report)
    assert (report.verdict, type(report.error), report.error.code) == ("invalid", NonConforming, "schema")
    assert report.error.where == "/credentialSubject/name"
    assert report.error.message == "The credential does not follow its schema: 'name' should be a number."
    assert report.error.spec == "VC-JSON-SCHEMA 1.0 §5"


def test_credentials_of_1_1():
    document = alumni_v1(credentialSchema=NAMED)
    document["@context"].append({"JsonSchema": "https://www.w3.org/2018/credentials#JsonSchema"})
    value = issuer().issue(document, securing="eddsa-jcs-2022").value
    assert schema_checks(examine(value, {URL: subject(required=["alumniOf"])})) == [("passed", "/credentialSchema")]
    assert only_schema_failed(examine(value, {URL: subject(required=["degree"])}))


def test_several_schemas_all_count():
    value = secured([NAMED, {"id": OTHER, "type": "JsonSchema"}])
    both = [("passed", "/credentialSchema/0"), ("passed", "/credentialSchema/1")]
    assert schema_checks(examine(value, {URL: GOOD, OTHER: GOOD})) == both
    assert only_schema_failed(examine(value, {URL: GOOD, OTHER: BAD}))
    one = [("passed", "/credentialSchema/0"), ("skipped", "/credentialSchema/1")]
    assert schema_checks(examine(value, {URL: GOOD})) == one


def test_the_number_of_schemas_is_bounded():
    named = [{"id": f"{URL}?{n}", "type": "JsonSchema"} for n in range(MAX_SCHEMAS + 1)]
    assert examine(secured(named)).verdict == "valid"
    report = examine(secured(named), {named[0]["id"]: GOOD})
    assert (report.verdict, report.error.code) == ("cannot know", "over_limit")


def test_a_schema_is_fetched_by_those_who_can():
    asked = []

    def fetch(url):
        asked.append(url)
        return content(BAD)

    assert only_schema_failed(examine(secured(), fetch=fetch))
    assert asked == [URL]


def test_a_schema_that_cannot_be_fetched_leaves_the_verdict_open():
    def fetch(_):
        raise OSError

    report = examine(secured(), fetch=fetch)
    assert only_schema_failed(report)
    assert (report.verdict, [need.url for need in report.needs]) == ("cannot know", [URL])
    assert report.error.where == "/credentialSchema"


def test_each_schema_that_cannot_be_fetched_says_where_it_is_named():
    def fetch(_):
        raise OSError

    report = examine(secured([NAMED, NAMED]), fetch=fetch)
    wheres = [check.error.where for check in report if check.error]
    assert wheres == ["/credentialSchema/0", "/credentialSchema/1"]


def test_a_verifier_can_waive_its_schema():
    report = examine(secured(), {URL: BAD}, unsafe_ignore_schema=True)
    assert (report.verdict, schema_checks(report)) == ("valid", [("skipped", "/credentialSchema")])
    assert any("waived" in check.sentence for check in report)


@pytest.mark.parametrize("identifier", ["http://uni.example/schema", "urn:uuid:1", "did:web:uni.example"])
def test_only_https_is_looked_up(identifier):
    def fetch(url):
        raise AssertionError(url)

    value = secured({"id": identifier, "type": "JsonSchema"})
    assert schema_checks(examine(value, fetch=fetch)) == [("skipped", "/credentialSchema")]
    assert only_schema_failed(examine(value, {identifier: BAD}))


def test_nothing_is_fetched_for_issuers_who_are_not_believed_or_did_not_sign():
    def fetch(url):
        raise AssertionError(url)

    report = examine(secured(), {URL: BAD}, fetch=fetch, trust=TrustedIssuers({TYPE: [STRANGER.did]}))
    assert [check.rule.id for check in report if check.error] == ["trust.issuer"]
    assert schema_checks(report) == [("skipped", "/credentialSchema")]
    forged = secured() | {"name": "Another"}
    assert "schema" not in {check.rule.id for check in examine(forged, {URL: BAD}, fetch=fetch)}


def test_a_schema_of_another_kind_is_not_looked_at():
    report = examine(secured({"id": URL, "type": "ShaclShape"}), {URL: BAD})
    assert schema_checks(report) == [("skipped", "/credentialSchema")]
    assert (
        schema_checks(examine(secured({"id": URL, "type": ["ShaclShape", "JsonSchema"]}), {URL: GOOD}))[0][0]
        == "passed"
    )


@pytest.mark.parametrize(
    "served",
    [
        b"",
        b"<html>",
        b"type: object",
        b"[]",
        b"true",
        {"type": "object"},
        {"$schema": "http://json-schema.org/draft-04/schema#"},
        {"$schema": LATEST, "type": 3},
        {"$schema": LATEST, "$ref": "#"},
        {"$schema": LATEST, "properties": {"name": {"pattern": "(?!x)"}}},
    ],
    ids=str,
)
def test_a_schema_that_cannot_be_used_leaves_the_verdict_open(served):
    report = examine(secured(), {URL: served})
    assert only_schema_failed(report)
    assert (report.verdict, report.error.where) == ("cannot know", "/credentialSchema")


def test_what_a_schema_refers_to_is_said_to_be_needed():
    schema = {"$schema": LATEST, "allOf": [{"$ref": OTHER}]}
    report = examine(secured(), {URL: schema})
    assert (report.verdict, [need.url for need in report.needs]) == ("cannot know", [OTHER])
    assert only_schema_failed(examine(secured(), {URL: schema, OTHER: BAD}))


# Integrity


def sri(schema, name="sha384"):
    return f"{name}-" + base64.b64encode(hashlib.new(name, content(schema)).digest()).decode()


def multihash(schema):
    digest = b"\x12\x20" + hashlib.sha256(content(schema)).digest()
    return "u" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


@pytest.mark.parametrize(
    "pin", [{"digestSRI": sri(GOOD)}, {"digestSRI": [sri(GOOD)]}, {"digestMultibase": multihash(GOOD)}], ids=str
)
def test_a_schema_is_the_one_that_was_signed_for(pin):
    assert examine(secured(NAMED | pin), {URL: GOOD}).verdict == "valid"
    report = examine(secured(NAMED | pin), {URL: BAD})
    assert only_schema_failed(report)
    assert (report.verdict, report.error.code) == ("cannot know", "integrity_mismatch")


@pytest.mark.parametrize(
    "pin", [{"digestSRI": "x"}, {"digestSRI": ["x"]}, {"digestSRI": 3}, {"digestMultibase": "zz"}], ids=str
)
def test_digests_that_cannot_be_read(pin):
    report = examine(secured(NAMED | pin), {URL: GOOD})
    assert only_schema_failed(report)
    assert (type(report.error), report.error.where) == (NonConforming, "/credentialSchema")


def test_a_schema_among_the_related_resources():
    related = [{"id": URL, "digestSRI": sri(GOOD)}]
    assert examine(secured(relatedResource=related), {URL: GOOD}).verdict == "valid"
    report = examine(secured(relatedResource=related), fetch={URL: content(BAD)}.__getitem__)
    assert [(check.rule.id, check.error.code) for check in report if check.error] == [
        ("schema", "integrity_mismatch"),
        ("related-resource", "related_resource_changed"),
    ]


# Withheld claims

SD = {"vc+sd-jwt": "P-256", "ecdsa-sd-2023": "P-256"}


@pytest.mark.parametrize("securing", SD)
def test_withheld_claims_are_not_held_against_a_credential(securing):
    wallet = new_wallet()
    by = issuer(SD[securing])
    claims = w3c_claims(credentialSchema=NAMED)
    shown = ["/issuer", "/type", "/credentialSchema"] if securing == "ecdsa-sd-2023" else []
    whole = by.issue(claims, securing=securing, mandatory=shown, holder=wallet.did_for(by.id))
    credential_id = wallet.hold(whole)
    part = wallet.derive(credential_id, reveal=["/credentialSubject/degree/name"])
    part = getattr(part, "value", part)
    for schema, outcome in (
        (GOOD, "skipped"),
        (subject(properties={"degree": {"type": "object"}}), "passed"),
        (subject(properties={"degree": {"type": "string"}}), "rejected"),
        (subject(required=["name"], properties={"degree": {"required": ["grade"], "type": "string"}}), "rejected"),
    ):
        report = examine(part, {URL: schema})
        assert schema_checks(report)[0][0] == outcome, report.to_json()
        assert report.verdict == ("invalid" if outcome == "rejected" else "valid")


def test_wallets_fetch_no_schemas_but_look_at_those_that_they_are_given():
    def fetch(url):
        raise AssertionError(url)

    wallet = new_wallet()
    assert wallet.hold(secured())
    with pytest.raises(NonConforming):
        wallet.hold(secured(), resources={URL: content(BAD)})


# JsonSchemaCredential

META = {"id": "https://www.w3.org/ns/credentials/json-schema/v2.json", "type": "JsonSchema"}
HELD = {"id": URL, "type": "JsonSchemaCredential"}


def schema_credential(schema=GOOD, by=None, securing="eddsa-rdfc-2022", **members):
    document = {
        "@context": [V2],
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "credentialSchema": META,
        "credentialSubject": {"id": URL, "type": "JsonSchema", "jsonSchema": schema},
    }
    return content((by or issuer("Ed25519")).issue(document | members, securing=securing).value)


@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_schema_in_a_credential(securing):
    held = schema_credential(securing=securing)
    assert schema_checks(examine(secured(HELD), {URL: held})) == [("passed", "/credentialSchema")]
    report = examine(secured(HELD), {URL: schema_credential(BAD, securing=securing)})
    assert only_schema_failed(report)
    assert report.error.where == "/credentialSubject/name"


def test_a_schema_in_an_sd_jwt():
    document = json.loads(schema_credential())
    claims = {name: value for name, value in document.items() if name not in ("proof", "issuer")}
    held = issuer("P-256").issue(claims, securing="vc+sd-jwt", mandatory=["/credentialSubject"])
    trust = TrustedIssuers({TYPE: [KEYS["Ed25519"].did], "JsonSchemaCredential": [KEYS["P-256"].did]})
    assert examine(secured(HELD), {URL: held.value.encode()}, trust=trust).verdict == "valid"


def test_a_schema_of_which_a_part_was_withheld_leaves_the_verdict_open():
    """Or else whoever serves it would choose what it demands."""
    document = json.loads(schema_credential(BAD))
    claims = {name: value for name, value in document.items() if name != "proof"} | {"issuer": KEYS["P-256"].did}
    schema = claims["credentialSubject"]["jsonSchema"]
    # No issuer here would take a JSON literal apart.
    pairs = [disclosure(name, schema.pop(name)) for name in ("$id", "properties")]
    schema["_sd"] = [digest for _, digest in pairs]
    held = forge(KEYS["P-256"], claims, *(text for text, _ in pairs), typ="vc+sd-jwt")
    trust = TrustedIssuers({TYPE: [KEYS["Ed25519"].did], "JsonSchemaCredential": [KEYS["P-256"].did]})
    assert examine(secured(HELD), {URL: held.encode()}, trust=trust).verdict == "invalid"
    part = held.partition("~")[0] + "~"
    report = examine(secured(HELD), {URL: part.encode()}, trust=trust)
    assert only_schema_failed(report)
    assert (report.verdict, report.error.code) == ("cannot know", "schema_credential")


def changed(held):
    document = json.loads(held)
    document["credentialSubject"]["jsonSchema"] = {}
    return content(document)


@pytest.mark.parametrize(
    "held",
    [
        content(GOOD),
        b"x",
        changed(schema_credential()),
        schema_credential(validFrom="2025-01-01T00:00:00Z", validUntil="2026-01-01T00:00:00Z"),
        schema_credential(type=["VerifiableCredential"]),
        schema_credential(credentialSchema=META | {"id": OTHER}),
        schema_credential(credentialSchema=META | {"type": "JsonSchemaCredential"}),
        schema_credential(credentialSubject={"id": URL, "type": "JsonSchema"}),
        schema_credential(schema={"type": "object"}),
        schema_credential(by=Issuer(STRANGER, clock=clock)),
        schema_credential(by=Issuer(STRANGER, id="did:web:else.example", clock=clock)),
    ],
    ids=range(11),
)
def test_a_credential_that_holds_no_schema_to_rely_on_leaves_the_verdict_open(held):
    report = examine(secured(HELD), {URL: held}, trust=TrustedIssuers({TYPE: [KEYS["Ed25519"].did]}))
    assert only_schema_failed(report)
    assert (report.verdict, type(report.error)) == ("cannot know", Undetermined)


def test_who_may_say_what_a_schema_is():
    """The credential's own issuer, and whoever is believed about schemas."""
    held = schema_credential(by=Issuer(STRANGER, clock=clock))
    believed = {TYPE: [KEYS["Ed25519"].did], "JsonSchemaCredential": [STRANGER.did]}
    assert examine(secured(HELD), {URL: held}, trust=TrustedIssuers(believed)).verdict == "valid"
    own = TrustedIssuers({TYPE: [KEYS["Ed25519"].did]})
    assert examine(secured(HELD), {URL: schema_credential()}, trust=own).verdict == "valid"


def test_without_the_extra_the_check_says_what_it_takes():
    program = f"""
import sys
sys.modules["jsonschema_rs"] = None
sys.path.insert(0, {str(next(path for path in sys.path if path.endswith("tests")))!r})
from unittest.mock import Mock
from builders import verifier
report = verifier().examine_credential({secured()!r}, resources={{{URL!r}: {content(BAD)!r}}})
(check,) = [check for check in report if check.rule.id == "schema"]
assert report.verdict == "valid" and "pip install vcwallet[schema]" in check.sentence, report.to_json()
fetch = Mock(side_effect=AssertionError)
assert verifier(fetch=fetch).examine_credential({secured()!r}).verdict == "valid"
fetch.assert_not_called()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_credentials_in_presentations():
    wallet = new_wallet()
    by = issuer("Ed25519")
    credential_id = wallet.hold(by.issue(degree(holder=wallet.did_for(by.id), credentialSchema=NAMED)))
    shop = "https://shop.example"
    presentation = wallet.present_to(domain=shop, challenge="c", credentials=[credential_id])
    report = verifier(shop).examine(presentation, challenge="c", resources={URL: content(BAD)})
    assert (report.verdict, report.error.code) == ("invalid", "schema")
    assert report.error.where.endswith("/credentialSubject/name")
