import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding import scanner
from vcwallet.encoding.limits import Limits
from vcwallet.encoding.strict_json import dumps, parse
from vcwallet.errors import FormatError, UsageError, VcwalletError

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_what_the_standard_library_writes_is_read(value):
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=2)):
        parsed = parse(text)
        assert parsed == value
        assert dumps(parsed) == dumps(value)
        assert parse(text.encode()) == value


@given(st.text(alphabet='{}[]",:\\ 0123456789.eE+-truefalsn\udead\ufeffä\u0000u', max_size=60) | st.binary(max_size=60))
def test_nothing_but_a_format_error_escapes(data):
    try:
        value = parse(data)
    except FormatError:
        return
    assert value == json.loads(data)


@pytest.mark.parametrize("text", ["", " ", "{", "[1,]", '{"a":1,}', "{'a':1}", "01", "1.", ".5", "+1", "nul", "[1] 2"])
def test_broken_syntax_is_refused_with_line_and_column(text):
    with pytest.raises(FormatError, match=r"line 1, column \d+"):
        parse(text)


def test_control_characters_in_strings_are_refused():
    with pytest.raises(FormatError):
        parse('"a\nb"')


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": 1, "a": 1}', "/a"),
        ('{"x": [0, {"b~/": 1, "c": {"d": {}}, "b~/": 2}]}', "/x/1/b~0~1"),
        ('{"a": 1, "\\u0061": 2}', "/a"),
    ],
)
def test_a_member_that_stands_twice_is_refused_where_it_stands(text, where):
    with pytest.raises(FormatError, match="twice") as caught:
        parse(text)
    assert caught.value.where == where


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_where_it_stands(text):
    with pytest.raises(FormatError, match="not JSON") as caught:
        parse(f'{{"a": [1, {text}]}}')
    assert caught.value.where == "/a/1"


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "1e-400", "0.1e-323", "1" + "0" * 309, "9" * 5000, "-" + "9" * 5000]
)
def test_numbers_beyond_the_range_of_a_double_are_refused_where_they_stand(number):
    with pytest.raises(FormatError, match="range") as caught:
        parse(f'{{"a": [1, {number}]}}')
    assert caught.value.where == "/a/1"
    assert len(caught.value.message) < 100


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9007199254740993", 2**53 + 1),
        ("1" + "0" * 308, 10**308),
        ("-" + "1" + "0" * 308, -(10**308)),
        ("5e-324", 5e-324),
        ("0e-999", 0.0),
        ("-0.0E5", -0.0),
        ("1.7976931348623157e308", 1.7976931348623157e308),
    ],
)
def test_numbers_within_it_are_read_exactly(text, value):
    parsed = parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


def test_the_first_fault_in_the_document_is_reported_even_if_syntax_breaks_later():
    with pytest.raises(FormatError, match="line 1"):
        parse('{"a": 1, "a": 2, ')


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": ["\\ud800"]}', "/a/0"),
        ('["\\uDfFf"]', "/0"),
        ('{"\\udead": 1}', "/\\udead"),
        ('"\\ude00\\ud83d"', ""),
    ],
)
def test_escaped_halves_of_surrogate_pairs_are_refused_where_they_stand(text, where):
    with pytest.raises(FormatError, match="surrogate") as caught:
        parse(text)
    assert caught.value.where == where


def test_whole_pairs_and_escaped_backslashes_are_read():
    assert parse('["\\ud83d\\ude00", "\\\\ud800"]') == ["😀", "\\ud800"]


def test_halves_of_surrogate_pairs_in_text_are_refused():
    with pytest.raises(FormatError, match="surrogate"):
        parse('"\ud83d"')


@pytest.mark.parametrize("data", ["\ufeff{}", b"\xef\xbb\xbf{}"])
def test_a_byte_order_mark_is_refused(data):
    with pytest.raises(FormatError, match="byte order mark"):
        parse(data)


