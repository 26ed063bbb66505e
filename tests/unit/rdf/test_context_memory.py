"""What compiled contexts remember is bounded, and cannot be taken for something else."""

import itertools
import tracemalloc

import pytest

from vcwallet.errors import FormatError, VcwalletError
from vcwallet.rdf import Contexts, meter, pool, to_statements

V2 = "https://www.w3.org/ns/credentials/v2"


@pytest.fixture
def small(monkeypatch):
    """A set of contexts that may remember little."""
    monkeypatch.setattr(pool, "_INLINE_BYTES", 300_000)
    monkeypatch.setattr(pool, "_KNOWN_BYTES", 1_500_000)
    return Contexts.bundled().extended({"https://own.example/c": {"@context": {"ex": "https://ex.example/"}}})


def pools(contexts):
    return contexts._known, contexts._known.inline


def hostile(number):
    """Ever new contexts, terms, types and texts, at the top and within."""
    name = f"t{number}"
    return {
        "@context": [V2, {name: f"urn:{name}", "T": {"@id": "urn:T", "@context": {f"s{number}": "urn:s"}}}],
        "type": ["T", f"urn:type:{number}"],
        name: {"@context": {f"inner{number}": "urn:inner"}, f"inner{number}": "x", f"urn:property:{number}": "y"},
        f"s{number}": {"type": f"urn:other:{number}"},
    }


def test_a_stream_of_new_contexts_does_not_grow_the_memory(small):
    for number in range(50):
        to_statements(hostile(number), small)
    tracemalloc.start()
    for number in range(50, 400):
        to_statements(hostile(number), small)
        assert pools(small)[1].bytes <= 300_000
    after_some, _ = tracemalloc.get_traced_memory()
    for number in range(400, 1100):
        to_statements(hostile(number), small)
    after_many, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after_many < after_some + 2_000_000


def test_inline_contexts_do_not_make_known_ones_be_forgotten(small):
    to_statements({"@context": [V2, "https://own.example/c"], "ex:a": "x"}, small)
    known, _ = pools(small)
    root = known.begin()
    kept = root.local([V2, "https://own.example/c"])
    for number in range(100):
        to_statements(hostile(number), small)
    assert known.begin() is root
    assert root.local([V2, "https://own.example/c"]) is kept


def test_ever_new_orders_of_known_contexts_do_not_grow_the_memory(small):
    urls = [V2, "https://own.example/c", "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
    expected = to_statements({"@context": V2, "type": "VerifiableCredential"}, small)
    for order in itertools.islice(itertools.product(urls, repeat=4), 120):
        try:
            to_statements({"@context": list(order), "type": "VerifiableCredential"}, small)
        except VcwalletError:
            continue
        assert pools(small)[0].bytes <= 1_500_000
    assert to_statements({"@context": V2, "type": "VerifiableCredential"}, small) == expected


def test_texts_as_types_and_terms_are_charged(small):
    for number in range(2_000):
        to_statements({"@context": V2, "type": f"urn:{number:x<500}", f"urn:p:{number:x<500}": "x"}, small)
        assert pools(small)[0].bytes <= 1_500_000


def test_what_is_remembered_does_not_depend_on_what_came_before(small):
    documents = [hostile(number) for number in range(30)]
    fresh = [
        to_statements(document, Contexts.bundled().extended({"urn:x": {"@context": {}}})) for document in documents
    ]
    for _ in range(3):
        assert [to_statements(document, small) for document in documents] == fresh


def test_types_that_are_no_json_do_not_stand_in_for_lists_of_types(small):
    context = {"T": {"@id": "urn:T", "@context": {"p": "urn:scoped"}}, "p": "urn:p"}
    for value in (("T",), 1, True, None, ["T", 1], ["T", None], [("T",)]):
        with pytest.raises(VcwalletError):
            to_statements({"@context": context, "@type": value, "p": "x"}, small)
    for value in (["T"], "T"):
        assert to_statements({"@context": context, "@type": value, "p": "x"}, small).quads[1][1] == "<urn:scoped>"


def test_scoped_contexts_are_not_mixed_up_with_contexts_in_documents(small):
    scoped = {"part": {"@id": "urn:part", "@context": {"p": "urn:scoped"}}}
    to_statements({"@context": scoped, "part": {"p": "x"}}, small)
    for lookalike in (['{"p": "urn:scoped"}', True, True], ['{"p": "urn:scoped"}', True, False]):
        with pytest.raises(FormatError):
            to_statements({"@context": [scoped], "part": {"@context": lookalike, "p": "x"}}, small)


def test_work_for_one_document_is_bounded(monkeypatch):
    monkeypatch.setattr(meter, "WORK", 400_000)
    contexts = Contexts.bundled().extended({"urn:x": {"@context": {}}})
    terms = {f"t{n}": f"urn:{n}" for n in range(600)}
    assert to_statements({"@context": terms, "t1": "x"}, contexts).quads
    many = {"@context": terms, "t1": [{"@context": {f"u{n}": "urn:u"}, f"u{n}": "x"} for n in range(100)]}
    with pytest.raises(FormatError) as caught:
        to_statements(many, contexts)
    assert caught.value.code == "over_limit"
    assert caught.value.where.startswith("/t1/")
    with pytest.raises(FormatError):
        to_statements({"@context": {f"t{n}": f"urn:{n}" for n in range(1000)}, "t1": "x"}, contexts)
    assert to_statements({"@context": terms, "t1": "x"}, contexts).quads


def test_work_in_scoped_contexts_is_bounded():
    terms = {f"t{n}": {"@id": f"urn:{n}", "@context": {"a": "urn:a"}} for n in range(20_000)}
    with pytest.raises(FormatError) as caught:
        to_statements({"@context": terms, "t1": "x"}, Contexts.bundled())
    assert caught.value.code == "over_limit"
