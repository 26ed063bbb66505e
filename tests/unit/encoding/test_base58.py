import multiformats
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.base58 import MAX_LENGTH, base58btc_decode, base58btc_encode
from vcwallet.errors import FormatError, UsageError

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ORACLE = multiformats.multibase.get("base58btc")
BYTES = st.binary(max_size=200) | st.builds(lambda zeros, rest: bytes(zeros) + rest, st.integers(0, 9), st.binary())


@given(BYTES)
def test_it_agrees_with_multiformats(data):
    text = base58btc_encode(data)
    assert "z" + text == ORACLE.encode(data)
    assert base58btc_decode(text) == data == ORACLE.decode("z" + text)


@given(st.text(alphabet=ALPHABET, max_size=200))
def test_all_texts_over_the_alphabet_are_different_bytes(text):
    data = base58btc_decode(text)
    assert base58btc_encode(data) == text
    assert data == ORACLE.decode("z" + text)


@pytest.mark.parametrize("length", [*range(140), 255, 256, 257, 511, 512, 513, 2048, 4095, 4096])
def test_every_length_is_read(length):
    text = "z" * length
    number = 58**length - 1
    assert int.from_bytes(base58btc_decode(text)) == number
    assert base58btc_encode(base58btc_decode(text)) == text


@pytest.mark.parametrize(
    "character", ["0", "O", "I", "l", " ", "\n", "+", "-", "_", "\x00", "\xff", "ä", "１", "\ud800"]
)
@pytest.mark.parametrize("template", ["{}", "{}abc", "a{}bc", "abc{}"])
def test_other_characters_are_refused(character, template):
    with pytest.raises(FormatError, match="not base58"):
        base58btc_decode(template.format(character))


@pytest.mark.parametrize("text", [None, b"abc", 5, ["a"]])
def test_only_text_is_read(text):
    with pytest.raises(FormatError):
        base58btc_decode(text)


def test_the_length_of_text_is_bounded():
    assert base58btc_decode("1" * MAX_LENGTH) == bytes(MAX_LENGTH)
    too_long = ("z" * (MAX_LENGTH + 1), "z" * 50_000_000)
    for text in too_long:
        with pytest.raises(FormatError, match="longer") as caught:
            base58btc_decode(text)
        assert caught.value.code == "over_limit"


def test_the_length_of_bytes_is_bounded():
    with pytest.raises(UsageError, match="4096"):
        base58btc_encode(bytes(MAX_LENGTH + 1))


@pytest.mark.parametrize("data", [None, "abc", bytearray(b"abc"), 5])
def test_only_bytes_are_written(data):
    with pytest.raises(UsageError):
        base58btc_encode(data)
