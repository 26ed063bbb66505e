import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import KeyMismatch, UsageError
from vcwallet.keys import PublicKey, SigningKey
from vcwallet.ports import Signer

NAMES = ("Ed25519", "P-256", "P-384")
ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}


@pytest.mark.parametrize("name", NAMES)
def test_generated_keys_sign(name):
    key = SigningKey.generate(name)
    assert isinstance(key, Signer)
    assert key.algorithm == key.public.algorithm == name
    signature = key.sign(b"message")
    assert len(signature) == (96 if name == "P-384" else 64)
    key.public.verify(signature, b"message")
    assert key != SigningKey.generate(name)


@pytest.mark.parametrize("name", NAMES)
@given(message=st.binary(max_size=300))
def test_signing_is_deterministic_and_verifies(name, message):
    key = SigningKey.from_secret_bytes(name, b"\x01" * (48 if name == "P-384" else 32))
    signature = key.sign(message)
    assert signature == key.sign(message)
    key.public.verify(signature, message)


def test_ed25519_signs_as_rfc_8032_has_it():
    # RFC 8032, section 7.1, test 3.
    key = SigningKey.from_secret_bytes(
        "Ed25519", bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
    )
    assert key.public.raw.hex() == "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    assert key.sign(bytes.fromhex("af82")).hex() == (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )


