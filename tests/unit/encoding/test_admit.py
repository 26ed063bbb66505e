import collections
import copy
import decimal
import enum
import json
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.limits import Limits
from vcwallet.encoding.strict_json import admit, dumps, parse
from vcwallet.errors import FormatError, VcwalletError

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def containers(value):
    if isinstance(value, (dict, list)):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from containers(item)


@given(JSON_VALUES)
def test_the_copy_is_equal_and_shares_nothing(value):
    before = copy.deepcopy(value)
    admitted = admit(value)
    assert admitted == value == before
    assert {id(item) for item in containers(admitted)}.isdisjoint(id(item) for item in containers(value))
    assert parse(dumps(value)) == value


def test_a_value_that_stands_in_two_places_is_copied_twice():
    shared = [1]
    first, second = admit([shared, shared])
    assert first is not second


class Text(str):
    pass


class Level(enum.IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    "item",
    [
        (1, 2),
        {1},
        b"bytes",
        decimal.Decimal(1),
        collections.OrderedDict(a=1),
        types.MappingProxyType({}),
        Text("subclass"),
        Level.ONE,
        1j,
        object(),
        float("nan"),
        float("inf"),
        -float("inf"),
        10**309,
        -(10**309),
        10**5000,
        "\ud800",
        {"\udfff": 1},
        {1: 1},
        {None: 1},
        {Text("name"): 1},
        {("a",): 1},
    ],
    ids=lambda item: type(item).__name__,
)
def test_what_is_not_json_is_refused_where_it_stands(item):
    for document, where in ((item, ""), ({"a": [0, item]}, "/a/1"), ([{"b/": item}], "/0/b~1")):
        with pytest.raises(FormatError) as caught:
            admit(document)
        assert caught.value.where.startswith(where)
        assert caught.value.spec
        with pytest.raises(FormatError):
            dumps(document)


def test_the_faulty_name_is_part_of_the_pointer():
    with pytest.raises(FormatError) as caught:
        admit({"a": {"\ud800": 1}})
    assert caught.value.where == "/a/\\ud800"


def test_the_first_fault_is_the_one_that_is_reported():
    with pytest.raises(FormatError) as caught:
        admit({"good": [1, 2], "first": (), "second": float("nan")})
    assert caught.value.where == "/first"


def test_a_pair_split_over_two_strings_is_refused():
    with pytest.raises(FormatError, match="surrogate"):
        admit(["\ud83d", "\ude00"])


def test_the_largest_numbers_are_admitted():
    value = [10**308, -(10**308), 2**53 + 1, 1.7976931348623157e308, 5e-324, -0.0]
    assert admit(value) == value


def test_depth_is_bounded():
    limits = Limits(max_depth=3)
    assert admit([{"a": [1]}], limits) == [{"a": [1]}]
    assert admit("scalar", Limits(max_depth=1)) == "scalar"
    for document, where in (([[[[]]]], "/0/0/0"), ({"a": {"b": {"c": {}}}}, "/a/b/c")):
        with pytest.raises(FormatError, match="more than 3 deep") as caught:
            admit(document, limits)
        assert caught.value.where == where
        assert caught.value.code == "over_limit"


def test_values_are_counted():
    limits = Limits(max_nodes=4)
    assert admit({"a": [1], "b": 2}, limits) == {"a": [1], "b": 2}
    assert admit(1, Limits(max_nodes=1)) == 1
    for document in ([1, 2, 3, 4], {"a": [1, 2], "b": 3}, [[[[1]]]]):
        with pytest.raises(FormatError, match="more than 4 values") as caught:
            admit(document, limits)
        assert caught.value.code == "over_limit"


def test_strings_are_bounded_one_by_one():
    limits = Limits(max_string=5)
    assert admit({"12345": "12345"}, limits) == {"12345": "12345"}
    for document, where in (({"a": "123456"}, "/a"), ({"123456": 1}, "/123456"), ("123456", "")):
        with pytest.raises(FormatError, match="longer than 5") as caught:
            admit(document, limits)
        assert caught.value.where == where
        assert caught.value.code == "over_limit"


