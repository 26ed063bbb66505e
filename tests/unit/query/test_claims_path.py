"""Claims path pointers, by the rules and the example of OpenID4VP 1.0 §7."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import FormatError, VcwalletError
from vcwallet.query.claims_path import MAX_PATH_LENGTH, path_of_pointer, read_path, select, shown

# The example of §7.3.
ARTHUR = {
    "name": "Arthur Dent",
    "address": {"street_address": "42 Market Street", "locality": "Milliways", "postal_code": "12345"},
    "degrees": [
        {"type": "Bachelor of Science", "university": "University of Betelgeuse"},
        {"type": "Master of Science", "university": "University of Betelgeuse"},
    ],
    "nationalities": ["British", "Betelgeusian"],
}


@pytest.mark.parametrize(
    ("path", "selected"),
    [
        (["name"], {"/name": "Arthur Dent"}),
        (["address"], {"/address": ARTHUR["address"]}),
        (["address", "street_address"], {"/address/street_address": "42 Market Street"}),
        (
            ["degrees", None, "type"],
            {"/degrees/0/type": "Bachelor of Science", "/degrees/1/type": "Master of Science"},
        ),
        (["nationalities", 1], {"/nationalities/1": "Betelgeusian"}),
        (["nationalities", None], {"/nationalities/0": "British", "/nationalities/1": "Betelgeusian"}),
    ],
)
def test_the_example_of_the_specification(path, selected):
    found = select(ARTHUR, read_path(path, ""))
    assert {place.pointer: place.value for place in found} == selected


@pytest.mark.parametrize(
    "path",
    [
        ["telephone"],
        ["name", "first"],
        ["name", 0],
        ["address", 0],
        ["address", None],
        ["nationalities", 2],
        ["nationalities", "0"],
        ["degrees", None, "grade"],
    ],
)
def test_what_leads_nowhere_selects_nothing(path):
    assert select(ARTHUR, tuple(path)) == ()


def test_an_element_that_is_no_object_ends_the_processing_for_all():
    # §7.1.1 step 2.1: "If any of the currently selected element(s) is not an object, abort processing".
    assert select({"a": [{"b": 1}, "text"]}, ("a", None, "b")) == ()
    # A missing key only removes the element.
    assert [place.pointer for place in select({"a": [{"b": 1}, {}]}, ("a", None, "b"))] == ["/a/0/b"]


def test_an_index_that_one_array_lacks_removes_only_that_array():
    document = {"a": [[1, 2], [3]]}
    assert [place.value for place in select(document, ("a", None, 1))] == [2]


def test_in_a_thinned_document_an_index_means_any_element():
    shown_part = {"nationalities": ["Betelgeusian"]}
    assert select(shown_part, ("nationalities", 1)) == ()
    assert [place.value for place in select(shown_part, ("nationalities", 1), thinned=True)] == ["Betelgeusian"]


def test_pointers_to_selected_claims_are_escaped():
    assert select({"a/b": {"~": 1}}, ("a/b", "~"))[0].pointer == "/a~1b/~0"


@pytest.mark.parametrize(
    "path", [[], "name", None, 7, {"a": 1}, [True], [-1], [1.0], [["a"]], [{}], ["a"] * (MAX_PATH_LENGTH + 1)]
)
def test_what_is_no_path_is_refused(path):
    with pytest.raises(FormatError) as caught:
        read_path(path, "/path")
    assert caught.value.where.startswith("/path")


def test_the_place_of_a_bad_component_is_told():
    with pytest.raises(FormatError) as caught:
        read_path(["a", -1], "/path")
    assert caught.value.where == "/path/1"


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ("/credentialSubject/degree/name", ("credentialSubject", "degree", "name")),
        ("/degrees/0/type", ("degrees", 0, "type")),
        ("/a~1b/~0", ("a/b", "~")),
        ("/00", ("00",)),
        ("/-", ("-",)),
        ("/", ("",)),
    ],
)
def test_a_json_pointer_becomes_a_path(pointer, path):
    assert path_of_pointer(pointer) == path


@pytest.mark.parametrize("pointer", ["", "name", "/~", "/~2", None, 3])
def test_what_is_no_pointer_to_a_claim_is_refused(pointer):
    with pytest.raises(FormatError):
        path_of_pointer(pointer)


def test_a_path_is_shown_like_a_pointer():
    assert shown(("degrees", None, "a/b", 0)) == "/degrees/*/a~1b/0"


names = st.sampled_from(["a", "b", "c", ""])
documents = st.recursive(
    st.integers(0, 3) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)
paths = st.lists(names | st.integers(0, 3) | st.none(), min_size=1, max_size=4).map(tuple)


def naive(values, path):
    """§7.1.1 read aloud, over values only: None for an error, else the selection."""
    selection = list(values)
    for step in path:
        wanted = dict if isinstance(step, str) else list
        if any(type(value) is not wanted for value in selection):
            return None
        if isinstance(step, str):
            selection = [value[step] for value in selection if step in value]
        elif step is None:
            selection = [item for value in selection for item in value]
        else:
            selection = [value[step] for value in selection if len(value) > step]
    return selection or None


@given(documents, paths)
def test_selection_is_that_of_a_naive_reading(document, path):
    assert [place.value for place in select(document, path)] == (naive([document], path) or [])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_reading_a_path_raises_nothing_but_our_errors(value):
    with contextlib.suppress(VcwalletError):
        read_path(value, "")


def test_a_name_that_no_credential_has_is_refused():
    assert read_path(["n" * 4_096], "") == ("n" * 4_096,)
    with pytest.raises(FormatError) as caught:
        read_path(["a", "n" * 4_097], "/path")
    assert (caught.value.code, caught.value.where) == ("over_limit", "/path/1")


def test_only_the_beginning_of_a_path_is_shown():
    assert shown(("~" * 4_000,) * 100) == "/" + "~0" * 99 + "~"


def test_in_a_thinned_array_elements_of_other_kinds_are_passed_over():
    """Which of the elements is the one at the index cannot be told any more: it is enough that one fits."""
    mixed = {"l": ["plain", {"name": "A"}, [{"name": "B"}]]}
    found = select(mixed, ("l", 0, "name"), thinned=True)
    assert [(place.pointer, place.value) for place in found] == [("/l/1/name", "A")]
    assert [place.value for place in select(mixed, ("l", 0, 0, "name"), thinned=True)] == ["B"]
    assert select(mixed, ("l", None, "name"), thinned=True) == ()  # OpenID4VP 1.0 §7.1.1: this path ends in an error
    assert select(mixed, ("l", 0, "name")) == ()
    assert select(mixed, ("l", 0, "age"), thinned=True) == ()
