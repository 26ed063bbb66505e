"""`verify_many`: one process against a pool of two and a cluster of two, and memory while much streams through."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from benchmarks.bench_data_integrity import OWN, credential, own_context
from benchmarks.table import Row

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier

COUNT = 10_000
_ROUNDS = 10
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "10s",
}
"""What Dask looks after meanwhile, each of its processes many times a second, costs a tenth of two processors."""


def _credentials(count: int) -> tuple[list[dict], Verifier]:
    """Credentials that are all different, and a verifier for them."""
    contexts = {OWN: own_context(10)}
    key = SigningKey.generate("Ed25519")
    issuer = Issuer(key, contexts=contexts)
    values = [issuer.issue(credential(10) | {"id": f"urn:x:{number}"}).value for number in range(count)]
    return values, Verifier(trust=TrustedIssuers({"CustomerCredential": [key.did]}), contexts=contexts)


def _verified(verifier: Verifier, values: Iterable[dict], count: int, executor: Executor | None) -> float:
    """Seconds for the first `count` credentials, each of which has to be valid."""
    started = time.perf_counter()
    reports = verifier.verify_many(islice(values, count), executor=executor)
    valid = sum(report.verdict == "valid" for report in reports)
    elapsed = time.perf_counter() - started
    assert valid == count
    return elapsed


def _in_two_halves(verifier: Verifier, values: list[dict]) -> float:
    """Seconds for all credentials in two processes, half of them in each: the most that this machine can give."""
    fork = get_context("fork")
    halves = [
        fork.Process(target=_verified, args=(verifier, half, len(half), None)) for half in (values[::2], values[1::2])
    ]
    started = time.perf_counter()
    for process in halves:
        process.start()
    for process in halves:
        process.join()
    elapsed = time.perf_counter() - started
    assert not any(process.exitcode for process in halves)
    return elapsed


def rows(count: int = COUNT) -> Iterator[Row]:
    values, verifier = _credentials(count)
    alone, together = [], []
    for _ in range(_ROUNDS):
        alone.append(_verified(verifier, values, count, None))
        together.append(_in_two_halves(verifier, values))
    name = f"one process against two that tell each other nothing, {count:,} credentials"
    yield Row(name, min(alone), min(together), "two processes", "")
    for executor_name, make in (("process pool of 2", _pool), ("dask.distributed cluster of 2", _cluster)):
        alone, together = [], []
        with make() as executor:
            _verified(verifier, reversed(values), min(count, 1_000), executor)  # the workers import and compile
            for _ in range(_ROUNDS):
                alone.append(_verified(verifier, values, count, None))
                together.append(_verified(verifier, values, count, executor))
        name = f"one process against a {executor_name}, {count:,} credentials"
        yield Row(name, min(alone), min(together), "the executor", "≥ 1.7")


def memory(count: int = COUNT) -> Iterator[str]:
    """Peak memory once as much was read ahead as ever is, and much later, in a process that did nothing else before."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        lengths = (4 * count, 12 * count)
        early, late = alone.submit(_peaks, lengths).result()
    yield f"peak memory after {lengths[0]:,} credentials: {early:,} kB; after {lengths[1]:,} more: {late:,} kB"


def _peaks(lengths: Iterable[int]) -> list[int]:
    """The most memory in kB that this process ever held, after each of these streams through two others."""
    (value,), verifier = _credentials(1)
    text = json.dumps(value)
    peaks = []
    with _pool() as executor:
        for length in lengths:
            _verified(verifier, (json.loads(text) for _ in range(length)), length, executor)
            # The high water mark of resource.getrusage would be that of the parent process, where that was higher.
            (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
            peaks.append(int(peak))
    return peaks


def _pool() -> Executor:
    return ProcessPoolExecutor(2, mp_context=get_context("forkserver"))


def _cluster() -> Executor:
    import dask
    from distributed import Client, LocalCluster

    class Cluster:
        def __enter__(self) -> Executor:
            self._config = dask.config.set(_QUIET)
            self._cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
            self._client = Client(self._cluster)
            return self._client.get_executor(pure=False)

        def __exit__(self, *_: object) -> None:
            self._client.close()
            self._cluster.close()
            self._config.__exit__(None, None, None)

    return Cluster()