# RFC 6979, appendices A.2.5 and A.2.6: secret, r and s for the message "sample" and the hash of the curve.
RFC_6979 = {
    "P-256": (
        "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    ),
    "P-384": (
        "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
        "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
        "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
    ),
}


@pytest.mark.parametrize("name", RFC_6979)
def test_ecdsa_signs_as_rfc_6979_has_it(name):
    secret, r, s = RFC_6979[name]
    key = SigningKey.from_secret_bytes(name, bytes.fromhex(secret))
    assert key.sign(b"sample").hex().upper() == r + s


def test_its_names_are_those_of_its_did_key():
    key = SigningKey.generate("P-256")
    assert key.did == f"did:key:{key.public.multikey}"
    assert key.verification_method == f"{key.did}#{key.public.multikey}"


@pytest.mark.parametrize("url", ["did:web:uni.example#key-1", "https://uni.example/keys#1", "urn:uuid:1"])
def test_its_verification_method_can_be_given(url):
    key = SigningKey.generate("Ed25519", verification_method=url)
    assert key.verification_method == url
    assert key.did.startswith("did:key:z6Mk")
    secret = key.export_secret_multikey()
    for same in (
        SigningKey.from_jwk(key.export_private_jwk(), verification_method=url),
        SigningKey.from_multikey(key.public.multikey, secret, verification_method=url),
        SigningKey.from_secret_multikey(secret, verification_method=url),
        SigningKey.from_pem(key.unsafe_to_pem(), verification_method=url),
    ):
        assert same == key
        assert hash(same) == hash(key)
    assert SigningKey.from_secret_multikey(secret) != key


@pytest.mark.parametrize(
    "url", ["", "#key-1", "key-1", ":x", "did:", "did:web:a b", "did:web:a\n", "é:x", 5, b"did:web:a#b"]
)
def test_a_verification_method_is_an_absolute_url(url):
    with pytest.raises(UsageError, match="absolute URL"):
        SigningKey.generate("Ed25519", verification_method=url)


@pytest.mark.parametrize("name", ["", "RSA", "BLS12-380", "ML-DSA-44", None, 5, []])
def test_unknown_types_are_refused(name):
    for make in (SigningKey.generate, lambda name: SigningKey.from_secret_bytes(name, bytes(32))):
        with pytest.raises(UsageError, match="Ed25519, P-256, P-384"):
            make(name)


@pytest.mark.parametrize("name", NAMES)
def test_randomness_can_be_handed_in(name):
    asked = []

    def randomness(length):
        asked.append(length)
        return b"\x07" * length

    key = SigningKey.generate(name, randomness=randomness)
    length = 48 if name == "P-384" else 32
    assert asked == [length]
    assert key == SigningKey.from_secret_bytes(name, b"\x07" * length)


@pytest.mark.parametrize("name", ORDERS)
def test_draws_out_of_range_are_repeated(name):
    length = 48 if name == "P-384" else 32
    draws = iter([bytes(length), b"\xff" * length, ORDERS[name].to_bytes(length), b"\x01" * length])
    assert SigningKey.generate(name, randomness=lambda _: next(draws)).sign(b"x")
    assert list(draws) == []


def test_randomness_that_is_none_is_refused():
    with pytest.raises(UsageError, match="not random"):
        SigningKey.generate("P-256", randomness=bytes)
    for broken in (lambda n: bytes(n - 1), lambda n: "x" * n, lambda n: None, lambda n: bytearray(n)):
        with pytest.raises(UsageError, match="gave no 32 bytes"):
            SigningKey.generate("P-256", randomness=broken)


@pytest.mark.parametrize("name", ORDERS)
def test_the_range_of_scalars(name):
    length, order = (48 if name == "P-384" else 32), ORDERS[name]
    for scalar in (1, 2, order - 1):
        key = SigningKey.from_secret_bytes(name, scalar.to_bytes(length))
        key.public.verify(key.sign(b"x"), b"x")
    for scalar in (0, order, order + 1, 2 ** (8 * length) - 1):
        with pytest.raises(KeyMismatch, match="from 1 to below") as caught:
            SigningKey.from_secret_bytes(name, scalar.to_bytes(length))
        assert caught.value.code == "bad_scalar"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("length", [0, 1, 31, 33, 47, 49, 64])
def test_the_length_of_secrets(name, length):
    with pytest.raises(KeyMismatch, match="secret key"):
        SigningKey.from_secret_bytes(name, b"\x01" * length)


@pytest.mark.parametrize("secret", [None, "x" * 32, bytearray(32), 5])
def test_secrets_are_bytes(secret):
    with pytest.raises(UsageError):
        SigningKey.from_secret_bytes("Ed25519", secret)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("data", [None, "text", 5, bytearray(b"x"), memoryview(b"x")])
def test_only_bytes_are_signed(name, data):
    with pytest.raises(UsageError):
        SigningKey.generate(name).sign(data)


def test_it_is_not_made_empty():
    with pytest.raises(UsageError, match="generate"):
        SigningKey()


def spellings(key):
    """Every way in which the secret of a key might be shown."""
    secret = key._secret.secret_raw()
    jwk = key.export_private_jwk()["d"]
    return [
        secret.hex(),
        secret.hex().upper(),
        repr(secret),
        str(int.from_bytes(secret)),
        jwk,
        key.export_secret_multikey(),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_no_secret(name):
    key = SigningKey.generate(name)
    shown = [repr(key), str(key), f"{key}", f"{key!r}", repr([key]), repr(key._secret), repr(vars(type(key)))]
    for secret in spellings(key):
        assert not any(secret in text for text in shown)
    assert key.verification_method in repr(key)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_not_pickled(name):
    key = SigningKey.generate(name)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(UsageError, match="pickled"):
            pickle.dumps(key, protocol)
        with pytest.raises(UsageError, match="pickled"):
            pickle.dumps({"nested": [key]}, protocol)
    with pytest.raises(UsageError, match="pickled"):
        key.__getstate__()
    with pytest.raises(UsageError, match="pickled"):
        key.__reduce__()
    assert not hasattr(key, "__dict__")


def test_copies_are_the_same_object():
    key = SigningKey.generate("P-256")
    assert copy.copy(key) is key
    assert copy.deepcopy({"key": key})["key"] is key


def test_it_cannot_be_changed():
    key = SigningKey.generate("Ed25519")
    with pytest.raises(UsageError, match="cannot be changed"):
        key.verification_method = "did:web:evil.example#1"
    with pytest.raises(UsageError, match="cannot be changed"):
        key._secret = None
    with pytest.raises(UsageError, match="cannot be changed"):
        del key._secret


def test_it_is_equal_by_its_public_half():
    key = SigningKey.generate("P-256")
    same = SigningKey.from_jwk(key.export_private_jwk())
    assert key == same
    assert len({key, same}) == 1
    assert key != key.public
    assert key != "key"


@pytest.mark.parametrize("name", NAMES)
def test_its_public_half_is_the_same_key_that_others_read(name):
    key = SigningKey.generate(name)
    assert key.public == PublicKey.from_multikey(key.did.removeprefix("did:key:"))
