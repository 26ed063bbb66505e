"""JSON that was rewritten to other JSON of the same meaning: the signature holds, and it is refused all the same."""

import copy

import pytest
from builders import EXAMPLES_V2, HOLDER, V1, V2, alumni_v1, degree, issuer, verifier

from vcwallet import TrustedIssuers
from vcwallet.errors import NonConforming, Undetermined, VerificationError
from vcwallet.model.pointer import join
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment
from vcwallet.securing.data_integrity import one_reading

EX = "https://www.w3.org/ns/credentials/examples#"
CRED = "https://www.w3.org/2018/credentials#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STATUS = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://uni.example/status/3",
}


def hidden_expiry(value):
    value[f"{CRED}validUntil"] = {"@value": value.pop("validUntil"), "@type": f"{XSD}dateTime"}


def expiry_under_an_alias(value):
    value["@context"].append({"best": {"@id": f"{CRED}validUntil", "@type": f"{XSD}dateTime"}})
    value["best"] = value.pop("validUntil")


def expiry_in_a_nest(value):
    value["@context"].append({"more": "@nest"})
    value["more"] = {"validUntil": value.pop("validUntil")}


def description_by_a_split_vocabulary(value):
    value["@context"].append({"@vocab": "https://schema.example/"})
    value["vocab#motto"] = value.pop("motto")


def another_name_for_a_type(value):
    value["@context"].append({"ExamplePassport": f"{EX}ExampleDegreeCredential"})
    value["type"][1] = "ExamplePassport"


def hidden_type(value):
    value["type"].remove("ExampleDegreeCredential")
    value[RDF_TYPE] = {"id": f"{EX}ExampleDegreeCredential"}


def swapped_claims(value):
    value["@context"].append({"nationality": f"{EX}withHonours", "withHonours": f"{EX}nationality"})
    subject = value["credentialSubject"]
    subject["nationality"], subject["withHonours"] = subject["withHonours"], subject["nationality"]


def aliased_keyword(value):
    value["@context"].append({"self": "@id"})
    value["credentialSubject"]["self"] = value["credentialSubject"].pop("id")


def value_object(value):
    value["credentialSubject"]["semesters"] = {"@value": 6}


def typed_value_object(value):
    value["credentialSubject"]["withHonours"] = {"@value": "true", "@type": f"{XSD}boolean"}


def set_object(value):
    value["credentialSubject"]["nationality"] = {"@set": value["credentialSubject"]["nationality"]}


def compact_iri(value):
    value["@context"].append({"ex": EX})
    value["credentialSubject"]["ex:semesters"] = value["credentialSubject"].pop("semesters")


REWRITINGS = [
    (hidden_expiry, NonConforming, "not_compact"),
    (expiry_under_an_alias, Undetermined, "inline_context"),
    (expiry_in_a_nest, Undetermined, "inline_context"),
    (another_name_for_a_type, Undetermined, "inline_context"),
    (hidden_type, NonConforming, "not_compact"),
    (swapped_claims, Undetermined, "inline_context"),
    (aliased_keyword, Undetermined, "inline_context"),
    (value_object, NonConforming, "not_compact"),
    (typed_value_object, NonConforming, "not_compact"),
    (set_object, NonConforming, "not_compact"),
    (compact_iri, NonConforming, "not_compact"),
]


@pytest.mark.parametrize(("rewrite", "error", "code"), REWRITINGS, ids=lambda item: getattr(item, "__name__", item))
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "Ed25519Signature2020"])
def test_rewritten_documents_are_refused(rewrite, error, code, suite):
    value = issuer().issue(degree(), securing=suite).value
    rewrite(value)
    report = verifier().examine_credential(value)
    assert (type(report.error), report.error.code) == (error, code)
    # The signature itself holds: without this check, and only then, the copy would pass for the original.
    assert verifier(unsafe_any_spelling=True).examine_credential(value).verdict == "valid"


