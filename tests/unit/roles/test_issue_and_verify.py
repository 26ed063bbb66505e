"""The round trip of one credential, for every suite: issued, verified, and every reason to refuse it."""

import base64
import copy
import hashlib
import json
import pickle
from datetime import timedelta

import pytest
from builders import (
    EXAMPLES_V2,
    HOLDER,
    KEYS,
    NOW,
    STRANGER,
    SUITES,
    V2,
    alumni_v1,
    clock,
    degree,
    issuer,
    verifier,
)

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier
from vcwallet.contexts import published_digests
from vcwallet.errors import (
    DataLoss,
    Expired,
    FormatError,
    KeyMismatch,
    Malformed,
    NonConforming,
    NotBound,
    NotYetValid,
    ProofInvalid,
    Rejected,
    Undetermined,
    UntrustedIssuer,
    UsageError,
    VcwalletError,
    WrongPurpose,
)


@pytest.mark.parametrize(("suite", "key"), SUITES)
@pytest.mark.parametrize("credential", [degree, alumni_v1])
def test_round_trip(suite, key, credential):
    by = issuer(key)
    document = credential()
    before = copy.deepcopy(document)
    secured = by.issue(document, securing=suite)
    assert document == before
    assert (secured.securing, secured.media_type, secured.disclosable) == (suite, "application/vc", ())
    verified = verifier().verify_credential(secured)
    assert verified.issuer == by.id == KEYS[key].did
    assert verified.subject == document["credentialSubject"]
    assert verified.securing == suite
    assert verified.document == {name: value for name, value in secured.value.items() if name != "proof"}
    assert verified.report.verdict == "valid"
    assert verified.complete
    numbers = [tuple(map(int, check.rule.number.split("."))) for check in verified.report]
    assert numbers == sorted(numbers)


def test_accepts_every_form_of_the_same_credential():
    secured = issuer().issue(degree())
    text = json.dumps(secured.value)
    for form in (secured, secured.value, text, text.encode()):
        assert verifier().verify_credential(form).issuer == issuer().id


def test_issue_fills_in_issuer_and_dates():
    bare = degree()
    del bare["validFrom"]
    value = issuer().issue(bare).value
    assert (value["issuer"], value["validFrom"]) == (KEYS["Ed25519"].did, "2026-06-01T12:00:00Z")
    old = alumni_v1()
    del old["issuanceDate"]
    assert issuer().issue(old).value["issuanceDate"] == "2026-06-01T12:00:00Z"


def test_context_is_added_to_old_documents_and_not_to_new_ones():
    assert issuer().issue(degree()).value["@context"] == [V2, EXAMPLES_V2]
    assert issuer().issue(alumni_v1()).value["@context"][-1] == "https://w3id.org/security/data-integrity/v2"


@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_no_context_is_added_where_one_says_the_same(version, securing):
    contexts = [*alumni_v1()["@context"], f"https://w3id.org/security/data-integrity/{version}"]
    secured = issuer().issue(alumni_v1(**{"@context": contexts}), securing=securing)
    assert secured.value["@context"] == contexts
    assert verifier().verify_credential(secured)
    old = issuer().issue(alumni_v1(), securing="Ed25519Signature2020").value
    assert old["@context"][-1] == "https://w3id.org/security/suites/ed25519-2020/v1"


def test_issue_names_the_holder_and_the_status():
    document = degree()
    del document["credentialSubject"]["id"]
    status = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "94567"}
    status["statusListCredential"] = "https://uni.example/status/3"
    value = issuer().issue(document, holder=HOLDER.did, status=status).value
    assert value["credentialSubject"]["id"] == HOLDER.did
    assert value["credentialStatus"] == status


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"securing": "no-such-suite"}, UsageError),
        ({"securing": "ecdsa-rdfc-2019"}, KeyMismatch),
        ({"mandatory": ["/issuer"]}, UsageError),
        ({"holder": STRANGER.did}, NotBound),
        ({"proof": {"proofPurpose": "authentication"}}, UsageError),
        ({"proof": {"created": "yesterday"}}, UsageError),
        ({"proof": {"previousProof": "urn:uuid:nowhere"}}, UsageError),
    ],
)
def test_issue_refuses_what_would_not_verify(options, error):
    with pytest.raises(error):
        issuer().issue(degree(), **options)


