"""The whole round trip of a request: asked, planned, presented, verified, and every reason to refuse the answer."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from builders import HOLDER, NOW, STRANGER, clock, degree, issuer, verifier

from vcwallet import AnyOf, Ask, Issuer, MemoryStore, PresentationRequest, TrustedIssuers, Verifier, Wallet
from vcwallet.errors import (
    Expired,
    FormatError,
    Malformed,
    NonceMismatch,
    NonConforming,
    NotBound,
    NotWhatWasAsked,
    ProofInvalid,
    Undetermined,
    UntrustedIssuer,
    UsageError,
    VerificationError,
    WrongAudience,
    WrongPurpose,
)
from vcwallet.rdf import Contexts
from vcwallet.report import Outcome
from vcwallet.securing import Binding, Environment, KeyFacts, open_evidence, suite_named

SHOP = "https://shop.example"
ENVIRONMENT = Environment(contexts=Contexts.bundled())
TYPE = "ExampleDegreeCredential"


def shop(audience=SHOP, **options):
    return verifier(audience, **options)


def wallet_with(*credentials):
    """A wallet, and the credentials that it holds, issued for it."""
    wallet = Wallet.create(MemoryStore(), passphrase="a passphrase for tests", clock=clock, work_factor=10)
    by = issuer()
    for make in credentials:
        wallet.hold(by.issue(make(wallet.did_for(by.id))))
    return wallet


def answer(request, wallet=None):
    wallet = wallet or wallet_with(degree)
    return wallet.present(wallet.plan(PresentationRequest.parse(request.to_json())))


def presentation(credential=None, *, key=HOLDER, holder=None, domain=SHOP, challenge="once", **changes):
    """A presentation made by hand, signed by `key`."""
    credential = credential or issuer().issue(degree()).value
    binding = Binding(
        audience=domain,
        challenge=challenge,
        holder=holder or key.did,
        key=KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method),
        at=NOW,
    )
    draft = open_evidence(credential, ENVIRONMENT).reveal([]).bind(binding, ENVIRONMENT)
    value = draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value
    return value | changes


@pytest.mark.parametrize("form", ["object", "dict", "text", "bytes"])
def test_round_trip(form):
    request = shop().request(degree=Ask(TYPE, reveal=["/credentialSubject/degree/name"], purpose="to see it"))
    response = answer(request)
    given = {
        "object": response,
        "dict": response.value,
        "text": response.to_json(),
        "bytes": response.to_json().encode(),
    }[form]
    verified = shop().verify(given, request=request)
    assert verified["degree"].claim("/credentialSubject/degree/name") == "BSc Mathematics"
    assert verified["degree"].subject["id"] == verified.holder
    assert list(verified) == list(verified.answers) == ["degree"]
    assert "degree" in verified
    assert "passport" not in verified
    with pytest.raises(UsageError):
        verified["passport"]


def test_alternatives_are_found_under_their_common_name():
    request = shop().request(proof=AnyOf(Ask("ExamplePassport"), Ask(TYPE)))
    assert shop().verify(answer(request), request=request)["proof"].types[1] == TYPE


def test_request_is_used_up_by_success_only():
    request = shop().request(degree=Ask(TYPE))
    response = answer(request)
    with pytest.raises(VerificationError):
        shop().verify({"vp_token": {}}, request=request)
    assert shop().verify(response, request=request)
    with pytest.raises(NonceMismatch) as caught:
        shop().verify(response, request=request)
    assert caught.value.code == "request_used"


def test_of_many_threads_one_uses_the_request():
    request = shop().request(degree=Ask(TYPE))
    response = answer(request).value
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(lambda _: shop().examine(response, request=request).verdict, range(24)))
    assert sorted(verdicts) == ["invalid"] * 23 + ["valid"]


def test_expired_request():
    request = shop().request(degree=Ask(TYPE))
    response = answer(request)
    later = Verifier(SHOP, trust=TrustedIssuers.unsafe_anyone(), clock=lambda: NOW + timedelta(hours=1))
    with pytest.raises(Expired) as caught:
        later.verify(response, request=request)
    assert caught.value.code == "request_expired"


def test_answer_to_another_request():
    first, second = shop().request(degree=Ask(TYPE)), shop().request(degree=Ask(TYPE))
    with pytest.raises(NonceMismatch):
        shop().verify(answer(first), request=second)


def test_answer_for_another_audience():
    request = shop("https://else.example").request(degree=Ask(TYPE))
    copied = PresentationRequest.parse(json.loads(request.to_json()) | {"client_id": SHOP})
    with pytest.raises(WrongAudience):
        shop().verify(answer(request), request=copied)


def test_another_credential_than_was_asked_for():
    request = shop().request(degree=Ask("ExamplePassport"))
    with pytest.raises(NotWhatWasAsked):
        shop().verify({"vp_token": {"degree": [presentation(challenge=request.nonce)]}}, request=request)
    with pytest.raises(NotWhatWasAsked):
        shop().verify({"vp_token": {"passport": [presentation(challenge=request.nonce)]}}, request=request)
    with pytest.raises(NotWhatWasAsked):
        shop().verify({"vp_token": {}}, request=request)


def test_claim_that_was_asked_for_is_missing():
    request = shop().request(degree=Ask(TYPE, reveal=["/credentialSubject/grade"]))
    with pytest.raises(NotWhatWasAsked):
        shop().verify({"vp_token": {"degree": [presentation(challenge=request.nonce)]}}, request=request)


def test_stolen_credential():
    request = shop().request(degree=Ask(TYPE))
    stolen = presentation(key=STRANGER, challenge=request.nonce)
    with pytest.raises(NotBound) as caught:
        shop().verify({"vp_token": {"degree": [stolen]}}, request=request)
    assert caught.value.where == "/vp_token/degree/0/verifiableCredential/0/credentialSubject"


def test_bare_credential_only_where_nobody_has_to_prove_to_be_the_holder():
    value = issuer().issue(degree()).value
    open_request = shop().request(degree=Ask(TYPE, unsafe_any_holder=True))
    verified = shop().verify({"vp_token": {"degree": [value]}}, request=open_request)
    assert (verified.holder, verified["degree"].issuer) == (None, issuer().id)
    with pytest.raises(VerificationError):
        shop().verify({"vp_token": {"degree": [value]}}, request=shop().request(degree=Ask(TYPE)))
    wallet = wallet_with(degree)
    again = shop().request(degree=Ask(TYPE, unsafe_any_holder=True))
    assert shop().verify(answer(again, wallet), request=again)["degree"].types[1] == TYPE


def test_untrusted_issuer_inside():
    wary = shop(trust=TrustedIssuers({TYPE: [STRANGER.did]}))
    request = wary.request(degree=Ask(TYPE))
    with pytest.raises(UntrustedIssuer) as caught:
        wary.verify(answer(request), request=request)
    assert caught.value.where == "/vp_token/degree/0/verifiableCredential/0/issuer"


@pytest.mark.parametrize(
    "response", [None, 7, "", "{", b"\xff", [], {}, {"vp_token": []}, {"vp_token": {"degree": {}}}]
)
def test_garbage_for_an_answer(response):
    request = shop().request(degree=Ask(TYPE))
    with pytest.raises(Malformed) as caught:
        shop().verify(response, request=request)
    assert isinstance(caught.value, FormatError)


@pytest.mark.parametrize("asks", [{}, {"degree": "text"}, {"degree": None}])
def test_requests_for_nothing(asks):
    with pytest.raises(UsageError):
        shop().request(**asks)


def test_a_verifier_that_asks_says_who_it_is():
    with pytest.raises(UsageError):
        verifier().request(degree=Ask(TYPE))


def test_plain_presentation():
    verified = shop().verify(presentation(), challenge="once")
    assert (verified.holder, len(verified.credentials), verified.answers) == (HOLDER.did, 1, {})
    assert verified.report.verdict == "valid"


@pytest.mark.parametrize(
    ("changes", "options", "error", "where"),
    [
        ({"challenge": "twice"}, {}, NonceMismatch, "/proof/challenge"),
        ({"domain": "https://else.example"}, {}, WrongAudience, "/proof/domain"),
        ({"key": STRANGER}, {}, NotBound, "/verifiableCredential/0/credentialSubject"),
        ({"key": STRANGER, "holder": HOLDER.did}, {}, NotBound, "/holder"),
        ({"type": ["VerifiablePresentation", "Another"]}, {}, None, ""),
        ({"id": "urn:uuid:0d5c1d2e-64ef-4fbe-9ffb-0c35c5a2c2c4"}, {}, ProofInvalid, "/proof/proofValue"),
        ({"verifiableCredential": []}, {}, None, ""),
        ({"proof": None}, {}, None, ""),
    ],
)
def test_refused_presentations(changes, options, error, where):
    report = shop().examine(presentation(**changes), challenge="once", **options)
    assert report.verdict != "valid"
    if error is not None:
        assert (type(report.error), report.error.where) == (error, where)


def test_assertion_is_not_a_login():
    document = {"@context": [degree()["@context"][0]], "type": ["VerifiablePresentation"], "holder": HOLDER.did}
    draft = suite_named("eddsa-rdfc-2022").prepare(
        document,
        key=KeyFacts(algorithm="Ed25519", verification_method=HOLDER.verification_method),
        purpose="assertionMethod",
        members={"challenge": "once", "domain": SHOP},
        mandatory=(),
        environment=ENVIRONMENT,
    )
    value = draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value
    with pytest.raises(WrongPurpose):
        shop().verify(value, challenge="once")


def test_several_domains():
    several = presentation(domain=["https://a.example", "https://b.example"])
    options = {"challenge": "once", "domain": ["https://b.example", "https://a.example"]}
    assert shop().verify(several, **options)
    with pytest.raises(WrongAudience):
        shop().verify(several, challenge="once", domain="https://a.example")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"challenge": ""},
        {"challenge": 7},
        {"domain": SHOP},
        {"challenge": "once", "domain": []},
        {"challenge": "once", "domain": [""]},
        {"challenge": "once", "domain": 7},
        {"request": "text"},
    ],
)
def test_expectations_are_stated_or_waived(options):
    with pytest.raises(UsageError):
        shop().verify(presentation(), **options)


def test_a_challenge_needs_an_audience():
    with pytest.raises(UsageError):
        verifier().verify(presentation(), challenge="once")
    assert verifier().verify(presentation(), unsafe_no_challenge=True)


def test_request_and_challenge_exclude_each_other():
    with pytest.raises(UsageError):
        shop().verify(presentation(), request=shop().request(degree=Ask(TYPE)), challenge="once")


def test_any_holder_is_waived_by_name():
    stolen = presentation(key=STRANGER)
    assert shop().verify(stolen, challenge="once", unsafe_any_holder=True).holder == STRANGER.did


def test_changed_credential_inside():
    value = presentation()
    value["verifiableCredential"][0]["credentialSubject"]["name"] = "Eve"
    report = shop().examine(value, challenge="once")
    found = {(type(check.error), check.error.where) for check in report if check.error}
    assert found == {(ProofInvalid, "/proof/proofValue")}
    changed = issuer().issue(degree()).value
    changed["credentialSubject"]["name"] = "Eve"
    report = shop().examine(presentation(changed), challenge="once")
    found = {(type(check.error), check.error.where) for check in report if check.error}
    assert found == {(ProofInvalid, "/verifiableCredential/0/proof/proofValue")}


def test_own_claims_of_the_holder():
    """VCDM 2.0 §4.13: a credential without a proof, by the holder, is secured by the presentation's proof."""
    own = degree(issuer=HOLDER.did)
    document = {
        "@context": own["@context"],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.did,
        "verifiableCredential": [own],
    }

    def signed(document):
        draft = suite_named("eddsa-rdfc-2022").prepare(
            document,
            key=KeyFacts(algorithm="Ed25519", verification_method=HOLDER.verification_method),
            purpose="authentication",
            members={"challenge": "once", "domain": SHOP},
            mandatory=(),
            environment=ENVIRONMENT,
        )
        return draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value

    trusting = shop(trust=TrustedIssuers({TYPE: [HOLDER.did]}))
    verified = trusting.verify(signed(document), challenge="once")
    assert verified.credentials[0].securing == "self-asserted"
    nobody = {name: value for name, value in document.items() if name != "holder"}
    report = trusting.examine(signed(nobody), challenge="once")
    assert [(check.rule.id, check.error.code) for check in report if check.error] == [("data-model", "holder_missing")]
    assert isinstance(report.error, NonConforming)
    someone = copy.deepcopy(document)
    someone["verifiableCredential"][0]["issuer"] = issuer().id
    with pytest.raises(NotBound):
        shop().verify(signed(someone), challenge="once")
    with pytest.raises(UntrustedIssuer):
        shop(trust=TrustedIssuers({TYPE: [issuer().id]})).verify(signed(document), challenge="once")


