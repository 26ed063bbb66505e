"""SD-JWTs of both kinds through issuer, wallet and verifier."""

import json

import pytest
from builders import HOLDER, STRANGER, issuer, verifier
from forging import disclosure, encode, forge, parts_of
from sd_jwt_cases import (
    KINDS,
    OURS,
    SECONDS,
    SHOP,
    TYPE,
    VCT,
    answer,
    ask,
    bound,
    credential_refused,
    each_kind,
    issue,
    shop,
    vc_claims,
    w3c_claims,
    wallet,
)

from vcwallet import AnyOf, Ask, Issuer, PresentationRequest, SigningKey, TrustedIssuers
from vcwallet.errors import (
    CannotSatisfy,
    ProofInvalid,
    Undetermined,
    UntrustedIssuer,
    UsageError,
)
from vcwallet.securing.sd_jwt import json_serialization, open_sd_jwt


@each_kind
@pytest.mark.parametrize("key", ["Ed25519", "P-256", "P-384"])
def test_round_trip(kind, key):
    held, by = wallet(), issuer(key)
    claims, _, shown, hidden = KINDS[kind]
    identifier = held.hold(by.issue(claims(), securing=kind, holder=held.did_for(by.id)))
    assert held.credential(identifier).securing == kind
    trusting = shop(trust=TrustedIssuers({TYPE: [by.id], VCT: [by.id]}))
    request = trusting.request(degree=ask(kind, purpose="to see it"))
    plan = held.plan(PresentationRequest.parse(request.to_json()))
    assert not [claim for claim in plan.revealed if claim.pointer in hidden]
    assert {claim.pointer for claim in plan.withheld} >= {f"{hidden[1]}/0", hidden[0]}
    verified = trusting.verify(held.present(plan).to_json(), request=request)
    assert verified["degree"].claim(shown) in ("Mathematics", "BSc Mathematics")
    assert (verified["degree"].issuer, verified["degree"].securing) == (by.id, kind)
    assert verified.holder == held.did_for(by.id)
    assert verified.holder in verified["degree"].subject_ids
    for pointer in hidden:
        with pytest.raises(UsageError) as caught:
            verified["degree"].claim(pointer)
        assert caught.value.code == "no_such_claim"
    assert held.receipts[-1].verifier == SHOP
    assert {claim.pointer for claim in held.receipts[-1].shown} == {claim.pointer for claim in plan.revealed}


@each_kind
@pytest.mark.parametrize("form", ["secured", "text", "bytes", "with a newline"])
def test_a_credential_is_taken_in_any_form(kind, form):
    secured = issuer("P-256").issue(KINDS[kind][0](), securing=kind)
    assert isinstance(secured.value, str)
    given = {
        "secured": secured,
        "text": secured.value,
        "bytes": secured.value.encode(),
        "with a newline": secured.value + "\n",
    }[form]
    verified = verifier().verify_credential(given)
    assert verified.issuer == OURS.did
    assert verified.document == parts_and_all(secured.value)
    assert verified.report.verdict == "valid"


def parts_and_all(sd_jwt):
    return open_sd_jwt(sd_jwt).payload


@each_kind
def test_json_serializations(kind):
    compact = issue(kind)
    parts = open_sd_jwt(compact).parts
    for value in (json_serialization.write_flattened(parts), json_serialization.write_general(parts)):
        for given in (value, json.dumps(value), json.dumps(value).encode()):
            assert verifier().verify_credential(given).document == verifier().verify_credential(compact).document
        held = wallet()
        identifier = held.hold(value)
        assert held.credential(identifier).value == value
        narrowed = held.derive(identifier, reveal=[KINDS[kind][2]])
        assert narrowed.media_type == "application/sd-jwt+json"
        assert narrowed.value.keys() == value.keys()
        assert verifier().verify_credential(narrowed).claim(KINDS[kind][2])


