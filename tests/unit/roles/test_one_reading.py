"""JSON that was rewritten to other JSON of the same meaning: the signature holds, and it is refused all the same."""

import copy
from datetime import UTC, datetime

import pytest
from builders import EXAMPLES_V2, HOLDER, V1, V2, alumni_v1, degree, issuer, verifier

from vcwallet import TrustedIssuers
from vcwallet.errors import DataLoss, NonConforming, Undetermined, VerificationError
from vcwallet.model.pointer import join
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, suite_named
from vcwallet.securing.data_integrity import one_reading, rewriting

EARLIER = datetime(2026, 4, 1, tzinfo=UTC)
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
    (compact_iri, Undetermined, "inline_context"),
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
    value = issuer(clock=lambda: EARLIER).issue(degree(), proof={"expires": "2026-06-01T10:00:00Z"}).value
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


ANY_SPELLING = Environment(contexts=Contexts.bundled(), any_spelling=True)
DEGREE, SCHOOL = "urn:uuid:d1", "https://school.example/"
LINKS = "https://own.example/links"
PREFIXES = {"p": "urn:uuid:", "k": "did:key:", "sch": SCHOOL}
LINKING = {
    LINKS: {"@context": {"about": {"@id": f"{EX}about", "@type": "@id"}, "school": f"{EX}school"} | PREFIXES},
    f"{LINKS}/examples": {"@context": {"x": EX}},
}


def signed_by_others(document):
    """As issuers sign who use something else, and are asked nothing about spelling."""
    key = issuer()._signer
    facts = KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public)
    draft = suite_named("eddsa-rdfc-2022").prepare(
        document,
        key=facts,
        purpose="assertionMethod",
        members={"created": "2026-01-01T00:00:00Z"},
        mandatory=(),
        environment=Environment(contexts=Contexts.bundled().extended(LINKING), any_spelling=True),
    )
    return draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value


def judged(value):
    """The error of what can be read in two ways; the signature holds."""
    assert verifier(unsafe_any_spelling=True, contexts=LINKING).examine_credential(value).verdict == "valid"
    error = verifier(contexts=LINKING).examine_credential(value).error
    return None if error is None else (error.code, error.where)


def with_evidence(about, **members):
    return degree(issuer=issuer().id, evidence={"id": "urn:x:e1", "type": "Evidence", "about": about}, **members)


def subject(**members):
    return {"id": HOLDER.did, "name": "Ada"} | members


FULL, BARE = {"id": DEGREE, "name": "BSc", "suspended": True}, {"id": DEGREE}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FULL, BARE),
        (BARE, FULL),
        (FULL, FULL),
        ({"id": DEGREE, "name": "BSc"}, {"id": DEGREE, "suspended": True}),
        ({"id": DEGREE, "type": "ExampleBachelorDegree"}, {"id": DEGREE, "type": "SuspendedDegree"}),
        ({"id": DEGREE, "type": "SuspendedDegree"}, BARE),
    ],
    ids=["below", "above", "both", "split", "types", "type"],
)
def test_what_is_said_of_an_object_stands_in_one_place(one, other):
    value = signed_by_others(with_evidence(other, credentialSubject=subject(degree=one)))
    assert judged(value)[0] == "not_compact"
    with pytest.raises(NonConforming):
        issuer().issue(with_evidence(other, credentialSubject=subject(degree=one)))


def test_claims_do_not_move_out_of_the_subject_or_the_credential():
    about = {"id": HOLDER.did}
    emptied = with_evidence(subject(), credentialSubject=about)
    assert judged(signed_by_others(emptied)) == ("not_compact", "/evidence/about")
    assert judged(signed_by_others(with_evidence(about, credentialSubject=subject()))) is None
    named = degree(issuer=issuer().id, id=HOLDER.did, credentialSubject=subject())
    assert judged(signed_by_others(named)) == ("not_compact", "/credentialSubject")
    moved = degree(issuer=issuer().id, id=HOLDER.did, credentialSubject={"id": HOLDER.did, "type": "Person"})
    value = signed_by_others(moved)
    value["credentialSubject"]["validUntil"] = value.pop("validUntil")
    assert judged(value | {"@context": [*value["@context"], OF_THE_MODEL]})[0] == "inline_context"
    me = {"id": issuer().id, "name": "Me"}
    assert judged(signed_by_others(degree(issuer=me, credentialSubject=me)))[0] == "not_compact"


def test_a_subject_is_not_split():
    value = issuer().issue(degree()).value
    claims = value["credentialSubject"]
    value["credentialSubject"] = [{"id": claims["id"], "semesters": claims.pop("semesters")}, claims]
    assert judged(value) == ("not_compact", "/credentialSubject/1")


