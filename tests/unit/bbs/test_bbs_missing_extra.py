"""Without the backend the package says which extra to install; and nobody imports the backend unasked."""

import subprocess
import sys

MISSING = """
import sys
sys.modules["py_arkworks_bls12381"] = None
from vcwallet.errors import UsageError
try:
    from vcwallet import bbs
except UsageError as error:
    assert error.code == "missing_extra", error.code
    assert "pip install vcwallet[bbs]" in error.hint, error.hint
else:
    raise AssertionError("imported without its backend")
"""

UNASKED = """
import sys
import vcwallet
assert "py_arkworks_bls12381" not in sys.modules
assert "vcwallet.bbs.curve" not in sys.modules
from vcwallet import bbs
assert "py_arkworks_bls12381" in sys.modules
assert bbs.sign
"""


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)


def test_missing_extra_is_named():
    done = run(MISSING)
    assert done.returncode == 0, done.stderr


def test_backend_is_imported_only_when_asked_for():
    done = run(UNASKED)
    assert done.returncode == 0, done.stderr


def test_exported_names_exist():
    from vcwallet import bbs

    assert all(hasattr(bbs, name) for name in bbs.__all__)
    assert len(set(bbs.__all__)) == len(bbs.__all__)
