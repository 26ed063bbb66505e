"""Keys: KeyGen, SkToPk and the checks of public keys (draft-irtf-cfrg-bbs-signatures, sections 3.4 and 4.2.4.6)."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import NoReturn

from vcwallet.bbs.arguments import demand_bytes
from vcwallet.bbs.ciphersuite import Ciphersuite, demand_ciphersuite
from vcwallet.bbs.curve import (
    BASE_POINT_G2,
    G1Point,
    G2Point,
    Scalar,
    g2_from_octets,
    masked_division,
    masked_multiplication,
    point_to_octets,
    scalar_from_octets,
    scalar_to_octets,
)
from vcwallet.bbs.randomness import random_scalars
from vcwallet.errors import FormatError, KeyMismatch, UsageError
from vcwallet.ports import Randomness

_MIN_KEY_MATERIAL = 32
_MAX_KEY_INFO = 65_535
_DECODED_KEYS = 512


class BbsPublicKey:
    """A signer's public key W, a point of G2 that was checked. Equal and hashable by its octets; pickles.

    Made by `BbsPublicKey.from_bytes` or taken from a `BbsSecretKey`.
    """

    __slots__ = ("_octets", "_point")

    def __init__(self, octets: bytes, point: G2Point) -> None:
        self._octets = octets
        self._point = point

    @staticmethod
    def from_bytes(octets: bytes) -> BbsPublicKey:
        """Reads a public key from 96 octets (octets_to_pubkey, section 4.2.4.6); the last few hundred are kept.

        Raises:
            KeyMismatch: Not a canonical point of the subgroup G2, or the identity.
        """
        if not isinstance(octets, bytes):
            raise KeyMismatch("A BBS public key must be given as bytes.", code="not_bytes")
        return _decoded(octets)

    def to_bytes(self) -> bytes:
        """Returns the 96 octets of the key."""
        return self._octets

    @property
    def point(self) -> G2Point:
        """The decoded point W."""
        return self._point

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BbsPublicKey) and self._octets == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self._octets)

    def __repr__(self) -> str:
        return f"BbsPublicKey({self._octets.hex()})"

    def __reduce__(self) -> tuple[object, ...]:
        return BbsPublicKey.from_bytes, (self._octets,)


@lru_cache(maxsize=_DECODED_KEYS)
def _decoded(octets: bytes) -> BbsPublicKey:
    try:
        return BbsPublicKey(octets, g2_from_octets(octets))
    except FormatError as error:
        raise KeyMismatch(
            f"This is not a BBS public key: {error.message}",
            code=error.code,
            spec="draft-irtf-cfrg-bbs-signatures 4.2.4.6",
        ) from None


def demand_public_key(value: BbsPublicKey | bytes) -> BbsPublicKey:
    """Returns `value` as a public key, decoding octets.

    Raises:
        KeyMismatch: Not a public key.
    """
    return value if isinstance(value, BbsPublicKey) else BbsPublicKey.from_bytes(value)


class BbsSecretKey:
    """A signer's secret key SK. It does not print, pickle or copy its secret.

    Made by `key_gen`, `BbsSecretKey.generate` or `BbsSecretKey.from_bytes`.
    """

    __slots__ = ("_public", "_scalar")

    def __init__(self, scalar: Scalar, *, randomness: Randomness) -> None:
        self._scalar = scalar
        (mask,) = random_scalars(1, randomness)
        point = masked_multiplication(BASE_POINT_G2, scalar, mask)
        self._public = BbsPublicKey(point_to_octets(point), point)

    @classmethod
    def generate(cls, *, randomness: Randomness = secrets.token_bytes) -> BbsSecretKey:
        """Makes a new key.

        Args:
            randomness: The source of randomness.

        Raises:
            UsageError: The source is plainly broken.
        """
        (scalar,) = random_scalars(1, randomness)
        return cls(scalar, randomness=randomness)

    @classmethod
    def from_bytes(cls, octets: bytes, *, randomness: Randomness = secrets.token_bytes) -> BbsSecretKey:
        """Reads a secret key from 32 octets, big-endian.

        Args:
            octets: A number between 1 and r - 1.
            randomness: For masking the secret while the public key is computed; the key does not depend on it.

        Raises:
            KeyMismatch: Not such a number.
        """
        try:
            scalar = scalar_from_octets(octets)
        except FormatError as error:
            raise KeyMismatch(f"This is not a BBS secret key: {error.message}", code=error.code) from None
        return cls(scalar, randomness=randomness)

    @property
    def public(self) -> BbsPublicKey:
        """The public key (SkToPk, section 3.4.2)."""
        return self._public

    def export_private_bytes(self) -> bytes:
        """Returns the secret as 32 octets, big-endian: to be kept where nobody else can read it."""
        return scalar_to_octets(self._scalar)

    def quotient(self, b: G1Point, e: Scalar, *, randomness: Randomness) -> G1Point:
        """Returns ``B·(1/(SK + e))``, the point A of a signature (section 3.6.1, step 4).

        Raises:
            UsageError: SK + e is zero, which nobody can bring about.
        """
        (mask,) = random_scalars(1, randomness)
        return masked_division(b, self._scalar + e, mask)

    def __repr__(self) -> str:
        return f"<BbsSecretKey of {self._public!r}>"

    def __reduce__(self) -> NoReturn:
        raise UsageError(
            "A secret key is neither pickled nor copied.",
            code="secret_key",
            hint="Export it by name, with export_private_bytes(), to where it is safe.",
        )


def demand_secret_key(value: object) -> BbsSecretKey:
    """Returns `value` when it is a `BbsSecretKey`.

    Raises:
        KeyMismatch: It is something else.
    """
    if not isinstance(value, BbsSecretKey):
        raise KeyMismatch("BBS signs with a BbsSecretKey.", hint="Read one with BbsSecretKey.from_bytes(…).")
    return value


def key_gen(
    key_material: bytes,
    key_info: bytes = b"",
    key_dst: bytes | None = None,
    *,
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> BbsSecretKey:
    """Derives a secret key from secret octets, always the same from the same (KeyGen, section 3.4.1).

    Args:
        key_material: At least 32 octets that nobody can guess.
        key_info: Tells apart several keys from the same material; up to 65,535 octets.
        key_dst: The domain separation tag; ciphersuite_id ‖ ``"KEYGEN_DST_"`` when left out.
        ciphersuite: Which ciphersuite.
        randomness: For masking the secret while the public key is computed; the key does not depend on it.

    Raises:
        UsageError: Too little material, too much information, or an argument of the wrong type.
    """
    suite = demand_ciphersuite(ciphersuite)
    demand_bytes(key_material, "key_material")
    demand_bytes(key_info, "key_info")
    dst = suite.value + b"KEYGEN_DST_" if key_dst is None else demand_bytes(key_dst, "key_dst")
    spec = "draft-irtf-cfrg-bbs-signatures 3.4.1"
    if len(key_material) < _MIN_KEY_MATERIAL:
        raise UsageError(
            f"The key material must have at least {_MIN_KEY_MATERIAL} bytes.", code="short_key_material", spec=spec
        )
    if len(key_info) > _MAX_KEY_INFO:
        raise UsageError(f"The key information must have at most {_MAX_KEY_INFO} bytes.", code="long_info", spec=spec)
    derive_input = key_material + len(key_info).to_bytes(2, "big") + key_info
    octets = scalar_to_octets(suite.hash_to_scalar(derive_input, dst))
    return BbsSecretKey.from_bytes(octets, randomness=randomness)


def sk_to_pk(secret_key: BbsSecretKey) -> bytes:
    """Returns the 96 octets of the public key that belongs to `secret_key` (SkToPk, section 3.4.2).

    Raises:
        KeyMismatch: Not a `BbsSecretKey`.
    """
    return demand_secret_key(secret_key).public.to_bytes()
