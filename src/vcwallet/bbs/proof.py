"""CoreProofGen and CoreProofVerify in their steps (draft-irtf-cfrg-bbs-signatures, sections 3.6.3, 3.6.4 and 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vcwallet.bbs.core import Setting
from vcwallet.bbs.curve import (
    BASE_POINT_G2,
    G1Point,
    Scalar,
    masked_multi_exponentiation,
    multi_exponentiation,
    negated,
    pairing_product_is_one,
    point_to_octets,
    scalar_to_octets,
)
from vcwallet.bbs.octets import Proof, Signature, join
from vcwallet.bbs.randomness import random_scalars
from vcwallet.errors import ProofInvalid
from vcwallet.ports import Randomness

_NEGATED_BASE_POINT = negated(BASE_POINT_G2)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Blinding:
    """The random scalars of one proof: (r1, r2, e~, r1~, r3~, m~_j1, …, m~_jU), and a mask for the backend."""

    r1: Scalar
    r2: Scalar
    e_tilde: Scalar
    r1_tilde: Scalar
    r3_tilde: Scalar
    m_tildes: tuple[Scalar, ...]
    mask: Scalar

    @staticmethod
    def drawn(hidden: int, randomness: Randomness) -> Blinding:
        """Draws fresh scalars for `hidden` undisclosed messages, in the order of section 3.7.1, the mask last."""
        r1, r2, e_tilde, r1_tilde, r3_tilde, *rest = random_scalars(6 + hidden, randomness)
        return Blinding(
            r1=r1,
            r2=r2,
            e_tilde=e_tilde,
            r1_tilde=r1_tilde,
            r3_tilde=r3_tilde,
            m_tildes=tuple(rest[:-1]),
            mask=rest[-1],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first move of the proof, init_res: what the challenge is computed from."""

    a_bar: G1Point
    b_bar: G1Point
    d: G1Point
    t1: G1Point
    t2: G1Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a proof discloses.

    Attributes:
        indexes: Places of the disclosed messages among all message scalars, ascending.
        scalars: The disclosed message scalars, in the same order.
        presentation_header: What the holder binds the proof to.
    """

    indexes: Sequence[int]
    scalars: Sequence[Scalar]
    presentation_header: bytes

    def hidden_indexes(self, total: int) -> list[int]:
        """Returns the places of the `total` message scalars that stay hidden."""
        disclosed = set(self.indexes)
        return [index for index in range(total) if index not in disclosed]


def proof_init(
    setting: Setting, signature: Signature, scalars: Sequence[Scalar], hidden: Sequence[int], blinding: Blinding
) -> Opening:
    """Makes the holder's first move (ProofInit, section 3.7.1).

    The points equal those of the draft, but no long-lived secret (A's exponent e, the messages) is used as a scalar
    as it is: each comes multiplied by a random scalar that the protocol has anyway, r2 or r1·r2, and the scalars
    e~ and m~, from which a leak would reveal e and the messages over many proofs, by r1·r2 and by the mask.

    Args:
        setting: What the signature is about.
        signature: The decoded signature.
        scalars: All message scalars.
        hidden: The places of those that stay hidden, ascending.
        blinding: Fresh random scalars.
    """
    generators, r1, r2 = setting.generators.points, blinding.r1, blinding.r2
    # D = B·r2, without computing B
    d = multi_exponentiation([setting.p1, *generators], [r2, setting.domain * r2, *(scalar * r2 for scalar in scalars)])
    r1_r2 = r1 * r2
    # Bbar = D·r1 - Abar·e and T1 = Abar·e~ + D·r1~, with Abar = A·(r1·r2) written out
    return Opening(
        a_bar=signature.a * r1_r2,
        b_bar=multi_exponentiation([d, signature.a], [r1, -(signature.e * r1_r2)]),
        d=d,
        t1=multi_exponentiation([signature.a, d], [blinding.e_tilde * r1_r2, blinding.r1_tilde]),
        t2=masked_multi_exponentiation(
            [d, *(generators[index + 1] for index in hidden)], [blinding.r3_tilde, *blinding.m_tildes], blinding.mask
        ),
    )


def proof_finalize(
    opening: Opening, signature: Signature, hidden: Sequence[Scalar], blinding: Blinding, challenge: Scalar
) -> bytes:
    """Answers the challenge (ProofFinalize, section 3.7.2).

    Args:
        opening: The first move.
        signature: The decoded signature.
        hidden: The message scalars that stay hidden.
        blinding: The random scalars of the first move.
        challenge: The challenge.

    Returns:
        The proof, 144 octets for points and 32 for each of 4 + U scalars.
    """
    r3 = blinding.r2.inverse()
    answers = [
        blinding.e_tilde + signature.e * challenge,
        blinding.r1_tilde - blinding.r1 * challenge,
        blinding.r3_tilde - r3 * challenge,
        *(tilde + scalar * challenge for tilde, scalar in zip(blinding.m_tildes, hidden, strict=True)),
        challenge,
    ]
    return join((opening.a_bar, opening.b_bar, opening.d), answers)


def proof_verify_init(setting: Setting, proof: Proof, disclosure: Disclosure) -> Opening:
    """Recomputes the holder's first move from the answers (ProofVerifyInit, section 3.7.3)."""
    generators, c = setting.generators.points, proof.challenge
    hidden = disclosure.hidden_indexes(len(generators) - 1)
    # T2 = Bv·c + D·r3^ + H_j1·m^_j1 + …, with Bv written out: one multi-exponentiation
    points = [setting.p1, generators[0], proof.d]
    points += [generators[index + 1] for index in disclosure.indexes]
    points += [generators[index + 1] for index in hidden]
    exponents = [c, setting.domain * c, proof.r3_hat, *(scalar * c for scalar in disclosure.scalars), *proof.m_hats]
    return Opening(
        a_bar=proof.a_bar,
        b_bar=proof.b_bar,
        d=proof.d,
        t1=multi_exponentiation((proof.b_bar, proof.a_bar, proof.d), (c, proof.e_hat, proof.r1_hat)),
        t2=multi_exponentiation(points, exponents),
    )


def calculate_challenge(
    setting: Setting, opening: Opening, disclosure: Disclosure, extra_points: Sequence[G1Point] = ()
) -> Scalar:
    """Hashes the first move and all that is disclosed (ProofChallengeCalculate, section 3.7.4).

    Args:
        setting: What the signature is about.
        opening: The first move.
        disclosure: What is disclosed.
        extra_points: Pseudonym, OP and Ut in the pseudonym interface, which come before the domain.
    """
    parts = [len(disclosure.indexes).to_bytes(8, "big")]
    for index, scalar in zip(disclosure.indexes, disclosure.scalars, strict=True):
        parts += (index.to_bytes(8, "big"), scalar_to_octets(scalar))
    points = (opening.a_bar, opening.b_bar, opening.d, opening.t1, opening.t2, *extra_points)
    parts += [point_to_octets(point) for point in points]
    header = disclosure.presentation_header
    parts += (scalar_to_octets(setting.domain), len(header).to_bytes(8, "big"), header)
    return setting.interface.hash_to_scalar(b"".join(parts))


def core_proof_gen(
    setting: Setting,
    signature: Signature,
    scalars: Sequence[Scalar],
    indexes: Sequence[int],
    presentation_header: bytes,
    *,
    randomness: Randomness,
) -> bytes:
    """Makes a proof that discloses the scalars at `indexes` (CoreProofGen, section 3.6.3).

    Args:
        setting: What the signature is about.
        signature: The decoded signature; it is not verified here.
        scalars: All message scalars.
        indexes: Places of the disclosed ones, ascending and in range.
        presentation_header: What the proof is bound to.
        randomness: The source of randomness.

    Returns:
        The proof.

    Raises:
        UsageError: The source of randomness is plainly broken.
    """
    disclosure = Disclosure(
        indexes=indexes, scalars=[scalars[index] for index in indexes], presentation_header=presentation_header
    )
    hidden = disclosure.hidden_indexes(len(scalars))
    blinding = Blinding.drawn(len(hidden), randomness)
    opening = proof_init(setting, signature, scalars, hidden, blinding)
    challenge = calculate_challenge(setting, opening, disclosure)
    return proof_finalize(opening, signature, [scalars[index] for index in hidden], blinding, challenge)


def core_proof_verify(setting: Setting, proof: Proof, disclosure: Disclosure) -> None:
    """Verifies a decoded proof (CoreProofVerify, section 3.6.4).

    Args:
        setting: What the signature is about.
        proof: The decoded proof.
        disclosure: What is disclosed; as many indexes as scalars, ascending and in range.

    Raises:
        ProofInvalid: The proof does not hold.
    """
    opening = proof_verify_init(setting, proof, disclosure)
    if calculate_challenge(setting, opening, disclosure) != proof.challenge:
        raise wrong_challenge()
    demand_pairing(setting, proof)


def demand_pairing(setting: Setting, proof: Proof) -> None:
    """Checks that Abar and Bbar come from a signature by the signer's key (section 3.6.4, step 6).

    Raises:
        ProofInvalid: They do not.
    """
    if not pairing_product_is_one((proof.a_bar, proof.b_bar), (setting.public_key.point, _NEGATED_BASE_POINT)):
        raise ProofInvalid(
            "The BBS proof does not come from a signature by this key.",
            code="signer_mismatch",
            spec="draft-irtf-cfrg-bbs-signatures 3.6.4",
        )


def wrong_challenge() -> ProofInvalid:
    """The error about a proof whose challenge does not follow from what it discloses."""
    return ProofInvalid(
        "The BBS proof does not match the key, the header, the presentation header and the disclosed messages.",
        spec="draft-irtf-cfrg-bbs-signatures 3.6.4",
    )
