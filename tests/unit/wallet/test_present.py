"""What was planned is presented: to this verifier, for this nonce, once, and remembered."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from vcwallet import AnyOf, Ask, CannotSatisfy, Issuer, MemoryStore, Rejected, SigningKey, Verifier, Wallet
from vcwallet.errors import Expired, NonceMismatch, NotBound, ProofInvalid, UsageError, VcwalletError, WrongAudience
from vcwallet.securing import open_evidence
from vcwallet.wallet import presenting

DEGREE = "ExampleDegreeCredential"
ALUMNI = "ExampleAlumniCredential"
NAME = "/credentialSubject/degree/name"
PASSPHRASE = "correct horse battery staple"


def answered(world, **asks):
    request = world.ask(**asks)
    return request, world.wallet.present(world.wallet.plan(request.to_json()))


@pytest.mark.parametrize("send", [lambda answer: answer, lambda answer: answer.value, lambda answer: answer.to_json()])
def test_the_verifier_accepts_what_it_asked_for(world, send):
    world.hold()
    request, answer = answered(world, degree=Ask(DEGREE, reveal=[NAME]))
    verified = world.shop.verify(send(answer), request=request)
    assert verified["degree"].claim(NAME) == "BSc Mathematics"
    assert verified.holder == world.wallet.did_for(world.university.id)


def test_an_answer_has_the_shape_of_openid4vp(world):
    identifier = world.hold()
    request, answer = answered(world)
    (presentation,) = answer.value["vp_token"]["degree"]
    assert presentation["type"] == ["VerifiablePresentation"]
    assert presentation["verifiableCredential"] == [world.wallet.credential(identifier).value]
    assert presentation["proof"]["domain"] == request.audience
    assert presentation["proof"]["challenge"] == request.nonce
    assert presentation["proof"]["proofPurpose"] == "authentication"
    assert presentation["holder"] == world.wallet.did_for(world.university.id)
    assert json.loads(answer.to_json()) == answer.value


def test_several_queries_are_answered_each_with_its_own_key(world):
    world.hold()
    other = Issuer(SigningKey.generate("P-256"), clock=world.clock)
    member = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "type": ["VerifiableCredential", ALUMNI],
        "credentialSubject": {"id": world.wallet.did_for(other.id, algorithm="Ed25519")},
    }
    world.wallet.hold(other.issue(member, securing="ecdsa-jcs-2019"))
    request, answer = answered(world, degree=Ask(DEGREE), alumni=Ask(ALUMNI))
    holders = {name: value[0]["holder"] for name, value in answer.value["vp_token"].items()}
    assert holders == {
        "degree": world.wallet.did_for(world.university.id),
        "alumni": world.wallet.did_for(other.id),
    }
    believing = Verifier("https://jobs.example", trust=type(world.shop.trust).unsafe_anyone(), clock=world.clock)
    verified = believing.verify(answer, request=request)
    assert set(verified) == {"degree", "alumni"}


def test_several_credentials_for_one_query(world):
    ids = [world.hold(name="1"), world.hold(name="2")]
    request = world.ask(degree=Ask(DEGREE, multiple=True))
    answer = world.wallet.present(world.wallet.plan(request, choose={"degree": ids}))
    assert len(answer.value["vp_token"]["degree"]) == 2
    assert len(world.shop.verify(answer, request=request).credentials) == 2


def test_an_alternative_is_found_under_its_name(world):
    world.hold()
    request, answer = answered(world, who=AnyOf(Ask(ALUMNI), Ask(DEGREE)))
    assert list(answer.value["vp_token"]) == ["who-2"]
    assert world.shop.verify(answer, request=request)["who"].types[1] == DEGREE


def test_for_any_holder_the_bare_credential_is_given(world):
    identifier = world.hold(about=None)
    _, answer = answered(world, degree=Ask(DEGREE, unsafe_any_holder=True))
    assert answer.value == {"vp_token": {"degree": [world.wallet.credential(identifier).value]}}


def test_an_answer_is_good_once(world):
    world.hold()
    request, answer = answered(world)
    world.shop.verify(answer, request=request)
    with pytest.raises(NonceMismatch):
        world.shop.verify(answer, request=request)


def test_an_answer_is_good_for_its_verifier_and_its_request_only(world):
    world.hold()
    _, answer = answered(world)
    with pytest.raises(NonceMismatch):
        world.shop.verify(answer, request=world.ask())
    mill = Verifier("https://mill.example", trust=world.shop.trust, clock=world.clock)
    with pytest.raises((WrongAudience, NonceMismatch)):
        mill.verify(answer, request=mill.request(degree=Ask(DEGREE)))


def test_a_stolen_credential_cannot_be_presented(world):
    stolen = world.issue()
    thief = Wallet.create(MemoryStore(), passphrase="x", clock=world.clock, work_factor=10)
    identifier = thief.hold(stolen)
    with pytest.raises(CannotSatisfy):
        thief.plan(world.ask())
    with pytest.raises(UsageError):
        thief.present_to(domain="https://jobs.example", challenge="c", credentials=[identifier])
    request = world.ask()
    # By force: the thief signs with a key of its own.
    environment = thief._environment
    answer = presenting.bind(
        open_evidence(stolen, environment).reveal(()),
        key=SigningKey.generate("P-256"),
        audience=request.audience,
        challenge=request.nonce,
        at=world.clock(),
        environment=environment,
    )
    with pytest.raises(NotBound):
        world.shop.verify({"vp_token": {"degree": [answer]}}, request=request)


@pytest.mark.parametrize("member", ["holder", "verifiableCredential", "proof"])
def test_a_changed_answer_is_refused(world, member):
    world.hold()
    request, answer = answered(world)
    changed = copy.deepcopy(answer.value)
    presentation = changed["vp_token"]["degree"][0]
    if member == "holder":
        presentation["holder"] = world.wallet.did_for("another")
    elif member == "proof":
        presentation["proof"]["created"] = "2026-05-04T12:00:01Z"
    else:
        presentation["verifiableCredential"][0]["credentialSubject"]["name"] = "Eve"
    with pytest.raises(Rejected):
        world.shop.verify(changed, request=request)
    world.shop.verify(answer, request=request)


def test_a_plan_is_presented_once(world):
    world.hold()
    plan = world.wallet.plan(world.ask())
    world.wallet.present(plan)
    with pytest.raises(UsageError) as caught:
        world.wallet.present(plan)
    assert caught.value.code == "plan_used"
    assert len(world.wallet.receipts) == 1


def test_of_many_threads_one_presents_a_plan(world):
    world.hold()
    plan = world.wallet.plan(world.ask())

    def present(_):
        try:
            world.wallet.present(plan)
        except UsageError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(present, range(20))) == 1
    assert len(world.wallet.receipts) == 1


def test_a_plan_of_another_wallet_is_refused(world):
    world.hold()
    plan = world.wallet.plan(world.ask())
    other = Wallet.open(world.store, passphrase=PASSPHRASE, clock=world.clock)
    with pytest.raises(UsageError):
        other.present(plan)
    world.wallet.present(plan)


@pytest.mark.parametrize("plan", [None, {}, "plan", object()])
def test_what_is_no_plan_is_refused(world, plan):
    with pytest.raises(UsageError):
        world.wallet.present(plan)


def test_an_expired_request_is_not_answered(world):
    world.hold()
    plan = world.wallet.plan(world.ask())
    world.clock.forward(minutes=12)
    with pytest.raises(Expired):
        world.wallet.present(plan)
    assert world.wallet.receipts == ()


def test_a_credential_that_expired_since_is_not_shown(world):
    world.hold(validUntil="2026-05-04T12:05:00Z")
    plan = world.wallet.plan(world.ask())
    world.clock.forward(minutes=6)
    with pytest.raises(CannotSatisfy):
        world.wallet.present(plan)


def test_a_credential_that_was_forgotten_since_is_not_shown(world):
    identifier = world.hold()
    plan = world.wallet.plan(world.ask())
    world.wallet.forget(identifier)
    with pytest.raises(UsageError) as caught:
        world.wallet.present(plan)
    assert caught.value.code == "not_held"


def test_a_plan_that_shows_nothing_is_not_presented(world):
    plan = world.wallet.plan(world.ask(degree=Ask(DEGREE, optional=True)))
    assert plan.revealed == ()
    with pytest.raises(UsageError):
        world.wallet.present(plan)


def test_without_a_receipt_nothing_leaves_the_wallet(world, monkeypatch):
    world.hold()
    plan = world.wallet.plan(world.ask())

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(world.store, "put", fail)
    with pytest.raises(VcwalletError) as caught:
        world.wallet.present(plan)
    assert caught.value.code == "store_failed"
    monkeypatch.undo()
    assert world.wallet.receipts == ()
    world.wallet.present(plan)
    assert len(world.wallet.receipts) == 1


def test_a_receipt_says_who_what_why_and_when(world):
    identifier = world.hold()
    request = world.ask(degree=Ask(DEGREE, reveal=[NAME], purpose="to hire you"))
    plan = world.wallet.plan(request)
    world.clock.forward(seconds=30)
    world.wallet.present(plan)
    (receipt,) = Wallet.open(world.store, passphrase=PASSPHRASE).receipts
    assert (receipt.verifier, receipt.purpose, receipt.at) == ("https://jobs.example", "to hire you", world.clock())
    assert receipt.shown == plan.revealed
    assert receipt.asked == request.query.to_json()
    assert receipt.challenge == request.nonce
    assert receipt.credentials == (identifier,)


def test_receipts_are_kept_in_order_and_outlive_the_credential(world):
    identifier = world.hold()
    purposes = [f"purpose {number}" for number in range(12)]
    for purpose in purposes:
        answered(world, degree=Ask(DEGREE, purpose=purpose))
    world.wallet.forget(identifier)
    assert [receipt.purpose for receipt in world.wallet.receipts] == purposes
    assert world.wallet.receipts[-1].purpose == "purpose 11"


def test_a_changed_receipt_is_noticed(world):
    world.hold()
    answered(world)
    (place,) = world.store.keys("vcwallet/receipt/")
    record = world.store.get(place)
    world.store.put(place, record[:-1] + bytes([record[-1] ^ 1]))
    with pytest.raises(VcwalletError):
        _ = world.wallet.receipts


def test_junk_among_the_receipts_does_not_stop_new_ones(world):
    world.hold()
    world.store.put("vcwallet/receipt/junk", b"junk")
    world.store.put("vcwallet/receipt/\u0663", b"junk")
    answered(world)
    assert any(key.startswith("vcwallet/receipt/000000000001-") for key in world.store.keys())  # noqa: SIM118


def test_what_is_given_out_cannot_change_what_is_kept(world):
    identifier = world.hold()
    _, answer = answered(world)
    inside = answer.value["vp_token"]["degree"][0]["verifiableCredential"][0]
    inside["credentialSubject"]["name"] = "Eve"
    secured = world.wallet.present_to(domain="d", challenge="c", credentials=[identifier])
    secured.value["verifiableCredential"][0]["credentialSubject"]["name"] = "Eve"
    request, again = answered(world)
    assert world.shop.verify(again, request=request)["degree"].subject["name"] == "Ada Lovelace"


def test_a_plain_presentation_for_a_challenge_and_a_domain(world):
    ids = [world.hold(name="1"), world.hold(name="2")]
    secured = world.wallet.present_to(domain="https://jobs.example", challenge="c-1", credentials=ids)
    assert secured.media_type == "application/vp"
    verified = world.shop.verify(secured, challenge="c-1")
    assert [credential.document["name"] for credential in verified.credentials] == ["1", "2"]
    for wrong in ({"challenge": "c-2"}, {"challenge": "c-1", "domain": "https://mill.example"}):
        with pytest.raises(Rejected):
            world.shop.verify(secured, **wrong)
    receipt = world.wallet.receipts[-1]
    assert (receipt.verifier, receipt.challenge, receipt.purpose, receipt.asked) == (
        "https://jobs.example",
        "c-1",
        "",
        None,
    )
    assert receipt.credentials == tuple(ids)


def test_credentials_of_both_editions_go_together(world):
    old = {
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/2018/credentials/examples/v1"],
        "type": ["VerifiableCredential"],
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": world.wallet.did_for(world.university.id)},
    }
    old_id = world.wallet.hold(world.university.issue(old))
    anyone = Verifier("https://jobs.example", trust=type(world.shop.trust).unsafe_anyone(), clock=world.clock)
    for ids in ([old_id], [old_id, world.hold()]):
        secured = world.wallet.present_to(domain="https://jobs.example", challenge="c", credentials=ids)
        assert len(anyone.verify(secured, challenge="c").credentials) == len(ids)


def test_what_belongs_to_nobody_by_name_is_signed_for_the_verifier(world):
    identifier = world.hold(about=None)
    secured = world.wallet.present_to(domain="https://jobs.example", challenge="c", credentials=[identifier])
    verified = world.shop.verify(secured, challenge="c", unsafe_any_holder=True)
    assert verified.holder == world.wallet.did_for("https://jobs.example")


def test_the_signing_did_can_be_named(world):
    did = world.wallet.did_for("me")
    identifier = world.hold(about=None)
    secured = world.wallet.present_to(domain="d", challenge="c", credentials=[identifier], holder=did)
    assert secured.value["holder"] == did


@pytest.mark.parametrize(
    "arguments",
    [
        {"domain": ""},
        {"challenge": ""},
        {"domain": None},
        {"challenge": 7},
        {"credentials": []},
        {"credentials": "x"},
        {"credentials": ["nobody"]},
        {"credentials": [None]},
        {"credentials": None},
        {"holder": "did:example:somebody"},
    ],
    ids=str,
)
def test_a_plain_presentation_needs_everything(world, arguments):
    good = {"domain": "d", "challenge": "c", "credentials": [world.hold()]}
    with pytest.raises(UsageError):
        world.wallet.present_to(**(good | arguments))
    assert world.wallet.receipts == ()


def test_credentials_of_several_holders_do_not_go_together(world):
    mine = world.hold()
    other = world.hold(issuer=Issuer(SigningKey.generate("Ed25519"), clock=world.clock))
    foreign = world.hold(about="did:example:somebody")
    for ids in ([mine, other], [mine, foreign], [foreign]):
        with pytest.raises(UsageError) as caught:
            world.wallet.present_to(domain="d", challenge="c", credentials=ids)
        assert caught.value.code == "several_holders"


def test_an_expired_credential_is_not_put_into_a_plain_presentation(world):
    identifier = world.hold(validUntil="2026-05-05T00:00:00Z")
    world.clock.forward(days=2)
    with pytest.raises(CannotSatisfy):
        world.wallet.present_to(domain="d", challenge="c", credentials=[identifier])


def test_a_credential_that_shows_all_or_nothing_is_not_narrowed(world):
    identifier = world.hold()
    with pytest.raises(CannotSatisfy) as caught:
        world.wallet.derive(identifier, reveal=[NAME])
    assert caught.value.code == "all_or_nothing"
    assert "all is shown or nothing" in str(caught.value)


@pytest.mark.parametrize("reveal", [NAME, None, 7], ids=str)
def test_narrowing_takes_a_list(world, reveal):
    with pytest.raises(UsageError):
        world.wallet.derive(world.hold(), reveal=reveal)


def test_what_is_not_held_is_not_narrowed(world):
    with pytest.raises(UsageError):
        world.wallet.derive("nobody", reveal=[NAME])


def test_a_signature_that_does_not_fit_never_leaves(world, monkeypatch):
    world.hold()
    plan = world.wallet.plan(world.ask())
    other = SigningKey.generate("P-256")
    monkeypatch.setattr(SigningKey, "sign", lambda _self, data, _sign=SigningKey.sign: _sign(other, data))
    with pytest.raises(ProofInvalid):
        world.wallet.present(plan)
    monkeypatch.undo()
    assert world.wallet.receipts == ()
    world.wallet.present(plan)
