"""What a thief or a holder presents otherwise than it was meant: under another name, key or kind, or not at all."""

import json
from datetime import UTC, datetime

import pytest
from builders import EXAMPLES_V2, HOLDER, KEYS, NOW, STRANGER, V2, clock, degree, issuer, verifier
from forging import algorithm, disclosure, encode, forge, key_binding

from vcwallet import Ask, MemoryStore, PresentationRequest, TrustedIssuers, Wallet
from vcwallet.errors import WrongAudience
from vcwallet.query import read_dcql
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, sign, suite_named

SHOP = "https://shop.example"
OURS = KEYS["P-256"]
TYPE = "ExampleDegreeCredential"
LATE = datetime(2030, 1, 1, tzinfo=UTC)
STATUS = {
    "id": "https://uni.example/s#1",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "1",
    "statusListCredential": "https://uni.example/s",
}


def shop(**options):
    return verifier(SHOP, trust=TrustedIssuers({name: [OURS.did] for name in (TYPE, "Card", "T", "P", "A")}), **options)


def presentation(key, credentials, request):
    """A Data Integrity presentation of any credentials, by any key."""
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": key.did}
    if credentials:
        document["verifiableCredential"] = credentials
    draft = suite_named("eddsa-rdfc-2022").prepare(
        document,
        key=KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public),
        purpose="authentication",
        members={"created": "2026-06-01T12:00:00Z", "domain": request.audience, "challenge": request.nonce},
        mandatory=(),
        environment=Environment(contexts=Contexts.bundled()),
    )
    return draft.complete([sign(key, wanted) for wanted in draft.signing_inputs]).value