@pytest.mark.parametrize(
    ("change", "error", "where"),
    [
        ({"issuer": STRANGER.did}, NotBound, "/issuer"),
        ({"type": ["ExampleDegreeCredential"]}, NonConforming, "/type"),
        ({"@context": [EXAMPLES_V2, V2]}, NonConforming, "/@context/0"),
        ({"@context": [V2], "credentialSubject": {"undefinedTerm": 1}}, DataLoss, "/type/1"),
        (
            {"@context": [V2], "type": "VerifiableCredential", "credentialSubject": {"undefinedTerm": 1}},
            DataLoss,
            "/credentialSubject/undefinedTerm",
        ),
        ({"@context": [V2, "https://unknown.example/v1"]}, Undetermined, "/@context/1"),
        ({"validUntil": "2025-01-01T00:00:00Z"}, NonConforming, "/validUntil"),
    ],
)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_issue_refuses_documents(change, error, where, suite):
    with pytest.raises(error) as caught:
        issuer().issue(degree() | change, securing=suite)
    assert caught.value.where == where


@pytest.mark.parametrize("value", [None, 7, "text", b"\xff", [], {}, {1: 2}, {"a": {1, 2}}, float("nan"), object()])
def test_nothing_but_our_errors_for_nonsense(value):
    with pytest.raises(VcwalletError):
        issuer().issue(value)
    with pytest.raises(Malformed) as caught:
        verifier().verify_credential(value)
    assert isinstance(caught.value, FormatError)
    assert verifier().examine_credential(value).verdict == "invalid"


def test_own_context_is_needed_and_enough():
    own = {"@context": {"shoeSize": "https://shoes.example/vocab#shoeSize"}}
    document = degree() | {"@context": [V2, EXAMPLES_V2, "https://shoes.example/v1"]}
    document["credentialSubject"]["shoeSize"] = 38
    contexts = {"https://shoes.example/v1": own}
    secured = issuer(contexts=contexts).issue(document)
    assert verifier(contexts=contexts).verify_credential(secured).claim("/credentialSubject/shoeSize") == 38
    with pytest.raises(Undetermined) as caught:
        verifier().verify_credential(secured)
    assert [need.url for need in caught.value.needs] == ["https://shoes.example/v1"]
    assert "contexts=" in caught.value.hint


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (NOW, None),
        (NOW.replace(year=2025), NotYetValid),
        (NOW.replace(year=2027), Expired),
        (NOW.replace(month=1, day=1, hour=0) - timedelta(seconds=61), NotYetValid),
        (NOW.replace(month=1, day=1, hour=0) - timedelta(seconds=60), None),
        (NOW.replace(year=2027, month=1, day=1, hour=0) + timedelta(seconds=60), None),
        (NOW.replace(year=2027, month=1, day=1, hour=0) + timedelta(seconds=61), Expired),
    ],
)
def test_times_are_judged_by_the_given_clock(at, error):
    secured = issuer().issue(degree(), proof={"created": "2024-01-01T00:00:00Z"})
    judge = Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=lambda: at)
    found = judge.examine_credential(secured).error
    assert found is None if error is None else type(found) is error


