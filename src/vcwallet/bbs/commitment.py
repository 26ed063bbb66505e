"""Commitments to messages that the signer does not see (draft-irtf-cfrg-bbs-blind-signatures, section 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vcwallet.bbs.curve import (
    G1Point,
    Scalar,
    masked_multi_exponentiation,
    multi_exponentiation,
    point_to_octets,
    scalar_to_octets,
)
from vcwallet.bbs.generators import Generators
from vcwallet.bbs.interface import Interface
from vcwallet.bbs.octets import CommitmentWithProof, join
from vcwallet.bbs.randomness import random_scalars
from vcwallet.errors import ProofInvalid
from vcwallet.ports import Randomness


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What a holder makes before a blind signature.

    Attributes:
        commitment_with_proof: For the signer: hides the committed messages, and proves that the holder knows them.
        secret_prover_blind: For the holder alone, to be kept: without it the signature is of no use. 32 octets.
    """

    commitment_with_proof: bytes
    secret_prover_blind: bytes = field(repr=False)


def core_commit(interface: Interface, scalars: Sequence[Scalar], *, randomness: Randomness) -> Commitment:
    """Commits to message scalars (CoreCommit, section 4.3.1).

    Args:
        interface: The blind interface.
        scalars: The scalars to commit to; none is fine.
        randomness: The source of randomness; the secrecy of the scalars rests on it.

    Raises:
        UsageError: The source of randomness is plainly broken.
    """
    count = len(scalars)
    generators = interface.blind_generators(count + 1)
    blind, s_tilde, *rest = random_scalars(count + 4, randomness)
    m_tildes, (mask, nonce_mask) = rest[:count], rest[count:]
    c = masked_multi_exponentiation(generators.points, [blind, *scalars], mask)
    c_bar = masked_multi_exponentiation(generators.points, [s_tilde, *m_tildes], nonce_mask)
    challenge = calculate_blind_challenge(interface, generators, c, c_bar)
    answers = [
        s_tilde + blind * challenge,
        *(tilde + scalar * challenge for tilde, scalar in zip(m_tildes, scalars, strict=True)),
        challenge,
    ]
    return Commitment(commitment_with_proof=join((c,), answers), secret_prover_blind=scalar_to_octets(blind))


def core_commit_verify(interface: Interface, commitment: CommitmentWithProof) -> None:
    """Verifies that whoever made `commitment` knows what is in it (CoreCommitVerify, section 4.3.2).

    Raises:
        ProofInvalid: The proof does not hold.
    """
    generators = interface.blind_generators(len(commitment.m_hats) + 1)
    c_bar = recomputed_c_bar(generators, commitment)
    challenge = calculate_blind_challenge(interface, generators, commitment.commitment, c_bar)
    if challenge != commitment.challenge:
        raise ProofInvalid(
            "The commitment does not prove that its sender knows what was committed.",
            code="commitment_invalid",
            hint="Ask the holder for a new commitment.",
            spec="draft-irtf-cfrg-bbs-blind-signatures 4.3.2",
        )


def recomputed_c_bar(generators: Generators, commitment: CommitmentWithProof) -> G1Point:
    """Returns ``Cbar = Q_2·s^ + J_1·m^_1 + … + J_M·m^_M - C·c`` (section 4.3.2, step 1)."""
    points = [*generators.points, commitment.commitment]
    return multi_exponentiation(points, [commitment.s_hat, *commitment.m_hats, -commitment.challenge])


def calculate_blind_challenge(interface: Interface, generators: Generators, c: G1Point, c_bar: G1Point) -> Scalar:
    """Hashes the generators and both points to the challenge (section 5.3)."""
    committed = len(generators.points) - 1
    return interface.hash_to_scalar(
        committed.to_bytes(8, "big") + generators.octets + point_to_octets(c) + point_to_octets(c_bar)
    )
