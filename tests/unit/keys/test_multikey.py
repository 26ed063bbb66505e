import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.base import multibase_encode
from vcwallet.errors import FormatError, KeyMismatch, VcwalletError
from vcwallet.keys import PublicKey, SigningKey
from vcwallet.keys.multikey import decode_public, decode_secret

# Controlled Identifiers 1.0, appendix B.1.
PUBLISHED = {
    "z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP": "Ed25519",
    "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv": "P-256",
    "z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54": "P-384",
    "zUC7EK3ZakmukHhuncwkbySmomv3FmrkmS36E4Ks5rsb6VQSRpoCrx6Hb8e2Nk6UvJFSdyw9NK1scFXJp21gNNYFjVWNgaqyGnkyhtagagCpQb5B7"
    "tagJu3HDbjQ8h5ypoHjwBb": "BLS12-381",
}
SM2 = "zEPJc1vCfbG2aoZn8f3U8ggYRL4ZFfF63ZA3qFSk81WJxnCQr"


@pytest.mark.parametrize(("text", "name"), PUBLISHED.items())
def test_published_keys_are_read_and_written(text, name):
    key = PublicKey.from_multikey(text)
    assert key.algorithm == name
    assert key.multikey == text


@pytest.mark.parametrize("name", ["Ed25519", "P-256", "P-384"])
def test_generated_keys_go_there_and_back(name):
    key = SigningKey.generate(name)
    assert SigningKey.from_multikey(key.public.multikey, key.export_secret_multikey()) == key
    assert SigningKey.from_secret_multikey(key.export_secret_multikey()).sign(b"x") == key.sign(b"x")


@given(st.binary(min_size=32, max_size=32))
def test_every_ed25519_secret_is_read_back(secret):
    key = SigningKey.from_secret_bytes("Ed25519", secret)
    assert SigningKey.from_secret_multikey(key.export_secret_multikey()) == key


@pytest.mark.parametrize(("text", "name"), [(SM2, "SM2")])
def test_other_types_are_named(text, name):
    with pytest.raises(KeyMismatch, match=name) as caught:
        PublicKey.from_multikey(text)
    assert caught.value.code == "unknown_algorithm"
    assert "Ed25519, P-256, P-384" in caught.value.hint


@pytest.mark.parametrize("prefix", ["", "00", "ed", "ed02", "ffff", "1200"])
def test_unknown_prefixes_are_refused(prefix):
    text = multibase_encode(bytes.fromhex(prefix) + bytes(32))
    for decode in (decode_public, decode_secret):
        with pytest.raises(KeyMismatch, match="not known"):
            decode(text)


def test_a_secret_key_is_not_taken_for_a_public_one():
    secret = SigningKey.generate("P-256").export_secret_multikey()
    with pytest.raises(KeyMismatch, match="secret key") as caught:
        PublicKey.from_multikey(secret)
    assert caught.value.code == "secret_key"
    assert secret not in str(caught.value)


def test_a_public_key_is_not_taken_for_a_secret_one():
    with pytest.raises(KeyMismatch, match="public key") as caught:
        SigningKey.from_secret_multikey(next(iter(PUBLISHED)))
    assert caught.value.code == "public_key"


@pytest.mark.parametrize("text", PUBLISHED)
@pytest.mark.parametrize("change", [lambda d: d[:-1], lambda d: d + b"\0", lambda d: d[:2]])
def test_other_lengths_are_refused(text, change):
    from vcwallet.encoding.base import multibase_decode

    wrong = multibase_encode(change(multibase_decode(text)))
    with pytest.raises(FormatError, match="bytes"):
        PublicKey.from_multikey(wrong)


def test_secret_keys_of_other_lengths_are_refused():
    for length in (0, 31, 33):
        with pytest.raises(FormatError, match="bytes"):
            SigningKey.from_secret_multikey(multibase_encode(b"\x80\x26" + bytes(length)))


@pytest.mark.parametrize("text", ["", "z", "u7QE", "6Mkf5", "z0", "m7QF", "z" + "z" * 5_000])
def test_what_is_no_base58_multibase_is_refused(text):
    with pytest.raises((FormatError, KeyMismatch)):
        PublicKey.from_multikey(text)
    with pytest.raises((FormatError, KeyMismatch)):
        SigningKey.from_secret_multikey(text)


def test_base64url_is_no_multikey():
    with pytest.raises(FormatError, match="`z`"):
        PublicKey.from_multikey(multibase_encode(b"\xed\x01" + bytes(32), "u"))


@given(st.text(alphabet="z123ABabc0uM", max_size=60) | st.builds(multibase_encode, st.binary(max_size=60)))
def test_nothing_but_the_errors_of_the_library_escapes(text):
    for read in (PublicKey.from_multikey, SigningKey.from_secret_multikey):
        try:
            read(text)
        except VcwalletError:
            continue


@pytest.mark.parametrize("text", [None, b"z6Mk", 5, []])
def test_a_secret_multikey_is_text(text):
    with pytest.raises(FormatError):
        SigningKey.from_secret_multikey(text)
