"""Random scalars from a source that is handed in (draft-irtf-cfrg-bbs-signatures, sections 4.2.1 and 6.7)."""

from __future__ import annotations

import secrets

from vcwallet.bbs.curve import WIDE_LENGTH, Scalar, scalar_from_wide_octets, scalar_to_octets
from vcwallet.errors import UsageError
from vcwallet.ports import Randomness

_SPEC = "draft-irtf-cfrg-bbs-signatures 6.7"


def random_scalars(count: int, randomness: Randomness) -> list[Scalar]:
    """Draws `count` independent uniform scalars, one call of 48 octets each.

    A predictable source gives away the hidden messages. This cannot be seen from its octets, but a source that
    repeats itself, returns zeros or the wrong number of octets can, and is refused.

    Raises:
        UsageError: The source is plainly broken.
    """
    if not callable(randomness):
        raise UsageError("`randomness` must be a function like `secrets.token_bytes`.", code="bad_randomness")
    drawn = [randomness(WIDE_LENGTH) for _ in range(count)]
    for octets in drawn:
        if not isinstance(octets, bytes) or len(octets) != WIDE_LENGTH:
            raise _broken(f"did not return the {WIDE_LENGTH} bytes that it was asked for")
    if len(set(drawn)) != count:
        raise _broken("returned the same bytes twice")
    scalars = [scalar_from_wide_octets(octets) for octets in drawn]
    if any(scalar.is_zero() for scalar in scalars):
        raise _broken("returned zero")
    return scalars


def random_scalar(*, randomness: Randomness = secrets.token_bytes) -> bytes:
    """Returns one uniform scalar, such as a prover_nym or a signer_nym_entropy.

    Args:
        randomness: The source of randomness.

    Returns:
        32 octets, big-endian.

    Raises:
        UsageError: The source is plainly broken.
    """
    return scalar_to_octets(random_scalars(1, randomness)[0])


def _broken(how: str) -> UsageError:
    return UsageError(
        f"The source of randomness {how}; a proof made with it could reveal what it should hide.",
        code="bad_randomness",
        hint="Use the default, `secrets.token_bytes`.",
        spec=_SPEC,
    )