@pytest.mark.parametrize(
    ("members", "error", "where"),
    [
        ({"created": "2026-06-01T12:01:01Z"}, NotYetValid, "/proof/created"),
        ({"created": "2026-06-01T12:01:00Z"}, None, ""),
        ({"expires": "2026-06-01T11:58:59Z"}, Expired, "/proof/expires"),
        ({"expires": "2026-06-01T11:59:00Z"}, None, ""),
    ],
)
def test_times_of_the_proof(members, error, where):
    secured = issuer(clock=lambda: NOW - timedelta(hours=1)).issue(degree(), proof=members)
    found = verifier().examine_credential(secured).error
    assert found is None if error is None else (type(found), found.where) == (error, where)


@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc+sd-jwt"])
def test_a_proof_that_has_expired_already_is_not_made(securing):
    for expires in ("2026-06-01T12:00:00Z", "2020-01-01T00:00:00Z"):
        with pytest.raises(UsageError, match="expired already"):
            issuer().issue(degree(), securing=securing, proof={"expires": expires})


def test_trust_is_by_issuer_and_by_type():
    secured = issuer().issue(degree())
    good = TrustedIssuers({"ExampleDegreeCredential": [issuer().id]})
    assert verifier(trust=good).verify_credential(secured)
    for policy in (
        TrustedIssuers({"ExampleDegreeCredential": [STRANGER.did]}),
        TrustedIssuers({"VerifiableCredential": [issuer().id]}),
        TrustedIssuers({"AnotherCredential": [issuer().id]}),
    ):
        with pytest.raises(UntrustedIssuer):
            verifier(trust=policy).verify_credential(secured)


def test_an_issuer_is_not_believed_about_further_types():
    document = degree(type=["VerifiableCredential", "ExampleDegreeCredential", "ExamplePassport"])
    policy = TrustedIssuers({"ExampleDegreeCredential": [issuer().id]})
    with pytest.raises(UntrustedIssuer):
        verifier(trust=policy).verify_credential(issuer().issue(document))


@pytest.mark.parametrize("policy", [{}, None, {"T": []}, {"T": "did:example:x"}, {"T": [1]}, {"T": None}])
def test_empty_policies_are_refused(policy):
    with pytest.raises(UsageError):
        TrustedIssuers(policy)


def test_status_that_cannot_be_read_is_not_valid():
    status = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://uni.example/status/3",
    }
    secured = issuer().issue(degree(), status=status)
    with pytest.raises(Undetermined) as caught:
        verifier().verify_credential(secured)
    assert caught.value.where == "/credentialStatus"
    assert verifier(unsafe_ignore_status=True).verify_credential(secured).status == "ignored"


def test_proof_by_another_key_in_the_issuers_name():
    forged = Issuer(STRANGER, clock=clock).issue(degree()).value
    forged_name = Issuer(STRANGER, clock=clock, id=STRANGER.did).prepare(degree())
    assert forged_name.signing_inputs
    with pytest.raises(ProofInvalid):
        verifier().verify_credential(forged | {"issuer": issuer().id})


def test_key_of_somebody_else_is_not_the_issuers():
    key = KEYS["Ed25519"]

    class Borrowed:
        algorithm, did, public = key.algorithm, STRANGER.did, key.public
        verification_method = key.verification_method
        sign = key.sign

    by = Issuer(Borrowed(), clock=clock)
    by.id = STRANGER.did
    with pytest.raises(NotBound) as caught:
        verifier().verify_credential(by.issue(degree()))
    assert caught.value.where == "/issuer"


def test_related_resource_is_held_against_its_digest():
    resource = {"id": "https://uni.example/logo.png", "digestSRI": sri(b"right")}
    secured = issuer().issue(degree(relatedResource=resource))
    assert verifier().verify_credential(secured)
    assert verifier().verify_credential(secured, resources={resource["id"]: b"right"})
    with pytest.raises(Rejected) as caught:
        verifier().verify_credential(secured, resources={resource["id"]: b"wrong"})
    assert caught.value.code == "related_resource_changed"


def sri(content, name="sha384"):
    return f"{name}-" + base64.b64encode(hashlib.new(name, content).digest()).decode()


