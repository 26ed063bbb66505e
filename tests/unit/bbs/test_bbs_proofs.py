"""ProofGen and ProofVerify: disclosures of every kind, and mutations of every part of a proof."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vcwallet import bbs
from vcwallet.errors import FormatError, Malformed, ProofInvalid, Rejected, UsageError, VcwalletError

properties = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
PARTS = ["Abar", "Bbar", "D", "e^", "r1^", "r3^", "m^ first", "m^ last", "challenge"]


def bounds(part, proof):
    """Where a part of the proof starts and ends."""
    points = {"Abar": 0, "Bbar": 48, "D": 96}
    if part in points:
        return points[part], points[part] + 48
    scalars = {"e^": 0, "r1^": 1, "r3^": 2, "m^ first": 3, "m^ last": -2, "challenge": -1}
    start = 144 + 32 * scalars[part] if scalars[part] >= 0 else len(proof) + 32 * scalars[part]
    return start, start + 32


@properties
@given(st.data())
def test_any_disclosure_verifies_and_no_other(key, suite, data):
    messages = data.draw(st.lists(st.binary(max_size=20), max_size=5))
    indexes = sorted(data.draw(st.sets(st.sampled_from(range(len(messages)))))) if messages else []
    header, presentation_header = data.draw(st.binary(max_size=20)), data.draw(st.binary(max_size=20))
    common = {"header": header, "presentation_header": presentation_header, "ciphersuite": suite}
    signature = bbs.sign(key, messages, header=header, ciphersuite=suite)
    proof = bbs.proof_gen(key.public, signature, messages, disclosed_indexes=indexes, **common)
    assert len(proof) == 272 + 32 * (len(messages) - len(indexes))
    shown = [messages[index] for index in indexes]
    bbs.proof_verify(key.public, proof, disclosed_messages=shown, disclosed_indexes=indexes, **common)
    if shown:
        shown[0] += b"!"
        with pytest.raises(ProofInvalid):
            bbs.proof_verify(key.public, proof, disclosed_messages=shown, disclosed_indexes=indexes, **common)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("where", ["first bit", "last bit"])
def test_changed_parts_are_refused(part, where, issued, key):
    start, end = bounds(part, issued.proof)
    changed = bytearray(issued.proof)
    # the first bit that is not a flag of a point's encoding
    changed[start if where == "first bit" else end - 1] ^= 0x10 if where == "first bit" else 1
    with pytest.raises((ProofInvalid, Malformed)):
        bbs.proof_verify(key.public, bytes(changed), **issued.claim)


@pytest.mark.parametrize("part", PARTS)
def test_parts_that_are_no_points_or_scalars_are_malformed(part, issued, key, bad_points, bad_scalars):
    start, end = bounds(part, issued.proof)
    for name, octets in (bad_points if end - start == 48 else bad_scalars).items():
        with pytest.raises(Malformed) as raised:
            bbs.proof_verify(key.public, issued.proof[:start] + octets + issued.proof[end:], **issued.claim)
        assert isinstance(raised.value, FormatError), name
        assert raised.value.code in {"bad_point", "scalar_zero", "scalar_range"}, name


@pytest.mark.parametrize("part", PARTS)
def test_parts_that_are_other_true_points_or_scalars_are_refused(part, issued, key):
    start, end = bounds(part, issued.proof)
    other = bbs.create_generators(1)[0] if end - start == 48 else bbs.random_scalar()
    with pytest.raises(ProofInvalid):
        bbs.proof_verify(key.public, issued.proof[:start] + other + issued.proof[end:], **issued.claim)


@properties
@given(st.data())
def test_any_changed_bit_is_refused(issued, key, data):
    position = data.draw(st.integers(min_value=0, max_value=8 * len(issued.proof) - 1))
    changed = bytearray(issued.proof)
    changed[position // 8] ^= 1 << position % 8
    with pytest.raises((ProofInvalid, Malformed)):
        bbs.proof_verify(key.public, bytes(changed), **issued.claim)


def test_only_the_pairing_tells_apart_a_proof_from_nothing_signed(issued, key, messages):
    """A proof made from an invented signature answers its own challenge; the signer's key does not confirm it."""
    invented = bbs.create_generators(1)[0] + bbs.random_scalar()
    header, suite = issued.claim["header"], issued.claim["ciphersuite"]
    proof = bbs.proof_gen(key.public, invented, messages, header=header, ciphersuite=suite)
    with pytest.raises(ProofInvalid) as raised:
        bbs.proof_verify(key.public, proof, header=header, ciphersuite=suite)
    assert raised.value.code == "signer_mismatch"


