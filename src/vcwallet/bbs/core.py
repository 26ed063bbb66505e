"""What signer, holder and verifier share, and CoreSign and CoreVerify (section 3.6.1, 3.6.2 and 4.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vcwallet.bbs.curve import (
    BASE_POINT_G2,
    G1Point,
    Scalar,
    masked_multi_exponentiation,
    multi_exponentiation,
    pairing_product_is_one,
    point_to_octets,
    scalar_to_octets,
)
from vcwallet.bbs.generators import Generators
from vcwallet.bbs.interface import Interface
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey
from vcwallet.bbs.octets import Signature
from vcwallet.errors import ProofInvalid
from vcwallet.ports import Randomness


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a signature, and every proof from it, is about besides the messages.

    Attributes:
        interface: The BBS interface.
        public_key: The signer's.
        generators: Q_1, H_1, …, H_L, in the blind interfaces followed by Q_2, J_1, …, J_M.
        domain: The scalar into which all these and the header are hashed.
    """

    interface: Interface
    public_key: BbsPublicKey
    generators: Generators
    domain: Scalar

    @staticmethod
    def of(interface: Interface, public_key: BbsPublicKey, generators: Generators, header: bytes) -> Setting:
        """Returns the setting with its domain (calculate_domain, section 4.2.3)."""
        octets = b"".join(
            (
                public_key.to_bytes(),
                (len(generators.points) - 1).to_bytes(8, "big"),
                generators.octets,
                interface.api_id,
                len(header).to_bytes(8, "big"),
                header,
            )
        )
        return Setting(
            interface=interface,
            public_key=public_key,
            generators=generators,
            domain=interface.hash_to_scalar(octets),
        )

    @property
    def p1(self) -> G1Point:
        """P1 of the ciphersuite."""
        return self.interface.ciphersuite.p1


def signed_point(setting: Setting, scalars: Sequence[Scalar], *, last: Scalar | None = None) -> G1Point:
    """Returns ``B = P1 + Q_1·domain + H_1·msg_1 + … + H_L·msg_L``.

    Args:
        setting: What the signature is about.
        scalars: The message scalars; if they are fewer than the generators, the later generators are left out.
        last: A scalar for the last generator, on top.
    """
    points = list(setting.generators.points[: len(scalars) + 1])
    exponents = [setting.domain, *scalars]
    if last is not None:
        points.append(setting.generators.points[-1])
        exponents.append(last)
    return setting.p1 + multi_exponentiation(points, exponents)


def core_sign(
    secret_key: BbsSecretKey, setting: Setting, scalars: Sequence[Scalar], *, randomness: Randomness
) -> bytes:
    """Signs message scalars (CoreSign, section 3.6.1). Deterministic: `randomness` only masks the key.

    Returns:
        The signature, 80 octets.
    """
    b = signed_point(setting, scalars)
    told = b"".join(scalar_to_octets(scalar) for scalar in (*scalars, setting.domain))
    return finalize_sign(secret_key, setting, b, told, randomness=randomness)


def finalize_sign(
    secret_key: BbsSecretKey, setting: Setting, b: G1Point, told: bytes, *, randomness: Randomness
) -> bytes:
    """Signs the point B: ``e = hash(SK ‖ told)``, ``A = B·(1/(SK + e))``.

    Args:
        secret_key: The signer's.
        setting: What the signature is about.
        b: The point.
        told: What makes e depend on all that is signed.
        randomness: For masking the key.

    Returns:
        The signature, 80 octets.
    """
    e = setting.interface.hash_to_scalar(secret_key.export_private_bytes() + told)
    a = secret_key.quotient(b, e, randomness=randomness)
    return point_to_octets(a) + scalar_to_octets(e)


def core_verify(
    setting: Setting, signature: Signature, scalars: Sequence[Scalar], *, mask: Scalar | None = None
) -> None:
    """Verifies a signature over message scalars (CoreVerify, section 3.6.2).

    Args:
        setting: What the signature is about.
        signature: The decoded signature.
        scalars: All message scalars.
        mask: A fresh uniform scalar where the scalars hold secrets that outlive this call, else None.

    Raises:
        ProofInvalid: The signature is not for this key, header and messages.
    """
    # A·e - B in one multi-exponentiation
    points = [signature.a, *setting.generators.points]
    exponents = [signature.e, -setting.domain, *(-scalar for scalar in scalars)]
    if mask is None:
        difference = multi_exponentiation(points, exponents)
    else:
        difference = masked_multi_exponentiation(points, exponents, mask)
    _demand_pairing(setting, signature, difference - setting.p1)


def demand_signature(setting: Setting, signature: Signature, b: G1Point) -> None:
    """Verifies a signature over the point B, where that is known.

    Raises:
        ProofInvalid: The signature is not for this key and point.
    """
    _demand_pairing(setting, signature, multi_exponentiation((signature.a,), (signature.e,)) - b)


def _demand_pairing(setting: Setting, signature: Signature, difference: G1Point) -> None:
    """Checks that ``h(A, W)·h(A·e - B, BP2)`` is one."""
    if not pairing_product_is_one((signature.a, difference), (setting.public_key.point, BASE_POINT_G2)):
        raise ProofInvalid(
            "The BBS signature does not match the key, the header and the messages.",
            spec="draft-irtf-cfrg-bbs-signatures 3.6.2",
        )
