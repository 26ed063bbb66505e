"""Published key pairs: both halves belong together and are written as they were read."""

import json

import pytest

from vcwallet.encoding.base import base58btc_decode
from vcwallet.errors import KeyMismatch
from vcwallet.keys import PublicKey, SigningKey

PAIRS = {
    "eddsa/keyPair.json": ("Ed25519", "privateKeyMultibase"),
    "ecdsa/p256KeyPair.json": ("P-256", "secretKeyMultibase"),
    "ecdsa/p384KeyPair.json": ("P-384", "secretKeyMultibase"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_multikey_pairs(vectors, name):
    pair = json.loads((vectors / name).read_text())
    algorithm, secret_member = PAIRS[name]
    public, secret = pair["publicKeyMultibase"], pair[secret_member]
    key = SigningKey.from_multikey(public, secret)
    assert key.algorithm == algorithm
    assert key.public.multikey == public
    assert key.export_secret_multikey() == secret
    assert key.did == f"did:key:{public}"
    assert key.verification_method == f"did:key:{public}#{public}"
    assert SigningKey.from_secret_multikey(secret) == key


def test_multikey_pairs_of_several_signers(vectors):
    pairs = json.loads((vectors / "eddsa" / "proof-set-chain" / "multiKeyPairs.json").read_text())
    assert len(pairs) == 4
    for pair in pairs.values():
        key = SigningKey.from_multikey(pair["publicKeyMultibase"], pair["privateKeyMultibase"])
        key.public.verify(key.sign(b"message"), b"message")
    one, other = list(pairs.values())[:2]
    with pytest.raises(KeyMismatch, match="does not belong"):
        SigningKey.from_multikey(one["publicKeyMultibase"], other["privateKeyMultibase"])


def test_pairs_of_the_selective_disclosure_suite(vectors):
    material = json.loads((vectors / "ecdsa" / "ecdsa-sd-2023" / "SDKeyMaterial.json").read_text())
    for name in ("baseKeyPair", "proofKeyPair"):
        pair = material[name]
        key = SigningKey.from_multikey(pair["publicKeyMultibase"], pair["secretKeyMultibase"])
        assert key.algorithm == "P-256"


def test_nist_curves_of_did_keys(vectors):
    documents = json.loads((vectors / "did-key" / "nist-curves.json").read_text())
    seen = []
    for did, document in documents.items():
        method = document["verificationMethod"]
        text = did.removeprefix("did:key:")
        if "publicKeyBase58" in method:
            public = PublicKey.from_bytes("P-256", base58btc_decode(method["publicKeyBase58"]))
            key = SigningKey.from_secret_bytes("P-256", base58btc_decode(method["privateKeyBase58"]))
            assert key.public == public == PublicKey.from_multikey(text)
            seen.append("base58")
        elif method["publicKeyJwk"]["crv"] == "P-521":
            for read, form in ((PublicKey.from_jwk, method["publicKeyJwk"]), (PublicKey.from_multikey, text)):
                with pytest.raises(KeyMismatch):
                    read(form)
            seen.append("P-521")
        else:
            public = PublicKey.from_jwk(method["publicKeyJwk"])
            assert public == PublicKey.from_multikey(text)
            assert public.to_jwk() == method["publicKeyJwk"]
            key = SigningKey.from_jwk(method["privateKeyJwk"])
            assert key.did == did
            assert key.export_private_jwk() == method["privateKeyJwk"]
            seen.append(public.algorithm)
    assert sorted(seen) == ["P-256", "P-256", "P-384", "P-384", "P-521", "P-521", "base58"]


def test_ed25519_keys_of_did_keys(vectors):
    documents = json.loads((vectors / "did-key" / "ed25519-x25519.json").read_text())
    assert len(documents) == 5
    for did, document in documents.items():
        assert SigningKey.from_secret_bytes("Ed25519", bytes.fromhex(document["seed"])).did == did


def test_key_agreement_keys_are_not_for_signatures(vectors):
    documents = json.loads((vectors / "did-key" / "x25519.json").read_text())["didDocument"]
    assert documents
    for did in documents:
        with pytest.raises(KeyMismatch, match="X25519"):
            PublicKey.from_multikey(did.removeprefix("did:key:"))