def test_swapped_points_are_refused(issued, key):
    a_bar, b_bar, rest = issued.proof[:48], issued.proof[48:96], issued.proof[96:]
    with pytest.raises(ProofInvalid):
        bbs.proof_verify(key.public, b_bar + a_bar + rest, **issued.claim)


def test_truncated_and_extended_proofs_are_refused(issued, key):
    hostile = {
        "empty": b"",
        "one byte less": issued.proof[:-1],
        "one byte more": issued.proof + b"\0",
        "points only": issued.proof[:144],
        "below the floor": issued.proof[:240],
    }
    for name, proof in hostile.items():
        with pytest.raises(Malformed) as raised:
            bbs.proof_verify(key.public, proof, **issued.claim)
        assert raised.value.code == "wrong_length", name
        assert "BBS proof" in raised.value.message, name
        assert "do not fit" in raised.value.message, name
    one_less = issued.proof[:240] + issued.proof[272:]
    one_more = issued.proof[:240] + bbs.random_scalar() + issued.proof[240:]
    for proof in (one_less, one_more):
        with pytest.raises(ProofInvalid):
            bbs.proof_verify(key.public, proof, **issued.claim)


def test_huge_proofs_are_refused_before_any_work(key):
    for size in (bbs.MAX_MESSAGES + 3, 2_000_000):
        with pytest.raises(Malformed) as raised:
            bbs.proof_verify(key.public, bytes(272 + 32 * size))
        assert raised.value.code == "too_many_messages"


def test_a_proof_over_too_many_messages_in_all_is_refused(issued, key):
    """Within the bound of hidden messages, but above it together with the disclosed ones."""
    proof = issued.proof[:240] + issued.proof[-32:] * (bbs.MAX_MESSAGES + 1)
    shown = {"disclosed_messages": [b""], "disclosed_indexes": [0]}
    with pytest.raises(Malformed) as raised:
        bbs.proof_verify(key.public, proof, **shown)
    assert raised.value.code == "too_many_messages"


@pytest.mark.parametrize(
    "change",
    [
        {"header": b"another"},
        {"header": b""},
        {"presentation_header": b"another nonce"},
        {"presentation_header": b""},
        {"disclosed_indexes": [0, 3, 8]},
        {"disclosed_indexes": [1, 3, 7]},
        {"disclosed_indexes": [0, 3], "disclosed_messages": [b"message 0", b"message 3"]},
        {"disclosed_messages": [b"message 3", b"message 0", b"message 7"]},
        {"disclosed_messages": [b"message 0", b"message 3", b"message 8"]},
        {"header": b"nonce of the verifier", "presentation_header": b"header"},
    ],
)
def test_another_claim_is_refused(change, issued, key):
    bbs.proof_verify(key.public, issued.proof, **issued.claim)
    with pytest.raises(ProofInvalid):
        bbs.proof_verify(key.public, issued.proof, **issued.claim | change)


def test_another_key_or_suite_is_refused(issued, key):
    (other_suite,) = set(bbs.Ciphersuite) - {issued.claim["ciphersuite"]}
    with pytest.raises(ProofInvalid):
        bbs.proof_verify(bbs.BbsSecretKey.generate().public, issued.proof, **issued.claim)
    with pytest.raises(ProofInvalid):
        bbs.proof_verify(key.public, issued.proof, **issued.claim | {"ciphersuite": other_suite})