def signed_presentation(document, key=HOLDER, **members):
    draft = suite_named("eddsa-rdfc-2022").prepare(
        document,
        key=KeyFacts(algorithm="Ed25519", verification_method=members.pop("method", key.verification_method)),
        purpose="authentication",
        members={"challenge": "once", "domain": SHOP} | members,
        mandatory=(),
        environment=ENVIRONMENT,
    )
    return draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value


def test_a_key_for_logging_in_does_not_issue():
    university = "did:web:uni.example"
    method = f"{university}#auth"
    served = {
        "@context": "https://www.w3.org/ns/did/v1",
        "id": university,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": university, "publicKeyMultibase": STRANGER.public.multikey}
        ],
        "authentication": [method],
    }
    document = {
        "@context": degree()["@context"],
        "type": ["VerifiablePresentation"],
        "holder": university,
        "verifiableCredential": [degree(issuer=university)],
    }
    value = signed_presentation(document, STRANGER, method=method)
    judge = shop(trust=TrustedIssuers({TYPE: [university]}))
    resources = {"https://uni.example/.well-known/did.json": json.dumps(served).encode()}
    with pytest.raises(WrongPurpose) as caught:
        judge.verify(value, challenge="once", resources=resources)
    assert caught.value.where == "/verifiableCredential/0/issuer"
    served["assertionMethod"] = [method]
    resources = {"https://uni.example/.well-known/did.json": json.dumps(served).encode()}
    assert judge.verify(value, challenge="once", resources=resources)


