"""`SigningKey`: a secret key in this process. It signs; it does not print, pickle or compare what it holds."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from vcwallet.encoding.base import base64url_encode
from vcwallet.errors import KeyMismatch, UsageError
from vcwallet.keys import jwk as jwk_form
from vcwallet.keys import multikey as multikey_form
from vcwallet.keys import pem
from vcwallet.keys.algorithms import BLS12_381, ED25519, Algorithm, algorithm_named
from vcwallet.keys.bls12_381 import BbsSigningSecret
from vcwallet.keys.ecdsa import EcdsaSecretKey
from vcwallet.keys.eddsa import Ed25519SecretKey
from vcwallet.keys.public import PublicKey
from vcwallet.ports import JsonObject, JsonValue, Randomness
from vcwallet.randomness import drawn

_DRAWS = 64


class SigningKey:
    """A secret key with the URL under which verifiers find its public half; a `vcwallet.ports.Signer`.

    A key of the type BLS12-381 signs messages and not bytes: it is a `vcwallet.ports.BbsSigner`.

    Make one with `generate`, or read one with `from_jwk`, `from_multikey`, `from_pem` or `from_secret_bytes`. Two are
    equal if their public halves and their `verification_method` are. Copies are the same object; it cannot be changed.
    """

    __slots__ = ("_facts", "_public", "_secret", "_verification_method")

    _facts: Algorithm
    _public: PublicKey
    _secret: Ed25519SecretKey | EcdsaSecretKey | BbsSigningSecret
    _verification_method: str

    def __init__(self) -> None:
        """Refuses: a key is never empty.

        Raises:
            UsageError: Always.
        """
        raise UsageError("A signing key is made with SigningKey.generate(…) or read with SigningKey.from_….")

    @classmethod
    def generate(
        cls, algorithm: str, *, verification_method: str | None = None, randomness: Randomness = os.urandom
    ) -> SigningKey:
        """Makes a new key.

        Args:
            algorithm: ``"Ed25519"``, ``"P-256"``, ``"P-384"`` or ``"BLS12-381"``.
            verification_method: The absolute URL under which verifiers will find the public key; by default that of
                the key's did:key.
            randomness: Where the secret comes from.

        Raises:
            UsageError: The type is not known here or needs an extra that is not installed, the URL is not absolute, or
                `randomness` gives no random bytes.
        """
        facts = algorithm_named(algorithm)
        for _ in range(_DRAWS):
            secret = drawn(randomness, facts.secret_length)
            try:
                return cls.from_secret_bytes(facts.name, secret, verification_method=verification_method)
            except KeyMismatch:
                # Zero, or not below the group's order (one time in 2**32 for P-256, every second time for BLS12-381):
                # draw again (FIPS 186-5, A.2.2).
                continue
        raise UsageError(f"`randomness` gave no usable key in {_DRAWS} draws: it is not random.")

    @classmethod
    def from_secret_bytes(cls, algorithm: str, secret: bytes, *, verification_method: str | None = None) -> SigningKey:
        """Makes a key from the 32 bytes of an Ed25519 key, or the scalar of another key (32 bytes, for P-384 48).

        Args:
            algorithm: ``"Ed25519"``, ``"P-256"``, ``"P-384"`` or ``"BLS12-381"``.
            secret: The bytes; a scalar has the most significant byte first.
            verification_method: The absolute URL under which verifiers will find the public key; by default that of
                the key's did:key.

        Raises:
            KeyMismatch: Another length, or a scalar that is zero or not below the order of the curve.
            UsageError: The type is not known here or needs an extra that is not installed, the URL is not absolute, or
                `secret` is not bytes.
        """
        facts = algorithm_named(algorithm)
        if type(secret) is not bytes:
            raise UsageError(f"A secret key is made of bytes, not of {type(secret).__name__}.")
        key = object.__new__(cls)
        loaded = _loaded(facts, secret)
        public = PublicKey.from_bytes(facts.name, loaded.public_raw())
        method = _default_method(public) if verification_method is None else _checked_url(verification_method)
        for name, value in (("facts", facts), ("secret", loaded), ("public", public), ("verification_method", method)):
            object.__setattr__(key, f"_{name}", value)
        return key

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, JsonValue], *, verification_method: str | None = None) -> SigningKey:
        """Reads a private JWK (RFC 7517) with its public members.

        Args:
            jwk: The key: ``kty``, ``crv``, ``x``, for elliptic curves ``y``, and ``d``.
            verification_method: The absolute URL under which verifiers will find the public key; by default that of
                the key's did:key.

        Raises:
            FormatError: A member is missing or malformed; ``where`` points to it.
            KeyMismatch: Another type or use, a secret out of range, or halves that do not belong together.
            UsageError: The URL is not absolute.
        """
        facts, x, y, secret = jwk_form.decode_secret(jwk)
        key = cls.from_secret_bytes(facts.name, secret, verification_method=verification_method)
        public = jwk_form.encode_public(facts, x, y)
        if key.public.to_jwk() != public:
            raise _halves()
        return key

    @classmethod
    def from_multikey(cls, public: str, secret: str, *, verification_method: str | None = None) -> SigningKey:
        """Reads `publicKeyMultibase` and `secretKeyMultibase` (Controlled Identifiers 1.0, section 2.2.2).

        Args:
            public: The public half, ``"z…"``.
            secret: The secret half, ``"z…"``.
            verification_method: The absolute URL under which verifiers will find the public key; by default that of
                the key's did:key.

        Raises:
            FormatError: One of them is no Multikey text.
            KeyMismatch: A type that is not known here, a secret out of range, or halves that do not belong together.
            UsageError: The URL is not absolute.
        """
        expected = PublicKey.from_multikey(public)
        key = cls.from_secret_multikey(secret, verification_method=verification_method)
        if key.public != expected:
            raise _halves()
        return key

    @classmethod
    def from_secret_multikey(cls, secret: str, *, verification_method: str | None = None) -> SigningKey:
        """Reads `secretKeyMultibase` alone; the public half is computed.

        Args:
            secret: The secret half, ``"z…"``.
            verification_method: The absolute URL under which verifiers will find the public key; by default that of
                the key's did:key.

        Raises:
            FormatError: No Multikey text.
            KeyMismatch: A type that is not known here, or a secret out of range.
            UsageError: The URL is not absolute.
        """
        facts, raw = multikey_form.decode_secret(secret)
        return cls.from_secret_bytes(facts.name, raw, verification_method=verification_method)

    @classmethod
    def from_pem(
        cls, data: bytes | str, passphrase: str | bytes | None = None, *, verification_method: str | None = None
    ) -> SigningKey:
        """Reads a PKCS#8 file in PEM; the public half is computed.

        Args:
            data: The content of the file.
            passphrase: Under which it is encrypted, str as UTF-8; None where it is not.
            verification_method: The absolute URL under which verifiers will find the public key; by default that of
                the key's did:key.

        Raises:
            FormatError: Not such a file, or the passphrase is wrong (``code="bad_passphrase"``).
            KeyMismatch: A key of another type.
            UsageError: A passphrase is missing or not needed, or the URL is not absolute.
        """
        facts, secret = pem.decode(data, passphrase)
        return cls.from_secret_bytes(facts.name, secret, verification_method=verification_method)

    @property
    def algorithm(self) -> str:
        """The type's name: ``"Ed25519"``, ``"P-256"``, ``"P-384"`` or ``"BLS12-381"``."""
        return self._facts.name

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return self._public

    @property
    def did(self) -> str:
        """The did:key of the public half."""
        return f"did:key:{self._public.multikey}"

    @property
    def verification_method(self) -> str:
        """The absolute URL under which verifiers find the public half."""
        return self._verification_method

    def sign(self, data: bytes) -> bytes:
        """Signs: Ed25519 (RFC 8032), or ECDSA with SHA-256 for P-256 and SHA-384 for P-384, deterministic (RFC 6979).

        Returns:
            64 bytes for Ed25519 and P-256, 96 for P-384; ECDSA as raw ``r ‖ s``.

        Raises:
            UsageError: `data` is not bytes.
            KeyMismatch: A BLS12-381 key, which signs messages.
        """
        if not isinstance(data, bytes):
            raise UsageError(f"Bytes are signed, not {type(data).__name__}.")
        return self._secret.sign(data)

    def sign_messages(
        self,
        header: bytes,
        messages: Sequence[bytes],
        *,
        commitment_with_proof: bytes | None = None,
        signer_nym_entropy: bytes | None = None,
    ) -> bytes:
        """Signs a header and messages with BBS (BLS12-381-SHA-256), as `vcwallet.ports.BbsSigner` has it.

        Raises:
            KeyMismatch: A key of another type than BLS12-381.
            ProofInvalid: The holder does not prove to know what is committed.
            Malformed: The commitment cannot be decoded.
            UsageError: An argument of the wrong type, too many messages, or entropy without a commitment.
        """
        if not isinstance(self._secret, BbsSigningSecret):
            raise KeyMismatch(
                f"A key of the type {self.algorithm} signs bytes, not messages.", hint="BBS takes a BLS12-381 key."
            )
        return self._secret.sign_messages(header, messages, commitment_with_proof, signer_nym_entropy)

    def export_private_jwk(self) -> JsonObject:
        """The whole key as a private JWK; whoever reads it can sign.

        Raises:
            KeyMismatch: A BLS12-381 key has no such form here.
        """
        return self._public.to_jwk() | {"d": base64url_encode(self._secret.secret_raw())}

    def export_secret_multikey(self) -> str:
        """The secret half in Multikey form; whoever reads it can sign."""
        return multikey_form.encode_secret(self._facts, self._secret.secret_raw())

    def to_pem(self, passphrase: str | bytes) -> bytes:
        """Writes a PKCS#8 file, encrypted with AES-256 under a passphrase (PBES2).

        The passphrase is stretched by 2,048 rounds of PBKDF2 only, as is usual in such files: choose a long one.

        Raises:
            UsageError: The passphrase is empty, or longer than 1,023 bytes.
            KeyMismatch: A BLS12-381 key has no such form.
        """
        if passphrase is None:
            raise UsageError("A key file needs a passphrase.", hint="Or write it in the clear: unsafe_to_pem().")
        return pem.encode(self._facts, self._secret.secret_raw(), passphrase)

    def unsafe_to_pem(self) -> bytes:
        """Writes a PKCS#8 file in the clear; whoever reads it can sign."""
        return pem.encode(self._facts, self._secret.secret_raw(), None)

    def __repr__(self) -> str:
        return f"SigningKey(algorithm={self.algorithm!r}, verification_method={self.verification_method!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SigningKey):
            return NotImplemented
        return (self._public, self._verification_method) == (other._public, other._verification_method)

    def __hash__(self) -> int:
        return hash((self._public, self._verification_method))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise UsageError("A signing key cannot be changed.")

    def __delattr__(self, name: str) -> NoReturn:
        raise UsageError("A signing key cannot be changed.")

    def __copy__(self) -> SigningKey:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SigningKey:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise UsageError(
            "A signing key is not pickled: its secret would be written in the clear.",
            hint="Export it by name (to_pem, export_private_jwk), or sign in the process that holds it.",
        )

    def __getstate__(self) -> NoReturn:
        self.__reduce_ex__(None)


def _loaded(facts: Algorithm, secret: bytes) -> Ed25519SecretKey | EcdsaSecretKey | BbsSigningSecret:
    if facts is ED25519:
        return Ed25519SecretKey(secret)
    return BbsSigningSecret(secret) if facts is BLS12_381 else EcdsaSecretKey(facts, secret)


def _default_method(public: PublicKey) -> str:
    text = public.multikey
    return f"did:key:{text}#{text}"


def _checked_url(url: str) -> str:
    scheme, colon, rest = url.partition(":") if isinstance(url, str) else ("", "", "")
    if colon and rest and scheme.isascii() and scheme.isalnum() and url.isprintable() and " " not in url:
        return url
    raise UsageError("A verification method is an absolute URL, such as did:web:shop.example#key-1.")


def _halves() -> KeyMismatch:
    return KeyMismatch("The public key does not belong to the secret key.", code="halves_differ")
