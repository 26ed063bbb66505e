import pytest

from vcwallet.errors import Malformed, Undetermined
from vcwallet.securing.sd_jwt import confirmation_of


def test_the_holders_key_as_a_jwk(kit):
    confirmation = confirmation_of({"cnf": {"jwk": kit.HOLDER.public.to_jwk()}})
    assert confirmation.key == kit.HOLDER.public
    assert confirmation.kid is None


def test_a_kid_beside_a_jwk_is_only_a_name(kit):
    assert confirmation_of({"cnf": {"jwk": kit.HOLDER.public.to_jwk(), "kid": "x"}}).key == kit.HOLDER.public


def test_the_holders_key_as_a_did(kit):
    confirmation = confirmation_of({"cnf": {"kid": kit.HOLDER.verification_method}})
    assert (confirmation.key, confirmation.kid) == (None, kit.HOLDER.verification_method)


def test_no_key():
    assert confirmation_of({}) is None


@pytest.mark.parametrize("cnf", [None, [], "x", 5])
def test_cnf_is_an_object(cnf):
    with pytest.raises(Malformed) as caught:
        confirmation_of({"cnf": cnf})
    assert caught.value.where == "/cnf"


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "oct", "k": "AAAA"},
        {"kty": "RSA"},
        {"crv": "P-521"},
        {"x": "AAAA"},
        {"x": 5},
        {"d": "AAAA"},
        {"use": "enc"},
        {"y": "AA" * 22 + "A"},
        {"kty": None},
    ],
)
def test_a_key_that_cannot_be_used_is_malformed(kit, change):
    with pytest.raises(Malformed) as caught:
        confirmation_of({"cnf": {"jwk": {**kit.HOLDER.public.to_jwk(), **change}}})
    assert caught.value.where.startswith("/cnf/jwk")


@pytest.mark.parametrize("jwk", [None, [], "x", {}])
def test_a_jwk_is_an_object(jwk):
    with pytest.raises(Malformed):
        confirmation_of({"cnf": {"jwk": jwk}})


@pytest.mark.parametrize("more", [{"jku": "https://x.example"}, {"jwe": "x"}])
def test_several_keys_are_refused(kit, more):
    with pytest.raises(Malformed):
        confirmation_of({"cnf": {"jwk": kit.HOLDER.public.to_jwk(), **more}})


@pytest.mark.parametrize("kid", [5, None, [], {}])
def test_a_kid_is_a_string(kid):
    with pytest.raises(Malformed) as caught:
        confirmation_of({"cnf": {"kid": kid}})
    assert caught.value.where == "/cnf/kid"


@pytest.mark.parametrize(
    "cnf", [{}, {"jku": "https://x.example"}, {"jwe": "x"}, {"x5t#S256": "x"}, {"kid": ""}, {"kid": "a", "jku": "b"}]
)
def test_other_ways_to_name_a_key_are_undetermined(cnf):
    with pytest.raises(Undetermined):
        confirmation_of({"cnf": cnf})
