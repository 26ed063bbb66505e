"""What pointers choose of a document, and which places that covers."""

import pytest
from unit.securing.selective_documents import SelectiveDocuments

from vcwallet.errors import CannotSatisfy, FormatError, UsageError
from vcwallet.model import pointer as json_pointer
from vcwallet.securing.data_integrity.selective import Selection
from vcwallet.securing.data_integrity.selective.choosing import chosen_selection, mandatory_selection

DOCUMENT = {
    "@context": {"@vocab": "https://v.example/#"},
    "id": "urn:x:1",
    "type": ["A", "B"],
    "name": "Ada",
    "degree": {"type": "Degree", "id": "_:mere", "name": "BSc", "year": 1835, "by": {"name": "Uni", "town": "X"}},
    "list": ["a", ["b", "c"], {"d": 1, "type": "D"}],
    "a/b": {"~": 1, "": 2},
}
ROOT = {name: DOCUMENT[name] for name in ("@context", "id", "type")}


@pytest.mark.parametrize(
    ("pointers", "shown"),
    [
        ([], {}),
        (["/name"], {"name": "Ada"}),
        (["/degree/name"], {"degree": {"type": "Degree", "name": "BSc"}}),
        (["/degree/name", "/degree/by/town"], {"degree": {"type": "Degree", "name": "BSc", "by": {"town": "X"}}}),
        (["/degree"], {"degree": DOCUMENT["degree"]}),
        (["/degree/name", "/degree"], {"degree": DOCUMENT["degree"]}),
        (["/degree", "/degree/by/name"], {"degree": DOCUMENT["degree"]}),
        (["/degree/id"], {"degree": {"type": "Degree", "id": "_:mere"}}),
        (["/degree/type"], {"degree": {"type": "Degree"}}),
        (["/list/1/1"], {"list": [["c"]]}),
        (["/list/2/d", "/list/0"], {"list": ["a", {"d": 1, "type": "D"}]}),
        (["/list/2/type"], {"list": [{"type": "D"}]}),
        (["/list"], {"list": DOCUMENT["list"]}),
        (["/a~1b/~0"], {"a/b": {"~": 1}}),
        (["/a~1b/"], {"a/b": {"": 2}}),
        (["/type/1"], {}),
        (["/id", "/@context/@vocab"], {}),
        ([""], {name: value for name, value in DOCUMENT.items() if name not in ROOT}),
        (["/name", ""], {name: value for name, value in DOCUMENT.items() if name not in ROOT}),
    ],
)
def test_what_is_chosen_is_shown_with_what_identifies_the_way(pointers, shown):
    revealed = Selection.of(DOCUMENT, pointers).reveal(DOCUMENT)
    assert revealed == ROOT | shown
    assert list(revealed) == [name for name in DOCUMENT if name in revealed]


def test_covered_places_are_those_that_are_revealed():
    for seed in range(200):
        source = SelectiveDocuments(seed)
        document = source.document()
        pointers = source.pointers(document, 4)
        selection = Selection.of(document, pointers)
        # By another way: every value is replaced by its place, so that what is revealed says where it came from.
        revealed = {
            place for _, place in json_pointer.walk(selection.reveal(_places(document))) if isinstance(place, str)
        }
        for place, value in json_pointer.walk(document):
            if place.startswith("/@context") or isinstance(value, dict | list):
                continue
            if place.endswith("/id") and value.startswith("_:"):
                continue
            assert (place in revealed) == selection.covers(place) or not pointers, (seed, pointers, place)


def _places(document, place=""):
    if isinstance(document, dict):
        return {name: _places(value, f"{place}/{json_pointer.escape(name)}") for name, value in document.items()}
    if isinstance(document, list):
        return [_places(value, f"{place}/{index}") for index, value in enumerate(document)]
    return place


def test_nothing_chosen_covers_nothing():
    selection = Selection.of(DOCUMENT, [])
    assert not any(selection.covers(place) for place in ("", "/type", "/type/0", "/name"))


def test_two_selections_together():
    both = Selection.of(DOCUMENT, ["/name", "/degree/name"]) | Selection.of(DOCUMENT, ["/degree/year", "/name"])
    assert both.pointers == ("/name", "/degree/name", "/degree/year")
    assert both.reveal(DOCUMENT) == Selection.of(DOCUMENT, list(both.pointers)).reveal(DOCUMENT)


def test_a_label_that_names_a_thing_twice_is_kept():
    document = {"@context": {}, "a": {"id": "_:b", "x": 1, "y": 2}, "c": {"z": {"id": "_:b"}}}
    assert Selection.of(document, ["/a/x"]).reveal(document)["a"] == {"id": "_:b", "x": 1}
    del document["c"]
    assert Selection.of(document, ["/a/x"]).reveal(document)["a"] == {"x": 1}


def test_what_is_revealed_keeps_its_context_of_its_own():
    document = {"@context": {}, "a": {"@context": {"x": "urn:x"}, "x": 1, "y": 2}}
    assert Selection.of(document, ["/a/x"]).reveal(document)["a"] == {"@context": {"x": "urn:x"}, "x": 1}


@pytest.mark.parametrize(
    ("pointer", "code"),
    [
        ("name", "bad_pointer"),
        ("/~2", "bad_pointer"),
        ("/a~", "bad_pointer"),
        (7, "bad_pointer"),
        (None, "bad_pointer"),
        (["/name"], "bad_pointer"),
        ({}, "bad_pointer"),
        ("/nope", "nothing_there"),
        ("/name/0", "nothing_there"),
        ("/list/3", "nothing_there"),
        ("/list/-", "nothing_there"),
        ("/list/01", "nothing_there"),
        ("/list/-1", "nothing_there"),
        ("/list/99999999999999999999999", "nothing_there"),
        ("/type/2", "nothing_there"),
        ("/proof", "nothing_there"),
    ],
)
def test_pointers_that_lead_nowhere(pointer, code):
    with pytest.raises(FormatError) as caught:
        Selection.of(DOCUMENT, ["/name", pointer])
    assert caught.value.code == code
    with pytest.raises(UsageError) as issuing:
        mandatory_selection(DOCUMENT, ["/name", pointer])
    assert issuing.value.code == code
    assert str(pointer) in str(issuing.value) or code == "bad_pointer"
    with pytest.raises(UsageError if code == "bad_pointer" else CannotSatisfy) as holding:
        chosen_selection(DOCUMENT, ["/name", pointer])
    if code == "nothing_there":
        assert holding.value.missing == (f"There is nothing at {pointer!r}.",)
        assert holding.value.where == pointer


def test_all_missing_pointers_are_listed():
    with pytest.raises(CannotSatisfy) as caught:
        chosen_selection(DOCUMENT, ["/x", "/name", "/y"])
    assert [text.split("'")[1] for text in caught.value.missing] == ["/x", "/y"]


@pytest.mark.parametrize("pointers", ["/name", None, {"/name"}, 7, b"/name"])
def test_pointers_come_in_a_list(pointers):
    for choose in (mandatory_selection, chosen_selection):
        with pytest.raises(UsageError):
            choose(DOCUMENT, pointers)


def test_an_issuer_cannot_make_everything_mandatory_at_once():
    with pytest.raises(UsageError, match="whole credential"):
        mandatory_selection(DOCUMENT, [""])
    assert chosen_selection(DOCUMENT, [""]).reveal(DOCUMENT) == DOCUMENT
