import copy
import dataclasses
import pickle

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import FormatError, KeyMismatch, ProofInvalid, UsageError
from vcwallet.keys import PublicKey, SigningKey

NAMES = ("Ed25519", "P-256", "P-384")
KEYS = {
    name: SigningKey.from_secret_bytes(name, bytes(range(1, 49))[: 48 if name == "P-384" else 32]) for name in NAMES
}
ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
MESSAGE = b"what was signed"


@pytest.mark.parametrize("name", NAMES)
def test_a_good_signature_verifies(name):
    key = KEYS[name]
    assert key.public.verify(key.sign(MESSAGE), MESSAGE) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_flipped_bit_is_refused(name):
    key = KEYS[name]
    signature = key.sign(MESSAGE)
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 1
        with pytest.raises(ProofInvalid, match="not made by this key"):
            key.public.verify(bytes(changed), MESSAGE)
    with pytest.raises(ProofInvalid):
        key.public.verify(signature, MESSAGE + b".")


@pytest.mark.parametrize("name", NAMES)
def test_another_key_is_refused(name):
    other = SigningKey.generate(name)
    with pytest.raises(ProofInvalid):
        other.public.verify(KEYS[name].sign(MESSAGE), MESSAGE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: s + b"\0", lambda s: b"", lambda s: b"\0" + s, lambda s: s * 2]
)
def test_another_length_is_refused(name, change):
    with pytest.raises(ProofInvalid, match="bytes"):
        KEYS[name].public.verify(change(KEYS[name].sign(MESSAGE)), MESSAGE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("signature", [None, "text", 5, bytearray(64), memoryview(bytes(64)), ["x"] * 64])
def test_what_is_not_bytes_is_no_signature(name, signature):
    with pytest.raises(ProofInvalid):
        KEYS[name].public.verify(signature, MESSAGE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("message", [None, "text", 5])
def test_what_is_not_bytes_cannot_have_been_signed(name, message):
    with pytest.raises(UsageError):
        KEYS[name].public.verify(KEYS[name].sign(MESSAGE), message)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_nothing_but_an_invalid_proof_escapes(name, data):
    key = KEYS[name].public
    length = 96 if name == "P-384" else 64
    signature = data.draw(st.binary(min_size=length, max_size=length) | st.binary(max_size=length + 1))
    with pytest.raises(ProofInvalid):
        key.verify(signature, data.draw(st.binary()))


@pytest.mark.parametrize("name", ORDERS)
def test_ecdsa_accepts_high_s_and_refuses_numbers_out_of_range(name):
    key, order = KEYS[name], ORDERS[name]
    half = 48 if name == "P-384" else 32
    signature = key.sign(MESSAGE)
    r, s = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
    key.public.verify(r.to_bytes(half) + (order - s).to_bytes(half), MESSAGE)
    wrong = [(0, s), (r, 0), (order, s), (r, order), (0, 0), (2 ** (8 * half) - 1, s), (r, 2 ** (8 * half) - 1)]
    if r + order < 2 ** (8 * half):
        wrong.append((r + order, s))
    for numbers in wrong:
        with pytest.raises(ProofInvalid):
            key.public.verify(b"".join(number.to_bytes(half) for number in numbers), MESSAGE)


@pytest.mark.parametrize("name", ORDERS)
def test_ecdsa_numbers_out_of_range_are_refused_before_openssl_sees_them(name, monkeypatch):
    half = 48 if name == "P-384" else 32

    class Unreachable:
        def verify(self, *arguments):
            raise AssertionError

    verifying = KEYS[name].public._key
    monkeypatch.setattr(verifying, "_key", Unreachable())
    for r, s in ((0, 1), (1, 0), (ORDERS[name], 1), (1, ORDERS[name])):
        with pytest.raises(InvalidSignature):
            verifying.verify(r.to_bytes(half) + s.to_bytes(half), MESSAGE)


@pytest.mark.parametrize("name", NAMES)
def test_equal_keys_are_equal_however_they_were_read(name):
    key = KEYS[name].public
    same = [
        PublicKey(algorithm=name, raw=key.raw),
        PublicKey.from_bytes(name, key.raw),
        PublicKey.from_multikey(key.multikey),
        PublicKey.from_jwk(key.to_jwk()),
        pickle.loads(pickle.dumps(key)),
        copy.copy(key),
        copy.deepcopy(key),
    ]
    assert set(same) == {key}
    for other in same:
        other.verify(KEYS[name].sign(MESSAGE), MESSAGE)
    assert key != SigningKey.generate(name).public
    assert key != key.raw


def test_decoded_keys_are_kept():
    key = KEYS["P-256"].public
    assert PublicKey.from_multikey(key.multikey) is PublicKey.from_bytes("P-256", key.raw)


def test_a_key_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        KEYS["P-256"].public.raw = b""


def test_it_shows_its_type_and_bytes_only():
    key = KEYS["Ed25519"].public
    assert repr(key) == f"PublicKey(algorithm='Ed25519', raw={key.raw!r})"


@pytest.mark.parametrize("name", ORDERS)
def test_points_may_be_compressed_or_not(name):
    key = KEYS[name].public
    x, y = key.coordinates
    assert PublicKey.from_bytes(name, b"\x04" + x + y) == key
    assert key.raw == bytes([2 + y[-1] % 2]) + x


@pytest.mark.parametrize("name", ORDERS)
def test_points_that_are_not_on_the_curve_are_refused(name):
    key = KEYS[name].public
    x, y = key.coordinates
    for wrong in (b"\x04" + x + y[:-1] + bytes([y[-1] ^ 2]), b"\x04" + y + x, b"\x04" + bytes(2 * len(x))):
        with pytest.raises(KeyMismatch, match="not a point on the curve") as caught:
            PublicKey.from_bytes(name, wrong)
        assert caught.value.code == "bad_point"


def off_curve(name):
    """A compressed point that is not on the curve: the first x, counting up, that `cryptography` refuses."""
    length = 48 if name == "P-384" else 32
    for x in range(1, 100):
        try:
            PublicKey(algorithm=name, raw=b"\x02" + x.to_bytes(length))
        except KeyMismatch as error:
            return error
    raise AssertionError


@pytest.mark.parametrize("name", ORDERS)
def test_compressed_points_that_are_not_on_the_curve_are_refused(name):
    assert off_curve(name).code == "bad_point"


@pytest.mark.parametrize("name", NAMES)
def test_bytes_of_another_form_are_refused(name):
    raw = KEYS[name].public.raw
    for wrong in (b"", raw[:-1], raw + b"\0", b"\0", bytes(len(raw)), b"\xff" * len(raw), b"\x06" + raw[1:] + raw[1:]):
        with pytest.raises(KeyMismatch):
            PublicKey.from_bytes(name, wrong)
        with pytest.raises(KeyMismatch):
            PublicKey(algorithm=name, raw=wrong)


@pytest.mark.parametrize("raw", [None, "text", bytearray(32), 32, [1]])
def test_keys_are_made_of_bytes(raw):
    with pytest.raises(UsageError):
        PublicKey.from_bytes("Ed25519", raw)
    with pytest.raises(UsageError):
        PublicKey(algorithm="Ed25519", raw=raw)


@pytest.mark.parametrize("name", ["RSA", "BLS12-380", "ML-DSA-44", None, 5, []])
def test_unknown_types_are_refused(name):
    with pytest.raises(UsageError):
        PublicKey.from_bytes(name, bytes(32))
    with pytest.raises(UsageError):
        PublicKey(algorithm=name, raw=bytes(32))


@pytest.mark.parametrize("text", [None, b"z6Mk", 5, [], {}])
def test_a_multikey_is_text(text):
    with pytest.raises(FormatError):
        PublicKey.from_multikey(text)
