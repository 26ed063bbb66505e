from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.dids import RELATIONSHIPS, resolve
from vcwallet.dids.jwk import jwk_document
from vcwallet.encoding.base import base64url_encode
from vcwallet.errors import NotBound, Undetermined, VerificationError, WrongPurpose
from vcwallet.resources import Resources

AT = datetime(2026, 1, 2, tzinfo=UTC)
NOTHING = Resources()
JWK = {  # did:jwk, the P-256 example
    "crv": "P-256",
    "kty": "EC",
    "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
    "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
}


def did_of(content):
    return "did:jwk:" + base64url_encode(content if isinstance(content, bytes) else json.dumps(content).encode())


def listed(document):
    return {relationship for relationship in RELATIONSHIPS if relationship in document}


@pytest.mark.parametrize(
    ("use", "relationships"),
    [
        ({}, set(RELATIONSHIPS)),
        ({"use": "sig"}, set(RELATIONSHIPS) - {"keyAgreement"}),
        ({"use": "enc"}, {"keyAgreement"}),
        ({"use": "other"}, set(RELATIONSHIPS)),
    ],
)
def test_use_says_what_the_key_is_listed_for(use, relationships):
    did = did_of(JWK | use)
    document = resolve(did, NOTHING).document
    assert listed(document) == relationships
    assert all(document[relationship] == [f"{did}#0"] for relationship in relationships)
    assert document["verificationMethod"][0]["publicKeyJwk"] == JWK | use


def test_gives_the_key():
    did = did_of(JWK)
    found = resolve(did, NOTHING).method(f"{did}#0", "assertionMethod", AT)
    assert found.key.to_jwk() == JWK
    assert (found.type, found.controller) == ("JsonWebKey2020", did)


def test_the_fragment_is_always_0():
    did = did_of(JWK | {"kid": "key-1"})
    document = resolve(did, NOTHING)
    assert document.method(f"{did}#0", "assertionMethod", AT)
    for fragment in ("key-1", "", "00", "1"):
        with pytest.raises(NotBound):
            document.method(f"{did}#{fragment}", "assertionMethod", AT)


def test_an_encryption_key_does_not_sign():
    did = did_of(JWK | {"use": "enc"})
    for relationship in RELATIONSHIPS:
        with pytest.raises(WrongPurpose):
            resolve(did, NOTHING).method(f"{did}#0", relationship, AT)


def test_an_unsupported_key_leaves_it_undetermined():
    did = did_of({"kty": "RSA", "n": "AQAB", "e": "AQAB"})
    with pytest.raises(Undetermined):
        resolve(did, NOTHING).method(f"{did}#0", "assertionMethod", AT)


@pytest.mark.parametrize("secret", ["d", "k", "p", "priv"])
def test_a_private_key_is_refused(secret):
    with pytest.raises(NotBound) as raised:
        resolve(did_of(JWK | {secret: "AQAB"}), NOTHING)
    assert raised.value.code == "bad_did_document"


@pytest.mark.parametrize(
    "did",
    [
        "did:jwk:",
        "did:jwk:e",
        "did:jwk:e30=",
        did_of({}),
        did_of({"kty": 7}),
        did_of([JWK]),
        did_of(b'{"kty":"EC","kty":"OKP"}'),
        did_of(b"\xff"),
        did_of(b"not json"),
        did_of(JWK) + ":x",
        did_of({"kty": "EC", "x": "A" * 8000}),
    ],
)
def test_what_is_no_did_jwk_is_refused(did):
    with pytest.raises(NotBound) as raised:
        resolve(did, NOTHING)
    assert raised.value.code == "bad_identifier"


@pytest.mark.parametrize("did", [None, 7, ["did:jwk:e30"], "did:web:" + base64url_encode(json.dumps(JWK).encode())])
def test_no_document_for_anything_else(did):
    with pytest.raises(NotBound):
        jwk_document(did)


@pytest.mark.parametrize(
    "members", [{"x": "AQAB"}, {"y": None}, {"y": JWK["x"]}, {"alg": 7}, {"key_ops": "verify"}, {"crv": None}]
)
def test_a_malformed_key_binds_nobody(members):
    did = did_of(JWK | members)
    with pytest.raises(VerificationError):
        resolve(did, NOTHING).method(f"{did}#0", "assertionMethod", AT)


@given(st.binary(max_size=80))
def test_garbage_is_a_verdict(content):
    did = did_of(content)
    with pytest.raises(VerificationError):
        resolve(did, NOTHING).method(f"{did}#0", "assertionMethod", AT)
