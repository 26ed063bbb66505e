"""An issuer is believed about the types it is listed for, however a credential and a question write a type."""

from dataclasses import replace

import pytest
from builders import EXAMPLES_V2, HOLDER, KEYS, V2, clock

from vcwallet import Ask, Issuer, MemoryStore, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.errors import NotWhatWasAsked

DEGREE = "https://www.w3.org/ns/credentials/examples#ExampleDegreeCredential"
PASSPORT = "https://gov.example/passport"
LIBRARY = Issuer(KEYS["P-256"], clock=clock)
STATE = SigningKey.from_secret_bytes("P-256", b"\x09" * 32).did
TRUST = {"LibraryCard": [LIBRARY.id], "ExampleDegreeCredential": [STATE], DEGREE: [STATE], PASSPORT: [STATE]}
SHOP = Verifier("https://shop.example", trust=TrustedIssuers(TRUST), clock=clock)
RENAMED = {"@context": [V2, {"LibraryCard": DEGREE}]}


def card(holder, **members):
    return {"type": ["VerifiableCredential", "LibraryCard"], "credentialSubject": {"id": holder}} | members


def test_a_context_inside_the_credential_makes_no_other_type_of_it():
    value = LIBRARY.issue(card(HOLDER.did, **RENAMED), securing="ecdsa-jcs-2019").value
    SHOP.verify_credential(value)  # as what it calls itself
    request = SHOP.request(degree=Ask(DEGREE, unsafe_any_holder=True))
    with pytest.raises(NotWhatWasAsked):
        SHOP.verify({"vp_token": {"degree": [value]}}, request=request)


def test_contexts_by_url_say_what_a_type_is():
    state = Issuer(SigningKey.from_secret_bytes("P-256", b"\x09" * 32), clock=clock)
    degree = {"@context": [V2, EXAMPLES_V2], "type": ["VerifiableCredential", "ExampleDegreeCredential"]}
    value = state.issue(card(HOLDER.did) | degree, securing="ecdsa-jcs-2019").value
    request = SHOP.request(degree=Ask(DEGREE, unsafe_any_holder=True))
    assert SHOP.verify({"vp_token": {"degree": [value]}}, request=request)["degree"].issuer == STATE


@pytest.mark.parametrize(
    ("ask", "members", "mandatory"),
    [
        (Ask(DEGREE, format="vc+sd-jwt"), RENAMED, []),
        # Another word for `type`, which trust does not look at.
        (
            Ask(DEGREE, format="vc+sd-jwt"),
            {"@context": [V2, {"@vocab": "https://x.example/#", "kind": "@type"}], "kind": DEGREE},
            ["/kind"],
        ),
    ],
)
def test_a_holder_cannot_present_it_as_another_type(ask, members, mandatory):
    wallet = Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10)
    holder = wallet.did_for(LIBRARY.id)
    held = wallet.hold(LIBRARY.issue(card(holder, **members), securing="vc+sd-jwt", holder=holder, mandatory=mandatory))
    request = SHOP.request(asked=ask)
    # What answers to a question for what it is, given to the question for what it is not.
    own = replace(SHOP.request(asked=Ask("LibraryCard", format="vc+sd-jwt")), nonce=request.nonce)
    answer = wallet.present(wallet.plan(own, choose={"asked": held})).to_json()
    with pytest.raises(NotWhatWasAsked):
        SHOP.verify(answer, request=request)
    SHOP.verify(answer, request=own)


@pytest.mark.parametrize("issuer", ["https://internal.example/admin", "did:web:internal.example"])
@pytest.mark.parametrize("securing", ["ecdsa-jcs-2019", "vc+sd-jwt", "dc+sd-jwt"])
def test_nothing_is_fetched_for_an_issuer_that_is_not_believed(issuer, securing):
    fetched = []

    def fetch(url):
        fetched.append(url)
        raise OSError

    stranger = Issuer(KEYS["P-256"], clock=clock)
    stranger.id, stranger.verification_method = issuer, KEYS["P-256"].verification_method
    claims = {"vct": "https://x.example/t"} if securing == "dc+sd-jwt" else card(HOLDER.did, **{"@context": [V2]})
    claims |= {} if securing == "dc+sd-jwt" else {"type": ["VerifiableCredential"]}
    value = stranger.issue(claims, securing=securing).value
    report = Verifier(trust=TrustedIssuers(TRUST), clock=clock, fetch=fetch).examine_credential(value)
    assert (report.verdict, fetched) == ("invalid", [])
    asking = Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=clock, fetch=fetch)
    assert asking.examine_credential(value).verdict == "cannot know"
    assert fetched