@pytest.mark.parametrize(
    ("indexes", "code"),
    [
        ([0, 0], "index_order"),
        ([3, 0], "index_order"),
        ([-1], "index_order"),
        ([10], "index_range"),
        ([10**5000], "index_range"),
    ],
)
def test_a_holder_who_names_no_such_message_makes_a_mistake(indexes, code, issued, key, messages):
    with pytest.raises(UsageError) as raised:
        bbs.proof_gen(key.public, issued.signature, messages, disclosed_indexes=indexes)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("indexes", "error", "code"),
    [
        ([0, 0, 7], Malformed, "index_order"),
        ([3, 0, 7], Malformed, "index_order"),
        ([-1, 3, 7], Malformed, "index_order"),
        ([0, 3], Malformed, "index_count"),
        ([0, 3, 7, 8], Malformed, "index_count"),
        ([0, 3, 10], ProofInvalid, "index_range"),
        ([0, 3, 10**5000], ProofInvalid, "index_range"),
    ],
)
def test_wrong_indexes_in_evidence_are_rejected(indexes, error, code, issued, key):
    with pytest.raises(error) as raised:
        bbs.proof_verify(key.public, issued.proof, **issued.claim | {"disclosed_indexes": indexes})
    assert raised.value.code == code
    assert isinstance(raised.value, Rejected)


@pytest.mark.parametrize("indexes", [None, "012", 0, [0.0], ["0"], [True], [None], {0}])
def test_indexes_must_be_a_list_of_integers(indexes, issued, key, messages):
    for call in (
        lambda: bbs.proof_gen(key.public, issued.signature, messages, disclosed_indexes=indexes),
        lambda: bbs.proof_verify(key.public, issued.proof, **issued.claim | {"disclosed_indexes": indexes}),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "not_indexes"


def shared_strings(first, second, length):
    seen = {first[start : start + length] for start in range(len(first) - length + 1)}
    return [
        second[start : start + length]
        for start in range(len(second) - length + 1)
        if second[start : start + length] in seen
    ]


def test_two_proofs_share_nothing(issued, key, messages):
    arguments = {
        "disclosed_indexes": issued.indexes,
        "header": issued.header,
        "ciphersuite": issued.claim["ciphersuite"],
    }
    proofs = [bbs.proof_gen(key.public, issued.signature, messages, **arguments) for _ in range(2)]
    assert shared_strings(*proofs, 16) == []
    assert shared_strings(proofs[0], issued.signature, 16) == []


def test_a_proof_does_not_depend_on_its_mask(issued, key, messages):
    """The last draw only keeps secrets from the backend."""
    hidden, suite = len(messages) - 3, issued.claim["ciphersuite"]

    def proof_with(last):
        draws = iter([bytes([number + 1]) * 48 for number in range(5 + hidden)] + [last * 48])
        arguments = {"disclosed_indexes": issued.indexes, "header": issued.header, "ciphersuite": suite}
        return bbs.proof_gen(key.public, issued.signature, messages, randomness=lambda _: next(draws), **arguments)

    assert proof_with(b"\x70") == proof_with(b"\x71")


@properties
@given(st.binary(max_size=400))
def test_random_bytes_raise_only_our_errors(key, octets):
    with pytest.raises(VcwalletError):
        bbs.proof_verify(key.public, octets)


def test_all_and_nothing(key, messages):
    signature = bbs.sign(key, messages)
    everything = bbs.proof_gen(key.public, signature, messages, disclosed_indexes=range(10))
    bbs.proof_verify(key.public, everything, disclosed_messages=messages, disclosed_indexes=range(10))
    nothing = bbs.proof_gen(key.public, signature, messages)
    bbs.proof_verify(key.public, nothing)
    with pytest.raises(Malformed):
        bbs.proof_verify(key.public, everything, disclosed_messages=messages)