def test_a_foreign_proof_does_not_make_a_holder():
    document = {"@context": [degree()["@context"][0]], "type": ["VerifiablePresentation"]}
    first = signed_presentation(document, STRANGER)
    assert shop().verify(first, challenge="once").holder == STRANGER.did
    both = signed_presentation(first, HOLDER)
    with pytest.raises(NotBound) as caught:
        shop().verify(both, challenge="once", unsafe_any_holder=True)
    assert caught.value.where == "/holder"
    named = signed_presentation(document | {"holder": HOLDER.did}, HOLDER)
    assert shop().verify(signed_presentation(named, STRANGER), challenge="once").holder == HOLDER.did


def test_a_request_is_answered_to_whom_it_was_made():
    request = shop("https://else.example").request(degree=Ask(TYPE))
    with pytest.raises(UsageError):
        shop().verify(answer(request), request=request)


@pytest.mark.parametrize("waiver", ["unsafe_no_challenge", "unsafe_any_holder", "unsafe_unsigned"])
def test_a_request_says_itself_what_is_waived(waiver):
    request = shop().request(degree=Ask(TYPE))
    with pytest.raises(UsageError):
        shop().verify(answer(request), request=request, **{waiver: True})


def test_one_credential_does_not_count_twice():
    request = shop().request(degree=Ask(TYPE, multiple=True))
    once = presentation(challenge=request.nonce)
    with pytest.raises(NotWhatWasAsked):
        shop().verify({"vp_token": {"degree": [once, once]}}, request=request)
    other = presentation(issuer().issue(degree(name="Another")).value, challenge=request.nonce)
    verified = shop().verify({"vp_token": {"degree": [once, other]}}, request=request)
    assert len(verified.answers["degree"]) == 2


