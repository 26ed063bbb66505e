"""Keys both ways: Multikey, JWK and did:key of one side are read by the other as the same key."""

import pytest
from interop.documents import CREDENTIALS

from vcwallet.keys import PublicKey, SigningKey

each_algorithm = pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384"])
SUITE = {"Ed25519": "eddsa-rdfc-2022", "P-256": "ecdsa-rdfc-2019", "P-384": "ecdsa-rdfc-2019"}


@each_algorithm
def test_their_keys_are_read(peer, algorithm):
    theirs = peer.call("generate", algorithm=algorithm)
    key = SigningKey.from_multikey(theirs["publicKeyMultibase"], theirs["secretKeyMultibase"])
    assert (key.algorithm, key.did, key.verification_method) == (algorithm, theirs["controller"], theirs["id"])
    assert SigningKey.from_jwk(theirs["secretJwk"]) == key
    assert SigningKey.from_secret_multikey(theirs["secretKeyMultibase"]) == key
    assert key.export_secret_multikey() == theirs["secretKeyMultibase"]
    assert PublicKey.from_jwk(theirs["publicJwk"]) == key.public
    assert key.public.multikey == theirs["publicKeyMultibase"]
    exported = key.export_private_jwk()
    assert {name: exported[name] for name in theirs["secretJwk"]} == theirs["secretJwk"]


@each_algorithm
def test_our_keys_are_read(peer, algorithm):
    """The peer signs with our key, and finds the public half under our did:key."""
    ours = SigningKey.generate(algorithm)
    key = {
        "publicKeyMultibase": ours.public.multikey,
        "secretKeyMultibase": ours.export_secret_multikey(),
        "controller": ours.did,
        "id": ours.verification_method,
    }
    credential = CREDENTIALS["degree"](ours.did, "did:example:subject")
    signed = peer.call("issue", credential=credential, cryptosuite=SUITE[algorithm], key=key)
    assert peer.call("verify", credential=signed)["verified"]
