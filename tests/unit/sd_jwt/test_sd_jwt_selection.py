import pytest

from vcwallet.errors import UsageError
from vcwallet.securing.sd_jwt.selection import (
    SD_JWT_VC_ALWAYS_SHOWN,
    disclosable_pointers,
    prefixes,
)

CLAIMS = {
    "iss": "https://uni.example",
    "vct": "https://uni.example/degree",
    "cnf": {"jwk": {"kty": "EC"}},
    "degree": {"name": "BSc", "year": 1835},
    "list": ["a", {"b": 1}],
}
ALL = {
    "/iss",
    "/vct",
    "/cnf",
    "/cnf/jwk",
    "/cnf/jwk/kty",
    "/degree",
    "/degree/name",
    "/degree/year",
    "/list",
    "/list/0",
    "/list/1",
    "/list/1/b",
}


def test_without_a_rule_everything_can_be_withheld():
    assert disclosable_pointers(CLAIMS) == ALL


def test_what_is_mandatory_is_shown_whole_and_so_is_what_is_around_it():
    assert disclosable_pointers(CLAIMS, mandatory=["/degree/name"]) == ALL - {"/degree", "/degree/name"}
    assert disclosable_pointers(CLAIMS, mandatory=["/degree"]) == ALL - {"/degree", "/degree/name", "/degree/year"}
    assert disclosable_pointers(CLAIMS, mandatory=["/list/1"]) == ALL - {"/list", "/list/1", "/list/1/b"}
    assert disclosable_pointers(CLAIMS, mandatory=["/list/1/b"]) == ALL - {"/list", "/list/1", "/list/1/b"}
    assert disclosable_pointers(CLAIMS, mandatory=[""]) == set()


def test_what_is_always_present_can_be_emptied():
    assert disclosable_pointers(CLAIMS, always_present=["/degree", "/list/1"]) == ALL - {"/degree", "/list", "/list/1"}
    both = disclosable_pointers(CLAIMS, mandatory=["/degree/year"], always_present=["/list"])
    assert both == ALL - {"/degree", "/degree/year", "/list"}


def test_names_that_are_always_shown_need_not_occur():
    left = disclosable_pointers(CLAIMS, always_shown=SD_JWT_VC_ALWAYS_SHOWN)
    assert left == {pointer for pointer in ALL if pointer.split("/")[1] in ("degree", "list")}


def test_only_names_at_the_top_level_are_always_shown():
    claims = {"iss": 1, "x": {"iss": 2}}
    assert disclosable_pointers(claims, always_shown={"iss"}) == {"/x", "/x/iss"}


def test_the_list_of_sd_jwt_vc_is_that_of_the_specification():
    assert {"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"} == SD_JWT_VC_ALWAYS_SHOWN


@pytest.mark.parametrize("pointer", ["/nothing", "/list/2", "/list/-", "/iss/x", "degree", "/~2", 5, None])
def test_a_mandatory_pointer_must_point_at_something(pointer):
    is_pointer = isinstance(pointer, str) and pointer[:1] == "/" and "~" not in pointer
    for option in ("mandatory", "always_present"):
        with pytest.raises(UsageError) as caught:
            disclosable_pointers(CLAIMS, **{option: [pointer]})
        expected = ("nothing_there", pointer) if is_pointer else ("bad_pointer", "")
        assert (caught.value.code, caught.value.where) == expected


@pytest.mark.parametrize("pointers", ["/iss", b"/iss", {"/iss"}, {"/iss": 1}, iter(["/iss"]), 5, None])
def test_pointers_come_in_a_list(pointers):
    with pytest.raises(UsageError, match="is a list of JSON pointers"):
        disclosable_pointers(CLAIMS, mandatory=pointers)


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", [""]),
        ("/", ["", "/"]),
        ("//", ["", "/", "//"]),
        ("/a", ["", "/a"]),
        ("/a/0/~1", ["", "/a", "/a/0", "/a/0/~1"]),
    ],
)
def test_prefixes(pointer, expected):
    assert list(prefixes(pointer)) == expected
