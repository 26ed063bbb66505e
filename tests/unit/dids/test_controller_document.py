from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta

import pytest
from changing import changed
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.dids import RELATIONSHIPS, ControllerDocument
from vcwallet.errors import Expired, NotBound, Revoked, Undetermined, VcwalletError, VerificationError, WrongPurpose
from vcwallet.model import pointer

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ME = "https://controller.example/123"
# The keys of CID 1.0, examples 4 and 8.
ED25519 = "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu"
P256 = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"
P256_JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
X25519 = "z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F"


def method(fragment, **members):
    return {"id": f"{ME}#{fragment}", "type": "Multikey", "controller": ME, "publicKeyMultibase": ED25519} | members


def without(members, name):
    return {key: value for key, value in members.items() if key != name}


DOCUMENT = {
    "@context": "https://www.w3.org/ns/cid/v1",
    "id": ME,
    "controller": ["https://controller.example/parent"],
    "verificationMethod": [
        method("multikey"),
        without(method("jwk", type="JsonWebKey", publicKeyJwk=P256_JWK), "publicKeyMultibase"),
        method("relative", id="#relative", controller=ME),
        method("old", expires="2026-01-02T03:04:05Z"),
        method("stolen", revoked="2026-01-02T03:04:05Z"),
        method("encrypts", publicKeyMultibase=X25519),
        method("unlisted"),
        method("theirs", controller="https://controller.example/other"),
    ],
    "assertionMethod": [
        f"{ME}#multikey",
        f"{ME}#jwk",
        "#relative",
        f"{ME}#old",
        f"{ME}#stolen",
        f"{ME}#theirs",
        "https://elsewhere.example/xyz#key",
        f"{ME}#missing",
    ],
    "authentication": [method("embedded", publicKeyMultibase=P256), method("https", id="https://victim.example#key")],
    "keyAgreement": [f"{ME}#encrypts"],
}


@pytest.fixture
def document():
    return ControllerDocument.read(DOCUMENT, ME)


def test_gives_a_key_that_is_listed(document):
    found = document.method(f"{ME}#multikey", "assertionMethod", AT)
    assert (found.id, found.type, found.controller) == (f"{ME}#multikey", "Multikey", ME)
    assert found.key.multikey == ED25519
    assert (found.expires, found.revoked) == (None, None)
    assert document.controllers == ("https://controller.example/parent",)


def test_reads_a_jwk(document):
    assert document.method(f"{ME}#jwk", "assertionMethod", AT).key.to_jwk() == P256_JWK


def test_an_embedded_key_is_for_its_relationship_only(document):
    assert document.method(f"{ME}#embedded", "authentication", AT).key.multikey == P256
    with pytest.raises(WrongPurpose):
        document.method(f"{ME}#embedded", "assertionMethod", AT)


def test_a_fragment_stands_for_the_absolute_url(document):
    assert document.method(f"{ME}#relative", "assertionMethod", AT).id == f"{ME}#relative"
    with pytest.raises(NotBound):
        document.method("#relative", "assertionMethod", AT)


@pytest.mark.parametrize(
    "url",
    [
        f"{ME}#nobody",
        f"{ME}#missing",
        ME,
        f"{ME}#",
        f"{ME}/#multikey",
        f"{ME}?version=1#multikey",
        "https://elsewhere.example/xyz#key",
        "",
        None,
        7,
        ["x"],
        {"id": f"{ME}#multikey"},
    ],
)
def test_a_method_that_is_not_in_the_document_is_not_bound(document, url):
    with pytest.raises(NotBound) as raised:
        document.method(url, "assertionMethod", AT)
    assert raised.value.code == "unknown_verification_method"


def test_a_key_under_somebody_elses_url_is_not_bound(document):
    with pytest.raises(NotBound) as raised:
        document.method("https://victim.example#key", "authentication", AT)
    assert raised.value.code == "unknown_verification_method"


def test_a_method_that_somebody_else_controls_is_not_bound(document):
    with pytest.raises(NotBound) as raised:
        document.method(f"{ME}#theirs", "assertionMethod", AT)
    assert raised.value.code == "bad_verification_method"


