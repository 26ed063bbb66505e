"""A plan says what would be shown, and nothing leaves the wallet before it is presented."""

import dataclasses

import pytest

from vcwallet import (
    AnyOf,
    Ask,
    CannotSatisfy,
    Issuer,
    PresentationRequest,
    SigningKey,
    TrustedIssuers,
    Verifier,
)
from vcwallet.errors import Expired, FormatError, UsageError
from vcwallet.wallet.disclosure import leaves

DEGREE = "ExampleDegreeCredential"
ALUMNI = "ExampleAlumniCredential"
NAME = "/credentialSubject/degree/name"


def alumni(**members):
    return {"type": ["VerifiableCredential", ALUMNI], **members}


def test_a_plan_says_all_that_will_be_shown(world):
    identifier = world.hold()
    plan = world.wallet.plan(world.ask(degree=Ask(DEGREE, reveal=[NAME], purpose="to hire you")))
    document = world.wallet.credential(identifier).value
    del document["proof"]
    assert {claim.pointer: claim.value for claim in plan.revealed} == dict(leaves(document))
    assert [claim.pointer for claim in plan.revealed if claim.asked] == [NAME]
    assert {(claim.query, claim.credential) for claim in plan.revealed} == {("degree", identifier)}
    assert plan.withheld == ()
    assert (plan.verifier, plan.purpose, plan.purposes) == (
        "https://jobs.example",
        "to hire you",
        {"degree": "to hire you"},
    )
    assert plan.credentials == (identifier,)


def test_a_credential_that_shows_all_or_nothing_is_said_to(world):
    world.hold()
    assert plan_of(world).notices[1:] == (
        "'ExampleDegreeCredential' can only be shown as a whole: everything in it will be seen.",
    )


def plan_of(world, **asks):
    return world.wallet.plan(world.ask(**asks))


def test_planning_changes_and_sends_nothing(world):
    world.hold()
    before = dict(world.store._records)
    plan = plan_of(world)
    assert world.store._records == before
    assert world.wallet.receipts == ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.revealed = ()


@pytest.mark.parametrize("form", ["to_json", "to_parameters"])
def test_a_request_is_taken_as_it_came(world, form):
    world.hold()
    request = world.ask()
    assert world.wallet.plan(getattr(request, form)()).request == request


@pytest.mark.parametrize("request_", [None, 7, "", "{}", b"\xff", []], ids=str)
def test_what_is_no_request_is_refused(world, request_):
    with pytest.raises(FormatError):
        world.wallet.plan(request_)


def test_an_expired_request_is_refused(world):
    world.hold()
    request = world.ask()
    world.clock.forward(minutes=12)
    with pytest.raises(Expired) as caught:
        world.wallet.plan(request)
    assert caught.value.code == "request_expired"


def test_types_are_found_by_their_full_iri(world):
    identifier = world.hold()
    iri = "https://www.w3.org/ns/credentials/examples#ExampleDegreeCredential"
    assert plan_of(world, degree=Ask(iri)).credentials == (identifier,)
    with pytest.raises(CannotSatisfy):
        plan_of(world, degree=Ask("https://www.w3.org/ns/credentials/examples#Other"))


def test_an_empty_wallet_says_what_is_missing(world):
    with pytest.raises(CannotSatisfy) as caught:
        plan_of(world, degree=Ask(DEGREE, purpose="to hire you"), alumni=Ask(ALUMNI))
    assert caught.value.missing == (
        "For 'degree' (to hire you): there is no credential of the kind 'ExampleDegreeCredential' in this wallet.",
        "For 'alumni': there is no credential of the kind 'ExampleAlumniCredential' in this wallet.",
    )


def lacking(world, *asks, **named):
    with pytest.raises(CannotSatisfy) as caught:
        plan_of(world, **(named or {"degree": asks[0]}))
    return " ".join(caught.value.missing)


def test_a_credential_of_somebody_else_is_not_shown(world):
    world.hold(about="did:example:somebody")
    assert "about somebody else" in lacking(world, Ask(DEGREE))


def test_a_credential_of_nobody_by_name_is_not_shown_as_ones_own(world):
    world.hold(about=None)
    assert "does not say whose it is" in lacking(world, Ask(DEGREE))


def test_for_any_holder_both_will_do(world):
    for about in ("did:example:somebody", None):
        identifier = world.hold(about=about)
        plan = plan_of(world, degree=Ask(DEGREE, unsafe_any_holder=True))
        assert plan.credentials == (identifier,)
        assert any("without proving that it is yours" in notice for notice in plan.notices)
        world.wallet.forget(identifier)


