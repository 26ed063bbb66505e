"""How a thing is timed: the best of several rounds, since other work on the machine can only add."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

_ROUND = 0.004
"""Seconds, at least."""


def seconds(call: Callable[[], object], *, rounds: int = 100) -> float:
    """Seconds that one call takes: the smallest mean of so many short rounds."""
    number = _calls_in_a_round(call)
    return min(once(call, number) for _ in range(rounds)) / number


def paired(call: Callable[[], object], base: Callable[[], object], *, rounds: int = 300) -> tuple[float, float]:
    """Seconds of `call` and of `base`, measured in turn, so that both meet the same machine; the best of each."""
    numbers = _calls_in_a_round(call), _calls_in_a_round(base)
    pairs = [(once(call, numbers[0]), once(base, numbers[1])) for _ in range(rounds)]
    return min(first for first, _ in pairs) / numbers[0], min(second for _, second in pairs) / numbers[1]


def all_paired(
    pairs: Sequence[tuple[Callable[[], object], Callable[[], object]]], *, passes: int = 6
) -> list[tuple[float, float]]:
    """As `paired` for each of several, in several passes: what else the machine does meets all of them, or none."""
    runs = [[paired(call, base, rounds=50) for call, base in pairs] for _ in range(passes)]
    return [(min(first for first, _ in case), min(second for _, second in case)) for case in zip(*runs, strict=True)]


def once(call: Callable[[], object], number: int = 1) -> float:
    """Seconds for `number` calls."""
    started = time.perf_counter()
    for _ in range(number):
        call()
    return time.perf_counter() - started


def _calls_in_a_round(call: Callable[[], object]) -> int:
    """So many that a round is long for the clock, and short enough to fall between what else the machine does."""
    call()
    number = 1
    while once(call, number) < _ROUND:
        number *= 2
    return number
