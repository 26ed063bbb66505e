import json
from datetime import datetime, timedelta

import pytest

from vcwallet.errors import (
    Expired,
    FormatError,
    KeyMismatch,
    Malformed,
    NonceMismatch,
    NotBound,
    NotYetValid,
    ProofInvalid,
    UsageError,
    WrongAudience,
    WrongPurpose,
)
from vcwallet.keys.signing import SigningKey
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt import (
    bind,
    open_sd_jwt,
    refuse_key_binding,
    required_key_binding,
    reveal,
    verify_key_binding,
)
from vcwallet.securing.sd_jwt.digests import digest_of
from vcwallet.securing.sd_jwt.json_serialization import write_flattened
from vcwallet.securing.sd_jwt.key_binding_verification import MAX_AGE

CLAIMS = {"vct": "https://uni.example/degree", "name": "Ada", "year": 1835}
STRANGER = SigningKey.from_secret_bytes("P-256", b"\x09" * 32)


@pytest.fixture
def issued(kit):
    return kit.issue(CLAIMS, mandatory=["/vct"])


@pytest.fixture
def verify(kit):
    def run(presentation, **changes):
        expected = {"key": kit.HOLDER.public, "audience": [kit.AUDIENCE], "nonce": kit.NONCE, "at": kit.NOW, **changes}
        return verify_key_binding(open_sd_jwt(presentation), expected.pop("key"), **expected)

    return run


@pytest.fixture
def bound(kit, issued):
    """A presentation whose KB-JWT says whatever it is told to, signed by the holder."""

    def run(header=None, key=kit.HOLDER, sd_jwt=None, **changes):
        sd_jwt = sd_jwt or reveal(open_sd_jwt(issued), ["/name"]).sd_jwt
        claims = {
            "iat": int(kit.NOW.timestamp()),
            "aud": kit.AUDIENCE,
            "nonce": kit.NONCE,
            "sd_hash": digest_of(sd_jwt, "sha-256"),
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not ...}
        return sd_jwt + kit.sign(key, {"alg": "ES256", "typ": "kb+jwt"} if header is None else header, claims)

    return run


def test_what_the_holder_binds_the_verifier_accepts(kit, issued, verify):
    binding = verify(kit.present(issued, ["/name"]))
    assert binding.jws.header == {"alg": "ES256", "typ": "kb+jwt"}
    assert binding.claims.keys() == {"nonce", "aud", "iat", "sd_hash"}


def test_further_claims_are_kept(kit, issued, verify):
    binding = verify(kit.present(issued, [], claims={"transaction_data_hashes": ["x"]}))
    assert binding.claims["transaction_data_hashes"] == ["x"]


@pytest.mark.parametrize("name", ["P-384", "Ed25519"])
def test_holders_may_have_other_types_of_keys(kit, issued, verify, name):
    key = SigningKey.from_secret_bytes(name, b"\x05" * (48 if name == "P-384" else 32))
    verify(kit.present(issued, ["/name"], key=key), key=key.public)


def test_json_serializations_are_bound_as_well(kit, issued, verify):
    parts = open_sd_jwt(kit.present(issued, ["/name"])).parts
    verify(write_flattened(parts))
    draft = bind(
        reveal(open_sd_jwt(write_flattened(open_sd_jwt(issued).parts)), ["/name"]),
        key_algorithm="P-256",
        audience=kit.AUDIENCE,
        nonce=kit.NONCE,
        issued_at=int(kit.NOW.timestamp()),
    )
    parts = draft.complete_parts(kit.HOLDER.sign(draft.signing_input))
    assert parts.serialization == "flattened"
    verify(write_flattened(parts))


