import json
import math
import struct
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from vcwallet.encoding.jcs import canonicalize, format_number
from vcwallet.encoding.strict_json import admit, parse
from vcwallet.errors import FormatError

NAMES = st.text() | st.text(alphabet="\ue000\uffff\U00010000\U0010ffff\ud7ffaä", max_size=4)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_it_agrees_with_another_implementation(value):
    assert canonicalize(value) == rfc8785.dumps(value)


@given(JSON_VALUES)
def test_the_canonical_form_is_its_own_canonical_form(value):
    canonical = canonicalize(value)
    assert canonicalize(parse(canonical)) == canonical
    assert canonicalize(admit(value)) == canonical


# RFC 8785, appendix B: the bits of a double and what they are written as.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_written_as_appendix_b_has_them(bits, text):
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert format_number(number) == text
    assert canonicalize([number]) == f"[{text}]".encode()


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])
def test_what_is_no_number_has_no_canonical_form(bits):
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    for document, where in ((number, ""), ({"a": [1, number]}, "/a/1")):
        with pytest.raises(FormatError, match="no NaN") as caught:
            canonicalize(document)
        assert caught.value.where == where
    with pytest.raises(FormatError, match="no NaN"):
        format_number(number)


@given(st.binary(min_size=8, max_size=8))
def test_any_double_is_written_so_that_it_is_read_back(bits):
    (number,) = struct.unpack(">d", bits)
    if math.isfinite(number):
        text = format_number(number)
        assert float(text) == number
        assert text.encode() == rfc8785.dumps(number)


@pytest.mark.parametrize("exponent", range(-330, 310))
def test_powers_of_ten_are_written_as_the_other_implementation_does(exponent):
    for digits in ("1", "-1", "1.5", "-12.25", "9.999999999999999", "1.2345678901234567"):
        number = float(f"{digits}e{exponent}")
        if math.isfinite(number):
            assert format_number(number).encode() == rfc8785.dumps(number)


@pytest.mark.parametrize("number", [0, 1, -1, 2**53 - 1, -(2**53) + 1])
def test_integers_that_json_keeps_are_written_as_they_are(number):
    assert canonicalize(number) == str(number).encode()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2**53, "9007199254740992"),
        (-(2**53), "-9007199254740992"),
        (295147905179352830000, "295147905179352830000"),
        (10**21, "1e+21"),
        (-(10**23), "-1e+23"),
        (12 * 10**30, "1.2e+31"),
        (17976931348623157 * 10**292, "1.7976931348623157e+308"),
    ],
)
def test_larger_integers_are_written_where_a_double_stands_for_just_them(number, text):
    assert canonicalize(number) == text.encode()
    assert float(text) == float(number)


@pytest.mark.parametrize(
    "number",
    [2**53 + 1, -(2**53) - 1, 2**64 - 1, 2**68, 10**21 + 1, 10**400, -(10**400), 10**5000],
    ids=int.bit_length,
)
def test_integers_that_would_be_rounded_have_no_canonical_form(number):
    for document, where in ((number, ""), ({"a": [1, number]}, "/a/1")):
        with pytest.raises(FormatError) as caught:
            canonicalize(document)
        assert caught.value.where == where
    with pytest.raises(FormatError):
        format_number(number)


@given(st.integers(-(10**25), 10**25) | st.integers(2**53 - 5, 2**53 + 5))
@example(2**53 + 2)
def test_no_two_integers_share_a_canonical_form(number):
    try:
        canonical = canonicalize(number).decode()
    except FormatError:
        assert abs(number) >= 2**53
    else:
        assert Decimal(canonical) == number
        assert format_number(float(number)) == canonical


def test_names_are_sorted_by_their_utf16_code_units():
    # RFC 8785, section 3.2.3.
    document = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonicalize(document)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_the_sample_of_section_3_2_2():
    document = parse(
        r'{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r'"string": "€$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}'
    )
    assert (
        canonicalize(document)
        == (
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        ).encode()
    )


def test_control_characters_are_escaped_and_nothing_else():
    text = "".join(map(chr, range(0x20))) + '"\\/\x7f\u2028<'
    assert (
        canonicalize(text)
        == (
            '"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011'
            "\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f"
            '\\"\\\\/\x7f\u2028<"'
        ).encode()
    )


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"a": ["\ud800"]}, "/a/0"),
        ({"\udfff": 1}, "/\\udfff"),
        ({"\udfff": 1, "ä": 2}, "/\\udfff"),
        ({"a": (1, 2)}, "/a"),
        ([b"bytes"], "/0"),
        ({"a": {1: 2}}, "/a"),
        ({1: 2, "a": 3}, ""),
        ([{"a": object()}], "/0/a"),
    ],
)
def test_what_is_not_json_has_no_canonical_form(document, where):
    with pytest.raises(FormatError) as caught:
        canonicalize(document)
    assert caught.value.where == where


def test_what_cannot_be_followed_is_refused():
    cyclic = []
    cyclic.append(cyclic)
    deep = "x"
    for _ in range(100_000):
        deep = [deep]
    for document in (cyclic, deep):
        with pytest.raises(FormatError, match="nested too deeply"):
            canonicalize(document)


def test_the_default_depth_can_be_canonicalized():
    document = {}
    for level in range(99):
        document = {"a": document} if level % 2 else [document]
    assert canonicalize(admit(document)) == json.dumps(document, separators=(",", ":")).encode()


@pytest.mark.parametrize("number", [None, "1", True, [1]])
def test_only_numbers_are_formatted_as_numbers(number):
    with pytest.raises(FormatError, match="not a number"):
        format_number(number)
