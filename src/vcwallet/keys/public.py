"""`PublicKey`: what verifies signatures, decoded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature

from vcwallet.errors import FormatError, ProofInvalid, UsageError
from vcwallet.keys import jwk as jwk_form
from vcwallet.keys import multikey as multikey_form
from vcwallet.keys.algorithms import BLS12_381, ED25519, Algorithm, algorithm_named
from vcwallet.keys.bls12_381 import BbsVerifyingKey
from vcwallet.keys.ecdsa import EcdsaPublicKey, compress, off_curve
from vcwallet.keys.eddsa import load_public
from vcwallet.ports import JsonObject, JsonValue

_CACHED_KEYS = 2_048
"""Decoding a compressed point costs a third of a verification, and the same issuers come again and again."""


class _Verifying(Protocol):
    def verify(self, signature: bytes, message: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key that was checked when it was made; equal to any other with the same type and bytes.

    Attributes:
        algorithm: The type's name: ``"Ed25519"``, ``"P-256"``, ``"P-384"`` or ``"BLS12-381"``.
        raw: The bytes as a Multikey carries them: 32 for Ed25519, a compressed point for ECDSA (33 or 49) and for
            BLS12-381 (96).

    Raises:
        KeyMismatch: The bytes are no key of this type, or one that must not be used.
        UsageError: The type is not known here, or needs an extra that is not installed (code ``missing_extra``).
    """

    algorithm: str
    raw: bytes
    _facts: Algorithm = field(init=False, repr=False, compare=False)
    _key: _Verifying = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        facts = algorithm_named(self.algorithm)
        if type(self.raw) is not bytes:
            raise UsageError(f"A public key is made of bytes, not of {type(self.raw).__name__}.")
        key: _Verifying
        if facts is ED25519:
            key = load_public(self.raw)
        elif facts is BLS12_381:
            key = BbsVerifyingKey(self.raw)
        else:
            key = EcdsaPublicKey(facts, self.raw)
        object.__setattr__(self, "_facts", facts)
        object.__setattr__(self, "_key", key)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Returns if the signature over the message is this key's, and raises otherwise.

        A BLS12-381 key makes no signatures over one message: see `vcwallet.bbs`.

        Args:
            signature: 64 bytes for Ed25519 and P-256, 96 for P-384; ECDSA as raw ``r ‖ s``, high `s` included.
            message: What was signed; it is hashed here (SHA-512, SHA-256, SHA-384).

        Raises:
            ProofInvalid: It is not, or has another length.
            UsageError: `message` is not bytes.
        """
        facts = self._facts
        if type(signature) is bytes and len(signature) == facts.signature_length:
            try:
                return self._key.verify(signature, message)
            except InvalidSignature:
                pass
            except TypeError:
                raise UsageError(f"A signature is over bytes, not over {type(message).__name__}.") from None
            raise ProofInvalid("The signature was not made by this key over this content.", spec=facts.spec)
        raise ProofInvalid(f"A {facts.name} signature has {facts.signature_length} bytes.", spec=facts.spec)

    @classmethod
    def from_bytes(cls, algorithm: str, raw: bytes) -> PublicKey:
        """Makes a key from its bytes; recently used keys are kept decoded.

        Args:
            algorithm: The type's name.
            raw: 32 bytes for Ed25519; a point for ECDSA, compressed or not (SEC 1, section 2.3.3); for BLS12-381 a
                compressed point of G2.

        Raises:
            KeyMismatch: The bytes are no key of this type, or one that must not be used.
            UsageError: The type is not known here, needs an extra that is not installed, or `raw` is not bytes.
        """
        facts = algorithm_named(algorithm)
        if type(raw) is not bytes:
            raise UsageError(f"A public key is made of bytes, not of {type(raw).__name__}.")
        half = facts.secret_length
        if facts.kty == "EC" and raw[:1] == b"\x04" and len(raw) == 1 + 2 * half:
            return _from_coordinates(facts, raw[1 : 1 + half], raw[1 + half :])
        return _cached(algorithm, raw)

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """Reads a key in Multikey form (Controlled Identifiers 1.0, section 2.2.2): what follows ``did:key:``.

        Raises:
            FormatError: Not Multikey text.
            KeyMismatch: A secret key, a type that is not known here, or a key that must not be used.
        """
        if type(text) is not str:
            raise FormatError("A Multikey is a string.", spec="Controlled Identifiers 1.0, section 2.2.2")
        return _cached_multikey(text)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, JsonValue]) -> PublicKey:
        """Reads a public JWK (RFC 7517); `alg`, `use` and `key_ops` must allow verifying with it.

        Raises:
            FormatError: A member is missing, malformed or private; ``where`` points to it.
            KeyMismatch: Another type or use, or a key that must not be used.
        """
        return _from_coordinates(*jwk_form.decode_public(jwk))

    @property
    def multikey(self) -> str:
        """The key in Multikey form."""
        return multikey_form.encode_public(self._facts, self.raw)

    def to_jwk(self) -> JsonObject:
        """The key as a JWK with the required members only.

        Raises:
            KeyMismatch: A BLS12-381 key has no such form here.
        """
        return jwk_form.encode_public(self._facts, *self.coordinates)

    @property
    def thumbprint(self) -> str:
        """The JWK thumbprint with SHA-256 (RFC 7638), in base64url."""
        return jwk_form.thumbprint(self.to_jwk())

    @property
    def coordinates(self) -> tuple[bytes, bytes]:
        """The members `x` and `y` of a JWK or COSE key: the affine coordinates, or the key and ``b""`` without any."""
        return self._key.coordinates() if isinstance(self._key, EcdsaPublicKey) else (self.raw, b"")

    def __reduce__(self) -> tuple[Any, ...]:
        # The decoded key cannot be pickled, and need not be.
        return PublicKey.from_bytes, (self.algorithm, self.raw)


@lru_cache(maxsize=_CACHED_KEYS)
def _cached(algorithm: str, raw: bytes) -> PublicKey:
    return PublicKey(algorithm=algorithm, raw=raw)


@lru_cache(maxsize=_CACHED_KEYS)
def _cached_multikey(text: str) -> PublicKey:
    facts, raw = multikey_form.decode_public(text)
    return _cached(facts.name, raw)


def _from_coordinates(facts: Algorithm, x: bytes, y: bytes) -> PublicKey:
    if not y:
        return _cached(facts.name, x)
    key = _cached(facts.name, compress(x, y))
    if key.coordinates != (x, y):
        raise off_curve(facts)
    return key