def linked(**members):
    return with_evidence(members.pop("about"), **members) | {"@context": [V2, EXAMPLES_V2, LINKS]}


def test_claims_do_not_move_to_where_their_object_is_mentioned():
    """Where a mere identifier may stand for the object, the two could change places."""
    school = {"id": SCHOOL, "name": "School", "accredited": False}
    by_name = subject(about=SCHOOL)
    assert judged(signed_by_others(linked(about=school, credentialSubject=by_name))) == (
        "not_compact",
        "/credentialSubject/about",
    )
    # Here nothing but the object itself can stand.
    for document in (
        linked(about="urn:x:1", credentialSubject=subject(about=SCHOOL, school=school)),
        linked(about=HOLDER.did, credentialSubject=subject()),
        linked(about="urn:x:2", credentialSubject=[subject(about="urn:x:2"), {"id": "urn:x:2", "about": HOLDER.did}]),
        linked(about=degree()["id"], credentialSubject=subject(about=issuer().id)),
        degree(issuer=issuer().id, credentialSubject={"id": issuer().id, "name": "Me"}),
    ):
        assert judged(signed_by_others(document)) is None


def test_objects_may_be_mentioned_often_if_nothing_is_said_of_them():
    assert judged(signed_by_others(with_evidence(BARE, credentialSubject=subject(degree=BARE)))) is None


def test_of_very_many_mentions_none_is_followed():
    schools = [{"id": f"{SCHOOL}{number}", "name": "School"} for number in range(30)]
    mentions = [school["id"] for school in schools]
    document = linked(about="urn:x:1", credentialSubject=subject(about=mentions, school=schools))
    assert judged(signed_by_others(document)) == ("not_compact", "/credentialSubject/about/0")


def test_in_a_long_document_few_mentions_are_followed(monkeypatch):
    document = signed_by_others(
        linked(about="urn:x:1", credentialSubject=subject(about=SCHOOL, school={"id": SCHOOL, "name": "School"}))
    )
    assert judged(document) is None
    monkeypatch.setattr(rewriting, "_MOST_STATEMENTS", 10)
    assert judged(document) == ("not_compact", "/credentialSubject/about")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("/id", "p:" + degree()["id"].removeprefix("urn:uuid:")),
        ("/credentialSubject/id", "k:" + HOLDER.did.removeprefix("did:key:")),
        ("/credentialSubject/about", "sch:1"),
        ("/credentialSubject/degree/type", "x:ExampleBachelorDegree"),
        ("/credentialSubject/degree/type", f"{EX}ExampleBachelorDegree"),
        ("/credentialSubject/degree/type", f"{EX}SuspendedDegree"),
    ],
)
def test_identifiers_are_written_in_full_and_types_by_name(place, text):
    claims = subject(about=f"{SCHOOL}1", degree={"type": "ExampleBachelorDegree", "name": "BSc"})
    if text.endswith("SuspendedDegree"):
        claims["degree"]["type"] = "SuspendedDegree"
    value = signed_by_others(linked(about="urn:x:1", credentialSubject=claims))
    assert judged(value) is None
    *steps, last = place.split("/")[1:]
    container = value
    for step in steps:
        container = container[step]
    container[last] = text
    if text.startswith("x:"):
        value["@context"].append(f"{LINKS}/examples")
    assert judged(value) == ("not_compact", place)


def test_claims_do_not_move_under_a_shortened_identifier():
    value = signed_by_others(with_evidence({"id": degree()["id"]}, validUntil="2026-02-01T00:00:00Z"))
    value["@context"].append(LINKS)
    value["evidence"]["about"] = {
        "id": "p:" + value["id"].removeprefix("urn:uuid:"),
        "type": "VerifiableCredential",
        "validUntil": value.pop("validUntil"),
    }
    assert judged(value) == ("not_compact", "/evidence/about/id")


def test_texts_may_look_like_shortened_identifiers():
    document = degree(credentialSubject=subject(name="sch:name", description="k: and p:ExampleBachelorDegree"))
    document["@context"] = [*document["@context"], LINKS]
    assert verifier(contexts=LINKING).verify_credential(issuer(contexts=LINKING).issue(document))
    assert verifier().verify_credential(issuer().issue(degree(credentialSubject=subject(type="urn:x:Person"))))


def test_another_name_of_identifiers_is_not_taken():
    value = signed_by_others(degree(issuer=issuer().id))
    value["@context"].append("https://www.w3.org/ns/odrl.jsonld")
    value["credentialSubject"]["uid"] = value["credentialSubject"].pop("id")
    assert judged(value) == ("not_compact", "/credentialSubject/uid")


