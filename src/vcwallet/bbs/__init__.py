"""The IETF BBS signature scheme over BLS12-381: sign many messages at once, show some of them, unlinkably.

Usable by itself: ``from vcwallet import bbs``. Needs the extra ``vcwallet[bbs]``.
"""

from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.generators import MAX_MESSAGES, create_generators
from vcwallet.bbs.interface import hash_to_scalar
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey, key_gen, sk_to_pk
from vcwallet.bbs.randomness import random_scalar
from vcwallet.bbs.signature import proof_gen, proof_verify, sign, verify

__all__ = [
    "MAX_MESSAGES",
    "BbsPublicKey",
    "BbsSecretKey",
    "Ciphersuite",
    "create_generators",
    "hash_to_scalar",
    "key_gen",
    "proof_gen",
    "proof_verify",
    "random_scalar",
    "sign",
    "sk_to_pk",
    "verify",
]
