"""By what a holder can be known again, for each kind of value; and how a mechanism that withholds is planned."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from vcwallet import Ask
from vcwallet.query import PresentationRequest
from vcwallet.rdf import Contexts
from vcwallet.wallet.candidates import Holding
from vcwallet.wallet.held import HeldCredential
from vcwallet.wallet.plan import Ticket
from vcwallet.wallet.planning import make_plan
from vcwallet.wallet.privacy import links, shown_together

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ME = "did:key:zMe"


@pytest.mark.parametrize(
    ("place", "value", "kind"),
    [
        ("/@context/0", "https://www.w3.org/ns/credentials/v2", None),
        ("/type/1", "DegreeCredential", None),
        ("/issuer", "did:example:uni", None),
        ("/issuer/id", "did:example:uni", None),
        ("/iss", "https://uni.example", None),
        ("/vct", "urn:degree", None),
        ("/credentialSchema/id", "https://uni.example/schema", None),
        ("/credentialSubject/degree/type", "BachelorDegree", None),
        ("/credentialSubject/adult", True, None),
        ("/credentialSubject/middleName", None, None),
        ("", {}, None),
        ("/id", "urn:uuid:1", "credential-id"),
        ("/jti", "1", "credential-id"),
        ("/credentialStatus/statusListIndex", "7", "status"),
        ("/credentialStatus/0/id", "https://uni.example/1#7", "status"),
        ("/status/status_list/idx", 7, "status"),
        ("/validFrom", "2026-01-01T00:00:00Z", "time"),
        ("/validUntil", "2027-01-01T00:00:00Z", "time"),
        ("/issuanceDate", "2026-01-01T00:00:00Z", "time"),
        ("/iat", 1, "time"),
        ("/credentialSubject/id", ME, "holder"),
        ("/credentialSubject/0/id", ME, "holder"),
        ("/sub", ME, "holder"),
        ("/credentialSubject/id", "did:key:zOther", "identifier"),
        ("/sub", "user-7", "identifier"),
        ("/cnf/jwk/x", "abc", "holder"),
        ("/evidence/0/id", "https://uni.example/exam/7", "identifier"),
        ("/credentialSubject/name", "Ada", "value"),
        ("/credentialSubject/validFrom", "1815-12-10", "value"),
        ("/name", "Ada", "value"),
        ("/credentialSubject/tags/0", "x", "value"),
    ],
)
def test_each_value_is_of_its_kind(place, value, kind):
    found = links("c", [(place, value)], own_dids={ME}, unlinkable=True)
    assert [link.kind for link in found if link.pointers] == ([kind] if kind else [])


def test_a_key_that_is_not_proven_to_be_mine_is_an_identifier_all_the_same():
    found = links("c", [("/cnf/jwk/x", "abc")], own_dids=(), unlinkable=True)
    assert [link.kind for link in found if link.pointers] == ["identifier"]


def test_a_mechanism_says_in_its_own_words_by_what_it_is_known_again():
    (link,) = links("c", [], own_dids=(), unlinkable=False, trace="The salts are the same.")
    assert (link.kind, link.sentence) == ("signature", "The salts are the same.")


def test_the_proof_counts_unless_it_is_made_afresh():
    assert [link.kind for link in links("c", [], own_dids=(), unlinkable=False)] == ["signature"]
    assert [link.kind for link in links("c", [], own_dids=(), unlinkable=True)] == ["shape"]


def test_what_the_issuers_proof_says_beside_the_signature_counts():
    dated = links("c", [], own_dids=(), unlinkable=True, kept=("created", "expires"))
    assert [link.kind for link in dated] == ["proof", "shape"]
    assert "'created' and 'expires'" in dated[0].sentence


def test_a_pseudonym_counts():
    assert [link.kind for link in links("c", [], own_dids=(), unlinkable=True, pseudonymous=True)] == [
        "shape",
        "pseudonym",
    ]


def test_one_credential_is_not_shown_together_with_another():
    assert shown_together({ME}, 1) == ()
    assert "identifiers" not in shown_together({ME}, 2)[0].sentence
    assert "2 of your identifiers" in shown_together({ME, "did:key:zI"}, 3)[0].sentence


DOCUMENT = {
    "type": ["VerifiableCredential", "Degree"],
    "issuer": "did:example:uni",
    "credentialSubject": {"id": ME, "name": "Ada", "marks": [{"subject": "A", "mark": 1}, {"subject": "B", "mark": 2}]},
}


@dataclass(frozen=True)
class Narrowed:
    """What a mechanism with selective disclosure would reveal, as the protocol has it."""

    document: dict
    value: dict
    unlinkable: bool = False
    added: tuple = ()
    kept: tuple = ()
    trace: str = ""


@dataclass(frozen=True)
class Selective:
    """Evidence of a mechanism that can withhold all but the type, the issuer and the subject's id."""

    document: dict
    unlinkable: bool = False
    securing: str = "some-sd-suite"
    held_by: str = "subject"
    binds_itself: bool = False
    disclosable: tuple = ("/credentialSubject/name", "/credentialSubject/marks")

    def reveal(self, pointers):
        subject = {"id": ME}
        if "/credentialSubject/name" in pointers:
            subject["name"] = "Ada"
        marks = [pointer for pointer in pointers if pointer.startswith("/credentialSubject/marks")]
        if marks:
            subject["marks"] = [{"mark": 2}]
        shown = {**self.document, "credentialSubject": subject}
        return Narrowed(document=shown, value=shown, unlinkable=self.unlinkable)


def held(name, document, **facts):
    return HeldCredential(
        id=name,
        types=("VerifiableCredential", "Degree"),
        issuer="did:example:uni",
        subject_ids=(ME,),
        valid_from=None,
        valid_until=None,
        securing="some-sd-suite",
        disclosable=(),
        received=NOW,
        _value=document,
        **facts,
    )


def planned(*holdings, **asks):
    request = PresentationRequest.create(asks, audience="https://jobs.example", at=NOW)
    return make_plan(
        request,
        [Holding(credential=held(name, evidence.document), evidence=evidence) for name, evidence in holdings],
        is_own=lambda did: did == ME,
        contexts=Contexts.bundled(),
        at=NOW,
        choose={},
        include=(),
        ticket=Ticket(None),
    )


def test_what_a_mechanism_withholds_is_told():
    plan = planned(("c", Selective(DOCUMENT)), degree=Ask("Degree", reveal=["/credentialSubject/marks/1/mark"]))
    asked = {claim.pointer: claim.value for claim in plan.revealed if claim.asked}
    assert asked == {"/credentialSubject/marks/1/mark": 2}
    assert {claim.pointer for claim in plan.withheld} == {
        "/credentialSubject/name",
        "/credentialSubject/marks/0/subject",
        "/credentialSubject/marks/0/mark",
        "/credentialSubject/marks/1/subject",
    }
    assert [notice for notice in plan.notices if "vouched" not in notice] == []


def test_a_credential_that_can_withhold_is_preferred():
    whole = Selective(DOCUMENT, disclosable=())
    plan = planned(("a", whole), ("b", Selective(DOCUMENT)), degree=Ask("Degree", reveal=["/credentialSubject/name"]))
    assert plan.credentials == ("b",)
    assert plan.choices[0].credentials == ("b", "a")


@pytest.mark.parametrize("unlinkable", [True, False])
def test_a_mechanism_says_whether_its_proof_is_made_afresh(unlinkable):
    plan = planned(("c", Selective(DOCUMENT, unlinkable=unlinkable)), degree=Ask("Degree"))
    assert ("signature" in {link.kind for link in plan.linkable}) is not unlinkable
