"""Which 32 bytes may serve as an Ed25519 public key.

`cryptography` takes any 32 bytes. Among them are points of small order, for which one fixed signature verifies many
messages, or all of them, and second spellings of the same point, which defeat comparisons of keys by their bytes.
Neither is ever made by a signer, so that both are refused.

Bytes that are no point at all are not looked for: that costs as much as a verification, and no signature ever verifies
with them.
"""

from __future__ import annotations

from vcwallet.errors import KeyMismatch

_P = 2**255 - 19
_SIGN_BIT = 1 << 255
# The y-coordinates of the eight points whose order divides the cofactor 8: y = 1 (the identity), y = p-1 (order 2),
# y = 0 (order 4), and the two square roots that solve d·y⁴ + 2·y² = 1, whose points (order 8) double to y = 0.
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _P - 1, _ORDER_8, _P - _ORDER_8})


def check_point(encoded: bytes) -> None:
    """Refuses the encodings that no honest signer uses (RFC 8032, sections 5.1.3 and 8.8).

    Args:
        encoded: 32 bytes: the y-coordinate, lowest byte first, with the sign of x in the highest bit.

    Raises:
        KeyMismatch: The point has small order, or y is not below the prime, or x is 0 and has a sign.
    """
    y = int.from_bytes(encoded, "little") & ~_SIGN_BIT
    if y >= _P:
        message = "The Ed25519 key is not written in its one canonical form, so that it must not be used."
        raise KeyMismatch(message, spec="RFC 8032, section 5.1.3", code="weak_key")
    # This covers x = 0 with a sign too: x is 0 only for y = 1 and y = p-1.
    if y in _SMALL_ORDER:
        message = "The Ed25519 key is a point of small order: anybody can make signatures for it."
        raise KeyMismatch(message, spec="RFC 8032, section 8.8", code="weak_key")