@pytest.mark.parametrize(
    ("fragment", "relationship"),
    [
        ("unlisted", "assertionMethod"),
        ("multikey", "authentication"),
        ("multikey", "verificationMethod"),
        ("multikey", "capabilityInvocation"),
        ("multikey", "@context"),
        ("multikey", ""),
        ("multikey", None),
    ],
)
def test_a_method_that_is_not_listed_has_the_wrong_purpose(document, fragment, relationship):
    with pytest.raises(WrongPurpose):
        document.method(f"{ME}#{fragment}", relationship, AT)


def test_a_method_expires_at_its_moment(document):
    assert document.method(f"{ME}#old", "assertionMethod", AT - timedelta(seconds=1)).expires == AT
    with pytest.raises(Expired) as raised:
        document.method(f"{ME}#old", "assertionMethod", AT)
    assert raised.value.code == "key_expired"


def test_a_method_is_revoked_from_its_moment_on(document):
    assert document.method(f"{ME}#stolen", "assertionMethod", AT - timedelta(seconds=1)).revoked == AT
    with pytest.raises(Revoked) as raised:
        document.method(f"{ME}#stolen", "assertionMethod", AT)
    assert raised.value.code == "key_revoked"


def test_lists_methods_wherever_they_are_defined(document):
    assert document.lists("https://elsewhere.example/xyz#key", "assertionMethod")
    assert document.lists(f"{ME}#relative", "assertionMethod")
    assert document.lists(f"{ME}#embedded", "authentication")
    assert not document.lists("#relative", "assertionMethod")
    assert not document.lists(f"{ME}#multikey", "authentication")
    assert not document.lists(f"{ME}#multikey", "verificationMethod")
    assert not document.lists(["x"], "assertionMethod")


def test_a_key_of_an_unknown_type_leaves_it_undetermined(document):
    with pytest.raises(Undetermined) as raised:
        document.method(f"{ME}#encrypts", "keyAgreement", AT)
    assert (raised.value.code, raised.value.needs) == ("unsupported_key", ())


@pytest.mark.parametrize(
    "definition",
    [
        method("k", type="EcdsaSecp256k1RecoveryMethod2020"),
        without(
            method("k", type="JsonWebKey", publicKeyJwk={"kty": "RSA", "n": "AQAB", "e": "AQAB"}), "publicKeyMultibase"
        ),
    ],
)
def test_an_unknown_kind_of_method_does_not_spoil_the_document(definition):
    document = ControllerDocument.read(changed(DOCUMENT, "/authentication/0", definition), ME)
    assert document.method(f"{ME}#multikey", "assertionMethod", AT)
    with pytest.raises(Undetermined):
        document.method(f"{ME}#k", "authentication", AT)


ED25519_BASE58 = "7tnzLiRQDsPSx9sBnAHR7JWsakABXDG4Rdrt9yCmAQBX"  # the 32 bytes of ED25519, without their multicodec


@pytest.mark.parametrize(
    ("kind", "member", "key", "algorithm"),
    [
        ("Multikey", "publicKeyMultibase", P256, "P-256"),
        ("JsonWebKey2020", "publicKeyJwk", P256_JWK, "P-256"),
        ("Ed25519VerificationKey2020", "publicKeyMultibase", ED25519, "Ed25519"),
        ("Ed25519VerificationKey2018", "publicKeyBase58", ED25519_BASE58, "Ed25519"),
        ("EcdsaSecp256r1VerificationKey2019", "publicKeyMultibase", P256, "P-256"),
        ("EcdsaSecp256r1VerificationKey2019", "publicKeyJwk", P256_JWK, "P-256"),
    ],
)
def test_reads_the_older_types_too(kind, member, key, algorithm):
    definition = without(method("k"), "publicKeyMultibase") | {"type": kind, member: key}
    document = ControllerDocument.read(changed(DOCUMENT, "/authentication/0", definition), ME)
    found = document.method(f"{ME}#k", "authentication", AT).key
    assert found.algorithm == algorithm
    assert found.multikey == ED25519 or algorithm != "Ed25519"


