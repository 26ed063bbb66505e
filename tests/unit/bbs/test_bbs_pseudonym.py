"""Pseudonyms: the same for one verifier, another for the next, and bound to the signature."""

import secrets
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vcwallet import bbs
from vcwallet.bbs.blind_parameters import HeldMessages, blind_setting
from vcwallet.bbs.curve import BASE_POINT_G1, ZERO, point_to_octets, scalar_from_octets
from vcwallet.bbs.interface import PSEUDONYM, interface_of
from vcwallet.bbs.octets import signature_from_octets
from vcwallet.bbs.proof import Blinding, Disclosure, calculate_challenge, proof_finalize, proof_init
from vcwallet.bbs.pseudonym_proof import pseudonym_proof_init
from vcwallet.bbs.randomness import random_scalars
from vcwallet.errors import FormatError, Malformed, ProofInvalid, Rejected, UsageError

properties = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
GROUP_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
COMMITTED = [b"the holder's secret", b"another one"]
MESSAGES = [b"zero", b"one", b"two"]
SHOP = b"https://shop.example"


def issue(key, messages, committed, suite):
    """All that a holder has after an issuance."""
    nym, entropy = bbs.random_scalar(), bbs.random_scalar()
    made = bbs.commit_with_nym(nym, committed, ciphersuite=suite)
    signature = bbs.blind_sign_with_nym(
        key,
        messages,
        commitment_with_proof=made.commitment_with_proof,
        signer_nym_entropy=entropy,
        header=b"h",
        ciphersuite=suite,
    )
    held = {
        "committed_messages": committed,
        "secret_prover_blind": made.secret_prover_blind,
        "header": b"h",
        "ciphersuite": suite,
    }
    shares = {"prover_nym": nym, "signer_nym_entropy": entropy}
    secret = bbs.verify_finalize_with_nym(key.public, signature, messages, **held, **shares)
    return SimpleNamespace(made=made, signature=signature, held=held, shares=shares, secret=secret)


@pytest.fixture(scope="module")
def nym(key, suite):
    """A signature with a pseudonym, and a proof that discloses messages 0 and 2 and the committed message 1."""
    issued = issue(key, MESSAGES, COMMITTED, suite)
    shown = {"disclosed_indexes": [0, 2], "disclosed_commitment_indexes": [1], "presentation_header": b"nonce"}
    issued.asked = {"nym_secret": issued.secret, "context_id": SHOP, **issued.held}
    issued.sent = bbs.proof_gen_with_nym(key.public, issued.signature, MESSAGES, **issued.asked, **shown)
    issued.claim = {
        **shown,
        "context_id": SHOP,
        "disclosed_messages": [MESSAGES[0], MESSAGES[2]],
        "disclosed_committed_messages": [COMMITTED[1]],
        "signer_message_count": 3,
        "header": b"h",
        "ciphersuite": suite,
    }
    return issued


@properties
@given(st.data())
def test_any_disclosure_verifies(key, suite, data):
    messages = data.draw(st.lists(st.binary(max_size=20), max_size=4))
    committed = data.draw(st.lists(st.binary(max_size=20), max_size=3))
    shown = {
        "disclosed_indexes": [index for index in range(len(messages)) if data.draw(st.booleans())],
        "disclosed_commitment_indexes": [index for index in range(len(committed)) if data.draw(st.booleans())],
    }
    context = data.draw(st.binary(max_size=20))
    issued = issue(key, messages, committed, suite)
    sent = bbs.proof_gen_with_nym(
        key.public, issued.signature, messages, nym_secret=issued.secret, context_id=context, **issued.held, **shown
    )
    bbs.proof_verify_with_nym(
        key.public,
        sent.proof,
        sent.pseudonym,
        context_id=context,
        signer_message_count=len(messages),
        disclosed_messages=[messages[index] for index in shown["disclosed_indexes"]],
        disclosed_committed_messages=[committed[index] for index in shown["disclosed_commitment_indexes"]],
        header=b"h",
        ciphersuite=suite,
        **shown,
    )


