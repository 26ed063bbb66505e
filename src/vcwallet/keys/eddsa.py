"""Ed25519 (RFC 8032) on `cryptography`: keys from bytes."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vcwallet.errors import KeyMismatch
from vcwallet.keys.algorithms import ED25519
from vcwallet.keys.ed25519_points import check_point


def load_public(raw: bytes) -> Ed25519PublicKey:
    """Decodes a public key; its ``verify`` raises `InvalidSignature`.

    Raises:
        KeyMismatch: Not 32 bytes, or a point that must not be used.
    """
    if len(raw) != ED25519.public_length:
        raise KeyMismatch("An Ed25519 public key has 32 bytes.", spec="RFC 8032, section 5.1.5", code="bad_length")
    check_point(raw)
    return Ed25519PublicKey.from_public_bytes(raw)


class Ed25519SecretKey:
    """A secret key, ready to sign."""

    __slots__ = ("_key", "sign")

    def __init__(self, secret: bytes) -> None:
        """Decodes the 32 bytes that RFC 8032 calls the private key.

        Raises:
            KeyMismatch: Not 32 bytes.
        """
        if len(secret) != ED25519.secret_length:
            raise KeyMismatch("An Ed25519 secret key has 32 bytes.", spec="RFC 8032, section 5.1.5", code="bad_length")
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.sign = self._key.sign

    def public_raw(self) -> bytes:
        """The public key's 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def secret_raw(self) -> bytes:
        """The secret key's 32 bytes; a secret."""
        return self._key.private_bytes_raw()