SMALL_ORDER = "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"  # multicodec ed25519-pub, then 32 zero bytes (y = 0)
TOO_SHORT = "z2DQWXpp7LQkdLumeXkFNv58vLGq86Y3hoZVaE6AjsniUnJ"  # ED25519 without its last byte
OFF_CURVE = "zDnaehfHR8Q5U7ckmLQfuZ3eGEypooJ46zzjRQ1AR9asDvdnv"  # multicodec p256-pub, then 02 and x = 2**256 - 1


@pytest.mark.parametrize(
    "members",
    [
        {"publicKeyMultibase": SMALL_ORDER},
        {"publicKeyMultibase": TOO_SHORT},
        {"publicKeyMultibase": OFF_CURVE},
        {"publicKeyMultibase": "u7QE"},
        {"publicKeyMultibase": 7},
        {"publicKeyMultibase": None},
        {"type": "JsonWebKey"},
        {"type": "Ed25519VerificationKey2020", "publicKeyMultibase": P256},
        {"type": "EcdsaSecp256r1VerificationKey2019"},
        {"type": "Ed25519VerificationKey2018"},
    ],
)
def test_a_broken_key_binds_nobody(members):
    document = ControllerDocument.read(changed(DOCUMENT, "/authentication/0", method("k") | members), ME)
    with pytest.raises(NotBound) as raised:
        document.method(f"{ME}#k", "authentication", AT)
    assert raised.value.code == "bad_verification_method"


@pytest.mark.parametrize("members", [{"use": "enc"}, {"key_ops": ["deriveKey"]}, {"alg": "ECDH-ES"}])
def test_a_jwk_may_say_that_it_is_not_for_signatures(members):
    definition = without(method("k", type="JsonWebKey", publicKeyJwk=P256_JWK | members), "publicKeyMultibase")
    document = ControllerDocument.read(changed(DOCUMENT, "/authentication/0", definition), ME)
    with pytest.raises(WrongPurpose):
        document.method(f"{ME}#k", "authentication", AT)


@pytest.mark.parametrize(
    ("place", "value", "spec"),
    [
        ("/id", "https://controller.example/456", "CID 1.0 §2.1.1"),
        ("/id", ME + "/", "CID 1.0 §2.1.1"),
        ("/id", None, "CID 1.0 §2.1.1"),
        ("/controller", "somebody", "CID 1.0 §2.1.2"),
        ("/controller", [7], "CID 1.0 §2.1.2"),
        ("/secretKeyMultibase", "z3u2", "CID 1.0 §2.2.3"),
        ("/verificationMethod", {}, "CID 1.0 §2.1"),
        ("/verificationMethod", None, "CID 1.0 §2.1"),
        ("/verificationMethod/0", f"{ME}#multikey", "CID 1.0 §2.2"),
        ("/verificationMethod/0/id", None, "CID 1.0 §2.2"),
        ("/verificationMethod/0/id", "multikey", "CID 1.0 §2.2"),
        ("/verificationMethod/0/id", ME, "CID 1.0 §2.2"),
        ("/verificationMethod/0/type", ["Multikey"], "CID 1.0 §2.2"),
        ("/verificationMethod/0/type", "", "CID 1.0 §2.2"),
        ("/verificationMethod/0/controller", None, "CID 1.0 §2.2"),
        ("/verificationMethod/0/controller", ["https://controller.example/123"], "CID 1.0 §2.2"),
        ("/verificationMethod/0/expires", "2027-01-01", "CID 1.0 §2.2"),
        ("/verificationMethod/0/expires", None, "CID 1.0 §2.2"),
        ("/verificationMethod/0/revoked", 7, "CID 1.0 §2.2"),
        ("/verificationMethod/0/publicKeyJwk", P256_JWK, "CID 1.0 §2.2.1"),
        ("/verificationMethod/1/publicKeyJwk", "{}", "CID 1.0 §2.2.3"),
        ("/verificationMethod/1/publicKeyJwk/d", "AQAB", "CID 1.0 §2.2.3"),
        ("/verificationMethod/1/publicKeyJwk/priv", "AQAB", "CID 1.0 §2.2.3"),
        ("/verificationMethod/1/publicKeyJwk/k", "AQAB", "CID 1.0 §2.2.3"),
        ("/verificationMethod/0/secretKeyMultibase", "z3u2", "CID 1.0 §2.2.3"),
        ("/verificationMethod/0/secretKeyJwk", {}, "CID 1.0 §2.2.3"),
        ("/authentication/0/privateKeyBase58", "3u2", "CID 1.0 §2.2.3"),
        ("/authentication/0/id", f"{ME}#multikey", "CID 1.0 §3.4"),
        ("/assertionMethod", f"{ME}#multikey", "CID 1.0 §2.1"),
        ("/assertionMethod/0", "multikey", "CID 1.0 §2.3"),
        ("/assertionMethod/0", 7, "CID 1.0 §2.3"),
        ("/assertionMethod/0", ["#multikey"], "CID 1.0 §2.3"),
        ("/capabilityDelegation", [None], "CID 1.0 §2.3"),
    ],
)
def test_a_document_that_breaks_a_rule_binds_nobody(place, value, spec):
    with pytest.raises(NotBound) as raised:
        ControllerDocument.read(changed(DOCUMENT, place, value), ME)
    assert (raised.value.code, raised.value.spec) == ("bad_did_document", spec)
    assert raised.value.where == ""  # it would point into the evidence


