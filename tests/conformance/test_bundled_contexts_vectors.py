"""Each bundled context equals the published one as JSON, and the digests kept are those of the published bytes."""

import base64
import hashlib
import json

import pytest

from vcwallet import contexts

# No package of the npm registry holds these documents, so that users hand them in with contexts={url: document}.
_NOT_PACKAGED = {
    "https://w3id.org/security/jwk/v1",
    "https://www.w3.org/ns/cid/v1",
    "https://www.w3.org/ns/did/v1.1",
    "https://w3id.org/vdl/v2",
}
_NOT_AMONG_THE_VECTORS = {"https://www.w3.org/ns/odrl.jsonld"}


@pytest.fixture
def published(vectors):
    return json.loads((vectors / "contexts" / "digests.json").read_text(encoding="utf-8"))


def test_all_published_contexts_are_bundled_but_for_those_that_no_package_holds(published):
    assert contexts.bundled_urls() - _NOT_AMONG_THE_VECTORS == published.keys() - _NOT_PACKAGED


def test_each_bundled_context_equals_the_published_one_as_json(vectors, published):
    for url in contexts.bundled_urls() - _NOT_AMONG_THE_VECTORS:
        content = (vectors / "contexts" / published[url]["path"]).read_bytes()
        assert contexts.bundled_document(url) == json.loads(content), url


def test_the_kept_digests_are_those_of_the_published_bytes(vectors, published):
    for url in contexts.bundled_urls() - _NOT_AMONG_THE_VECTORS:
        content = (vectors / "contexts" / published[url]["path"]).read_bytes()
        facts = contexts.describe(url)
        assert facts.sha256 == hashlib.sha256(content).hexdigest() == published[url]["sha256"], url
        sri = "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
        own = base64.b64encode(contexts.published_digests(url)["sha384"]).decode()
        assert f"sha384-{own}" == sri == published[url]["sha384_sri"], url


def test_what_a_recommendation_prints_is_marked_and_matches(published):
    for url in contexts.bundled_urls() - _NOT_AMONG_THE_VECTORS:
        if published[url]["published"] is not None:
            assert contexts.describe(url).sha256 == published[url]["published"], url
            assert "Recommendation" in contexts.describe(url).published_in, url
