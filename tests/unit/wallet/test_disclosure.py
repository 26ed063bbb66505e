"""What is shown beside what is held: each single value is one or the other, and nothing is forgotten."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.model import pointer as json_pointer
from vcwallet.wallet.disclosure import compare, leaves


@pytest.mark.parametrize(
    ("held", "shown", "seen", "hidden"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, ["/a"], ["/b"]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}, ["/a/c"], ["/a/b"]),
        ({"a": [1, 2, 3]}, {"a": [2]}, ["/a/1"], ["/a/0", "/a/2"]),
        ({"a": [{"x": 1, "y": 1}, {"x": 2, "y": 2}]}, {"a": [{"y": 2}]}, ["/a/1/y"], ["/a/0/x", "/a/0/y", "/a/1/x"]),
        ({"a": [{"x": 1}, {"x": 2}]}, {"a": [{}, {"x": 2}]}, ["/a/0", "/a/1/x"], ["/a/0/x"]),
        ({"a": []}, {"a": []}, ["/a"], []),
        ({"a": {}}, {}, [""], ["/a"]),
        ({"a": [[1], [2, 3]]}, {"a": [[3]]}, ["/a/1/1"], ["/a/0/0", "/a/1/0"]),
        ({"a/b": {"~": None}}, {"a/b": {"~": None}}, ["/a~1b/~0"], []),
    ],
)
def test_what_is_shown_is_found_again_where_it_is_held(held, shown, seen, hidden):
    disclosure = compare(held, shown)
    assert [place for place, _ in disclosure.shown] == seen
    assert sorted(place for place, _ in disclosure.withheld) == sorted(hidden)


@pytest.mark.parametrize(
    ("held", "shown", "seen"),
    [
        ({"a": 1}, {"a": 2}, [("/a", 2)]),
        ({"a": 1}, {"a": True}, [("/a", True)]),
        ({"a": 1}, {"a": 1, "new": {"x": 1}}, [("/a", 1), ("/new/x", 1)]),
        ({"a": [1, 2]}, {"a": [9]}, [("/a/0", 9)]),
        ({"a": "text"}, {"a": ["text"]}, [("/a/0", "text")]),
    ],
)
def test_what_is_not_held_and_yet_shown_is_told_all_the_same(held, shown, seen):
    assert list(compare(held, shown).shown) == seen


def test_what_is_given_out_is_a_copy():
    document = {"a": [], "b": {}}
    for _, value in compare(document, document).shown:
        value.append(1) if isinstance(value, list) else value.update(x=1)
    assert document == {"a": [], "b": {}}


names = st.sampled_from(["a", "b", "c"])
documents = st.dictionaries(
    names,
    st.recursive(
        st.integers(0, 2) | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=10,
    ),
    min_size=1,
    max_size=3,
)


def thin(value, keep):
    """`value` without some of its parts; `keep` says for each member or element whether it stays."""
    if isinstance(value, dict):
        return {name: thin(member, keep) for name, member in value.items() if keep()}
    if isinstance(value, list):
        return [thin(item, keep) for item in value if keep()]
    return copy.copy(value)


@given(documents, st.data())
def test_every_value_that_is_shown_is_told_and_every_other_is_withheld(held, data):
    shown = thin(held, lambda: data.draw(st.booleans()))
    disclosure = compare(held, shown)
    assert sorted(map(repr, (value for _, value in disclosure.shown))) == sorted(
        repr(value) for _, value in leaves(shown)
    )
    kept = {place for place, _ in disclosure.shown}
    for place, value in disclosure.withheld:
        assert place not in kept
        assert json_pointer.resolve(held, place) == value
    # Scalars are neither lost nor doubled; empty containers may stand for what was in them.
    scalars = [place for place, value in leaves(held) if not isinstance(value, dict | list)]
    told = [place for place, value in (*disclosure.shown, *disclosure.withheld) if not isinstance(value, dict | list)]
    assert sorted(told) == sorted(scalars)


@given(documents)
def test_all_is_shown_of_a_whole_document(held):
    disclosure = compare(held, held)
    assert list(disclosure.shown) == list(leaves(held))
    assert disclosure.withheld == ()


@pytest.mark.parametrize(
    ("held", "shown", "chosen", "seen"),
    [
        ([{"x": 1, "y": 2}, {"x": 3, "y": 2}], [{"y": 2}], ["/a/1/y"], ["/a/1/y"]),
        (["p", "p", "p"], ["p"], ["/a/2"], ["/a/2"]),
        (["p", "p", "p"], ["p", "p"], ["/a/2", "/a/0"], ["/a/0", "/a/2"]),
        ([["p"], ["p", "q"]], [["p"]], ["/a/1/0"], ["/a/1/0"]),
        # What was not chosen, and is always shown, is found by what it says.
        (["p", "q", "p"], ["p", "p"], ["/a/2"], ["/a/0", "/a/2"]),
        # A mechanism that shows something else than was chosen is not believed.
        (["p", "q"], ["p"], ["/a/1"], ["/a/0"]),
        (["p", "q"], ["p"], ["/b/1"], ["/a/0"]),
    ],
)
def test_of_elements_that_are_alike_those_count_that_were_chosen(held, shown, chosen, seen):
    disclosure = compare({"a": held}, {"a": shown}, chosen)
    assert [place for place, _ in disclosure.shown] == seen
    told = sorted(place for place, _ in (*disclosure.shown, *disclosure.withheld))
    assert told == sorted(place for place, _ in leaves({"a": held}))
