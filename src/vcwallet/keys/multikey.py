"""Multikey (Controlled Identifiers 1.0, section 2.2.2): a key as one base58 text with its type in front."""

from __future__ import annotations

from vcwallet.encoding.base import base58btc_encode, multibase_decode
from vcwallet.errors import FormatError, KeyMismatch
from vcwallet.keys.algorithms import ALGORITHMS, OTHER_KEY_TYPES, Algorithm

_SPEC = "Controlled Identifiers 1.0, section 2.2.2"
_PUBLIC = {algorithm.public_prefix: algorithm for algorithm in ALGORITHMS.values()}
_SECRET = {algorithm.secret_prefix: algorithm for algorithm in ALGORITHMS.values()}
_PREFIX_LENGTH = 2


def encode_public(algorithm: Algorithm, raw: bytes) -> str:
    """Writes the bytes of a public key as Multikey text."""
    return "z" + base58btc_encode(algorithm.public_prefix + raw)


def encode_secret(algorithm: Algorithm, secret: bytes) -> str:
    """Writes the bytes of a secret key as Multikey text; a secret."""
    return "z" + base58btc_encode(algorithm.secret_prefix + secret)


def decode_public(text: str) -> tuple[Algorithm, bytes]:
    """Reads a public key as Multikey text.

    Returns:
        The key type and the bytes of the key, of the right length; whether they are a good key is not looked at.

    Raises:
        FormatError: Not Multikey text, or of the wrong length.
        KeyMismatch: A key of another type, or a secret key.
    """
    prefix, raw = _split(text)
    algorithm = _PUBLIC.get(prefix)
    if algorithm is None:
        if prefix in _SECRET:
            raise KeyMismatch("This is a secret key; a public one belongs here.", spec=_SPEC, code="secret_key")
        raise _unknown(prefix)
    return algorithm, _of_length(raw, algorithm.public_length)


def decode_secret(text: str) -> tuple[Algorithm, bytes]:
    """Reads a secret key as Multikey text; no message repeats any of it.

    Returns:
        The key type and the bytes of the key, of the right length.

    Raises:
        FormatError: Not Multikey text, or of the wrong length.
        KeyMismatch: A key of another type, or a public key.
    """
    prefix, secret = _split(text)
    algorithm = _SECRET.get(prefix)
    if algorithm is None:
        if prefix in _PUBLIC:
            raise KeyMismatch("This is a public key; a secret one belongs here.", spec=_SPEC, code="public_key")
        raise _unknown(prefix)
    return algorithm, _of_length(secret, algorithm.secret_length)


def _split(text: str) -> tuple[bytes, bytes]:
    data = multibase_decode(text, bases="z")
    return data[:_PREFIX_LENGTH], data[_PREFIX_LENGTH:]


def _of_length(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise FormatError(f"The key has {len(data)} bytes; keys of its type have {length}.", spec=_SPEC)
    return data


def _unknown(prefix: bytes) -> KeyMismatch:
    name = OTHER_KEY_TYPES.get(prefix)
    message = f"Keys of the type {name} are not used here." if name else "The key is of a type that is not known here."
    hint = f"Use a key of one of the types {', '.join(ALGORITHMS)}."
    return KeyMismatch(message, hint=hint, spec=_SPEC, code="unknown_algorithm")
