import copy

import pytest

from vcwallet.encoding.limits import Limits
from vcwallet.errors import Malformed, ProofInvalid
from vcwallet.securing.sd_jwt.disclosures import create
from vcwallet.securing.sd_jwt.processing import process

A = create("salt 1", "a", 1)
B = create("salt 2", "b", {"c": 2})
ELEMENT = create("salt 3", None, "DE")
DECOY = "decoy"


def test_members_and_elements_return_to_their_places():
    payload = {"_sd": [A.digest, DECOY], "list": ["FR", {"...": ELEMENT.digest}, {"...": "decoy 2"}], "_sd_alg": "x"}
    before = copy.deepcopy(payload)
    processed = process(payload, [ELEMENT, A])
    assert processed.payload == {"a": 1, "list": ["FR", "DE"]}
    assert processed.placements == {"/list/1": ELEMENT, "/a": A}
    assert processed.undisclosed == 2
    assert payload == before


def test_without_disclosures_everything_withheld_is_gone():
    payload = {"_sd": [A.digest], "x": {"_sd": [B.digest]}, "list": [{"...": ELEMENT.digest}]}
    assert process(payload, []).payload == {"x": {}, "list": []}
    assert process(payload, []).undisclosed == 3


def test_recursive_disclosures_are_found_through_each_other():
    inner = create("salt 4", None, B.value)
    middle = create("salt 5", "list", [{"...": inner.digest}])
    outer = create("salt 6", "outer", {"_sd": [middle.digest], "seen": True})
    processed = process({"_sd": [outer.digest]}, [inner, outer, middle])
    assert processed.payload == {"outer": {"seen": True, "list": [{"c": 2}]}}
    assert list(processed.placements) == ["/outer", "/outer/list", "/outer/list/0"]


def test_pointers_count_elements_as_they_are_shown_and_escape_names():
    strange = create("s", "a/b~c", [{"...": ELEMENT.digest}])
    payload = {"_sd": [strange.digest], "list": [{"...": "hidden"}, {"...": A.digest}]}
    first = create("s1", None, {"_sd": [B.digest]})
    payload["list"][1] = {"...": first.digest}
    processed = process(payload, [strange, ELEMENT, first, B])
    assert set(processed.placements) == {"/a~1b~0c", "/a~1b~0c/0", "/list/0", "/list/0/b"}
    assert processed.payload == {"a/b~c": ["DE"], "list": [{"b": {"c": 2}}]}


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"x": A.digest},
        {"x": [A.digest]},
        {"x": {"y": [{"z": A.digest}]}},
        {"_sd": ["other"]},
        {"_sd": [], "x": {"_sd": []}},
    ],
)
def test_a_disclosure_that_nothing_refers_to_is_refused(payload):
    with pytest.raises(ProofInvalid, match="1 of 1 disclosures do not belong") as caught:
        process(payload, [A])
    assert caught.value.code == "unreferenced_disclosure"


def test_a_child_without_its_parent_is_refused():
    parent = create("s", "list", [{"...": ELEMENT.digest}])
    payload = {"_sd": [parent.digest]}
    assert process(payload, [parent, ELEMENT]).payload == {"list": ["DE"]}
    with pytest.raises(ProofInvalid) as caught:
        process(payload, [ELEMENT])
    assert caught.value.code == "unreferenced_disclosure"


def test_a_disclosure_that_is_sent_twice_is_refused():
    with pytest.raises(ProofInvalid) as caught:
        process({"_sd": [A.digest]}, [A, A])
    assert caught.value.code == "repeated_disclosure"


PARENT_OF_A = create("s", "p", {"_sd": [A.digest]})


@pytest.mark.parametrize(
    ("payload", "disclosures"),
    [
        ({"_sd": ["x", "x"]}, []),
        ({"_sd": [A.digest, A.digest]}, [A]),
        ({"_sd": [A.digest], "o": {"_sd": [A.digest]}}, [A]),
        ({"_sd": ["x"], "list": [{"...": "x"}]}, []),
        ({"list": [{"...": "x"}, {"...": "x"}]}, []),
        ({"list": [[{"...": "x"}], {"o": {"_sd": ["x"]}}]}, []),
        ({"_sd": [A.digest, PARENT_OF_A.digest]}, [A, PARENT_OF_A]),
        ({"_sd": [PARENT_OF_A.digest], "o": {"_sd": [A.digest]}}, [A, PARENT_OF_A]),
    ],
)
def test_a_digest_that_stands_twice_is_refused(payload, disclosures):
    with pytest.raises(ProofInvalid) as caught:
        process(payload, disclosures)
    assert caught.value.code == "duplicate_digest"


