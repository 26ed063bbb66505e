from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import FormatError, UsageError
from vcwallet.model import times


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+00:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05-00:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+05:30", datetime(2026, 1, 1, 21, 34, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05-14:00", datetime(2026, 1, 2, 17, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.5Z", datetime(2026, 1, 2, 3, 4, 5, 500_000, tzinfo=UTC)),
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, 123_456, tzinfo=UTC)),
        ("2026-01-02T03:04:05." + "0" * 5000 + "Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-02-29T24:00:00Z", datetime(2024, 3, 1, tzinfo=UTC)),
        ("2024-12-31T24:00:00.000Z", datetime(2025, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_reads_date_time_stamps(text, moment):
    assert times.parse(text) == moment
    assert times.parse(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:60Z",
        "2016-12-31T23:59:60Z",
        "2026-01-02T24:00:01Z",
        "2026-01-02T24:00:00.1Z",
        "2026-01-02T25:00:00Z",
        "2026-01-02T03:60:00Z",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02t03:04:05z",
        "2026-01-02 03:04:05Z",
        "2026-01-02",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "2026-01-02T03:04:05+14:01",
        "2026-01-02T03:04:05+15:00",
        "2026-01-02T03:04:05+0100",
        "2026-01-02T03:04:05+01",
        "2026-01-02T03:04:05+01:60",
        "26-01-02T03:04:05Z",
        "02026-01-02T03:04:05Z",
        "12026-01-02T03:04:05Z",
        "-0044-03-15T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T24:00:00Z",
        "2026-01-02T03:04:05Z ",
        " 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05Z\n",
        "２０２６-01-02T03:04:05Z",
        "",
        0,
        None,
        ["2026-01-02T03:04:05Z"],
        {},
    ],
)
def test_refuses_everything_else(text):
    with pytest.raises(FormatError) as raised:
        times.parse(text)
    assert raised.value.code == "bad_time"


def test_a_missing_zone_is_told_and_years_out_of_range_too():
    with pytest.raises(FormatError, match="time zone"):
        times.parse("2026-01-02T03:04:05")
    with pytest.raises(FormatError, match="years 1 to 9999"):
        times.parse("12026-01-02T03:04:05Z")


def test_the_older_kind_reads_a_missing_zone_as_utc():
    assert times.parse_date_time("2026-01-02T03:04:05") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert times.parse_date_time("2026-01-02T03:04:05+01:00") == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
    with pytest.raises(FormatError):
        times.parse_date_time("2026-01-02")


def test_writes_whole_seconds_in_utc():
    assert times.format(datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC)) == "2026-01-02T03:04:05Z"
    assert times.format(datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))) == "2026-01-02T01:04:05Z"
    assert times.format(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "moment",
    [
        datetime.fromisoformat("2026-01-02T00:00:00"),
        "2026-01-02T03:04:05Z",
        None,
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))),
    ],
)
def test_refuses_to_write_what_is_no_moment(moment):
    with pytest.raises(UsageError):
        times.format(moment)


@given(st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0)))
def test_what_is_written_is_read_again(moment):
    assert times.parse(times.format(moment)) == moment


@given(st.text() | st.text("0123456789-:TZ+.", max_size=40))
def test_anything_else_is_a_format_error(text):
    try:
        moment = times.parse(text)
    except FormatError:
        return
    assert moment.tzinfo is UTC
