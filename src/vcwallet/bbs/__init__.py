"""The IETF BBS signature scheme over BLS12-381: sign many messages at once, show some of them, unlinkably.

Usable by itself: ``from vcwallet import bbs``. Needs the extra ``vcwallet[bbs]``.
"""

from vcwallet.bbs.blind_issuing import blind_sign, commit, verify_blind_sign
from vcwallet.bbs.blind_proving import blind_proof_gen, blind_proof_verify
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.commitment import Commitment
from vcwallet.bbs.generators import MAX_MESSAGES, create_generators
from vcwallet.bbs.interface import hash_to_scalar
from vcwallet.bbs.issuance import verify_blind_issuance
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey, key_gen, sk_to_pk
from vcwallet.bbs.pseudonym import calculate_pseudonym
from vcwallet.bbs.pseudonym_issuing import (
    blind_sign_with_nym,
    commit_with_nym,
    finalize_nym_secret,
    verify_finalize_with_nym,
)
from vcwallet.bbs.pseudonym_proof import ProofWithPseudonym
from vcwallet.bbs.pseudonym_proving import proof_gen_with_nym, proof_verify_with_nym
from vcwallet.bbs.randomness import random_scalar
from vcwallet.bbs.signature import proof_gen, proof_verify, sign, verify

__all__ = [
    "MAX_MESSAGES",
    "BbsPublicKey",
    "BbsSecretKey",
    "Ciphersuite",
    "Commitment",
    "ProofWithPseudonym",
    "blind_proof_gen",
    "blind_proof_verify",
    "blind_sign",
    "blind_sign_with_nym",
    "calculate_pseudonym",
    "commit",
    "commit_with_nym",
    "create_generators",
    "finalize_nym_secret",
    "hash_to_scalar",
    "key_gen",
    "proof_gen",
    "proof_gen_with_nym",
    "proof_verify",
    "proof_verify_with_nym",
    "random_scalar",
    "sign",
    "sk_to_pk",
    "verify",
    "verify_blind_issuance",
    "verify_blind_sign",
    "verify_finalize_with_nym",
]