def test_a_vocabulary_does_not_split_a_name():
    vocabulary = {"@vocab": "https://schema.example/vocab#"}
    document = degree() | {"@context": [V2, vocabulary], "type": ["VerifiableCredential"], "motto": "x"}
    document["credentialSubject"] = {"id": HOLDER.did}
    value = issuer().issue(document).value
    description_by_a_split_vocabulary(value)
    assert verifier(unsafe_any_spelling=True).examine_credential(value).verdict == "valid"
    assert verifier().examine_credential(value).error.code == "not_compact"


def test_a_false_claim_does_not_become_true_in_an_array():
    document = degree()
    document["credentialSubject"]["withHonours"] = False
    value = issuer().issue(document).value
    assert verifier().verify_credential(value).claim("/credentialSubject/withHonours") is False
    value["credentialSubject"]["withHonours"] = [False]
    assert verifier(unsafe_any_spelling=True).verify_credential(value).claim("/credentialSubject/withHonours")
    with pytest.raises(NonConforming):
        verifier().verify_credential(value)


def test_a_false_claim_does_not_become_true_as_a_text():
    url = "https://shop.example/v1"
    own = {"@context": {"adult": {"@id": "https://shop.example/vocab#adult", "@type": f"{XSD}boolean"}}}
    document = degree() | {"@context": [V2, EXAMPLES_V2, url], "adult": False}
    value = issuer(contexts={url: own}).issue(document).value
    assert verifier(contexts={url: own}).verify_credential(value).claim("/adult") is False
    report = verifier(contexts={url: own}).examine_credential(value | {"adult": "false"})
    assert (report.error.code, report.error.where) == ("data_loss", "/adult")


def test_a_status_is_not_hidden():
    value = issuer().issue(degree(), status=STATUS).value
    value[f"{CRED}credentialStatus"] = value.pop("credentialStatus")
    assert verifier(unsafe_any_spelling=True).examine_credential(value).verdict == "valid"
    assert verifier().examine_credential(value).error.code == "not_compact"


def test_a_member_of_the_proof_is_not_hidden():
    value = issuer().issue(degree(), proof={"expires": "2026-06-01T10:00:00Z"}).value
    value["proof"]["https://w3id.org/security#expiration"] = {
        "@value": value["proof"].pop("expires"),
        "@type": f"{XSD}dateTime",
    }
    report = verifier().examine_credential(value)
    assert (report.verdict, report.error.code) == ("invalid", "proof_malformed")


def test_a_type_is_not_trusted_under_another_name():
    value = issuer().issue(degree()).value
    another_name_for_a_type(value)
    policy = TrustedIssuers({"ExamplePassport": [issuer().id]})
    with pytest.raises(VerificationError):
        verifier(trust=policy).verify_credential(value)


XSD_DATE_TIME = f"{XSD}dateTime"
OF_THE_MODEL = {
    "validUntil": {"@id": f"{CRED}validUntil", "@type": XSD_DATE_TIME},
    "credentialStatus": {"@id": f"{CRED}credentialStatus", "@type": "@id"},
}


def test_claims_do_not_move_to_another_object_of_the_same_id():
    with pytest.raises(NonConforming) as caught:
        issuer().issue(degree(id=HOLDER.did))
    assert (caught.value.code, caught.value.where) == ("not_compact", "/credentialSubject")
    # Made elsewhere: the subject is only named, and has claims below.
    named = degree(id=HOLDER.did, credentialSubject={"id": HOLDER.did, "type": "Person"})
    value = issuer().issue(named).value
    value["credentialSubject"]["validUntil"] = value.pop("validUntil")
    value["@context"].append(OF_THE_MODEL)
    report = verifier().examine_credential(value)
    assert (report.error.code, report.error.where) == ("not_compact", "/credentialSubject")
    assert verifier(unsafe_any_spelling=True).verify_credential(value).valid_until is None


def test_a_subject_is_not_split():
    value = issuer().issue(degree()).value
    subject = value["credentialSubject"]
    value["credentialSubject"] = [{"id": subject["id"], "semesters": subject.pop("semesters")}, subject]
    assert verifier(unsafe_any_spelling=True).examine_credential(value).verdict == "valid"
    report = verifier().examine_credential(value)
    assert (report.error.code, report.error.where) == ("not_compact", "/credentialSubject/1")


