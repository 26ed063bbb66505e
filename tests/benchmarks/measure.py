"""How a thing is timed: the best of several rounds, since other work on the machine can only add."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds(call: Callable[[], object], *, at_least: float = 0.2, rounds: int = 7) -> float:
    """Seconds that one call takes: the smallest mean of `rounds` rounds, `at_least` seconds long together."""
    call()
    number = 1
    while True:
        elapsed = once(call, number)
        if elapsed >= at_least / rounds:
            break
        number = max(number * 2, int(number * at_least / rounds / max(elapsed, 1e-9)))
    return min(once(call, number) for _ in range(rounds)) / number


def once(call: Callable[[], object], number: int = 1) -> float:
    """Seconds for `number` calls."""
    started = time.perf_counter()
    for _ in range(number):
        call()
    return time.perf_counter() - started


def paired(call: Callable[[], object], base: Callable[[], object], *, rounds: int = 15) -> tuple[float, float]:
    """Seconds of `call` and of `base`, measured in turn, so that both meet the same machine; the best of each."""
    pairs = [(seconds(call, at_least=0.05, rounds=1), seconds(base, at_least=0.05, rounds=1)) for _ in range(rounds)]
    return min(first for first, _ in pairs), min(second for _, second in pairs)
