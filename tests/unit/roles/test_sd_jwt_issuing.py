"""What an issuer makes of claims: filled in, concealed, bound to a holder, signed; and what it refuses."""

import itertools
import json

import pytest
from builders import EXAMPLES_V2, HOLDER, KEYS, STRANGER, V2, clock, issuer, verifier
from forging import encode, parts_of
from sd_jwt_cases import OURS, SECONDS, ask, each_kind, shop, vc_claims, w3c_claims, wallet

from vcwallet import Issuer, SigningKey
from vcwallet.errors import (
    DataLoss,
    FormatError,
    KeyMismatch,
    NonConforming,
    NotBound,
    ProofInvalid,
    Undetermined,
    UsageError,
    VcwalletError,
)
from vcwallet.model import pointer as json_pointer
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, HolderCommitment, KeyFacts, open_evidence, suite_named
from vcwallet.securing.sd_jwt import open_sd_jwt


def make(claims, kind="dc+sd-jwt", *, key="P-256", **options):
    return issuer(key).issue(claims, securing=kind, **options)


def header_of(secured):
    return parts_of(secured.value)[0]


def payload_of(secured):
    return parts_of(secured.value)[1]


def test_claims_are_filled_in_and_never_overwritten():
    payload = verifier().verify_credential(make(vc_claims())).document
    assert (payload["iss"], payload["iat"], "cnf" in payload) == (OURS.did, SECONDS, False)
    given = vc_claims(iss=OURS.did, iat=7, jti="urn:1")
    assert verifier().verify_credential(make(given)).document == given
    assert given == vc_claims(iss=OURS.did, iat=7, jti="urn:1")


def test_members_of_a_w3c_credential_are_filled_in():
    payload = verifier().verify_credential(make(w3c_claims(), "vc+sd-jwt", holder=HOLDER.did)).document
    assert (payload["issuer"], payload["validFrom"]) == (OURS.did, "2026-06-01T12:00:00Z")
    assert payload["credentialSubject"]["id"] == HOLDER.did
    assert not {"iss", "iat", "vc"} & payload.keys()


@pytest.mark.parametrize(("key", "alg"), [("Ed25519", "EdDSA"), ("P-256", "ES256"), ("P-384", "ES384")])
def test_the_header(key, alg):
    dc, vc = make(vc_claims(), key=key), make(w3c_claims(), "vc+sd-jwt", key=key)
    url = KEYS[key].verification_method
    assert header_of(dc) == {"alg": alg, "typ": "dc+sd-jwt", "kid": url}
    assert header_of(vc) == {"alg": alg, "typ": "vc+sd-jwt", "kid": url, "cty": "vc"}
    assert (dc.media_type, vc.media_type) == ("application/dc+sd-jwt", "application/vc+sd-jwt")
    assert (dc.securing, vc.securing) == ("dc+sd-jwt", "vc+sd-jwt")


def test_every_value_can_be_shown_alone():
    secured = make(vc_claims(), mandatory=["/degree/type"])
    assert secured.disclosable == (
        "/name",
        "/degree/field",
        "/degree/field/name",
        "/degree/field/honours",
        "/nationalities",
        "/nationalities/0",
        "/nationalities/1",
        "/iat",
    )
    assert payload_of(secured)["degree"].keys() == {"_sd", "type"}


def test_what_must_be_shown_is():
    claims = vc_claims(exp=SECONDS + 9, nbf=1, status={"status_list": {"idx": 1, "uri": "https://uni.example/s"}})
    secured = make(claims, holder=HOLDER.did)
    assert payload_of(secured).keys() >= {"vct", "iss", "exp", "nbf", "status", "cnf"}
    assert not [place for place in secured.disclosable if place.startswith(("/cnf", "/status", "/exp", "/iss"))]


def test_identifiers_and_types_go_with_their_object():
    claims = w3c_claims(
        id="urn:uuid:0d5c1d2e-64ef-4fbe-9ffb-0c35c5a2c2c4",
        name={"@value": "Diploma", "@language": "en"},
    )
    claims["credentialSubject"]["degree"]["id"] = "https://uni.example/degrees/1"
    secured = make(claims, "vc+sd-jwt", holder=HOLDER.did)
    assert set(secured.disclosable) == {
        "/name",
        "/validFrom",
        "/credentialSubject/name",
        "/credentialSubject/degree",
        "/credentialSubject/degree/name",
        "/credentialSubject/nationality",
        "/credentialSubject/nationality/0",
        "/credentialSubject/nationality/1",
    }


def test_the_pointers_are_those_of_the_document():
    secured = make(vc_claims(**{"a/b": {"~": 1}}))
    document = verifier().verify_credential(secured).document
    for place in secured.disclosable:
        json_pointer.resolve(document, place)
    assert "/a~1b/~0" in secured.disclosable


