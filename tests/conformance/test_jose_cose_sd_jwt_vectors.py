"""The inputs of W3C's test suite for VC-JOSE-COSE that are about SD-JWT, with their expected results."""

import json
from datetime import UTC, datetime

import pytest

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier
from vcwallet.errors import ProofInvalid, Rejected, Undetermined
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, suite_named

NOW = datetime(2024, 6, 1, tzinfo=UTC)
ISSUER = "https://example.issuer/vc-jose-cose"
METADATA = "https://example.issuer/.well-known/jwt-vc-issuer/vc-jose-cose"

pytestmark = pytest.mark.vectors


@pytest.fixture(scope="module")
def inputs(vectors):
    return vectors / "jose-cose" / "input"


def metadata(inputs):
    """What the issuer publishes: the keys of the suite, but for the one on P-521, which is not supported here."""
    documents = [json.loads((inputs / f"vm-{name}.json").read_text()) for name in ("p256", "p384", "ed25519")]
    return json.dumps({"issuer": ISSUER, "jwks": {"keys": [one["publicKeyJwk"] for one in documents]}}).encode()


@pytest.fixture(scope="module")
def verifier(inputs):
    return Verifier(
        trust=TrustedIssuers.unsafe_anyone(), clock=lambda: NOW, fetch={METADATA: metadata(inputs)}.__getitem__
    )


def read(inputs, name):
    return (inputs / f"{name}.txt").read_text()


def test_verified(verifier, inputs):
    """Test 20."""
    verified = verifier.verify_credential(read(inputs, "credential-sdjwt-selective"))
    assert (verified.issuer, verified.securing) == (ISSUER, "vc+sd-jwt")
    assert verified.subject["firstName"] == "Jane"
    expected = json.loads((inputs / "credential-selective.json").read_text())
    document = verified.document
    assert {name: document[name] for name in expected} == expected


def test_keys_on_p_521_are_not_supported(verifier, inputs):
    """Test 21 expects success; the algorithm is not one that is accepted here."""
    with pytest.raises(ProofInvalid) as caught:
        verifier.verify_credential(read(inputs, "credential-sdjwt-nested"))
    assert caught.value.code == "algorithm_refused"


def test_a_presentation_is_verified_up_to_the_credential_in_it(verifier, inputs):
    """Test 22: it holds a JWT, which is not understood here yet."""
    report = verifier.examine(
        read(inputs, "presentation-sdjwt-selective"), unsafe_no_challenge=True, unsafe_any_holder=True
    )
    assert (report.verdict, type(report.error), report.error.code) == (
        "cannot know",
        Undetermined,
        "unsupported_envelope",
    )
    assert report.error.where == "/verifiableCredential/0/id"
    passed = {check.rule.id for check in report if check.outcome.value == "passed"}
    assert {"proof.verification-method", "proof.signature", "binding.holder"} <= passed


@pytest.mark.parametrize(
    ("name", "kind"), [("credential-selective", "vc+sd-jwt"), ("presentation-selective", "vp+sd-jwt")]
)
def test_issued(inputs, name, kind):
    """Tests 17 and 19."""
    method = json.loads((inputs / "vm-p384.json").read_text())
    key = SigningKey.from_jwk(
        {name: value for name, value in method["secretKeyJwk"].items() if name in ("kty", "crv", "x", "y", "d")},
        verification_method=method["id"],
    )
    document = json.loads((inputs / f"{name}.json").read_text())
    draft = suite_named(kind).prepare(
        document,
        key=KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public),
        purpose="assertionMethod" if kind == "vc+sd-jwt" else "authentication",
        members={},
        mandatory=(),
        environment=Environment(contexts=Contexts.bundled()),
    )
    secured = draft.complete([key.sign(draft.signing_inputs[0].data)])
    assert secured.media_type == f"application/{kind}"
    resources = {ISSUER: json.dumps(Issuer(key, id=ISSUER).did_document()).encode(), METADATA: metadata(inputs)}
    judging = Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=lambda: NOW)
    if kind == "vc+sd-jwt":
        assert judging.verify_credential(secured, resources=resources).document == document
    else:
        # In the presentation is a credential that the suite's own tool signed.
        verified = judging.verify(secured, resources=resources, unsafe_no_challenge=True, unsafe_any_holder=True)
        assert (verified.holder, verified.credentials[0].subject["birthDate"]) == (ISSUER, "1990-01-01")


@pytest.mark.parametrize("name", ["bad-signature", "bad-media-type"])
def test_credentials_that_are_refused(verifier, inputs, name):
    """Tests 23 and 24."""
    with pytest.raises(Rejected):
        verifier.verify_credential(read(inputs, f"credential-sdjwt-{name}"))


@pytest.mark.parametrize("name", ["bad-media-type", "bad-credential"])
def test_presentations_that_are_refused(verifier, inputs, name):
    """Tests 25 and 26."""
    with pytest.raises(Rejected):
        verifier.verify(read(inputs, f"presentation-sdjwt-{name}"), unsafe_no_challenge=True)
