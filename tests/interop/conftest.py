"""How all interoperability tests reach the other implementations, and who is on our side."""

import os

import pytest
from interop.documents import EXTRA_CONTEXTS
from interop.peer import Peer, PeerMissing, node_command

from vcwallet import MemoryStore, TrustedIssuers, Verifier, Wallet
from vcwallet.contexts import bundled_document, bundled_urls


@pytest.fixture(scope="session")
def peer():
    """The running peer, which knows the library's bundled contexts and those of the test documents, and no others.

    Where it cannot be run the tests are skipped; on CI, where it has to be there, they fail.
    """
    try:
        node_command()
    except PeerMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"On CI the peer must be there: {missing}")
        pytest.skip(f"no peer: {missing}")
    with Peer() as running:
        running.call("contexts", contexts={url: bundled_document(url) for url in bundled_urls()} | EXTRA_CONTEXTS)
        yield running


@pytest.fixture(scope="module")
def verifier():
    """Our verifier, which trusts anyone, so that nothing but the proof decides."""
    return Verifier(trust=TrustedIssuers.unsafe_anyone(), contexts=EXTRA_CONTEXTS)


@pytest.fixture(scope="module")
def wallet():
    """Our wallet."""
    return Wallet.create(MemoryStore(), passphrase="interop", contexts=EXTRA_CONTEXTS, work_factor=10)
