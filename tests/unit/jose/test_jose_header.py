import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import KeyMismatch, Malformed, ProofInvalid, VcwalletError, WrongPurpose
from vcwallet.securing.jose import algorithm_name, check_header
from vcwallet.securing.jose.header import KEY_ALGORITHMS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_these_algorithms_are_accepted_and_no_others():
    assert dict(KEY_ALGORITHMS) == {"ES256": "P-256", "ES384": "P-384", "EdDSA": "Ed25519", "Ed25519": "Ed25519"}


@pytest.mark.parametrize(
    "name", ["none", "None", "NONE", "HS256", "HS512", "RS256", "PS256", "ES512", "ES256K", "es256", "", "dir"]
)
def test_other_algorithms_are_refused(name):
    with pytest.raises(ProofInvalid) as caught:
        check_header({"alg": name}, types=None)
    assert (caught.value.code, caught.value.where) == ("algorithm_refused", "/alg")


@pytest.mark.parametrize("header", [{}, {"alg": None}, {"alg": 5}, {"alg": ["ES256"]}, {"alg": {}}])
def test_a_header_without_algorithm_is_malformed(header):
    with pytest.raises(Malformed) as caught:
        check_header(header, types=None)
    assert caught.value.where == "/alg"


@pytest.mark.parametrize("name", KEY_ALGORITHMS)
def test_it_returns_the_type_of_key(name):
    assert (
        check_header({"alg": name, "kid": 42, "jwk": {}, "x5c": [], "jku": "https://evil.example"}, types=None)
        == (KEY_ALGORITHMS[name])
    )


@pytest.mark.parametrize(
    "extra", [{"crit": ["exp"], "exp": 1}, {"crit": ["b64"], "b64": True}, {"crit": ["a"], "a": 0}]
)
def test_critical_extensions_are_refused(extra):
    with pytest.raises(ProofInvalid) as caught:
        check_header({"alg": "ES256", **extra}, types=None)
    assert caught.value.code == "critical_extension"


@pytest.mark.parametrize("crit", [[], None, "exp", {}, ["absent"], [1], ["alg", "alg"], [["alg"]], True])
def test_a_malformed_crit_is_refused(crit):
    with pytest.raises(Malformed) as caught:
        check_header({"alg": "ES256", "crit": crit}, types=None)
    assert caught.value.where == "/crit"


@pytest.mark.parametrize("b64", [False, None, 0, "true"])
def test_b64_that_is_not_declared_critical_is_refused(b64):
    with pytest.raises(Malformed) as caught:
        check_header({"alg": "ES256", "b64": b64}, types=None)
    assert caught.value.where == "/b64"


def test_b64_true_changes_nothing():
    assert check_header({"alg": "ES256", "b64": True}, types=None) == "P-256"


@pytest.mark.parametrize("found", ["dc+sd-jwt", "DC+SD-JWT", "application/dc+sd-jwt", "Application/dc+SD-jwt"])
def test_types_are_compared_as_media_types(found):
    assert check_header({"alg": "ES256", "typ": found}, types={"dc+sd-jwt"}) == "P-256"
    assert check_header({"alg": "ES256", "typ": found}, types={"vc+jwt", "application/dc+sd-jwt"}) == "P-256"


@pytest.mark.parametrize("found", ["JWT", "kb+jwt", "", "dc+sd-jwt ", "application/x/dc+sd-jwt", "text/dc+sd-jwt"])
def test_another_type_is_refused(found):
    with pytest.raises(WrongPurpose) as caught:
        check_header({"alg": "ES256", "typ": found}, types={"dc+sd-jwt"})
    assert caught.value.code == "token_type"


def test_a_missing_type_is_refused_where_one_is_expected():
    with pytest.raises(WrongPurpose, match="does not say its type; dc\\+sd-jwt or vc\\+sd-jwt was expected"):
        check_header({"alg": "ES256"}, types={"vc+sd-jwt", "dc+sd-jwt"})


@pytest.mark.parametrize("found", [5, ["dc+sd-jwt"], {}, True])
def test_a_type_that_is_no_string_is_malformed(found):
    with pytest.raises(Malformed) as caught:
        check_header({"alg": "ES256", "typ": found}, types=["dc+sd-jwt"])
    assert caught.value.where == "/typ"


@pytest.mark.parametrize(("key", "name"), [("P-256", "ES256"), ("P-384", "ES384"), ("Ed25519", "EdDSA")])
def test_each_type_of_key_has_its_name(key, name):
    assert algorithm_name(key) == name


@pytest.mark.parametrize("key", ["BLS12-381", "RSA", "", None, [], "ES256"])
def test_other_types_of_key_sign_no_tokens(key):
    with pytest.raises(KeyMismatch):
        algorithm_name(key)


@given(st.dictionaries(st.sampled_from(["alg", "typ", "crit", "b64", "kid", "x"]), JSON))
def test_nothing_but_our_errors_comes_out_of_any_header(header):
    with contextlib.suppress(VcwalletError):
        check_header(header, types={"dc+sd-jwt"})
