"""What callers hand in, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vcwallet.bbs.curve import Scalar, scalar_from_octets
from vcwallet.bbs.generators import MAX_MESSAGES
from vcwallet.errors import FormatError, Malformed, ProofInvalid, UsageError


def demand_bytes(value: object, name: str) -> bytes:
    """Returns `value` when it is `bytes`.

    Raises:
        UsageError: It is something else.
    """
    if not isinstance(value, bytes):
        raise UsageError(f"`{name}` must be bytes, not {type(value).__name__}.", code="not_bytes")
    return value


def demand_messages(value: object, name: str = "messages") -> Sequence[bytes]:
    """Returns `value` when it is a list or tuple of `bytes` of a size that this library signs.

    Raises:
        UsageError: It is something else, or there are more than `MAX_MESSAGES`.
    """
    if not isinstance(value, list | tuple) or not all(isinstance(message, bytes) for message in value):
        raise UsageError(f"`{name}` must be a list of bytes.", code="not_messages")
    if len(value) > MAX_MESSAGES:
        raise too_many_messages(len(value))
    return value


def too_many_messages(count: int) -> UsageError:
    """The error about more messages than this library signs."""
    return UsageError(
        f"{count} messages are too many: this library signs up to {MAX_MESSAGES} together.", code="too_many_messages"
    )


def demand_indexes(value: object, name: str) -> Sequence[int]:
    """Returns `value` when it is a list, tuple or range of integers, whatever their values.

    Raises:
        UsageError: It is something else.
    """
    if not isinstance(value, list | tuple | range) or not all(type(index) is int for index in value):
        raise UsageError(f"`{name}` must be a list of integers.", code="not_indexes")
    return value


def demand_ascending(indexes: Sequence[int], name: str, limit: int) -> None:
    """Checks the indexes of messages to disclose, which the caller chose.

    Raises:
        UsageError: They do not ascend, repeat, or name a message that is not there.
    """
    if not are_ascending(indexes):
        raise UsageError(f"`{name}` must ascend without repetition, from 0.", code="index_order")
    if indexes and indexes[-1] >= limit:
        raise UsageError(f"`{name}` goes beyond the {limit} messages, which count from 0.", code="index_range")


def demand_claimed_indexes(indexes: Sequence[int], messages: Sequence[bytes], name: str) -> None:
    """Checks the indexes of disclosed messages, which came with the evidence.

    Raises:
        Malformed: They do not ascend, repeat, or are not as many as the messages.
    """
    if not are_ascending(indexes):
        raise Malformed(f"The indexes of the disclosed messages (`{name}`) do not ascend.", code="index_order")
    if len(indexes) != len(messages):
        raise Malformed(
            f"{len(messages)} messages are disclosed, but `{name}` has {len(indexes)} indexes.", code="index_count"
        )


def demand_in_range(indexes: Sequence[int], limit: int, name: str) -> None:
    """Checks that ascending indexes that came with the evidence name messages that the proof is about.

    Raises:
        ProofInvalid: One is `limit` or more.
    """
    if indexes and indexes[-1] >= limit:
        raise ProofInvalid(f"`{name}` goes beyond the {limit} messages, which count from 0.", code="index_range")


def demand_total(count: int) -> None:
    """Checks how many messages a proof is about, disclosed and hidden.

    Raises:
        Malformed: More than `MAX_MESSAGES`.
    """
    if count > MAX_MESSAGES:
        raise Malformed(
            f"A proof over {count} messages is too large: up to {MAX_MESSAGES} are verified.", code="too_many_messages"
        )


def are_ascending(indexes: Sequence[int]) -> bool:
    """Says whether `indexes` are not negative and strictly ascending."""
    return not indexes or (indexes[0] >= 0 and all(left < right for left, right in pairwise(indexes)))


def demand_scalar(value: object, name: str) -> Scalar:
    """Reads a scalar between 1 and r - 1 that the caller keeps or received as 32 octets.

    Raises:
        UsageError: Not bytes.
        FormatError: Not 32 octets, zero, or not reduced.
    """
    octets = demand_bytes(value, name)
    try:
        return scalar_from_octets(octets)
    except FormatError as error:
        raise FormatError(f"`{name}` cannot be used: {error.message}", code=error.code, spec=error.spec) from None
