import json
import pickle

import pytest

from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError, Malformed, ProofInvalid, UsageError
from vcwallet.securing.sd_jwt import open_sd_jwt
from vcwallet.securing.sd_jwt.disclosures import create
from vcwallet.securing.sd_jwt.json_serialization import write_flattened, write_general
from vcwallet.securing.sd_jwt.serialization import MAX_DISCLOSURES, join

CLAIMS = {"vct": "https://uni.example/degree", "name": "Ada", "list": ["a", {"b": None}]}


@pytest.fixture
def issued(kit):
    return kit.issue(CLAIMS)


@pytest.fixture
def presented(kit, issued):
    return kit.present(issued, ["/name"])


def test_an_issued_sd_jwt_is_opened(kit, issued):
    opened = open_sd_jwt(issued)
    assert opened.payload == CLAIMS
    assert opened.header == {"alg": "ES256", "typ": "dc+sd-jwt"}
    assert opened.hash_name == "sha-256"
    assert opened.key_binding is None
    assert opened.undisclosed == 0
    assert opened.parts.presented == issued
    assert len(opened.disclosures) == len(opened.placements) == 6


def test_a_presentation_is_opened(presented):
    opened = open_sd_jwt(presented)
    assert opened.payload == {"name": "Ada"}
    assert opened.key_binding.claims["aud"] == "https://jobs.example"
    assert opened.parts.presented + opened.parts.kb_jwt == presented


def test_bytes_are_opened_like_text_and_what_was_opened_pickles(presented):
    opened = open_sd_jwt(presented.encode())
    assert opened == open_sd_jwt(presented)
    assert pickle.loads(pickle.dumps(opened)) == opened


def test_the_signed_payload_stays_as_it_was(issued):
    opened = open_sd_jwt(issued)
    assert opened.signed_payload.keys() == {"_sd", "_sd_alg"}
    assert json.loads(opened.issuer_jwts[0].payload) == opened.signed_payload


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: "", "no SD-JWT"),
        (lambda text: text.replace("~", ""), "no SD-JWT"),
        (lambda text: text[:-1], "ends with a tilde"),
        (lambda text: text + "WyJhIiwxXQ", "ends with a tilde"),
        (lambda text: "~" + text, "is empty"),
        (lambda text: text + "~", "is empty"),
        (lambda text: text.replace("~", "~~", 1), "is empty"),
        (lambda text: "~", "is empty"),
        (lambda text: text + "a.b.c", "base64url|cannot be read"),
        (lambda text: text + "..", "not signed"),
        (lambda text: "a.b~", "three parts"),
        (lambda text: text.replace("~", " ~", 1), "base64url"),
        (lambda text: text.replace("~", "~ ", 1), "base64url"),
        (lambda text: text.replace("~", "~é", 1), "base64url"),
        (lambda text: text.replace("~", "~\ud800", 1), "base64url"),
        (lambda text: text.replace("~", "=~", 1), "base64url"),
        (lambda text: text + " ", "ends with a tilde"),
        (lambda text: "\n" + text, "base64url"),
    ],
)
def test_what_is_no_sd_jwt_is_malformed(issued, change, message):
    with pytest.raises(Malformed, match=message):
        open_sd_jwt(change(issued))


@pytest.mark.parametrize("value", [None, 5, ["x"], ("a~",), bytearray(b"a~"), object()])
def test_only_text_bytes_and_objects_are_opened(value):
    with pytest.raises(Malformed):
        open_sd_jwt(value)


def test_bytes_that_are_not_ascii_are_malformed(issued):
    with pytest.raises(Malformed):
        open_sd_jwt(issued.encode().replace(b"~", b"~\xff", 1))


@pytest.mark.parametrize("payload", [[], "x", 5, None, b"{", b'{"a":1,"a":1}', b"\xff"])
def test_the_payload_is_an_object(kit, payload):
    with pytest.raises(Malformed):
        open_sd_jwt(kit.forge(payload))


