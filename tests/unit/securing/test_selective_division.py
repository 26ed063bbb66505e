"""Lists, values and whatever else cannot be shown in part is refused, and never shown otherwise."""

import pytest
from unit.rdf.jsonld_documents import Documents

from vcwallet.errors import FormatError, VcwalletError
from vcwallet.model import pointer as json_pointer
from vcwallet.rdf import Contexts, canonicalize
from vcwallet.securing import Environment
from vcwallet.securing.data_integrity.selective import (
    Selection,
    TransformedDocument,
    disclose,
    grouping,
    hmac_labels,
    label_statements,
    revealed_lines,
)
from vcwallet.securing.data_integrity.selective.disclosable import disclosable_of
from vcwallet.securing.data_integrity.selective.division import refuse_dependence

ENVIRONMENT = Environment(contexts=Contexts.bundled())
VOCAB = "https://v.example/#"
CONTEXT = {
    "@version": 1.1,
    "@vocab": VOCAB,
    "id": "@id",
    "type": "@type",
    "list": {"@id": f"{VOCAB}list", "@container": "@list"},
    "raw": {"@id": f"{VOCAB}raw", "@type": "@json"},
    "said": {"@id": f"{VOCAB}said", "@container": "@language"},
    "named": {"@id": f"{VOCAB}named", "@container": "@id"},
    "kinds": {"@id": f"{VOCAB}kinds", "@container": "@type"},
    "keyed": {"@id": f"{VOCAB}keyed", "@container": "@index", "@index": "key"},
    "of": {"@reverse": f"{VOCAB}of"},
    "graph": {"@id": f"{VOCAB}graph", "@container": "@graph"},
    "nest": "@nest",
}


def shown(document, pointers):
    document = {"@context": CONTEXT, "type": "T", "other": "x"} | document
    statements = label_statements(document, hmac_labels(b"k" * 32), ENVIRONMENT)
    nothing, chosen = Selection.of(document, []), Selection.of(document, pointers)
    disclosure = disclose(document, TransformedDocument.of(statements, nothing), nothing | chosen, ENVIRONMENT)
    lines = revealed_lines(disclosure.document, disclosure.labels, ENVIRONMENT, "")
    assert lines == [statements.lines[index] for index in statements.covered(chosen)]
    return disclosure.document


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"list": ["a", "b"]}, "/list"),
        ({"list": [{"a": 1}, {"b": 2}]}, "/list"),
        ({"list": []}, "/list"),
        ({"list": [{"a": 1, "b": 2}]}, "/list/0/a"),
        ({"list": {"a": 1, "b": 2}}, "/list/a"),
        ({"p": {"@list": ["a", "b"]}}, "/p/@list"),
        ({"p": {"@list": ["a", "b"]}}, "/p"),
        ({"p": {"@set": ["a", "b"]}}, "/p/@set/1"),
        ({"raw": {"a": [1, 2], "type": "no type"}}, "/raw"),
        ({"p": {"@value": "a", "@language": "en"}}, "/p"),
        ({"p": ["x", {"@value": "a", "@language": "en"}]}, "/p/1"),
        ({"said": {"en": "a", "fr": ["b", "c"]}}, "/said/fr/1"),
        ({"named": {"urn:x:1": {"a": 1, "b": 2}, "urn:x:2": {"a": 3}}}, "/named/urn:x:1/b"),
        ({"kinds": {"T": {"a": 1, "b": 2}, "U": {"a": 3}}}, "/kinds/T/b"),
        ({"keyed": {"one": {"a": 1, "b": 2}, "two": {"a": 3}}}, "/keyed/one/b"),
        ({"keyed": {"one": [{"a": 1, "b": 2}, {"c": 4}], "two": {"a": 3}}}, "/keyed/one/1/c"),
        ({"of": {"a": 1, "b": 2}}, "/of/a"),
        ({"graph": {"a": 1, "b": 2}}, "/graph/a"),
        ({"nest": {"a": 1, "b": 2}}, "/nest/a"),
        ({"deep": [[["a", "b"], "c"], {"d": [["e"]]}]}, "/deep/0/0/1"),
    ],
)
def test_what_can_be_divided(document, pointer):
    revealed = shown(document, [pointer])
    assert "other" not in revealed
    assert json_pointer.parse(pointer)[0] in revealed


