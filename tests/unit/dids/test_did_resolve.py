from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.dids import ControllerDocument, did_web_url, resolve, to_did_document
from vcwallet.errors import NotBound, Undetermined, UsageError, VerificationError
from vcwallet.keys.public import PublicKey
from vcwallet.resources import Resources

AT = datetime(2026, 1, 2, tzinfo=UTC)
# CID 1.0, examples 4 and 8.
ED25519 = PublicKey.from_multikey("z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu")
P256 = PublicKey.from_multikey("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv")
WEB = "did:web:uni.example%3A8443:law"
HTTPS = "https://uni.example/law"


def published(identifier, url, keys=None):
    document = to_did_document(identifier, keys or {"#key-1": ED25519})
    return Resources({url: json.dumps(document).encode()})


@pytest.mark.parametrize(("identifier", "url"), [(WEB, did_web_url(WEB)), (HTTPS, HTTPS)])
def test_what_is_published_is_found(identifier, url):
    resources = published(identifier, url, {"#key-1": ED25519, f"{identifier}#key-2": P256})
    document = resolve(identifier, resources)
    assert document.id == identifier
    for fragment, key in (("key-1", ED25519), ("key-2", P256)):
        for relationship in ("authentication", "assertionMethod"):
            found = document.method(f"{identifier}#{fragment}", relationship, AT)
            assert (found.key, found.controller) == (key, identifier)


@pytest.mark.parametrize(("identifier", "url"), [(WEB, did_web_url(WEB)), (HTTPS, HTTPS)])
def test_says_what_it_needs(identifier, url):
    with pytest.raises(Undetermined) as raised:
        resolve(identifier, Resources())
    assert [(need.url, need.kind) for need in raised.value.needs] == [(url, "did-document")]


def test_a_failed_fetch_leaves_it_undetermined():
    def fetch(_):
        raise OSError("no network")

    with pytest.raises(Undetermined):
        resolve(HTTPS, Resources(fetch=fetch))


@pytest.mark.parametrize("owner", ["did:web:other.example", WEB.replace("%3A", "%3a"), HTTPS])
def test_somebody_elses_document_binds_nobody(owner):
    document = json.dumps(to_did_document(owner, {"#key-1": ED25519})).encode()
    with pytest.raises(NotBound) as raised:
        resolve(WEB, Resources({did_web_url(WEB): document}))
    assert raised.value.code == "bad_did_document"


@pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"{}", b"null", b"\xff\xfe"])
def test_a_malformed_document_binds_nobody(content):
    with pytest.raises(NotBound) as raised:
        resolve(HTTPS, Resources({HTTPS: content}))
    assert raised.value.code == "bad_did_document"


@pytest.mark.parametrize(
    "identifier",
    [
        "did:",
        "did:web",
        "did:web:",
        "did:Web:uni.example",
        "did:example:a:",
        "did:example:a/b",
        "did:example:a?b",
        "did:example:a#b",
        "did:example:a%2",
        "did:example:é",
        f"{HTTPS}#key-1",
        "https://",
        "https://user@uni.example",
        "uni.example",
        "",
        None,
        7,
        ["did:key:z"],
    ],
)
def test_what_is_no_identifier_is_refused(identifier):
    with pytest.raises(NotBound) as raised:
        resolve(identifier, Resources())
    assert raised.value.code == "bad_identifier"


@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        ("did:example:123", "unsupported_did_method"),
        ("did:webs:uni.example:x", "unsupported_did_method"),
        ("did:keys:z6Mk", "unsupported_did_method"),
        ("http://uni.example/law", "unsupported_identifier"),
        ("urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008", "unsupported_identifier"),
        ("mailto:ada@uni.example", "unsupported_identifier"),
    ],
)
def test_what_is_not_supported_leaves_it_undetermined(identifier, code):
    with pytest.raises(Undetermined) as raised:
        resolve(identifier, Resources({identifier: b"{}"}))
    assert (raised.value.code, raised.value.needs) == (code, ())
    assert raised.value.hint


@pytest.mark.parametrize("prefix", ["did:key:z", "did:jwk:e", "did:web:a.", "did:example:", "https://uni.example/"])
def test_a_huge_identifier_is_refused_unread(prefix):
    with pytest.raises(NotBound, match="too long"):
        resolve(prefix + "%41" * 1_000_000, Resources({}, lambda _: b"{}"))


@given(st.text(max_size=30), st.binary(max_size=30))
def test_garbage_is_a_verdict(text, content):
    for identifier in (text, f"did:{text}", f"did:web:{text}", f"https://{text}"):
        with pytest.raises(VerificationError):
            resolve(identifier, Resources(fetch=lambda _: content))


def test_a_published_document_names_the_purposes_that_were_asked_for():
    document = to_did_document(WEB, {"#k": P256}, relationships=["capabilityInvocation"])
    assert document["capabilityInvocation"] == [f"{WEB}#k"]
    assert "assertionMethod" not in document
    assert document["@context"] == ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
    assert to_did_document(HTTPS, {"#k": P256})["@context"] == ["https://www.w3.org/ns/cid/v1"]
    assert ControllerDocument.read(document, WEB).lists(f"{WEB}#k", "capabilityInvocation")


@pytest.mark.parametrize(
    ("identifier", "keys", "relationships"),
    [
        (WEB, {}, ["assertionMethod"]),
        (WEB, {"#k": ED25519}, []),
        (WEB, {"#k": ED25519}, ["verificationMethod"]),
        (WEB, {"#k": ED25519}, ["assertionMethod", "assertion"]),
        (WEB, {"k": ED25519}, ["assertionMethod"]),
        (WEB, {"#": ED25519}, ["assertionMethod"]),
        (WEB, {"#a b": ED25519}, ["assertionMethod"]),
        (WEB, {"did:web:other.example#k": ED25519}, ["assertionMethod"]),
        (WEB, {"#k": ED25519, f"{WEB}#k": P256}, ["assertionMethod"]),
        (WEB, {"#k": "z6Mk"}, ["assertionMethod"]),
        ("did:web:127.0.0.1", {"#k": ED25519}, ["assertionMethod"]),
        (f"did:key:{ED25519.multikey}", {"#k": ED25519}, ["assertionMethod"]),
        (f"{HTTPS}#x", {"#k": ED25519}, ["assertionMethod"]),
        ("http://uni.example", {"#k": ED25519}, ["assertionMethod"]),
        ("uni.example", {"#k": ED25519}, ["assertionMethod"]),
        (None, {"#k": ED25519}, ["assertionMethod"]),
    ],
)
def test_what_could_not_be_resolved_is_not_written(identifier, keys, relationships):
    with pytest.raises(UsageError):
        to_did_document(identifier, keys, relationships=relationships)
