"""Presentations with key binding, and those of VC-JOSE-COSE: every reason to refuse one, each by itself."""

import json
from datetime import timedelta

import pytest
from builders import HOLDER, KEYS, NOW, STRANGER, V2, issuer, verifier
from forging import forge, sign
from sd_jwt_cases import (
    OURS,
    SECONDS,
    SHOP,
    VCT,
    answer,
    ask,
    bound,
    credential_refused,
    issue,
    refused,
    shop,
    vc_claims,
    w3c_claims,
    wallet,
)

from vcwallet import Ask, PresentationRequest
from vcwallet.errors import (
    Expired,
    FormatError,
    Malformed,
    NonceMismatch,
    NonConforming,
    NotBound,
    NotWhatWasAsked,
    NotYetValid,
    ProofInvalid,
    Undetermined,
    WrongAudience,
    WrongPurpose,
)


def test_a_presentation_stands_until_something_is_changed():
    verified = shop().verify(bound(issue()), challenge="once")
    assert (verified.holder, len(verified.credentials)) == (HOLDER.did, 1)
    for rule in ("proof.domain", "proof.challenge", "proof.time", "binding.key", "binding.subject"):
        assert [check.outcome.value for check in verified.checks if check.rule.id == rule] == ["passed"]


def test_no_key_binding():
    report = refused(issue(), NotBound, code="key_binding_missing")
    assert [check.rule.id for check in report if check.error] == ["binding.key"]
    assert not [check for check in report if check.rule.id == "proof.signature"]


def test_key_binding_taken_off_where_it_is_required():
    whole = bound(issue())
    refused(whole[: whole.rindex("~") + 1], NotBound, code="key_binding_missing")


def test_no_key_binding_where_anybody_may_present():
    verified = shop().verify(issue(), challenge="once", unsafe_any_holder=True)
    assert verified.holder is None
    skipped = {check.rule.id for check in verified.checks if check.outcome.value == "skipped"}
    assert {"proof.domain", "proof.challenge", "binding.key", "binding.subject"} <= skipped
    assert shop().verify(bound(issue()), challenge="once", unsafe_any_holder=True).holder == HOLDER.did


@pytest.mark.parametrize(
    ("options", "error", "where", "code"),
    [
        ({"nonce": "twice"}, NonceMismatch, "/kb_jwt/nonce", None),
        ({"audience": "https://else.example"}, WrongAudience, "/kb_jwt/aud", None),
        ({"audience": [SHOP]}, Malformed, "/kb_jwt/aud", None),
        ({"nonce": None}, Malformed, "/kb_jwt/nonce", None),
        ({"audience": None}, Malformed, "/kb_jwt/aud", None),
        ({"iat": None}, Malformed, "/kb_jwt/iat", None),
        ({"iat": "now"}, Malformed, "/kb_jwt/iat", None),
        ({"at": NOW - timedelta(minutes=10)}, Expired, "/kb_jwt/iat", "key_binding_stale"),
        ({"at": NOW + timedelta(minutes=10)}, NotYetValid, "/kb_jwt/iat", "key_binding_future"),
        ({"sd_hash": "AAAA"}, ProofInvalid, "/kb_jwt/sd_hash", "sd_hash_mismatch"),
        ({"sd_hash": None}, Malformed, "/kb_jwt/sd_hash", None),
        ({"typ": "JWT"}, WrongPurpose, "/kb_jwt", "token_type"),
        ({"key": STRANGER}, ProofInvalid, "/kb_jwt", None),
        ({"key": KEYS["P-256"]}, ProofInvalid, "/kb_jwt/alg", "key_confusion"),
    ],
    ids=str,
)
def test_key_bindings_that_are_refused(options, error, where, code):
    report = refused(bound(issue(), **options), error, where, code=code)
    assert len([check for check in report if check.error]) == 1
    waived = shop().examine(bound(issue(), **options), challenge="once", unsafe_any_holder=True)
    assert type(waived.error) is error


def test_a_key_binding_for_another_choice_of_claims():
    sd_jwt = issue()
    token, *disclosures, _ = sd_jwt.split("~")
    fewer = "~".join((token, *disclosures[1:], ""))
    refused(bound(fewer).replace(fewer, sd_jwt), ProofInvalid, code="sd_hash_mismatch")
    removed = bound(sd_jwt).replace(f"~{disclosures[0]}", "")
    report = shop().examine(removed, challenge="once")
    assert type(report.error) is ProofInvalid


def test_a_key_binding_for_another_credential():
    first, second = issue(), issue(name="Eve")
    refused(second + bound(first).rpartition("~")[2], ProofInvalid, code="sd_hash_mismatch")


def test_a_key_binding_to_a_credential_that_is_bound_to_nobody():
    refused(bound(issue(holder=None)), NotBound, "/cnf", code="not_holder_bound")


