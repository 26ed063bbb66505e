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


V2 = "https://www.w3.org/ns/credentials/v2"
DOCUMENT_FORMATS, TOKEN_FORMATS = ("eddsa-rdfc-2022", "vc+sd-jwt"), ("dc+sd-jwt", "vc+sd-jwt")


def found_in(place, value, securing, **options):
    found = links("c", [(place, value)], securing=securing, **{"own_dids": {ME}, "unlinkable": True} | options)
    return [link.kind for link in found if link.pointers]


@pytest.mark.parametrize("securing", DOCUMENT_FORMATS)
@pytest.mark.parametrize(
    ("place", "value", "kind"),
    [
        ("", {}, None),
        ("/@context", V2, None),
        ("/@context/0", V2, None),
        ("/@context/1", "https://uni.example/ada/context", "value"),
        ("/@context/1/@vocab", "https://uni.example/ada/", "value"),
        ("/@context/1/id", "@id", "value"),
        ("/@context/1/Rare", V2, "value"),
        ("/@context/1/Rare/@context", V2, "value"),
        ("/type", "VerifiableCredential", None),
        ("/type/0", "VerifiableCredential", None),
        ("/type/1", "DegreeCredential", "value"),
        ("/type/Rare", "VerifiableCredential", "value"),
        ("/credentialSubject/type", "VerifiableCredential", "value"),
        ("/credentialSubject/degree/type", "BachelorDegree", "value"),
        ("/issuer", "did:example:uni", None),
        ("/issuer", ME, "holder"),
        ("/issuer/id", "did:example:uni", None),
        ("/issuer/type", "Rare", "value"),
        ("/issuer/ticket", "12345", "value"),
        ("/issuer/image/id", "https://uni.example/logo", "identifier"),
        ("/issuer/id/0", "did:example:uni", "identifier"),
        ("/credentialSchema/id", "https://uni.example/schema", "identifier"),
        ("/credentialSchema/type", "JsonSchema", "value"),
        ("/termsOfUse/0/id", "urn:uuid:1", "identifier"),
        ("/termsOfUse/0/since", "2026-01-01T01:02:03Z", "time"),
        ("/relatedResource/0/id", "https://uni.example/photo", "identifier"),
        ("/relatedResource/0/digestSRI", "sha384-abc", "value"),
        ("/id", "urn:uuid:1", "credential-id"),
        ("/@id", "urn:uuid:1", "credential-id"),
        ("/credentialStatus/statusListIndex", "7", "status"),
        ("/credentialStatus/0/id", "https://uni.example/1#7", "status"),
        ("/credentialStatus/type", "BitstringStatusListEntry", "status"),
        ("/validFrom", "2026-01-01T00:00:00Z", "time"),
        ("/validUntil", "2027-01-01T00:00:00Z", "time"),
        ("/issuanceDate", "2026-01-01T00:00:00Z", "time"),
        ("/expirationDate/@value", "2026-01-01T00:00:00Z", "time"),
        ("/evidence/0/date", "2026-01-01T01:02:03Z", "time"),
        ("/evidence/0/date", "2026-01-01", "value"),
        ("/evidence/0/id", "https://uni.example/exam/7", "identifier"),
        ("/credentialSubject/id", ME, "holder"),
        ("/credentialSubject/0/id", ME, "holder"),
        ("/credentialSubject/id", "did:key:zOther", "identifier"),
        ("/credentialSubject/knows/0/@id", "did:key:zOther", "identifier"),
        ("/credentialSubject/name", "Ada", "value"),
        ("/credentialSubject/birthDate", "1815-12-10T01:00:00Z", "value"),
        ("/credentialSubject/validFrom", "1815-12-10", "value"),
        ("/credentialSubject/tags/0", "x", "value"),
        ("/credentialSubject/tags", [], "value"),
        ("/credentialSubject/rareMember12345", {}, "value"),
        ("/credentialSubject/adult", True, "value"),
        ("/credentialSubject/middleName", None, "value"),
        ("/name", "Ada", "value"),
        ("/vct", "urn:degree:12345", "value"),
    ],
)
def test_each_value_of_a_document_is_of_its_kind(securing, place, value, kind):
    assert found_in(place, value, securing) == ([kind] if kind else [])


