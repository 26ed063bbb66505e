"""Generators are made once, grow as needed, and stay within bounds; broken randomness is noticed."""

import secrets
import threading

import pytest

from vcwallet import bbs
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.generators import _growing_list, generators_for
from vcwallet.bbs.randomness import random_scalars
from vcwallet.errors import UsageError

SUITE = Ciphersuite.BLS12_381_SHA_256


def test_more_generators_continue_fewer():
    api_id = b"test of growth"
    three = bbs.create_generators(3, api_id=api_id)
    ten = bbs.create_generators(10, api_id=api_id)
    assert ten[:3] == three == bbs.create_generators(3, api_id=api_id)
    assert len(set(ten)) == 10
    assert bbs.create_generators(0, api_id=api_id) == ()


def test_generators_are_not_made_again(monkeypatch, key, messages):
    bbs.sign(key, messages)
    monkeypatch.setattr(Ciphersuite, "hash_to_curve_g1", lambda *_: pytest.fail("made again"))
    signature = bbs.sign(key, messages)
    bbs.verify(key.public, signature, messages)
    bbs.proof_verify(key.public, bbs.proof_gen(key.public, signature, messages))


def test_interfaces_have_their_own():
    names = [None, b"a", b"b", SUITE.value + b"BLIND_H2G_HM2S_"]
    assert len({bbs.create_generators(1, api_id=name) for name in names}) == len(names)
    assert bbs.create_generators(1, ciphersuite=Ciphersuite.BLS12_381_SHAKE_256) != bbs.create_generators(1)


def test_memory_is_bounded():
    with pytest.raises(UsageError) as raised:
        generators_for(SUITE, b"id", bbs.MAX_MESSAGES + 5)
    assert raised.value.code == "too_many_messages"
    for number in range(40):
        bbs.create_generators(1, api_id=b"another %d" % number)
    assert _growing_list.cache_info().currsize <= _growing_list.cache_info().maxsize == 16


def test_threads_get_the_same():
    api_id, found = secrets.token_bytes(8), []
    threads = [
        threading.Thread(target=lambda count=count: found.append(bbs.create_generators(count, api_id=api_id)))
        for count in (5, 9, 7, 12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    longest = max(found, key=len)
    assert len(longest) == 12
    assert all(longest[: len(some)] == some for some in found)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"count": -1}, "bad_count"),
        ({"count": "1"}, "bad_count"),
        ({"count": True}, "bad_count"),
        ({"count": 10**5000}, "too_many_messages"),
        ({"count": 1, "api_id": "text"}, "not_bytes"),
        ({"count": 1, "api_id": b"t" * 250}, "dst_too_long"),
    ],
)
def test_wrong_arguments(arguments, code):
    with pytest.raises(UsageError) as raised:
        bbs.create_generators(**arguments)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "randomness",
    [
        None,
        b"\7" * 48,
        lambda length: bytes(length),
        lambda length: b"\1" * length,
        lambda length: b"\1" * (length - 1),
        lambda length: b"\1" * (length + 1),
        lambda length: "1" * length,
        lambda length: None,
        lambda length: (int.from_bytes(secrets.token_bytes(1), "big") * _ORDER).to_bytes(length, "big"),
    ],
    ids=["no function", "bytes", "zeros", "repeats", "too short", "too long", "text", "none", "multiples of the order"],
)
def test_broken_randomness_is_refused(randomness, key, messages):
    signature = bbs.sign(key, messages)
    for call in (
        lambda: random_scalars(2, randomness),
        lambda: bbs.proof_gen(key.public, signature, messages, randomness=randomness),
        lambda: bbs.commit([b"m"], randomness=randomness),
        lambda: bbs.commit_with_nym(None, randomness=randomness),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "bad_randomness"


_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001


def test_random_scalars_are_scalars():
    drawn = {bbs.random_scalar() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(scalar) == 32 and 0 < int.from_bytes(scalar, "big") < _ORDER for scalar in drawn)
    with pytest.raises(UsageError):
        bbs.random_scalar(randomness=bytes)