def test_one_verifier_recognises_and_two_do_not(nym, key):
    def sent(context):
        return bbs.proof_gen_with_nym(key.public, nym.signature, MESSAGES, **nym.asked | {"context_id": context})

    first, again, elsewhere = sent(SHOP), sent(SHOP), sent(b"https://other.example")
    assert first.pseudonym == again.pseudonym == nym.sent.pseudonym
    assert first.pseudonym != elsewhere.pseudonym
    assert first.proof != again.proof
    seen = {first.proof[start : start + 16] for start in range(len(first.proof) - 15)}
    for other in (again.proof, elsewhere.proof, elsewhere.pseudonym, nym.signature, nym.made.commitment_with_proof):
        assert not any(other[start : start + 16] in seen for start in range(len(other) - 15))


def test_calculate_pseudonym_agrees_with_the_proof(nym):
    suite = nym.held["ciphersuite"]
    assert bbs.calculate_pseudonym(nym.secret, SHOP, ciphersuite=suite) == nym.sent.pseudonym
    masked = bbs.calculate_pseudonym(nym.secret, SHOP, ciphersuite=suite, randomness=lambda length: b"\5" * length)
    assert masked == nym.sent.pseudonym


def test_the_secret_is_the_sum_of_both_shares(nym):
    shares = [int.from_bytes(share, "big") for share in nym.shares.values()]
    assert int.from_bytes(nym.secret, "big") == sum(shares) % GROUP_ORDER


def test_reissued_with_the_same_shares_the_pseudonym_stays(nym, key):
    suite = nym.held["ciphersuite"]
    made = bbs.commit_with_nym(nym.shares["prover_nym"], ciphersuite=suite)
    entropy = nym.shares["signer_nym_entropy"]
    signature = bbs.blind_sign_with_nym(
        key, [b"new"], commitment_with_proof=made.commitment_with_proof, signer_nym_entropy=entropy, ciphersuite=suite
    )
    secret = bbs.verify_finalize_with_nym(
        key.public,
        signature,
        [b"new"],
        secret_prover_blind=made.secret_prover_blind,
        ciphersuite=suite,
        **nym.shares,
    )
    assert secret == nym.secret


def test_a_share_that_is_not_supplied_counts_as_zero(key):
    made = bbs.commit_with_nym(None)
    entropy = bbs.random_scalar()
    signature = bbs.blind_sign_with_nym(
        key, MESSAGES, commitment_with_proof=made.commitment_with_proof, signer_nym_entropy=entropy
    )
    blind = {"secret_prover_blind": made.secret_prover_blind}
    secret = bbs.verify_finalize_with_nym(key.public, signature, MESSAGES, signer_nym_entropy=entropy, **blind)
    assert secret == entropy


def test_shares_that_cancel_are_refused(key):
    nym = bbs.random_scalar()
    opposite = (GROUP_ORDER - int.from_bytes(nym, "big")).to_bytes(32, "big")
    made = bbs.commit_with_nym(nym)
    signature = bbs.blind_sign_with_nym(
        key, MESSAGES, commitment_with_proof=made.commitment_with_proof, signer_nym_entropy=opposite
    )
    with pytest.raises(FormatError) as raised:
        bbs.verify_finalize_with_nym(
            key.public,
            signature,
            MESSAGES,
            prover_nym=nym,
            signer_nym_entropy=opposite,
            secret_prover_blind=made.secret_prover_blind,
        )
    assert raised.value.code == "scalar_zero"


def test_a_commitment_with_a_bad_proof_is_refused(nym, key):
    octets = nym.made.commitment_with_proof
    arguments = {"signer_nym_entropy": bbs.random_scalar(), "ciphersuite": nym.held["ciphersuite"]}
    for start in range(48, len(octets), 32):
        changed = octets[:start] + bbs.random_scalar() + octets[start + 32 :]
        with pytest.raises(ProofInvalid) as raised:
            bbs.blind_sign_with_nym(key, MESSAGES, commitment_with_proof=changed, **arguments)
        assert raised.value.code == "commitment_invalid"


