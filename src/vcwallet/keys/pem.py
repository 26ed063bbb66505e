"""PKCS#8 in PEM (RFC 5958, RFC 7468): how most programs keep a secret key in a file.

What `cryptography` needs for this takes as long to import as all the rest of it, and is imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vcwallet.errors import FormatError, KeyMismatch, UsageError
from vcwallet.keys.algorithms import ALGORITHMS, ED25519, Algorithm

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_MAX_LENGTH = 20_000
_MAX_PASSPHRASE = 1_023
_LABEL = b"PRIVATE KEY-----"
_PLAIN = b"-----BEGIN " + _LABEL
_ENCRYPTED = b"-----BEGIN ENCRYPTED " + _LABEL
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384"}
_TYPES = (ED25519.name, *_CURVES.values())


def decode(data: bytes | str, passphrase: str | bytes | None) -> tuple[Algorithm, bytes]:
    """Reads a PKCS#8 file; no message repeats any of it.

    Args:
        data: The file: one PEM block, with nothing but white space around it.
        passphrase: What it is encrypted with; None for a file that is not encrypted.

    Returns:
        The key type and the bytes of the secret key. The public half in the file is not used.

    Raises:
        FormatError: Not PKCS#8 in PEM, or the passphrase is wrong (``code="bad_passphrase"``).
        UsageError: A passphrase is missing, or one is given for a file that is not encrypted.
        KeyMismatch: A key of another type.
    """
    block = _block(data)
    encrypted = block.startswith(_ENCRYPTED)
    if encrypted is not (passphrase is not None):
        message = "The key file needs its passphrase." if encrypted else "The key file is not encrypted."
        raise UsageError(message, hint="Give a passphrase for an encrypted file, and None for any other.")
    return _secret_of(_loaded(block, None if passphrase is None else _passphrase_bytes(passphrase)))


def encode(algorithm: Algorithm, secret: bytes, passphrase: str | bytes | None) -> bytes:
    """Writes a PKCS#8 file, encrypted with AES-256-CBC under the passphrase (PBES2); None leaves it in the clear.

    Raises:
        UsageError: The passphrase is empty, or longer than 1,023 bytes.
        KeyMismatch: There is no such file of such keys.
    """
    if algorithm.name not in _TYPES:
        raise KeyMismatch(
            f"Keys of the type {algorithm.name} are not written in PEM.",
            hint="Use export_secret_multikey(), and keep it where nobody else can read it.",
            code="no_pem",
        )
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey
    if algorithm is ED25519:
        key = Ed25519PrivateKey.from_private_bytes(secret)
    else:
        curve = ec.SECP256R1() if algorithm.name == "P-256" else ec.SECP384R1()
        key = ec.derive_private_key(int.from_bytes(secret), curve)
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        encryption = serialization.BestAvailableEncryption(_passphrase_bytes(passphrase))
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def _block(data: bytes | str) -> bytes:
    if not isinstance(data, (bytes, str)):
        raise UsageError(f"A key file is given as bytes or str, not as {type(data).__name__}.")
    if len(data) > _MAX_LENGTH:
        raise FormatError(f"A key file is longer than {_MAX_LENGTH} bytes.", code="over_limit")
    block = (data.encode("utf-8", "replace") if isinstance(data, str) else data).strip()
    if block.startswith((_PLAIN, _ENCRYPTED)) and block.endswith(_LABEL) and block.count(b"-----BEGIN") == 1:
        return block
    hint = "Give what the file holds, not its name. Convert other key files with: openssl pkcs8 -topk8 -in FILE"
    raise FormatError("The key file is not PKCS#8 in PEM.", hint=hint, spec="RFC 7468, sections 10 and 11")


def _passphrase_bytes(passphrase: str | bytes) -> bytes:
    if not isinstance(passphrase, (bytes, str)):
        raise UsageError(f"A passphrase is given as str or bytes, not as {type(passphrase).__name__}.")
    try:
        encoded = passphrase.encode() if isinstance(passphrase, str) else passphrase
    except UnicodeEncodeError:
        raise UsageError("The passphrase holds half of a surrogate pair.") from None
    if not 0 < len(encoded) <= _MAX_PASSPHRASE:
        raise UsageError(f"A passphrase has from 1 to {_MAX_PASSPHRASE} bytes in UTF-8.")
    return encoded


def _loaded(block: bytes, passphrase: bytes | None) -> PrivateKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(block, passphrase)
    except UnsupportedAlgorithm:
        raise _other_type() from None
    except (ValueError, TypeError):
        if passphrase is not None:
            message = "The key file cannot be opened: the passphrase is wrong, or the file is damaged."
            raise FormatError(message, code="bad_passphrase") from None
        raise FormatError("The key file is damaged.", spec="RFC 5958, section 2") from None


def _secret_of(key: PrivateKeyTypes) -> tuple[Algorithm, bytes]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if isinstance(key, Ed25519PrivateKey):
        return ED25519, key.private_bytes_raw()
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        algorithm = ALGORITHMS[_CURVES[key.curve.name]]
        return algorithm, key.private_numbers().private_value.to_bytes(algorithm.secret_length)
    raise _other_type()


def _other_type() -> KeyMismatch:
    hint = f"Use a key of one of the types {', '.join(_TYPES)}."
    message = "The key file holds a key of a type that is not used here."
    return KeyMismatch(message, hint=hint, code="unknown_algorithm")