def test_several_signatures_all_have_to_hold():
    payload = vc_claims(iss=OURS.did)
    one, other = open_sd_jwt(forge(OURS, payload)).parts, open_sd_jwt(forge(STRANGER, payload)).parts
    both = json_serialization.write_general(
        type(one)(issuer_jwts=(*one.issuer_jwts, *other.issuer_jwts), disclosures=())
    )
    verified = verifier().verify_credential(both)
    assert verified.issuer == OURS.did
    assert [c.where for c in verified.checks if c.rule.id == "proof.signature"] == ["/signatures/0", "/signatures/1"]
    changed = json.loads(json.dumps(both))
    changed["signatures"][1]["signature"] = changed["signatures"][0]["signature"]
    credential_refused(changed, ProofInvalid)


def test_a_credential_with_several_signatures_is_narrowed_as_json():
    text, digest = disclosure("name", "Ada")
    payload = {"vct": VCT, "iss": OURS.did, "_sd": [digest], "cnf": {"jwk": HOLDER.public.to_jwk()}}
    one, other = (open_sd_jwt(forge(key, payload, text)).parts for key in (OURS, STRANGER))
    both = json_serialization.write_general(
        type(one)(issuer_jwts=(*one.issuer_jwts, *other.issuer_jwts), disclosures=(text,))
    )
    held = wallet()
    narrowed = held.derive(held.hold(both), reveal=[])
    assert (narrowed.media_type, narrowed.value["signatures"][0]["header"]["disclosures"]) == (
        "application/sd-jwt+json",
        [],
    )
    assert verifier().verify_credential(narrowed).subject == {}


def test_the_report_names_the_same_rules_as_for_any_other_mechanism():
    sd_jwt = verifier().verify_credential(issue("vc+sd-jwt")).report
    embedded = verifier().verify_credential(issuer().issue(w3c_claims(validFrom="2026-01-01T00:00:00Z"))).report
    ours, theirs = ({(check.rule.number, check.rule.id) for check in report} for report in (sd_jwt, embedded))
    assert ours - theirs == {("3.10", "binding.key")}
    assert theirs <= ours


def test_w3c_credential_without_a_key_is_presented_in_a_presentation():
    held, by = wallet(), issuer("P-256")
    own = held.did_for(by.id)
    claims = w3c_claims()
    claims["credentialSubject"]["id"] = own
    held.hold(by.issue(claims, securing="vc+sd-jwt"))
    request = shop().request(degree=ask("vc+sd-jwt"))
    response = answer(request, held)
    (presented,) = response.value["vp_token"]["degree"]
    header, payload, _, _ = parts_of(presented)
    assert (header["typ"], header["cty"], payload["aud"], payload["nonce"]) == ("vp+sd-jwt", "vp", SHOP, request.nonce)
    verified = shop().verify(response, request=request)
    assert (verified.holder, verified["degree"].securing) == (own, "vc+sd-jwt")
    assert verified["degree"].claim("/credentialSubject/degree/name") == "BSc Mathematics"
    assert "name" not in verified["degree"].subject


def test_sd_jwts_and_embedded_proofs_in_one_presentation():
    held, by = wallet(), issuer("P-256")
    own = held.did_for(by.id)
    claims = w3c_claims()
    claims["credentialSubject"]["id"] = own
    ids = [
        held.hold(by.issue(claims, securing="ecdsa-rdfc-2019")),
        held.hold(by.issue(w3c_claims(), securing="vc+sd-jwt", holder=own)),
        held.hold(by.issue(vc_claims(), securing="dc+sd-jwt", holder=own)),
    ]
    presentation = held.present_to(domain=SHOP, challenge="once", credentials=ids)
    verified = shop().verify(presentation, challenge="once")
    assert [one.securing for one in verified.credentials] == ["ecdsa-rdfc-2019", "vc+sd-jwt", "dc+sd-jwt"]
    assert verified.holder == own
    enveloped = presentation.value["verifiableCredential"][1]
    assert enveloped["id"].startswith("data:application/vc+sd-jwt,")
    assert verifier().verify_credential(enveloped).securing == "vc+sd-jwt"