def test_commitments_of_another_form_are_malformed(nym, key, bad_points):
    octets = nym.made.commitment_with_proof
    for commitment, code in (
        (b"", "wrong_length"),
        (octets[:112], "wrong_length"),  # commits to nothing: there is no place for the pseudonym's secret
        (octets[:-1], "wrong_length"),
        *((point + octets[48:], "bad_point") for point in bad_points.values()),
        (octets[:-32] + bytes(32), "scalar_zero"),
        (octets[:-32] + b"\xff" * 32, "scalar_range"),
        (bytes(144 + 32 * (bbs.MAX_MESSAGES + 3)), "too_many_messages"),
    ):
        with pytest.raises(Malformed) as raised:
            bbs.blind_sign_with_nym(
                key, MESSAGES, commitment_with_proof=commitment, signer_nym_entropy=bbs.random_scalar()
            )
        assert raised.value.code == code


def test_too_many_messages_together(key):
    made = bbs.commit_with_nym(bbs.random_scalar(), COMMITTED)
    many = [b""] * (bbs.MAX_MESSAGES - 1)
    with pytest.raises(UsageError) as raised:
        bbs.blind_sign_with_nym(
            key, many, commitment_with_proof=made.commitment_with_proof, signer_nym_entropy=bbs.random_scalar()
        )
    assert raised.value.code == "too_many_messages"


@pytest.mark.parametrize(
    "change",
    [
        {"committed_messages": COMMITTED[:1]},
        {"committed_messages": COMMITTED[::-1]},
        {"secret_prover_blind": None},
        {"secret_prover_blind": b"\1" * 32},
        {"prover_nym": b"\1" * 32},
        {"prover_nym": None},
        {"signer_nym_entropy": b"\1" * 32},
        {"header": b""},
    ],
)
def test_a_signature_without_the_secrets_does_not_verify(change, nym, key):
    with pytest.raises(ProofInvalid):
        bbs.verify_finalize_with_nym(key.public, nym.signature, MESSAGES, **nym.held | nym.shares | change)


@pytest.mark.parametrize(
    "change",
    [
        {"nym_secret": b"\1" * 32},
        {"secret_prover_blind": b"\1" * 32},
        {"committed_messages": [b"stolen", COMMITTED[1]]},
    ],
)
def test_a_thief_without_the_secrets_proves_nothing(change, nym, key):
    sent = bbs.proof_gen_with_nym(key.public, nym.signature, MESSAGES, **nym.asked | change)
    claim = {"context_id": SHOP, "signer_message_count": 3, "header": b"h", "ciphersuite": nym.held["ciphersuite"]}
    with pytest.raises(ProofInvalid):
        bbs.proof_verify_with_nym(key.public, sent.proof, sent.pseudonym, **claim)


@pytest.mark.parametrize(
    "change",
    [
        {"context_id": b"https://other.example"},
        {"context_id": b""},
        {"disclosed_messages": [b"two", b"zero"]},
        {"disclosed_committed_messages": [b"the holder's secret"]},
        {"disclosed_indexes": [0, 1]},
        {"disclosed_commitment_indexes": [0]},
        {"header": b"another"},
        {"presentation_header": b"another"},
        {"signer_message_count": 4},
    ],
)
def test_another_claim_is_refused(change, nym, key):
    bbs.proof_verify_with_nym(key.public, nym.sent.proof, nym.sent.pseudonym, **nym.claim)
    with pytest.raises(ProofInvalid):
        bbs.proof_verify_with_nym(key.public, nym.sent.proof, nym.sent.pseudonym, **nym.claim | change)


def test_another_pseudonym_or_key_is_refused(nym, key):
    suite = nym.held["ciphersuite"]
    others = [
        bbs.calculate_pseudonym(bbs.random_scalar(), SHOP, ciphersuite=suite),
        bbs.calculate_pseudonym(nym.secret, b"https://other.example", ciphersuite=suite),
        bbs.create_generators(1)[0],
    ]
    for pseudonym in others:
        with pytest.raises(ProofInvalid):
            bbs.proof_verify_with_nym(key.public, nym.sent.proof, pseudonym, **nym.claim)
    stranger = bbs.BbsSecretKey.generate().public
    with pytest.raises(ProofInvalid):
        bbs.proof_verify_with_nym(stranger, nym.sent.proof, nym.sent.pseudonym, **nym.claim)


