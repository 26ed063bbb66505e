"""JSON-LD to canonical N-Quads: this library's and jsonld.js give the same bytes."""

import pytest
from interop.documents import CREDENTIALS, EXTRA_CONTEXTS, V2

from vcwallet.rdf import Contexts, canonicalize, to_statements


@pytest.fixture(scope="module")
def contexts():
    return Contexts.bundled().extended(EXTRA_CONTEXTS)


def canonical_by_peer(peer, document, hash_name, **options):
    return peer.call("canonize", document=document, hash=hash_name.replace("sha", "SHA-"), **options)["nquads"]


@pytest.mark.parametrize("hash_name", ["sha256", "sha384"])
@pytest.mark.parametrize("name", CREDENTIALS)
def test_credential(peer, contexts, name, hash_name):
    document = CREDENTIALS[name]("did:example:issuer", "did:example:subject")
    ours = canonicalize(to_statements(document, contexts).quads, hash_name=hash_name)
    assert ours.nquads == canonical_by_peer(peer, document, hash_name)


@pytest.mark.parametrize("hash_name", ["sha256", "sha384"])
def test_presentation_of_all(peer, contexts, hash_name):
    """Graphs within graphs, and nodes without ids that differ only in what surrounds them."""
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [
            CREDENTIALS[name]("did:example:issuer", "did:example:subject")
            for name in [*CREDENTIALS, "household", "regatta"]
        ],
    }
    ours = canonicalize(to_statements(document, contexts).quads, hash_name=hash_name)
    assert ours.nquads == canonical_by_peer(peer, document, hash_name, workFactor=2)