SYNONYMS = "https://own.example/synonyms"
OF_SYNONYMS = {"age_over_21": f"{EX}ageOver21", "size": f"{EX}Size", "Size": f"{EX}Size", "Gold": f"{EX}Gold"}
HANDED_IN = LINKING | {
    SYNONYMS: {"@context": OF_SYNONYMS | {"grade": {"@id": f"{EX}grade", "@type": "@vocab"}}},
    f"{SYNONYMS}/more": {"@context": {"ofAge": f"{EX}ageOver21", "Golden": f"{EX}Gold"}},
}


@pytest.mark.parametrize(
    ("known", "contexts", "before", "after"),
    [
        ([SYNONYMS], [SYNONYMS], {"age_over_21": True}, {"ageOver21": True}),
        ([SYNONYMS], [], {"age_over_21": True}, {"ageOver21": True}),
        ([SYNONYMS, f"{SYNONYMS}/more"], [f"{SYNONYMS}/more"], {"age_over_21": True}, {"ofAge": True}),
        ([SYNONYMS], [SYNONYMS], {"size": 7}, {"Size": 7}),
        ([SYNONYMS], [SYNONYMS], {"type": "Gold"}, {"type": f"{EX}Gold"}),
        ([SYNONYMS], [SYNONYMS], {"grade": "Gold"}, {"grade": f"{EX}Gold"}),
        ([SYNONYMS, f"{SYNONYMS}/more"], [f"{SYNONYMS}/more"], {"type": "Gold"}, {"type": "Golden"}),
    ],
    ids=["vocabulary", "left out", "another", "capital", "type", "value", "other type"],
)
def test_nothing_has_two_names(known, contexts, before, after):
    """Whatever contexts the verifier knows, also those that the document does not list."""
    given = {url: HANDED_IN[url] for url in known}
    document = degree(credentialSubject=subject(**before)) | {"@context": [V2, EXAMPLES_V2, SYNONYMS]}
    value = issuer(contexts=HANDED_IN, unsafe_any_spelling=True).issue(document).value
    value["@context"] = [V2, EXAMPLES_V2, *contexts]
    for name in before:
        del value["credentialSubject"][name]
    value["credentialSubject"] |= after
    assert verifier(contexts=given, unsafe_any_spelling=True).examine_credential(value).verdict == "valid"
    assert verifier(contexts=given).examine_credential(value).error.code == "not_compact"


def test_types_are_not_split():
    value = issuer().issue(degree()).value
    value["@context"] = [V2, {"@vocab": "https://www.w3.org/ns/credentials/"}]
    value["type"][1] = "examples#ExampleDegreeCredential"
    assert verifier().examine_credential(value).verdict != "valid"


def test_members_of_the_proof_have_one_name():
    value = issuer(clock=lambda: EARLIER).issue(degree(), proof={"expires": "2026-05-01T10:00:00Z"}).value
    assert verifier().examine_credential(value).error.code == "expired"
    value["@context"].append("https://w3id.org/security/v1")
    value["proof"]["expiration"] = value["proof"].pop("expires")
    assert judged(value) == ("proof_malformed", "/proof")


def test_a_truth_value_has_no_second_form():
    terms = {
        "a": {"@id": f"{EX}a", "@type": "https://schema.org/Boolean"},
        "b": {"@id": f"{EX}b", "@type": f"{XSD}string"},
    }
    contexts = {LINKS: {"@context": terms}}
    for claims in ({"a": "false"}, {"b": False}):
        document = degree(credentialSubject=subject(**claims)) | {"@context": [V2, EXAMPLES_V2, LINKS]}
        with pytest.raises(DataLoss):
            issuer(contexts=contexts).issue(document)
    document["credentialSubject"] = subject(a=False, b="false")
    assert verifier(contexts=contexts).verify_credential(issuer(contexts=contexts).issue(document))


def test_what_a_credential_calls_a_credential_is_a_part_of_it():
    document = degree(credentialSubject=subject(degree=BARE), verifiableCredential=FULL)
    with pytest.raises(NonConforming):
        issuer().issue(document)


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
    contexts = {
        LINKS: {"@context": {"j": {"@id": "https://v.example/j", "@type": "@json"}, "k": "https://v.example/k"}}
    }
    value = issuer().issue(degree()).value
    value["@context"].append(LINKS)
    value["k"] = [{"j": {"a:b": index}} for index in range(5_000)]
    assert verifier(contexts=contexts).examine_credential(value).verdict == "invalid"


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
        {"@version": 1.1, "@protected": True, "@vocab": "https://shop.example/vocab/"},
    ):
        document = degree() | {"@context": [V2, EXAMPLES_V2, context], "shoeSize": 38}
        assert verifier().verify_credential(issuer().issue(document))


