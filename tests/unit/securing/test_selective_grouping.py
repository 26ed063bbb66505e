"""The look-up of statements by their places, against the specification's own procedure."""

import pytest
from unit.securing.selective_by_the_letter import canonicalize_and_group, select_json_ld, skolemize_compact
from unit.securing.selective_documents import SelectiveDocuments

from vcwallet.errors import ProofInvalid
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment
from vcwallet.securing.data_integrity.selective import (
    Selection,
    TransformedDocument,
    disclose,
    hmac_labels,
    label_statements,
    revealed_lines,
    shuffled_labels,
    split,
)

ENVIRONMENT = Environment(contexts=Contexts.bundled())
KEY = bytes(range(32))
SEEDS = range(100)


def labelled(document, label_map=None):
    return label_statements(document, label_map or hmac_labels(KEY), ENVIRONMENT)


def is_compact(document):
    """Whether the procedure's pointers mean the same in the document as it stands: else there is nothing to compare."""
    _, compact = skolemize_compact(document)

    def same(ours, theirs):
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return theirs.keys() - ours.keys() <= {"id"} and all(
                name in theirs and (name in ("id", "@context") or same(value, theirs[name]))
                for name, value in ours.items()
            )
        if isinstance(ours, list) and isinstance(theirs, list):
            return len(ours) == len(theirs) and all(map(same, ours, theirs))
        return type(ours) is type(theirs) and ours == theirs

    return same(document, compact)


def test_groups_are_those_of_the_specification():
    compared = 0
    for seed in SEEDS:
        source = SelectiveDocuments(seed)
        document = source.document()
        if not is_compact(document):
            continue
        groups = {name: source.pointers(document, 3) for name in ("mandatory", "selective")}
        groups["combined"] = groups["mandatory"] + groups["selective"]
        lines, matching = canonicalize_and_group(document, KEY, groups)
        statements = labelled(document)
        assert statements.lines == lines, seed
        for name, pointers in groups.items():
            assert statements.covered(Selection.of(document, pointers)) == matching[name], (seed, name, pointers)
        compared += 1
    assert compared > len(SEEDS) * 0.8


def test_revealed_documents_are_those_of_the_specification():
    compared = 0
    for seed in SEEDS:
        source = SelectiveDocuments(seed)
        document = source.document()
        pointers = source.pointers(document, 4)
        # A label that stands in several places is kept, where the specification would tear one node in two.
        if not pointers or any(str(document).count(f"'_:n{number}'") > 1 for number in (1, 2)):
            continue
        assert Selection.of(document, pointers).reveal(document) == select_json_ld(pointers, document), (seed, pointers)
        compared += 1
    assert compared > len(SEEDS) * 0.4


@pytest.mark.parametrize("label_map", [hmac_labels(KEY), shuffled_labels(KEY)], ids=["hmac", "shuffled"])
def test_a_verifier_finds_the_lines_that_were_signed(label_map):
    for seed in SEEDS:
        source = SelectiveDocuments(seed)
        document = source.document()
        statements = labelled(document, label_map)
        mandatory, chosen = (Selection.of(document, source.pointers(document, 3)) for _ in range(2))
        if not (mandatory | chosen).pointers:
            continue
        disclosure = disclose(document, TransformedDocument.of(statements, mandatory), mandatory | chosen, ENVIRONMENT)
        found = revealed_lines(disclosure.document, disclosure.labels, ENVIRONMENT, "/proof/proofValue")
        assert found == [statements.lines[index] for index in statements.covered(mandatory | chosen)], seed
        always, others = split(found, disclosure.mandatory_indexes)
        assert always == [statements.lines[index] for index in statements.covered(mandatory)], seed
        _, optional = split(statements.lines, statements.covered(mandatory))
        assert others == [optional[index] for index in disclosure.selective_indexes], seed


def test_the_same_statement_from_two_places_is_one_and_shown_by_either():
    document = {
        "@context": {"@vocab": "https://v.example/#", "id": "@id"},
        "id": "urn:x:1",
        "name": ["Ada", "Ada"],
        "knows": {"id": "urn:x:1", "name": "Ada"},
    }
    statements = labelled(document)
    assert len(statements.lines) == 2
    names = [index for index, line in enumerate(statements.lines) if "name" in line]
    assert [statements.origins[index] for index in names] == [("/name/0", "/name/1", "/knows/name")]
    for pointer in ("/name/0", "/name/1", "/knows/name"):
        assert names[0] in statements.covered(Selection.of(document, [pointer]))


def test_shuffled_labels_number_the_nodes_by_their_hmac():
    document = SelectiveDocuments(3).document()
    by_hmac, shuffled = labelled(document).labels, labelled(document, shuffled_labels(KEY)).labels
    assert sorted(shuffled.values()) == sorted(f"_:b{place}" for place in range(len(shuffled)))
    in_order = sorted(by_hmac, key=by_hmac.__getitem__)
    assert [shuffled[node] for node in in_order] == [f"_:b{place}" for place in range(len(in_order))]


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"_:c14n0": "_:x"},
        {"_:c14n0": "_:x", "_:c14n1": "_:x"},
        {"_:c14n0": "_:x", "_:c14n2": "_:y"},
        {"_:c14n0": "_:x", "_:c14n1": "_:y", "_:c14n2": "_:z"},
    ],
)
def test_labels_that_do_not_fit_are_refused(labels):
    document = {"@context": {"@vocab": "https://v.example/#"}, "a": {"b": "c"}}
    good = revealed_lines(document, {"_:c14n0": "_:x", "_:c14n1": "_:y"}, ENVIRONMENT, "/proof/proofValue")
    assert len(good) == 2
    with pytest.raises(ProofInvalid) as caught:
        revealed_lines(document, labels, ENVIRONMENT, "/proof/proofValue")
    assert (caught.value.code, caught.value.where) == ("label_map", "/proof/proofValue")
