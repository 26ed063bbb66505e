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
        values: The credentials; taken from the iterable only as fast as they are examined.
        executor: Where to examine them; None for here.
        on_progress: Told how many are done, after each chunk.

    Raises:
        UsageError: The examiner cannot be sent to another process.
    """
    done = 0
    for reports in _chunks(examiner, iter(values), executor):
        yield from reports
        done += len(reports)
        if on_progress is not None:
            on_progress(done)


def _chunks(
    examiner: Examiner, values: Iterator[object], executor: Executor | None
) -> Iterator[list[Report[VerifiedCredential]]]:
    if executor is None:
        while chunk := list(islice(values, _CHUNK)):
            yield [examiner.examine_credential(value) for value in chunk]
        return
    pickled = _pickled(examiner)
    waiting: deque[Future[list[Report[VerifiedCredential]]]] = deque()
    try:
        while chunk := list(islice(values, _CHUNK)):
            waiting.append(executor.submit(_examine_chunk, pickled, chunk))
            if len(waiting) >= _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _pickled(examiner: Examiner) -> bytes:
    try:
        return pickle.dumps(examiner)
    except Exception as error:
        raise UsageError(
            "This verifier cannot be sent to another process.",
            hint="Its `clock` and `fetch` must be functions of a module, not lambdas or closures.",
        ) from error


def _examine_chunk(pickled: bytes, values: list[object]) -> list[Report[VerifiedCredential]]:
    examiner = _unpickled(pickled)
    return [examiner.examine_credential(value) for value in values]


@lru_cache(maxsize=8)
def _unpickled(pickled: bytes) -> Examiner:
    # One verifier for all chunks of a process, so that what it compiled serves them all.
    examiner: Examiner = pickle.loads(pickled)  # noqa: S301  it comes from this very function's caller
    return examiner
