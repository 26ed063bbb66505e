"""The table of ratios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement beside what it is held against.

    Attributes:
        name: What was measured.
        seconds: How long it took.
        base: How long that took which it is compared with.
        against: What that is.
        goal: What we aim at, as text.
    """

    name: str
    seconds: float
    base: float
    against: str
    goal: str


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | µs | ratio | to | goal |", "|---|---:|---:|---|---|"]
    for row in rows:
        ratio = f"{row.seconds / row.base:.2f}"
        lines.append(f"| {row.name} | {row.seconds * 1e6:,.0f} | {ratio} | {row.against} | {row.goal} |")
    return "\n".join(lines) + "\n"