def test_a_method_may_be_embedded_twice_word_for_word():
    twice = ControllerDocument.read({"id": ME, "authentication": [method("k")], "assertionMethod": [method("k")]}, ME)
    assert twice.method(f"{ME}#k", "authentication", AT) == twice.method(f"{ME}#k", "assertionMethod", AT)


def test_a_document_needs_no_keys():
    document = ControllerDocument.read({"id": ME}, ME)
    assert document.controllers == ()
    assert not document.lists(f"{ME}#k", "assertionMethod")


def test_relative_references_belong_to_the_document_that_was_retrieved():
    did = "did:example:123456789abcdefghi"  # DID Core 1.0, example 8
    document = ControllerDocument.read(
        {
            "id": did,
            "verificationMethod": [method("", id=f"{did}#key-1", controller=did)],
            "authentication": ["#key-1"],
        },
        did,
    )
    assert document.method(f"{did}#key-1", "authentication", AT).controller == did


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b"7", b'{"id": "x", "id": "x"}', b"\xff", b"[" * 10_000, b'{"a":NaN}', b" " * 1_000_001],
)
def test_bytes_that_are_no_document_bind_nobody(content):
    with pytest.raises(NotBound) as raised:
        ControllerDocument.parse(content, ME)
    assert raised.value.code == "bad_did_document"


def test_reads_bytes():
    assert ControllerDocument.parse(json.dumps(DOCUMENT).encode(), ME).document == DOCUMENT


def test_survives_pickling(document):
    again = pickle.loads(pickle.dumps(document))
    assert again.method(f"{ME}#jwk", "assertionMethod", AT) == document.method(f"{ME}#jwk", "assertionMethod", AT)


def test_messages_keep_control_characters_and_long_texts_out(document):
    with pytest.raises(NotBound) as raised:
        document.method("\x1b[31m" + "x" * 10_000, "assertionMethod", AT)
    assert raised.value.message.isprintable()
    assert len(raised.value.message) < 300


garbage = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from([ME, f"{ME}#multikey", "#multikey"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "controller", "publicKeyJwk", "kty", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)
URLS = [f"{ME}#{name}" for name in ("multikey", "jwk", "relative", "old", "stolen", "encrypts", "embedded")]


@given(st.sampled_from([place for place, _ in pointer.walk(DOCUMENT) if place]), garbage)
def test_tampering_never_raises_anything_but_a_verdict(place, value):
    try:
        document = ControllerDocument.read(changed(DOCUMENT, place, value), ME)
    except NotBound:
        return
    for url in URLS:
        for relationship in RELATIONSHIPS:
            try:
                found = document.method(url, relationship, AT)
            except VerificationError:
                continue
            assert found.controller == ME
            assert document.lists(url, relationship)


@given(garbage, garbage)
def test_garbage_is_no_document(value, url):
    try:
        ControllerDocument.read(value, ME).method(url, "assertionMethod", AT)
    except VcwalletError:
        return
    pytest.fail("garbage gave a key")