def test_names_are_bounded_by_themselves():
    limits = Limits(max_name=5)
    assert admit({"12345": "123456"}, limits) == {"12345": "123456"}
    assert admit({}, limits) == {}
    for document, where in (({"123456": 1}, "/123456"), ([{"a": {"1234567": "x"}}], "/0/a/1234567")):
        with pytest.raises(FormatError, match="A member name is longer than 5") as caught:
            admit(document, limits)
        assert (caught.value.where, caught.value.code) == (where, "over_limit")


@pytest.mark.parametrize("read", [admit, lambda document, limits: parse(json.dumps(document), limits)])
def test_pointers_are_bounded_together(read):
    # /outer/inner stands in the pointers to each of the 10 values inside, and /outer in that to the array.
    document = {"outer": {"inner": list(range(10))}}
    needed = len("/outer") + 10 * len("/outer/inner")
    assert read(document, Limits(max_pointers=needed)) == document
    with pytest.raises(FormatError, match="inside members with long names") as caught:
        read(document, Limits(max_pointers=needed - 1))
    assert caught.value.code == "over_limit"
    # Inside arrays it is indexes that they are made of.
    nested = [[["a", "b"]]]
    assert read(nested, Limits(max_pointers=35)) == nested
    with pytest.raises(FormatError, match="inside members with long names"):
        read(nested, Limits(max_pointers=34))


def test_long_names_are_no_matter_by_themselves():
    names = {"n" * 4_000 + str(number): number for number in range(1_000)}
    assert admit(names) == names


def test_a_name_may_be_a_long_iri():
    iri = "https://example.org/" + "n" * (4_096 - 20)
    assert admit({iri: 1}) == {iri: 1}
    with pytest.raises(FormatError):
        admit({iri + "n": 1})


def test_strings_are_bounded_together():
    limits = Limits(max_bytes=10, max_string=8)
    assert admit({"abc": ["defg", "hij"]}, limits) == {"abc": ["defg", "hij"]}
    for document in ({"abc": ["defg", "hijk"]}, ["ääää", "ää"]):
        with pytest.raises(FormatError, match="more than 10 bytes of text") as caught:
            admit(document, limits)
        assert caught.value.code == "over_limit"


def cyclic():
    value = []
    value.append(value)
    return value


def doubling():
    value = ["x"]
    for _ in range(60):
        value = [value, value]
    return value


def deep(levels):
    value = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


LONG = "x" * 50_000_000
HOSTILE = {
    "10,000 deep": deep(10_000),
    "1,000,000 deep": deep(1_000_000),
    "cyclic": cyclic(),
    "50 MB string": {"a": LONG},
    "50 MB string, 100,000 times": [LONG] * 100_000,
    "50 MB name": {LONG: 1},
    "10,000,000 values": [0] * 10_000_000,
    "a huge integer": [1 << 10_000_000],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_are_refused(name):
    with pytest.raises(VcwalletError):
        admit(HOSTILE[name])


def test_values_that_are_multiplied_by_sharing_are_counted_each_time():
    with pytest.raises(FormatError, match="more than 1000 values"):
        admit(doubling(), Limits(max_nodes=1_000))


def test_long_names_do_not_make_long_pointers():
    document = (1,)
    for _ in range(99):
        document = {"n" * 4_000: document}
    with pytest.raises(FormatError) as caught:
        admit(document)
    assert len(caught.value.where) <= 2_000


def test_recursion_ends_in_a_format_error_where_limits_are_too_wide():
    with pytest.raises(FormatError):
        admit(deep(5_000), Limits(max_depth=100_000))


def test_text_is_written_without_white_space_in_order_and_unescaped():
    assert dumps({"b": [1, 2.5, True, None], "a": "ä\n"}) == '{"b":[1,2.5,true,null],"a":"ä\\n"}'
