import dataclasses

import pytest

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import UsageError


def test_the_defaults_are_those_that_the_documents_promise():
    assert dataclasses.asdict(DEFAULT_LIMITS) == {
        "max_bytes": 5_000_000,
        "max_depth": 100,
        "max_nodes": 200_000,
        "max_string": 1_000_000,
        "max_name": 4_096,
        "max_pointers": 50_000_000,
        "max_proofs": 100,
        "max_credentials": 100,
        "max_quads": 50_000,
        "canonicalization_work": 5_000,
    }


def test_limits_cannot_be_changed_afterwards():
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULT_LIMITS.max_depth = 7


@pytest.mark.parametrize("bound", [0, -1, 1.5, "100", None, True])
def test_a_bound_is_a_positive_integer(bound):
    with pytest.raises(UsageError, match="max_depth"):
        Limits(max_depth=bound)