@pytest.mark.parametrize("securing", TOKEN_FORMATS)
@pytest.mark.parametrize(
    ("place", "value", "kind"),
    [
        ("/iss", "https://uni.example", None),
        ("/iss/ticket", "12345", "value"),
        ("/jti", "1", "credential-id"),
        ("/status/status_list/idx", 7, "status"),
        ("/iat", 1, "time"),
        ("/nbf", 1, "time"),
        ("/exp", 1, "time"),
        ("/updated_at", 1, "time"),
        ("/sub", ME, "holder"),
        ("/sub", "user-7", "identifier"),
        ("/cnf/jwk/x", "abc", "holder"),
    ],
)
def test_each_claim_of_a_token_is_of_its_kind(securing, place, value, kind):
    assert found_in(place, value, securing) == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/vct", None),
        ("/vct#integrity", "value"),
        ("/aka_vcts/0", "value"),
        ("/@context/0", "value"),
        ("/type/0", "value"),
        ("/issuer", "value"),
        ("/issuer/id", "identifier"),
        ("/id", "identifier"),
        ("/termsOfUse", "value"),
        ("/credentialSchema", "value"),
        ("/credentialStatus", "value"),
        ("/_sd_alg", "value"),
    ],
)
def test_an_sd_jwt_vc_has_no_members_of_a_document(place, kind):
    for value in ("a-text", V2, "VerifiableCredential"):
        assert found_in(place, value, "dc+sd-jwt") == ([kind] if kind else [])


def test_a_type_that_was_not_asked_for_is_told_where_another_name_may_have_been():
    shown = [("/vct", "urn:degree:12345"), ("/aka_vcts/0", "urn:degree")]
    found = links("c", shown, securing="dc+sd-jwt", own_dids=(), unlinkable=True)
    assert [link.pointers for link in found if link.pointers] == [("/vct", "/aka_vcts/0")]


@pytest.mark.parametrize("place", ["/iss", "/cnf/jwk/x", "/status/status_list/idx", "/jti"])
def test_a_document_has_no_claims_of_a_token(place):
    assert found_in(place, "text", "bbs-2023") in (["value"], ["identifier"])


def test_a_key_that_is_not_proven_to_be_mine_is_an_identifier_all_the_same():
    assert found_in("/cnf/jwk/x", "abc", "dc+sd-jwt", own_dids=()) == ["identifier"]


def test_a_mechanism_says_in_its_own_words_by_what_it_is_known_again():
    (link,) = links("c", [], securing="bbs-2023", own_dids=(), unlinkable=False, trace="The salts are the same.")
    assert (link.kind, link.sentence) == ("signature", "The salts are the same.")


def test_the_proof_counts_unless_it_is_made_afresh():
    assert [link.kind for link in links("c", [], securing="bbs-2023", own_dids=(), unlinkable=False)] == ["signature"]
    assert [link.kind for link in links("c", [], securing="bbs-2023", own_dids=(), unlinkable=True)] == ["shape"]


@pytest.mark.parametrize(("unlinkable", "beside"), [(True, ["proof", "shape"]), (False, ["signature", "proof"])])
def test_what_the_issuers_proof_says_beside_the_signature_counts(unlinkable, beside):
    kept = ("created", "expires")
    dated = links("c", [], securing="bbs-2023", own_dids=(), unlinkable=unlinkable, kept=kept)
    assert [link.kind for link in dated] == beside
    (sentence,) = [link.sentence for link in dated if link.kind == "proof"]
    assert "'created' and 'expires'" in sentence


def test_a_pseudonym_counts():
    assert [
        link.kind for link in links("c", [], securing="bbs-2023", own_dids=(), unlinkable=True, pseudonymous=True)
    ] == [
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
