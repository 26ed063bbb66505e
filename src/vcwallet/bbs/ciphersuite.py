"""The two ciphersuites over BLS12-381 (draft-irtf-cfrg-bbs-signatures, section 7.2)."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from vcwallet.bbs.curve import (
    WIDE_LENGTH,
    G1Point,
    Scalar,
    g1_from_octets,
    hash_to_curve_xmd,
    map_to_curve,
    scalar_from_wide_octets,
)
from vcwallet.bbs.expand import MAX_DST, expand_message_xmd, expand_message_xof
from vcwallet.errors import UsageError

_P1 = {
    "SHA-256": "a8ce256102840821a3e94ea9025e4662b205762f9776b3a766c872b948f1fd225e7c59698588e70d11406d161b4e28c9",
    "SHAKE-256": "8929dfbc7e6642c4ed9cba0856e493f8b9d7d5fcb0c31ef8fdcd34d50648a56c795e106e9eada6e0bda386b414150755",
}


class Ciphersuite(Enum):
    """A BBS ciphersuite; its value is the ciphersuite_id. The two differ in their hash function only."""

    BLS12_381_SHA_256 = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_"
    BLS12_381_SHAKE_256 = b"BBS_BLS12381G1_XOF:SHAKE-256_SSWU_RO_"

    @property
    def p1(self) -> G1Point:
        """P1, the fixed point of G1 that starts every signature (sections 7.2.1 and 7.2.2)."""
        return _p1(self)

    def expand_message(self, message: bytes, dst: bytes, length: int) -> bytes:
        """Returns `length` uniform octets for `message` under the tag `dst`.

        Raises:
            UsageError: The tag or the length is too large.
        """
        if self is Ciphersuite.BLS12_381_SHA_256:
            return expand_message_xmd(message, dst, length)
        return expand_message_xof(message, dst, length)

    def hash_to_scalar(self, message: bytes, dst: bytes) -> Scalar:
        """Hashes `message` to a scalar under the tag `dst` (section 4.2.2).

        Raises:
            UsageError: The tag is longer than 255 octets.
        """
        return scalar_from_wide_octets(self.expand_message(message, dst, WIDE_LENGTH))

    def hash_to_curve_g1(self, message: bytes, dst: bytes) -> G1Point:
        """Hashes `message` to a point of G1 under the tag `dst` (RFC 9380, section 3; appendix A.1 for SHAKE-256).

        Raises:
            UsageError: The tag is longer than 255 octets.
        """
        if self is Ciphersuite.BLS12_381_SHA_256 and len(dst) <= MAX_DST:  # the backend would hash a longer tag
            return hash_to_curve_xmd(message, dst)
        return map_to_curve(self.expand_message(message, dst, 128))


@lru_cache(maxsize=len(Ciphersuite))
def _p1(ciphersuite: Ciphersuite) -> G1Point:
    name = "SHA-256" if ciphersuite is Ciphersuite.BLS12_381_SHA_256 else "SHAKE-256"
    return g1_from_octets(bytes.fromhex(_P1[name]))


def demand_ciphersuite(value: object) -> Ciphersuite:
    """Returns `value` when it is a `Ciphersuite`.

    Raises:
        UsageError: It is something else.
    """
    if not isinstance(value, Ciphersuite):
        raise UsageError(
            "`ciphersuite` must be one of bbs.Ciphersuite, such as bbs.Ciphersuite.BLS12_381_SHA_256.",
            code="unknown_ciphersuite",
        )
    return value
