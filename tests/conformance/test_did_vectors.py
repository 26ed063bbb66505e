"""The examples of did:key (2022) and did:jwk.

Those of did:key use the verification method types of their time, where the current text has Multikey: identifiers,
relationships and the bytes of keys are compared, types are not. They also list P-256 and P-384 keys under
`keyAgreement`; by the current text (did:key §3.1.6) only Ed25519 keys lead to a key for encryption.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from vcwallet.dids import RELATIONSHIPS, ControllerDocument, key_document, key_of_did_key, resolve
from vcwallet.encoding.base import base58btc_decode, base64url_decode, multibase_decode, multicodec_decode
from vcwallet.errors import Undetermined
from vcwallet.resources import Resources

AT = datetime(2026, 1, 2, tzinfo=UTC)
NOTHING = Resources()
SIGNING = set(RELATIONSHIPS) - {"keyAgreement"}


@pytest.fixture(scope="module")
def did_key(vectors):
    return lambda name: json.loads((vectors / "did-key" / f"{name}.json").read_text())


def resolved_key(did, relationship="assertionMethod"):
    return resolve(did, NOTHING).method(f"{did}#{did.removeprefix('did:key:')}", relationship, AT).key


def key_bytes(method):
    """The bytes of a key on Curve25519, in whichever of the three forms a method has it."""
    if "publicKeyMultibase" in method:
        return multicodec_decode(multibase_decode(method["publicKeyMultibase"]))[1]
    if "publicKeyJwk" in method:
        return base64url_decode(method["publicKeyJwk"]["x"])
    return base58btc_decode(method["publicKeyBase58"])


def test_ed25519_keys_and_the_encryption_keys_that_follow(did_key):
    examples = did_key("ed25519-x25519")
    assert len(examples) == 5
    for did, example in examples.items():
        expected = example["didDocument"]
        document = key_document(did, derive_encryption_key=True)
        assert document["id"] == expected["id"]
        assert [document[name] for name in RELATIONSHIPS] == [expected[name] for name in RELATIONSHIPS]
        ours, theirs = document["verificationMethod"], expected["verificationMethod"]
        assert [(m["id"], m["controller"]) for m in ours] == [(m["id"], m["controller"]) for m in theirs]
        assert key_bytes(ours[1]) == key_bytes(theirs[1])
        key = resolved_key(did)
        assert key == key_of_did_key(theirs[0]["id"])
        assert key.raw == key_bytes(theirs[0])


def test_documents_of_2022_are_read_too(did_key):
    for did, example in did_key("ed25519-x25519").items():
        document = ControllerDocument.read(example["didDocument"], did)
        url = document.document["assertionMethod"][0]
        assert document.method(url, "assertionMethod", AT).key == resolved_key(did)


def test_x25519_keys_encrypt_only(did_key):
    examples = did_key("x25519")["didDocument"]
    assert len(examples) == 4
    for did, expected in examples.items():
        document = key_document(did)
        assert document["keyAgreement"] == expected["keyAgreement"]
        assert SIGNING.isdisjoint(document)
        assert key_bytes(document["verificationMethod"][0]) == key_bytes(expected["verificationMethod"][0])


def test_nist_curves(did_key):
    examples = did_key("nist-curves")
    found = []
    for did, example in examples.items():
        expected = example["didDocument"]
        document = resolve(did, NOTHING).document
        assert {name: document[name] for name in SIGNING} == {name: expected[name] for name in SIGNING}
        curve = expected["verificationMethod"][0].get("publicKeyJwk", {"crv": "P-256"})["crv"]  # one is a P256Key2021
        found.append(curve)
        if curve == "P-521":
            with pytest.raises(Undetermined, match="P-521"):
                resolved_key(did)
            continue
        key = resolved_key(did)
        assert key.algorithm == curve
        url = document["assertionMethod"][0]
        assert ControllerDocument.read(expected, did).method(url, "assertionMethod", AT).key == key
    assert sorted(found) == ["P-256", "P-256", "P-256", "P-384", "P-384", "P-521", "P-521"]


@pytest.mark.parametrize("name", ["p-256", "x25519"])
def test_did_jwk(vectors, name):
    text = (vectors / "did-jwk" / f"{name}.json").read_text()
    # The specification's P-256 example has one "$" too many.
    example = json.loads(text.replace("did:jwk:$", "did:jwk:"))
    document = resolve(example["did"], NOTHING)
    assert document.document == example["didDocument"]
    assert set(document.definitions) == {example["didUrl"]}


def test_did_jwk_gives_the_key(vectors):
    example = json.loads((vectors / "did-jwk" / "p-256.json").read_text())
    key = resolve(example["did"], NOTHING).method(example["didUrl"], "assertionMethod", AT).key
    assert key.to_jwk() == example["didDocument"]["verificationMethod"][0]["publicKeyJwk"]
