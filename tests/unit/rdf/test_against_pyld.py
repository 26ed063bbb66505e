"""The walk against PyLD on generated documents: the same statements, or a refusal; never other statements.

PyLD has no safe mode: it drops in silence what is refused here, and takes a base IRI out of the air. So documents that
are refused are not compared; that no more is refused than has to be, the W3C's tests and `test_statements` show.
"""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld
from pyld.context_resolver import ContextResolver
from unit.rdf.jsonld_documents import Documents

from vcwallet.errors import VcwalletError
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


@settings(max_examples=400)
@given(st.integers(0, 2**32))
def test_same_statements_as_pyld_or_a_refusal(seed):
    document = Documents(seed).document()
    try:
        quads = to_statements(document, Contexts.bundled()).quads
    except VcwalletError:
        return
    assert canonicalize(quads).lines == pyld_lines(document)


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
