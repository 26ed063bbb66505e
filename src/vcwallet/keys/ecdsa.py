"""ECDSA over P-256 and P-384 (FIPS 186-5) on `cryptography`: keys from bytes, signatures as raw ``r ‖ s``."""

from __future__ import annotations

from functools import cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm

from vcwallet.errors import KeyMismatch, UsageError
from vcwallet.keys.algorithms import P256, P384, Algorithm

_POINT = "SEC 1, section 2.3.4"
_CURVES: dict[str, ec.EllipticCurve] = {P256.name: ec.SECP256R1(), P384.name: ec.SECP384R1()}
_HASHES: dict[str, HashAlgorithm] = {P256.name: SHA256(), P384.name: SHA384()}
_ORDERS = {
    P256.name: 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551,
    P384.name: 2**384 - 0x389CB27E_0BC8D220_A7E5F24D_B74F5885_1313E695_333AD68D,
}


@cache
def _verifying_scheme(name: str) -> ec.ECDSA:
    # Made with the first key and not before: this imports more of `cryptography`.
    return ec.ECDSA(_HASHES[name])


class EcdsaPublicKey:
    """A point on one of the two curves, ready to verify."""

    __slots__ = ("_half", "_key", "_order", "_scheme")

    def __init__(self, algorithm: Algorithm, raw: bytes) -> None:
        """Decodes a compressed point.

        Raises:
            KeyMismatch: Another length, another encoding, or no point on the curve.
        """
        if len(raw) != algorithm.public_length or raw[0] not in (2, 3):
            message = f"A {algorithm.name} public key is a compressed point of {algorithm.public_length} bytes."
            raise KeyMismatch(message, spec=_POINT, code="bad_length")
        try:
            self._key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[algorithm.name], raw)
        except ValueError:
            raise off_curve(algorithm) from None
        self._half = algorithm.secret_length
        self._order = _ORDERS[algorithm.name]
        self._scheme = _verifying_scheme(algorithm.name)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Verifies a raw signature of the right length; an `s` in the upper half is as good as any other.

        Raises:
            InvalidSignature: It does not match, or `r` or `s` is not from 1 to the order less 1.
        """
        r, s = int.from_bytes(signature[: self._half]), int.from_bytes(signature[self._half :])
        if not (0 < r < self._order and 0 < s < self._order):
            raise InvalidSignature
        self._key.verify(encode_dss_signature(r, s), message, self._scheme)

    def coordinates(self) -> tuple[bytes, bytes]:
        """The affine coordinates x and y, each as long as the field."""
        numbers = self._key.public_numbers()
        return numbers.x.to_bytes(self._half), numbers.y.to_bytes(self._half)


class EcdsaSecretKey:
    """A scalar, ready to sign; deterministic as RFC 6979 has it."""

    __slots__ = ("_half", "_key", "_scheme")

    def __init__(self, algorithm: Algorithm, secret: bytes) -> None:
        """Decodes a scalar.

        Raises:
            KeyMismatch: Another length, zero, or not below the order of the curve.
            UsageError: The `cryptography` that is installed cannot sign deterministically.
        """
        self._half = algorithm.secret_length
        scalar = int.from_bytes(secret)
        if len(secret) != self._half or not 0 < scalar < _ORDERS[algorithm.name]:
            message = (
                f"A {algorithm.name} secret key is a number of {self._half} bytes from 1 to below the curve's order."
            )
            raise KeyMismatch(message, spec="FIPS 186-5, appendix A.2", code="bad_scalar")
        self._key = ec.derive_private_key(scalar, _CURVES[algorithm.name])
        try:
            self._scheme = ec.ECDSA(_HASHES[algorithm.name], deterministic_signing=True)
        except UnsupportedAlgorithm:
            hint = "Install a wheel of `cryptography`: it brings an OpenSSL of version 3.2 or later."
            raise UsageError("This build of `cryptography` has no deterministic ECDSA.", hint=hint) from None

    def sign(self, message: bytes) -> bytes:
        """The raw signature ``r ‖ s`` over `message`."""
        r, s = decode_dss_signature(self._key.sign(message, self._scheme))
        return r.to_bytes(self._half) + s.to_bytes(self._half)

    def public_raw(self) -> bytes:
        """The public key as a compressed point."""
        numbers = self._key.public_key().public_numbers()
        return compress(numbers.x.to_bytes(self._half), numbers.y.to_bytes(self._half))

    def secret_raw(self) -> bytes:
        """The scalar; a secret."""
        return self._key.private_numbers().private_value.to_bytes(self._half)


def compress(x: bytes, y: bytes) -> bytes:
    """The compressed encoding of a point (SEC 1, section 2.3.3): the parity of y, then x."""
    return bytes([2 + (y[-1] & 1)]) + x


def off_curve(algorithm: Algorithm) -> KeyMismatch:
    """The error for coordinates that are no point on the curve."""
    return KeyMismatch(f"The public key is not a point on the curve {algorithm.name}.", spec=_POINT, code="bad_point")