@pytest.mark.parametrize(
    "context",
    [
        {"@vocab": "https://shop.example/vocab#pre"},
        {"@base": "https://shop.example/"},
        {"shoeSize": "https://shop.example/vocab#hatSize"},
        {"shoeSize": "https://shop.example/vocab#shoeSize"},
        {"shop": "https://shop.example/vocab#"},
        {"@language": "en"},
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
    monkeypatch.setattr(rewriting, "join", lambda *tokens: made.append(tokens) or join(*tokens))
    subject = {"id": HOLDER.did, "nationality": [f"n{number}" for number in range(1_000)]}
    document = degree(credentialSubject=subject | {f"claim{number}": number for number in range(1_000)})
    document["credentialSubject"]["knows"] = {"@value": 7}  # has to be looked at more closely
    with pytest.raises(NonConforming):
        one_reading.require_one_reading(document, Environment(contexts=Contexts.bundled()))
    assert 0 < len(made) < 20


ALIASES = "https://v.example/aliases"


@pytest.mark.parametrize(
    ("context", "rewritten"),
    [
        ({"meta": "@nest"}, lambda value: value | {"meta": {"validUntil": value.pop("validUntil")}}),
        ({"inner": "meta", "meta": "@nest"}, lambda value: value | {"inner": {"validUntil": value.pop("validUntil")}}),
        ({"Inner": "Meta", "Meta": "@nest"}, lambda value: value | {"Inner": {"validUntil": value.pop("validUntil")}}),
        ({"kind": "@type"}, lambda value: value | {"kind": value["type"].pop()}),
        ({"val": "@value"}, lambda value: value | {"evidence": value["evidence"] | {"said": {"val": False}}}),
    ],
)
def test_what_the_verifier_knows_beside_does_not_help_to_hide(context, rewritten):
    value = issuer().issue(degree(id="urn:x:1", evidence={"type": "E", "said": False})).value
    shop = verifier(contexts={ALIASES: {"@context": {"@version": 1.1} | context}})
    assert shop.verify_credential(value)
    value["@context"].append(ALIASES)
    report = shop.examine_credential(rewritten(value))
    assert (report.verdict, report.error.code) == ("invalid", "not_compact")


def test_nothing_is_said_from_the_other_end():
    contexts = {ALIASES: {"@context": {"@version": 1.1, "degreeOf": {"@reverse": f"{EX}degree", "@type": "@id"}}}}
    listed = [V2, EXAMPLES_V2, ALIASES]
    shop, by = verifier(contexts=contexts), issuer(contexts=contexts)
    assert shop.verify_credential(by.issue(degree(**{"@context": listed}))) is not None
    with pytest.raises(NonConforming) as caught:
        by.issue(degree(**{"@context": listed}, evidence={"type": "E", "degreeOf": "did:example:1"}))
    assert (caught.value.code, caught.value.where) == ("not_compact", "/evidence/degreeOf")


@pytest.mark.parametrize(
    "context",
    [
        {"ends": {"@id": "validUntil", "@type": XSD_DATE_TIME}},
        {"Degree": {"@id": "ExampleDegreeCredential"}},
        {"uni": "https://www.w3.org/ns/credentials/examples", "Degree": "uni:#ExampleDegreeCredential"},
    ],
)
def test_what_leans_on_another_context_is_a_second_name(context):
    contexts = {ALIASES: {"@context": {"@version": 1.1} | context}}
    report = verifier(contexts=contexts).examine_credential(issuer().issue(degree()))
    assert (report.verdict, report.error.code) == ("invalid", "not_compact")


def test_names_that_lean_on_another_context_are_found_in_any_order():
    first, second = "https://v.example/first", "https://v.example/second"
    contexts = {
        first: {"@context": {"level": "p:level", "p": "https://v.example/#"}},
        second: {"@context": {"grade": {"@id": "level"}, "rank": {"@id": "p:level"}}},
    }
    for given in (contexts, dict(reversed(contexts.items()))):
        names = Contexts.bundled().extended(given).all_names()
        assert names.names_of["https://v.example/#level"] == {"level", "grade", "rank"}


def test_a_context_that_names_a_type_twice_is_taken_at_its_word():
    badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
    for name in ("OpenBadgeCredential", "AchievementCredential"):
        document = degree(
            **{"@context": [V2, badges]},
            type=["VerifiableCredential", name],
            name="Badge",
            credentialSubject={"id": HOLDER.did, "type": "AchievementSubject"},
        )
        assert verifier().verify_credential(issuer().issue(document)).types == ("VerifiableCredential", name)
