"""Pseudonyms: known to one verifier, unlinkable between two (draft-irtf-cfrg-bbs-per-verifier-linkability-01, 4).

The pseudonym for a context, such as a verifier's identifier, is the hash of the context times a secret of the holder's
that the signer has signed without seeing it.
"""

from __future__ import annotations

import secrets

from vcwallet.bbs.arguments import demand_bytes, demand_scalar
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.curve import masked_multiplication, point_to_octets
from vcwallet.bbs.interface import PSEUDONYM, interface_of
from vcwallet.bbs.randomness import random_scalars
from vcwallet.ports import Randomness


def calculate_pseudonym(
    nym_secret: bytes,
    context_id: bytes,
    *,
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """Returns the pseudonym for a context, the same each time (section 4).

    Args:
        nym_secret: What `verify_finalize_with_nym` returned.
        context_id: The context, such as a verifier's identifier.
        ciphersuite: Which ciphersuite.
        randomness: For masking the secret; the pseudonym does not depend on it.

    Returns:
        A point of G1, 48 octets.

    Raises:
        UsageError: An argument of the wrong type.
        FormatError: `nym_secret` is not a scalar.
    """
    interface = interface_of(ciphersuite, PSEUDONYM)
    nym = demand_scalar(nym_secret, "nym_secret")
    (mask,) = random_scalars(1, randomness)
    op = interface.hash_to_curve_g1(demand_bytes(context_id, "context_id"))
    return point_to_octets(masked_multiplication(op, nym, mask))
