"""Fixtures that all tests share: the folder of official vectors, and a closed network."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test measures time: the benchmarks do.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    parser.addoption(
        "--vectors",
        default=str(_REPOSITORY.parent / "shared" / "vectors"),
        help="the folder of official test vectors (default: ../shared/vectors)",
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "vectors: reads the official test vectors")


@pytest.fixture(scope="session")
def vectors(request):
    """The folder of official vectors.

    Where it is missing the tests that need it are skipped; on CI, where it has to be there, they fail.
    """
    folder = Path(request.config.getoption("--vectors"))
    if not (folder / "README.md").is_file():
        missing = f"the official vectors are not at {folder}; see --vectors"
        if os.environ.get("CI") == "true":
            pytest.fail(f"On CI they must be there: {missing}")
        pytest.skip(missing)
    return folder
