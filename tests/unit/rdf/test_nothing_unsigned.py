"""The point of safe mode: whatever is changed, added or taken away, the statements change too, or there are none."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.rdf.jsonld_documents import Documents

from vcwallet.errors import VcwalletError
from vcwallet.model import pointer
from vcwallet.rdf import Contexts, canonicalize, to_statements

ADDITIONS = [
    ("undefined", "x"),
    ("name", None),
    ("name", []),
    ("name", {"@value": None}),
    ("name", {"@set": []}),
    ("name", {"@list": []}),
    ("name", "x"),
    ("knows", {}),
    ("knows", "relative"),
    ("@index", "x"),
    ("@included", []),
    ("@included", {"@id": "urn:x"}),
    ("@graph", {}),
    ("@language", "en"),
    ("@none", "x"),
    ("@foo", "x"),
    ("@type", []),
]
CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2", {"knows": {"@id": "urn:knows", "@type": "@id"}}],
    "type": ["VerifiableCredential"],
    "issuer": "did:ex:issuer",
    "credentialSubject": {"id": "did:ex:ada", "knows": [{"name": "Bob"}]},
}


def canonical(document):
    """The canonical statements; None where the document is refused."""
    try:
        return canonicalize(to_statements(document, Contexts.bundled()).quads).nquads
    except VcwalletError:
        return None


def leaves(document):
    """The places of all scalars outside of contexts."""
    for place, value in pointer.walk(document):
        if not isinstance(value, (dict, list)) and "@context" not in pointer.parse(place):
            yield place


def replaced(document, place, value):
    other = copy.deepcopy(document)
    *parents, last = pointer.parse(place)
    holder = pointer.resolve(other, pointer.join(*parents))
    holder[int(last) if isinstance(holder, list) else last] = value
    return other


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_changing_any_value_changes_the_statements(seed):
    document = Documents(seed).document()
    signed = canonical(document)
    if signed is None:
        return
    for place in leaves(document):
        present = pointer.resolve(document, place)
        # A reference to a blank node that is named only once says no more than an empty object.
        blank = isinstance(present, str) and present.startswith("_:")
        for value in ("urn:changed", 424242, None, [], *(() if blank else ({},))):
            if value != present:
                assert canonical(replaced(document, place, value)) != signed, (place, value)


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_adding_a_member_anywhere_changes_the_statements(seed):
    document = Documents(seed).document()
    signed = canonical(document)
    if signed is None:
        return
    for place, value in list(pointer.walk(document)):
        if isinstance(value, dict) and "@context" not in pointer.parse(place):
            for name in ("undefined member", "@index", "https://v.example/added"):
                other = copy.deepcopy(document)
                pointer.resolve(other, place)[name] = "added"
                assert canonical(other) != signed, (place, name)


@pytest.mark.parametrize("place", ["", "/credentialSubject", "/credentialSubject/knows/0"])
@pytest.mark.parametrize(("name", "value"), ADDITIONS)
def test_adding_what_json_ld_may_drop(place, name, value):
    signed = canonical(CREDENTIAL)
    assert signed is not None
    other = copy.deepcopy(CREDENTIAL)
    holder = pointer.resolve(other, place)
    holder[name if name not in holder else f"{name} too"] = value
    assert canonical(other) != signed


@pytest.mark.parametrize("item", [None, [], {"@value": None}, {"@set": []}, [None], {"@index": "x", "@set": ["x"]}])
def test_adding_an_item_that_json_ld_may_drop(item):
    signed = canonical(CREDENTIAL)
    for place in ("/type", "/credentialSubject/knows"):
        other = copy.deepcopy(CREDENTIAL)
        pointer.resolve(other, place).append(item)
        assert canonical(other) != signed
