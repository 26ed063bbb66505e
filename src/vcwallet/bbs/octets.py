"""Signatures, proofs and commitments as octets (draft-irtf-cfrg-bbs-signatures, section 4.2.4; blind draft, 5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vcwallet.bbs.arguments import demand_bytes
from vcwallet.bbs.curve import (
    BASE_POINT_G1,
    G1_LENGTH,
    SCALAR_LENGTH,
    G1Point,
    Scalar,
    g1_from_octets,
    point_to_octets,
    scalar_from_octets,
    scalar_to_octets,
)
from vcwallet.bbs.generators import MAX_MESSAGES
from vcwallet.errors import FormatError, Malformed

_SIGNATURE_LENGTH = G1_LENGTH + SCALAR_LENGTH
_PROOF_FLOOR = 3 * G1_LENGTH + 4 * SCALAR_LENGTH
_COMMITMENT_FLOOR = G1_LENGTH + 2 * SCALAR_LENGTH
_BASE_POINT = point_to_octets(BASE_POINT_G1)
_HIDDEN_EXTRAS = 2  # the prover's blind and the pseudonym's secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A decoded signature (A, e)."""

    a: G1Point
    e: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A decoded proof: (Abar, Bbar, D, e^, r1^, r3^, (m^_j1, …, m^_jU), c)."""

    a_bar: G1Point
    b_bar: G1Point
    d: G1Point
    e_hat: Scalar
    r1_hat: Scalar
    r3_hat: Scalar
    m_hats: tuple[Scalar, ...]
    challenge: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentWithProof:
    """A decoded commitment C with its proof (s^, (m^_1, …, m^_M), c)."""

    commitment: G1Point
    s_hat: Scalar
    m_hats: tuple[Scalar, ...]
    challenge: Scalar


def join(points: Iterable[G1Point], scalars: Iterable[Scalar]) -> bytes:
    """Returns the encodings of `points` and then `scalars`, joined (serialize, section 4.2.4.1)."""
    return b"".join([point_to_octets(point) for point in points] + [scalar_to_octets(scalar) for scalar in scalars])


def signature_from_octets(octets: bytes) -> Signature:
    """Reads a signature (octets_to_signature, section 4.2.4.3).

    Raises:
        UsageError: Not bytes.
        Malformed: A wrong length, an unusable point, or a scalar that is zero or not reduced.
    """
    demand_bytes(octets, "signature")
    spec = "draft-irtf-cfrg-bbs-signatures 4.2.4.3"
    if len(octets) != _SIGNATURE_LENGTH:
        raise Malformed(
            f"A BBS signature has {_SIGNATURE_LENGTH} bytes, not {len(octets)}.", code="wrong_length", spec=spec
        )
    (a,), (e,) = _split(octets, 1, "BBS signature", spec)
    return Signature(a=a, e=e)


def proof_from_octets(octets: bytes) -> Proof:
    """Reads a proof (octets_to_proof, section 4.2.4.5).

    Raises:
        UsageError: Not bytes.
        Malformed: A wrong length, an unusable point, a scalar that is zero or not reduced, or more hidden messages
            than this library verifies.
    """
    demand_bytes(octets, "proof")
    spec = "draft-irtf-cfrg-bbs-signatures 4.2.4.5"
    _demand_scalars(octets, _PROOF_FLOOR, "BBS proof", spec)
    points, scalars = _split(octets, 3, "BBS proof", spec)
    return Proof(
        a_bar=points[0],
        b_bar=points[1],
        d=points[2],
        e_hat=scalars[0],
        r1_hat=scalars[1],
        r3_hat=scalars[2],
        m_hats=tuple(scalars[3:-1]),
        challenge=scalars[-1],
    )


def commitment_from_octets(octets: bytes, *, least: int = 0) -> CommitmentWithProof:
    """Reads a commitment with its proof (octets_to_commitment_with_proof, blind draft, section 5.4.2).

    Args:
        octets: 112 octets and 32 for each committed scalar.
        least: How many scalars must be committed at least.

    Raises:
        UsageError: Not bytes.
        Malformed: A wrong length, an unusable point, a scalar that is zero or not reduced, or more committed messages
            than this library signs.
    """
    demand_bytes(octets, "commitment_with_proof")
    spec = "draft-irtf-cfrg-bbs-blind-signatures 5.4.2"
    _demand_scalars(octets, _COMMITMENT_FLOOR + least * SCALAR_LENGTH, "BBS commitment", spec)
    (commitment,), scalars = _split(octets, 1, "BBS commitment", spec)
    return CommitmentWithProof(
        commitment=commitment, s_hat=scalars[0], m_hats=tuple(scalars[1:-1]), challenge=scalars[-1]
    )


def _demand_scalars(octets: bytes, floor: int, what: str, spec: str) -> None:
    count, rest = divmod(len(octets) - floor, SCALAR_LENGTH)
    if count < 0 or rest:
        raise Malformed(
            f"A {what} has {floor} bytes and {SCALAR_LENGTH} for each hidden message; {len(octets)} do not fit.",
            code="wrong_length",
            spec=spec,
        )
    if count > MAX_MESSAGES + _HIDDEN_EXTRAS:
        raise Malformed(
            f"A {what} over {count} hidden messages is too large: up to {MAX_MESSAGES} are read.",
            code="too_many_messages",
            spec=spec,
        )


def _split(octets: bytes, points: int, what: str, spec: str) -> tuple[Sequence[G1Point], Sequence[Scalar]]:
    border = points * G1_LENGTH
    try:
        return (
            [g1_from_octets(octets[start : start + G1_LENGTH]) for start in range(0, border, G1_LENGTH)],
            [
                scalar_from_octets(octets[start : start + SCALAR_LENGTH])
                for start in range(border, len(octets), SCALAR_LENGTH)
            ],
        )
    except FormatError as error:
        raise Malformed(f"This {what} cannot be used: {error.message}", code=error.code, spec=spec) from None


def pseudonym_from_octets(octets: bytes) -> G1Point:
    """Reads a pseudonym (draft-irtf-cfrg-bbs-per-verifier-linkability-01, section 3.2).

    Raises:
        UsageError: Not bytes.
        Malformed: Not a canonical point of G1, the identity, or the base point.
    """
    demand_bytes(octets, "pseudonym")
    spec = "draft-irtf-cfrg-bbs-per-verifier-linkability-01 3.2"
    try:
        point = g1_from_octets(octets)
    except FormatError as error:
        raise Malformed(f"This pseudonym cannot be used: {error.message}", code=error.code, spec=spec) from None
    if octets == _BASE_POINT:
        raise Malformed("This pseudonym is the base point, which anybody can name.", code="bad_point", spec=spec)
    return point
