"""The W3C's tests of RDFC-1.0: canonical forms, canonical label maps, and the poison graph that must be refused."""

import json

import pytest

from vcwallet.errors import FormatError
from vcwallet.rdf import nquads
from vcwallet.rdf.canonical import canonicalize

_HASH_NAMES = {None: "sha256", "SHA256": "sha256", "SHA384": "sha384"}


@pytest.fixture
def entries(vectors):
    manifest = json.loads((vectors / "rdf-canon" / "manifest.jsonld").read_text(encoding="utf-8"))
    return manifest["entries"]


def _canonical(vectors, entry, **options):
    text = (vectors / "rdf-canon" / entry["action"]).read_text(encoding="utf-8")
    return canonicalize(nquads.parse(text), hash_name=_HASH_NAMES[entry.get("hashAlgorithm")], **options)


def _expected(vectors, entry):
    return (vectors / "rdf-canon" / entry["result"]).read_text(encoding="utf-8")


def test_every_canonical_form_is_the_expected_one(vectors, entries):
    seen = 0
    for entry in entries:
        if entry["type"] == "rdfc:RDFC10EvalTest":
            canonical = _canonical(vectors, entry)
            assert canonical.nquads == _expected(vectors, entry), entry["id"]
            seen += 1
    assert seen == 64


def test_every_label_map_is_the_expected_one(vectors, entries):
    seen = 0
    for entry in entries:
        if entry["type"] == "rdfc:RDFC10MapTest":
            labels = _canonical(vectors, entry).labels
            without_prefix = {node.removeprefix("_:"): label.removeprefix("_:") for node, label in labels.items()}
            assert without_prefix == json.loads(_expected(vectors, entry)), entry["id"]
            seen += 1
    assert seen == 21


def test_poison_graphs_are_refused(vectors, entries):
    refused = []
    for entry in entries:
        if entry["type"] == "rdfc:RDFC10NegativeEvalTest":
            with pytest.raises(FormatError, match="look alike") as caught:
                _canonical(vectors, entry)
            assert caught.value.code == "poison_graph", entry["id"]
            refused.append(entry["id"])
    assert refused == ["#test074c"]


def test_every_entry_is_of_a_known_type_and_one_is_made_with_sha_384(entries):
    known = {"rdfc:RDFC10EvalTest", "rdfc:RDFC10MapTest", "rdfc:RDFC10NegativeEvalTest"}
    assert len(entries) == 86
    assert {entry["type"] for entry in entries} == known
    assert {entry["id"] for entry in entries if entry.get("hashAlgorithm") == "SHA384"} == {"#test075c", "#test075m"}


def test_the_budget_leaves_room_above_the_hardest_of_these_graphs(vectors, entries):
    for entry in entries:
        if entry["type"] != "rdfc:RDFC10NegativeEvalTest":
            assert _canonical(vectors, entry, budget=4_000), entry["id"]


def test_what_is_written_is_read_back_unchanged(vectors, entries):
    for entry in entries:
        if entry["type"] == "rdfc:RDFC10EvalTest":
            text = _expected(vectors, entry)
            assert nquads.serialize(nquads.parse(text)) == text, entry["id"]
