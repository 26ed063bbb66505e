"""Whose key may sign for an issuer, and what is fetched to find that out: CID 1.0 §3.3."""

import base64
import json

import pytest
from builders import EXAMPLES_V2, KEYS, V2, clock

from vcwallet import Issuer, TrustedIssuers, Verifier
from vcwallet.errors import NotBound

ISSUER, OTHER = "did:web:uni.example", "did:web:keys.example"
ISSUER_URL, OTHER_URL = (f"https://{did[8:]}/.well-known/did.json" for did in (ISSUER, OTHER))
KEY = KEYS["P-256"]
METHOD = {"id": f"{OTHER}#k", "type": "Multikey", "controller": OTHER, "publicKeyMultibase": KEY.public.multikey}
OTHER_DOCUMENT = {"id": OTHER, "verificationMethod": [METHOD], "assertionMethod": ["#k"]}
TRUST = TrustedIssuers({"ExampleDegreeCredential": [ISSUER, KEY.did]})
DEGREE = {
    "@context": [V2, EXAMPLES_V2],
    "type": ["VerifiableCredential", "ExampleDegreeCredential"],
    "credentialSubject": {"id": "did:example:ada", "name": "Ada"},
}
PAST = "2020-01-01T00:00:00Z"


def signed(method=METHOD["id"], **options):
    signer = Issuer(KEY, clock=clock)
    signer.id, signer.verification_method = ISSUER, method
    return signer.issue(DEGREE, **({"securing": "ecdsa-rdfc-2019"} | options)).value


def report_with(issuer_document, **options):
    documents = {ISSUER_URL: issuer_document, OTHER_URL: OTHER_DOCUMENT}
    resources = {url: json.dumps(document).encode() for url, document in documents.items()}
    return Verifier(trust=TRUST, clock=clock, **options).examine_credential(signed(), resources=resources)


def test_an_issuer_may_list_a_key_of_another_document():
    assert report_with({"id": ISSUER, "assertionMethod": [METHOD["id"]]}).verdict == "valid"


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"authentication": [METHOD["id"]]},
        {"assertionMethod": [METHOD | {"revoked": PAST}]},
        {"assertionMethod": [METHOD["id"]], "verificationMethod": [METHOD | {"expires": PAST}]},
        {"assertionMethod": [METHOD | {"publicKeyMultibase": KEYS["Ed25519"].public.multikey}]},
        {"assertionMethod": [METHOD | {"controller": "did:web:third.example"}]},
        # The same word for word, which says no more than a reference.
        {"assertionMethod": [METHOD]},
    ],
)
def test_what_it_writes_of_that_key_itself_does_not_count(members):
    with pytest.raises(NotBound):
        report_with({"id": ISSUER} | members).require()


def sd_jwt(kid):
    header, payload = {"alg": "ES256", "typ": "vc+sd-jwt", "kid": kid}, DEGREE | {"issuer": ISSUER}
    parts = (json.dumps(header).encode(), json.dumps(payload).encode(), bytes(64))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "~"


@pytest.mark.parametrize("method", ["https://169.254.169.254/latest#k", "did:web:internal%3A8443:a#k", f"{OTHER}#k"])
def test_whoever_sends_a_credential_does_not_choose_what_is_fetched(method):
    fetched = []

    def fetch(url):
        fetched.append(url)
        return json.dumps({"id": ISSUER, "assertionMethod": [f"{ISSUER}#k"]}).encode()

    for value in (signed(method), sd_jwt(method)):
        fetched.clear()
        report = Verifier(trust=TRUST, clock=clock, fetch=fetch).examine_credential(value)
        assert report.verdict != "valid"
        assert set(fetched) <= {ISSUER_URL}


def test_what_the_issuer_lists_is_fetched():
    documents = {ISSUER_URL: {"id": ISSUER, "assertionMethod": [METHOD["id"]]}, OTHER_URL: OTHER_DOCUMENT}

    def fetch(url):
        return json.dumps(documents[url]).encode()

    assert Verifier(trust=TRUST, clock=clock, fetch=fetch).examine_credential(signed()).verdict == "valid"
