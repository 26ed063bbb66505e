"""Many credentials at once, over any `concurrent.futures.Executor`: in order, in chunks, with bounded memory."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from vcwallet.errors import UsageError
from vcwallet.report import Report
from vcwallet.verified import VerifiedCredential

if TYPE_CHECKING:  # it takes longer to import than most of this library
    from concurrent.futures import Executor, Future

Progress = Callable[[int], None]
"""Called with the number of reports that are done, after each chunk."""

_CHUNK = 250  # large enough that handing a chunk over costs little beside verifying it
_WAITING = 8  # chunks handed to the executor and not yet yielded: this bounds the memory


class Examiner(Protocol):
    """What examines one credential: a verifier."""

    def examine_credential(self, value: object) -> Report[VerifiedCredential]:
        """Runs every check on one credential."""


def examine_many(
    examiner: Examiner, values: Iterable[object], executor: Executor | None, on_progress: Progress | None
) -> Iterator[Report[VerifiedCredential]]:
    """Examines `values` one after another, or chunk by chunk on `executor`; yields the reports in order.

    Args:
        examiner: Examines one credential; it is pickled where an executor is given.
        values: The credentials. Without an executor, the next is taken when the next report is asked for; with one, up
            to 2,000 (8 chunks of 250) are taken ahead of the report that is asked for.
        executor: Where to examine them; None for here. Chunks whose values cannot be pickled are examined here.
        on_progress: Told how many are done, after each 250, and at the end.

    Raises:
        UsageError: An argument is of the wrong kind, the examiner cannot be sent to another process, or the executor
            breaks.
    """
    if not isinstance(values, Iterable):
        raise UsageError("The credentials are a list, or anything else that can be gone through.")
    if on_progress is not None and not callable(on_progress):
        raise UsageError("`on_progress` is a function that takes the number of reports that are done.")
    if executor is None:
        return _told((examiner.examine_credential(value) for value in values), on_progress)
    if not callable(getattr(executor, "submit", None)):
        raise UsageError("`executor` is a concurrent.futures.Executor.")
    return _told(_spread(examiner, iter(values), executor), on_progress)


def _told(
    reports: Iterable[Report[VerifiedCredential]], on_progress: Progress | None
) -> Iterator[Report[VerifiedCredential]]:
    if on_progress is None:
        yield from reports
        return
    done = 0
    for done, report in enumerate(reports, 1):
        yield report
        if done % _CHUNK == 0:
            on_progress(done)
    if done % _CHUNK:
        on_progress(done)


def _spread(examiner: Examiner, values: Iterator[object], executor: Executor) -> Iterator[Report[VerifiedCredential]]:
    pickled = _pickled(examiner)
    waiting: deque[Future[bytes] | list[Report[VerifiedCredential]]] = deque()
    try:
        while chunk := list(islice(values, _CHUNK)):
            waiting.append(_handed_over(executor, pickled, chunk, examiner))
            if len(waiting) >= _WAITING:
                yield from _reports(waiting.popleft())
        while waiting:
            yield from _reports(waiting.popleft())
    finally:
        for future in waiting:
            if not isinstance(future, list):
                future.cancel()


def _handed_over(
    executor: Executor, pickled: bytes, chunk: list[object], examiner: Examiner
) -> Future[bytes] | list[Report[VerifiedCredential]]:
    try:
        # Bytes, since a cluster's executor looks through everything else for what it should work out beforehand.
        values = pickle.dumps(chunk)
    except Exception:  # noqa: BLE001  an object's own pickling may raise anything
        # What cannot be pickled is no credential, for all that is known; the report on it says so.
        return [examiner.examine_credential(value) for value in chunk]
    try:
        return executor.submit(_examine_chunk, pickled, values)
    except Exception as error:
        raise _broken(error) from error


def _reports(future: Future[bytes] | list[Report[VerifiedCredential]]) -> list[Report[VerifiedCredential]]:
    if isinstance(future, list):
        return future
    try:
        reports: list[Report[VerifiedCredential]] = pickle.loads(future.result())  # noqa: S301  from _examine_chunk
    except Exception as error:
        raise _broken(error) from error
    return reports


def _broken(error: BaseException) -> UsageError:
    return UsageError(
        f"The executor failed: {type(error).__name__}.",
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
    return pickle.dumps([examiner.examine_credential(value) for value in pickle.loads(values)])  # noqa: S301


@lru_cache(maxsize=8)
def _unpickled(pickled: bytes) -> Examiner:
    # One verifier for all chunks of a process, so that what it compiled serves them all.
    examiner: Examiner = pickle.loads(pickled)  # noqa: S301  it comes from this very function's caller
    return examiner
