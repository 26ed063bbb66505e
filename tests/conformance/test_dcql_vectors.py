"""The DCQL queries that OpenID4VP 1.0 prints are read, and match the credentials that it prints beside them."""

import json

import pytest

from vcwallet.errors import FormatError
from vcwallet.query import CredentialView, Match, PresentationRequest, match, read_dcql, select_credentials

pytestmark = pytest.mark.vectors


@pytest.fixture
def examples(vectors):
    return vectors / "openid4vp" / "1.0" / "examples"


def test_every_query_is_read_and_kept(examples):
    files = [*sorted(examples.glob("query_lang/*.json")), *sorted(examples.glob("request/dcql_*.json"))]
    assert len(files) == 9
    for file in files:
        text = file.read_text()
        assert read_dcql(text).to_json() == json.loads(text), file.name


def test_a_request_that_is_shortened_in_print_is_refused(examples):
    with pytest.raises(FormatError):
        PresentationRequest.parse((examples / "request" / "request_object_client_id_did.json").read_bytes())


def test_the_ldp_vc_example_answers_its_query(examples):
    query = read_dcql((examples / "request" / "dcql_ldp_vc.json").read_bytes()).credentials[0]
    presented = json.loads((examples / "credentials" / "ldp_vc.json").read_text())
    found = match(query, CredentialView(format="ldp_vc", document=presented))
    assert isinstance(found, Match)
    assert [claim.value for claim in found.claims] == [
        "Mustermann",
        "Max",
        "1998-01-11",
        "Sandanger 25",
        "Musterstadt",
        "123456",
        "DE",
    ]


def test_the_jwt_vc_example_answers_its_query(examples):
    query = read_dcql((examples / "request" / "dcql_jwt_vc.json").read_bytes()).credentials[0]
    payload = json.loads((examples / "credentials" / "jwt_vc.json").read_text())
    found = match(query, CredentialView(format="jwt_vc_json", document=payload["vc"]))
    assert [claim.value for claim in found.claims] == ["Mustermann", "Max"]


def test_values_and_claim_sets_of_the_examples(examples):
    vct = "https://credentials.example.com/identity_credential"
    person = {"vct": vct, "family_name": "Doe", "given_name": "J", "address": {"street_address": "1"}}
    values = read_dcql((examples / "query_lang" / "value_matching_simple.json").read_bytes()).credentials[0]
    for code, fits in (("90210", True), ("90212", False)):
        held = CredentialView(format="dc+sd-jwt", document=person | {"postal_code": code})
        assert isinstance(match(values, held), Match) is fits
    sets = read_dcql((examples / "query_lang" / "claims_alternatives.json").read_bytes()).credentials[0]
    held = CredentialView(format="dc+sd-jwt", document=person | {"postal_code": "1", "date_of_birth": "1990-01-01"})
    assert match(sets, held).pointers == ("/family_name", "/postal_code", "/date_of_birth")


def test_the_credential_sets_of_the_examples(examples):
    query = read_dcql((examples / "query_lang" / "credentials_alternatives.json").read_bytes())
    assert select_credentials(query, ["pid_reduced_cred_1", "pid_reduced_cred_2", "nice_to_have"]).queries == (
        "pid_reduced_cred_1",
        "pid_reduced_cred_2",
    )
    assert select_credentials(query, ["pid_reduced_cred_1", "nice_to_have"]).lacking
    both = read_dcql((examples / "query_lang" / "multi_credentials.json").read_bytes())
    assert select_credentials(both, ["pid", "mdl"]).queries == ("pid", "mdl")
    assert select_credentials(both, ["pid"]).lacking
    mdoc = read_dcql((examples / "query_lang" / "complex_mdoc.json").read_bytes())
    assert select_credentials(mdoc, ["mdl-id", "mdl-address"], ["mdl-address"]).queries == ("mdl-id", "mdl-address")
