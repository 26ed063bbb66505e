"""What an import costs, and how long hostile documents take to be refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import once
from benchmarks.table import Row

from vcwallet import Issuer, PresentationRequest, SigningKey, TrustedIssuers, Verifier
from vcwallet.errors import VcwalletError


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
    from hostile import CREDENTIALS, REQUESTS

    verifier = Verifier(trust=TrustedIssuers.unsafe_anyone())
    verifier.verify_credential(Issuer(SigningKey.generate("Ed25519")).issue(test_limits.degree()))
    credentials = test_limits.hostile() | {name: make for name, (make, _) in CREDENTIALS.items()}
    for name, make in credentials.items():
        yield _refusing(name, verifier.examine_credential, make())
    for name, (make, _) in REQUESTS.items():
        yield _refusing(name, _refused_request, make())


def _refusing(name: str, refuse: Callable[[object], object], value: object) -> Row:
    took = min(once(lambda: refuse(value)) for _ in range(5))
    return Row(f"refusing {name}", took, 0.05, "50 ms", "≤ 1")


def _refused_request(value: object) -> None:
    try:
        PresentationRequest.parse(value)
    except VcwalletError:
        return
    raise AssertionError("it was not refused")


def rows() -> Iterator[Row]:
    yield from imports()
    yield from hostile()
