"""expand_message of RFC 9380, section 5.3: from any message to uniform octets."""

from __future__ import annotations

import hashlib

from vcwallet.errors import UsageError

MAX_DST = 255
"""The most octets that a domain separation tag may have (draft-irtf-cfrg-bbs-signatures, section 4.2.2)."""

_MAX_LENGTH = 65_535
_DIGEST = 32
_BLOCK = 64


def expand_message_xmd(message: bytes, dst: bytes, length: int) -> bytes:
    """Returns `length` uniform octets, by SHA-256 (RFC 9380, section 5.3.1).

    Args:
        message: What is hashed.
        dst: The domain separation tag, up to 255 octets.
        length: How many octets, up to 255·32.

    Raises:
        UsageError: The tag or the length is too large.
    """
    blocks = -(-length // _DIGEST)
    if blocks > 255:
        raise _too_long(length)
    dst_prime = _dst_prime(dst)
    first = hashlib.sha256(bytes(_BLOCK) + message + length.to_bytes(2, "big") + b"\0" + dst_prime).digest()
    first_number = int.from_bytes(first, "big")
    block = hashlib.sha256(first + b"\1" + dst_prime).digest()
    uniform = [block]
    for index in range(2, blocks + 1):
        mixed = (first_number ^ int.from_bytes(block, "big")).to_bytes(_DIGEST, "big")
        block = hashlib.sha256(mixed + bytes([index]) + dst_prime).digest()
        uniform.append(block)
    return b"".join(uniform)[:length]


def expand_message_xof(message: bytes, dst: bytes, length: int) -> bytes:
    """Returns `length` uniform octets, by SHAKE-256 (RFC 9380, section 5.3.2).

    Args:
        message: What is hashed.
        dst: The domain separation tag, up to 255 octets.
        length: How many octets, up to 65,535.

    Raises:
        UsageError: The tag or the length is too large.
    """
    if length > _MAX_LENGTH:
        raise _too_long(length)
    return hashlib.shake_256(message + length.to_bytes(2, "big") + _dst_prime(dst)).digest(length)


def _dst_prime(dst: bytes) -> bytes:
    if len(dst) > MAX_DST:
        raise UsageError(
            f"A domain separation tag has at most {MAX_DST} bytes, not {len(dst)}.",
            code="dst_too_long",
            spec="draft-irtf-cfrg-bbs-signatures 4.2.2",
        )
    return dst + bytes([len(dst)])


def _too_long(length: int) -> UsageError:
    return UsageError(f"{length} bytes are more than expand_message can give.", code="too_long", spec="RFC 9380 5.3")
