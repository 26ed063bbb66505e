"""Whose key signed an SD-JWT: by DID, by the issuer's own metadata, by certificate; and the rules of its type."""

import base64
import hashlib
import json
import pickle

import pytest
from builders import KEYS, STRANGER, clock, issuer, verifier
from certificates import OTHER_ROOT, ROOT, ROOT_DER, ROOT_PEM, signer, x5c
from cryptography.hazmat.primitives.serialization import Encoding
from forging import encode, forge
from sd_jwt_cases import OURS, VCT, credential_refused, issue, vc_claims, w3c_claims

from vcwallet import Issuer, MemoryStore, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.errors import (
    Expired,
    KeyMismatch,
    Malformed,
    NonConforming,
    NotBound,
    ProofInvalid,
    Revoked,
    Undetermined,
    UntrustedIssuer,
    UsageError,
    WrongPurpose,
)

UNI = "https://uni.example"
METADATA = "https://uni.example/.well-known/jwt-vc-issuer"


def under(identifier):
    """An issuer with an identifier of its own, and what it publishes under its DID or its URL."""
    by = Issuer(OURS, id=identifier, clock=clock)
    return by, json.dumps(by.did_document()).encode()


def test_did_web():
    by, document = under("did:web:uni.example")
    secured = by.issue(vc_claims(), securing="dc+sd-jwt")
    with pytest.raises(Undetermined) as caught:
        verifier().verify_credential(secured)
    (need,) = caught.value.needs
    assert (need.url, need.kind) == ("https://uni.example/.well-known/did.json", "did-document")
    assert verifier().verify_credential(secured, resources={need.url: document}).issuer == "did:web:uni.example"
    fetching = verifier(fetch={need.url: document}.__getitem__)
    assert fetching.verify_credential(secured).issuer == "did:web:uni.example"


def test_did_jwk():
    did = f"did:jwk:{encode(json.dumps(OURS.public.to_jwk()).encode())}"
    key = SigningKey.from_jwk(OURS.export_private_jwk(), verification_method=f"{did}#0")
    secured = Issuer(key, clock=clock).issue(vc_claims(), securing="dc+sd-jwt")
    assert verifier().verify_credential(secured).issuer == did


@pytest.mark.parametrize("kid", [None, "#", ""])
def test_a_key_that_is_not_named_in_full(kid):
    name = kid if kid != "#" else OURS.verification_method.partition("#")[2].join(["#", ""])
    assert verifier().verify_credential(forge(OURS, vc_claims(iss=OURS.did), kid=name)).issuer == OURS.did


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"assertionMethod": []}, WrongPurpose),
        ({"verificationMethod": []}, NotBound),
        ({"id": "did:web:else.example"}, NotBound),
        ({"revoked": "2026-01-01T00:00:00Z"}, Revoked),
        ({"expires": "2026-01-01T00:00:00Z"}, Expired),
    ],
    ids=str,
)
def test_documents_that_do_not_vouch_for_the_key(change, error):
    by, document = under("did:web:uni.example")
    secured = by.issue(vc_claims(), securing="dc+sd-jwt").value
    changed = json.loads(document)
    if change.keys() & {"revoked", "expires"}:
        changed["verificationMethod"][0] |= change
    else:
        changed |= change
    resources = {"https://uni.example/.well-known/did.json": json.dumps(changed).encode()}
    report = verifier().examine_credential(secured, resources=resources)
    assert type(report.error) is error
    assert next(check.rule.id for check in report if check.error) == "proof.verification-method"


def metadata(*keys, issuer=UNI):
    return json.dumps({"issuer": issuer, "jwks": {"keys": list(keys)}}).encode()


def jwk(key=OURS, **members):
    return key.public.to_jwk() | {"kid": Issuer(key, id=UNI).verification_method} | members


def test_issuer_metadata():
    secured = Issuer(OURS, id=UNI, clock=clock).issue(vc_claims(), securing="dc+sd-jwt")
    with pytest.raises(Undetermined) as caught:
        verifier().verify_credential(secured)
    assert [need.url for need in caught.value.needs] == [METADATA]
    verified = verifier().verify_credential(secured, resources={METADATA: metadata(jwk(), jwk(STRANGER))})
    assert verified.issuer == UNI
    assert verifier(trust=TrustedIssuers({VCT: [UNI]})).verify_credential(
        secured, resources={METADATA: metadata(jwk())}
    )


