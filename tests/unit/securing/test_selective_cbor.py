"""Proof values: one encoding of each, nothing exotic, nothing that takes long."""

import tracemalloc

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding import base
from vcwallet.errors import ProofInvalid
from vcwallet.securing.data_integrity.selective import cbor

HEADER = b"\xd9\x5d\x01"
WHERE = "/proof/proofValue"


def text(encoded: bytes) -> str:
    return base.multibase_encode(HEADER + encoded, "u")


def refused(value: str) -> ProofInvalid:
    with pytest.raises(ProofInvalid) as caught:
        cbor.decode(value, WHERE)
    assert (caught.value.where, caught.value.code) == (WHERE, "proof_malformed")
    return caught.value


def test_round_trip():
    components = [b"bytes", "text", 7, [b"", 2**64 - 1], {0: b"a", 1: "b"}]
    value = cbor.encode(HEADER, components)
    assert value[0] == "u"
    assert cbor.decode(value, WHERE) == (HEADER, components)
    assert cbor.header_of(value) == HEADER


@pytest.mark.parametrize(
    "value", ["", "z", "u", "u2V0A", "u2V0", "u!", "zabc", "u2V0AhVhA=", "u2V0AhVh B", "\udc00", "u\udc00"]
)
def test_what_is_no_proof_value(value):
    refused(value)


@pytest.mark.parametrize(
    "encoded",
    [
        "01",  # no array
        "a0",  # no array
        "60",  # no array
        "8001",  # something after it
        "80f6",
        "81",  # cut off
        "8158",
        "814101ff",
        "9fff",  # indefinite lengths
        "815f4101ff",
        "817f6161ff",
        "81bf0001ff",
        "811801",  # longer than need be
        "81190001",
        "811a00000001",
        "811b0000000000000001",
        "98020102",
        "81580101",
        "81b80100 01",
        "81a200010002",  # a key twice
        "81c101",  # tags: a time
        "81c0667465787420",
        "81c24101",  # a large number
        "81c4820102",  # a decimal
        "81d82363615b",  # a regular expression
        "81d8246161",  # a mail
        "81d81c80",  # shared references
        "81d8404101",  # a typed array
        "81d9010280",  # a set
        "d9d9f780",  # "this is CBOR"
        "81818101",  # deeper than any proof value
        "8181a0",
        "81a10080",
        "81a18000",  # an array as a key
        "81f6",  # null, true, undefined, a simple value, floats
        "81f5",
        "81f7",
        "81e0",
        "81f97e00",
        "81fb3ff0000000000000",
        "8181f4",
        "81a100f6",
        "81a1f400",
        "81ff",  # a break, where there is nothing to break
        "811c",  # reserved
        "8162ff00",  # not UTF-8
        "8161" + "ed",
        "",
    ],
)
def test_what_is_not_taken(encoded):
    refused(text(bytes.fromhex(encoded)))


HUGE = {
    "an array that says it is huge": bytes.fromhex("9bffffffffffffffff"),
    "an array of 4 thousand million": bytes.fromhex("9a ffffffff"),
    "a map that says it is huge": bytes.fromhex("81bb0fffffffffffffff"),
    "bytes that say they are huge": bytes.fromhex("815b000000ffffffffff"),
    "text that says it is huge": bytes.fromhex("817b7fffffffffffffff"),
    "deep arrays": b"\x81" * 1_000_000,
    "deep maps": b"\x81" + b"\xa1\x00" * 500_000,
    "deep tags": b"\x81" + b"\xc1" * 1_000_000,
    "deep indefinite": b"\x9f" * 1_000_000,
    "a large bignum": b"\x81\xc2\x5a\x00\x0f\x42\x40" + b"\xff" * 1_000_000,
    "many components": b"\x9a\x00\x0f\x42\x40" + b"\x80" * 1_000_000,
    "many empty items": b"\x81\x9a\x00\x0f\x42\x40" + b"\x80" * 1_000_000,
    "many numbers": b"\x81\x9a\x00\x0f\x42\x40" + b"\x00" * 1_000_000,
    "too long": b"\x00" * 7_000_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_values_take_little_time_and_memory(name):
    value = text(HUGE[name])
    cbor.encode(HEADER, [])
    _attempt(value)
    tracemalloc.start()
    _attempt(value)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * len(value) + 10_000_000


def _attempt(value):
    try:
        cbor.decode(value, WHERE)
    except ProofInvalid:
        return
    # What is honestly that long may be read.
    assert value == text(HUGE["many numbers"])


def test_longer_than_any_that_is_looked_at():
    assert cbor.decode(cbor.encode(HEADER, [bytes(5_900_000)]), WHERE)[0] == HEADER
    assert "longer" in str(refused(cbor.encode(HEADER, [bytes(6_100_000)])))


@given(st.binary(max_size=40))
def test_nothing_else_escapes(encoded):
    for value in (text(encoded), text(b"\x81" + encoded), text(b"\x85" + encoded)):
        try:
            _, components = cbor.decode(value, WHERE)
        except ProofInvalid:
            continue
        assert cbor.encode(HEADER, components) == value


@given(
    st.lists(
        st.recursive(
            st.binary() | st.text() | st.integers(-(2**64), 2**64 - 1) | st.booleans() | st.none() | st.floats(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 5), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=5,
    )
)
def test_each_value_has_one_encoding(components):
    value = text(cbor2.dumps(components))
    try:
        assert cbor.decode(value, WHERE)[1] == components or "nan" in str(components)
    except ProofInvalid:
        return
    for padded in (value + "A", value + "AA", value + "="):
        with pytest.raises(ProofInvalid):
            cbor.decode(padded, WHERE)


@pytest.mark.parametrize(
    "labels",
    [
        None,
        [],
        {1: b"a"},
        {0: b"a", 2: b"b"},
        {-1: b"a"},
        {"0": b"a"},
        {True: b"a"},
        {0: b"a", 1: b"a"},
        {b"": b"a"},
        {0.0: b"a"},
    ],
)
def test_label_maps_that_are_none(labels):
    with pytest.raises(ProofInvalid) as caught:
        cbor.take_label_map(labels, WHERE, lambda one: f"_:{one!r}")
    assert caught.value.where == WHERE


def test_label_maps():
    labels = cbor.take_label_map({1: b"a", 0: b"b"}, WHERE, lambda one: f"_:{one.decode()}")
    assert labels == {"_:c14n0": "_:b", "_:c14n1": "_:a"}
    assert list(cbor.compress_label_map(labels, lambda label: label).items()) == [(0, "_:b"), (1, "_:a")]


@pytest.mark.parametrize("indexes", [None, (1,), {1}, [-1], [1, 1], [True], ["1"], [1.0], [b"1"], [[1]]])
def test_indexes_that_are_none(indexes):
    with pytest.raises(ProofInvalid) as caught:
        cbor.take_indexes(indexes, "the list", WHERE)
    assert caught.value.where == WHERE
    assert cbor.take_indexes([3, 0], "the list", WHERE) == (3, 0)