def test_only_the_pairing_tells_apart_an_invented_signature(nym, key):
    invented = bbs.create_generators(1)[0] + bbs.random_scalar()
    sent = bbs.proof_gen_with_nym(key.public, invented, MESSAGES, **nym.asked)
    claim = {"context_id": SHOP, "signer_message_count": 3, "header": b"h", "ciphersuite": nym.held["ciphersuite"]}
    with pytest.raises(ProofInvalid) as raised:
        bbs.proof_verify_with_nym(key.public, sent.proof, sent.pseudonym, **claim)
    assert raised.value.code == "signer_mismatch"


def test_pseudonyms_of_another_form_are_malformed(nym, key, bad_points):
    base_point = point_to_octets(BASE_POINT_G1)
    for pseudonym in (*bad_points.values(), base_point, b"", nym.sent.pseudonym[:-1], nym.sent.pseudonym + b"\0"):
        with pytest.raises(Malformed) as raised:
            bbs.proof_verify_with_nym(key.public, nym.sent.proof, pseudonym, **nym.claim)
        assert raised.value.code in {"bad_point", "wrong_length"}


@pytest.mark.parametrize("place", range(8))
def test_changed_answers_are_refused(place, nym, key):
    """e^, r1^, r3^, then message 1, the blind, the committed message 0 and the pseudonym's secret, then c."""
    proof, start = nym.sent.proof, 144 + 32 * place
    assert len(proof) == 144 + 32 * 8
    for octets, error in ((bbs.random_scalar(), ProofInvalid), (bytes(32), Malformed), (b"\xff" * 32, Malformed)):
        changed = proof[:start] + octets + proof[start + 32 :]
        with pytest.raises(error):
            bbs.proof_verify_with_nym(key.public, changed, nym.sent.pseudonym, **nym.claim)


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"signer_message_count": 2}, ProofInvalid, "index_range"),
        ({"signer_message_count": 6}, ProofInvalid, "message_count"),
        ({"signer_message_count": -1}, ProofInvalid, "message_count"),
        ({"disclosed_indexes": [0, 3]}, ProofInvalid, "index_range"),
        ({"disclosed_commitment_indexes": [2]}, ProofInvalid, "index_range"),
        ({"disclosed_commitment_indexes": [1, 1]}, Malformed, "index_order"),
        ({"disclosed_indexes": [0]}, Malformed, "index_count"),
    ],
)
def test_wrong_counts_and_indexes_in_evidence_are_rejected(change, error, code, nym, key):
    """Committed index 2 would be the pseudonym's secret, and signer's index 3 the prover's blind."""
    with pytest.raises(error) as raised:
        bbs.proof_verify_with_nym(key.public, nym.sent.proof, nym.sent.pseudonym, **nym.claim | change)
    assert raised.value.code == code
    assert isinstance(raised.value, Rejected)


def test_a_proof_that_hides_only_one_message_has_no_place_for_the_secret(nym, key, messages):
    signature = bbs.sign(key, messages)
    proof = bbs.proof_gen(key.public, signature, messages, disclosed_indexes=list(range(9)))
    claim = {"disclosed_messages": messages[:9], "disclosed_indexes": list(range(9)), "signer_message_count": 9}
    with pytest.raises(ProofInvalid) as raised:
        bbs.proof_verify_with_nym(key.public, proof, nym.sent.pseudonym, context_id=SHOP, **claim)
    assert raised.value.code == "message_count"


