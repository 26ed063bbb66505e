"""The walk against PyLD on generated documents: the same statements, or a refusal with a reason; never others.

PyLD has no safe mode: it drops in silence what is refused here as data loss, and takes a base IRI out of the air. What
is refused for any other reason has to be refused by PyLD too, unless the reason is listed here.
"""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld
from pyld.context_resolver import ContextResolver
from unit.rdf.jsonld_documents import Documents

from vcwallet.errors import DataLoss, FormatError, VcwalletError
from vcwallet.rdf import Contexts, canonicalize, to_statements
from vcwallet.rdf.nquads import parse


class Lenient(dict):
    """A context in the making, from which PyLD may delete what is not there (a fault of release 3.3)."""

    def __delitem__(self, key):
        self.pop(key, None)


class Oracle(jsonld.JsonLdProcessor):
    def _clone_active_context(self, active_ctx):
        return Lenient(super()._clone_active_context(active_ctx))


def no_loader(url, _options):
    raise AssertionError(f"{url} must not be loaded")


def pyld_lines(document):
    options = {
        "contextResolver": ContextResolver({}, no_loader),
        "documentLoader": no_loader,
        "base": "made-up:///",
        "format": "application/n-quads",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return canonicalize(parse(Oracle().to_rdf(document, options))).lines


def is_refused_by_pyld(document):
    try:
        pyld_lines(document)
    except Exception:  # noqa: BLE001 - it raises of all kinds
        return True
    return False


# Why documents are refused that PyLD takes, although nothing would be left unsigned; each with one that shows it.
A = {"@id": "urn:a"}
REFUSED_HERE_ALONE = {
    # code, what the error says, and how its place ends: the reason, and a document
    ("ambiguous", "is read differently by different processors of JSON-LD.", ""): (
        "the specification and processors in use read it differently",
        {"@context": {"a": A}, "a": {"@list": [["x"]]}},
    ),
    ("unsupported", "A set object in a map is not read here.", ""): (
        "it is another way to write an array, in a place where nobody does",
        {"@context": {"a": A | {"@container": "@id"}}, "a": {"urn:k": {"@set": [{"@type": "urn:t"}]}}},
    ),
    ("misplaced_keyword", "has no meaning here.", ""): (
        "no object has such a member (JSON-LD 1.1 §9.2), and PyLD drops it in silence",
        {"@context": {"a": A}, "a": "x", "@none": "y"},
    ),
    ("invalid_set_or_list_object", "A list cannot stand in such a map.", ""): (
        "maps by identifier or type hold objects (JSON-LD 1.1 §9.11 and §9.12); PyLD drops what the key says of a list",
        {"@context": {"a": A | {"@container": "@type"}}, "a": {"urn:t": {"@list": [{"@type": "urn:u"}]}}},
    ),
    ("invalid_value_object", "A mere value cannot stand in such a map.", "none"): (
        "maps by identifier or type hold objects, and PyLD takes values too where the key says '@none'",
        {"@context": {"a": A | {"@container": "@type", "@type": "@id"}}, "a": {"@none": {"@value": "x"}}},
    ),
    ("format", "An integer has more digits than JSON numbers keep", ""): (
        "it has no canonical form (RFC 8785 §3.2.2.3), and PyLD rounds it",
        {"@context": {"a": A | {"@type": "@json"}}, "a": 2**53 + 1},
    ),
}


def is_listed(error):
    return any(
        error.code == code and words in error.message and error.where.endswith(place)
        for code, words, place in REFUSED_HERE_ALONE
    )


@settings(max_examples=400)
@given(st.integers(0, 2**32))
def test_same_statements_as_pyld_or_a_refusal(seed):
    document = Documents(seed).document()
    try:
        quads = to_statements(document, Contexts.bundled()).quads
    except VcwalletError:
        return
    assert canonicalize(quads).lines == pyld_lines(document)


def refusal(document):
    try:
        to_statements(document, Contexts.bundled())
    except VcwalletError as error:
        return error
    return None


def test_what_is_refused_is_refused_by_pyld_too_or_for_a_listed_reason():
    codes = set()
    for seed in range(1000):
        document = Documents(seed).document()
        error = refusal(document)
        if error is None or isinstance(error, DataLoss) or is_listed(error):
            continue
        codes.add(error.code)
        assert is_refused_by_pyld(document), (seed, error.code, error.where, error.message)
    assert len(codes) > 4


@pytest.mark.parametrize("listed", REFUSED_HERE_ALONE)
def test_no_more_is_listed_than_is_refused_here_alone(listed):
    _, document = REFUSED_HERE_ALONE[listed]
    assert not is_refused_by_pyld(document)
    error = refusal(document)
    assert type(error) is FormatError
    assert is_listed(error)
    assert error.code == listed[0]


@pytest.mark.parametrize(
    "value",
    [
        {"@set": [{"@id": "urn:n", "urn:p": "x"}, {"urn:p": "y"}]},
        {"@set": {"@id": "urn:n", "urn:p": "x"}},
        [{"@set": [{"@set": [{"urn:p": "x"}]}]}, {"urn:p": "y"}],
        {"@context": {"p": "urn:p"}, "@set": [{"p": "x"}]},
    ],
)
@pytest.mark.parametrize("container", ["@graph", ["@graph", "@set"]])
def test_a_set_of_graphs_is_several_graphs(container, value):
    document = {"@context": {"a": A | {"@container": container}}, "@id": "urn:s", "a": value}
    lines = canonicalize(to_statements(document, Contexts.bundled()).quads).lines
    assert lines == pyld_lines(document)
    assert any(" <urn:a> " in line for line in lines)


def test_enough_of_the_generated_documents_are_accepted():
    accepted = 0
    for seed in range(200):
        try:
            accepted += bool(to_statements(Documents(seed).document(), Contexts.bundled()).quads)
        except VcwalletError:
            continue
    assert accepted > 60


@pytest.mark.parametrize(
    "document",
    [
        {"@context": {"a": "urn:a"}, "a": "x", "b": "dropped"},
        {"@context": {"a": "urn:a"}, "@id": "relative", "a": "x"},
        {"@context": {"a": "urn:a"}, "a": ["x", None]},
        {"@context": {"a": "urn:a"}, "@type": "Undefined", "a": "x"},
        {"@context": {"a": {"@id": "urn:a", "@container": "@index"}}, "a": {"lost": "x"}},
    ],
)
def test_what_pyld_drops_or_makes_up_is_refused(document):
    assert pyld_lines(document)
    with pytest.raises(VcwalletError):
        to_statements(document, Contexts.bundled())
