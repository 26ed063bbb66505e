"""What an import costs, and how long hostile documents take to be refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import once
from benchmarks.table import Row

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier


def imports() -> Iterator[Row]:
    def start(code: str) -> float:
        return min(once(lambda: subprocess.run([sys.executable, "-c", code], check=True)) for _ in range(15))

    bare = start("pass")
    for code, goal in (("import vcwallet", "≤ 80 ms more"), ("from vcwallet import Verifier", "")):
        took = start(code)
        yield Row(f"{code} ({(took - bare) * 1000:.0f} ms more than bare)", took, bare, "bare interpreter", goal)


def hostile() -> Iterator[Row]:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "unit" / "roles"))
    import test_limits

    verifier = Verifier(trust=TrustedIssuers.unsafe_anyone())
    verifier.verify_credential(Issuer(SigningKey.generate("Ed25519")).issue(test_limits.degree()))
    for name, make in test_limits.hostile().items():
        value = make()
        took = min(once(lambda: verifier.examine_credential(value), 1) for _ in range(5))
        yield Row(f"refusing {name}", took, 0.05, "50 ms", "≤ 1")


def rows() -> Iterator[Row]:
    yield from imports()
    yield from hostile()