@pytest.mark.parametrize("holder", [HOLDER.did, KEYS["P-256"].did, KEYS["P-384"].did])
def test_a_holder_by_did_key(holder):
    cnf = payload_of(make(vc_claims(), holder=holder))["cnf"]
    assert cnf["kid"] == f"{holder}#{holder.removeprefix('did:key:')}"
    assert cnf["jwk"].keys() <= {"kty", "crv", "x", "y"}


def test_a_holder_by_did_jwk():
    holder = f"did:jwk:{encode(json.dumps(HOLDER.public.to_jwk()).encode())}"
    assert payload_of(make(vc_claims(), holder=holder))["cnf"] == {
        "jwk": HOLDER.public.to_jwk(),
        "kid": f"{holder}#0",
    }
    for use in ("enc", "sig"):
        did = f"did:jwk:{encode(json.dumps(HOLDER.public.to_jwk() | {'use': use}).encode())}"
        if use == "enc":
            with pytest.raises(UsageError):
                make(vc_claims(), holder=did)
        else:
            assert make(vc_claims(), holder=did)


@each_kind
def test_a_holder_who_is_named_already(kind):
    claims = vc_claims() if kind == "dc+sd-jwt" else w3c_claims()
    own = make(claims | {"cnf": {"jwk": HOLDER.public.to_jwk()}}, kind, holder=HOLDER.did)
    assert payload_of(own)["cnf"] == {"jwk": HOLDER.public.to_jwk()}
    with pytest.raises(NotBound) as caught:
        make(claims | {"cnf": {"jwk": STRANGER.public.to_jwk()}}, kind, holder=HOLDER.did)
    assert caught.value.where == "/cnf"


@pytest.mark.parametrize(
    ("holder", "error"),
    [
        ("did:web:ada.example", UsageError),
        ("https://ada.example", UsageError),
        ("", UsageError),
        (7, UsageError),
        ("did:key:x", NotBound),
        ("did:key:z123", Undetermined),
        ("did:jwk:e30", NotBound),
        ({"feature": "x"}, FormatError),
    ],
    ids=str,
)
@each_kind
def test_holders_that_are_refused(kind, holder, error):
    with pytest.raises(error):
        make(vc_claims() if kind == "dc+sd-jwt" else w3c_claims(), kind, holder=holder)


@each_kind
def test_no_commitment_can_be_bound(kind):
    suite = suite_named(kind)
    commitment = HolderCommitment(feature="pseudonym", commitment_with_proof=bytes(48 + 32 * 3))
    with pytest.raises(UsageError):
        suite.prepare(
            vc_claims(),
            key=KeyFacts(algorithm="P-256", verification_method=OURS.verification_method),
            purpose="assertionMethod",
            members={},
            mandatory=(),
            environment=Environment(contexts=Contexts.bundled()),
            commitment=commitment,
        )


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"mandatory": [""]}, UsageError),
        ({"mandatory": ["name"]}, UsageError),
        ({"mandatory": ["/nothing"]}, UsageError),
        ({"mandatory": "/name"}, UsageError),
        ({"mandatory": 7}, UsageError),
        ({"mandatory": [7]}, UsageError),
        ({"status": {"type": "x"}}, UsageError),
        ({"proof": {"cryptosuite": "x"}}, UsageError),
        ({"proof": {"domain": "x"}}, UsageError),
        ({"proof": {"expires": "tomorrow"}}, UsageError),
        ({"proof": {"expires": 4102444800}}, UsageError),
        ({"proof": {"decoys": -1}}, UsageError),
        ({"proof": {"decoys": 101}}, UsageError),
        ({"proof": {"decoys": "1"}}, UsageError),
        ({"proof": {"decoys": True}}, UsageError),
        ({"proof": {"_sd_alg": "md5"}}, UsageError),
        ({"proof": {"_sd_alg": 7}}, UsageError),
        ({"proof": {"serialization": "json"}}, UsageError),
        ({"proof": {"serialization": ["compact"]}}, UsageError),
        ({"proof": {"x5c": []}}, FormatError),
        ({"proof": {"x5c": ["AAAA"]}}, FormatError),
    ],
    ids=str,
)
def test_options_that_are_refused(options, error):
    with pytest.raises(error):
        make(vc_claims(status={}), **options)


@pytest.mark.parametrize(
    ("proof", "where", "message"),
    [
        ({"_sd_alg": "sha-1"}, "/proof/_sd_alg", "one of sha-256, sha-384, sha-512"),
        ({"serialization": "json"}, "/proof/serialization", "one of compact, flattened, general"),
        ({"expires": 4102444800}, "/proof/expires", "is missing or is not a text"),
        ({"expires": "2030-01-01T00:00:00"}, "/proof/expires", "is not a time with a time zone"),
    ],
    ids=str,
)
@each_kind
def test_what_is_wrong_with_an_option_is_said_to_the_issuer(kind, proof, where, message):
    with pytest.raises(UsageError, match=message) as caught:
        make(vc_claims() if kind == "dc+sd-jwt" else w3c_claims(), kind, proof=proof)
    assert caught.value.where == where