@pytest.mark.parametrize(
    ("document", "pointers", "where"),
    [
        ({"list": ["a", "b", "c"]}, ["/list/0"], "/list"),
        ({"list": ["a", "b", "c"]}, ["/list/1"], "/list"),
        ({"list": ["a", "b", "c"]}, ["/list/2"], "/list"),
        ({"list": ["a", "b", "c"]}, ["/list/0", "/list/1"], "/list"),
        ({"list": ["a", "b", "c"]}, ["/list/0", "/list/2"], "/list"),
        ({"list": [{"a": 1}, {"b": 2}]}, ["/list/0/a"], "/list"),
        ({"list": [["a", "b"], ["c"]]}, ["/list/0"], "/list"),
        ({"p": {"@list": ["a", "b"]}}, ["/p/@list/0"], "/p/@list"),
        ({"inner": {"list": ["a", "b"]}}, ["/inner/list/1"], "/inner/list"),
        ({"raw": {"a": 1, "b": 2}}, ["/raw/a"], "/raw"),
        ({"raw": [1, 2]}, ["/raw/0"], "/raw"),
        ({"p": {"@value": "a", "@language": "en"}}, ["/p/@value"], "/p"),
        ({"p": {"@value": "1", "@type": "urn:t"}}, ["/p/@type"], "/p"),
        ({"p": ["x", {"@value": "a", "@language": "en"}]}, ["/p/1/@language"], "/p/1"),
    ],
)
def test_what_cannot(document, pointers, where):
    with pytest.raises(FormatError) as caught:
        shown(document, pointers)
    assert (caught.value.code, caught.value.where) == ("indivisible", where)
    # With the whole of it beside the part, nothing is divided.
    shown(document, [*pointers, where])


def test_all_items_of_a_list_are_the_list():
    assert shown({"list": ["a", "b"]}, ["/list/0", "/list/1"])["list"] == ["a", "b"]
    assert shown({"list": [{"a": 1, "c": 3}, {"b": 2}]}, ["/list/0/a", "/list/1"])["list"] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        # The identifier stands in what is left out.
        ({"nest": {"id": "urn:x:1", "a": 1}, "b": 2}, "/b"),
        # Without the type under its other name, the term is another one.
        (
            {
                "@context": [
                    CONTEXT,
                    {"kind": "@type", "S": {"@id": f"{VOCAB}S", "@context": {"a": f"{VOCAB}scoped"}}},
                ],
                "p": {"kind": "S", "a": 1},
            },
            "/p/a",
        ),
        # A graph beside nothing is the default graph.
        ({"@context": {"@vocab": VOCAB}, "@graph": [{"a": 1}], "b": 2}, "/@graph"),
    ],
)
def test_what_would_mean_something_else_alone(document, pointer):
    document = {"@context": CONTEXT} | document
    statements = label_statements(document, hmac_labels(b"k" * 32), ENVIRONMENT)
    nothing, chosen = Selection.of(document, []), Selection.of(document, [pointer])
    with pytest.raises(FormatError) as caught:
        disclose(document, TransformedDocument.of(statements, nothing), nothing | chosen, ENVIRONMENT)
    assert caught.value.code == "inseparable"
    with pytest.raises(FormatError) as caught:
        refuse_dependence(chosen.reveal(document), statements, statements.covered(chosen), ENVIRONMENT)
    assert caught.value.code == "inseparable"


