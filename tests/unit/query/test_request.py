"""Requests survive the journey, refuse what is not understood, expire, and can be used once."""

import contextlib
import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import Expired, FormatError, NonceMismatch, UsageError, VcwalletError
from vcwallet.query import Ask, PresentationRequest, read_dcql

NOON = datetime(2026, 5, 4, 12, 0, 0, 987654, tzinfo=UTC)
PLAIN = {"credentials": [{"id": "degree", "format": "ldp_vc", "meta": {}}]}
WIRE = {"response_type": "vp_token", "client_id": "https://jobs.example", "nonce": "n-0S6_WzA2Mj", "dcql_query": PLAIN}


def made(**changes):
    arguments = {"audience": "https://jobs.example", "at": NOON} | changes
    return PresentationRequest.create({"degree": Ask("Degree", purpose="to hire you")}, **arguments)


def test_it_comes_back_from_json_as_it_was():
    request = made()
    for received in (request.to_json(), request.to_json().encode(), request.to_parameters(), request):
        assert PresentationRequest.parse(received) == request


def test_the_json_is_that_of_openid4vp():
    request = made()
    parameters = json.loads(request.to_json())
    assert parameters["response_type"] == "vp_token"
    assert parameters["client_id"] == request.audience == "https://jobs.example"
    assert parameters["dcql_query"] == request.query.to_json()
    assert parameters["exp"] == 1777896600  # 12:10:00
    assert request.query.purposes() == {"degree": "to hire you"}


def test_the_nonce_is_fresh_and_url_safe():
    nonces = {made().nonce for _ in range(50)}
    assert len(nonces) == 50
    assert all(len(nonce) == 32 and nonce.replace("-", "").replace("_", "").isalnum() for nonce in nonces)


def test_the_nonce_comes_from_the_randomness_that_is_handed_in():
    asked = []

    def randomness(length):
        asked.append(length)
        return bytes(length)

    assert made(randomness=randomness).nonce == "A" * 32
    assert min(asked) >= 16  # 128 bits: OpenID4VP 1.0 §5.2


def test_unknown_parameters_are_kept():
    request = PresentationRequest.parse(WIRE | {"state": "s", "response_mode": "direct_post"})
    assert request.to_parameters() == WIRE | {"state": "s", "response_mode": "direct_post"}


def test_a_plain_query_is_bound_by_what_the_caller_knows():
    request = PresentationRequest.parse(PLAIN, audience="origin:https://jobs.example", nonce="n")
    assert (request.audience, request.nonce) == ("origin:https://jobs.example", "n")
    assert request.query == read_dcql(PLAIN)


def test_a_transport_that_vouches_for_the_asker_stands_above_the_claim():
    assert PresentationRequest.parse(WIRE, audience="origin:https://a.example").audience == "origin:https://a.example"


@pytest.mark.parametrize("prefix", ["x509_san_dns", "x509_hash", "verifier_attestation", "decentralized_identifier"])
def test_who_has_to_sign_is_not_believed_without(prefix):
    claimed = f"{prefix}:bank.example"
    for audience in (None, "https://bank.example"):
        with pytest.raises(FormatError, match="only a signature proves"):
            PresentationRequest.parse(WIRE | {"client_id": claimed}, audience=audience)
    assert PresentationRequest.parse(WIRE | {"client_id": claimed}, audience=claimed).audience == claimed


@pytest.mark.parametrize("audience", [None, "https://jobs.example", "origin:https://other.example"])
@pytest.mark.parametrize("claimed", ["origin:https://jobs.example", "origin:"])
def test_no_request_says_itself_from_which_website_it_comes(claimed, audience):
    for received in (WIRE | {"client_id": claimed}, json.dumps(WIRE | {"client_id": claimed})):
        with pytest.raises(FormatError) as caught:
            PresentationRequest.parse(received, audience=audience)
        error = caught.value
        assert (error.where, error.code, error.spec) == ("/client_id", "bad_request", "OpenID4VP 1.0 §5.9.3")


def test_a_website_that_the_transport_vouches_for_may_be_named():
    origin = "origin:https://jobs.example"
    kept = made(audience=origin).to_json()
    request = PresentationRequest.parse(kept, audience=origin)
    assert (request.audience, request.vouched) == (origin, True)
    # That is no prefix of this kind.
    assert PresentationRequest.parse(WIRE | {"client_id": "origin"}).audience == "origin"