@pytest.mark.parametrize(
    ("claims", "error", "where"),
    [
        ({"exp": 61}, None, ""),
        ({"exp": -59}, None, ""),
        ({"exp": -60}, Expired, "/exp"),
        ({"nbf": 60}, None, ""),
        ({"nbf": 61}, NotYetValid, "/nbf"),
    ],
    ids=str,
)
def test_it_is_valid_as_any_token_is(kit, bound, verify, claims, error, where):
    """RFC 9901 §7.3 step 5.h; the numbers count seconds from now, and clocks may disagree by 60."""
    (name, seconds), *_ = claims.items()
    presentation = bound(**{name: int(kit.NOW.timestamp()) + seconds})
    if error is None:
        verify(presentation)
        return
    with pytest.raises(error) as caught:
        verify(presentation)
    assert caught.value.where == where


@pytest.mark.parametrize("name", ["exp", "nbf"])
@pytest.mark.parametrize("value", ["2100-01-01T00:00:00Z", None, True, [4102444800]], ids=str)
def test_its_times_are_numbers(bound, verify, name, value):
    with pytest.raises(Malformed) as caught:
        verify(bound(**{name: value}))
    assert caught.value.where == f"/{name}"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"audience": ""}, UsageError),
        ({"audience": None}, UsageError),
        ({"audience": ["a"]}, UsageError),
        ({"nonce": ""}, UsageError),
        ({"nonce": 5}, UsageError),
        ({"issued_at": 1.5}, UsageError),
        ({"issued_at": "1"}, UsageError),
        ({"issued_at": True}, UsageError),
        ({"claims": {"aud": "x"}}, UsageError),
        ({"claims": {"sd_hash": "x"}}, UsageError),
        ({"claims": {"x": object()}}, FormatError),
        ({"key_algorithm": "RSA"}, KeyMismatch),
    ],
)
def test_a_key_binding_that_nobody_would_accept_is_not_made(issued, options, error):
    given = {"key_algorithm": "P-256", "audience": "a", "nonce": "n", "issued_at": 1, **options}
    with pytest.raises(error):
        bind(reveal(open_sd_jwt(issued), []), **given)


def test_a_missing_key_binding_is_refused(issued, verify):
    with pytest.raises(NotBound) as caught:
        verify(issued)
    assert caught.value.code == "key_binding_missing"
    with pytest.raises(NotBound):
        required_key_binding(open_sd_jwt(issued))


def test_a_stripped_key_binding_is_refused(kit, issued, verify):
    presented = kit.present(issued, ["/name"])
    with pytest.raises(NotBound) as caught:
        verify(presented[: presented.rindex("~") + 1])
    assert caught.value.code == "key_binding_missing"


def test_an_unexpected_key_binding_is_refused(kit, issued):
    refuse_key_binding(open_sd_jwt(issued))
    with pytest.raises(WrongPurpose) as caught:
        refuse_key_binding(open_sd_jwt(kit.present(issued, [])))
    assert caught.value.code == "key_binding_unexpected"


def test_another_holders_signature_is_refused(kit, issued, verify):
    with pytest.raises(ProofInvalid):
        verify(kit.present(issued, ["/name"], key=STRANGER))


@pytest.mark.parametrize("header", [{"jwk": STRANGER.public.to_jwk()}, {"kid": STRANGER.verification_method}])
def test_a_key_in_the_header_of_the_kb_jwt_is_not_believed(bound, verify, header):
    with pytest.raises(ProofInvalid):
        verify(bound(header={"alg": "ES256", "typ": "kb+jwt", **header}, key=STRANGER))


@pytest.mark.parametrize("typ", ["JWT", "KB+JWT", "application/kb+jwt", "", None, 5, ["kb+jwt"], ...])
def test_the_type_is_exactly_kb_jwt(bound, verify, typ):
    header = {"alg": "ES256", "typ": typ} if typ is not ... else {"alg": "ES256"}
    with pytest.raises(WrongPurpose) as caught:
        verify(bound(header=header))
    assert caught.value.code == "token_type"


