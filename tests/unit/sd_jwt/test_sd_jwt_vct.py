import base64
import hashlib

import pytest

from vcwallet.errors import FormatError, Need, NonConforming, Undetermined
from vcwallet.securing.sd_jwt.integrity import check_integrity, expected_digest, strongest
from vcwallet.securing.sd_jwt.vct import check_sd_jwt_vc

VCT = "https://credentials.example.com/identity_credential"
CONTENT = b'{"vct": "x"}'
NEED = Need(url="https://types.example/x", kind="type-metadata")


def sri(name, content=CONTENT):
    return f"{name}-{base64.b64encode(hashlib.new(name, content).digest()).decode()}"


def test_the_types_are_returned():
    assert check_sd_jwt_vc({"vct": VCT}) == (VCT,)
    assert check_sd_jwt_vc({"vct": "a", "aka_vcts": ["b", "c"]}) == ("a", "b", "c")


def test_an_example_of_the_specification():
    """SD-JWT VC §2.3.1, figure 6, processed."""
    payload = {
        "iss": "https://example.com/issuer",
        "iat": 1683000000,
        "exp": 1883000000,
        "vct": VCT,
        "vct#integrity": sri("sha256"),
        "status": {"status_list": {"idx": 0, "uri": "https://example.com/statuslists/1"}},
        "cnf": {"jwk": {"kty": "EC"}},
        "anything": ["else"],
    }
    assert check_sd_jwt_vc(payload) == (VCT,)


@pytest.mark.parametrize(
    ("claims", "where"),
    [
        ({"vct": None}, "/vct"),
        ({"vct": ""}, "/vct"),
        ({"vct": 5}, "/vct"),
        ({"vct": [VCT]}, "/vct"),
        ({"iss": 5}, "/iss"),
        ({"iss": None}, "/iss"),
        ({"sub": {}}, "/sub"),
        ({"iat": "2026"}, "/iat"),
        ({"iat": None}, "/iat"),
        ({"nbf": True}, "/nbf"),
        ({"exp": "1"}, "/exp"),
        ({"cnf": "x"}, "/cnf"),
        ({"cnf": None}, "/cnf"),
        ({"status": []}, "/status"),
        ({"aka_vcts": []}, "/aka_vcts"),
        ({"aka_vcts": "x"}, "/aka_vcts"),
        ({"aka_vcts": None}, "/aka_vcts"),
        ({"aka_vcts": [5]}, "/aka_vcts"),
        ({"aka_vcts": [""]}, "/aka_vcts"),
        ({"aka_vcts": ["b", VCT]}, "/aka_vcts"),
        ({"vct#integrity": None}, "/vct#integrity"),
        ({"vct#integrity": ""}, "/vct#integrity"),
        ({"vct#integrity": "md5-AAAA"}, "/vct#integrity"),
    ],
)
def test_claims_that_are_not_of_their_type(claims, where):
    with pytest.raises(NonConforming) as caught:
        check_sd_jwt_vc({"vct": VCT, **claims})
    assert caught.value.where == where


def test_a_credential_without_a_type_is_none():
    with pytest.raises(NonConforming):
        check_sd_jwt_vc({"iss": "x"})


# Integrity


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_the_right_document_is_accepted_and_any_other_is_not(name):
    check_integrity(CONTENT, sri(name), NEED)
    with pytest.raises(Undetermined) as caught:
        check_integrity(CONTENT + b" ", sri(name), NEED)
    assert caught.value.code == "integrity_mismatch"
    assert caught.value.needs == (NEED,)


def test_only_the_strongest_hash_counts():
    """SRI §3.3.3: a weaker one that matches does not help."""
    wrong = sri("sha512", b"other")
    with pytest.raises(Undetermined):
        check_integrity(CONTENT, f"{sri('sha256')} {wrong}", NEED)
    check_integrity(CONTENT, f"{sri('sha256', b'other')} {sri('sha384')}", NEED)


def test_one_of_several_by_the_same_hash_suffices():
    check_integrity(CONTENT, f"{sri('sha256', b'other')}\n{sri('sha256')}", NEED)


def test_unknown_hashes_are_passed_over_where_a_known_one_is_there():
    check_integrity(CONTENT, f"sha3-AAAA {sri('sha256')}?option", NEED)


def test_other_spellings_of_base64_are_read():
    text = sri("sha256")
    check_integrity(CONTENT, text.rstrip("=").replace("+", "-").replace("/", "_"), NEED)


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        " ",
        "sha256",
        "sha256-",
        "sha256-AAAA",
        "md5-AAAA",
        "sha256-A B",
        "sha256-" + "A" * 44,
        "x" * 5_000,
        None,
        5,
        [],
        "sha256-§",
    ],
)
def test_what_is_no_integrity_metadata_is_refused(metadata):
    with pytest.raises(FormatError):
        strongest(metadata)


def test_the_digest_for_a_need():
    assert expected_digest(sri("sha384").rstrip("=")) == sri("sha384")
    assert expected_digest(f"{sri('sha256')} {sri('sha256', b'other')}") is None
