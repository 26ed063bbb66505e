"""`verify_many`: in order, on any executor, reading only as fast as reports are taken."""

from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from builders import clock, degree, issuer

from vcwallet import TrustedIssuers, Verifier
from vcwallet.errors import UsageError

GOOD = issuer().issue(degree()).value
CHANGED = GOOD | {"name": "Another"}


def judge(**options):
    return Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=clock, **options)


def verdicts(executor, count=700, **options):
    values = (GOOD if index % 3 else CHANGED for index in range(count))
    return [report.verdict for report in judge().verify_many(values, executor=executor, **options)]


EXPECTED = ["valid" if index % 3 else "invalid" for index in range(700)]


def test_here():
    assert verdicts(None) == EXPECTED


def test_threads():
    with ThreadPoolExecutor(2) as executor:
        assert verdicts(executor) == EXPECTED


@pytest.mark.slow
def test_processes():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert verdicts(executor) == EXPECTED


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_dask_cluster():
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        assert verdicts(client.get_executor()) == EXPECTED


def test_progress_is_told():
    told = []
    verdicts(None, on_progress=told.append)
    assert told == [250, 500, 700]


class Lazy(Executor):
    """Runs nothing until asked, and counts what waits."""

    def __init__(self):
        self.submitted = 0

    def submit(self, function, /, *arguments):
        self.submitted += 1
        future = Future()
        future.set_result(function(*arguments))
        return future


def test_values_are_read_no_faster_than_reports_are_taken():
    read = 0

    def values():
        nonlocal read
        for _ in range(100_000):
            read += 1
            yield 7  # refused at once

    executor = Lazy()
    reports = judge().verify_many(values(), executor=executor)
    next(reports)
    assert read <= 2_000
    assert executor.submitted <= 8
    reports.close()


def test_a_verifier_that_cannot_travel_says_so():
    with pytest.raises(UsageError), ThreadPoolExecutor(1) as executor:
        list(judge(fetch=lambda url: b"").verify_many([GOOD], executor=executor))


def test_nothing_at_all():
    assert list(judge().verify_many([])) == []