@pytest.mark.parametrize(
    ("alg", "code"),
    [
        ("none", "algorithm_refused"),
        ("HS256", "algorithm_refused"),
        ("ES384", "key_confusion"),
        ("EdDSA", "key_confusion"),
    ],
)
def test_the_algorithm_must_fit_the_holders_key(bound, verify, alg, code):
    with pytest.raises(ProofInvalid) as caught:
        verify(bound(header={"alg": alg, "typ": "kb+jwt"}))
    assert caught.value.code == code


def test_critical_extensions_are_refused(bound, verify):
    with pytest.raises(ProofInvalid) as caught:
        verify(bound(header={"alg": "ES256", "typ": "kb+jwt", "crit": ["x"], "x": 1}))
    assert caught.value.code == "critical_extension"


@pytest.mark.parametrize("name", ["iat", "aud", "nonce", "sd_hash"])
@pytest.mark.parametrize("value", [..., None, True, {}, [], ["https://jobs.example"]])
def test_each_claim_must_be_there_and_of_its_type(bound, verify, name, value):
    with pytest.raises(Malformed) as caught:
        verify(bound(**{name: value}))
    assert caught.value.where == f"/{name}"


@pytest.mark.parametrize("iat", ["1780315200", "now"])
def test_a_time_is_a_number(bound, verify, iat):
    with pytest.raises(Malformed):
        verify(bound(iat=iat))


@pytest.mark.parametrize("audience", ["https://jobs.example/", "HTTPS://jobs.example", "https://other.example", ""])
def test_another_audience_is_refused(bound, verify, audience):
    with pytest.raises(WrongAudience):
        verify(bound(aud=audience))


def test_one_of_several_names_of_the_verifier_suffices(kit, bound, verify):
    verify(bound(), audience={"x509_san_dns:jobs.example", kit.AUDIENCE})
    with pytest.raises(WrongAudience):
        verify(bound(), audience={"x509_san_dns:jobs.example"})


@pytest.mark.parametrize("nonce", ["another", "N-0S6_WzA2Mj", "n-0S6_WzA2M", "", "é"])
def test_another_challenge_is_refused(bound, verify, nonce):
    with pytest.raises(NonceMismatch):
        verify(bound(nonce=nonce))


@pytest.mark.parametrize(
    ("age", "error"),
    [
        (timedelta(seconds=0), None),
        (timedelta(seconds=-60), None),
        (timedelta(seconds=-61), NotYetValid),
        (timedelta(days=-3650), NotYetValid),
        (MAX_AGE, None),
        (MAX_AGE + timedelta(seconds=60), None),
        (MAX_AGE + timedelta(seconds=61), Expired),
        (timedelta(days=3650), Expired),
    ],
)
def test_it_must_be_fresh(kit, issued, verify, age, error):
    presentation = kit.present(issued, [], at=kit.NOW - age)
    if error is None:
        verify(presentation)
    else:
        with pytest.raises(error) as caught:
            verify(presentation)
        assert caught.value.where == "/iat"


def test_age_and_skew_are_the_verifiers_choice(kit, issued, verify):
    old, future = (kit.present(issued, [], at=kit.NOW + timedelta(seconds=by)) for by in (-30, 30))
    strict = {"max_age": timedelta(seconds=10), "skew": timedelta(seconds=5)}
    with pytest.raises(Expired):
        verify(old, **strict)
    with pytest.raises(NotYetValid):
        verify(future, **strict)


@pytest.mark.parametrize("iat", [1e308, -1e308, 10**300, 0, -1])
def test_absurd_times_are_refused(bound, verify, iat):
    with pytest.raises((Expired, NotYetValid)):
        verify(bound(iat=iat))


def test_disclosures_that_were_added_or_removed_are_noticed(kit, issued, verify):
    presented = kit.present(issued, ["/name"])
    jwt, disclosure, kb_jwt = presented.split("~")
    other = next(text for text in issued.split("~")[1:-1] if text != disclosure)
    for changed in (f"{jwt}~{kb_jwt}", f"{jwt}~{disclosure}~{other}~{kb_jwt}", f"{jwt}~{other}~{kb_jwt}"):
        with pytest.raises(ProofInvalid) as caught:
            verify(changed)
        assert caught.value.code == "sd_hash_mismatch"


