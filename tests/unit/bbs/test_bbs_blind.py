"""Blind BBS: commitments, blind signatures and their proofs, and what is refused."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vcwallet import bbs
from vcwallet.bbs.blind_parameters import signable_point
from vcwallet.bbs.core import Setting, signed_point
from vcwallet.bbs.curve import negated
from vcwallet.bbs.interface import BLIND, interface_of
from vcwallet.errors import FormatError, Malformed, ProofInvalid, Rejected, UsageError

properties = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
COMMITTED = [b"the holder's secret", b"another one"]
MESSAGES = [b"zero", b"one", b"two"]


@pytest.fixture(scope="module")
def blind(key, suite):
    """A commitment, its signature, and a proof that discloses messages 0 and 2 and the committed message 1."""
    made = bbs.commit(COMMITTED, ciphersuite=suite)
    signature = bbs.blind_sign(
        key, MESSAGES, commitment_with_proof=made.commitment_with_proof, header=b"h", ciphersuite=suite
    )
    held = {"committed_messages": COMMITTED, "secret_prover_blind": made.secret_prover_blind, "header": b"h"}
    shown = {"disclosed_indexes": [0, 2], "disclosed_commitment_indexes": [1], "presentation_header": b"nonce"}
    proof = bbs.blind_proof_gen(key.public, signature, MESSAGES, **held, **shown, ciphersuite=suite)
    claim = {
        **shown,
        "disclosed_messages": [MESSAGES[0], MESSAGES[2]],
        "disclosed_committed_messages": [COMMITTED[1]],
        "signer_message_count": 3,
        "header": b"h",
        "ciphersuite": suite,
    }
    return SimpleNamespace(
        made=made, signature=signature, proof=proof, claim=claim, held={**held, "ciphersuite": suite}, suite=suite
    )


@properties
@given(st.data())
def test_any_disclosure_verifies(key, suite, data):
    messages = data.draw(st.lists(st.binary(max_size=20), max_size=4))
    committed = data.draw(st.lists(st.binary(max_size=20), max_size=4))
    indexes = [index for index in range(len(messages)) if data.draw(st.booleans())]
    commitment_indexes = [index for index in range(len(committed)) if data.draw(st.booleans())]
    made = bbs.commit(committed, ciphersuite=suite)
    signature = bbs.blind_sign(key, messages, commitment_with_proof=made.commitment_with_proof, ciphersuite=suite)
    held = {"committed_messages": committed, "secret_prover_blind": made.secret_prover_blind, "ciphersuite": suite}
    bbs.verify_blind_sign(key.public, signature, messages, **held)
    shown = {"disclosed_indexes": indexes, "disclosed_commitment_indexes": commitment_indexes}
    proof = bbs.blind_proof_gen(key.public, signature, messages, **held, **shown)
    bbs.blind_proof_verify(
        key.public,
        proof,
        signer_message_count=len(messages),
        disclosed_messages=[messages[index] for index in indexes],
        disclosed_committed_messages=[committed[index] for index in commitment_indexes],
        ciphersuite=suite,
        **shown,
    )


def test_without_a_commitment(key):
    signature = bbs.blind_sign(key, MESSAGES)
    bbs.verify_blind_sign(key.public, signature, MESSAGES)
    proof = bbs.blind_proof_gen(key.public, signature, MESSAGES, disclosed_indexes=[1])
    shown = {"disclosed_messages": [b"one"], "disclosed_indexes": [1]}
    bbs.blind_proof_verify(key.public, proof, signer_message_count=3, **shown)


def test_two_commitments_to_the_same_are_unlinkable():
    first, second = (bbs.commit(COMMITTED) for _ in range(2))
    octets = first.commitment_with_proof
    seen = {octets[start : start + 16] for start in range(len(octets) - 15)}
    other = second.commitment_with_proof
    assert not any(other[start : start + 16] in seen for start in range(len(other) - 15))
    assert first.secret_prover_blind != second.secret_prover_blind


def test_the_blind_does_not_print():
    made = bbs.commit(COMMITTED)
    assert made.secret_prover_blind.hex() not in repr(made)
    assert str(made.secret_prover_blind) not in repr(made)


@pytest.mark.parametrize("place", ["s^", "m^_1", "m^_2", "challenge"])
def test_a_commitment_without_knowledge_is_refused(place, blind, key):
    start = 48 + 32 * ["s^", "m^_1", "m^_2", "challenge"].index(place)
    octets = blind.made.commitment_with_proof
    changed = octets[:start] + bbs.random_scalar() + octets[start + 32 :]
    with pytest.raises(ProofInvalid) as raised:
        bbs.blind_sign(key, MESSAGES, commitment_with_proof=changed, ciphersuite=blind.suite)
    assert raised.value.code == "commitment_invalid"


def test_another_point_under_a_proof_is_refused(blind, key):
    octets = bbs.commit(COMMITTED, ciphersuite=blind.suite).commitment_with_proof[:48]
    with pytest.raises(ProofInvalid) as raised:
        bbs.blind_sign(
            key, [], commitment_with_proof=octets + blind.made.commitment_with_proof[48:], ciphersuite=blind.suite
        )
    assert raised.value.code == "commitment_invalid"


def test_a_commitment_for_pseudonyms_is_refused(key):
    """The interfaces do not mix: api_id is in every hash."""
    made = bbs.commit_with_nym(bbs.random_scalar(), COMMITTED)
    with pytest.raises(ProofInvalid):
        bbs.blind_sign(key, MESSAGES, commitment_with_proof=made.commitment_with_proof)


def test_commitments_of_another_form_are_malformed(blind, key, bad_points, bad_scalars):
    octets = blind.made.commitment_with_proof
    hostile = {f"C: {name}": (point + octets[48:], "bad_point") for name, point in bad_points.items()}
    for name, scalar in bad_scalars.items():
        for start in (48, 80, len(octets) - 32):
            code = "scalar_zero" if name == "zero" else "scalar_range"
            hostile[f"{start}: {name}"] = (octets[:start] + scalar + octets[start + 32 :], code)
    hostile |= {
        "empty": (b"", "wrong_length"),
        "too short": (octets[:80], "wrong_length"),
        "cut": (octets[:-1], "wrong_length"),
        "longer": (octets + b"\0", "wrong_length"),
        "huge": (bytes(112 + 32 * (bbs.MAX_MESSAGES + 3)), "too_many_messages"),
    }
    for name, (commitment, code) in hostile.items():
        with pytest.raises(Malformed) as raised:
            bbs.blind_sign(key, MESSAGES, commitment_with_proof=commitment)
        assert (raised.value.code, isinstance(raised.value, FormatError)) == (code, True), name


def test_too_many_messages_together(key):
    octets = bbs.commit([b""] * 3).commitment_with_proof
    half = [b""] * (bbs.MAX_MESSAGES - 2)
    for call in (
        lambda: bbs.blind_sign(key, half, commitment_with_proof=octets),
        lambda: bbs.verify_blind_sign(key.public, b"\1" * 80, half, committed_messages=half),
        lambda: bbs.commit([b""] * (bbs.MAX_MESSAGES + 1)),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "too_many_messages"


@pytest.mark.parametrize(
    "change",
    [
        {"committed_messages": COMMITTED[:1]},
        {"committed_messages": COMMITTED[::-1]},
        {"committed_messages": [b"not the secret", COMMITTED[1]]},
        {"secret_prover_blind": None},
        {"secret_prover_blind": b"\1" * 32},
        {"header": b""},
    ],
)
def test_a_holder_without_the_secrets_is_refused(change, blind, key):
    """Neither does the signature verify, nor does a proof made from it."""
    arguments = blind.held | change
    with pytest.raises(ProofInvalid):
        bbs.verify_blind_sign(key.public, blind.signature, MESSAGES, **arguments)
    proof = bbs.blind_proof_gen(key.public, blind.signature, MESSAGES, **arguments)
    with pytest.raises(ProofInvalid):
        bbs.blind_proof_verify(
            key.public, proof, signer_message_count=3, header=arguments["header"], ciphersuite=blind.suite
        )


def test_other_messages_or_key_are_refused(blind, key):
    for public, messages in ((key.public, MESSAGES[::-1]), (bbs.BbsSecretKey.generate().public, MESSAGES)):
        with pytest.raises(ProofInvalid):
            bbs.verify_blind_sign(public, blind.signature, messages, **blind.held)


@pytest.mark.parametrize(
    "change",
    [
        {"disclosed_messages": [b"two", b"zero"]},
        {"disclosed_committed_messages": [b"the holder's secret"]},
        {"disclosed_indexes": [0, 1]},
        {"disclosed_commitment_indexes": [0]},
        {"header": b"another"},
        {"presentation_header": b"another"},
        {"signer_message_count": 4},
        {"disclosed_messages": [b"zero", b"two", b"one"], "disclosed_indexes": [0, 1, 2]},
    ],
)
def test_another_claim_is_refused(change, blind, key):
    bbs.blind_proof_verify(key.public, blind.proof, **blind.claim)
    with pytest.raises(ProofInvalid):
        bbs.blind_proof_verify(key.public, blind.proof, **blind.claim | change)


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"signer_message_count": 2}, ProofInvalid, "index_range"),
        ({"signer_message_count": 6}, ProofInvalid, "message_count"),
        ({"signer_message_count": 10**5000}, ProofInvalid, "message_count"),
        ({"signer_message_count": -1}, ProofInvalid, "message_count"),
        ({"disclosed_indexes": [0, 3]}, ProofInvalid, "index_range"),
        ({"disclosed_commitment_indexes": [2]}, ProofInvalid, "index_range"),
        ({"disclosed_commitment_indexes": [-1]}, Malformed, "index_order"),
        ({"disclosed_indexes": [2, 0]}, Malformed, "index_order"),
        ({"disclosed_indexes": [0]}, Malformed, "index_count"),
        ({"disclosed_commitment_indexes": []}, Malformed, "index_count"),
    ],
)
def test_wrong_counts_and_indexes_in_evidence_are_rejected(change, error, code, blind, key):
    """An index must never reach the prover's blind, which lies between the two lists."""
    with pytest.raises(error) as raised:
        bbs.blind_proof_verify(key.public, blind.proof, **blind.claim | change)
    assert raised.value.code == code
    assert isinstance(raised.value, Rejected)


