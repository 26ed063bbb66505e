"""Data Integrity both ways: what this library signs the peer verifies, and the other way round; neither takes less.

Every test first shows that the unchanged document is accepted, so that a refusal is because of the change.
"""

import pytest
from interop.documents import CREDENTIALS, EXTRA_CONTEXTS
from interop.suites import WHOLE_DOCUMENT
from interop.tampering import tampered

from vcwallet import Issuer, SigningKey
from vcwallet.errors import Rejected

SUBJECT = "did:example:subject"

each_suite = pytest.mark.parametrize(("cryptosuite", "algorithm"), WHOLE_DOCUMENT)
each_credential = pytest.mark.parametrize("name", CREDENTIALS)


@pytest.fixture(scope="module")
def their_keys(peer):
    return {name: peer.call("generate", algorithm=name) for name in ("Ed25519", "P-256", "P-384")}


@pytest.fixture(scope="module")
def our_keys():
    return {name: SigningKey.generate(name) for name in ("Ed25519", "P-256", "P-384")}


def issued_by_us(key, name, cryptosuite):
    issuer = Issuer(key, contexts=EXTRA_CONTEXTS)
    return issuer.issue(CREDENTIALS[name](key.did, SUBJECT), securing=cryptosuite).value


def issued_by_them(peer, key, name, cryptosuite):
    credential = CREDENTIALS[name](key["controller"], SUBJECT)
    return peer.call("issue", credential=credential, cryptosuite=cryptosuite, key=key)


@each_suite
@each_credential
def test_ours_is_verified_by_the_peer(peer, our_keys, name, cryptosuite, algorithm):
    signed = issued_by_us(our_keys[algorithm], name, cryptosuite)
    verdict = peer.call("verify", credential=signed)
    assert verdict["verified"], verdict


@each_suite
@each_credential
def test_theirs_is_verified_by_us(peer, verifier, their_keys, name, cryptosuite, algorithm):
    key = their_keys[algorithm]
    verified = verifier.verify_credential(issued_by_them(peer, key, name, cryptosuite))
    assert verified.issuer == key["controller"]
    assert verified.document["credentialSubject"] == CREDENTIALS[name]("", SUBJECT)["credentialSubject"]


@each_suite
@each_credential
def test_what_was_changed_both_refuse(peer, verifier, our_keys, their_keys, name, cryptosuite, algorithm):
    other_id = SigningKey.generate(algorithm).did
    for signed in (
        issued_by_us(our_keys[algorithm], name, cryptosuite),
        issued_by_them(peer, their_keys[algorithm], name, cryptosuite),
    ):
        verifier.verify_credential(signed)
        assert peer.call("verify", credential=signed)["verified"]
        for change, copied in tampered(signed, other_id=other_id):
            assert not peer.call("verify", credential=copied)["verified"], change
            with pytest.raises(Rejected):
                verifier.verify_credential(copied)


@pytest.mark.parametrize("cryptosuite", [name for name, algorithm in WHOLE_DOCUMENT if algorithm == "Ed25519"])
def test_both_sign_the_same_bytes(peer, cryptosuite):
    """EdDSA is deterministic: with one key, one time and one document, both make the same proof."""
    theirs = peer.call("generate", algorithm="Ed25519")
    ours = SigningKey.from_jwk(theirs["secretJwk"])
    credential = CREDENTIALS["regatta"](ours.did, SUBJECT)
    created = {"created": "2024-05-05T05:05:05Z"}
    signed = peer.call("issue", credential=credential, cryptosuite=cryptosuite, key=theirs, **created)
    assert Issuer(ours).issue(credential, securing=cryptosuite, proof=created).value == signed


def test_proof_set_by_the_peer(peer, verifier, their_keys):
    key = their_keys["Ed25519"]
    signed = issued_by_them(peer, key, "degree", "eddsa-rdfc-2022")
    signed = peer.call("issue", credential=signed, cryptosuite="eddsa-jcs-2022", key=key)
    assert len(signed["proof"]) == 2
    verifier.verify_credential(signed)
    signed["proof"][0]["created"] = "2020-01-01T00:00:00Z"
    with pytest.raises(Rejected):
        verifier.verify_credential(signed)


def test_proof_set_by_us(peer, our_keys):
    issuer = Issuer(our_keys["Ed25519"])
    credential = CREDENTIALS["degree"](issuer.id, SUBJECT)
    for cryptosuite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        credential = issuer.issue(credential, securing=cryptosuite).value
    verdict = peer.call("verify", credential=credential)
    assert [proof["verified"] for proof in verdict["proofs"]] == [True, True]


def test_issuer_with_an_own_did_document(peer, our_keys):
    issuer = Issuer(our_keys["P-256"], id="did:web:uni.example")
    peer.call("documents", documents={issuer.id: issuer.did_document()})
    signed = issuer.issue(CREDENTIALS["degree"](issuer.id, SUBJECT), securing="ecdsa-rdfc-2019").value
    verdict = peer.call("verify", credential=signed)
    assert verdict["verified"], verdict