@pytest.mark.parametrize("data", [b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', "{}".encode("utf-16")])
def test_what_is_not_utf8_is_refused(data):
    with pytest.raises(FormatError, match="UTF-8"):
        parse(data)


@pytest.mark.parametrize("data", [None, 1, {}, bytearray(b"{}"), memoryview(b"{}")])
def test_only_text_and_bytes_are_read(data):
    with pytest.raises(UsageError):
        parse(data)


def test_size_is_bounded_in_bytes():
    limits = Limits(max_bytes=10)
    assert parse('"12345678"', limits) == "12345678"
    for data in ('"123456789"', b'"123456789"', '"äääää"', '"äääää"'.encode()):
        with pytest.raises(FormatError, match="larger") as caught:
            parse(data, limits)
        assert caught.value.code == "over_limit"


def test_depth_is_bounded():
    limits = Limits(max_depth=3)
    assert parse('[{"a": ["[[[[", 1]}]', limits) == [{"a": ["[[[[", 1]}]
    for text in ("[[[[]]]]", '{"a":{"a":{"a":{}}}}', '["\\"", [[[1]]]]', '["\\\\", [[[1]]]]'):
        with pytest.raises(FormatError, match="deep") as caught:
            parse(text, limits)
        assert caught.value.code == "over_limit"


def test_brackets_in_strings_are_no_depth():
    value = ['"[[[[' * 10, "\\" * 3 + '"{{{{', [["[" * 500]]]
    assert parse(json.dumps(value), Limits(max_depth=3)) == value


def test_the_number_of_values_is_bounded():
    limits = Limits(max_nodes=6)
    for text in (
        "[1, 2, 3, 4, 5]",
        "[[1], [1], 1]",
        '{"a": [], "b": {}, "c": [ ], "d": 1, "e": ",,,,,,[]"}',
        "[[[[[[]]]]]]",
    ):
        assert parse(text, limits) == json.loads(text)
    for text in (
        "[1, 2, 3, 4, 5, 6]",
        "[[1], [1], [1]]",
        '{"a": {"b": {"c": {"d": {"e": {"f": "g"}}}}}}',
        "[[1, 2, 3], 4, 5]",
    ):
        with pytest.raises(FormatError, match="more than 6 values") as caught:
            parse(text, limits)
        assert caught.value.code == "over_limit"


@given(JSON_VALUES)
def test_values_are_counted_alike_in_text_and_in_python(value):
    def count(item):
        inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        return 1 + sum(map(count, inside))

    exact = Limits(max_nodes=count(value))
    assert parse(json.dumps(value), exact) == value
    if count(value) > 1:
        with pytest.raises(FormatError):
            parse(json.dumps(value), Limits(max_nodes=count(value) - 1))


def test_the_length_of_strings_and_names_is_bounded():
    limits = Limits(max_string=20)
    assert parse('["' + "x" * 20 + '"]', limits)
    for text, where in (('["' + "x" * 21 + '"]', "/0"), ('{"a": {"' + "x" * 21 + '": 1}}', "/a/" + "x" * 21)):
        with pytest.raises(FormatError, match="longer") as caught:
            parse(text, limits)
        assert caught.value.where == where


def longest_name(value):
    if isinstance(value, dict):
        return max([*map(len, value), *map(longest_name, value.values())], default=0)
    return max(map(longest_name, value), default=0) if isinstance(value, list) else 0


@given(
    st.recursive(
        st.none() | st.text('"\\\\n☃', max_size=12),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('"\\\\n☃', max_size=12), inner, max_size=4),
        max_leaves=8,
    ),
    st.integers(1, 12),
    st.sampled_from([None, 1, 7]),
    st.booleans(),
)
def test_the_length_of_names_is_bounded_by_itself(value, bound, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    if longest_name(value) <= bound:
        assert parse(text, Limits(max_name=bound)) == value
    else:
        with pytest.raises(FormatError, match=f"A member name is longer than {bound}") as caught:
            parse(text, Limits(max_name=bound))
        assert caught.value.code == "over_limit"


def test_names_are_counted_as_they_are_read_and_found_where_they_stand():
    exact, longer = "\\u2603" * 4_096, "\\u2603" * 4_097
    assert parse(f'{{"a": {{"{exact}": 1}}}}')
    with pytest.raises(FormatError, match="longer than 4096") as caught:
        parse(f'{{"a": [{{"b": 1}}, {{"{longer}": 1}}]}}')
    assert caught.value.where.startswith("/a/1/☃☃")
    assert len(caught.value.where) < 300


@pytest.mark.parametrize("token", ["1e400", "9" * 400, "NaN", "-Infinity"])
def test_of_many_tokens_that_are_refused_only_the_first_is_looked_at(token, monkeypatch):
    refused = []

    class Counted(scanner._Refused):
        def __init__(self, message):
            refused.append(message)
            super().__init__(message)

    monkeypatch.setattr(scanner, "_Refused", Counted)
    monkeypatch.setattr(scanner, "_SUSPICIOUS", scanner._SUSPICIOUS | {Counted})
    with pytest.raises(FormatError) as caught:
        parse(f'{{"a": [0, {", ".join([token] * 1_000)}], "b": {token}}}')
    assert caught.value.where == "/a/1"
    # Once when reading, once when looking for the place.
    assert len(refused) <= 2


def test_of_very_many_places_not_each_is_looked_at():
    arrays = ", ".join(["[]"] * 20_000)
    for text, where in ((f'[{{"a": 1, "a": 2}}, {arrays}]', "/0/a"), (f'[{arrays}, {{"a": 1, "a": 2}}]', "")):
        with pytest.raises(FormatError, match="stands twice") as caught:
            parse(text)
        assert caught.value.where == where


HOSTILE = {
    "10,000 deep": "[" * 10_000 + "]" * 10_000,
    "1,000,000 deep": "[" * 1_000_000,
    "objects 500,000 deep": '{"a":' * 500_000,
    "deep behind strings": '["' + "\\\\" * 100_000 + '",' + "[" * 1_000_000,
    "50 MB string": '"' + "x" * 50_000_000 + '"',
    "50 MB of bytes": b'"' + b"x" * 50_000_000 + b'"',
    "long number": "[" + "9" * 4_000_000 + "]",
    "long fraction": "[0." + "0" * 4_000_000 + "1]",
    "long exponent": "[1e" + "9" * 4_000_000 + "]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused(name):
    with pytest.raises(VcwalletError):
        parse(HOSTILE[name])


def test_depth_is_refused_also_where_the_limit_is_above_what_python_can_follow():
    deep = "[" * 1_000_000 + "]" * 1_000_000
    with pytest.raises(FormatError, match="nested too deeply"):
        parse(deep, Limits(max_depth=2_000_000, max_nodes=2_000_000))
