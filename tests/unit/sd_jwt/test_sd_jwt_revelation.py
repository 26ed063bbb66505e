from dataclasses import replace

import pytest

from vcwallet.errors import CannotSatisfy, UsageError
from vcwallet.securing.sd_jwt import disclosable, open_sd_jwt, reveal, verify_issuer

CLAIMS = {
    "vct": "https://uni.example/degree",
    "name": "Ada",
    "degree": {"name": "BSc", "year": 1835, "with": {"honours": True}},
    "list": ["a", ["b", "c"], {"d": None}],
}


@pytest.fixture
def opened(kit):
    return open_sd_jwt(kit.issue(CLAIMS, mandatory=["/vct"]))


def test_what_can_be_withheld_is_listed_parents_first(opened):
    listed = disclosable(opened)
    assert "/vct" not in listed
    assert set(listed) == {
        "/name",
        "/degree",
        "/degree/name",
        "/degree/year",
        "/degree/with",
        "/degree/with/honours",
        "/list",
        "/list/0",
        "/list/1",
        "/list/1/0",
        "/list/1/1",
        "/list/2",
        "/list/2/d",
    }
    assert all(listed.index(one) < listed.index(two) for one in listed for two in listed if two.startswith(f"{one}/"))


@pytest.mark.parametrize(
    ("pointers", "payload"),
    [
        ([], {}),
        (["/vct"], {}),
        (["/name"], {"name": "Ada"}),
        (["/degree"], {"degree": CLAIMS["degree"]}),
        (["/degree/year"], {"degree": {"year": 1835}}),
        (["/degree/year", "/degree/name"], {"degree": {"name": "BSc", "year": 1835}}),
        (["/degree/with/honours"], {"degree": {"with": {"honours": True}}}),
        (["/list/1/1"], {"list": [["c"]]}),
        (["/list/0", "/list/2"], {"list": ["a", {"d": None}]}),
        (["/list/2/d", "/name"], {"list": [{"d": None}], "name": "Ada"}),
        ([""], {name: CLAIMS[name] for name in ("name", "degree", "list")}),
    ],
)
def test_what_is_wanted_is_shown_with_what_is_around_and_inside_it(kit, opened, pointers, payload):
    revealed = reveal(opened, pointers)
    assert revealed.payload == {"vct": CLAIMS["vct"], **payload}
    again = open_sd_jwt(revealed.sd_jwt)
    verify_issuer(again, kit.ISSUER.public, types={"dc+sd-jwt"})
    assert again.payload == revealed.payload
    assert len(again.disclosures) == len(revealed.revealed)
    assert revealed.sd_jwt.endswith("~")


def test_disclosures_keep_the_issuers_order_and_text(opened):
    revealed = reveal(opened, ["/name", "/degree/year"])
    order = [text for text in opened.parts.disclosures if text in revealed.parts.disclosures]
    assert list(revealed.parts.disclosures) == order
    assert revealed.parts.issuer_jwts == opened.parts.issuer_jwts


def test_a_tuple_and_repetitions_are_fine(opened):
    assert reveal(opened, ["/name"]) == reveal(opened, ("/name", "/name"))


@pytest.mark.parametrize(
    "pointers", [["/nothing"], ["/name", "/x", "/y"], ["/list/3"], ["/list/-"], ["/list/01"], ["/name/x"], ["/_sd"]]
)
def test_what_is_not_there_cannot_be_shown(opened, pointers):
    with pytest.raises(CannotSatisfy) as caught:
        reveal(opened, pointers)
    assert len(caught.value.missing) == len([pointer for pointer in pointers if pointer != "/name"])
    assert caught.value.where == next(pointer for pointer in pointers if pointer != "/name")


@pytest.mark.parametrize(
    "pointers",
    ["/name", b"/name", {"/name"}, {"/name": 1}, iter(["/name"]), ["name"], ["/~"], [5], [None], [["/name"]], 5, None],
)
def test_pointers_are_a_list_of_json_pointers(opened, pointers):
    with pytest.raises(UsageError) as caught:
        reveal(opened, pointers)
    assert (caught.value.code, caught.value.where) == ("bad_pointer", "")


def test_what_was_withheld_before_cannot_be_shown(opened):
    less = open_sd_jwt(reveal(opened, ["/degree/year"]).sd_jwt)
    assert disclosable(less) == ("/degree", "/degree/year")
    with pytest.raises(CannotSatisfy):
        reveal(less, ["/name"])
    assert reveal(less, []).payload == {"vct": CLAIMS["vct"]}


def test_a_presentation_is_not_chosen_from(kit):
    presented = open_sd_jwt(kit.present(kit.issue(CLAIMS), ["/name"]))
    with pytest.raises(UsageError) as caught:
        reveal(presented, ["/name"])
    assert caught.value.code == "already_bound"


def test_elements_keep_their_order_and_lose_their_places(kit):
    opened = open_sd_jwt(kit.issue({"list": list(range(5))}))
    shown = open_sd_jwt(reveal(opened, ["/list/4", "/list/1"]).sd_jwt)
    assert shown.payload == {"list": [1, 4]}
    assert disclosable(shown) == ("/list", "/list/0", "/list/1")


def test_many_disclosures_are_chosen_from_in_good_time(kit):
    opened = open_sd_jwt(kit.issue({"list": list(range(3_000))}))
    assert reveal(opened, [f"/list/{number}" for number in range(0, 3_000, 2)]).payload["list"][-1] == 2_998


def test_json_serializations_can_be_chosen_from(opened):
    from vcwallet.securing.sd_jwt.json_serialization import write_general

    general = open_sd_jwt(write_general(opened.parts))
    revealed = reveal(general, ["/name"])
    assert revealed.parts.serialization == "general"
    assert open_sd_jwt(write_general(revealed.parts)).payload == {"vct": CLAIMS["vct"], "name": "Ada"}
    assert replace(revealed.parts, serialization="compact").presented == reveal(opened, ["/name"]).sd_jwt
