"""`verify_many`: in order, on any executor, reading only as fast as reports are taken."""

import itertools
import json
import pickle
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context

import pytest
from builders import KEYS, clock, degree, issuer

from vcwallet import Issuer, TrustedIssuers, Verifier, batch
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
        assert verdicts(client.get_executor(pure=False)) == EXPECTED


def test_progress_is_told():
    told = []
    verdicts(None, on_progress=told.append)
    assert told == [250, 500, 700]


class Counting(Executor):
    """Runs everything at once, and notes how many credentials each chunk has."""

    def __init__(self):
        self.sizes = []

    def submit(self, function, /, verifier, values):
        self.sizes.append(sum(len(pickle.loads(group)) for group in pickle.loads(values)))
        future = Future()
        future.set_result(function(verifier, values))
        return future


@pytest.mark.parametrize("buffersize", [1, 3, 8])
def test_values_are_read_no_faster_than_reports_are_taken(monkeypatch, buffersize):
    monkeypatch.setattr(batch, "perf_counter", lambda: 0.0)  # no time passes, however busy this machine is
    read = 0

    def values():
        nonlocal read
        for _ in range(100_000):
            read += 1
            yield 7  # refused at once

    executor = Counting()
    reports = judge().verify_many(values(), executor=executor, buffersize=buffersize)
    next(reports)
    assert executor.sizes == [100] * min(buffersize, 4)  # until it is known how long one takes
    for _ in range(100):
        next(reports)
    assert len(executor.sizes) == 1 + buffersize
    for _ in range(19_900):
        next(reports)
        assert read - sum(executor.sizes) in (100, 2_000)  # one chunk waits here, as it may be the last
    assert set(executor.sizes) == {100, 2_000}
    assert read <= 20_001 + (buffersize + 1) * 2_000
    reports.close()


@pytest.mark.parametrize(("seconds", "size"), [(0.1, 1_000), (0.4, 250), (400.0, 1), (0.0, 2_000)])
def test_a_chunk_has_as_many_credentials_as_are_worth_a_second(monkeypatch, seconds, size):
    clock = itertools.cycle((0, seconds))
    monkeypatch.setattr(batch, "perf_counter", lambda: next(clock))
    executor = Counting()
    reports = judge().verify_many([7] * 6_250, executor=executor, buffersize=1)
    assert len(list(reports)) == 6_250
    assert executor.sizes[:3] == [100, min(size, 100), size]


@pytest.mark.parametrize(
    ("seconds", "sizes"),
    [(0.055, [2_000, 1_818]), (0.08, [1_000, 1_000, 1_250])],
)
def test_a_chunk_that_was_read_for_another_size_leaves_no_small_remainder(monkeypatch, seconds, sizes):
    clock = itertools.chain((0.0, 0.0, 0.0, seconds), itertools.repeat(0.0))
    monkeypatch.setattr(batch, "perf_counter", lambda: next(clock))
    executor = Counting()
    assert len(list(judge().verify_many([7] * 6_250, executor=executor, buffersize=1))) == 6_250
    assert executor.sizes[: 2 + len(sizes)] == [100, 100, *sizes]


def test_chunks_of_many_groups_stay_in_order(monkeypatch):
    monkeypatch.setattr(batch, "perf_counter", lambda: 0.0)
    executor = Counting()
    assert verdicts(executor, 4_250, buffersize=1) == EXPECTED[:699] * 6 + EXPECTED[:56]
    assert 2_000 in executor.sizes


def test_what_is_left_at_the_end_is_handed_over_in_smaller_and_smaller_parts(monkeypatch):
    monkeypatch.setattr(batch, "perf_counter", lambda: 0.0)
    executor = Counting()
    assert verdicts(executor, buffersize=1) == EXPECTED
    assert executor.sizes == [100, 134, 117, 100, 83, 67, 50, 33, 16]
    executor.sizes.clear()
    assert verdicts(executor, 3) == EXPECTED[:3]
    assert executor.sizes == [1] * 3


def test_parts_of_what_takes_long_are_small_at_the_end_too(monkeypatch):
    clock = itertools.cycle((0, 400.0))
    monkeypatch.setattr(batch, "perf_counter", lambda: next(clock))
    executor = Counting()
    assert verdicts(executor, 250, buffersize=1) == EXPECTED[:250]  # the second hundred is no end
    assert executor.sizes == [100] + [1] * 150
    executor.sizes.clear()
    assert verdicts(executor, 200, buffersize=1) == EXPECTED[:200]
    assert executor.sizes == [100] + [1] * 100


