"""BLS12-381 behind checked functions: the only module that touches the backend, py_arkworks_bls12381.

The backend is fast but trusting. It reduces scalars silently, reads an infinity with garbage bits as the identity,
cuts unequal lists of a multi-exponentiation to the shorter one and calls an empty pairing product a success. Nothing
of that can be reached through the functions here. Points and scalars are the backend's immutable objects; scalars may
be added, subtracted, multiplied and negated with the usual operators, all modulo r.

How secrets are kept from its variable-time multiplication
    The time of ``point * scalar`` depends on the bits of the scalar. A long-lived secret s is therefore never handed to
    it: the masked functions draw a fresh uniform k (the mask) and compute ``(k·P)·(s/k)``. Each of the two scalars that
    the backend sees is uniformly distributed and independent of s, so no time that depends on one of them alone says
    anything about s. The customary ``s + k·r`` is no use here: the backend's scalars live modulo r and would drop the
    ``k·r``. An additive split ``s = a + b`` protects as well, but needs two shares for each scalar, while one k serves
    a whole multi-exponentiation. For the same reason inversions are taken of ``k·s`` instead of s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from vcwallet.errors import FormatError, UsageError

try:
    from py_arkworks_bls12381 import GT, G1Point, G2Point, Scalar
except ImportError:
    raise UsageError(
        "BBS signatures need the optional part of this library for the BLS12-381 curve, and it is not installed.",
        code="missing_extra",
        hint="pip install vcwallet[bbs]",
    ) from None

__all__ = [
    "BASE_POINT_G1",
    "BASE_POINT_G2",
    "G1_LENGTH",
    "G2_LENGTH",
    "SCALAR_LENGTH",
    "WIDE_LENGTH",
    "ZERO",
    "G1Point",
    "G2Point",
    "Scalar",
    "g1_from_octets",
    "g2_from_octets",
    "hash_to_curve_xmd",
    "is_identity",
    "map_to_curve",
    "masked_division",
    "masked_multi_exponentiation",
    "masked_multiplication",
    "masked_multiplications",
    "multi_exponentiation",
    "negated",
    "pairing_product_is_one",
    "point_to_octets",
    "scalar_from_octets",
    "scalar_from_wide_octets",
    "scalar_to_octets",
]

SCALAR_LENGTH = 32
G1_LENGTH = 48
G2_LENGTH = 96
WIDE_LENGTH = 48
"""Octets that are reduced to one scalar: expand_len of both ciphersuites, section 7.2."""

BASE_POINT_G1 = G1Point()
"""BP1 of Appendix B."""
BASE_POINT_G2 = G2Point()
"""BP2 of Appendix B."""
ZERO = Scalar(0)
"""The scalar that the drafts take for one that is not supplied."""

_FIELD_ORDER = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
_FIELD_ELEMENT_LENGTH = 64
_IDENTITY_G1 = G1Point.identity()
_IDENTITY_G2 = G2Point.identity()
_ENCODING = "draft-irtf-cfrg-bbs-signatures B.2.2"

AnyPoint = TypeVar("AnyPoint", G1Point, G2Point)


def scalar_from_octets(octets: bytes) -> Scalar:
    """Reads a scalar between 1 and r - 1 from 32 octets, big-endian.

    Raises:
        FormatError: Another length, zero, or a number that is not reduced modulo r.
    """
    _demand_length(octets, SCALAR_LENGTH, "scalar")
    try:
        scalar = Scalar.from_be_bytes(octets)
    except ValueError:
        raise FormatError("A scalar is not below the group order.", code="scalar_range", spec=_ENCODING) from None
    if scalar.is_zero():
        raise FormatError("A scalar is zero.", code="scalar_zero", spec=_ENCODING)
    return scalar


def scalar_from_wide_octets(octets: bytes) -> Scalar:
    """Reduces 48 uniform octets, big-endian, to a scalar modulo r; the bias is below 2^-128.

    Raises:
        FormatError: Another length.
    """
    _demand_length(octets, WIDE_LENGTH, "wide scalar")
    return Scalar.from_be_bytes_mod_order(octets)


def scalar_to_octets(scalar: Scalar) -> bytes:
    """Returns the 32 octets of `scalar`, big-endian."""
    return scalar.to_be_bytes()


def g1_from_octets(octets: bytes) -> G1Point:
    """Reads a compressed point of the subgroup G1 that is not the identity, from 48 octets.

    Raises:
        FormatError: Not the canonical encoding of a point, outside the subgroup, or the identity.
    """
    _demand_length(octets, G1_LENGTH, "point")
    try:
        point = G1Point.from_compressed_bytes(octets)
    except ValueError:
        raise _not_in_group("G1") from None
    if point == _IDENTITY_G1:  # also for an infinity with garbage bits
        raise _not_in_group("G1")
    return point


def g2_from_octets(octets: bytes) -> G2Point:
    """Reads a compressed point of the subgroup G2 that is not the identity, from 96 octets.

    Raises:
        FormatError: Not the canonical encoding of a point, outside the subgroup, or the identity.
    """
    _demand_length(octets, G2_LENGTH, "point")
    try:
        point = G2Point.from_compressed_bytes(octets)
    except ValueError:
        raise _not_in_group("G2") from None
    if point == _IDENTITY_G2:  # also for an infinity with garbage bits
        raise _not_in_group("G2")
    return point


def point_to_octets(point: G1Point | G2Point) -> bytes:
    """Returns the compressed encoding of `point`: 48 octets in G1, 96 in G2 (section B.2.1)."""
    return point.to_compressed_bytes()


def is_identity(point: G1Point) -> bool:
    """Says whether `point` is the identity of G1."""
    return point == _IDENTITY_G1


def negated(point: AnyPoint) -> AnyPoint:
    """Returns the point that adds up with `point` to the identity."""
    return -point


def multi_exponentiation(points: Sequence[G1Point], scalars: Sequence[Scalar]) -> G1Point:
    """Returns ``points[0]·scalars[0] + points[1]·scalars[1] + …``, in variable time.

    Raises:
        UsageError: The lists are empty or of unequal length, which the backend would let pass.
    """
    if len(points) != len(scalars) or not points:
        raise UsageError(
            f"A multi-exponentiation takes as many scalars as points, at least one; got {len(points)} points and "
            f"{len(scalars)} scalars.",
            code="unequal_lists",
        )
    return G1Point.multiexp_unchecked(list(points), list(scalars))


def masked_multi_exponentiation(points: Sequence[G1Point], scalars: Sequence[Scalar], mask: Scalar) -> G1Point:
    """Returns the same as `multi_exponentiation`, without showing the backend any of the secret `scalars`.

    Args:
        points: Points of G1.
        scalars: Secret scalars, as many.
        mask: A fresh uniform scalar, not zero.

    Raises:
        UsageError: As `multi_exponentiation`, or a mask of zero.
    """
    unmask = _inverse(mask)
    return multi_exponentiation(points, [scalar * mask for scalar in scalars]) * unmask


def masked_multiplication(point: AnyPoint, scalar: Scalar, mask: Scalar) -> AnyPoint:
    """Returns ``point·scalar`` without showing the backend the secret `scalar`; `mask` as above.

    Raises:
        UsageError: A mask of zero.
    """
    return masked_multiplications(point, [scalar], mask)[0]


def masked_multiplications(point: AnyPoint, scalars: Sequence[Scalar], mask: Scalar) -> list[AnyPoint]:
    """Returns ``point·scalar`` for each of the secret `scalars`, with one `mask` as above for all of them.

    Raises:
        UsageError: A mask of zero.
    """
    masked, unmask = point * mask, _inverse(mask)
    return [masked * (scalar * unmask) for scalar in scalars]


def masked_division(point: G1Point, divisor: Scalar, mask: Scalar) -> G1Point:
    """Returns ``point·(1/divisor)`` without showing the backend the secret `divisor`; `mask` as above.

    Raises:
        UsageError: The divisor or the mask is zero.
    """
    return (point * mask) * _inverse(divisor * mask)


def pairing_product_is_one(g1_points: Sequence[G1Point], g2_points: Sequence[G2Point]) -> bool:
    """Says whether h(g1_points[0], g2_points[0])·h(g1_points[1], g2_points[1])·… is one, by one multi-pairing.

    Raises:
        UsageError: The lists are empty or of unequal length.
    """
    if len(g1_points) != len(g2_points) or not g1_points:
        raise UsageError("A pairing product takes as many points of G1 as of G2, at least one.", code="unequal_lists")
    return GT.pairing_check(list(g1_points), list(g2_points))


def hash_to_curve_xmd(message: bytes, dst: bytes) -> G1Point:
    """Hashes to G1 by the suite BLS12381G1_XMD:SHA-256_SSWU_RO_ (RFC 9380, section 8.8.1)."""
    return G1Point.hash_to_curve(message, dst)


def map_to_curve(uniform: bytes) -> G1Point:
    """Maps 128 uniform octets to G1: the second half of hash_to_curve (RFC 9380, sections 3 and 5.2).

    Raises:
        FormatError: Another length.
    """
    _demand_length(uniform, 2 * _FIELD_ELEMENT_LENGTH, "pair of field elements")
    first, second = uniform[:_FIELD_ELEMENT_LENGTH], uniform[_FIELD_ELEMENT_LENGTH:]
    # The backend clears the cofactor of each point, the RFC of their sum: the same, as clearing is a multiplication.
    return _map_field_element(first) + _map_field_element(second)


def _map_field_element(octets: bytes) -> G1Point:
    element = int.from_bytes(octets, "big") % _FIELD_ORDER
    return G1Point.map_from_fp_be(element.to_bytes(G1_LENGTH, "big"))


def _inverse(scalar: Scalar) -> Scalar:
    if scalar.is_zero():
        raise UsageError("Zero has no inverse; the source of randomness may be broken.", code="scalar_zero")
    return scalar.inverse()


def _demand_length(octets: bytes, length: int, what: str) -> None:
    if not isinstance(octets, bytes):
        raise FormatError(f"A {what} must be given as bytes, not {type(octets).__name__}.", code="not_bytes")
    if len(octets) != length:
        raise FormatError(f"A {what} has {length} bytes, not {len(octets)}.", code="wrong_length", spec=_ENCODING)


def _not_in_group(group: str) -> FormatError:
    return FormatError(f"This is not the encoding of a usable point of {group}.", code="bad_point", spec=_ENCODING)
