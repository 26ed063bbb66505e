"""Many credentials at once, over any `concurrent.futures.Executor`: in order, in chunks, with bounded memory."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from itertools import islice
from math import ceil, inf
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from vcwallet.errors import UsageError
from vcwallet.report import Report
from vcwallet.verified import VerifiedCredential

if TYPE_CHECKING:  # it takes longer to import than most of this library
    from concurrent.futures import Executor, Future

Progress = Callable[[int], None]
"""Called with the number of reports that are done."""

BUFFERSIZE = 8
"""How many chunks an executor holds, if nothing else is said: enough for four workers."""

_TOLD = 250  # reports between two calls of `on_progress`
_FIRST = 100  # credentials in a chunk while nothing is known of how long one takes
_TRIED = 4  # chunks handed over until that is known: enough to learn it, and what has the wrong size is soon done
_GROUP = 100  # credentials pickled together: more at once, and the garbage collector goes through them repeatedly
_MOST = 2_000  # credentials in a chunk; together with the number of chunks this bounds the memory
_LAST = 8  # parts of what is left at the end, so that no worker is long at work when the others have nothing to do
_WORTH = 1.0  # seconds of work in a chunk: a cluster spends ten milliseconds on handing one over and taking it back

_SOMETHING_ELSE = "it gave back something else than was asked of it"

Examiner = Callable[[object], Report[VerifiedCredential]]
"""Runs every check on one credential."""


def examine_many(
    examiner: Examiner,
    values: Iterable[object],
    *,
    executor: Executor | None,
    buffersize: int,
    on_progress: Progress | None,
) -> Iterator[Report[VerifiedCredential]]:
    """Examines `values` one after another, or chunk by chunk on `executor`; yields the reports in order.

    Args:
        examiner: Examines one credential; it is pickled where an executor is given.
        values: The credentials. Without an executor, the next is taken when the next report is asked for; with one, up
            to `buffersize` chunks of up to 2,000, and one more, are taken ahead of the report that is asked for.
        executor: Where to examine them; None for here. Chunks whose values cannot be pickled are examined here.
        buffersize: How many chunks, of about a second of work each, the executor has at once. When no further one
            can be read, what is left, up to two chunks, is handed over in smaller parts, all at once.
        on_progress: Told how many are done, after each 250, and at the end.

    What `values` raises ends all: with an executor also for what was read ahead and not reported yet.

    Raises:
        UsageError: An argument is of the wrong kind, the examiner cannot be sent to another process, or the executor
            breaks.
    """
    if not isinstance(values, Iterable) or isinstance(values, str | bytes | Mapping):
        raise UsageError(
            "The credentials are a list, or anything else that can be gone through.",
            hint="Also one alone stands in brackets.",
        )
    if on_progress is not None and not callable(on_progress):
        raise UsageError("`on_progress` is a function that takes the number of reports that are done.")
    if not isinstance(buffersize, int) or isinstance(buffersize, bool) or buffersize < 1:
        raise UsageError("`buffersize` is a number of chunks, 1 or more.")
    if executor is None:
        return _told((examiner(value) for value in values), on_progress)
    if not callable(getattr(executor, "submit", None)):
        raise UsageError("`executor` is a concurrent.futures.Executor.")
    return _told(_spread(examiner, iter(values), executor, buffersize), on_progress)


def _told(
    reports: Generator[Report[VerifiedCredential], None, None], on_progress: Progress | None
) -> Iterator[Report[VerifiedCredential]]:
    with closing(reports):  # at once where `on_progress` raises, and not when the error was dealt with
        if on_progress is None:
            yield from reports
            return
        done = 0
        for done, report in enumerate(reports, 1):
            yield report
            if done % _TOLD == 0:
                on_progress(done)
        if done % _TOLD:
            on_progress(done)


class _Examined(NamedTuple):
    """What a worker gives back: the reports on one chunk, in pickled groups, and how many seconds they took."""

    groups: list[bytes]
    seconds: float


class _HandedOver(NamedTuple):
    """A chunk of so many credentials that the executor has."""

    size: int
    future: Future[bytes]

    def reports(self) -> Generator[Report[VerifiedCredential], None, int]:
        """Yields the reports, once they are there; returns how many credentials are worth a chunk's work.

        Raises:
            UsageError: The executor failed, or gave something else back.
        """
        try:
            examined = pickle.loads(self.future.result())  # noqa: S301  from _examine_chunk
        except Exception as error:
            raise _broken(type(error).__name__) from error
        sizes = [min(_GROUP, self.size - start) for start in range(0, self.size, _GROUP)]
        if not (
            isinstance(examined, _Examined)
            and type(examined.groups) is list
            and len(examined.groups) == len(sizes)
            and isinstance(examined.seconds, float)
            and 0 <= examined.seconds < inf
        ):
            raise _broken(_SOMETHING_ELSE)
        for size, group in zip(sizes, examined.groups, strict=True):
            yield from _reports(group, size)
        return max(1, min(_MOST, int(self.size * _WORTH / max(examined.seconds, 1e-6))))

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        cancel = getattr(self.future, "cancel", None)
        if callable(cancel):
            cancel()


class _KeptHere(NamedTuple):
    """A chunk that cannot be pickled: with what is no credential, for all that is known. The report on it says so."""

    examiner: Examiner
    values: list[object]

    def reports(self) -> Generator[Report[VerifiedCredential], None, None]:
        """Yields the reports; they tell nothing of how long the executor takes."""
        yield from map(self.examiner, self.values)

    def cancel(self) -> None:
        """Nothing was begun."""


def _reports(group: bytes, size: int) -> list[Report[VerifiedCredential]]:
    try:
        reports = pickle.loads(group)  # noqa: S301  from _examine_chunk
    except Exception as error:
        raise _broken(type(error).__name__) from error
    # Where reports are missing, those on other credentials would be taken for theirs.
    if not (type(reports) is list and len(reports) == size):
        raise _broken(_SOMETHING_ELSE)
    return reports


def _spread(
    examiner: Examiner, values: Iterator[object], executor: Executor, buffersize: int
) -> Generator[Report[VerifiedCredential], None, None]:
    pickled = _pickled(examiner)
    waiting: deque[_HandedOver | _KeptHere] = deque()
    size, at_once = _FIRST, min(_TRIED, buffersize)
    try:
        chunk = list(islice(values, size))
        while len(following := list(islice(values, size))) == size:
            while chunk:
                # It was read before the last reports told what a good size is; a small remainder would be dear.
                length = ceil(len(chunk) / max(1, round(len(chunk) / size)))
                waiting.append(_handed_over(executor, pickled, chunk[:length], examiner))
                chunk = chunk[length:]
                if len(waiting) >= at_once:
                    learnt = yield from _next(waiting)
                    if learnt is not None:
                        size, at_once = learnt, buffersize
            chunk = following
        # No part of what is left waits for reports on another: a worker would have nothing to do meanwhile.
        left = chunk + following
        for part in _tapered(left, max(_LAST, 2 * len(left) // size)):
            waiting.append(_handed_over(executor, pickled, part, examiner))
        while waiting:
            yield from _next(waiting)
    finally:
        for handed_over in waiting:
            handed_over.cancel()


def _next(waiting: deque[_HandedOver | _KeptHere]) -> Generator[Report[VerifiedCredential], None, int | None]:
    """Yields the reports that are next; until all are there, their chunk is among those that wait."""
    learnt = yield from waiting[0].reports()
    waiting.popleft()
    return learnt


def _tapered(values: list[object], count: int) -> Iterator[list[object]]:
    """At most `count` parts, evenly smaller and smaller: workers that take one after another end at about one time."""
    start = 0
    for left in range(count, 0, -1):
        size = ceil(2 * (len(values) - start) / (left + 1))
        if size:
            yield values[start : start + size]
        start += size


def _handed_over(
    executor: Executor, pickled: bytes, chunk: list[object], examiner: Examiner
) -> _HandedOver | _KeptHere:
    try:
        # Bytes, since a cluster's executor looks through everything else for what it should work out beforehand.
        groups = [pickle.dumps(chunk[start : start + _GROUP]) for start in range(0, len(chunk), _GROUP)]
    except Exception:  # noqa: BLE001  an object's own pickling may raise anything
        return _KeptHere(examiner, chunk)
    try:
        return _HandedOver(len(chunk), executor.submit(_examine_chunk, pickled, pickle.dumps(groups)))
    except Exception as error:
        raise _broken(type(error).__name__) from error


def _broken(how: str) -> UsageError:
    return UsageError(
        f"The executor failed: {how}.",
        hint="Begin again with another one; nothing is wrong with the credentials.",
        code="executor_failed",
    )


def _pickled(examiner: Examiner) -> bytes:
    try:
        return pickle.dumps(examiner)
    except Exception as error:
        raise UsageError(
            "This verifier cannot be sent to another process.",
            hint="Its `clock` and `fetch` must be functions of a module, not lambdas or closures.",
        ) from error


def _examine_chunk(pickled: bytes, values: bytes) -> bytes:
    examiner = _unpickled(pickled)
    began = perf_counter()
    groups = [
        pickle.dumps([examiner(value) for value in pickle.loads(group)])  # noqa: S301  from _handed_over
        for group in pickle.loads(values)  # noqa: S301
    ]
    return pickle.dumps(_Examined(groups, perf_counter() - began))


@lru_cache(maxsize=8)
def _unpickled(pickled: bytes) -> Examiner:
    # One verifier for all chunks of a process, so that what it compiled serves them all.
    examiner: Examiner = pickle.loads(pickled)  # noqa: S301  it comes from this very function's caller
    return examiner