@pytest.mark.parametrize(
    ("first", "runs"),
    [
        # By itself, what is revealed has its blank nodes in the same order as inside the whole: one run tells the rest.
        ({"mentioned": {"id": "_:y"}}, 1),
        # What is left out mentions the last node first: the same nodes are in another order by themselves.
        ({"mentioned": {"id": "_:z"}}, 2),
    ],
)
def test_what_is_revealed_is_canonicalized_once(first, runs, monkeypatch):
    counted = []

    def counting(quads, **options):
        counted.append(len(quads))
        return canonicalize(quads, **options)

    monkeypatch.setattr(grouping, "canonicalize", counting)
    document = {"@context": CONTEXT, "id": "urn:x:1"} | first
    document |= {"one": {"id": "_:y", "a": 1}, "two": {"id": "_:z", "b": {"id": "_:y"}}}
    statements = label_statements(document, hmac_labels(b"k" * 32), ENVIRONMENT)
    assert len(counted) == 1
    chosen = Selection.of(document, ["/one", "/two"])
    nothing = TransformedDocument.of(statements, Selection.of(document, []))
    disclosure = disclose(document, nothing, chosen, ENVIRONMENT)
    assert "mentioned" not in disclosure.document
    assert len(counted) == 1 + runs
    lines = revealed_lines(disclosure.document, disclosure.labels, ENVIRONMENT, "")
    assert lines == [statements.lines[index] for index in statements.covered(chosen)]
    assert len(lines) == 4


def test_documents_of_all_kinds():
    """Whatever JSON-LD has: what is disclosed is found again by a verifier line by line, or it is refused."""
    disclosed = refused = 0
    codes = set()
    for seed in range(600):
        source = Documents(seed)
        document = source.document()
        try:
            statements = label_statements(document, hmac_labels(b"k" * 32), ENVIRONMENT)
        except VcwalletError:
            continue
        places = [place for place, _ in json_pointer.walk(document) if not place.startswith("/@context")]
        pointers = source.sample(places, min(len(places), source.randint(1, 4)))
        mandatory, chosen = Selection.of(document, pointers[:1]), Selection.of(document, pointers[1:])
        try:
            disclosure = disclose(
                document, TransformedDocument.of(statements, mandatory), mandatory | chosen, ENVIRONMENT
            )
        except FormatError as error:
            codes.add(error.code)
            refused += 1
            continue
        lines = revealed_lines(disclosure.document, disclosure.labels, ENVIRONMENT, "")
        assert lines == [statements.lines[index] for index in statements.covered(mandatory | chosen)], seed
        disclosed += 1
    assert disclosed > 200
    assert refused > 20
    assert codes == {"indivisible", "inseparable"}


def test_what_is_listed_as_disclosable():
    document = {
        "@context": CONTEXT,
        "id": "urn:x:1",
        "type": ["T", "U"],
        "name": "x",
        "raw": {"a": [1]},
        "list": [{"a": 1}, {"b": 2}],
        "p": {"@value": "a", "@language": "en"},
        "said": {"en": "a", "fr": ["b", "c"]},
        "node": {"id": "urn:x:2", "type": "T", "a": [1, 2], "b": {"c": 3}},
    }
    statements = label_statements(document, hmac_labels(b"k" * 32), ENVIRONMENT)

    def listed(mandatory):
        return list(disclosable_of(document, statements, Selection.of(document, mandatory)))

    everything = [
        "/name",
        "/raw",
        "/list",
        "/p",
        "/said",
        "/said/en",
        "/said/fr",
        "/said/fr/0",
        "/said/fr/1",
        "/node",
        "/node/a",
        "/node/a/0",
        "/node/a/1",
        "/node/b",
        "/node/b/c",
    ]
    assert listed([]) == everything
    assert listed(["/node"]) == everything[:9]
    # What is mandatory in part cannot be withheld itself, only its other parts.
    assert listed(["/node/a/0", "/name"]) == [*everything[1:9], "/node/a/1", "/node/b", "/node/b/c"]
    assert listed(["/type", "/node/type"]) == [place for place in everything if place != "/node"]
    assert listed([f"/{name}" for name in document if name != "@context"]) == []