def test_a_name_of_a_key_that_is_no_url():
    value = forge(OURS, vc_claims(iss=UNI), kid="key-1")
    report = verifier().examine_credential(value, resources={METADATA: metadata(jwk(kid="key-1"))})
    assert report.verdict == "valid"


@pytest.mark.parametrize(
    ("published", "error"),
    [
        (metadata(), NotBound),
        (metadata(jwk(STRANGER)), NotBound),
        (metadata(jwk(kid="another")), NotBound),
        (metadata(jwk(), issuer="https://else.example"), NotBound),
        (b"<html>", NotBound),
        (metadata(KEYS["P-384"].public.to_jwk() | {"kid": jwk()["kid"]}), NotBound),
        (metadata(SigningKey.generate("P-256").public.to_jwk() | {"kid": jwk()["kid"]}), ProofInvalid),
    ],
    ids=range(7),
)
def test_metadata_that_does_not_vouch_for_the_key(published, error):
    secured = Issuer(OURS, id=UNI, clock=clock).issue(vc_claims(), securing="dc+sd-jwt").value
    report = verifier().examine_credential(secured, resources={METADATA: published})
    assert type(report.error) is error


def test_the_key_of_an_issuer_on_the_web_is_not_looked_up_elsewhere():
    """SD-JWT VC §2.5: a DID in the header names no other place for the keys of an https issuer."""
    value = forge(STRANGER, vc_claims(iss=UNI))
    report = verifier().examine_credential(value, resources={METADATA: metadata(jwk())})
    assert type(report.error) is NotBound


def test_a_w3c_issuer_with_a_controlled_identifier_document():
    by, document = under(UNI)
    secured = by.issue(w3c_claims(), securing="vc+sd-jwt")
    assert verifier().verify_credential(secured, resources={UNI: document}).issuer == UNI
    published = metadata(jwk(kid="key-1"))
    value = forge(OURS, w3c_claims(issuer=UNI), typ="vc+sd-jwt", kid="key-1")
    assert verifier().examine_credential(value, resources={METADATA: published}).verdict == "valid"


def test_a_w3c_issuer_who_lists_a_key_of_somebody_else():
    """ADR-0004: the issuer's own document vouches for a key that stands under another identifier."""
    value = forge(OURS, w3c_claims(issuer=UNI), typ="vc+sd-jwt")
    report = verifier().examine_credential(value)
    assert [need.url for need in report.needs] == [UNI]
    document = json.loads(under(UNI)[1]) | {"assertionMethod": [OURS.verification_method]}
    assert verifier().examine_credential(value, resources={UNI: json.dumps(document).encode()}).verdict == "valid"
    other = json.loads(under(UNI)[1])
    report = verifier().examine_credential(value, resources={UNI: json.dumps(other).encode()})
    assert (type(report.error), report.error.where) == (NotBound, "/issuer")


# Certificates


def certified(**options):
    """A credential by an issuer who is named by a certificate alone."""
    return forge(OURS, vc_claims(), kid=None, x5c=x5c(signer(OURS, **options)))


@pytest.mark.parametrize(
    "anchors",
    [
        ROOT_PEM,
        ROOT_PEM.decode(),
        ROOT_DER,
        [ROOT_DER],
        [OTHER_ROOT.public_bytes(Encoding.PEM) + ROOT_PEM],
        (ROOT_PEM.decode(), OTHER_ROOT.public_bytes(Encoding.DER)),
    ],
    ids=range(6),
)
def test_an_issuer_with_a_certificate(anchors):
    verified = verifier(x509_anchors=anchors).verify_credential(certified())
    assert verified.issuer == "CN=University"
    trusting = verifier(x509_anchors=anchors, trust=TrustedIssuers({VCT: ["CN=University"]}))
    assert trusting.verify_credential(certified()).types == (VCT,)
    assert pickle.loads(pickle.dumps(Verifier(trust=TrustedIssuers.unsafe_anyone(), x509_anchors=anchors)))


def test_a_certificate_counts_only_for_those_who_said_which_to_believe():
    credential_refused(certified(), Undetermined, "/protected/x5c", code="no_trust_anchors")
    report = verifier(x509_anchors=OTHER_ROOT.public_bytes(Encoding.DER)).examine_credential(certified())
    assert (type(report.error), report.error.where) == (UntrustedIssuer, "/protected/x5c")
    by_did = forge(OURS, vc_claims(iss=OURS.did), x5c=x5c(signer(OURS)))
    assert verifier().verify_credential(by_did).issuer == OURS.did
    report = verifier(x509_anchors=ROOT_PEM).examine_credential(by_did)
    assert type(report.error) is NotBound  # where it counts it decides: the certificate names no DID