def test_a_kb_jwt_of_another_credential_is_refused(kit, issued, verify):
    another = kit.issue({**CLAIMS, "name": "Grace"}, mandatory=["/vct"])
    kb_jwt = kit.present(another, ["/name"]).rpartition("~")[2]
    with pytest.raises(ProofInvalid) as caught:
        verify(reveal(open_sd_jwt(issued), ["/name"]).sd_jwt + kb_jwt)
    assert caught.value.code == "sd_hash_mismatch"


def test_the_hash_is_over_the_text_as_presented(kit, issued, verify):
    """Reordered disclosures give the same payload, and another presentation."""
    presented = kit.present(issued, ["/name", "/year"])
    jwt, one, two, kb_jwt = presented.split("~")
    verify(presented)
    assert open_sd_jwt(f"{jwt}~{two}~{one}~{kb_jwt}").payload == open_sd_jwt(presented).payload
    with pytest.raises(ProofInvalid) as caught:
        verify(f"{jwt}~{two}~{one}~{kb_jwt}")
    assert caught.value.code == "sd_hash_mismatch"


def test_the_hash_is_by_the_function_that_the_payload_names(kit, verify):
    from vcwallet.securing.sd_jwt import conceal, prepare

    concealed = conceal(CLAIMS, ["/name"], randomness=kit.counting(), hash_name="sha-512")
    draft = prepare(concealed, key_algorithm="P-256", typ="dc+sd-jwt")
    issued = draft.complete(kit.ISSUER.sign(draft.signing_input))
    presented = kit.present(issued, ["/name"])
    assert len(verify(presented).claims["sd_hash"]) == 86
    sd_jwt = presented[: presented.rindex("~") + 1]
    claims = {
        "iat": int(kit.NOW.timestamp()),
        "aud": kit.AUDIENCE,
        "nonce": kit.NONCE,
        "sd_hash": digest_of(sd_jwt, "sha-256"),
    }
    with pytest.raises(ProofInvalid) as caught:
        verify(sd_jwt + kit.sign(kit.HOLDER, {"alg": "ES256", "typ": "kb+jwt"}, claims))
    assert caught.value.code == "sd_hash_mismatch"


@pytest.mark.parametrize("payload", [b"[]", b"5", b"{", b"\xff", b'{"a":1,"a":2}'])
def test_the_payload_of_the_kb_jwt_is_an_object(kit, issued, payload):
    with pytest.raises(Malformed):
        open_sd_jwt(issued + kit.sign(kit.HOLDER, {"alg": "ES256", "typ": "kb+jwt"}, payload))


def test_every_character_of_the_kb_jwt_counts(bound, verify):
    presented = bound()
    start = presented.rindex("~") + 1
    for at in range(start, len(presented), 7):
        if presented[at] == ".":
            continue
        changed = presented[:at] + ("A" if presented[at] != "A" else "B") + presented[at + 1 :]
        with pytest.raises((Malformed, ProofInvalid, WrongPurpose)):
            verify(changed)


@pytest.mark.parametrize(
    "expectation",
    [
        {"nonce": ""},
        {"nonce": None},
        {"audience": []},
        {"audience": ""},
        {"audience": "https://jobs.example"},
        {"audience": [""]},
        {"audience": None},
        {"at": None},
        {"at": datetime(2026, 6, 1, 12)},  # noqa: DTZ001 - without its zone, on purpose
    ],
)
def test_expectations_must_be_usable(bound, verify, expectation):
    with pytest.raises(UsageError):
        verify(bound(), **expectation)


def test_the_header_of_the_kb_jwt_is_read_strictly(kit, issued):
    header = base64url.encode(json.dumps({"alg": "ES256"}).encode()[:-1] + b',"alg":"none"}')
    with pytest.raises(Malformed):
        open_sd_jwt(f"{issued}{header}.e30.AA")
