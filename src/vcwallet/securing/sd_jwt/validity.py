"""When a token is valid: ``iat``, ``nbf`` and ``exp`` (RFC 7519 §4.1; RFC 9901 §7.1 step 6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from sys import float_info

from vcwallet.errors import Expired, Malformed, NotYetValid, UsageError
from vcwallet.ports import JsonObject

_SPEC = "RFC 7519 §4.1"


def check_not_before(claims: JsonObject, *, at: datetime, skew: timedelta) -> None:
    """Checks that the time of a token has come: ``nbf``, and that ``iat`` is not in the future; both may be absent.

    Raises:
        Malformed: Not a number.
        NotYetValid: Its time has not come.
        UsageError: `at` has no zone.
    """
    latest = seconds(at) + skew.total_seconds()
    for name, sentence in (("nbf", "It is not valid yet."), ("iat", "It says that it was made in the future.")):
        moment = timestamp(claims, name)
        if moment is not None and moment > latest:
            raise NotYetValid(sentence, where=f"/{name}", spec=_SPEC)


def check_not_expired(claims: JsonObject, *, at: datetime, skew: timedelta) -> None:
    """Checks that a token has not expired: ``exp``, which may be absent.

    Raises:
        Malformed: Not a number.
        Expired: Its time is over.
        UsageError: `at` has no zone.
    """
    expires = timestamp(claims, "exp")
    # At the very second of `exp` it is over (section 4.1.4).
    if expires is not None and seconds(at) >= expires + skew.total_seconds():
        raise Expired("It has expired.", where="/exp", spec=f"{_SPEC}.4")


def timestamp(claims: JsonObject, name: str, *, required: bool = False) -> float | None:
    """A NumericDate claim, in seconds since 1970 UTC; None where it is absent.

    Raises:
        Malformed: Not a number, or absent and `required`.
    """
    if name not in claims and not required:
        return None
    value = claims.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= float_info.max:
        return float(value)
    message = f"The time {name!r} is missing or is not a number of seconds."
    raise Malformed(message, where=f"/{name}", hint="It counts seconds since 1970.", spec="RFC 7519 §2")


def seconds(moment: datetime) -> float:
    """The seconds since 1970 UTC of an aware datetime.

    Raises:
        UsageError: No datetime, or one without its zone.
    """
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise UsageError("A point in time needs its zone.", hint="Use for example datetime.now(UTC).")
    return moment.timestamp()
