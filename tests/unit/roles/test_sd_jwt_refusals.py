"""Credentials as SD-JWT: every reason to refuse one, each by itself."""

import json
from datetime import timedelta

import pytest
from builders import NOW, STRANGER, issuer, verifier
from forging import disclosure, forge
from sd_jwt_cases import (
    OURS,
    SECONDS,
    VCT,
    bound,
    credential_refused,
    each_kind,
    issue,
    shop,
    vc_claims,
    w3c_claims,
    wallet,
)

from vcwallet import TrustedIssuers
from vcwallet.errors import (
    Expired,
    Malformed,
    NonConforming,
    NotBound,
    NotYetValid,
    ProofInvalid,
    Undetermined,
    UntrustedIssuer,
    WrongPurpose,
)


@each_kind
@pytest.mark.parametrize(
    ("header", "error", "where"),
    [
        ({"alg": "none"}, ProofInvalid, "/protected/alg"),
        ({"alg": "HS256"}, ProofInvalid, "/protected/alg"),
        ({"alg": "ES384"}, ProofInvalid, "/protected/alg"),
        ({"alg": None}, Malformed, "/protected/alg"),
        ({"typ": "JWT"}, WrongPurpose, "/protected/typ"),
        ({"typ": None}, WrongPurpose, "/protected/typ"),
        ({"typ": "kb+jwt"}, WrongPurpose, "/protected/typ"),
        ({"crit": ["x"], "x": 1}, ProofInvalid, "/protected/crit"),
        ({"kid": STRANGER.verification_method}, ProofInvalid, "/protected/alg"),
        ({"kid": OURS.did}, NotBound, None),
        ({"kid": 7, "jwk": STRANGER.public.to_jwk()}, None, None),
    ],
    ids=str,
)
def test_headers_that_are_refused(kind, header, error, where):
    typ = header.get("typ", kind)
    payload = (vc_claims if kind == "dc+sd-jwt" else w3c_claims)()
    payload |= {"iss": OURS.did} if kind == "dc+sd-jwt" else {"issuer": OURS.did}
    value = forge(OURS, payload, **({"typ": typ} | header))
    if error is None:  # the key in the header is not believed, nor missed
        assert verifier().verify_credential(value).issuer == OURS.did
    else:
        credential_refused(value, error, where)


@each_kind
def test_a_signature_in_somebody_elses_name(kind):
    payload = (vc_claims if kind == "dc+sd-jwt" else w3c_claims)()
    payload |= {"iss": OURS.did} if kind == "dc+sd-jwt" else {"issuer": OURS.did}
    report = credential_refused(forge(STRANGER, payload, typ=kind), NotBound)
    assert [check.rule.id for check in report if check.error] == ["binding.issuer"]
    pretending = forge(STRANGER, payload, typ=kind, kid=OURS.verification_method, alg="ES256")
    credential_refused(pretending, ProofInvalid)


@pytest.mark.parametrize(
    ("members", "error", "where"),
    [
        ({"vct": None}, NonConforming, "/vct"),
        ({"vct": 7}, NonConforming, "/vct"),
        ({"iss": 7}, NonConforming, "/iss"),
        ({"iss": ""}, NonConforming, "/iss"),
        ({"iss": None}, NonConforming, "/iss"),
        ({"iat": "now"}, NonConforming, "/iat"),
        ({"iat": SECONDS + 3600}, NotYetValid, "/iat"),
        ({"nbf": SECONDS + 3600}, NotYetValid, "/nbf"),
        ({"nbf": 1e300}, NotYetValid, "/nbf"),
        ({"exp": SECONDS - 3600}, Expired, "/exp"),
        ({"exp": SECONDS - 60}, Expired, "/exp"),
        ({"exp": -1e300}, Expired, "/exp"),
        ({"exp": True}, NonConforming, "/exp"),
        ({"cnf": []}, NonConforming, "/cnf"),
        ({"status": {"status_list": {"idx": 1, "uri": "https://uni.example/s"}}}, Undetermined, "/status"),
        ({"iss": "urn:somebody"}, Undetermined, "/iss"),
        ({"_sd": "x"}, Malformed, "/_sd"),
        ({"...": "x"}, Malformed, "/..."),
        ({"name": {"_sd_alg": "sha-256"}}, Malformed, "/name/_sd_alg"),
        ({"_sd_alg": "md5"}, ProofInvalid, "/_sd_alg"),
    ],
    ids=str,
)
def test_claims_that_are_refused(members, error, where):
    payload = {name: value for name, value in (vc_claims(iss=OURS.did) | members).items() if value is not None}
    report = credential_refused(forge(OURS, payload), error, where)
    assert len({type(check.error) for check in report if check.error}) == 1


