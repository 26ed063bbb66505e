"""The current time, from the clock that was handed in."""

from __future__ import annotations

from datetime import UTC, datetime

from vcwallet.errors import UsageError
from vcwallet.ports import Clock


def system_clock() -> datetime:
    """The clock that is used where none is handed in."""
    return datetime.now(UTC)


def checked(clock: Clock | None) -> Clock:
    """The clock that was handed in, or the system's.

    Raises:
        UsageError: It is no function.
    """
    if clock is not None and not callable(clock):
        raise UsageError("`clock` is a function that gives the current time.", hint="Leave it out for the system's.")
    return clock or system_clock


def now(clock: Clock) -> datetime:
    """What `clock` says, in UTC.

    Raises:
        UsageError: It is no function, or does not give an aware datetime of the years 1 to 9999 (UTC).
    """
    return moment(clock() if callable(clock) else None, "What `clock` gives")


def moment(given: object, what: str = "`at`") -> datetime:
    """A point in time, in UTC.

    Raises:
        UsageError: It is no aware datetime of the years 1 to 9999 (UTC).
    """
    if not isinstance(given, datetime) or given.utcoffset() is None:
        raise UsageError(f"{what} must be an aware datetime.", hint="datetime.now(timezone.utc) is one.")
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise UsageError(f"{what} is a time outside the years 1 to 9999.") from None