def test_a_holder_who_disclosed_the_secret_could_lie_about_the_pseudonym(nym, key):
    """The places of blind and secret are not for the holder to name either."""
    for change, code in (
        ({"disclosed_indexes": [3]}, "index_range"),
        ({"disclosed_commitment_indexes": [2]}, "index_range"),
        ({"disclosed_commitment_indexes": [-1]}, "index_order"),
        ({"disclosed_indexes": [0.5]}, "not_indexes"),
        ({"context_id": "https://shop.example"}, "not_bytes"),
        ({"nym_secret": 5}, "not_bytes"),
        ({"presentation_header": "nonce"}, "not_bytes"),
        ({"header": "h"}, "not_bytes"),
        ({"committed_messages": "secret"}, "not_messages"),
    ):
        with pytest.raises(UsageError) as raised:
            bbs.proof_gen_with_nym(key.public, nym.signature, MESSAGES, **nym.asked | change)
        assert raised.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signer_message_count": 3.0}, "bad_count"),
        ({"context_id": None}, "not_bytes"),
        ({"presentation_header": None}, "not_bytes"),
        ({"header": None}, "not_bytes"),
        ({"disclosed_messages": "text"}, "not_messages"),
        ({"disclosed_indexes": "01"}, "not_indexes"),
    ],
)
def test_mistakes_of_the_verifier(change, code, nym, key):
    with pytest.raises(UsageError) as raised:
        bbs.proof_verify_with_nym(key.public, nym.sent.proof, nym.sent.pseudonym, **nym.claim | change)
    assert raised.value.code == code
    with pytest.raises(UsageError):
        bbs.proof_verify_with_nym(key.public, nym.sent.proof, nym.sent.pseudonym.hex(), **nym.claim)


def test_secrets_are_read_strictly(nym, key, bad_scalars):
    commitment = nym.made.commitment_with_proof
    for octets in (*bad_scalars.values(), b"\1" * 31):
        for call in (
            lambda octets=octets: bbs.calculate_pseudonym(octets, SHOP),
            lambda octets=octets: bbs.commit_with_nym(octets),
            lambda octets=octets: bbs.blind_sign_with_nym(
                key, MESSAGES, commitment_with_proof=commitment, signer_nym_entropy=octets
            ),
            lambda octets=octets: bbs.proof_gen_with_nym(
                key.public, nym.signature, MESSAGES, **nym.asked | {"nym_secret": octets}
            ),
            lambda octets=octets: bbs.verify_finalize_with_nym(
                key.public, nym.signature, MESSAGES, **nym.held | {"prover_nym": octets}
            ),
        ):
            with pytest.raises(FormatError) as raised:
                call()
            assert raised.value.code in {"scalar_zero", "scalar_range", "wrong_length"}
    for call in (
        lambda: bbs.calculate_pseudonym("secret", SHOP),
        lambda: bbs.calculate_pseudonym(nym.secret, "shop"),
        lambda: bbs.commit_with_nym(5),
        lambda: bbs.commit_with_nym(nym.secret, "messages"),
    ):
        with pytest.raises(UsageError):
            call()


def test_a_proof_without_randomness_about_the_pseudonym_is_refused(nym, key):
    """A holder who takes zero for the last random scalar makes Ut the identity: section 7.3.2 refuses it."""
    suite = nym.held["ciphersuite"]
    interface = interface_of(suite, PSEUDONYM)
    held = HeldMessages.of(MESSAGES, COMMITTED, nym.made.secret_prover_blind)
    scalars = [*held.scalars(interface), scalar_from_octets(nym.secret)]
    setting = blind_setting(interface, key.public, b"h", known=3, committed=3)
    signature = signature_from_octets(nym.signature)
    hidden = list(range(len(scalars)))
    r1, r2, e_tilde, r1_tilde, r3_tilde, mask, *m_tildes = random_scalars(6 + len(scalars), secrets.token_bytes)
    blinding = Blinding(
        r1=r1,
        r2=r2,
        e_tilde=e_tilde,
        r1_tilde=r1_tilde,
        r3_tilde=r3_tilde,
        m_tildes=(*m_tildes[:-1], ZERO),
        mask=mask,
    )
    opening = proof_init(setting, signature, scalars, hidden, blinding)
    first = pseudonym_proof_init(setting, SHOP, scalars[-1], ZERO, mask)
    disclosure = Disclosure(indexes=[], scalars=[], presentation_header=b"")
    challenge = calculate_challenge(setting, opening, disclosure, first.points)
    proof = proof_finalize(opening, signature, scalars, blinding, challenge)
    claim = {"context_id": SHOP, "signer_message_count": 3, "header": b"h", "ciphersuite": suite}
    with pytest.raises(ProofInvalid) as raised:
        bbs.proof_verify_with_nym(key.public, proof, point_to_octets(first.pseudonym), **claim)
    assert raised.value.code == "pseudonym_proof"
