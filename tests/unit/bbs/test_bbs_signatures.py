"""Sign and Verify: what was signed verifies, and nothing else does."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vcwallet import bbs
from vcwallet.errors import FormatError, Malformed, ProofInvalid, UsageError, VcwalletError

texts = st.lists(st.binary(max_size=40), max_size=6)
properties = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@properties
@given(texts, st.binary(max_size=40))
def test_what_was_signed_verifies(key, suite, messages, header):
    signature = bbs.sign(key, messages, header=header, ciphersuite=suite)
    assert len(signature) == 80
    bbs.verify(key.public, signature, messages, header=header, ciphersuite=suite)
    bbs.verify(key.public.to_bytes(), signature, tuple(messages), header=header, ciphersuite=suite)


def test_signing_is_deterministic_whatever_the_mask(key, messages):
    signature = bbs.sign(key, messages)
    assert bbs.sign(key, messages) == signature
    assert bbs.sign(key, messages, randomness=lambda length: b"\5" * length) == signature


@properties
@given(st.data())
def test_any_changed_bit_is_refused(issued, key, messages, data):
    position = data.draw(st.integers(min_value=0, max_value=8 * 80 - 1))
    changed = bytearray(issued.signature)
    changed[position // 8] ^= 1 << position % 8
    with pytest.raises((ProofInvalid, Malformed)):
        bbs.verify(key.public, bytes(changed), messages, header=issued.header, ciphersuite=issued.claim["ciphersuite"])


@pytest.mark.parametrize(
    "change",
    [
        lambda messages: [messages[1], messages[0], *messages[2:]],
        lambda messages: messages[:-1],
        lambda messages: [*messages, b""],
        lambda messages: [messages[0] + b"!", *messages[1:]],
        lambda messages: [messages[0][:-1], messages[0][-1:] + messages[1], *messages[2:]],
        lambda messages: [],
    ],
    ids=["swapped", "one less", "one more", "changed", "moved border", "none"],
)
def test_other_messages_are_refused(change, issued, key, messages):
    with pytest.raises(ProofInvalid):
        bbs.verify(
            key.public,
            issued.signature,
            change(messages),
            header=issued.header,
            ciphersuite=issued.claim["ciphersuite"],
        )


def test_other_header_key_or_suite_is_refused(issued, key, messages):
    suite = issued.claim["ciphersuite"]
    (other_suite,) = set(bbs.Ciphersuite) - {suite}
    stranger = bbs.BbsSecretKey.generate().public
    for public, header, used in (
        (key.public, b"", suite),
        (key.public, issued.header + b"\0", suite),
        (stranger, issued.header, suite),
        (key.public, issued.header, other_suite),
    ):
        with pytest.raises(ProofInvalid):
            bbs.verify(public, issued.signature, messages, header=header, ciphersuite=used)


def test_signatures_of_another_form_are_malformed(issued, key, messages, bad_points, bad_scalars):
    a, e = issued.signature[:48], issued.signature[48:]
    hostile = {f"A: {name}": point + e for name, point in bad_points.items()}
    hostile |= {f"e: {name}": a + scalar for name, scalar in bad_scalars.items()}
    hostile |= {"one scalar more": issued.signature + bbs.random_scalar()}
    hostile |= {"empty": b"", "short": issued.signature[:-1], "long": issued.signature + b"\0", "huge": bytes(10**6)}
    for name, signature in hostile.items():
        for call in (
            lambda signature=signature: bbs.verify(key.public, signature, messages, header=issued.header),
            lambda signature=signature: bbs.proof_gen(key.public, signature, messages, header=issued.header),
        ):
            with pytest.raises(Malformed) as raised:
                call()
            assert isinstance(raised.value, FormatError), name
            assert raised.value.code in {"bad_point", "scalar_zero", "scalar_range", "wrong_length"}, name


def test_a_true_signature_with_e_in_another_encoding_is_refused(key, messages):
    """e + r would be the same scalar if it were reduced silently."""
    order = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
    for number in range(20):
        signature = bbs.sign(key, [*messages, bytes([number])])
        e = int.from_bytes(signature[48:], "big") + order
        if e < 1 << 256:
            with pytest.raises(Malformed) as raised:
                bbs.verify(key.public, signature[:48] + e.to_bytes(32, "big"), [*messages, bytes([number])])
            assert raised.value.code == "scalar_range"
            return
    pytest.fail("no e was small enough")


@pytest.mark.parametrize(
    "messages", [None, b"bytes are a list of numbers", "text", ["text"], [1], [b"m", None], {b"m"}, [bytearray(b"m")]]
)
def test_messages_must_be_a_list_of_bytes(messages, key):
    for call in (
        lambda: bbs.sign(key, messages),
        lambda: bbs.verify(key.public, b"\1" * 80, messages),
        lambda: bbs.proof_gen(key.public, b"\1" * 80, messages),
        lambda: bbs.proof_verify(key.public, b"\1" * 272, disclosed_messages=messages),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "not_messages"


def test_headers_and_signatures_must_be_bytes(issued, key, messages):
    for call in (
        lambda: bbs.sign(key, messages, header="header"),
        lambda: bbs.verify(key.public, issued.signature, messages, header=None),
        lambda: bbs.verify(key.public, issued.signature.hex(), messages),
        lambda: bbs.verify(key.public, None, messages),
        lambda: bbs.proof_gen(key.public, issued.signature, messages, header="header"),
        lambda: bbs.proof_gen(key.public, issued.signature, messages, presentation_header="nonce"),
        lambda: bbs.proof_verify(key.public, issued.proof, presentation_header="nonce"),
        lambda: bbs.proof_verify(key.public, issued.proof.hex()),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "not_bytes"


def test_too_many_messages_are_refused(key):
    many = [b""] * (bbs.MAX_MESSAGES + 1)
    for call in (lambda: bbs.sign(key, many), lambda: bbs.verify(key.public, b"\1" * 80, many)):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "too_many_messages"


@properties
@given(st.binary(max_size=100), texts)
def test_random_bytes_raise_only_our_errors(key, signature, messages):
    with pytest.raises(VcwalletError):
        bbs.verify(key.public, signature, messages)
