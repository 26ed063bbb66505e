"""Proofs over JSON text: the contexts have to be known all the same, and to define the types (VC-DI 1.0 §2.4.1)."""

import hashlib

import pytest
from builders import KEYS, V2, alumni_v1, degree, verifier

from vcwallet import TrustedIssuers
from vcwallet.encoding import base, jcs
from vcwallet.errors import DataLoss, Malformed, Undetermined

KEY = KEYS["Ed25519"]
TYPE = "ExampleDegreeCredential"
OWN = "https://own.example/context"


def signed(document, **members):
    """As another issuer signs who looks at nothing: `issue` refuses some of these."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": KEY.verification_method,
        "proofPurpose": "assertionMethod",
    } | members
    data = b"".join(hashlib.sha256(jcs.canonicalize(part)).digest() for part in (proof, document))
    return document | {"proof": proof | {"proofValue": base.multibase_encode(KEY.sign(data))}}


def by_us(*contexts, **members):
    return degree(issuer=KEY.did, **members) | ({"@context": [V2, *contexts]} if contexts else {})


def failed(value, judge=None):
    report = (judge or verifier()).examine_credential(value)
    return [(check.rule.id, type(check.error), check.error.where) for check in report if check.error]


def test_known_contexts():
    for document in (by_us(), alumni_v1(issuer=KEY.did)):
        assert not failed(signed(document))
        assert not failed(signed(document, **{"@context": document["@context"]}))


def test_an_unknown_context():
    value = signed(by_us(OWN))
    by_type = verifier(trust=TrustedIssuers({TYPE: [KEY.did]}))
    for judge in (None, by_type):
        assert failed(value, judge)[0] == ("proof.coverage", Undetermined, "/@context/1")
    (need,) = verifier().examine_credential(value).needs
    assert (need.url, need.kind) == (OWN, "context")
    known = verifier(contexts={OWN: {"@context": {TYPE: "https://own.example/Degree"}}})
    assert not failed(value, known)


def test_a_context_is_not_settled_by_a_resource():
    content = b'{"@context": {"ExampleDegreeCredential": "https://own.example/Degree"}}'
    report = verifier().examine_credential(signed(by_us(OWN)), resources={OWN: content})
    assert report.verdict == "cannot know"
    assert "vouch" in report.error.hint


def test_a_type_that_no_context_defines():
    assert failed(signed(by_us() | {"@context": [V2]}))[0] == ("proof.coverage", DataLoss, "/type/1")
    value = signed(by_us() | {"@context": [V2], "type": ["VerifiableCredential", "urn:x:Degree"]})
    assert not failed(value)


@pytest.mark.parametrize(
    "context", [{"VerifiableCredential": "https://own.example/Other"}, {"@version": "1.2"}, {"name": {"@id": 5}}]
)
def test_a_context_inside_that_breaks_a_rule(context):
    assert failed(signed(by_us("https://www.w3.org/ns/credentials/examples/v2", context)))[0] == (
        "proof.coverage",
        Malformed,
        "/@context/2",
    )


def test_contexts_behind_those_that_were_signed_are_not_looked_at():
    document = by_us()
    value = signed(document, **{"@context": document["@context"]})
    value["@context"] = [*document["@context"], OWN]
    assert not failed(value)