def test_a_certificate_names_the_issuer():
    by = Issuer(OURS, id=UNI, clock=clock)
    secured = by.issue(vc_claims(), securing="dc+sd-jwt", proof={"x5c": x5c(signer(OURS), ROOT)})
    assert verifier(x509_anchors=ROOT_PEM).verify_credential(secured).issuer == UNI
    report = verifier(x509_anchors=ROOT_PEM).examine_credential(
        by.issue(vc_claims(), securing="dc+sd-jwt", proof={"x5c": x5c(signer(OURS, dns="else.example"))})
    )
    assert (type(report.error), report.error.code) == (NotBound, "certificate_of_another")
    with pytest.raises(KeyMismatch) as caught:
        by.issue(vc_claims(), securing="dc+sd-jwt", proof={"x5c": x5c(ROOT)})
    assert caught.value.where == "/proof/x5c/0"


def test_certificates_that_are_refused():
    wary = verifier(x509_anchors=ROOT_PEM)
    assert type(wary.examine_credential(certified(after=clock().replace(year=2026, month=1))).error) is UntrustedIssuer
    assert type(wary.examine_credential(certified(ca=True)).error) is UntrustedIssuer
    for header in ([], ["AAAA"], "x", [7]):
        assert type(wary.examine_credential(forge(OURS, vc_claims(), kid=None, x5c=header)).error) is Malformed
    somebody = forge(KEYS["P-384"], vc_claims(), kid=None, x5c=x5c(signer(OURS)))
    assert type(wary.examine_credential(somebody).error) is ProofInvalid
    forged = forge(SigningKey.generate("P-256"), vc_claims(), kid=None, x5c=x5c(signer(OURS)))
    report = wary.examine_credential(forged)
    assert (type(report.error), [c.rule.id for c in report if c.error]) == (ProofInvalid, ["proof.signature"])


@pytest.mark.parametrize("anchors", [b"", "", "x", [], [7], 7, [ROOT_PEM, b"x"], b"-----BEGIN nothing"])
def test_anchors_that_are_none(anchors):
    with pytest.raises(UsageError):
        verifier(x509_anchors=anchors)
    with pytest.raises(UsageError):
        Wallet.create(MemoryStore(), passphrase="x" * 20, work_factor=10, x509_anchors=anchors)


def test_a_wallet_believes_certificates_too():
    store = MemoryStore()
    held = Wallet.create(store, passphrase="x" * 20, clock=clock, work_factor=10)
    with pytest.raises(Undetermined):
        held.hold(certified())
    held = Wallet.open(store, passphrase="x" * 20, clock=clock, x509_anchors=ROOT_PEM)
    assert held.credential(held.hold(certified())).issuer == "CN=University"


# Type metadata


def rules_of_type(value, resources=None, **options):
    report = verifier(**options).examine_credential(value, resources=resources)
    (check,) = [check for check in report if check.rule.id == "type-rules"]
    return check


def type_metadata(vct=VCT, **members):
    return json.dumps({"vct": vct} | members).encode()


def claim(*path, **members):
    return {"path": list(path)} | members


def test_without_metadata_the_check_is_skipped():
    check = rules_of_type(issue())
    assert (check.outcome.value, check.sentence) == ("skipped", "The metadata of its type are not at hand.")
    assert verifier().examine_credential(issue()).needs == ()
    check = rules_of_type(issue(vct="urn:degree"))
    assert check.sentence == "Where the metadata of its type can be found is not known."


@pytest.mark.parametrize("content", [b"<html>", b"[]", type_metadata("https://else.example/type")], ids=range(3))
def test_what_is_not_about_the_type_says_nothing(content):
    check = rules_of_type(issue(), {VCT: content})
    assert (check.outcome.value, "not about that type" in check.sentence) == ("skipped", True)