def test_a_proof_that_hides_nothing_has_no_place_for_the_blind(key, messages):
    """All is disclosed: U is 0, but the prover's blind must stay hidden."""
    signature = bbs.sign(key, messages)
    proof = bbs.proof_gen(key.public, signature, messages, disclosed_indexes=list(range(10)))
    claim = {"disclosed_messages": messages, "disclosed_indexes": list(range(10)), "signer_message_count": 10}
    with pytest.raises(ProofInvalid) as raised:
        bbs.blind_proof_verify(key.public, proof, **claim)
    assert raised.value.code == "message_count"


def test_a_proof_over_too_many_messages_is_refused(blind, key):
    proof = blind.proof[:240] + blind.proof[-32:] * (bbs.MAX_MESSAGES + 2)
    with pytest.raises(Malformed) as raised:
        bbs.blind_proof_verify(key.public, proof, **blind.claim)
    assert raised.value.code == "too_many_messages"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"disclosed_indexes": [3]}, "index_range"),
        ({"disclosed_indexes": [1, 1]}, "index_order"),
        ({"disclosed_commitment_indexes": [2]}, "index_range"),
        ({"disclosed_commitment_indexes": [1, 0]}, "index_order"),
        ({"disclosed_commitment_indexes": "1"}, "not_indexes"),
        ({"committed_messages": b"secret"}, "not_messages"),
        ({"committed_messages": None}, "not_messages"),
        ({"secret_prover_blind": "blind"}, "not_bytes"),
        ({"header": "header"}, "not_bytes"),
        ({"presentation_header": None}, "not_bytes"),
    ],
)
def test_mistakes_of_the_holder(change, code, blind, key):
    with pytest.raises(UsageError) as raised:
        bbs.blind_proof_gen(key.public, blind.signature, MESSAGES, **blind.held | change)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signer_message_count": "3"}, "bad_count"),
        ({"signer_message_count": True}, "bad_count"),
        ({"signer_message_count": None}, "bad_count"),
        ({"disclosed_committed_messages": "text"}, "not_messages"),
        ({"disclosed_commitment_indexes": None}, "not_indexes"),
        ({"presentation_header": 1}, "not_bytes"),
        ({"header": 1}, "not_bytes"),
    ],
)
def test_mistakes_of_the_verifier(change, code, blind, key):
    with pytest.raises(UsageError) as raised:
        bbs.blind_proof_verify(key.public, blind.proof, **blind.claim | change)
    assert raised.value.code == code


def test_arguments_of_the_signer(key):
    for call, code in (
        (lambda: bbs.commit("secret"), "not_messages"),
        (lambda: bbs.blind_sign(key, "messages"), "not_messages"),
        (lambda: bbs.blind_sign(key, [], header="header"), "not_bytes"),
        (lambda: bbs.blind_sign(key, [], commitment_with_proof="00"), "not_bytes"),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == code


def test_blinds_are_read_strictly(blind, key, bad_scalars):
    for octets in (*bad_scalars.values(), b"\1" * 31):
        for call in (bbs.verify_blind_sign, bbs.blind_proof_gen):
            with pytest.raises(FormatError):
                call(key.public, blind.signature, MESSAGES, **blind.held | {"secret_prover_blind": octets})


def test_a_commitment_that_cancels_everything_is_refused(key):
    """Nobody can prove to know what is in it; the check of the draft stands all the same."""
    interface = interface_of(bbs.Ciphersuite.BLS12_381_SHA_256, BLIND)
    setting = Setting.of(interface, key.public, interface.generators(1), b"")
    with pytest.raises(ProofInvalid) as raised:
        signable_point(setting, [], negated(signed_point(setting, [])))
    assert raised.value.code == "commitment_invalid"