def test_one_chunk_that_took_long_is_forgotten_with_the_next(monkeypatch):
    clock = itertools.chain((0.0, 0.0, 0.0, 3_000.0), itertools.repeat(0.0))
    monkeypatch.setattr(batch, "perf_counter", lambda: next(clock))
    executor = Counting()
    assert len(list(judge().verify_many([7] * 8_250, executor=executor, buffersize=1))) == 8_250
    assert executor.sizes[:6] == [100, 100, 1, 1_999, 1, 2_000]


def test_at_the_end_no_part_waits_for_the_reports_on_another():
    class Late(Counting):
        """Has results only when it is asked for them; notes how many parts it had by then."""

        def submit(self, function, /, verifier, values):
            future = super().submit(function, verifier, values)
            had, result = [], future.result
            future.result = lambda: had.append(len(self.sizes)) or result()
            asked.append(had)
            return future

    executor, asked = Late(), []
    assert verdicts(executor, 450, buffersize=2) == EXPECTED[:450]
    first, *others = asked
    assert first == [2]
    assert all(had == [len(executor.sizes)] for had in others[-9:])


def test_a_verifier_that_cannot_travel_says_so():
    with pytest.raises(UsageError), ThreadPoolExecutor(1) as executor:
        list(judge(fetch=lambda url: b"").verify_many([GOOD], executor=executor))


def test_nothing_at_all():
    assert list(judge().verify_many([])) == []


def test_here_one_credential_is_taken_for_one_report():
    taken = []

    def values():
        for number in range(10):
            taken.append(number)
            yield GOOD

    reports = judge().verify_many(values())
    for number in range(1, 4):
        next(reports)
        assert len(taken) == number


@pytest.mark.parametrize("alone", [GOOD, json.dumps(GOOD), json.dumps(GOOD).encode()])
def test_one_credential_is_not_taken_for_many(alone):
    with pytest.raises(UsageError, match="list") as caught:
        judge().verify_many(alone)
    assert "brackets" in caught.value.hint


@pytest.mark.parametrize(
    "make",
    [nullcontext, lambda: ThreadPoolExecutor(1), lambda: ProcessPoolExecutor(1, get_context("spawn"))],
    ids=["here", "threads", "processes"],
)
def test_resources_for_all_of_them(make):
    by = Issuer(KEYS["P-256"], id="did:web:uni.example", clock=clock)
    value = by.issue(degree(), securing="ecdsa-rdfc-2019").value
    served = {"https://uni.example/.well-known/did.json": json.dumps(by.did_document()).encode()}
    with make() as executor:
        unknown = list(judge().verify_many([value, value], executor=executor))
        assert [[need.url for need in report.needs] for report in unknown] == [[*served]] * 2
        reports = judge().verify_many([value, value], executor=executor, resources=served)
        assert [report.verdict for report in reports] == ["valid"] * 2


@pytest.mark.parametrize("wrong", [5, "x", {"a": "text"}])
def test_resources_are_bytes_by_url(wrong):
    with pytest.raises(UsageError):
        judge().verify_many([], resources=wrong)


@pytest.mark.parametrize("wrong", [None, 5, object()])
def test_what_cannot_be_gone_through(wrong):
    with pytest.raises(UsageError):
        judge().verify_many(wrong)
    with pytest.raises(UsageError):
        judge().verify_many([], on_progress=wrong or "x")
    with pytest.raises(UsageError):
        judge().verify_many([], executor=wrong or "x")


@pytest.mark.parametrize("wrong", [None, 0, -1, True, 2.0, "8"])
def test_a_buffersize_is_a_number_of_chunks(wrong):
    with pytest.raises(UsageError, match="buffersize"):
        judge().verify_many([], buffersize=wrong)


class Pool(Executor):
    """Pickles what it is given, as pools of processes do, and runs it here."""

    def submit(self, function, /, *arguments):
        future = Future()
        try:
            future.set_result(function(*pickle.loads(pickle.dumps(arguments))))
        except Exception as error:  # noqa: BLE001
            future.set_exception(error)
        return future


def test_what_cannot_be_pickled_gets_a_report():
    reports = judge().verify_many([GOOD, lambda: 0, CHANGED], executor=Pool())
    assert [report.verdict for report in reports] == ["valid", "invalid", "invalid"]


def test_of_what_cannot_be_pickled_the_reports_are_in_order_too():
    values = [GOOD, CHANGED, GOOD, lambda: 0] * 20
    reports = judge().verify_many(values, executor=Pool())
    assert [report.verdict for report in reports] == ["valid", "invalid", "valid", "invalid"] * 20


