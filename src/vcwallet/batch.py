"""Many credentials at once, over any `concurrent.futures.Executor`: in order, in chunks, with bounded memory."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from math import inf
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
_MOST = 500  # credentials in a chunk; together with the number of chunks this bounds the memory
_WORTH = 0.2  # seconds of work in a chunk: a cluster spends several milliseconds on handing one over


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
            to `buffersize` chunks of up to 500 are taken ahead of the report that is asked for.
        executor: Where to examine them; None for here. Chunks whose values cannot be pickled are examined here.
        buffersize: How many chunks, of about 0.2 seconds of work each, the executor has at once.
        on_progress: Told how many are done, after each 250, and at the end.

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
        return _told(map(examiner, values), on_progress)
    if not callable(getattr(executor, "submit", None)):
        raise UsageError("`executor` is a concurrent.futures.Executor.")
    return _told(_spread(examiner, iter(values), executor, buffersize), on_progress)


def _told(
    reports: Iterable[Report[VerifiedCredential]], on_progress: Progress | None
) -> Iterator[Report[VerifiedCredential]]:
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
    """The reports on one chunk, and how many seconds they took."""

    reports: list[Report[VerifiedCredential]]
    seconds: float

    def is_of(self, size: int) -> bool:
        """Whether these are the reports on a chunk of this size, in a time that there is."""
        return type(self.reports) is list and len(self.reports) == size and 0 <= self.seconds < inf

    def next_size(self) -> int:
        """How many credentials are worth as much work as a chunk shall be."""
        return max(1, min(_MOST, int(len(self.reports) * _WORTH / max(self.seconds, 1e-6))))


class _Chunk(NamedTuple):
    """Credentials that were handed over, or examined here."""

    size: int
    future: Future[bytes] | _Examined

    def examined(self) -> _Examined:
        """The reports, once they are there.

        Raises:
            UsageError: The executor failed, or gave something else back.
        """
        if isinstance(self.future, _Examined):
            return self.future
        try:
            examined = pickle.loads(self.future.result())  # noqa: S301  from _examine_chunk
        except Exception as error:
            raise _broken(type(error).__name__) from error
        # Where reports are missing, those on other credentials would be taken for theirs.
        if not (isinstance(examined, _Examined) and examined.is_of(self.size)):
            raise _broken("it gave back something else than was asked of it")
        return examined

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        cancel = getattr(self.future, "cancel", None)
        if callable(cancel):
            cancel()


def _spread(
    examiner: Examiner, values: Iterator[object], executor: Executor, buffersize: int
) -> Iterator[Report[VerifiedCredential]]:
    pickled = _pickled(examiner)
    waiting: deque[_Chunk] = deque()
    size = _FIRST
    try:
        while chunk := list(islice(values, size)):
            waiting.append(_Chunk(len(chunk), _handed_over(executor, pickled, chunk, examiner)))
            if len(waiting) >= buffersize:
                examined = waiting.popleft().examined()
                size = examined.next_size()
                yield from examined.reports
        while waiting:
            yield from waiting.popleft().examined().reports
    finally:
        for handed_over in waiting:
            handed_over.cancel()


def _handed_over(
    executor: Executor, pickled: bytes, chunk: list[object], examiner: Examiner
) -> Future[bytes] | _Examined:
    try:
        # Bytes, since a cluster's executor looks through everything else for what it should work out beforehand.
        values = pickle.dumps(chunk)
    except Exception:  # noqa: BLE001  an object's own pickling may raise anything
        # What cannot be pickled is no credential, for all that is known; the report on it says so.
        return _timed(examiner, chunk)
    try:
        return executor.submit(_examine_chunk, pickled, values)
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
    return pickle.dumps(_timed(_unpickled(pickled), pickle.loads(values)))  # noqa: S301  from _handed_over


def _timed(examiner: Examiner, values: list[object]) -> _Examined:
    began = perf_counter()
    return _Examined([examiner(value) for value in values], perf_counter() - began)


@lru_cache(maxsize=8)
def _unpickled(pickled: bytes) -> Examiner:
    # One verifier for all chunks of a process, so that what it compiled serves them all.
    examiner: Examiner = pickle.loads(pickled)  # noqa: S301  it comes from this very function's caller
    return examiner
