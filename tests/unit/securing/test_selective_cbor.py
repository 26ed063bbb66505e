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


def _key(number: int) -> bytes:
    return b"\x1a" + number.to_bytes(4, "big")


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
    "many empty items in small arrays": b"\x97" + (b"\x99\x03\xe8" + b"\x80" * 1_000) * 23,
    "many numbers": b"\x81\x9a\x00\x0f\x42\x40" + b"\x00" * 1_000_000,
    "many numbers in several arrays": b"\x97" + (b"\x99\xff\xff" + b"\x00" * 65_535) * 23,
    "many empty byte strings": b"\x81\x9a\x00\x0f\x42\x40" + b"\x40" * 1_000_000,
    "a map of many numbers": b"\x81\xba\x00\x01\x86\xa0"
    + b"".join(_key(number) + b"\x00" for number in range(100_000)),
    "one key many times": b"\x81\xba\x00\x0f\x42\x40" + b"\x00\x00" * 1_000_000,
    "many tags": b"\x81\x9a\x00\x0f\x42\x40" + b"\xc1\x00" * 1_000_000,
    "one tag before many numbers": b"\x81\xc1\x9a\x00\x0f\x42\x40" + b"\x00" * 1_000_000,
    "many indefinite byte strings": b"\x81\x9a\x00\x0f\x42\x40" + b"\x5f\xff" * 1_000_000,
    "an indefinite array of many numbers": b"\x81\x9f" + b"\x00" * 1_000_000 + b"\xff",
    "an indefinite byte string of many parts": b"\x81\x5f" + b"\x40" * 1_000_000 + b"\xff",
    "too long": b"\x00" * 7_000_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_values_are_refused_in_little_memory(name):
    value = text(HUGE[name])
    cbor.encode(HEADER, [])
    refused(value)
    tracemalloc.start()
    refused(value)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Hardly more than the text, its bytes and a copy of them: a million items would take twenty times as much.
    assert peak < 4 * len(value) + 2_000_000


def test_as_many_items_as_a_large_credential_has():
    signatures = [number.to_bytes(64, "big") for number in range(50_000)]
    labels = {number: number for number in range(25_000)}
    components = [b"", signatures, labels]
    assert cbor.decode(cbor.encode(HEADER, components), WHERE) == (HEADER, components)
    components = [b"", signatures, labels, [0]]
    assert "more than 100000 items" in refused(cbor.encode(HEADER, components)).message


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