@pytest.mark.parametrize(
    "content",
    [b"<html>", b"[]", type_metadata("https://else.example/type"), type_metadata(name="changed"), b" " * 1_500_000],
    ids=["html", "array", "other type", "changed", "large"],
)
def test_what_is_not_what_the_issuer_promised_leaves_the_verdict_open(content):
    """SD-JWT VC §5: whatever stands there, it is not passed over."""
    promised = "sha256-" + base64.b64encode(hashlib.sha256(type_metadata()).digest()).decode()
    value = issue(**{"vct#integrity": promised})
    assert rules_of_type(value, {VCT: type_metadata()}).outcome.value == "passed"
    assert rules_of_type(value).outcome.value == "skipped"
    for report in (
        verifier().examine_credential(value, resources={VCT: content}),
        verifier(fetch=lambda _: content).examine_credential(value),
    ):
        assert [check.rule.id for check in report if check.error] == ["type-rules"]
        assert (report.verdict, report.error.code, report.error.where) == ("cannot know", "integrity_mismatch", "/vct")
        assert [need.digest for need in report.needs] == [promised]

    def nothing(_):
        raise OSError

    assert rules_of_type(value, fetch=nothing).outcome.value == "skipped"


def test_metadata_are_fetched_only_by_those_who_can():
    asked = []

    def fetch(url):
        asked.append(url)
        return type_metadata()

    assert rules_of_type(issue(), fetch=fetch).outcome.value == "passed"
    assert asked == [VCT]

    def nothing(_):
        raise OSError

    assert rules_of_type(issue(), fetch=nothing).outcome.value == "skipped"


def test_a_credential_that_keeps_to_its_type():
    members = {
        "claims": [
            claim("name", mandatory=True, sd="always"),
            claim("degree", "field", "name", sd="allowed"),
            claim("vct", sd="never"),
            claim("nationalities", None, sd="always"),
        ]
    }
    check = rules_of_type(issue(), {VCT: type_metadata(**members)})
    assert (check.outcome.value, check.rule.number) == ("passed", "2.3")
    assert rules_of_type(issue(vct="urn:degree"), {"urn:degree": type_metadata("urn:degree")}).outcome.value == "passed"


@pytest.mark.parametrize(
    ("claims", "where"),
    [
        ([claim("grade", mandatory=True)], "/grade"),
        ([claim("name", sd="never")], "/name"),
        ([claim("vct", sd="always")], "/vct"),
        ([claim("name", "first")], "/name/first"),
        ([{"path": []}], "/claims/0/path"),
        ([claim("a"), claim("a")], "/claims"),
    ],
    ids=str,
)
def test_a_credential_that_breaks_the_rules_of_its_type(claims, where):
    report = verifier().examine_credential(issue(), resources={VCT: type_metadata(claims=claims)})
    assert (type(report.error), report.error.where) == (NonConforming, where)
    assert [check.rule.id for check in report if check.error] == ["type-rules"]


def test_types_that_extend_others():
    base = "https://eu.example/diploma"
    extending = type_metadata(extends=base)
    report = verifier().examine_credential(issue(), resources={VCT: extending})
    assert ([need.url for need in report.needs], report.verdict) == ([base], "cannot know")
    demanding = type_metadata(base, claims=[claim("grade", mandatory=True)])
    report = verifier().examine_credential(issue(), resources={VCT: extending, base: demanding})
    assert type(report.error) is NonConforming
    report = verifier().examine_credential(issue(), resources={VCT: extending, base: type_metadata(base, extends=VCT)})
    assert report.error.code == "type_cycle"
    assert rules_of_type(issue(), {VCT: extending, base: type_metadata(base)}).outcome.value == "passed"


def test_the_integrity_of_metadata():
    content = type_metadata(name="Degree")
    digest = "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()
    secured = issue(**{"vct#integrity": digest})
    assert rules_of_type(secured, {VCT: content}).outcome.value == "passed"
    report = verifier().examine_credential(secured, resources={VCT: type_metadata(name="Other")})
    assert (report.verdict, type(report.error)) == ("cannot know", Undetermined)
    credential_refused(forge(OURS, vc_claims(iss=OURS.did, **{"vct#integrity": "x"})), NonConforming, "/vct#integrity")


def test_a_json_schema_that_is_not_at_hand_is_not_looked_at_and_said_not_to_be():
    check = rules_of_type(issue(), {VCT: type_metadata(schema_uri="https://uni.example/schema")})
    assert (check.outcome.value, "JSON Schema" in check.sentence) == ("skipped", True)


def test_w3c_credentials_have_no_such_type():
    report = verifier().examine_credential(issuer("P-256").issue(w3c_claims(), securing="vc+sd-jwt"))
    assert "type-rules" not in {check.rule.id for check in report}
