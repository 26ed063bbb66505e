"""Keys: strict reading, and secrets that do not leak by printing, pickling or copying."""

import copy
import pickle

import pytest

from vcwallet import bbs
from vcwallet.errors import KeyMismatch, UsageError

MATERIAL = b"material for a key in a test, that anybody may know"


def test_key_gen_is_deterministic_and_separates():
    key = bbs.key_gen(MATERIAL)
    assert bbs.key_gen(MATERIAL).export_private_bytes() == key.export_private_bytes()
    others = [
        bbs.key_gen(MATERIAL + b"!"),
        bbs.key_gen(MATERIAL, b"info"),
        bbs.key_gen(MATERIAL, key_dst=b"tag"),
        bbs.key_gen(MATERIAL, ciphersuite=bbs.Ciphersuite.BLS12_381_SHAKE_256),
    ]
    secrets = {key.export_private_bytes() for key in (key, *others)}
    assert len(secrets) == 5


def test_key_gen_uses_the_drafts_default_tag():
    """Section 3.4.1: ciphersuite_id ‖ "KEYGEN_DST_"."""
    default = bbs.Ciphersuite.BLS12_381_SHA_256.value + b"KEYGEN_DST_"
    assert bbs.key_gen(MATERIAL).public == bbs.key_gen(MATERIAL, key_dst=default).public


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((b"m" * 31,), "short_key_material"),
        ((MATERIAL, b"i" * 65_536), "long_info"),
        (("m" * 32,), "not_bytes"),
        ((MATERIAL, "info"), "not_bytes"),
        ((MATERIAL, b"", "tag"), "not_bytes"),
        ((MATERIAL, b"", b"t" * 256), "dst_too_long"),
    ],
)
def test_key_gen_refuses(arguments, code):
    with pytest.raises(UsageError) as raised:
        bbs.key_gen(*arguments)
    assert raised.value.code == code


def test_secret_keys_are_read_strictly(bad_scalars):
    key = bbs.BbsSecretKey.generate()
    again = bbs.BbsSecretKey.from_bytes(key.export_private_bytes())
    assert again.public == key.public
    for octets in (*bad_scalars.values(), b"\1" * 31, "a" * 32, None):
        with pytest.raises(KeyMismatch):
            bbs.BbsSecretKey.from_bytes(octets)


def test_generated_keys_differ():
    assert bbs.BbsSecretKey.generate().public != bbs.BbsSecretKey.generate().public


def test_the_public_key_does_not_depend_on_the_mask(key):
    for octet in (b"\1", b"\2"):
        again = bbs.BbsSecretKey.from_bytes(key.export_private_bytes(), randomness=lambda length, o=octet: o * length)
        assert again.public == key.public


def test_secrets_do_not_print_pickle_or_copy(key):
    secret = key.export_private_bytes()
    for text in (repr(key), str(key), f"{key}"):
        assert secret.hex() not in text
        assert str(int.from_bytes(secret, "big")) not in text
        assert key.public.to_bytes().hex() in text
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(UsageError) as raised:
            leak(key)
        assert raised.value.code == "secret_key"
    assert not hasattr(key, "__dict__")


def test_public_keys_are_values(key):
    octets = key.public.to_bytes()
    again = bbs.BbsPublicKey.from_bytes(octets)
    assert (again, hash(again), again.to_bytes()) == (key.public, hash(key.public), octets)
    assert pickle.loads(pickle.dumps(again)) == again
    assert copy.deepcopy(again) == again
    assert again != bbs.BbsSecretKey.generate().public
    assert again != octets
    assert octets.hex() in repr(again)
    assert bbs.BbsPublicKey.from_bytes(octets) is again, "decoded keys are kept"


@pytest.mark.parametrize(
    "octets",
    [
        bytes([0xC0]) + bytes(95),
        bytes([0xC0]) + bytes(94) + b"\1",
        bytes(96),
        b"\xff" * 96,
        b"",
        b"\x80" * 48,
        "a" * 96,
        None,
        17,
    ],
)
def test_bad_public_keys_are_refused_everywhere(octets, key, messages):
    signature = bbs.sign(key, messages)
    proof = bbs.proof_gen(key.public, signature, messages)
    for call in (
        lambda: bbs.BbsPublicKey.from_bytes(octets),
        lambda: bbs.verify(octets, signature, messages),
        lambda: bbs.proof_gen(octets, signature, messages),
        lambda: bbs.proof_verify(octets, proof),
        lambda: bbs.verify_blind_sign(octets, signature, messages),
        lambda: bbs.blind_proof_gen(octets, signature, messages),
        lambda: bbs.blind_proof_verify(octets, proof, signer_message_count=1),
        lambda: bbs.verify_finalize_with_nym(octets, signature, messages),
        lambda: bbs.proof_gen_with_nym(octets, signature, messages, nym_secret=b"\1" * 32, context_id=b""),
        lambda: bbs.proof_verify_with_nym(octets, proof, b"", context_id=b"", signer_message_count=1),
    ):
        with pytest.raises(KeyMismatch):
            call()


@pytest.mark.parametrize("wrong", [None, b"\1" * 32, "key"])
def test_only_secret_keys_sign(wrong, key):
    for call in (
        lambda: bbs.sign(wrong, [b"m"]),
        lambda: bbs.blind_sign(wrong, [b"m"]),
        lambda: bbs.blind_sign_with_nym(wrong, [b"m"], commitment_with_proof=b"", signer_nym_entropy=b"\1" * 32),
        lambda: bbs.sk_to_pk(wrong),
        lambda: bbs.sign(key.public, [b"m"]),
    ):
        with pytest.raises(KeyMismatch):
            call()


def test_sum_of_key_and_e_must_not_be_zero(key):
    """Nobody can bring this about from outside: e is a hash of the key."""
    from vcwallet.bbs.curve import scalar_from_octets

    e = -scalar_from_octets(key.export_private_bytes())
    with pytest.raises(UsageError) as raised:
        key.quotient(bbs.Ciphersuite.BLS12_381_SHA_256.p1, e, randomness=lambda length: b"\3" * length)
    assert raised.value.code == "scalar_zero"
