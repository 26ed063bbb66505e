import pytest

from vcwallet.errors import NonConforming, ProofInvalid, UsageError, WrongPurpose
from vcwallet.keys.signing import SigningKey
from vcwallet.securing.sd_jwt import (
    SD_JWT_VC_ALWAYS_SHOWN,
    check_always_shown,
    open_sd_jwt,
    verify_issuer,
)
from vcwallet.securing.sd_jwt.json_serialization import write_general

CLAIMS = {"vct": "https://uni.example/degree", "name": "Ada", "status": {"status_list": {"idx": 1}}}
STRANGER = SigningKey.from_secret_bytes("P-256", b"\x09" * 32)


def test_the_issuers_signature_verifies(kit):
    verify_issuer(open_sd_jwt(kit.issue(CLAIMS)), kit.ISSUER.public, types={"dc+sd-jwt"})


def test_anybody_elses_does_not(kit):
    with pytest.raises(ProofInvalid):
        verify_issuer(open_sd_jwt(kit.issue(CLAIMS)), STRANGER.public, types={"dc+sd-jwt"})


@pytest.mark.parametrize(
    ("header", "error", "code"),
    [
        ({"alg": "none", "typ": "dc+sd-jwt"}, ProofInvalid, "algorithm_refused"),
        ({"alg": "HS256", "typ": "dc+sd-jwt"}, ProofInvalid, "algorithm_refused"),
        ({"alg": "ES384", "typ": "dc+sd-jwt"}, ProofInvalid, "key_confusion"),
        ({"alg": "ES256", "typ": "dc+sd-jwt", "crit": ["x"], "x": 1}, ProofInvalid, "critical_extension"),
        ({"alg": "ES256", "typ": "JWT"}, WrongPurpose, "token_type"),
        ({"alg": "ES256"}, WrongPurpose, "token_type"),
    ],
)
def test_headers_that_are_not_accepted(kit, header, error, code):
    with pytest.raises(error) as caught:
        verify_issuer(open_sd_jwt(kit.forge({}, header=header)), kit.ISSUER.public, types={"dc+sd-jwt"})
    assert caught.value.code == code


def test_each_of_several_signatures_is_checked_by_itself(kit):
    value = write_general(open_sd_jwt(kit.issue(CLAIMS)).parts)
    protected, _payload, signature = kit.sign(STRANGER, {"alg": "ES256", "typ": "dc+sd-jwt"}, {}).split(".")
    value["signatures"].append({"protected": protected, "signature": signature})
    opened = open_sd_jwt(value)
    verify_issuer(opened, kit.ISSUER.public, types=None)
    with pytest.raises(ProofInvalid):  # over another payload
        verify_issuer(opened, STRANGER.public, types=None, signature=1)


@pytest.mark.parametrize("index", [-1, 1, 5])
def test_there_is_only_one_signature(kit, index):
    with pytest.raises(UsageError):
        verify_issuer(open_sd_jwt(kit.issue(CLAIMS)), kit.ISSUER.public, types=None, signature=index)


def test_a_signature_that_comes_first_but_is_nobodys_does_not_count(kit):
    value = write_general(open_sd_jwt(kit.issue(CLAIMS)).parts)
    good = value["signatures"][0]
    protected, _, signature = kit.sign(STRANGER, {"alg": "ES256", "typ": "dc+sd-jwt"}, CLAIMS).split(".")
    bad = {"protected": protected, "signature": signature, "header": good.pop("header")}
    opened = open_sd_jwt({**value, "signatures": [bad, good]})
    with pytest.raises(ProofInvalid):
        verify_issuer(opened, kit.ISSUER.public, types=None)
    verify_issuer(opened, kit.ISSUER.public, types=None, signature=1)


def test_claims_that_must_always_be_shown(kit):
    fine = kit.issue(CLAIMS, always_shown=SD_JWT_VC_ALWAYS_SHOWN)
    check_always_shown(open_sd_jwt(fine), SD_JWT_VC_ALWAYS_SHOWN)
    assert set(open_sd_jwt(fine).placements) == {"/name"}


@pytest.mark.parametrize("pointer", ["/vct", "/status", "/status/status_list", "/status/status_list/idx"])
def test_one_that_could_be_withheld_is_noticed(kit, pointer):
    opened = open_sd_jwt(kit.issue(CLAIMS, pointers=[pointer]))
    with pytest.raises(NonConforming) as caught:
        check_always_shown(opened, SD_JWT_VC_ALWAYS_SHOWN)
    assert (caught.value.code, caught.value.where) == ("withholdable_claim", pointer)


def test_only_whole_names_at_the_top_level_count(kit):
    claims = {"expired": 1, "x": {"exp": 2}, "a/exp": 3, "": {"exp": 4}}
    opened = open_sd_jwt(kit.issue(claims))
    check_always_shown(opened, SD_JWT_VC_ALWAYS_SHOWN)
    with pytest.raises(NonConforming):
        check_always_shown(opened, {"a/exp"})
    with pytest.raises(NonConforming):
        check_always_shown(opened, {""})