def test_times_at_the_very_moment():
    def made(**times):
        return verifier(skew=timedelta(0)).examine_credential(forge(OURS, vc_claims(iss=OURS.did, **times)))

    assert made(nbf=SECONDS, iat=SECONDS, exp=SECONDS + 1).verdict == "valid"
    assert type(made(exp=SECONDS).error) is Expired
    assert type(made(nbf=SECONDS + 0.5).error) is NotYetValid
    verified = made(exp=10**18, nbf=-(10**18)).require()
    assert (verified.valid_from.year, verified.valid_until.year) == (1, 9999)


def test_a_status_can_be_ignored():
    status = {"status_list": {"idx": 1, "uri": "https://uni.example/s"}}
    secured = issuer("P-256").issue(vc_claims(), securing="dc+sd-jwt", status=status).value
    assert verifier(unsafe_ignore_status=True).verify_credential(secured).status == "ignored"
    report = credential_refused(secured, Undetermined, "/status")
    assert "status_list" in report.error.message


@pytest.mark.parametrize("name", ["iss", "nbf", "exp", "cnf", "vct", "status"])
def test_a_claim_that_could_have_been_withheld(name):
    values = {"iss": OURS.did, "nbf": 1, "exp": SECONDS + 99, "cnf": {}, "vct": VCT, "status": {}}
    text, digest = disclosure(name, values[name])
    payload = {member: value for member, value in vc_claims(iss=OURS.did, _sd=[digest]).items() if member != name}
    report = credential_refused(forge(OURS, payload, text), NonConforming, f"/{name}", code="withholdable_claim")
    assert [check.rule.id for check in report if check.error] == ["proof.coverage"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda text, digest: ({"_sd": [digest]}, [text, text]), ProofInvalid),
        (lambda text, digest: ({"_sd": [digest, digest]}, [text]), ProofInvalid),
        (lambda text, digest: ({}, [text]), ProofInvalid),
        (lambda text, digest: ({"_sd": [digest], "grade": 2}, [text]), ProofInvalid),
        (lambda text, digest: ({"list": [{"...": digest}]}, [text]), ProofInvalid),
        (lambda text, digest: ({"_sd": [digest]}, [text + "="]), Malformed),
        (lambda text, digest: ({"_sd": [digest]}, [text[:-1]]), Malformed),
    ],
    ids=["sent twice", "digest twice", "unreferenced", "collision", "for an element", "padding", "cut off"],
)
def test_disclosures_that_are_refused(change, error):
    payload, disclosures = change(*disclosure("grade", 1))
    report = credential_refused(forge(OURS, vc_claims(iss=OURS.did) | payload, *disclosures), error)
    assert [check.rule.id for check in report] == ["format"]


@pytest.mark.parametrize("contents", [("_sd", 1), ("...", 1), (7, 1), (), ("a", 1, 2)], ids=str)
def test_disclosures_of_the_wrong_kind_are_refused(contents):
    text, digest = disclosure(*contents)
    credential_refused(forge(OURS, vc_claims(iss=OURS.did, _sd=[digest]), text), Malformed)


@pytest.mark.parametrize(
    ("members", "error", "where"),
    [
        ({"type": ["VerifiableCredential"], "issuer": "no url"}, NonConforming, "/issuer"),
        ({"vc": {}}, NonConforming, "/vc"),
        ({"vp": {}}, NonConforming, "/vp"),
        ({"iss": STRANGER.did}, NonConforming, "/iss"),
        ({"iat": SECONDS + 3600}, NotYetValid, "/iat"),
        ({"iat": "2026-07-01T00:00:00Z"}, NotYetValid, "/iat"),
        ({"iat": "yesterday"}, Malformed, "/iat"),
        ({"iat": []}, Malformed, "/iat"),
        ({"nbf": SECONDS + 3600}, NotYetValid, "/nbf"),
        ({"exp": SECONDS - 3600}, Expired, "/exp"),
        ({"validUntil": "2026-05-01T00:00:00Z"}, Expired, "/validUntil"),
        ({"validFrom": "2026-07-01T00:00:00Z"}, NotYetValid, "/validFrom"),
        ({"credentialStatus": {"type": "Unknown"}}, Undetermined, "/credentialStatus"),
        (
            {"@context": ["https://www.w3.org/2018/credentials/v1"], "issuanceDate": "2026-01-01T00:00:00Z"},
            NonConforming,
            "/@context/0",
        ),
    ],
    ids=str,
)
def test_w3c_documents_that_are_refused(members, error, where):
    value = forge(OURS, w3c_claims(issuer=OURS.did) | members, typ="vc+sd-jwt")
    report = credential_refused(value, error, where)
    assert len([check for check in report if check.error]) == 1


