"""Without the official vectors the tests that read them are skipped, but not on CI: there they count."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("ci", "code", "said"), [("true", 1, "On CI they must be there"), ("", 0, "skipped"), ("false", 0, "skipped")]
)
def test_missing_vectors(ci, code, said, tmp_path):
    module = TESTS / "conformance" / "test_jcs_vectors.py"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(module), "--vectors", str(tmp_path)]
    # The parent may be one of several workers, which the child is not.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command, cwd=TESTS.parent, env=inherited | {"CI": ci}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout
