import pytest

from vcwallet.errors import Malformed, NonConforming
from vcwallet.securing.sd_jwt import open_sd_jwt, reveal
from vcwallet.securing.sd_jwt.claim_path import MAX_STEPS, IssuedCredential

# SD-JWT VC §4.6.1.1, figure 19.
CLAIMS = {
    "vct": "https://betelgeuse.example.com/education_credential/v42",
    "name": "Arthur Dent",
    "address": {"street_address": "42 Market Street", "city": "Milliways", "postal_code": "12345"},
    "degrees": [
        {"type": "Bachelor of Science", "university": "University of Betelgeuse"},
        {"type": "Master of Science", "university": "University of Betelgeuse"},
    ],
    "nationalities": ["British", "Betelgeusian"],
}


@pytest.fixture
def credential(kit):
    def make(*shown, pointers=None, **options):
        opened = open_sd_jwt(kit.issue(CLAIMS, pointers=pointers, **options))
        if shown:
            opened = open_sd_jwt(reveal(opened, [pointer for pointer in shown if pointer]).sd_jwt)
        return IssuedCredential(opened)

    return make


def values(selection):
    return [claim.value for claim in selection.claims]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("name",), ["Arthur Dent"]),
        (("address",), [CLAIMS["address"]]),
        (("address", "street_address"), ["42 Market Street"]),
        (("degrees", None, "type"), ["Bachelor of Science", "Master of Science"]),
        (("degrees", 1, "type"), ["Master of Science"]),
        (("nationalities", None), ["British", "Betelgeusian"]),
        (("nationalities", 0), ["British"]),
        (("nationalities", 2), []),
        (("nothing",), []),
        (("address", "nothing"), []),
        (("degrees", None, "nothing"), []),
        (("nothing", None, "x", 5), []),
    ],
)
def test_paths_of_the_specification(credential, path, expected):
    plain = credential(pointers=[]).select(path)
    assert values(plain) == expected
    assert plain.complete
    assert not any(claim.disclosable for claim in plain.claims)


@pytest.mark.parametrize(
    "path",
    [
        ("name", "x"),
        ("name", None),
        ("name", 0),
        ("address", 0),
        ("address", None),
        ("degrees", "type"),
        ("nationalities", None, "x"),
    ],
)
def test_a_step_into_something_of_another_kind_is_an_error(credential, path):
    for options in ({"pointers": []}, {}):
        with pytest.raises(NonConforming) as caught:
            credential(**options).select(path)
        assert caught.value.code == "claim_path"


def test_only_what_has_its_own_disclosure_is_disclosable(credential):
    issued = credential(pointers=["/address", "/degrees/0", "/degrees/1/type", "/nationalities/1"])

    def disclosable(*path):
        return [claim.disclosable for claim in issued.select(path).claims]

    assert disclosable("address") == [True]
    assert disclosable("address", "city") == [False]
    assert disclosable("degrees") == [False]
    assert disclosable("degrees", None) == [True, False]
    assert disclosable("degrees", None, "type") == [False, True]
    assert disclosable("nationalities", 1) == [True]
    assert disclosable("nationalities", 0) == [False]


def test_positions_are_those_of_issuance(credential):
    """Of two elements the first is withheld: the second is still the second."""
    shown = credential("/nationalities/1", "/degrees/1/type")
    assert values(shown.select(("nationalities", 1))) == ["Betelgeusian"]
    (withheld,) = shown.select(("nationalities", 0)).claims
    assert (withheld.withheld, withheld.disclosable, withheld.value) == (True, True, None)
    assert values(shown.select(("degrees", 1, "type"))) == ["Master of Science"]
    nothing = shown.select(("degrees", 0, "type"))
    assert (nothing.claims, nothing.complete) == ((), False)
    some = shown.select(("degrees", None, "type"))
    assert (values(some), some.complete) == (["Master of Science"], False)


def test_absence_is_known_only_where_no_digest_is_left(credential):
    shown = credential("/name")
    assert shown.select(("address",)).complete is False
    assert shown.select(("nothing",)).complete is False
    everything = credential()
    assert everything.select(("nothing",)).complete is True
    flat = credential("", pointers=["/address/city"])
    assert flat.select(("nothing",)).complete is True
    assert flat.select(("address", "nothing")).complete is False
    assert flat.select(("address", "street_address")).complete is True


def test_digests_are_not_claims(credential):
    for path in (("_sd",), ("_sd_alg",), ("address", "_sd")):
        assert credential(pointers=["/name", "/address/city"]).select(path).claims == ()


def test_work_is_limited(kit):
    issued = IssuedCredential(open_sd_jwt(kit.issue({"list": [[0] * 1_000] * 90}, pointers=[])))
    for _ in range(MAX_STEPS // 90_000):
        assert len(issued.select(("list", None, None)).claims) == 90_000
    with pytest.raises(Malformed) as caught:
        issued.select(("list", None, None))
    assert caught.value.code == "over_limit"