@pytest.mark.parametrize(("name", "error"), [("md5", ProofInvalid), ("sha-256-32", ProofInvalid), (5, Malformed)])
def test_the_hash_function_must_be_accepted(kit, name, error):
    with pytest.raises(error) as caught:
        open_sd_jwt(kit.forge({"_sd_alg": name}))
    assert caught.value.where == "/_sd_alg"


def test_the_named_hash_function_is_used(kit):
    for name in ("sha-384", "sha-512"):
        made = create("s", "a", 1, hash_name=name)
        opened = open_sd_jwt(kit.forge({"_sd": [made.digest], "_sd_alg": name}, made.encoded))
        assert opened.payload == {"a": 1}
        assert opened.hash_name == name
        with pytest.raises(ProofInvalid):
            open_sd_jwt(kit.forge({"_sd": [made.digest]}, made.encoded))


def test_a_name_of_the_hash_function_cannot_come_out_of_a_disclosure(kit):
    made = create("s", "_sd_alg", "sha-512")
    with pytest.raises(Malformed) as caught:
        open_sd_jwt(kit.forge({"_sd": [made.digest]}, made.encoded))
    assert caught.value.code == "reserved_name"


def test_size_and_number_are_limited(kit, issued):
    for value in (issued, issued.encode(), write_flattened(open_sd_jwt(issued).parts)):
        with pytest.raises(Malformed) as caught:
            open_sd_jwt(value, Limits(max_bytes=200))
        assert caught.value.code == "over_limit"
    with pytest.raises(Malformed, match="The SD-JWT is larger") as caught:
        open_sd_jwt(issued, Limits(max_bytes=len(issued) - 1))
    assert caught.value.code == "over_limit"
    assert open_sd_jwt(issued, Limits(max_bytes=len(issued))).payload == CLAIMS
    many = join(issued.partition("~")[0], ["e30"] * (MAX_DISCLOSURES + 1))
    with pytest.raises(Malformed) as caught:
        open_sd_jwt(many)
    assert caught.value.code == "over_limit"
    flattened = write_flattened(open_sd_jwt(issued).parts)
    flattened["header"]["disclosures"] = ["e30"] * (MAX_DISCLOSURES + 1)
    with pytest.raises(Malformed) as caught:
        open_sd_jwt(flattened)
    assert caught.value.code == "over_limit"


def test_ten_thousand_tildes_and_megabytes_of_nothing_are_refused_quickly(issued):
    for text in ("~" * 5_000_000, "." * 5_000_000, "{" * 5_000_000, "a" * 5_000_000, issued + "a" * 4_000_000):
        with pytest.raises(FormatError):
            open_sd_jwt(text)


# The JSON serializations


@pytest.mark.parametrize("write", [write_flattened, write_general])
@pytest.mark.parametrize("read", [lambda value: value, json.dumps, lambda value: json.dumps(value).encode()])
def test_json_serializations_hold_the_same(presented, issued, write, read):
    for text in (presented, issued):
        opened = open_sd_jwt(text)
        again = open_sd_jwt(read(write(opened.parts)))
        assert again.payload == opened.payload
        assert again.key_binding == opened.key_binding
        assert again.parts.presented == opened.parts.presented
        assert again.parts.serialization == write.__name__.removeprefix("write_")


def test_leading_white_space_does_not_hide_json(issued):
    text = "\n  " + json.dumps(write_flattened(open_sd_jwt(issued).parts))
    assert open_sd_jwt(text).payload == CLAIMS


def test_unprotected_parameters_are_kept_but_not_believed(issued):
    value = write_flattened(open_sd_jwt(issued).parts)
    value["header"]["kid"] = "somebody"
    opened = open_sd_jwt(value)
    assert opened.header == {"alg": "ES256", "typ": "dc+sd-jwt"}
    assert opened.parts.unprotected == ({"kid": "somebody"},)


