"""Planning takes time in proportion to what is shown, and no request makes it take longer than that allows."""

import pytest

from vcwallet import Ask, Issuer, MemoryStore, PresentationRequest, SigningKey, Wallet
from vcwallet.errors import CannotSatisfy, FormatError
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


def test_candidates_that_cannot_be_shown_cost_effort_too(world):
    """Or else a small request could have each of them narrowed in vain for each of its queries."""
    lists, sets = "https://x.example/lists", "https://x.example/sets"
    contexts = {
        lists: {"@context": {"@vocab": f"{lists}#", "items": {"@id": f"{lists}#items", "@container": "@list"}}},
        sets: {"@context": {"@vocab": f"{sets}#"}},
    }
    by = Issuer(SigningKey.generate("P-256"), clock=world.clock, contexts=contexts)
    wallet = Wallet.create(MemoryStore(), passphrase="x", clock=world.clock, contexts=contexts, work_factor=10)
    claims = {"id": wallet.did_for(by.id), "items": ["a", "b"], **{f"c{n}": "v" for n in range(100)}}

    def hold(context, **members):
        document = {
            "@context": ["https://www.w3.org/ns/credentials/v2", context],
            "type": ["VerifiableCredential"],
            "credentialSubject": claims,
        }
        wallet.hold(by.issue(document | members, securing="ecdsa-sd-2023").value)

    for _ in range(12):
        hold(lists)
    asks = {f"q{n}": Ask("VerifiableCredential", reveal=["/credentialSubject/items/0"]) for n in range(100)}
    with pytest.raises(CannotSatisfy) as caught:
        wallet.plan(world.ask(**asks))
    assert caught.value.code == "indivisible"
    hold(sets, validUntil="2029-01-01T00:00:00Z")  # can be shown, and is tried last, since it says more
    assert wallet.plan(world.ask(q=asks["q0"]))
    with pytest.raises(FormatError, match="more than can be looked at"):
        wallet.plan(world.ask(**asks))
