"""A signer checks the blind signatures that were made elsewhere, without knowing what was committed."""

import pytest

from vcwallet import bbs
from vcwallet.errors import FormatError, KeyMismatch, Malformed, ProofInvalid, UsageError

MESSAGES = [b"one", b"two"]
HEADER = b"header"


@pytest.fixture(scope="module")
def key():
    return bbs.BbsSecretKey.generate()


@pytest.fixture(scope="module", params=["blind", "pseudonym"])
def issued(key, request):
    if request.param == "blind":
        parts = {"commitment_with_proof": bbs.commit([b"secret"]).commitment_with_proof}
        return bbs.blind_sign(key, MESSAGES, header=HEADER, **parts), parts
    nym = bbs.commit_with_nym(bbs.random_scalar(), [b"secret"])
    parts = {"commitment_with_proof": nym.commitment_with_proof, "signer_nym_entropy": bbs.random_scalar()}
    return bbs.blind_sign_with_nym(key, MESSAGES, header=HEADER, **parts), parts


def test_what_was_signed_is_verified(key, issued):
    signature, parts = issued
    bbs.verify_blind_issuance(key.public, signature, MESSAGES, header=HEADER, **parts)


def test_whatever_differs_is_noticed(key, issued):
    signature, parts = issued
    other = bbs.commit_with_nym(bbs.random_scalar(), [b"secret"]).commitment_with_proof
    other = other if "signer_nym_entropy" in parts else bbs.commit([b"secret"]).commitment_with_proof
    with pytest.raises(ProofInvalid):
        bbs.verify_blind_issuance(key.public, signature, MESSAGES[:1], header=HEADER, **parts)
    with pytest.raises(ProofInvalid):
        bbs.verify_blind_issuance(key.public, signature, MESSAGES, header=b"other", **parts)
    with pytest.raises(ProofInvalid):
        bbs.verify_blind_issuance(bbs.BbsSecretKey.generate().public, signature, MESSAGES, header=HEADER, **parts)
    changed = [parts | {"commitment_with_proof": other}]
    if "signer_nym_entropy" in parts:
        changed.append(parts | {"signer_nym_entropy": bbs.random_scalar()})
    for different in changed:
        with pytest.raises(ProofInvalid):
            bbs.verify_blind_issuance(key.public, signature, MESSAGES, header=HEADER, **different)


def test_what_cannot_be_read_is_refused(key, issued):
    signature, parts = issued
    with pytest.raises(Malformed):
        bbs.verify_blind_issuance(key.public, signature[:-1], MESSAGES, **parts)
    with pytest.raises(Malformed):
        bbs.verify_blind_issuance(key.public, signature, MESSAGES, **parts | {"commitment_with_proof": bytes(112)})
    with pytest.raises(FormatError):
        bbs.verify_blind_issuance(key.public, signature, MESSAGES, **parts | {"signer_nym_entropy": bytes(32)})
    with pytest.raises(KeyMismatch):
        bbs.verify_blind_issuance(b"", signature, MESSAGES, **parts)
    with pytest.raises(UsageError):
        bbs.verify_blind_issuance(key.public, signature, "messages", **parts)


def test_the_secret_of_a_pseudonym_is_the_sum_that_was_verified(key):
    nym, entropy = bbs.random_scalar(), bbs.random_scalar()
    committed = bbs.commit_with_nym(nym)
    signature = bbs.blind_sign_with_nym(
        key, MESSAGES, commitment_with_proof=committed.commitment_with_proof, signer_nym_entropy=entropy
    )
    blind = {"prover_nym": nym, "signer_nym_entropy": entropy, "secret_prover_blind": committed.secret_prover_blind}
    verified = bbs.verify_finalize_with_nym(key.public, signature, MESSAGES, **blind)
    assert bbs.finalize_nym_secret(nym, entropy) == verified
    assert bbs.finalize_nym_secret(nym, None) == nym


def test_shares_that_are_none_are_refused():
    order = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
    share = bbs.random_scalar()
    negative = (order - int.from_bytes(share)).to_bytes(32)
    for shares in ((None, None), (share, negative), (bytes(32), share), (b"\xff" * 32, share)):
        with pytest.raises(FormatError):
            bbs.finalize_nym_secret(*shares)
    with pytest.raises(UsageError):
        bbs.finalize_nym_secret("share", share)