def test_w3c_documents_that_are_accepted():
    for members in ({"iss": OURS.did}, {"iat": "2026-01-01T00:00:00Z"}, {"iat": 1, "exp": SECONDS + 99}, {"jti": "7"}):
        payload = w3c_claims(issuer={"id": OURS.did, "name": "Uni"}) | members
        assert verifier().verify_credential(forge(OURS, payload, typ="application/vc+sd-jwt")).issuer == OURS.did


def test_the_former_type_of_an_sd_jwt_vc():
    verified = verifier().verify_credential(forge(OURS, vc_claims(iss=OURS.did), typ="vc+sd-jwt"))
    assert (verified.securing, verified.types) == ("dc+sd-jwt", (VCT,))


def test_an_untrusted_issuer():
    wary = shop(trust=TrustedIssuers({VCT: [STRANGER.did]}))
    report = wary.examine_credential(issue())
    assert (type(report.error), report.error.where) == (UntrustedIssuer, "/iss")


@pytest.mark.parametrize(
    ("value", "error", "code"),
    [
        ("", Malformed, "format"),
        ("~", Malformed, None),
        ("a~b~", Malformed, None),
        ("a.b.c~", Malformed, None),
        (b"\xff~", Malformed, None),
        ("é~", Malformed, None),
        ("\ud800~", Malformed, None),
        ("eyJhbGciOiJFUzI1NiJ9.e30.AAAA", Undetermined, "unsupported_format"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA\n", Undetermined, "unsupported_format"),
        ({"payload": "e30", "protected": "e30", "signature": "AA"}, Undetermined, "unsupported_format"),
        ({"payload": "e30", "signatures": []}, Undetermined, "unsupported_format"),
        ({"payload": "e30", "signatures": [7]}, Undetermined, "unsupported_format"),
        ({"payload": "e30", "signature": "AA", "header": {"disclosures": 7}}, Malformed, None),
        ('"~"', Malformed, None),
        ("[1]", Malformed, None),
        ("7", Malformed, None),
    ],
    ids=repr,
)
def test_garbage(value, error, code):
    for report in (verifier().examine_credential(value), shop().examine(value, challenge="once")):
        assert type(report.error) is error, report.error
        assert code is None or report.error.code == code


def test_json_with_tildes_is_json():
    secured = issuer().issue(w3c_claims(id="https://uni.example/~ada/degree")).value
    for given in (json.dumps(secured), json.dumps(secured).encode(), "\n " + json.dumps(secured)):
        assert verifier().verify_credential(given).securing == "eddsa-rdfc-2022"


def test_limits():
    _, digest = disclosure("a", 1)
    credential_refused("a" * 5_000_001 + "~", Malformed, code="over_limit")
    credential_refused("a" * 6_000_001 + ".b.c", Malformed)
    credential_refused("~" * 10_002, Malformed, code="over_limit")
    nested = {"_sd": [digest]}
    for _ in range(200):
        nested = {"a": nested}
    credential_refused(forge(OURS, vc_claims(iss=OURS.did, deep=nested)), Malformed)


def test_a_presentation_is_not_held():
    held = wallet()
    with pytest.raises(WrongPurpose) as caught:
        held.hold(bound(issue()))
    assert caught.value.code == "key_binding_unexpected"


def test_a_credential_that_was_presented_is_verified_by_itself():
    assert verifier().verify_credential(bound(issue())).issuer == OURS.did
    assert verifier().verify_credential(bound(issue(), at=NOW - timedelta(days=9))).issuer == OURS.did
    credential_refused(bound(issue(), STRANGER), ProofInvalid)
    credential_refused(bound(issue(), at=NOW + timedelta(days=9)), NotYetValid)


@pytest.mark.parametrize(("kind", "name"), [("Presentation", "vc+sd-jwt"), ("Credential", "vp+sd-jwt")])
def test_an_envelope_holds_what_its_type_says(kind, name):
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": f"EnvelopedVerifiable{kind}",
        "id": f"data:application/{name},e30.e30.eA~",
    }
    with pytest.raises(WrongPurpose, match="holds no"):
        verifier().verify_credential(envelope)
