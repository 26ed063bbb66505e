"""What is made to take long is refused, each for its own reason; tests/benchmarks/ says how fast."""

import pytest
from builders import verifier
from hostile import CREDENTIALS, REQUESTS

from vcwallet import PresentationRequest
from vcwallet.errors import VcwalletError


@pytest.mark.parametrize("name", CREDENTIALS)
def test_credentials(name):
    make, code = CREDENTIALS[name]
    error = verifier().examine_credential(make()).error
    assert error.code == code
    assert max(map(len, (error.message, error.where, error.hint))) <= 2_000


@pytest.mark.parametrize("name", REQUESTS)
def test_requests(name):
    make, code = REQUESTS[name]
    with pytest.raises(VcwalletError) as caught:
        PresentationRequest.parse(make())
    assert caught.value.code == code
