"""Points in time as credentials write them: XML Schema 1.1 ``dateTimeStamp``, and the older ``dateTime``.

What Python's calendar cannot hold is refused: years before 1 and after 9999, also after conversion to UTC. So is a
61st second, which XML Schema does not know. Fractions may have any length; what is finer than a microsecond is cut off.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from vcwallet.errors import FormatError, UsageError

_DATE_TIME = re.compile(
    r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]+))?|24:00:00(?:\.0+)?)"
    r"(?:(Z)|([+-])(?:(0[0-9]|1[0-3]):([0-5][0-9])|14:00))?"
)
_UNUSUAL_YEAR = re.compile(r"-?[0-9]{5,}-|-[0-9]{4}-")
_SPEC = "XML Schema 1.1 part 2 §3.4.28"
_OLDER_SPEC = "XML Schema 1.1 part 2 §3.3.7"
# Times repeat, from one credential to the next; nobody writes them longer, unless to fill the cache.
_CACHED_LENGTH = 40


def parse(text: str) -> datetime:
    """Reads a ``dateTimeStamp``: a date and time with its zone.

    Args:
        text: As in ``"2026-01-02T03:04:05Z"`` or ``"2026-01-02T03:04:05.678+01:00"``.

    Returns:
        The aware datetime, in UTC.

    Raises:
        FormatError: Not a `dateTimeStamp` (XML Schema 1.1 part 2 §3.4.28), or beyond the years 1 to 9999.
    """
    return _read(text, True)


def parse_date_time(text: str) -> datetime:
    """Reads a ``dateTime``, whose zone may be missing: it is then UTC, as VCDM 2.0 §5.8 has it.

    Version 1.1 of the data model allows such times.

    Returns:
        The aware datetime, in UTC.

    Raises:
        FormatError: Not a `dateTime` (XML Schema 1.1 part 2 §3.3.7), or beyond the years 1 to 9999.
    """
    return _read(text, False)


def format(moment: datetime) -> str:  # noqa: A001 - the pair of parse, used as times.format
    """Writes an aware datetime as a ``dateTimeStamp`` in UTC; fractions of a second are cut off.

    Returns:
        As in ``"2026-01-02T03:04:05Z"``.

    Raises:
        UsageError: `moment` has no zone, or leaves the years 1 to 9999 when it is converted to UTC.
    """
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise UsageError("A point in time needs its zone.", hint="Use for example datetime.now(UTC).", spec=_SPEC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise UsageError("This point in time lies outside the years 1 to 9999.", spec=_SPEC) from error
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _read(text: str, zone_required: bool) -> datetime:
    if not isinstance(text, str):
        raise FormatError(f"A point in time is a string, not {type(text).__name__}.", spec=_SPEC, code="bad_time")
    return _cached(text, zone_required) if len(text) <= _CACHED_LENGTH else _parsed(text, zone_required)


def _parsed(text: str, zone_required: bool) -> datetime:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise _refused(text, zone_required)
    year, month, day, hour, minute, second, fraction, utc, sign, zone_hours, zone_minutes = match.groups()
    if zone_required and utc is None and sign is None:
        raise FormatError(
            f"The time {text[:80]!r} does not say in which time zone it is.",
            hint="Add 'Z' for UTC, or an offset such as '+01:00'.",
            spec=_SPEC,
            code="bad_time",
        )
    try:
        moment = datetime(int(year), int(month), int(day), tzinfo=UTC)
        if hour is None:  # 24:00:00 is the first moment of the next day
            moment += timedelta(days=1)
        else:
            microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
            moment = moment.replace(hour=int(hour), minute=int(minute), second=int(second), microsecond=microsecond)
        if sign is not None:
            offset = timedelta(hours=int(zone_hours or 14), minutes=int(zone_minutes or 0))
            moment = moment - offset if sign == "+" else moment + offset
    except (ValueError, OverflowError) as error:
        raise FormatError(
            f"There is no such day as in {text[:80]!r}, or it lies outside the years 1 to 9999.",
            spec=_SPEC if zone_required else _OLDER_SPEC,
            code="bad_time",
        ) from error
    return moment


_cached = lru_cache(maxsize=4096)(_parsed)


def _refused(text: str, zone_required: bool) -> FormatError:
    message = f"{text[:80]!r} is not a date and time as XML Schema writes it."
    if _UNUSUAL_YEAR.match(text):
        message = f"The time {text[:80]!r} lies outside the years 1 to 9999."
    return FormatError(
        message,
        hint="Write for example '2026-01-02T03:04:05Z'.",
        spec=_SPEC if zone_required else _OLDER_SPEC,
        code="bad_time",
    )
