import base64

import multiformats
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.base import (
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
    multicodec_decode,
    multicodec_encode,
    varint_decode,
    varint_encode,
)
from vcwallet.errors import FormatError, UsageError


@given(st.binary(max_size=100))
def test_base64url_agrees_with_the_standard_library(data):
    text = base64url_encode(data)
    assert text == base64.urlsafe_b64encode(data).decode().rstrip("=")
    assert base64url_decode(text) == data


@given(st.text(alphabet="ABYZabyz0189-_+/= \n", max_size=12) | st.text(max_size=6))
def test_base64url_reads_only_what_it_would_write(text):
    try:
        data = base64url_decode(text)
    except FormatError:
        return
    assert base64url_encode(data) == text


def leniently_decoded(text):
    """With the standard library, which skips what it does not know: only canonical text comes back as it was."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if base64.urlsafe_b64encode(data).rstrip(b"=") == text.encode("ascii") else None


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.text(alphabet=LETTERS, max_size=12) | st.text(alphabet=LETTERS + "+/=~. \n\té\x00", max_size=12))
def test_base64url_reads_all_that_the_standard_library_would_write(text):
    expected = leniently_decoded(text)
    if expected is None:
        with pytest.raises(FormatError):
            base64url_decode(text)
    else:
        assert base64url_decode(text) == expected


@pytest.mark.parametrize(
    "text", ["A", "AAAAA", "AA=", "AA==", "AA\n", " AAA", "A+AA", "A/AA", "AÄAA", "A.AA", "\ud800AAA"]
)
def test_base64url_refuses_malformed_text(text):
    with pytest.raises(FormatError, match="base64url"):
        base64url_decode(text)


@pytest.mark.parametrize("text", ["AB", "AP", "AAB", "AAD", "__9", "-_-_-B"])
def test_base64url_refuses_bits_behind_the_last_byte(text):
    with pytest.raises(FormatError, match="base64url"):
        base64url_decode(text)


@pytest.mark.parametrize("text", [None, b"AAAA", 5])
def test_base64url_reads_only_text(text):
    with pytest.raises(FormatError):
        base64url_decode(text)


@pytest.mark.parametrize("data", [None, "AAAA", bytearray(b"A"), memoryview(b"A"), 3, [1]])
def test_base64url_writes_only_bytes(data):
    with pytest.raises(UsageError):
        base64url_encode(data)


@given(st.binary(max_size=100))
def test_multibase_agrees_with_multiformats(data):
    for base, name in (("z", "base58btc"), ("u", "base64url")):
        text = multibase_encode(data, base)
        assert text == multiformats.multibase.get(name).encode(data)
        assert multibase_decode(text) == data
        assert multibase_decode(text, base) == data


def test_multibase_writes_base58btc_unless_told_otherwise():
    assert multibase_encode(b"\x00\x01") == "z12"


@pytest.mark.parametrize("text", ["", "A", "f00", "mAAAA", "UAAAA", "Z2", "z0", "uA", "u+AAA", None, b"z2", 7])
def test_multibase_refuses_other_bases_and_malformed_text(text):
    with pytest.raises(FormatError):
        multibase_decode(text)


@pytest.mark.parametrize(("text", "bases"), [("u", "z"), ("uAAAA", "z"), ("z2", "u"), ("zu", ""), ("", "zu")])
def test_multibase_refuses_bases_that_are_not_allowed_here(text, bases):
    with pytest.raises(FormatError, match="multibase"):
        multibase_decode(text, bases)


@pytest.mark.parametrize("base", ["", "f", "zu", None])
def test_multibase_writes_no_other_bases(base):
    with pytest.raises(UsageError):
        multibase_encode(b"", base)


@given(st.integers(0, 2**63 - 1), st.binary(max_size=10))
def test_varints_agree_with_multiformats(number, rest):
    encoded = varint_encode(number)
    assert encoded == multiformats.varint.encode(number)
    assert varint_decode(encoded + rest) == (number, len(encoded))


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xff" * 8, b"\xff" * 9 + b"\x01", b"\x80\x00", b"\xff\x80\x00"])
def test_varints_that_are_cut_off_too_long_or_padded_are_refused(data):
    with pytest.raises(FormatError, match="varint"):
        varint_decode(data)
    with pytest.raises(FormatError, match="varint"):
        multicodec_decode(data)


@pytest.mark.parametrize("number", [-1, 2**63, 1.0, True, None, "1"])
def test_varints_hold_whole_numbers_only(number):
    with pytest.raises(UsageError):
        varint_encode(number)
    with pytest.raises(UsageError):
        multicodec_encode(number, b"")


@given(st.integers(0, 2**63 - 1), st.binary(max_size=40))
def test_multicodec_round_trip(code, data):
    assert multicodec_decode(multicodec_encode(code, data)) == (code, data)


def test_multicodec_prefixes_of_keys():
    # Controlled Identifiers 1.0, section 2.2.2.
    for code, prefix in ((0xED, "ed01"), (0x1200, "8024"), (0x1201, "8124"), (0x1300, "8026"), (0x1306, "8626")):
        assert multicodec_encode(code, b"").hex() == prefix


@pytest.mark.parametrize("data", ["text", None, 5])
def test_multicodecs_are_before_bytes_only(data):
    with pytest.raises(UsageError):
        multicodec_encode(0xED, data)
    with pytest.raises(UsageError):
        multicodec_decode(data)