def test_alternatives_across_mechanisms():
    held, by = wallet(), issuer("P-256")
    held.hold(by.issue(vc_claims(), securing="dc+sd-jwt", holder=held.did_for(by.id)))
    request = shop().request(proof=AnyOf(Ask(TYPE), ask("dc+sd-jwt")))
    assert shop().verify(answer(request, held), request=request)["proof"].types == (VCT,)


def test_a_type_that_the_credential_is_also_of():
    held, by = wallet(), issuer("P-256")
    further = "https://eu.example/diploma"
    held.hold(by.issue(vc_claims(aka_vcts=[further]), securing="dc+sd-jwt", holder=held.did_for(by.id)))
    request = shop().request(proof=Ask(vct=further))
    response = answer(request, held)
    assert shop().verify(response, request=request)["proof"].types == (VCT, further)
    wary = shop(trust=TrustedIssuers({further: [by.id]}))
    report = wary.examine_credential(issue(aka_vcts=[further]))
    assert (type(report.error), report.error.where) == (UntrustedIssuer, "/iss")


def test_issuers_and_values_that_are_asked_for():
    held, by = wallet(), issuer("P-256")
    held.hold(by.issue(vc_claims(), securing="dc+sd-jwt", holder=held.did_for(by.id)))
    request = shop().request(it=Ask(vct=VCT, issuers=[by.id], values={"/degree/type": ["BSc", "MSc"]}))
    verified = shop().verify(answer(request, held), request=request)
    assert verified["it"].subject == {"degree": {"type": "BSc"}}
    with pytest.raises(CannotSatisfy):
        held.plan(shop().request(it=Ask(vct=VCT, issuers=[STRANGER.did])))


def test_anybody_may_show_a_voucher():
    held, by = wallet(), issuer("P-256")
    held.hold(by.issue(vc_claims(), securing="dc+sd-jwt"))
    request = shop().request(it=Ask(vct=VCT, reveal=["/name"], unsafe_any_holder=True))
    response = answer(request, held)
    assert response.value["vp_token"]["it"][0].endswith("~")
    verified = shop().verify(response, request=request)
    assert (verified.holder, verified["it"].subject) == (None, {"name": "Ada Lovelace"})
    with pytest.raises(CannotSatisfy) as caught:
        held.plan(shop().request(it=Ask(vct=VCT)))
    assert "bound it to nobody's key" in caught.value.missing[0]


def test_a_credential_that_is_bound_to_somebody_else_is_not_planned_for():
    held = wallet()
    held.hold(issue())
    with pytest.raises(CannotSatisfy) as caught:
        held.plan(shop().request(it=ask("dc+sd-jwt")))
    assert "somebody else" in caught.value.missing[0]


@pytest.mark.parametrize("cnf", ["jwk", "kid", "did:jwk", "both, of two keys"])
def test_the_holder_is_known_by_the_key_however_it_is_named(cnf):
    jwk, url = HOLDER.public.to_jwk(), HOLDER.verification_method
    did_jwk = f"did:jwk:{encode(json.dumps(jwk).encode())}"
    value, did = {
        "jwk": ({"jwk": jwk}, HOLDER.did),
        "kid": ({"kid": url}, HOLDER.did),
        "did:jwk": ({"jwk": jwk, "kid": f"{did_jwk}#0"}, did_jwk),
        # A name beside a JWK is believed only if it is one of this very key.
        "both, of two keys": ({"jwk": jwk, "kid": STRANGER.verification_method}, HOLDER.did),
    }[cnf]
    secured = issuer("P-256").issue(vc_claims(cnf=value), securing="dc+sd-jwt").value
    verified = shop().verify(bound(secured), challenge="once")
    assert (verified.holder, verified.credentials[0].subject_ids) == (did, (did,))