def flattened(**changes):
    def change(value):
        for name, new in changes.items():
            if new is None:
                del value[name]
            else:
                value[name] = new
        return value

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (flattened(payload=None), "/payload"),
        (flattened(payload=5), "/payload"),
        (flattened(payload=""), "/payload"),
        (flattened(payload="e30.e30"), "/payload"),
        (flattened(payload="e30~"), "/payload"),
        (flattened(protected=None), "/protected"),
        (flattened(protected={"alg": "ES256"}), "/protected"),
        (flattened(protected="e30.e30"), "/protected"),
        (flattened(signature=None), "/signature"),
        (flattened(signature=["x"]), "/signature"),
        (flattened(header=[]), "/header"),
        (flattened(header="x"), "/header"),
        (flattened(header={"alg": "ES256"}), "/header"),
        (flattened(header={"crit": ["x"]}), "/header"),
        (flattened(header={"typ": "JWT"}), "/header"),
        (flattened(header={"disclosures": "x"}), "/header/disclosures"),
        (flattened(header={"disclosures": [5]}), "/header/disclosures"),
        (flattened(header={"disclosures": [""]}), "/header/disclosures"),
        (flattened(header={"disclosures": None}), "/header/disclosures"),
        (flattened(header={"disclosures": [], "kb_jwt": None}), "/header/kb_jwt"),
        (flattened(header={"disclosures": [], "kb_jwt": ""}), "/header/kb_jwt"),
        (flattened(header={"disclosures": [], "kb_jwt": 5}), "/header/kb_jwt"),
        (flattened(header={"disclosures": [], "kb_jwt": "a.b"}), "/header/kb_jwt"),
        (flattened(signatures=[]), "/signatures"),
        (flattened(signatures=[{}]), "/signatures"),
    ],
)
def test_malformed_flattened_json_is_refused(issued, change, where):
    value = write_flattened(open_sd_jwt(issued).parts)
    with pytest.raises(Malformed) as caught:
        open_sd_jwt(change(value))
    assert caught.value.where == where


def general(index, name, new):
    def change(value):
        value["signatures"].append({"protected": "e30", "signature": "AA"})
        value["signatures"][index][name] = new
        return value

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda value: {**value, "signatures": []}, "/signatures"),
        (lambda value: {**value, "signatures": {}}, "/signatures"),
        (lambda value: {**value, "signatures": ["x"]}, "/signatures/0"),
        (lambda value: {**value, "signatures": value["signatures"] * 101}, "/signatures"),
        (lambda value: {**value, "protected": "e30"}, "/signatures"),
        (lambda value: {**value, "header": {}}, "/signatures"),
        (general(1, "header", {"disclosures": []}), "/signatures/1/header"),
        (general(1, "header", {"kb_jwt": "a.b.c"}), "/signatures/1/header"),
        (general(1, "header", 5), "/signatures/1/header"),
        (general(1, "protected", 5), "/signatures/1/protected"),
        (general(1, "signature", None), "/signatures/1/signature"),
        (general(0, "header", {"typ": "x"}), "/signatures/0/header"),
    ],
)
def test_malformed_general_json_is_refused(issued, change, where):
    value = write_general(open_sd_jwt(issued).parts)
    with pytest.raises(Malformed) as caught:
        open_sd_jwt(change(value))
    assert caught.value.where == where


def test_json_that_is_not_strict_is_refused(issued):
    value = write_flattened(open_sd_jwt(issued).parts)
    twice = json.dumps(value)[:-1] + ', "payload": "e30"}'
    for bad in (twice, json.dumps(value) + "x", {**value, "x": (1,)}, {**value, 5: "x"}):
        with pytest.raises(Malformed):
            open_sd_jwt(bad)


def test_several_signatures_are_written_in_general_form_only(kit, issued):
    opened = open_sd_jwt(issued)
    value = write_general(opened.parts)
    value["signatures"].append({key: value["signatures"][0][key] for key in ("protected", "signature")})
    several = open_sd_jwt(value)
    assert len(several.issuer_jwts) == 2
    assert write_general(several.parts) == value
    with pytest.raises(UsageError):
        write_flattened(several.parts)


def test_signatures_over_different_payloads_are_not_written(kit, issued):
    from dataclasses import replace

    parts = open_sd_jwt(issued).parts
    with pytest.raises(UsageError):
        write_general(replace(parts, issuer_jwts=(*parts.issuer_jwts, kit.sign(kit.ISSUER, {"alg": "ES256"}, {}))))
