from datetime import UTC, datetime, timedelta

import pytest

from vcwallet.errors import Expired, Malformed, NotYetValid, UsageError
from vcwallet.securing.sd_jwt.validity import check_not_before, check_not_expired, seconds, timestamp

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOW = int(AT.timestamp())
SKEW = timedelta(seconds=60)


@pytest.mark.parametrize("claims", [{}, {"nbf": NOW}, {"nbf": NOW + 60}, {"nbf": 0.5}, {"iat": NOW + 60}, {"nbf": -1}])
def test_its_time_has_come(claims):
    check_not_before(claims, at=AT, skew=SKEW)


@pytest.mark.parametrize(("name", "by"), [("nbf", 61), ("iat", 61), ("nbf", 1e12), ("iat", 10**300)])
def test_its_time_has_not_come(name, by):
    with pytest.raises(NotYetValid) as caught:
        check_not_before({name: NOW + by}, at=AT, skew=SKEW)
    assert caught.value.where == f"/{name}"


@pytest.mark.parametrize("claims", [{}, {"exp": NOW + 1}, {"exp": NOW - 59}, {"exp": 10**300}])
def test_its_time_is_not_over(claims):
    check_not_expired(claims, at=AT, skew=SKEW)


@pytest.mark.parametrize("exp", [NOW - 60, NOW - 61, 0, -1, -(10**300)])
def test_its_time_is_over(exp):
    with pytest.raises(Expired) as caught:
        check_not_expired({"exp": exp}, at=AT, skew=SKEW)
    assert caught.value.where == "/exp"


def test_at_the_second_of_exp_it_is_over():
    with pytest.raises(Expired):
        check_not_expired({"exp": NOW}, at=AT, skew=timedelta())


@pytest.mark.parametrize("value", ["1", None, True, [], {}, float("nan"), float("inf"), 10**400, -(10**400)])
def test_times_are_numbers(value):
    for name, check in (("nbf", check_not_before), ("iat", check_not_before), ("exp", check_not_expired)):
        with pytest.raises(Malformed) as caught:
            check({name: value}, at=AT, skew=SKEW)
        assert caught.value.where == f"/{name}"


def test_a_time_may_be_demanded():
    assert timestamp({}, "iat") is None
    with pytest.raises(Malformed):
        timestamp({}, "iat", required=True)


@pytest.mark.parametrize("moment", [None, 5, "2026", datetime(2026, 6, 1)])  # noqa: DTZ001 - without its zone, on purpose
def test_the_time_to_judge_by_has_a_zone(moment):
    with pytest.raises(UsageError):
        seconds(moment)