@pytest.mark.parametrize(
    ("payload", "disclosures", "where"),
    [
        ({"_sd": [A.digest], "a": 0}, [A], "/a"),
        ({"_sd": [A.digest], "a": None}, [A], "/a"),
        ({"o": {"a": 0, "_sd": [A.digest]}}, [A], "/o/a"),
        ({"_sd": [A.digest, create("other", "a", 2).digest]}, [A, create("other", "a", 2)], "/a"),
    ],
)
def test_a_claim_that_is_already_there_is_not_replaced(payload, disclosures, where):
    with pytest.raises(ProofInvalid) as caught:
        process(payload, disclosures)
    assert (caught.value.code, caught.value.where) == ("claim_collision", where)


@pytest.mark.parametrize(
    ("payload", "disclosure", "where"),
    [
        ({"_sd": [ELEMENT.digest]}, ELEMENT, ""),
        ({"o": {"_sd": [ELEMENT.digest]}}, ELEMENT, "/o"),
        ({"list": [{"...": A.digest}]}, A, "/list"),
        ({"x": [[{"...": A.digest}]]}, A, "/x/0"),
    ],
)
def test_a_disclosure_of_the_wrong_kind_for_its_place_is_refused(payload, disclosure, where):
    with pytest.raises(ProofInvalid) as caught:
        process(payload, [disclosure])
    assert (caught.value.code, caught.value.where) == ("disclosure_arity", where)


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({"_sd": "x"}, "/_sd"),
        ({"_sd": None}, "/_sd"),
        ({"_sd": {}}, "/_sd"),
        ({"o": {"_sd": 5}}, "/o/_sd"),
        ({"list": [{"_sd": True}]}, "/list/0/_sd"),
        ({"_sd": [1]}, ""),
        ({"_sd": [["x"]]}, ""),
        ({"_sd": [None]}, ""),
        ({"_sd": [{"...": "x"}]}, ""),
        ({"...": "x"}, "/..."),
        ({"o": {"...": "x"}}, "/o/..."),
        ({"o": {"...": "x", "y": 1}}, "/o/..."),
        ({"list": [{"...": "x", "y": 1}]}, "/list"),
        ({"list": [{"...": 5}]}, "/list"),
        ({"list": [{"...": None}]}, "/list"),
        ({"list": [{"...": ["x"]}]}, "/list"),
        ({"o": {"_sd_alg": "sha-256"}}, "/o/_sd_alg"),
        ({"list": [{"_sd_alg": "sha-256"}]}, "/list/0/_sd_alg"),
    ],
)
def test_marks_of_sd_jwt_stand_only_where_and_as_they_may(payload, where):
    with pytest.raises(Malformed) as caught:
        process(payload, [])
    assert caught.value.where == where


@pytest.mark.parametrize(
    "value", [{"_sd": "x"}, {"...": "x"}, {"_sd_alg": "sha-256"}, [{"...": 1}], {"x": {"_sd": [2]}}]
)
def test_the_same_holds_inside_of_disclosures(value):
    for disclosure in (create("s", "a", value), create("s", None, value)):
        payload = {"_sd": [disclosure.digest]} if disclosure.name else {"list": [{"...": disclosure.digest}]}
        with pytest.raises(Malformed):
            process(payload, [disclosure])


def test_depth_is_limited_across_disclosures():
    """Each disclosure is shallow; together they would nest as deep as there are disclosures."""
    inner = create("s", "x", 1)
    chain = [inner]
    for number in range(60):
        inner = create(f"s{number}", "x", {"y": {"_sd": [inner.digest]}})
        chain.append(inner)
    payload = {"_sd": [inner.digest]}
    with pytest.raises(Malformed) as caught:
        process(payload, chain)
    assert caught.value.code == "over_limit"
    assert len(caught.value.where) <= 500
    assert process(payload, chain, Limits(max_depth=200)).payload["x"]["y"]["x"]["y"]


def test_depth_counts_as_it_does_when_json_is_read():
    payload = {"a": [[{"b": 1}]]}
    assert process(payload, [], Limits(max_depth=4)).payload == payload
    for limit in (1, 2, 3):
        with pytest.raises(Malformed):
            process(payload, [], Limits(max_depth=limit))


def test_long_names_do_not_multiply():
    """A name of one megabyte above 10,000 disclosures would make ten gigabytes of pointers."""
    long = "n" * 1_000_000
    children = [create(f"s{number}", None, number) for number in range(5_000)]
    payload = {long: {long: [{"...": child.digest} for child in children]}}
    with pytest.raises(Malformed) as caught:
        process(payload, children)
    assert caught.value.code == "over_limit"
    # Without disclosures no pointer is needed, and nothing is refused.
    assert process({long: {long: [{"a": {}} for _ in range(20_000)]}}, []).undisclosed == 0