def related(*resources, **options):
    """How the check of related resources came out, and the verdict."""
    report = verifier(**options).examine_credential(issuer().issue(degree(relatedResource=list(resources))))
    return [check.outcome.value for check in report if check.rule.id == "related-resource"], report.verdict


def test_contexts_are_related_resources_too():
    """VCDM 2.0 §5.3 prints the digest of its own context; what is bundled is held against what is published."""
    multibase = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"
    right = "sha384-" + base64.b64encode(published_digests(EXAMPLES_V2)["sha384"]).decode()
    assert related({"id": V2, "digestMultibase": multibase}) == (["passed"], "valid")
    assert related({"id": V2, "digestMultibase": multibase}, {"id": EXAMPLES_V2, "digestSRI": right}) == (
        ["passed"],
        "valid",
    )
    for wrong in (sri(b"x"), sri(b"x", "sha256"), f"{right} {sri(b'x', 'sha256')}"):
        assert related({"id": EXAMPLES_V2, "digestSRI": wrong}) == (["rejected"], "invalid")
    # Nobody here knows these digests, or uses this context.
    assert related({"id": V2, "digestSRI": sri(b"x", "sha512")}) == (["skipped"], "valid")
    assert related({"id": "https://w3id.org/security/v2", "digestSRI": sri(b"x")}) == (["skipped"], "valid")


def test_what_was_fetched_is_held_against_its_digest_too():
    by = Issuer(KEYS["P-256"], id="did:web:uni.example", clock=clock)
    url, served = "https://uni.example/.well-known/did.json", json.dumps(by.did_document()).encode()
    for pinned, verdict in ((served, "valid"), (b"another", "invalid")):
        document = degree(relatedResource={"id": url, "digestSRI": sri(pinned)})
        secured = by.issue(document, securing="ecdsa-rdfc-2019")
        for options, resources in (({"fetch": {url: served}.__getitem__}, None), ({}, {url: served})):
            assert verifier(**options).examine_credential(secured, resources=resources).verdict == verdict


def test_a_schema_is_not_passed_over_in_silence():
    schema = {"id": "https://uni.example/schema.json", "type": "JsonSchema"}
    report = verifier().examine_credential(issuer().issue(degree(credentialSchema=schema)))
    assert ("schema", "skipped") in {(check.rule.id, check.outcome.value) for check in report}


@pytest.mark.parametrize(
    ("credential", "member"),
    [(degree, "issuanceDate"), (degree, "expirationDate"), (alumni_v1, "validFrom"), (alumni_v1, "validUntil")],
)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_times_by_the_names_of_another_edition_are_refused(credential, member, suite):
    with pytest.raises((NonConforming, DataLoss)) as caught:
        issuer().issue(credential(**{member: "2020-01-01T00:00:00Z"}), securing=suite)
    assert caught.value.where == f"/{member}"


def test_wrong_purpose():
    secured = issuer().issue(degree()).value
    secured["proof"]["proofPurpose"] = "authentication"
    with pytest.raises(WrongPurpose):
        verifier().verify_credential(secured)


def test_remote_signing_gives_the_same_result():
    by = issuer("P-256")
    draft = by.prepare(degree(), securing="ecdsa-rdfc-2019")
    signatures = [KEYS["P-256"].sign(wanted.data) for wanted in draft.signing_inputs]
    assert draft.complete(signatures).value == by.issue(degree(), securing="ecdsa-rdfc-2019").value
    with pytest.raises(ProofInvalid):
        draft.complete([b"\0" * 64])
    for nonsense in ([], signatures * 2, "text", [None], b"bytes", None):
        with pytest.raises(UsageError):
            draft.complete(nonsense)