def test_objects_of_one_id_may_say_the_same():
    """Nobody misses anything who looks at one of them: an issuer about itself, a school under two subjects."""
    me = {"id": issuer().id, "name": "Me"}
    school = {"id": "urn:x:school", "name": "School", "pupils": [1, True]}
    again = {"pupils": [1, True], "name": "School", "id": "urn:x:school"}
    subjects = [me, {"id": "urn:x:1", "school": school}, {"id": "urn:x:2", "school": again}]
    value = issuer().issue(degree(issuer=me, credentialSubject=subjects)).value
    assert verifier().verify_credential(value).subject_ids == (issuer().id, "urn:x:1", "urn:x:2")
    for change in ({"name": "Other"}, {"pupils": [True, 1]}, {"pupils": [1, 1]}, {"pupils": 1}, {"more": "x"}):
        other = degree(credentialSubject=[subjects[1], {"id": "urn:x:2", "school": again | change}])
        with pytest.raises(NonConforming) as caught:
            issuer().issue(other)
        assert (caught.value.code, caught.value.where) == ("not_compact", "/credentialSubject/1/school")


def test_one_object_may_be_named_many_times():
    people = [{"id": HOLDER.did, "knows": {"id": "urn:x:2"}}, {"id": "urn:x:2", "knows": {"id": HOLDER.did}}]
    assert verifier().verify_credential(issuer().issue(degree(credentialSubject=people)))


@pytest.mark.parametrize(
    "context",
    [
        OF_THE_MODEL,
        {"@vocab": CRED},
        {"VerifiableCredential": f"{CRED}VerifiableCredential"},
        {"k": {"@id": "https://a.example/k", "@container": [{}]}},
        {"k": {"@id": "https://a.example/k", "@container": [[]]}},
        {"k": {"@id": 7}},
        {"k": None},
        {"cred": "https://a.example/"},
    ],
)
def test_definitions_that_touch_what_is_known(context):
    value = issuer().issue(degree()).value
    value["@context"].append(context)
    value["evidence"] = {"type": "issuer"}
    report = verifier().examine_credential(value)
    assert report.verdict != "valid"
    assert isinstance(report.error, VerificationError)


def test_an_iri_is_not_called_by_another_name():
    url = "https://licences.example/v1"
    own = {"@context": {"age_over_21": "https://licences.example/vocab#ageOver21"}}
    document = degree() | {"@context": [V2, EXAMPLES_V2, url], "age_over_21": True}
    value = issuer(contexts={url: own}).issue(document).value
    judge = verifier(contexts={url: own})
    assert judge.verify_credential(value)
    for renaming in (
        {"ageOver21": "https://licences.example/vocab#ageOver21"},
        {"lic": "https://licences.example/vocab#", "ageOver21": "lic:ageOver21"},
    ):
        copied = copy.deepcopy(value)
        copied["@context"].append(renaming)
        copied["ageOver21"] = copied.pop("age_over_21")
        assert judge.examine_credential(copied).error.code == "inline_context"
        assert verifier(contexts={url: own}, unsafe_any_spelling=True).examine_credential(copied).verdict == "valid"


def test_plain_values_stay_plain():
    value = issuer().issue(degree()).value
    name = value["credentialSubject"]["degree"]["name"]
    for other in ({"@value": 6}, [["6"]]):
        copied = copy.deepcopy(value)
        copied["credentialSubject"]["semesters"] = other
        assert verifier().examine_credential(copied).error.code == "not_compact"
    titled = degree()
    titled["credentialSubject"]["title"] = name
    copied = issuer().issue(titled).value
    copied["credentialSubject"]["title"] = {"@value": name}
    assert verifier(unsafe_any_spelling=True).examine_credential(copied).verdict == "valid"
    assert verifier().examine_credential(copied).error.code == "not_compact"


def test_many_literals_take_no_longer_than_few():
    context = {"j": {"@id": "https://v.example/j", "@type": "@json"}, "k": "https://v.example/k"}
    value = issuer().issue(degree()).value
    value["@context"].append(context)
    value["k"] = [{"j": {"a:b": index}} for index in range(5_000)]
    assert verifier().examine_credential(value).verdict == "invalid"


