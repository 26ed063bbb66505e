import hashlib
import hmac
import json

import pytest

from vcwallet.errors import Malformed, ProofInvalid, WrongPurpose
from vcwallet.keys.signing import SigningKey
from vcwallet.securing import jose
from vcwallet.securing.jose import base64url

KEYS = {
    name: SigningKey.from_secret_bytes(name, bytes([7]) * (48 if name == "P-384" else 32))
    for name in ("P-256", "P-384", "Ed25519")
}
STRANGER = SigningKey.from_secret_bytes("P-256", b"\x09" * 32)


def signed(key, header=None, payload=b"{}"):
    members = {"alg": jose.algorithm_name(key.algorithm), "typ": "x", **(header or {})}
    unsigned = f"{base64url.encode(json.dumps(members).encode())}.{base64url.encode(payload)}".encode()
    return f"{unsigned.decode()}.{base64url.encode(key.sign(unsigned))}"


@pytest.mark.parametrize("name", KEYS)
def test_a_signature_by_the_key_verifies(name):
    jose.verify(jose.parse(signed(KEYS[name])), KEYS[name].public, types=["x"])
    jose.verify(jose.parse(signed(KEYS[name])), KEYS[name].public, types=None)


def test_both_names_of_eddsa_are_accepted():
    jose.verify(jose.parse(signed(KEYS["Ed25519"], {"alg": "Ed25519"})), KEYS["Ed25519"].public, types=None)


def test_a_signature_by_another_key_does_not():
    with pytest.raises(ProofInvalid):
        jose.verify(jose.parse(signed(STRANGER)), KEYS["P-256"].public, types=None)


def test_a_key_in_the_header_changes_nothing():
    for header in (
        {"jwk": STRANGER.public.to_jwk()},
        {"kid": STRANGER.verification_method},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/cert"},
    ):
        with pytest.raises(ProofInvalid):
            jose.verify(jose.parse(signed(STRANGER, header)), KEYS["P-256"].public, types=None)
        # Nor does it harm where it is somebody else's and the signature is right.
        jose.verify(jose.parse(signed(KEYS["P-256"], header)), KEYS["P-256"].public, types=None)


@pytest.mark.parametrize(
    ("key", "claimed"), [("P-256", "ES384"), ("P-384", "ES256"), ("Ed25519", "ES256"), ("P-256", "EdDSA")]
)
def test_an_algorithm_of_another_type_of_key_is_refused_before_the_signature_is_looked_at(key, claimed):
    with pytest.raises(ProofInvalid) as caught:
        jose.verify(jose.parse(signed(KEYS[key], {"alg": claimed})), KEYS[key].public, types=None)
    assert caught.value.code == "key_confusion"


def test_the_public_key_is_no_shared_secret():
    """RFC 8725 §2.1: an HMAC with the public key as its secret."""
    header = base64url.encode(json.dumps({"alg": "HS256"}).encode())
    unsigned = f"{header}.{base64url.encode(b'{}')}"
    tag = hmac.new(KEYS["P-256"].public.raw, unsigned.encode(), hashlib.sha256).digest()
    with pytest.raises(ProofInvalid) as caught:
        jose.verify(jose.parse(f"{unsigned}.{base64url.encode(tag)}"), KEYS["P-256"].public, types=None)
    assert caught.value.code == "algorithm_refused"


def test_none_is_refused_with_and_without_a_signature():
    header = base64url.encode(json.dumps({"alg": "none"}).encode())
    with pytest.raises(Malformed):
        jose.parse(f"{header}.e30.")
    with pytest.raises(ProofInvalid) as caught:
        jose.verify(jose.parse(f"{header}.e30.AA"), KEYS["P-256"].public, types=None)
    assert caught.value.code == "algorithm_refused"


def test_a_token_of_another_type_is_refused_though_its_signature_is_right():
    with pytest.raises(WrongPurpose):
        jose.verify(jose.parse(signed(KEYS["P-256"])), KEYS["P-256"].public, types=["y"])


def test_every_bit_of_what_is_signed_counts():
    text = signed(KEYS["P-256"], payload=b'{"a":"some content"}')
    head, payload, signature = text.split(".")
    for at in range(len(payload)):
        changed = payload[:at] + ("A" if payload[at] != "A" else "B") + payload[at + 1 :]
        with pytest.raises((ProofInvalid, Malformed)):
            jose.verify(jose.parse(f"{head}.{changed}.{signature}"), KEYS["P-256"].public, types=None)


@pytest.mark.parametrize("length", [0, 1, 63, 65, 72, 96])
def test_a_signature_of_another_length_is_refused(length):
    head = signed(KEYS["P-256"]).rpartition(".")[0]
    text = f"{head}.{base64url.encode(bytes(length))}"
    with pytest.raises((ProofInvalid, Malformed)):
        jose.verify(jose.parse(text), KEYS["P-256"].public, types=None)
