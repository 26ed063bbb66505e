"""Project Wycheproof: signatures that implementations are known to get wrong, through `PublicKey.verify`."""

import json

import pytest

from vcwallet.errors import ProofInvalid
from vcwallet.keys import PublicKey

ED25519 = ("ed25519_test.json", 151, lambda key: PublicKey.from_bytes("Ed25519", bytes.fromhex(key["pk"])))
P256 = (
    "ecdsa_secp256r1_sha256_p1363_test.json",
    262,
    lambda key: PublicKey.from_bytes("P-256", bytes.fromhex(key["uncompressed"])),
)


def verdict(key, signature, message):
    try:
        key.verify(signature, message)
    except ProofInvalid:
        return "invalid"
    return "valid"


@pytest.mark.parametrize(("name", "count", "load"), [ED25519, P256], ids=["Ed25519", "P-256"])
def test_every_case_comes_out_as_it_should(vectors, name, count, load):
    content = json.loads((vectors / "wycheproof" / name).read_text())
    cases = 0
    for group in content["testGroups"]:
        key = load(group["publicKey"])
        if "publicKeyJwk" in group:
            members = group["publicKeyJwk"]
            jwk = {name: members[name] for name in ("kty", "crv", "x", "y") if name in members}
            assert PublicKey.from_jwk(jwk) == key
        for case in group["tests"]:
            cases += 1
            found = verdict(key, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            assert found == case["result"], f"{name}, case {case['tcId']}: {case['comment']}"
    assert cases == content["numberOfTests"] == count