def enveloped(token, kind="dc+sd-jwt"):
    return {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/{kind},{token}"}


@pytest.mark.parametrize("optional", [True, False])
def test_a_presentation_of_nothing_answers_nothing(optional):
    request = shop().request(card=Ask(TYPE, optional=optional))
    report = shop().examine({"vp_token": {"card": [presentation(STRANGER, [], request)]}}, request=request)
    assert (report.verdict, report.error.where) == ("invalid", "/vp_token/card")
    assert "no credential was shown" in report.error.message


@pytest.mark.parametrize(
    "claims",
    [
        {"vct": "Card", "sub": STRANGER.did, "cnf": {"jwk": HOLDER.public.to_jwk()}},
        {"vct": "Card", "sub": STRANGER.did},
    ],
    ids=["bound to another key", "bound to no key"],
)
def test_a_claim_is_no_key(claims):
    """An SD-JWT VC belongs to who has the key that it is bound to, whomever its `sub` names."""
    token = forge(OURS, claims | {"iss": OURS.did, "iat": int(NOW.timestamp())})
    request = shop().request(card=Ask(vct="Card"))
    answer = {"vp_token": {"card": [presentation(STRANGER, [enveloped(token)], request)]}}
    report = shop().examine(answer, request=request)
    assert (report.verdict, report.error.code) == ("invalid", "not_the_subject")


@pytest.mark.parametrize(("key", "verdict"), [(STRANGER, "invalid"), (HOLDER, "valid")])
def test_a_w3c_credential_that_is_bound_to_a_key_belongs_to_who_has_it(key, verdict):
    document = {
        "@context": [V2, EXAMPLES_V2],
        "type": ["VerifiableCredential", TYPE],
        "issuer": OURS.did,
        "cnf": {"kid": HOLDER.verification_method},
        "credentialSubject": {"id": STRANGER.did, "name": "Ada"},
    }
    token = forge(OURS, document, typ="vc+sd-jwt")
    request = shop().request(card=Ask(TYPE, format="vc+sd-jwt"))
    made = presentation(key, [enveloped(token, "vc+sd-jwt")], request)
    assert shop().examine(made, challenge=request.nonce).verdict == verdict


def two_signatures(first_type, second_type):
    secured = issuer("P-256").issue(
        degree(vct=TYPE, iss=OURS.did, credentialStatus=STATUS),
        securing="vc+sd-jwt",
        holder=HOLDER.did,
        mandatory=["/vct"],
    )
    token, *disclosures, _ = secured.value.split("~")
    header, payload, signature = token.split(".")
    own = {"alg": algorithm(HOLDER), "typ": first_type, "kid": HOLDER.verification_method}
    protected = encode(json.dumps(own).encode())
    mine = encode(HOLDER.sign(f"{protected}.{payload}".encode()))
    first = {"protected": protected, "signature": mine, "header": {"disclosures": disclosures}}
    return {"payload": payload, "signatures": [first, {"protected": header, "signature": signature}]}


def test_a_second_signature_does_not_make_another_kind_of_it():
    report = shop(clock=lambda: LATE).examine_credential(two_signatures("dc+sd-jwt", "vc+sd-jwt"))
    assert (report.verdict, report.error.where) == ("invalid", "/signatures")


def test_withholding_the_context_does_not_make_another_kind_of_it():
    context, digest = disclosure("@context", [V2, EXAMPLES_V2])
    claims = {
        "_sd": [digest],
        "type": ["VerifiableCredential", TYPE],
        "vct": TYPE,
        "iss": OURS.did,
        "issuer": OURS.did,
        "validUntil": "2027-01-01T00:00:00Z",
        "credentialSubject": {"id": HOLDER.did, "name": "Ada"},
    }
    judge = shop(clock=lambda: LATE)
    assert judge.examine_credential(forge(OURS, claims, context, typ="vc+sd-jwt")).verdict == "invalid"
    assert judge.examine_credential(forge(OURS, claims, typ="vc+sd-jwt")).verdict == "invalid"
    only_header = {"_sd": [digest], "vct": TYPE, "iss": OURS.did}
    assert judge.examine_credential(forge(OURS, only_header, typ="vc+sd-jwt", cty="vc")).verdict == "invalid"
    assert judge.examine_credential(forge(OURS, only_header, typ="vc+sd-jwt")).verdict == "valid"


def test_a_status_beside_a_w3c_document_is_seen():
    document = degree(issuer=OURS.did, status={"status_list": {"idx": 1, "uri": "https://uni.example/list"}})
    report = shop().examine_credential(forge(OURS, document, typ="vc+sd-jwt"))
    assert (report.verdict, report.error.code) == ("cannot know", "unsupported_status")


def test_of_what_is_optional_the_whole_is_shown_or_nothing():
    queries = [
        {"id": name, "format": "dc+sd-jwt", "meta": {"vct_values": [kind]}}
        for name, kind in (("ticket", "T"), ("photo", "P"), ("age", "A"))
    ]
    sets = [{"options": [["ticket"]]}, {"options": [["photo", "age"]], "required": False}]
    query = read_dcql({"credentials": queries, "credential_sets": sets})

    def judged(**kinds):
        request = PresentationRequest.create(query, audience=SHOP, at=NOW)
        token = {}
        for name, kind in kinds.items():
            claims = {"vct": kind, "iss": OURS.did, "cnf": {"jwk": HOLDER.public.to_jwk()}}
            token[name] = [key_binding(HOLDER, forge(OURS, claims), audience=SHOP, nonce=request.nonce)]
        return shop().examine({"vp_token": token}, request=request)

    assert judged(ticket="T").verdict == "valid"
    assert judged(ticket="T", photo="P", age="A").verdict == "valid"
    report = judged(ticket="T", age="A")
    assert (report.verdict, report.error.where) == ("invalid", "/vp_token/age")


def test_what_the_header_says_beside_is_in_the_plan():
    wallet = Wallet.create(MemoryStore(), passphrase="x", work_factor=10, clock=clock)
    holder = wallet.did_for(OURS.did)
    claims = {"vct": "Card", "iss": OURS.did, "cnf": {"kid": holder}}
    for extra in ({}, {"email": "ada@home.example"}):
        identifier = wallet.hold(forge(OURS, claims, **extra))
        request = PresentationRequest.parse(shop().request(card=Ask(vct="Card")).to_json())
        plan = wallet.plan(request)
        said = [link.sentence for link in plan.linkable if link.kind == "proof"]
        assert len(said) == len(extra)
        assert all("'email'" in sentence for sentence in said)
        wallet.forget(identifier)


def test_the_first_refusal_ends_the_look(monkeypatch):
    request = shop().request(card=Ask(TYPE, multiple=True))
    looked_at = []
    monkeypatch.setattr("vcwallet.answers._examine", looking(looked_at))
    bad = presentation(STRANGER, [issuer().issue(degree()).value], request)
    assert shop().examine({"vp_token": {"card": [bad] * 20}}, request=request).verdict == "invalid"
    assert len(looked_at) == 1


def looking(looked_at):
    from vcwallet import answers

    examine = answers._examine

    def counted(value, policy):
        looked_at.append(value)
        return examine(value, policy)

    return counted


@pytest.mark.parametrize("kind", ["dc+sd-jwt", "vc+sd-jwt"])
def test_a_credential_for_another_audience_is_not_for_us(kind):
    def judged(audience):
        document = {"vct": "Card"} if kind == "dc+sd-jwt" else degree()
        claims = document | {
            "iss": OURS.did,
            "issuer": OURS.did,
            "aud": audience,
            "cnf": {"kid": HOLDER.verification_method},
        }
        if kind == "dc+sd-jwt":
            del claims["issuer"]
        token = forge(OURS, claims, typ=kind)
        return shop().examine(key_binding(HOLDER, token, audience=SHOP, nonce="n"), challenge="n")

    for good in (SHOP, ["https://other.example", SHOP]):
        assert judged(good).verdict == "valid"
    for wrong in ("https://other.example", ["https://other.example"], [], 5, None, {SHOP: 1}):
        report = judged(wrong)
        assert (report.verdict, type(report.error), report.error.where) == ("invalid", WrongAudience, "/aud")