def test_parsing_leaves_the_dict_alone():
    received = copy.deepcopy(WIRE)
    PresentationRequest.parse(received, audience="other")
    assert received == WIRE


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"response_type": "code"}, "/response_type"),
        ({"response_type": None}, "/response_type"),
        ({"client_id": None}, "/client_id"),
        ({"client_id": ""}, "/client_id"),
        ({"client_id": 7}, "/client_id"),
        ({"nonce": None}, "/nonce"),
        ({"nonce": ""}, "/nonce"),
        ({"nonce": "a b"}, "/nonce"),
        ({"nonce": "é"}, "/nonce"),
        ({"nonce": "n\n"}, "/nonce"),
        ({"nonce": 5}, "/nonce"),
        ({"dcql_query": None}, "/dcql_query"),
        ({"dcql_query": {"credentials": []}}, "/dcql_query/credentials"),
        ({"exp": "soon"}, "/exp"),
        ({"exp": True}, "/exp"),
        ({"exp": None}, "/exp"),
        ({"exp": 10**300}, "/exp"),
        ({"exp": 1e300}, "/exp"),
        ({"transaction_data": ["e30"]}, "/transaction_data"),
    ],
    ids=str,
)
def test_what_is_broken_or_not_understood_is_refused(change, where):
    with pytest.raises(FormatError) as caught:
        PresentationRequest.parse(WIRE | change)
    assert caught.value.where == where


@pytest.mark.parametrize("missing", ["client_id", "nonce", "dcql_query"])
def test_what_binds_the_answer_must_be_there(missing):
    with pytest.raises(FormatError) as caught:
        PresentationRequest.parse({name: value for name, value in WIRE.items() if name != missing})
    assert caught.value.where == f"/{missing}"


@pytest.mark.parametrize("received", [None, 7, [], "[]", "", b"\xff", "{", "eyJhbGciOiJFUzI1NiJ9.e30.AA", (1,), PLAIN])
def test_what_is_no_request_is_refused(received):
    with pytest.raises(FormatError):
        PresentationRequest.parse(received)


def test_a_second_nonce_is_refused():
    with pytest.raises(UsageError):
        PresentationRequest.parse(WIRE, nonce="other")


@pytest.mark.parametrize(
    "changes",
    [
        {"audience": ""},
        {"audience": None},
        {"lifetime": timedelta(0)},
        {"lifetime": 600},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"at": "now"},
        {"at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_request_that_binds_nobody_is_not_made(changes):
    with pytest.raises(UsageError):
        made(**changes)


def test_it_is_current_until_it_expires():
    request = made(lifetime=timedelta(minutes=1))
    request.require_current(NOON)
    request.require_current(request.expires)
    late = request.expires + timedelta(seconds=1)
    request.require_current(late, skew=timedelta(seconds=60))
    with pytest.raises(Expired) as caught:
        request.require_current(late)
    assert caught.value.code == "request_expired"


def test_without_an_expiry_it_stays_current():
    PresentationRequest.parse(WIRE).require_current(datetime.max.replace(tzinfo=UTC))


def test_it_can_be_used_once():
    request = made()
    assert not request.used
    request.consume()
    assert request.used
    with pytest.raises(NonceMismatch) as caught:
        request.consume()
    assert caught.value.code == "request_used"


def test_of_many_threads_one_uses_it():
    request = made()

    def use(_):
        try:
            request.consume()
        except NonceMismatch:
            return 0
        return 1

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(use, range(500))) == 1


def test_copies_do_not_know_whether_the_original_was_used():
    # The limit that the docstring states: what must be shared is the caller's to share.
    request = made()
    request.consume()
    for again in (pickle.loads(pickle.dumps(request)), PresentationRequest.parse(request.to_json())):
        assert again == request
        assert not again.used


def test_whose_credential_it_must_be():
    request = PresentationRequest.create(
        {"ticket": Ask("Ticket", unsafe_any_holder=True), "id": Ask("Id")}, audience="https://a.example", at=NOON
    )
    assert not request.needs_holder("ticket")
    assert request.needs_holder("id")
    assert request.needs_holder("unknown")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*WIRE, "exp", "credentials"]), json_values)
def test_nothing_but_our_errors_comes_out(name, value):
    with contextlib.suppress(VcwalletError):
        PresentationRequest.parse(WIRE | {name: value})


@given(st.binary() | st.text())
def test_no_text_brings_out_anything_but_our_errors(received):
    with pytest.raises(VcwalletError):
        PresentationRequest.parse(received)


