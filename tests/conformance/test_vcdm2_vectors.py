"""The documents of the W3C test suite for the data model 2.0, as plain JSON."""

from __future__ import annotations

import json

import pytest

from vcwallet.errors import NonConforming
from vcwallet.model.credential import check_credential
from vcwallet.model.presentation import check_presentation, is_enveloped

# Refused by the JSON-LD walk, since plain JSON cannot tell: what a context does to a term.
NEEDS_JSON_LD = {
    "credential-redef-type-fail": "an own context redefines the protected term VerifiableCredential",
    "credential-redef-type2-fail": "an own context redefines a term that another one protects",
    "credential-type-mapped-nonurl-fail": "an own context maps a type to what is no URL",
    "credential-type-unmapped-fail": "no context defines the type",
}
# The suite issues or verifies these with several keys; as unsecured documents they conform.
ABOUT_PROOFS = {
    "presentation-self-asserted-vc-holder-mismatch",
    "presentation-self-asserted-vc-issuer-mismatch",
    "presentation-self-asserted-vc-no-holder",
}
# Like the suite, which puts its issuer's identifier into every credential that does not test for it, and its own times.
WITHOUT_ISSUER = "credential-no-issuer-fail"
TIMES = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2120-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def documents(vectors):
    return {path.stem: prepared(path) for path in sorted((vectors / "vcdm2" / "input").rglob("*.json"))}


def prepared(path):
    document = json.loads(path.read_text(), object_hook=with_times)
    if not path.stem.startswith("presentation") and path.stem != WITHOUT_ISSUER:
        issuer = document.setdefault("issuer", {})
        if isinstance(issuer, dict):
            issuer.setdefault("id", "did:example:issuer")
    return document


def with_times(members):
    return {name: TIMES.get(value, value) if isinstance(value, str) else value for name, value in members.items()}


def check(name, document):
    if not name.startswith("presentation"):
        check_credential(document, secured=False)
        return
    for credential in check_presentation(document).credentials:
        if not is_enveloped(credential):
            check_credential(credential, secured=False)


def refusal(name, document):
    try:
        check(name, document)
    except NonConforming as error:
        return error
    return None


def test_the_suite_is_complete(documents):
    assert len(documents) == 120
    assert set(NEEDS_JSON_LD) | ABOUT_PROOFS | {WITHOUT_ISSUER} <= set(documents)


def test_every_ok_is_accepted(documents):
    accepted = [name for name in documents if name.endswith("-ok")] + sorted(ABOUT_PROOFS)
    refused = {name: refusal(name, documents[name]) for name in accepted}
    assert {name: str(error) for name, error in refused.items() if error} == {}


def test_every_fail_is_refused_with_place_and_section(documents):
    names = {name for name in documents if name.endswith(("-fail", "-fail-or-inject"))}
    assert len(names) + len([name for name in documents if name.endswith("-ok")]) + len(ABOUT_PROOFS) == 120
    refused = {name: refusal(name, documents[name]) for name in names}
    assert {name for name, error in refused.items() if error is None} == set(NEEDS_JSON_LD)
    assert all(error.spec.startswith("VCDM 2.0 §") for error in refused.values() if error)


# Where the suite says which member is at fault, in its files' names, the error points there.
PLACES = {
    "credential-context-combo3-fail": "/@context/1",
    "credential-evidence-missing-type-fail": "/evidence",
    "credential-id-multi-fail": "/id",
    "credential-issuer-object-id-no-url-fail": "/issuer/id",
    "credential-missing-required-type-fail": "/type",
    "credential-no-issuer-fail": "",
    "credential-proof-missing-type-fail": "/proof",
    "credential-schema-non-url-id-fail": "/credentialSchema/id",
    "credential-status-type-nonurl-fail": "/credentialStatus/type",
    "credential-subject-multiple-empty-fail": "/credentialSubject/1",
    "credential-validUntil-validFrom-fail": "/validUntil",
    "issuer-name-extra-prop-en-fail": "/issuer/name",
    "presentation-context-order-fail": "/@context/0",
    "presentation-holder-name-fail": "/holder",
    "presentation-vc-as-string-fail": "/verifiableCredential/0",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_fail_is_refused_for_what_it_tests(documents, name):
    assert refusal(name, documents[name]).where == PLACES[name]


def test_version_1_needs_its_date(vectors):
    document = json.loads((vectors / "vcdm2" / "validVc.json").read_text()) | {"issuer": "did:example:issuer"}
    assert check_credential(document | {"issuanceDate": TIMES["PAST DATE"]}, secured=False).version == "1.1"
    with pytest.raises(NonConforming, match="issuanceDate"):
        check_credential(document, secured=False)