@pytest.mark.parametrize("serialization", ["flattened", "general"])
@each_kind
def test_the_json_serializations(kind, serialization):
    claims = vc_claims() if kind == "dc+sd-jwt" else w3c_claims()
    held = wallet()
    secured = make(claims, kind, holder=held.did_for(OURS.did), proof={"serialization": serialization})
    assert (secured.media_type, secured.securing) == ("application/sd-jwt+json", kind)
    assert open_sd_jwt(secured.value).parts.serialization == serialization
    assert secured.disclosable == make(claims, kind, holder=held.did_for(OURS.did)).disclosable
    assert (
        verifier().verify_credential(secured).document
        == verifier().verify_credential(json.dumps(secured.value)).document
    )
    held.hold(secured)
    # To a verifier it goes as text, which every protocol can carry.
    request = shop().request(it=ask(kind))
    answered = held.present(held.plan(request))
    assert all(isinstance(value, str) for value in answered.value["vp_token"]["it"])
    assert shop().verify(answered, request=request)["it"].securing == kind


@pytest.mark.parametrize("serialization", ["compact", "flattened", "general"])
def test_what_is_narrowed_can_stay_in_its_serialization(serialization):
    secured = make(w3c_claims(), "vc+sd-jwt", proof={"serialization": serialization})
    evidence = open_evidence(secured, Environment(contexts=Contexts.bundled()))
    revealed = evidence.reveal(["/credentialSubject/name"])
    value, media_type = revealed.as_held
    assert open_sd_jwt(value).parts.serialization == serialization
    assert media_type == secured.media_type
    assert verifier().verify_credential(value).document == revealed.document
    assert (isinstance(revealed.value, str), revealed.media_type) == (True, "application/vc+sd-jwt")


@pytest.mark.parametrize(
    ("mandatory", "message"), [("/name", "is a list"), ([""], "the whole credential"), (["/x"], "has nothing at '/x'")]
)
def test_what_is_wrong_with_the_mandatory_pointers(mandatory, message):
    with pytest.raises(UsageError, match=message):
        make(vc_claims(), mandatory=mandatory)


@pytest.mark.parametrize(
    ("claims", "error", "where"),
    [
        ({"vct": None}, NonConforming, "/vct"),
        ({"iss": STRANGER.did}, NotBound, "/iss"),
        ({"_sd": []}, NonConforming, "/_sd"),
        ({"name": {"...": 1}}, NonConforming, "/name/..."),
        ({"_sd_alg": "sha-256"}, NonConforming, "/_sd_alg"),
        ({"exp": "tomorrow"}, NonConforming, "/exp"),
    ],
    ids=str,
)
def test_claims_that_are_refused(claims, error, where):
    with pytest.raises(error) as caught:
        make({name: value for name, value in (vc_claims() | claims).items() if value is not None})
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"undefined": 1, "@context": [V2]}, DataLoss),
        ({"vc": {}}, NonConforming),
        ({"iss": STRANGER.did}, NonConforming),
        ({"issuer": STRANGER.did}, NotBound),
        ({"@context": ["https://www.w3.org/2018/credentials/v1", EXAMPLES_V2]}, NonConforming),
        ({"type": ["ExampleDegreeCredential"]}, NonConforming),
        ({"_sd": []}, VcwalletError),
    ],
    ids=str,
)
def test_w3c_credentials_that_are_refused(members, error):
    with pytest.raises(error):
        make(w3c_claims() | members, "vc+sd-jwt")


def test_jwt_claims_beside_a_w3c_document_need_no_context():
    secured = make(w3c_claims(jti="7", aud="x", iss=OURS.did), "vc+sd-jwt", proof={"created": "2026-01-01T00:00:00Z"})
    payload = verifier().verify_credential(secured).document
    assert (payload["jti"], payload["iat"]) == ("7", 1767225600)


def test_when_the_signature_ends():
    secured = make(w3c_claims(), "vc+sd-jwt", proof={"expires": "2026-06-01T13:00:00Z"})
    assert payload_of(secured)["exp"] == SECONDS + 3600
    verified = verifier().verify_credential(make(vc_claims(), proof={"expires": "2026-06-01T13:00:00Z"}))
    assert verified.valid_until.timestamp() == SECONDS + 3600


