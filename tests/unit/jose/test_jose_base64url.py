import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding import base
from vcwallet.errors import FormatError, Malformed, UsageError
from vcwallet.securing.jose import base64url

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.binary(max_size=100))
def test_what_is_encoded_decodes_back_and_is_what_the_encoding_room_writes(data):
    text = base64url.encode(data)
    assert text == base.base64url_encode(data)
    assert base64url.decode(text, "It") == data


@given(st.text(st.sampled_from(LETTERS + "+/=~ \n\té\x00"), max_size=12))
def test_it_accepts_exactly_what_the_encoding_room_accepts(text):
    try:
        expected = base.base64url_decode(text)
    except FormatError:
        with pytest.raises(Malformed):
            base64url.decode(text, "It")
    else:
        assert base64url.decode(text, "It") == expected


@pytest.mark.parametrize(
    "text", ["A", "AB", "AAB", "AA==", "AAA=", "A A", "AAA\n", "++++", "////", "AAéA", "AA\ud800A", None, 5, b"AAAA"]
)
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(Malformed, match="The signature is not base64url") as caught:
        base64url.decode(text, "The signature")
    assert caught.value.code == "base64url"


@pytest.mark.parametrize("data", ["text", None, 3, [1], bytearray(b"A")])
def test_only_bytes_are_encoded(data):
    with pytest.raises(UsageError):
        base64url.encode(data)