def test_what_is_examined_here_tells_nothing_of_the_executor(monkeypatch):
    monkeypatch.setattr(batch, "perf_counter", lambda: 0.0)
    executor = Counting()
    reports = judge().verify_many(itertools.chain([lambda: 0], itertools.repeat(7, 50_000)), executor=executor)
    for _ in range(101):
        next(reports)
    assert executor.sizes == [100] * 4  # as before anything is known
    reports.close()


class Pending(Executor):
    """Has only the first result; what asks for another is interrupted."""

    def __init__(self):
        self.futures = []

    def submit(self, function, /, *arguments):
        future = Future()
        if self.futures:
            future.result = interrupted
        else:
            future.set_result(function(*arguments))
        self.futures.append(future)
        return future


def interrupted():
    raise KeyboardInterrupt


def failing(count):
    yield from itertools.repeat(7, count)
    raise OSError("the disk is gone")


def tell(done):
    raise OSError("nobody listens")


@pytest.mark.parametrize(
    ("values", "options", "error"),
    [
        (itertools.repeat(7), {}, KeyboardInterrupt()),
        (failing(650), {}, OSError("the disk is gone")),
        (itertools.repeat(7), {"on_progress": tell}, OSError("nobody listens")),
    ],
)
def test_nothing_is_left_to_do_after_an_error(monkeypatch, values, options, error):
    monkeypatch.setattr(batch, "_TOLD", 50)
    executor = Pending()
    reports = judge().verify_many(values, executor=executor, **options)
    # Whoever holds the error holds what it went through: nothing is left to the garbage collector.
    with pytest.raises(type(error)) as raised:
        list(reports)
    assert repr(raised.value) == repr(error)
    first, *others = executor.futures
    assert first.done()
    assert len(others) >= 3
    assert all(future.cancelled() for future in others)


def test_nothing_is_left_to_do_when_nobody_takes_the_reports():
    executor = Pending()
    reports = judge().verify_many(itertools.repeat(7), executor=executor)
    next(reports)
    assert not any(future.cancelled() for future in executor.futures)
    reports.close()
    assert all(future.cancelled() for future in executor.futures[1:])


class Broken(Executor):
    """Fails at once, or later."""

    def __init__(self, *, later):
        self.later = later

    def submit(self, function, /, *arguments):
        if not self.later:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future = Future()
        future.set_exception(BrokenExecutor())
        return future


@pytest.mark.parametrize("later", [True, False])
def test_an_executor_that_breaks_is_not_the_credentials_fault(later):
    with pytest.raises(UsageError) as caught:
        list(judge().verify_many([GOOD], executor=Broken(later=later)))
    assert caught.value.code == "executor_failed"


class Answering(Executor):
    """Gives the same back, whatever is asked of it."""

    def __init__(self, answer):
        self.answer = answer

    def submit(self, function, /, *arguments):
        future = Future()
        future.set_result(self.answer)
        return future


GOOD_REPORT = judge().examine_credential(GOOD)


def group(size):
    return pickle.dumps([GOOD_REPORT] * size)


def examined(groups, seconds=1.0):
    return pickle.dumps(batch._Examined(groups, seconds))


def test_an_executor_that_gives_back_what_was_asked_has_not_failed():
    reports = judge().verify_many([GOOD] * 3, executor=Answering(examined([group(1)])))
    assert [report.verdict for report in reports] == ["valid"] * 3


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"junk",
        pickle.dumps(5),
        pickle.dumps(([], 1.0)),
        examined([]),
        examined([group(1), group(1)]),
        examined([5]),
        examined([b"junk"]),
        examined([group(0)]),
        examined([group(2)]),
        examined([pickle.dumps((GOOD_REPORT,))]),
        examined((group(1),)),
        examined([group(1)], seconds=float("nan")),
        examined([group(1)], seconds=float("inf")),
        examined([group(1)], seconds=-1.0),
        examined([group(1)], seconds="1"),
    ],
)
def test_an_executor_that_gives_back_something_else_has_failed(answer):
    with pytest.raises(UsageError) as caught:
        list(judge().verify_many([CHANGED], executor=Answering(answer)))
    assert caught.value.code == "executor_failed"


def test_an_executor_without_futures_has_failed():
    class Strange(Executor):
        def submit(self, function, /, *arguments):
            return object()

    with pytest.raises(UsageError) as caught:
        list(judge().verify_many([GOOD] * 300, executor=Strange()))
    assert caught.value.code == "executor_failed"


def test_credentials_that_cannot_be_had_are_the_callers_business():
    def values():
        yield GOOD
        raise OSError("the disk")

    for executor in (None, Pool()):
        with pytest.raises(OSError, match="the disk"):
            list(judge().verify_many(values(), executor=executor))
