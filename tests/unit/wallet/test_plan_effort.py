"""Planning takes time in proportion to what is shown, and no request makes it take longer than that allows."""

import pytest

from vcwallet import PresentationRequest
from vcwallet.errors import FormatError
from vcwallet.query import Match, Selected
from vcwallet.wallet.candidates import _size

ALL = ["credentialSubject", "x", None]


@pytest.fixture
def large(world):
    subject = {"id": world.wallet.did_for(world.university.id), "x": [f"v{index}" for index in range(10_000)]}
    world.hold(credentialSubject=subject)
    return world


def request(*queries):
    credentials = [
        {"id": f"a{index}", "format": "ldp_vc", "meta": {}, "claims": claims} for index, claims in enumerate(queries)
    ]
    return PresentationRequest.parse(
        {"client_id": "https://a.example", "nonce": "n", "dcql_query": {"credentials": credentials}}
    )


def test_all_of_a_large_array(large):
    asked = request([{"path": ALL}])
    plan = large.wallet.plan(asked)
    assert sum(claim.asked for claim in plan.revealed) == 10_000


def test_many_queries_for_a_large_array(large):
    asked = request(*[[{"path": ALL, "values": [f"w{index}" for index in range(48)]}]] * 100)
    large.wallet.credentials  # noqa: B018  opens it
    with pytest.raises(FormatError) as caught:
        large.wallet.plan(asked)
    assert caught.value.code == "over_limit"


def test_showing_a_large_credential_many_times(large):
    with pytest.raises(FormatError) as caught:
        large.wallet.plan(request(*[[{"path": ["issuer"]}]] * 50))
    assert caught.value.code == "over_limit"


def test_a_request_at_the_end_of_time(world):
    world.hold()
    asked = request([{"path": ["issuer"]}]).to_parameters() | {"exp": 253402300799}
    assert world.wallet.plan(asked).credentials


def test_what_is_asked_for_twice_counts_once():
    inner, outer = {"a": 1, "b": 2}, {"inner": {"a": 1, "b": 2}, "c": 3}
    found = Match(claims=(Selected(pointer="/outer", value=outer), Selected(pointer="/outer/inner", value=inner)))
    assert _size(found) == 3
