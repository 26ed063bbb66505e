"""No long-lived secret reaches the backend's variable-time multi-exponentiation as it is."""

import secrets

import pytest

from vcwallet import bbs
from vcwallet.bbs import commitment, core, curve, keys, proof, pseudonym, pseudonym_proof
from vcwallet.bbs.interface import BLIND, PLAIN, PSEUDONYM, interface_of

SUITE = bbs.Ciphersuite.BLS12_381_SHA_256
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
HIDDEN, SHOWN = [b"a secret message", b"another one"], [b"a shown message"]


@pytest.fixture
def seen(monkeypatch):
    """The scalars of all multi-exponentiations, however they were called."""
    recorded, backend = [], curve.multi_exponentiation

    def recording(points, exponents):
        recorded.extend(int(exponent) for exponent in exponents)
        return backend(points, exponents)

    for module in (curve, core, proof, commitment, pseudonym_proof):
        monkeypatch.setattr(module, "multi_exponentiation", recording, raising=False)
    return recorded


class RecordingRandomness:
    """Real randomness that remembers the scalars which it gave."""

    def __init__(self):
        self.drawn = []

    def __call__(self, length):
        octets = secrets.token_bytes(length)
        self.drawn.append(int.from_bytes(octets, "big") % ORDER)
        return octets


def both_signs(*numbers):
    return {number % ORDER for number in numbers} | {-number % ORDER for number in numbers}


def scalars_of(messages, identifier):
    return [int(scalar) for scalar in interface_of(SUITE, identifier).messages_to_scalars(messages)]


def test_proof_gen(seen, key):
    signature = bbs.sign(key, SHOWN + HIDDEN)
    seen.clear()
    randomness = RecordingRandomness()
    bbs.proof_gen(key.public, signature, SHOWN + HIDDEN, disclosed_indexes=[0], randomness=randomness)
    _, _, e_tilde, _, _, *m_tildes, _ = randomness.drawn
    assert len(seen) == 5 + 2 + 2 + 3
    e = int.from_bytes(signature[48:], "big")
    assert not set(seen) & both_signs(e, e_tilde, *m_tildes, *scalars_of(HIDDEN, PLAIN))


def test_commit(seen):
    randomness = RecordingRandomness()
    bbs.commit(HIDDEN, randomness=randomness)
    blind, s_tilde, *rest = randomness.drawn
    assert len(seen) == 6
    assert not set(seen) & both_signs(blind, s_tilde, *rest[:2], *scalars_of(HIDDEN, BLIND))


def test_verify_blind_sign(seen, key):
    made = bbs.commit(HIDDEN)
    signature = bbs.blind_sign(key, SHOWN, commitment_with_proof=made.commitment_with_proof)
    seen.clear()
    held = {"committed_messages": HIDDEN, "secret_prover_blind": made.secret_prover_blind}
    bbs.verify_blind_sign(key.public, signature, SHOWN, **held)
    blind, e = int.from_bytes(made.secret_prover_blind, "big"), int.from_bytes(signature[48:], "big")
    assert len(seen) == 6
    assert not set(seen) & both_signs(blind, e, *scalars_of(HIDDEN, BLIND))


def test_pseudonyms(seen, key):
    nym, entropy = bbs.random_scalar(), bbs.random_scalar()
    made = bbs.commit_with_nym(nym, HIDDEN)
    commitment_octets = made.commitment_with_proof
    signature = bbs.blind_sign_with_nym(key, SHOWN, commitment_with_proof=commitment_octets, signer_nym_entropy=entropy)
    held = {"committed_messages": HIDDEN, "secret_prover_blind": made.secret_prover_blind}
    shares = {"prover_nym": nym, "signer_nym_entropy": entropy}
    secret = bbs.verify_finalize_with_nym(key.public, signature, SHOWN, **held, **shares)
    randomness = RecordingRandomness()
    bbs.proof_gen_with_nym(
        key.public, signature, SHOWN, nym_secret=secret, context_id=b"shop", randomness=randomness, **held
    )
    _, _, e_tilde, _, _, *m_tildes = randomness.drawn[:10]
    assert seen
    known_to_holder = (int.from_bytes(octets, "big") for octets in (nym, secret, made.secret_prover_blind))
    e = int.from_bytes(signature[48:], "big")
    assert not set(seen) & both_signs(*known_to_holder, e, e_tilde, *m_tildes, *scalars_of(HIDDEN, PSEUDONYM))


def test_secrets_are_not_in_errors(key):
    """What is wrong with a secret is said without the secret."""
    from vcwallet.errors import VcwalletError

    wrong = b"\xff" * 32
    for call in (
        lambda: bbs.BbsSecretKey.from_bytes(wrong),
        lambda: bbs.calculate_pseudonym(wrong, b"shop"),
        lambda: bbs.commit_with_nym(wrong),
    ):
        with pytest.raises(VcwalletError) as raised:
            call()
        assert "ff" * 4 not in str(raised.value).lower()
        assert str(int.from_bytes(wrong, "big")) not in str(raised.value)


@pytest.mark.parametrize(
    ("module", "function", "call", "times"),
    [
        (keys, "masked_multiplication", lambda k, s: bbs.BbsSecretKey.from_bytes(b"\1" * 32), 1),
        (keys, "masked_division", lambda k, s: bbs.sign(k, HIDDEN), 1),
        (keys, "masked_division", lambda k, s: bbs.blind_sign(k, HIDDEN), 1),
        (pseudonym, "masked_multiplication", lambda k, s: bbs.calculate_pseudonym(b"\1" * 32, b"shop"), 1),
        (
            pseudonym_proof,
            "masked_multiplications",
            lambda k, s: bbs.proof_gen_with_nym(k.public, s, HIDDEN, nym_secret=b"\1" * 32, context_id=b"shop"),
            1,
        ),
    ],
)
def test_single_multiplications_with_secrets_are_masked(module, function, call, times, key, monkeypatch):
    signature, masks, masked = bbs.sign(key, HIDDEN), [], getattr(module, function)

    def recording(point, scalar, mask):
        masks.append(int(mask))
        return masked(point, scalar, mask)

    monkeypatch.setattr(module, function, recording)
    call(key, signature)
    assert len(set(masks)) == len(masks) == times