def test_did_web_issuer_publishes_its_document():
    by = Issuer(KEYS["P-256"], id="did:web:uni.example", clock=clock)
    secured = by.issue(degree(), securing="ecdsa-rdfc-2019")
    with pytest.raises(Undetermined) as caught:
        verifier().verify_credential(secured)
    (need,) = caught.value.needs
    assert need.url == "https://uni.example/.well-known/did.json"
    served = json.dumps(by.did_document()).encode()
    assert verifier().verify_credential(secured, resources={need.url: served}).issuer == "did:web:uni.example"
    assert verifier(fetch={need.url: served}.__getitem__).verify_credential(secured)
    with pytest.raises(Undetermined):
        verifier(fetch={}.__getitem__).verify_credential(secured)
    others = Issuer(KEYS["P-384"], id="did:web:uni.example").did_document()
    with pytest.raises(NotBound):
        verifier().verify_credential(secured, resources={need.url: json.dumps(others).encode()})


def test_reports_pickle_and_have_no_truth_value():
    report = verifier().examine_credential(issuer().issue(degree()))
    assert pickle.loads(pickle.dumps(report)).verdict == "valid"
    refused = verifier().examine_credential(issuer().issue(degree()).value | {"name": "changed"})
    copied = pickle.loads(pickle.dumps(refused))
    assert type(copied.error) is ProofInvalid
    assert copied.to_json() == refused.to_json()
    with pytest.raises(UsageError):
        bool(report)


@pytest.mark.parametrize(
    "arguments",
    [
        {"trust": None},
        {"trust": TrustedIssuers.unsafe_anyone(), "audience": ""},
        {"trust": TrustedIssuers.unsafe_anyone(), "skew": timedelta(seconds=-1)},
        {"trust": TrustedIssuers.unsafe_anyone(), "skew": 60},
        {"trust": TrustedIssuers.unsafe_anyone(), "contexts": {"https://x.example": 7}},
    ],
)
def test_verifier_refuses_nonsense(arguments):
    with pytest.raises(VcwalletError):
        Verifier(**arguments)


def test_naive_clock_is_refused():
    with pytest.raises(UsageError):
        Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=lambda: NOW.replace(tzinfo=None)).examine_credential({})


@pytest.mark.parametrize("arguments", [{"signer": None}, {"signer": SigningKey}, {"signer": HOLDER, "id": "no url"}])
def test_issuer_refuses_nonsense(arguments):
    with pytest.raises(UsageError):
        Issuer(**arguments)


def test_claims_that_are_not_shown():
    verified = verifier().verify_credential(issuer().issue(degree()))
    assert verified.claim("/credentialSubject/degree/name") == "BSc Mathematics"
    with pytest.raises(UsageError) as caught:
        verified.claim("/credentialSubject/age")
    assert "proves nothing" in caught.value.hint
    with pytest.raises(UsageError):
        verified.claim("no pointer")


def test_holder_where_the_subject_is_a_list_of_one():
    document = degree() | {"credentialSubject": [{"name": "Ada"}]}
    assert issuer().issue(document, holder=HOLDER.did).value["credentialSubject"] == [{"name": "Ada", "id": HOLDER.did}]
    for subjects, where in (
        ([{"id": "did:example:else"}], "/credentialSubject/0/id"),
        ([{}, {}], "/credentialSubject"),
        ([], "/credentialSubject"),
        (["did:example:a"], "/credentialSubject/0"),
        ("did:example:a", "/credentialSubject"),
    ):
        with pytest.raises(VcwalletError) as caught:
            issuer().issue(degree() | {"credentialSubject": subjects}, holder=HOLDER.did)
        assert caught.value.where == where


def test_what_was_verified_cannot_be_changed():
    verified = verifier().verify_credential(issuer().issue(degree()))
    before = verified.document
    for part in (verified.document, verified.subject, verified.subjects[0], verified.claim("/credentialSubject")):
        part["name"] = part["id"] = "Mallory"
    verified.claim("/type").append("Passport")
    verified.subject["nationality"].append("XX")
    assert verified.document == before
    assert verified.claim("/credentialSubject/id") == HOLDER.did
    assert verified.subject == before["credentialSubject"]