@pytest.mark.parametrize("exp", [253402300799, -62135596800])
def test_a_request_may_expire_at_the_ends_of_time(exp):
    request = PresentationRequest.parse(WIRE | {"exp": exp})
    # The last moment lasts to the end of the year 9999; no sum with it may be formed.
    if exp > 0:
        request.require_current(NOON, timedelta(days=1))
        request.require_current(datetime.max.replace(tzinfo=UTC), timedelta(days=1))
    else:
        with pytest.raises(Expired):
            request.require_current(NOON, timedelta(days=1))


STEERING = ["\n", "\x1b[2J", "\x85", "\u202e", "\u2066", "\u200f", "\u2028", "\0"]


@pytest.mark.parametrize("sign", STEERING, ids=ascii)
def test_what_a_person_reads_does_not_steer_the_display(sign):
    with pytest.raises(FormatError) as caught:
        PresentationRequest.parse(WIRE | {"client_id": f"https://bank.example{sign}VERIFIED"})
    assert (caught.value.where, caught.value.code) == ("/client_id", "illegible")
    use_case = {"options": [["degree"]], "purpose": f"to hire you{sign}"}
    with pytest.raises(FormatError) as caught:
        PresentationRequest.parse(WIRE | {"dcql_query": PLAIN | {"credential_sets": [use_case]}})
    assert (caught.value.where, caught.value.code) == ("/dcql_query/credential_sets/0/purpose", "illegible")
    with pytest.raises(UsageError):
        made(audience=f"https://jobs.example{sign}")
    with pytest.raises(UsageError):
        PresentationRequest.create({"d": Ask("D", purpose=sign)}, audience="https://jobs.example", at=NOON)


def test_purposes_are_in_any_language():
    purpose = "לבדוק את גילך — عمر شما را می\u200cپرسیم ✓ 👩\u200d🎓"
    use_case = {"options": [["degree"]], "purpose": purpose}
    request = PresentationRequest.parse(WIRE | {"dcql_query": PLAIN | {"credential_sets": [use_case]}})
    assert request.query.purposes() == {"degree": purpose}


def test_whether_the_transport_vouched_is_kept():
    assert not made().vouched
    assert not PresentationRequest.parse(WIRE).vouched
    assert PresentationRequest.parse(WIRE, audience="https://jobs.example").vouched


def test_a_request_that_was_parsed_is_not_given_another_asker():
    for options in ({"audience": "https://a.example"}, {"nonce": "n"}):
        with pytest.raises(UsageError):
            PresentationRequest.parse(made(), **options)


UNSIGNED = {"protocol": "openid4vp-v1-unsigned", "data": {"nonce": "n", "dcql_query": PLAIN, "client_id": "claimed"}}


@pytest.mark.parametrize("wrap", [lambda inner: inner, lambda inner: {"digital": inner}], ids=["bare", "digital"])
def test_what_a_website_hands_to_the_browser(wrap):
    received = wrap({"requests": [{"protocol": "org-iso-mdoc", "data": {}}, UNSIGNED]})
    for origin in ("https://jobs.example", "origin:https://jobs.example"):
        request = PresentationRequest.parse(received, audience=origin)
        assert (request.audience, request.nonce, request.vouched) == ("origin:https://jobs.example", "n", True)
        assert request.query == read_dcql(PLAIN)
    # What an unsigned request says of itself is ignored: OpenID4VP 1.0 §A.2.
    for nobody in (None, ""):
        with pytest.raises(FormatError) as caught:
            PresentationRequest.parse(received, audience=nobody)
        assert caught.value.where == "/client_id"


@pytest.mark.parametrize(
    "requests", [None, 5, [], [5], [{}], [UNSIGNED | {"protocol": "openid4vp-v1-signed"}]], ids=str
)
def test_other_protocols_of_the_browser_are_refused(requests):
    with pytest.raises(FormatError) as caught:
        PresentationRequest.parse({"digital": {"requests": requests}}, audience="https://a.example")
    assert (caught.value.where, caught.value.code) == ("/digital/requests", "unsupported_request")


def test_a_verifiable_presentation_request_is_refused_with_a_reason():
    received = {"query": [{"type": "QueryByExample", "credentialQuery": {}}], "challenge": "c", "domain": "a.example"}
    with pytest.raises(FormatError) as caught:
        PresentationRequest.parse(received)
    assert (caught.value.where, caught.value.code) == ("/query", "unsupported_request")
