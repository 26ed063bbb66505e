"""A BBS proof and a proof about a pseudonym in one (draft-irtf-cfrg-bbs-per-verifier-linkability-01, sections 7, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vcwallet.bbs.core import Setting
from vcwallet.bbs.curve import (
    G1Point,
    Scalar,
    is_identity,
    masked_multiplications,
    multi_exponentiation,
    point_to_octets,
)
from vcwallet.bbs.octets import Proof, Signature
from vcwallet.bbs.proof import (
    Blinding,
    Disclosure,
    calculate_challenge,
    demand_pairing,
    proof_finalize,
    proof_init,
    proof_verify_init,
    wrong_challenge,
)
from vcwallet.bbs.randomness import random_scalars
from vcwallet.errors import ProofInvalid
from vcwallet.ports import Randomness


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofWithPseudonym:
    """What a holder sends: a proof, and the pseudonym for the verifier's context (48 octets)."""

    proof: bytes
    pseudonym: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NymOpening:
    """The first move of the proof about the pseudonym, pseudonym_init_res: (pseudonym, OP, Ut)."""

    pseudonym: G1Point
    op: G1Point
    ut: G1Point

    @property
    def points(self) -> tuple[G1Point, G1Point, G1Point]:
        """What the challenge is computed from besides the BBS proof, in order."""
        return self.pseudonym, self.op, self.ut


def pseudonym_proof_init(
    setting: Setting, context_id: bytes, nym_secret: Scalar, random_scalar: Scalar, mask: Scalar
) -> NymOpening:
    """Makes the holder's first move (PseudonymProofInit, section 7.3.1).

    Args:
        setting: What the signature is about.
        context_id: The context.
        nym_secret: The pseudonym's secret, not zero.
        random_scalar: The random scalar of the last hidden message, which is the secret; not zero.
        mask: A fresh uniform scalar that keeps the secrets from the backend.
    """
    op = setting.interface.hash_to_curve_g1(context_id)
    pseudonym, ut = masked_multiplications(op, [nym_secret, random_scalar], mask)
    return NymOpening(pseudonym=pseudonym, op=op, ut=ut)


def pseudonym_proof_verify_init(setting: Setting, proof: Proof, pseudonym: G1Point, context_id: bytes) -> NymOpening:
    """Recomputes the holder's first move (PseudonymProofVerifyInit, section 7.3.2).

    Raises:
        ProofInvalid: Ut is the identity: no random scalar was used.
    """
    op = setting.interface.hash_to_curve_g1(context_id)
    ut = multi_exponentiation((op, pseudonym), (proof.m_hats[-1], -proof.challenge))
    if is_identity(ut):
        raise ProofInvalid(
            "The proof about the pseudonym is degenerate.",
            code="pseudonym_proof",
            spec="draft-irtf-cfrg-bbs-per-verifier-linkability-01 7.3.2",
        )
    return NymOpening(pseudonym=pseudonym, op=op, ut=ut)


def core_proof_gen_with_nym(
    setting: Setting,
    signature: Signature,
    scalars: Sequence[Scalar],
    indexes: Sequence[int],
    presentation_header: bytes,
    context_id: bytes,
    *,
    randomness: Randomness,
) -> ProofWithPseudonym:
    """Makes a proof with a pseudonym (CoreProofGenWithNym, section 7.1).

    Args:
        setting: What the signature is about.
        signature: The decoded signature; it is not verified here.
        scalars: All message scalars; the last is nym_secret.
        indexes: Places of the disclosed ones, ascending; never the last.
        presentation_header: What the proof is bound to.
        context_id: The context of the pseudonym.
        randomness: The source of randomness.

    Raises:
        UsageError: The source of randomness is plainly broken.
    """
    disclosure = Disclosure(
        indexes=indexes, scalars=[scalars[index] for index in indexes], presentation_header=presentation_header
    )
    hidden = disclosure.hidden_indexes(len(scalars))
    blinding = Blinding.drawn(len(hidden), randomness)
    (mask,) = random_scalars(1, randomness)
    opening = proof_init(setting, signature, scalars, hidden, blinding)
    nym = pseudonym_proof_init(setting, context_id, scalars[-1], blinding.m_tildes[-1], mask)
    challenge = calculate_challenge(setting, opening, disclosure, nym.points)
    return ProofWithPseudonym(
        proof=proof_finalize(opening, signature, [scalars[index] for index in hidden], blinding, challenge),
        pseudonym=point_to_octets(nym.pseudonym),
    )


def core_proof_verify_with_nym(
    setting: Setting, proof: Proof, disclosure: Disclosure, pseudonym: G1Point, context_id: bytes
) -> None:
    """Verifies a proof with a pseudonym (CoreProofVerifyWithNym, section 7.2).

    Args:
        setting: What the signature is about.
        proof: The decoded proof; its last hidden message is nym_secret.
        disclosure: What is disclosed; never the last message.
        pseudonym: The pseudonym.
        context_id: Its context.

    Raises:
        ProofInvalid: The proof does not hold.
    """
    opening = proof_verify_init(setting, proof, disclosure)
    nym = pseudonym_proof_verify_init(setting, proof, pseudonym, context_id)
    if calculate_challenge(setting, opening, disclosure, nym.points) != proof.challenge:
        raise wrong_challenge()
    demand_pairing(setting, proof)
