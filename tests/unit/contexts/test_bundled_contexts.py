"""The bundled contexts as a whole: complete, attributed, and closed under reference."""

import base64
import hashlib
from pathlib import Path

import pytest

from vcwallet import contexts
from vcwallet.errors import UsageError

_REPOSITORY = Path(__file__).resolve().parents[3]
_DOCUMENTS = Path(contexts.__file__).parent / "documents"

_PROMISED = {
    "https://www.w3.org/2018/credentials/v1",
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
    "https://www.w3.org/2018/credentials/examples/v1",
    "https://www.w3.org/ns/credentials/examples/v2",
    "https://w3id.org/security/data-integrity/v1",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/v1",
    "https://w3id.org/security/v2",
    "https://www.w3.org/ns/credentials/status/v1",
    "https://w3id.org/vc/status-list/2021/v1",
}
_BYTES_UNKNOWN = {"https://www.w3.org/ns/odrl.jsonld"}
"""Bundled because examples/v1 builds on it; two packages of different authors hold the same JSON."""


def test_the_promised_contexts_are_bundled():
    assert contexts.bundled_urls() >= _PROMISED


def test_each_file_belongs_to_one_url_and_each_url_has_its_file():
    named = [contexts.describe(url).file for url in contexts.bundled_urls()]
    assert sorted(named) == sorted(path.name for path in _DOCUMENTS.iterdir())


def test_each_document_is_a_context_and_nothing_else():
    for url in contexts.bundled_urls():
        assert list(contexts.bundled_document(url)) == ["@context"], url


def test_each_document_is_parsed_once():
    url = "https://www.w3.org/ns/credentials/v2"
    assert contexts.bundled_document(url) is contexts.bundled_document(url)


def _references(value):
    if isinstance(value, list):
        for item in value:
            yield from [item] if isinstance(item, str) else _references(item)
    elif isinstance(value, dict):
        for key, member in value.items():
            if key in ("@context", "@import") and isinstance(member, str):
                yield member
            elif key == "@context" or isinstance(member, dict):
                yield from _references(member)


def test_contexts_refer_only_to_contexts_that_are_bundled_too():
    named = {name for url in contexts.bundled_urls() for name in _references(contexts.bundled_document(url))}
    assert "https://w3id.org/security/v1" in named, "security/v2 builds on security/v1"
    assert named <= contexts.bundled_urls()


def test_digests_are_well_formed_and_fit_the_files_that_are_byte_for_byte_as_published():
    for url in contexts.bundled_urls() - _BYTES_UNKNOWN:
        facts = contexts.describe(url)
        assert bytes.fromhex(facts.sha256).hex() == facts.sha256, url
        assert len(base64.b64decode(facts.sha384, validate=True)) == 48, url
        content = (_DOCUMENTS / facts.file).read_bytes()
        assert (hashlib.sha256(content).hexdigest() == facts.sha256) == facts.same_bytes, url
        assert (base64.b64encode(hashlib.sha384(content).digest()).decode() == facts.sha384) == facts.same_bytes, url


def test_no_digest_is_claimed_where_the_published_bytes_were_not_at_hand():
    for url in _BYTES_UNKNOWN:
        facts = contexts.describe(url)
        assert (facts.sha256, facts.sha384, facts.same_bytes, facts.published_in) == (None, None, None, None)
        assert not contexts.published_digests(url)


def test_published_digests_are_those_that_are_described():
    url = "https://www.w3.org/ns/credentials/examples/v2"
    digests, facts = contexts.published_digests(url), contexts.describe(url)
    assert digests["sha256"].hex() == facts.sha256
    assert base64.b64encode(digests["sha384"]).decode() == facts.sha384


@pytest.mark.parametrize(
    ("url", "digest_multibase"),
    [
        ("https://www.w3.org/ns/credentials/v2", "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"),
        ("https://www.w3.org/ns/credentials/examples/v2", "uEiBXOT-8adbvubm13Jy2uYgLCUQ2Cr_i6vRZyeWM8iedfA"),
    ],
)
def test_the_digests_that_the_data_model_prints(url, digest_multibase):
    # VCDM 2.0 section 5.3, the example of digestMultibase: multibase "u", then a multihash of SHA2-256 (0x12, 0x20).
    multihash = bytes.fromhex("1220" + contexts.describe(url).sha256)
    assert "u" + base64.urlsafe_b64encode(multihash).decode().rstrip("=") == digest_multibase
    assert contexts.describe(url).published_in is not None


@pytest.mark.parametrize("url", ["https://example.org/own/v1", "", None, 7, ["https://www.w3.org/ns/credentials/v2"]])
def test_what_is_not_bundled_is_said_to_be_not_bundled(url):
    for ask in (contexts.bundled_document, contexts.describe):
        with pytest.raises(UsageError, match="No context is bundled") as caught:
            ask(url)
        assert caught.value.code == "unknown_context"
        assert "contexts={url: document}" in caught.value.hint
    assert not contexts.published_digests(url)


def test_the_notice_names_each_document_with_its_package_and_version():
    notice = (_REPOSITORY / "NOTICE").read_text(encoding="utf-8")
    for url in contexts.bundled_urls():
        facts = contexts.describe(url)
        if facts.package is None:
            assert (facts.version, facts.path, facts.license) == (None, None, "Apache-2.0")
            assert facts.file in notice
        else:
            assert f"\n{facts.package} {facts.version}\n" in notice
            assert f"- {facts.file}: {url}\n" in notice


def test_the_licence_is_the_unmodified_apache_license():
    digest = hashlib.sha256((_REPOSITORY / "LICENSE").read_bytes()).hexdigest()
    assert digest == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