def test_what_has_expired_meanwhile_is_not_shown(world):
    world.hold(validUntil="2026-05-05T00:00:00Z")
    assert plan_of(world)
    world.clock.forward(days=1)
    assert "expired on 2026-05-05" in lacking(world, Ask(DEGREE))


def test_what_has_not_begun_is_not_shown(world):
    world.hold()
    world.clock.forward(days=-1)
    assert "not valid before" in lacking(world, Ask(DEGREE))


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (Ask(DEGREE, reveal=["/credentialSubject/telephone"]), "no claim '/credentialSubject/telephone'"),
        (Ask(DEGREE, values={NAME: ["MSc Mathematics"]}), "not one that is asked for"),
        (Ask(DEGREE, issuers=["did:example:mill"]), "'/issuer'"),
        (Ask(DEGREE, format="jwt_vc_json"), "no credential of the kind"),
        (Ask(vct=DEGREE), "no credential of the kind"),
    ],
    ids=str,
)
def test_what_does_not_match_is_not_shown(world, ask, reason):
    world.hold()
    assert reason in lacking(world, ask)


def test_issuers_that_are_asked_for_match(world):
    identifier = world.hold()
    assert plan_of(world, degree=Ask(DEGREE, issuers=[world.university.id])).credentials == (identifier,)


def test_the_credential_that_shows_least_is_chosen(world):
    much = world.hold(name="A degree", description="with a long story")
    little = world.hold()
    plan = plan_of(world)
    assert plan.credentials == (little,)
    assert [(choice.query, choice.chosen, choice.credentials) for choice in plan.choices] == [
        ("degree", (little,), (little, much))
    ]


def test_of_equals_the_one_that_lasts_longest_is_chosen(world):
    short = world.hold(validUntil="2027-01-01T00:00:00Z")
    long = world.hold(validUntil="2028-01-01T00:00:00Z")
    assert plan_of(world).choices[0].credentials == (long, short)


def test_the_person_may_choose_another(world):
    much = world.hold(name="A degree")
    little = world.hold()
    request = world.ask()
    assert world.wallet.plan(request, choose={"degree": much}).credentials == (much,)
    assert world.wallet.plan(request, choose={"degree": [little]}).credentials == (little,)


def test_several_are_shown_where_several_are_welcome(world):
    first, second = world.hold(name="1"), world.hold(name="2")
    request = world.ask(degree=Ask(DEGREE, multiple=True))
    assert len(world.wallet.plan(request).credentials) == 1
    assert world.wallet.plan(request, choose={"degree": [second, first]}).credentials == (second, first)


@pytest.mark.parametrize(
    "choose",
    [
        {"other": "x"},
        {"degree": "nobody"},
        {"degree": []},
        {"degree": ["HELD", "OTHER"]},
        {"degree": ["HELD", "HELD"]},
        ["degree"],
        "degree",
    ],
    ids=str,
)
def test_what_cannot_be_chosen_is_refused(world, choose):
    names = {"HELD": world.hold(name="1"), "OTHER": world.hold(name="2")}
    if isinstance(choose, dict) and isinstance(choose.get("degree"), list):
        choose = {"degree": [names[name] for name in choose["degree"]]}
    with pytest.raises(UsageError):
        world.wallet.plan(world.ask(), choose=choose)


def test_the_first_alternative_that_is_held_is_taken(world):
    degree = world.hold()
    either = {"who": AnyOf(Ask(ALUMNI), Ask(DEGREE), purpose="to greet you")}
    assert plan_of(world, **either).credentials == (degree,)
    member = world.hold(**alumni())
    plan = plan_of(world, **either)
    assert plan.credentials == (member,)
    assert plan.purpose == "to greet you"
    assert world.wallet.plan(plan.request, include=["who-2"]).credentials == (degree,)
    assert world.wallet.plan(plan.request, choose={"who-2": degree}).credentials == (degree,)


def test_when_no_alternative_is_held_all_are_told(world):
    text = lacking(world, who=AnyOf(Ask(ALUMNI), Ask(DEGREE)))
    assert "'who-1'" in text
    assert "'who-2'" in text