@pytest.mark.parametrize(
    ("cnf", "error"),
    [
        ({"jku": "https://ada.example/keys"}, Undetermined),
        ({"kid": "key-1"}, NotBound),
        ({"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}, Malformed),
        ({"jwk": HOLDER.export_private_jwk()}, Malformed),
        ({"jwk": HOLDER.public.to_jwk(), "jku": "https://ada.example/keys"}, Malformed),
        ({}, Undetermined),
    ],
    ids=str,
)
def test_a_key_that_cannot_be_used_matters_where_it_is_needed(cnf, error):
    secured = issuer("P-256").issue(vc_claims(cnf=cnf), securing="dc+sd-jwt").value
    assert verifier().verify_credential(secured).subject_ids == ()
    refused(bound(secured), error)


def test_a_replayed_presentation():
    held, by = wallet(), issuer("P-256")
    held.hold(by.issue(vc_claims(), securing="dc+sd-jwt", holder=held.did_for(by.id)))
    first, second = (shop().request(it=ask("dc+sd-jwt")) for _ in range(2))
    response = answer(first, held)
    with pytest.raises(NonceMismatch) as caught:
        shop().verify(response, request=second)
    assert caught.value.where == "/vp_token/it/0/kb_jwt/nonce"
    assert shop().verify(response, request=first)
    with pytest.raises(NonceMismatch) as caught:
        shop().verify(response, request=first)
    assert caught.value.code == "request_used"


def test_less_than_was_asked_for():
    held, by = wallet(), issuer("P-256")
    held.hold(by.issue(vc_claims(), securing="dc+sd-jwt", holder=held.did_for(by.id)))
    asked = shop().request(it=Ask(vct=VCT, reveal=["/name"]))
    cheap = PresentationRequest.parse(
        json.loads(asked.to_json())
        | {"dcql_query": {"credentials": [{"id": "it", "format": "dc+sd-jwt", "meta": {"vct_values": [VCT]}}]}}
    )
    with pytest.raises(NotWhatWasAsked):
        shop().verify(held.present(held.plan(cheap)), request=asked)
    other = shop().request(it=Ask(vct="https://uni.example/other"))
    with pytest.raises(NotWhatWasAsked):
        shop().verify({"vp_token": {"it": [bound(issue(), nonce=other.nonce)]}}, request=other)


def test_where_a_refused_answer_is_wrong():
    request = shop().request(it=ask("dc+sd-jwt"))
    with pytest.raises(NotBound) as caught:
        shop().verify({"vp_token": {"it": [issue()]}}, request=request)
    assert (caught.value.where, caught.value.code) == ("/vp_token/it/0", "key_binding_missing")


def presentation(credentials, *, key=HOLDER, holder=HOLDER.did, typ="vp+sd-jwt", aud=SHOP, nonce="once", **members):
    payload = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [
            {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+sd-jwt,{one}"}
            for one in credentials
        ],
        "aud": aud,
        "nonce": nonce,
    } | members
    payload = {name: value for name, value in payload.items() if value is not None}
    return forge(key, payload, typ=typ)


def about(holder):
    claims = w3c_claims()
    claims["credentialSubject"]["id"] = holder
    return issuer("P-256").issue(claims, securing="vc+sd-jwt").value


def test_a_w3c_presentation():
    for given in (
        presentation([about(HOLDER.did)]),
        presentation([about(HOLDER.did)], aud=["https://else.example", SHOP], iss=HOLDER.did, iat=SECONDS),
        {
            "@context": V2,
            "type": "EnvelopedVerifiablePresentation",
            "id": f"data:application/vp+sd-jwt,{presentation([about(HOLDER.did)])}",
        },
    ):
        verified = shop().verify(given, challenge="once")
        assert (verified.holder, verified.credentials[0].issuer) == (HOLDER.did, OURS.did)


@pytest.mark.parametrize(
    ("options", "error", "where"),
    [
        ({"nonce": "twice"}, NonceMismatch, "/nonce"),
        ({"nonce": None}, NonceMismatch, "/nonce"),
        ({"aud": "https://else.example"}, WrongAudience, "/aud"),
        ({"aud": None}, WrongAudience, "/aud"),
        ({"aud": {"a": 1}}, WrongAudience, "/aud"),
        ({"key": STRANGER}, NotBound, "/holder"),
        ({"typ": "vc+sd-jwt"}, NonConforming, None),
        ({"exp": SECONDS - 3600}, Expired, "/exp"),
        ({"iat": SECONDS + 3600}, NotYetValid, "/iat"),
        ({"iss": STRANGER.did}, NonConforming, "/iss"),
        ({"vp": {}}, NonConforming, "/vp"),
        ({"type": ["Other"]}, NonConforming, "/type"),
    ],
    ids=str,
)
def test_w3c_presentations_that_are_refused(options, error, where):
    refused(presentation([about(HOLDER.did)], **options), error, where)


def test_a_w3c_presentation_of_somebody_elses_credential():
    report = refused(presentation([about(STRANGER.did)]), NotBound, code="not_the_subject")
    assert report.error.where == "/verifiableCredential/0/credentialSubject"
    refused(presentation([issue("vc+sd-jwt").replace(".", "..", 1)]), Malformed)


def test_an_envelope_says_what_is_in_it():
    enveloped = {"@context": V2, "type": "EnvelopedVerifiableCredential"}
    wrong = enveloped | {"id": f"data:application/dc+sd-jwt,{issue('vc+sd-jwt')}"}
    credential_refused(wrong, WrongPurpose, "/id")
    right = enveloped | {"id": f"data:application/dc+sd-jwt,{issue()}"}
    assert verifier().verify_credential(right).types == (VCT,)
    for url in ("data:application/vc+jwt,a.b.c", f"data:application/vc+sd-jwt;base64,{issue('vc+sd-jwt')}"):
        credential_refused(enveloped | {"id": url}, Undetermined, "/id", code="unsupported_envelope")
    credential_refused(enveloped, NonConforming)


def test_a_credential_is_not_a_presentation_of_itself():
    refused(sign(HOLDER, {"alg": "EdDSA", "typ": "vp+sd-jwt"}, {"@context": [V2]}) + "~", NonConforming)
    credential_refused(presentation([about(HOLDER.did)]), NonConforming)


def test_what_is_opened_raises_our_errors_only():
    with pytest.raises(FormatError):
        wallet().hold("nonsense")