def test_issue_refuses_what_could_be_rewritten():
    for rewrite, error, code in REWRITINGS:
        document = degree()
        rewrite(document)
        with pytest.raises(error) as caught:
            issuer().issue(document)
        assert caught.value.code == code


def test_contexts_that_only_say_where_names_live_are_accepted():
    for context in (
        {"@vocab": "https://shop.example/vocab#"},
        {"shop": "https://shop.example/vocab#", "shoeSize": "shop:shoeSize"},
        {"@version": 1.1, "@protected": True, "shoeSize": {"@id": "https://shop.example/vocab#shoeSize"}},
        {"shoeSize": {"@id": "https://shop.example/vocab#shoeSize", "@type": f"{XSD}integer", "@container": "@list"}},
        {"Shoe": {"@id": "https://shop.example/vocab#Shoe", "@context": {"size": "https://shop.example/vocab#size"}}},
    ):
        document = degree() | {"@context": [V2, EXAMPLES_V2, context], "shoeSize": 38}
        assert verifier().verify_credential(issuer().issue(document))


@pytest.mark.parametrize(
    "context",
    [
        {"@vocab": "https://shop.example/vocab#pre"},
        {"@base": "https://shop.example/"},
        {"shoeSize": "https://shop.example/vocab#hatSize"},
        {"shoeSize": {"@id": "https://shop.example/vocab#shoeSize", "@container": "@index"}},
        {"shoeSize": {"@reverse": "https://shop.example/vocab#shoeSize"}},
        {"shoeSize": {"@id": "https://shop.example/vocab#shoeSize", "@context": {"a": "https://shop.example/vocab#b"}}},
        {"shoe/Size": "https://shop.example/vocab#shoe/Size"},
    ],
)
def test_contexts_that_say_more_are_not(context):
    document = degree() | {"@context": [V2, EXAMPLES_V2, context]}
    report = verifier().examine_credential(issuer().issue(degree()).value | {"@context": document["@context"]})
    assert report.verdict != "valid"
    assert report.error.code == "inline_context"
    assert report.error.where.startswith("/@context/2/")


def test_what_is_inside_a_json_literal_is_left_alone():
    schema = {"$schema": "x", "properties": {"@context": {}, "a:b": [False]}}
    own = {"@context": {"shape": {"@id": "https://shop.example/vocab#shape", "@type": "@json"}}}
    url = "https://shop.example/v1"
    document = degree() | {"@context": [V2, EXAMPLES_V2, url], "shape": schema}
    secured = issuer(contexts={url: own}).issue(document)
    assert verifier(contexts={url: own}).verify_credential(secured).claim("/shape") == schema
    changed = copy.deepcopy(secured.value)
    changed["credentialSubject"]["a:b"] = 1
    assert verifier(contexts={url: own}).examine_credential(changed).error.code == "not_compact"


def test_jcs_signs_the_text_so_that_any_text_will_do():
    document = degree()
    hidden_expiry(document)
    secured = issuer().issue(document, securing="eddsa-jcs-2022")
    assert verifier().verify_credential(secured)


def test_old_documents_too():
    value = issuer().issue(alumni_v1()).value
    value["@context"].append({"hosts": "https://example.org/examples#alumniOf"})
    assert V1 in value["@context"]
    assert verifier().examine_credential(value).error.code == "inline_context"


def test_pointers_are_made_for_what_has_something_inside_only(monkeypatch):
    made = []
    monkeypatch.setattr(one_reading, "join", lambda *tokens: made.append(tokens) or join(*tokens))
    subject = {"id": HOLDER.did, "nationality": [f"n{number}" for number in range(1_000)]}
    document = degree(credentialSubject=subject | {f"claim{number}": number for number in range(1_000)})
    # A name in a language is what has to be looked at more closely.
    one_reading.require_one_reading(document, Environment(contexts=Contexts.bundled()))
    assert 0 < len(made) < 20
