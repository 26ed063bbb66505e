import copy
import secrets

import pytest

from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError, KeyMismatch, Malformed, NonConforming, ProofInvalid, UsageError
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt import conceal, disclosable_pointers, open_sd_jwt, prepare
from vcwallet.securing.sd_jwt.processing import process
from vcwallet.securing.sd_jwt.serialization import MAX_DISCLOSURES

CLAIMS = {"iss": "https://uni.example", "name": "Ada", "degree": {"name": "BSc", "year": 1835}, "list": ["a", ["b"]]}


def test_what_is_concealed_comes_back(kit):
    before = copy.deepcopy(CLAIMS)
    concealed = conceal(CLAIMS, ["/name", "/degree/year", "/list/1/0"], randomness=kit.counting())
    assert before == CLAIMS
    assert concealed.disclosable == ("/name", "/degree/year", "/list/1/0")
    assert concealed.payload["iss"] == "https://uni.example"
    assert concealed.payload["degree"].keys() == {"_sd", "name"}
    assert concealed.payload["_sd_alg"] == "sha-256"
    assert [made.value for made in concealed.disclosures] == ["Ada", 1835, "b"]
    processed = process(concealed.payload, concealed.disclosures)
    assert processed.payload == CLAIMS
    assert set(processed.placements) == set(concealed.disclosable)


def test_nothing_of_what_is_concealed_is_left_in_the_payload(kit):
    concealed = conceal(CLAIMS, disclosable_pointers(CLAIMS), randomness=kit.counting())
    assert concealed.payload.keys() == {"_sd", "_sd_alg"}
    assert len(concealed.payload["_sd"]) == 4


def test_inner_disclosures_come_before_outer_ones(kit):
    concealed = conceal(CLAIMS, disclosable_pointers(CLAIMS), randomness=kit.counting())
    order = concealed.disclosable
    for pointer in order:
        assert all(order.index(pointer) > order.index(other) for other in order if other.startswith(f"{pointer}/"))


def test_digests_of_an_object_are_sorted_and_salts_never_repeat():
    claims = {f"claim {number}": number for number in range(50)}
    concealed = conceal(claims, disclosable_pointers(claims), randomness=secrets.token_bytes)
    assert concealed.payload["_sd"] == sorted(concealed.payload["_sd"])
    salts = {made.salt for made in concealed.disclosures}
    assert len(salts) == 50
    assert {len(base64url.decode(salt, "It")) for salt in salts} == {16}


def test_a_payload_without_anything_concealed_has_no_digests(kit):
    concealed = conceal(CLAIMS, [], randomness=kit.counting())
    assert concealed.payload == {**CLAIMS, "_sd_alg": "sha-256"}
    assert concealed.disclosures == ()


def test_decoys_look_like_digests_and_disclose_nothing(kit):
    asked = []

    def decoys(pointer):
        asked.append(pointer)
        return {"": 3, "/degree": 2, "/list": 1}.get(pointer, 0)

    concealed = conceal(CLAIMS, ["/name"], randomness=kit.counting(), decoys=decoys)
    assert set(asked) == {"", "/degree", "/list", "/list/1"}
    assert len(concealed.payload["_sd"]) == 4
    assert len(concealed.payload["degree"]["_sd"]) == 2
    assert concealed.payload["list"][2].keys() == {"..."}
    assert len(concealed.disclosures) == 1
    digests = [*concealed.payload["_sd"], *concealed.payload["degree"]["_sd"], concealed.payload["list"][2]["..."]]
    assert len(set(digests)) == 7
    assert {len(digest) for digest in digests} == {43}
    assert process(concealed.payload, concealed.disclosures).payload == CLAIMS


@pytest.mark.parametrize("name", ["sha-384", "sha-512"])
def test_other_hash_functions(kit, name):
    concealed = conceal(CLAIMS, ["/name"], randomness=kit.counting(), hash_name=name, decoys=lambda path: int(not path))
    assert concealed.payload["_sd_alg"] == name
    assert {len(digest) for digest in concealed.payload["_sd"]} == {64 if name == "sha-384" else 86}


def test_a_weak_hash_function_is_refused(kit):
    with pytest.raises(ProofInvalid):
        conceal(CLAIMS, ["/name"], randomness=kit.counting(), hash_name="sha-256-32")


@pytest.mark.parametrize(
    ("claims", "where"),
    [
        ({"_sd": []}, "/_sd"),
        ({"...": 1}, "/..."),
        ({"_sd_alg": "sha-256"}, "/_sd_alg"),
        ({"a": {"_sd": 1}}, "/a/_sd"),
        ({"a": [{"...": "x"}]}, "/a/0/..."),
        ({"a": [[{"b": {"_sd_alg": 1}}]]}, "/a/0/0/b/_sd_alg"),
    ],
)
def test_claims_with_reserved_names_are_refused(kit, claims, where):
    for pointers in ([], disclosable_pointers(claims)):
        with pytest.raises(NonConforming) as caught:
            conceal(claims, pointers, randomness=kit.counting())
        assert (caught.value.code, caught.value.where) == ("reserved_name", where)


@pytest.mark.parametrize(
    "pointers",
    ["/name", ["/nothing"], [""], ["/list/2"], ["/list/-"], ["name"], ["/name/x"], ["/list/01"], [5], [None], 5, None],
)
def test_pointers_must_point_at_something_that_can_be_concealed(kit, pointers):
    with pytest.raises(UsageError):
        conceal(CLAIMS, pointers, randomness=kit.counting())


