from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import FormatError
from vcwallet.model import pointer
from vcwallet.model.pointer import outermost

# RFC 6901 section 5: the example document, and what each pointer evaluates to.
EXAMPLE = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}
EVALUATED = {
    "": EXAMPLE,
    "/foo": ["bar", "baz"],
    "/foo/0": "bar",
    "/": 0,
    "/a~1b": 1,
    "/c%d": 2,
    "/e^f": 3,
    "/g|h": 4,
    "/i\\j": 5,
    '/k"l': 6,
    "/ ": 7,
    "/m~0n": 8,
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab/~0 1", max_size=4), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(("text", "value"), EVALUATED.items())
def test_evaluates_as_in_rfc_6901_section_5(text, value):
    assert pointer.resolve(EXAMPLE, text) == value


def test_undoes_escapes_in_the_right_order():
    assert pointer.parse("/~01") == ("~1",)
    assert pointer.parse("/~10") == ("/0",)


@pytest.mark.parametrize("text", ["foo", "#/foo", "/~", "/~2", "/a~", "/a/~x/b", 7, None, ["/a"]])
def test_refuses_what_is_no_pointer(text):
    with pytest.raises(FormatError) as raised:
        pointer.parse(text)
    assert raised.value.code == "bad_pointer"
    assert raised.value.spec == "RFC 6901 §3"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("/foo/-", "/foo"),
        ("/foo/01", "/foo"),
        ("/foo/+1", "/foo"),
        ("/foo/-1", "/foo"),
        ("/foo/1 ", "/foo"),
        ("/foo/٠", "/foo"),
        ("/foo/2", "/foo"),
        ("/foo/" + "9" * 5000, "/foo"),
        ("/foo/0/x", "/foo/0"),
        ("/foo/0/0", "/foo/0"),
        ("/nobody", ""),
        ("/a~1b/c", "/a~1b"),
    ],
)
def test_says_where_nothing_is_there(text, where):
    with pytest.raises(FormatError) as raised:
        pointer.resolve(EXAMPLE, text)
    assert raised.value.code == "nothing_there"
    assert raised.value.where == where


def test_a_member_may_look_like_an_index():
    assert pointer.resolve({"01": {"-": "x"}}, "/01/-") == "x"


def test_starts_with_compares_whole_tokens():
    assert pointer.starts_with("/a/b", "/a")
    assert pointer.starts_with("/a", "/a")
    assert pointer.starts_with("/a", "")
    assert not pointer.starts_with("/ab", "/a")
    assert not pointer.starts_with("/a", "/a/b")


def test_walk_visits_parents_first_and_in_order():
    document = {"b": [1, {"c/d": None}], "a": 2}
    assert [place for place, _ in pointer.walk(document)] == ["", "/b", "/b/0", "/b/1", "/b/1/c~1d", "/a"]


def test_walk_survives_any_depth():
    document: object = 0
    for _ in range(50_000):
        document = [document]
    deepest = max(sum(1 for _ in place.split("/")) for place, value in pointer.walk(document) if value == 0)
    assert deepest == 50_001


@given(st.lists(st.text() | st.integers(min_value=0, max_value=10**9), max_size=6))
def test_join_and_parse_are_inverse(tokens):
    assert pointer.parse(pointer.join(*tokens)) == tuple(map(str, tokens))


@given(json_values)
def test_walk_agrees_with_resolve(document):
    for place, value in pointer.walk(document):
        assert pointer.resolve(document, place) is value


@given(json_values, st.text("/~01a-", max_size=12))
def test_anything_else_is_a_format_error(document, text):
    try:
        value = pointer.resolve(document, text)
    except FormatError:
        return
    assert any(found is value for _, found in pointer.walk(document))


def test_starts_with_any_agrees_with_starts_with():
    places = ["", "/a", "/a/b", "/ab", "/a/b/c", "/b", "/"]
    for place in places:
        for one in places:
            for other in places:
                expected = pointer.starts_with(place, one) or pointer.starts_with(place, other)
                assert pointer.starts_with_any(place, {one, other}) == expected
        assert not pointer.starts_with_any(place, set())


@pytest.mark.parametrize(
    ("pointers", "kept"),
    [
        ([], []),
        (["/a", "/a/b", "/ab", "/a"], ["/a", "/ab"]),
        (["/a/b/c", "/a/b", "/x/0"], ["/a/b", "/x/0"]),
        (["", "/a", "/a/b"], [""]),
    ],
)
def test_the_outermost_of_several(pointers, kept):
    assert outermost(pointers) == kept