def test_what_is_optional_is_left_out_unless_it_is_included(world):
    degree, member = world.hold(), world.hold(**alumni())
    request = world.ask(degree=Ask(DEGREE), alumni=Ask(ALUMNI, optional=True))
    plan = world.wallet.plan(request)
    assert plan.credentials == (degree,)
    assert [(choice.query, choice.chosen) for choice in plan.choices] == [("degree", (degree,)), ("alumni", ())]
    assert world.wallet.plan(request, include=["alumni"]).credentials == (degree, member)


@pytest.mark.parametrize("include", [["nothing"], ["alumni"], "alumni", 7], ids=str)
def test_what_cannot_be_included_is_refused(world, include):
    world.hold()
    request = world.ask(degree=Ask(DEGREE), alumni=Ask(ALUMNI, optional=True))
    with pytest.raises(UsageError):
        world.wallet.plan(request, include=include)


def kinds(plan):
    return {link.kind: link for link in plan.linkable}


def test_what_can_be_linked_is_told(world):
    status = {
        "id": "https://uni.example/status/1#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://uni.example/status/1",
    }
    world.hold(id="urn:uuid:2f0c4f6e-7a0b-4e0b-9a30-27ecb2a7b3d5", credentialStatus=status)
    found = kinds(plan_of(world))
    assert set(found) == {"signature", "proof", "holder", "credential-id", "status", "time", "value"}
    assert found["credential-id"].pointers == ("/id",)
    assert "/credentialStatus/statusListIndex" in found["status"].pointers
    assert found["time"].pointers == ("/validFrom",)
    assert found["holder"].pointers == ("/credentialSubject/id",)
    assert world.wallet.did_for(world.university.id) in found["holder"].sentence
    assert set(found["value"].pointers) == {
        "/@context/1",
        "/type/1",
        "/credentialSubject/name",
        "/credentialSubject/degree/type",
        NAME,
    }
    assert all(link.sentence.endswith(".") and link.credential for link in found.values())


def test_credentials_that_are_shown_together_are_linked(world):
    world.hold()
    other = Issuer(SigningKey.generate("Ed25519"), clock=world.clock)
    world.hold(issuer=other, **alumni())
    link = kinds(plan_of(world, degree=Ask(DEGREE), alumni=Ask(ALUMNI)))["together"]
    assert "2 of your identifiers" in link.sentence


def test_identifiers_of_other_things_are_told(world):
    world.hold(evidence={"id": "https://uni.example/exam/7", "type": "ExampleEvidence"})
    assert kinds(plan_of(world))["identifier"].pointers == ("/evidence/id",)


def test_looking_at_a_plan_changes_nothing_that_is_held(world):
    identifier = world.hold()
    plan = plan_of(world)
    plan.showings[0].revealed.document["credentialSubject"] = {}
    assert world.wallet.credential(identifier).value["credentialSubject"]["name"] == "Ada Lovelace"
    assert any(claim.value == "Ada Lovelace" for claim in plan_of(world).revealed)


def test_who_asks_is_only_what_the_request_says(world):
    world.hold()
    received = world.ask().to_json()
    plan = world.wallet.plan(received)
    assert plan.notices[0] == "That 'https://jobs.example' asks is only what the request says: nobody vouched for it."
    vouched = PresentationRequest.parse(received, audience="https://jobs.example")
    assert not any("vouched" in notice for notice in world.wallet.plan(vouched).notices)


def test_of_several_subjects_the_holder_is_named_although_another_is_asked_for(world):
    registry = Issuer(SigningKey.generate("P-256"), clock=world.clock)
    holder = world.wallet.did_for(registry.id)
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2", {"@vocab": "https://registry.example/#"}],
        "type": ["VerifiableCredential", "Household"],
        "credentialSubject": [{"id": "urn:x:child", "school": "A"}, {"id": holder, "role": "parent"}],
    }
    world.wallet.hold(registry.issue(credential, securing="ecdsa-sd-2023"))
    shop = Verifier("https://shop.example", trust=TrustedIssuers({"Household": [registry.id]}), clock=world.clock)
    request = shop.request(child=Ask("Household", reveal=["/credentialSubject/0/school"]))
    plan = world.wallet.plan(request)
    shown = {claim.pointer: claim.value for claim in plan.revealed if claim.pointer.startswith("/credentialSubject")}
    assert shown == {
        "/credentialSubject/0/id": "urn:x:child",
        "/credentialSubject/0/school": "A",
        "/credentialSubject/1/id": holder,
    }
    assert any("'/credentialSubject/1/id'" in notice for notice in plan.notices)
    assert shop.verify(world.wallet.present(plan), request=request).holder == holder
