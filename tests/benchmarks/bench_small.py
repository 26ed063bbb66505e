"""What an import costs, and how long hostile documents take to be refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks.measure import once
from benchmarks.table import Row
from hostile import CREDENTIALS, HOSTILE, REQUESTS, WHOLE

from vcwallet import PresentationRequest, TrustedIssuers, Verifier
from vcwallet.errors import VcwalletError


def imports() -> Iterator[Row]:
    def start(code: str) -> float:
        return min(once(lambda: subprocess.run([sys.executable, "-c", code], check=True)) for _ in range(15))

    bare = start("pass")
    for code, goal in (("import vcwallet", "≤ 80 ms more"), ("from vcwallet import Verifier", "")):
        took = start(code)
        yield Row(f"{code} ({(took - bare) * 1000:.0f} ms more than bare)", took, bare, "bare interpreter", goal)


def hostile() -> Iterator[Row]:
    verifier = Verifier(trust=TrustedIssuers.unsafe_anyone())
    lenient = Verifier(trust=TrustedIssuers.unsafe_anyone(), unsafe_any_spelling=True)
    for one in (verifier, lenient):
        one.verify_credential(WHOLE)
    for inputs, refuse, goal in (
        # Where only one spelling is accepted, a poison graph is refused for that.
        (HOSTILE, lenient.examine_credential, "≤ 1"),
        (CREDENTIALS, verifier.examine_credential, ""),
        (REQUESTS, _refused_request, ""),
    ):
        for name, (make, _) in inputs.items():
            yield _refusing(name, refuse, make(), goal)


def _refusing(name: str, refuse: Callable[[object], object], value: object, goal: str) -> Row:
    took = min(once(lambda: refuse(value)) for _ in range(5))
    return Row(f"refusing {name}", took, 0.05, "50 ms", goal)


def _refused_request(value: object) -> None:
    try:
        PresentationRequest.parse(value)
    except VcwalletError:
        return
    raise AssertionError("it was not refused")


def rows() -> Iterator[Row]:
    yield from imports()
    yield from hostile()