def test_a_holder_under_an_own_domain():
    key = SigningKey.from_secret_bytes("Ed25519", b"\x09" * 32, verification_method="did:web:ada.example#key-1")
    secured = issuer("P-256").issue(vc_claims(cnf={"kid": key.verification_method}), securing="dc+sd-jwt").value
    presented = bound(secured, key)
    with pytest.raises(Undetermined) as caught:
        shop().verify(presented, challenge="once")
    (need,) = caught.value.needs
    document = Issuer(key, id="did:web:ada.example").did_document()
    resources = {need.url: json.dumps(document).encode()}
    assert shop().verify(presented, challenge="once", resources=resources).holder == "did:web:ada.example"


def test_a_subject_beside_the_holder():
    secured = issue(sub="urn:student:7")
    verified = verifier().verify_credential(secured)
    assert verified.subject_ids == (HOLDER.did, "urn:student:7")
    assert verified.subject["sub"] == "urn:student:7"


def test_what_can_be_linked_is_said():
    held, by = wallet(), issuer("P-256")
    own = held.did_for(by.id)
    identifier = held.hold(by.issue(vc_claims(exp=SECONDS + 9), securing="dc+sd-jwt", holder=own))
    plan = held.plan(shop().request(it=ask("dc+sd-jwt")))
    links = {link.kind: link for link in plan.linkable}
    assert "salts" in links["signature"].sentence
    assert own in links["holder"].sentence
    assert "/cnf/kid" in links["holder"].pointers
    assert links["time"].pointers == ("/exp",)
    assert set(links["value"].pointers) == {"/degree/type", "/degree/field/name", "/degree/field/honours"}
    assert "/iat" in {claim.pointer for claim in plan.withheld}
    assert {link.credential for link in plan.linkable} == {identifier}


@each_kind
def test_narrowing_without_a_request(kind):
    held = wallet()
    identifier = held.hold(issue(kind))
    _, _, shown, hidden = KINDS[kind]
    narrowed = held.derive(identifier, reveal=[shown])
    assert (narrowed.securing, narrowed.media_type) == (kind, f"application/{kind}")
    assert shown in narrowed.disclosable
    assert not set(hidden) & set(narrowed.disclosable)
    verified = verifier().verify_credential(narrowed)
    assert verified.claim(shown)
    twice = held.derive(held.hold(narrowed), reveal=[])
    assert twice.disclosable == ()
    for pointers, error in (
        ([hidden[0], "/nothing"], CannotSatisfy),
        (["no pointer"], UsageError),
        ("/name", UsageError),
    ):
        with pytest.raises(error):
            held.derive(identifier, reveal=pointers)
    with pytest.raises(CannotSatisfy) as caught:
        held.derive(identifier, reveal=["/nothing", "/nowhere"])
    assert len(caught.value.missing) == 2


def test_a_w3c_credential_without_its_subject_is_none():
    text, digest = disclosure("credentialSubject", {"id": HOLDER.did, "name": "Ada"})
    payload = {name: value for name, value in w3c_claims().items() if name != "credentialSubject"}
    value = forge(OURS, payload | {"issuer": OURS.did, "_sd": [digest]}, text, typ="vc+sd-jwt")
    held = wallet()
    identifier = held.hold(value)
    with pytest.raises(CannotSatisfy) as caught:
        held.derive(identifier, reveal=[])
    assert (caught.value.code, caught.value.missing) == ("required_withheld", ("/credentialSubject/id",))
    assert held.derive(identifier, reveal=["/credentialSubject/id"]).value.endswith("~")


def test_a_subject_of_which_everything_is_withheld_is_none():
    held = wallet()
    identifier = held.hold(issue("vc+sd-jwt", holder=None))
    with pytest.raises(CannotSatisfy) as caught:
        held.derive(identifier, reveal=[])
    assert caught.value.code == "required_withheld"
