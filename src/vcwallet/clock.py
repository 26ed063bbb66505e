"""The current time, from the clock that was handed in."""

from __future__ import annotations

from datetime import UTC, datetime

from vcwallet.errors import UsageError
from vcwallet.ports import Clock


def system_clock() -> datetime:
    """The clock that is used where none is handed in."""
    return datetime.now(UTC)


def now(clock: Clock) -> datetime:
    """What `clock` says, in UTC.

    Raises:
        UsageError: It is no function, or does not give an aware datetime of the years 1 to 9999 (UTC).
    """
    moment = clock() if callable(clock) else None
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise UsageError("`clock` must give an aware datetime.", hint="datetime.now(timezone.utc) is one.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise UsageError("`clock` gives a time outside the years 1 to 9999.") from None