def test_nothing_is_fetched_for_evidence_that_is_not_believed():
    fetched = []

    def fetch(url):
        fetched.append(url)
        raise OSError

    web = Issuer(STRANGER, id="did:web:else.example", clock=clock).issue(degree()).value
    wary = shop(trust=TrustedIssuers({TYPE: [issuer().id]}), fetch=fetch)
    with pytest.raises(UntrustedIssuer):
        wary.verify_credential(web)
    assert wary.examine(presentation(web), challenge="another").verdict == "invalid"
    assert fetched == []


def test_fetches_are_bounded_and_failures_remembered():
    fetched = []

    def fetch(url):
        fetched.append(url)
        raise OSError

    many = [Issuer(STRANGER, id=f"did:web:n{index // 2}.example", clock=clock) for index in range(60)]
    document = {
        "@context": degree()["@context"],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.did,
        "verifiableCredential": [by.issue(degree()).value for by in many],
    }
    report = shop(fetch=fetch).examine(signed_presentation(document), challenge="once")
    assert report.verdict == "cannot know"
    assert len(fetched) == len(set(fetched)) == 20


def test_envelopes_are_named():
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
    }
    with pytest.raises(Undetermined) as caught:
        verifier().verify_credential(envelope)
    assert caught.value.code == "unsupported_envelope"


def test_too_many_credentials():
    value = presentation()
    value["verifiableCredential"] *= 101
    report = shop().examine(value, challenge="once")
    assert report.error.code == "too_many_credentials"


def test_presentation_without_a_proof_is_judged_on_its_data_model_only_where_that_was_waived():
    value = presentation()
    del value["proof"]
    assert shop().examine(value, challenge="once").verdict == "invalid"
    report = shop().examine(value, challenge="once", unsafe_unsigned=True)
    assert report.require().holder is None
    # Nothing says that it was signed, or that it is for this verifier or fresh.
    proof_checks = [check for check in report if check.rule.id.startswith("proof.")]
    assert {check.rule.number for check in proof_checks} == {"3.1", "3.3", "3.4", "3.8"}
    assert {check.outcome for check in proof_checks} == {Outcome.SKIPPED}
    broken = copy.deepcopy(value)
    broken["verifiableCredential"][0]["issuer"] = "no url"
    assert shop().examine(broken, challenge="once", unsafe_unsigned=True).verdict == "invalid"