def test_names_that_need_escapes(kit):
    claims = {"a/b": {"~": 1, "": 2}, "": {"": 3}}
    pointers = ["/a~1b", "/a~1b/~0", "/a~1b/", "/", "//"]
    assert disclosable_pointers(claims) == set(pointers)
    concealed = conceal(claims, pointers, randomness=kit.counting())
    processed = process(concealed.payload, concealed.disclosures)
    assert processed.payload == claims
    assert set(processed.placements) == set(pointers)


@pytest.mark.parametrize(
    "randomness", [lambda count: b"x", lambda count: "x" * 16, lambda count: None, lambda count: bytearray(count)]
)
def test_bad_randomness_is_refused(randomness):
    # Of one claim: that it repeats itself is another fault.
    with pytest.raises(UsageError, match="gave no 16 bytes"):
        conceal({"a": 1}, ["/a"], randomness=randomness)


def test_randomness_that_repeats_itself_is_refused():
    with pytest.raises(UsageError, match="twice"):
        conceal({"a": 1, "b": 2}, ["/a", "/b"], randomness=bytes)


@pytest.mark.parametrize("count", [-1, 1.0, None, "1", True])
def test_a_count_of_decoys_is_a_number(kit, count):
    with pytest.raises(UsageError):
        conceal(CLAIMS, [], randomness=kit.counting(), decoys=lambda path: count)


def test_the_number_of_disclosures_and_decoys_is_limited(kit):
    with pytest.raises(UsageError):
        conceal({}, [], randomness=kit.counting(), decoys=lambda path: MAX_DISCLOSURES + 1)
    claims = {"list": list(range(MAX_DISCLOSURES))}
    concealed = conceal(claims, [f"/list/{number}" for number in range(MAX_DISCLOSURES)], randomness=kit.counting())
    assert len(concealed.disclosures) == MAX_DISCLOSURES


@pytest.mark.parametrize("claims", [None, [], "x", 5, {"a": (1,)}, {"a": float("nan")}, {5: 1}, {"a": {1, 2}}])
def test_claims_are_a_json_object(kit, claims):
    with pytest.raises((FormatError, UsageError)):
        conceal(claims, [], randomness=kit.counting())
    with pytest.raises((FormatError, UsageError)):
        disclosable_pointers(claims)


def test_limits_hold_for_claims(kit):
    nested = {"a": {"a": {"a": 1}}}
    with pytest.raises(FormatError):
        conceal(nested, [], randomness=kit.counting(), limits=Limits(max_depth=2))
    with pytest.raises(FormatError):
        disclosable_pointers(nested, limits=Limits(max_depth=2))


@pytest.mark.parametrize("depth", [550, 5_000])
def test_no_depth_exhausts_the_stack(kit, depth):
    """Whoever raises the limit may get to where the interpreter gives up: that is said in our own words."""
    deep = value = {}
    for _ in range(depth):
        value["a"] = value = {}
    for limits in (Limits(), Limits(max_depth=100_000)):
        with pytest.raises(FormatError):
            conceal(deep, [], randomness=kit.counting(), limits=limits)
        with pytest.raises(FormatError):
            disclosable_pointers(deep, limits=limits)
        with pytest.raises(FormatError):
            process(deep, [], limits)


def test_long_names_do_not_multiply(kit):
    claims = {"n" * 1_000_000: {"n" * 1_000_000: list(range(50_000))}}
    for refused in (lambda: conceal(claims, [], randomness=kit.counting()), lambda: disclosable_pointers(claims)):
        with pytest.raises(FormatError) as caught:
            refused()
        assert caught.value.code == "over_limit"


# Issuing


@pytest.mark.parametrize(("name", "alg"), [("P-256", "ES256"), ("P-384", "ES384"), ("Ed25519", "EdDSA")])
def test_a_draft_is_completed_with_a_signature(kit, name, alg):
    from vcwallet.keys.signing import SigningKey
    from vcwallet.securing.sd_jwt import verify_issuer

    key = SigningKey.from_secret_bytes(name, b"\x05" * (48 if name == "P-384" else 32))
    concealed = conceal(CLAIMS, ["/name"], randomness=kit.counting())
    draft = prepare(concealed, key_algorithm=name, typ="dc+sd-jwt", header={"kid": "k"})
    opened = open_sd_jwt(draft.complete(key.sign(draft.signing_input)))
    verify_issuer(opened, key.public, types={"dc+sd-jwt"})
    assert opened.header == {"alg": alg, "typ": "dc+sd-jwt", "kid": "k"}
    assert opened.payload == CLAIMS


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"key_algorithm": "RSA"}, KeyMismatch),
        ({"header": {"alg": "none"}}, UsageError),
        ({"header": {"typ": "JWT"}}, UsageError),
        ({"header": {"crit": ["x"], "x": 1}}, ProofInvalid),
        ({"header": {"crit": []}}, Malformed),
        ({"header": {"x": object()}}, FormatError),
    ],
)
def test_headers_that_nobody_would_accept_are_not_prepared(kit, options, error):
    concealed = conceal(CLAIMS, ["/name"], randomness=kit.counting())
    with pytest.raises(error):
        prepare(concealed, **{"key_algorithm": "P-256", "typ": "dc+sd-jwt", **options})


@pytest.mark.parametrize("signature", [b"", b"x" * 63, b"x" * 72, "x" * 64, None])
def test_a_signature_of_another_length_does_not_complete(kit, signature):
    draft = prepare(conceal(CLAIMS, [], randomness=kit.counting()), key_algorithm="P-256", typ="dc+sd-jwt")
    with pytest.raises(UsageError):
        draft.complete(signature)
