"""Random bytes, from the source that was handed in."""

from __future__ import annotations

from vcwallet.errors import UsageError
from vcwallet.ports import Randomness


def drawn(randomness: Randomness, count: int) -> bytes:
    """So many bytes of `randomness`.

    Raises:
        UsageError: It is no function, or does not give that many.
    """
    data = randomness(count) if callable(randomness) else None
    if type(data) is not bytes or len(data) != count:
        raise UsageError(
            f"`randomness` gave no {count} bytes when asked for them.", hint="Leave it out for secrets.token_bytes."
        )
    return data
