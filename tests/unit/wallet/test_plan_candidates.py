"""Which of several candidates a plan takes, where one cannot be shown; and what it adds so that one can."""

import pytest

from vcwallet import AnyOf, Ask, Issuer, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.errors import CannotSatisfy, Undetermined, UsageError

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
OWN = "https://own.example/context"
OWN_CONTEXT = {OWN: {"@context": {"ExampleDegreeCredential": "https://own.example/Degree"}}}
DEGREE = "ExampleDegreeCredential"
P256, BBS = SigningKey.generate("P-256"), SigningKey.generate("BLS12-381")


def shop():
    return Verifier("https://jobs.example", trust=TrustedIssuers.unsafe_anyone(), contexts=OWN_CONTEXT)


def credential(context=CONTEXTS[1], **subject):
    return {
        "@context": [CONTEXTS[0], context],
        "type": ["VerifiableCredential", DEGREE],
        "credentialSubject": {"name": "Ada Lovelace", **subject},
    }


def with_secret(wallet, **subject):
    """A credential that names nobody: bound to a secret of the wallet's."""
    by = Issuer(BBS)
    return wallet.hold(by.issue(credential(**subject), securing="bbs-2023", holder=wallet.commitment(by.id)))


def with_identifier(wallet, securing="ecdsa-sd-2023", context=CONTEXTS[1]):
    by = Issuer(P256, contexts=OWN_CONTEXT)
    return wallet.hold(by.issue(credential(context), securing=securing, holder=wallet.did_for(by.id)))


@pytest.fixture
def wallet(store):
    return Wallet.create(store, passphrase="x", contexts=OWN_CONTEXT, work_factor=10)


@pytest.mark.parametrize(
    ("subject", "added"),
    [
        ({}, "/credentialSubject/name"),
        ({"age": 36}, "/credentialSubject/age"),
        ({"age": 36, "type": "Person"}, "/credentialSubject/type"),
    ],
)
def test_of_a_subject_without_identifier_the_least_is_shown_and_said(wallet, subject, added):
    with_secret(wallet, **subject)
    request = shop().request(degree=Ask(DEGREE))
    plan = wallet.plan(request)
    assert [claim.pointer for claim in plan.revealed if claim.pointer.startswith("/credentialSubject")] == [added]
    assert any(repr(added) in notice and "nobody asked" in notice for notice in plan.notices)
    assert set(shop().verify(wallet.present(plan), request=request)["degree"].subject) == {added.rpartition("/")[2]}


def test_of_several_subjects_without_identifiers_too(wallet):
    by = Issuer(BBS)
    document = credential() | {"credentialSubject": [{"name": "Ada Lovelace"}, {"name": "Charles"}]}
    wallet.hold(by.issue(document, securing="bbs-2023", holder=wallet.commitment(by.id)))
    plan = wallet.plan(shop().request(degree=Ask(DEGREE)))
    assert [claim.value for claim in plan.revealed if claim.pointer.startswith("/credentialSubject")] == [
        "Ada Lovelace"
    ]


def test_a_candidate_with_an_unknown_context_gives_way_to_the_next(wallet, store):
    with_identifier(wallet, context=OWN)
    good = with_identifier(wallet, securing="ecdsa-rdfc-2019")
    reopened = Wallet.open(store, passphrase="x")
    request = shop().request(degree=Ask(DEGREE))
    assert wallet.plan(request).credentials != (good,)
    assert reopened.plan(request).credentials == (good,)


def test_where_no_candidate_can_be_shown_it_is_said_of_which_and_why(wallet, store):
    first = with_identifier(wallet, context=OWN)
    reopened = Wallet.open(store, passphrase="x")
    for choose in ({}, {"degree": first}):
        with pytest.raises(Undetermined, match=r"For 'degree', 'ExampleDegreeCredential' cannot be shown\.") as caught:
            reopened.plan(shop().request(degree=Ask(DEGREE)), choose=choose)
        assert [need.url for need in caught.value.needs] == [OWN]
        assert str(caught.value) == caught.value.message


def test_a_wallet_that_does_not_know_a_context_does_not_say_that_nothing_can_be_withheld(wallet, store):
    identifier = with_identifier(wallet, context=OWN)
    with pytest.raises(Undetermined) as caught:
        Wallet.open(store, passphrase="x").derive(identifier, reveal=["/credentialSubject/name", "/issuer"])
    assert [need.url for need in caught.value.needs] == [OWN]


def test_what_was_narrowed_is_not_narrowed_again(wallet):
    identifier = with_identifier(wallet)
    narrowed = wallet.hold(wallet.derive(identifier, reveal=["/credentialSubject/name", "/issuer"]))
    with pytest.raises(CannotSatisfy) as caught:
        wallet.derive(narrowed, reveal=["/issuer"])
    assert caught.value.code == "all_or_nothing"
    assert "narrowed before" in caught.value.hint


def test_what_is_held_in_another_format_is_named(wallet):
    with_identifier(wallet, securing="vc+sd-jwt")
    with pytest.raises(CannotSatisfy, match="in the format 'ldp_vc', only in 'vc\\+sd-jwt'"):
        wallet.plan(shop().request(degree=Ask(DEGREE)))
    with pytest.raises(CannotSatisfy) as caught:
        wallet.plan(shop().request(other=Ask("OtherCredential")))
    assert "only in" not in str(caught.value)
    request = shop().request(degree=AnyOf(Ask(DEGREE), Ask(DEGREE, format="vc+sd-jwt")))
    assert shop().verify(wallet.present(wallet.plan(request)), request=request)["degree"].securing == "vc+sd-jwt"


def test_who_includes_what_is_not_held_is_told_so(wallet):
    request = shop().request(degree=Ask(DEGREE, optional=True))
    with pytest.raises(UsageError, match="no credential of the kind 'ExampleDegreeCredential' in this wallet"):
        wallet.plan(request, include=["degree"])


def test_who_chooses_for_a_name_that_is_not_asked_for_is_told_the_names(wallet):
    with_identifier(wallet)
    request = shop().request(degree=AnyOf(Ask(DEGREE), Ask("ExampleAlumniCredential")))
    for arguments in ({"choose": {"shoe": "x"}}, {"include": ["shoe"]}):
        with pytest.raises(UsageError, match="nothing under the name 'shoe'") as caught:
            wallet.plan(request, **arguments)
        for query in request.query.credentials:
            assert query.id in caught.value.hint