def test_status():
    status = {"status_list": {"idx": 1, "uri": "https://uni.example/s"}}
    assert payload_of(make(vc_claims(), status=status))["status"] == status
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1"}
    entry["statusListCredential"] = "https://uni.example/s"
    secured = make(w3c_claims(), "vc+sd-jwt", status=entry)
    assert payload_of(secured)["credentialStatus"] == entry
    with pytest.raises(UsageError):
        make(w3c_claims(credentialStatus=entry), "vc+sd-jwt", status=entry)


@pytest.mark.parametrize(("name", "length"), [("sha-256", 43), ("sha-384", 64), ("sha-512", 86)])
def test_hash_functions(name, length):
    secured = make(vc_claims(), proof={"_sd_alg": name})
    assert payload_of(secured)["_sd_alg"] == name
    assert {len(digest) for digest in payload_of(secured)["_sd"]} == {length}
    assert verifier().verify_credential(secured).subject["name"] == "Ada Lovelace"


def test_decoys_stand_where_something_can_be_withheld():
    secured = make(vc_claims(), mandatory=["/degree", "/nationalities/0"], proof={"decoys": 3})
    payload = payload_of(secured)
    assert (len(payload["_sd"]), len(payload["nationalities"])) == (3 + 2, 2 + 3)
    assert "_sd" not in payload["degree"]
    assert verifier().verify_credential(secured).claim("/nationalities") == ["GB", "FR"]


def test_salts_come_from_the_randomness_that_was_handed_in():
    numbers = itertools.count(1)
    environment = Environment(contexts=Contexts.bundled(), randomness=lambda count: next(numbers).to_bytes(count))
    draft = suite_named("dc+sd-jwt").prepare(
        vc_claims(iss=OURS.did),
        key=KeyFacts(algorithm="P-256", verification_method=OURS.verification_method, public=OURS.public),
        purpose="assertionMethod",
        members={},
        mandatory=(),
        environment=environment,
    )
    secured = draft.complete([OURS.sign(draft.signing_inputs[0].data)])
    salts = [contents[0] for contents in parts_of(secured.value)[2]]
    assert sorted(salts) == sorted(set(salts))
    assert "AAAAAAAAAAAAAAAAAAAAAQ" in salts


@each_kind
def test_a_key_that_lives_elsewhere(kind):
    by = issuer("P-256")
    draft = by.prepare(vc_claims() if kind == "dc+sd-jwt" else w3c_claims(), securing=kind)
    (wanted,) = draft.signing_inputs
    assert (wanted.algorithm, wanted.verification_method) == ("P-256", OURS.verification_method)
    secured = draft.complete([OURS.sign(wanted.data)])
    assert verifier().verify_credential(secured).issuer == OURS.did
    with pytest.raises(ProofInvalid):
        draft.complete([KEYS["P-256"].sign(b"something else")])
    with pytest.raises(UsageError):
        draft.complete([])


def test_a_signer_that_does_not_give_its_public_key():
    class Remote:
        algorithm, did, verification_method = "P-256", OURS.did, OURS.verification_method
        sign = staticmethod(OURS.sign)

    secured = Issuer(Remote(), clock=clock).issue(vc_claims(), securing="dc+sd-jwt")
    assert verifier().verify_credential(secured).issuer == OURS.did


@each_kind
def test_keys_that_cannot_sign_tokens(kind):
    key = SigningKey.from_secret_bytes("BLS12-381", b"\x01" * 32)
    with pytest.raises(KeyMismatch):
        Issuer(key, clock=clock).issue(vc_claims() if kind == "dc+sd-jwt" else w3c_claims(), securing=kind)


def test_presentations_are_not_issued():
    with pytest.raises(VcwalletError):
        make(w3c_claims(), "vp+sd-jwt")
    with pytest.raises(UsageError) as caught:
        make(w3c_claims(), "sd-jwt")
    assert "dc+sd-jwt, ecdsa" in caught.value.hint


def test_what_was_given_is_not_changed():
    claims, given = w3c_claims(), json.dumps(w3c_claims())
    make(claims, "vc+sd-jwt", holder=HOLDER.did)
    assert json.dumps(claims) == given


def test_two_of_the_same_share_no_digest():
    first, second = (payload_of(make(vc_claims())) for _ in range(2))
    assert not set(first["_sd"]) & set(second["_sd"])


def test_nothing_but_what_is_mandatory_is_in_plain_sight():
    assert payload_of(make(vc_claims())).keys() == {"_sd", "_sd_alg", "vct", "iss"}


def test_when_it_was_issued():
    def issued_at(claims, **options):
        return payload_of(make(claims, mandatory=["/iat"], **options))["iat"]

    created = {"created": "2026-01-01T00:00:00Z"}
    assert issued_at(vc_claims()) == SECONDS
    assert issued_at(vc_claims(), proof=created) == 1767225600
    assert issued_at(vc_claims(iat=1767225601)) == 1767225601
    with pytest.raises(UsageError, match="'iat' is there already"):
        make(vc_claims(iat=1767225601), proof=created)
