"""Whatever an issuer writes into one person's credential and nobody else's, the plan names it before it is shown."""

import pytest
from builders import NOW, clock

from vcwallet import Ask, Issuer, MemoryStore, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.model import pointer as json_pointer

V2, EXAMPLES = "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"
VCT = "urn:degree"
EMBEDDED = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-sd-2023", "bbs-2023")
DOCUMENTS = (*EMBEDDED, "vc+sd-jwt")
KEYS = {
    "eddsa-rdfc-2022": SigningKey.from_secret_bytes("Ed25519", b"\x05" * 32),
    "eddsa-jcs-2022": SigningKey.from_secret_bytes("Ed25519", b"\x05" * 32),
    "bbs-2023": SigningKey.from_secret_bytes("BLS12-381", b"\x06" * 32),
}
P256 = SigningKey.from_secret_bytes("P-256", b"\x07" * 32)


def plan_for(securing, members, proof=None, names_holder=True):
    """What a wallet says of a credential with `members`, all of which is shown."""
    issuer = Issuer(KEYS.get(securing, P256), clock=clock)
    wallet = Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10)
    holder = wallet.did_for(issuer.id) if names_holder else None
    if securing == "dc+sd-jwt":
        document, ask = {"vct": VCT, "name": "Ada"}, {"vct": VCT}
    else:
        subject = {"name": "Ada"} | members.get("credentialSubject", {})
        document = {"@context": [V2, EXAMPLES], "type": ["VerifiableCredential", "DegreeCredential"]}
        members = members | {"credentialSubject": subject}
        ask = {"type": "DegreeCredential"} | ({"format": "vc+sd-jwt"} if securing == "vc+sd-jwt" else {})
    if isinstance(members.get("issuer"), dict):
        members = members | {"issuer": {"id": issuer.id, **members["issuer"]}}
    document |= members
    named_anyway = ("vct",) if securing == "dc+sd-jwt" else ("@context", "type")
    asked = [f"/{json_pointer.escape(name)}" for name in document if name not in named_anyway]
    options = {"mandatory": ["/issuer"]} if securing in ("ecdsa-sd-2023", "bbs-2023") else {}
    if securing == "bbs-2023" and not names_holder:
        holder = wallet.commitment(issuer.id).to_json()
    wallet.hold(issuer.issue(document, securing=securing, holder=holder, proof=proof, **options))
    shop = Verifier("https://jobs.example", trust=TrustedIssuers.unsafe_anyone(), clock=clock)
    return wallet.plan(shop.request(degree=Ask(**ask, reveal=asked)))


def named(plan):
    """The kind under which each place is named."""
    return {place: link.kind for link in plan.linkable for place in link.pointers}


STATUS = {
    "id": "https://uni.example/1#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://uni.example/1",
}
IN_DOCUMENTS = [
    ({"id": "urn:uuid:1"}, {"/id": "credential-id"}),
    ({"@context": [V2, EXAMPLES, {"@vocab": "https://uni.example/user/7#"}]}, {"/@context/2/@vocab": "value"}),
    ({"type": ["VerifiableCredential", "DegreeCredential", "User7"]}, {"/type/1": "value", "/type/2": "value"}),
    ({"issuer": {"name": "Uni 7"}}, {"/issuer/name": "value"}),
    ({"issuer": {"type": "User7"}}, {"/issuer/type": "value"}),
    ({"name": "Number 7"}, {"/name": "value"}),
    ({"validFrom": "2026-01-01T01:02:03Z"}, {"/validFrom": "time"}),
    ({"validUntil": "2028-01-01T01:02:03Z"}, {"/validUntil": "time"}),
    ({"credentialStatus": STATUS}, {f"/credentialStatus/{name}": "status" for name in STATUS}),
    (
        {"credentialSchema": {"id": "https://uni.example/schema/7", "type": "JsonSchema"}},
        {"/credentialSchema/id": "identifier", "/credentialSchema/type": "value"},
    ),
    (
        {"termsOfUse": {"id": "urn:uuid:7", "type": "User7"}},
        {"/termsOfUse/id": "identifier", "/termsOfUse/type": "value"},
    ),
    ({"evidence": {"id": "urn:uuid:7", "type": "User7"}}, {"/evidence/id": "identifier", "/evidence/type": "value"}),
    (
        {"relatedResource": {"id": "https://uni.example/7", "digestSRI": "sha384-" + "A" * 64}},
        {"/relatedResource/id": "identifier", "/relatedResource/digestSRI": "value"},
    ),
    ({"refreshService": {"id": "https://uni.example/7", "type": "R"}}, {"/refreshService/id": "identifier"}),
    ({"credentialSubject": {"hasRareDisease": True}}, {"/credentialSubject/hasRareDisease": "value"}),
    ({"credentialSubject": {"user7": "yes"}}, {"/credentialSubject/user7": "value"}),
    ({"credentialSubject": {"type": "User7"}}, {"/credentialSubject/type": "value"}),
    ({"credentialSubject": {"degree": {"type": "User7"}}}, {"/credentialSubject/degree/type": "value"}),
    ({"credentialSubject": {"knows": {"id": "urn:x:7"}}}, {"/credentialSubject/knows/id": "identifier"}),
    ({"credentialSubject": {"birthDate": "1815-12-10"}}, {"/credentialSubject/birthDate": "value"}),
]
IN_TOKENS = [
    ({"jti": "7"}, {"/jti": "credential-id"}),
    ({"iat": 1767225600}, {"/iat": "time"}),
    ({"nbf": 1767225600}, {"/nbf": "time"}),
    ({"exp": int(NOW.timestamp()) + 9}, {"/exp": "time"}),
]
IN_SD_JWT_VC = [
    *IN_TOKENS,
    ({"sub": "user-7"}, {"/sub": "identifier"}),
    ({"status": {"status_list": {"idx": 7, "uri": "https://uni.example"}}}, {"/status/status_list/idx": "status"}),
    ({"updated_at": 1767225600}, {"/updated_at": "time"}),
    ({"aka_vcts": ["urn:degree:7"]}, {"/aka_vcts/0": "value", "/vct": "value"}),
    ({"type": "user-7"}, {"/type": "value"}),
    ({"issuer": "user-7"}, {"/issuer": "value"}),
    ({"termsOfUse": "user-7"}, {"/termsOfUse": "value"}),
    ({"credentialSchema": "user-7"}, {"/credentialSchema": "value"}),
    ({"@context": V2}, {"/@context": "value"}),
    ({"id": "user-7"}, {"/id": "identifier"}),
    ({"age_over_18": True}, {"/age_over_18": "value"}),
    ({"user_7": "yes"}, {"/user_7": "value"}),
]


@pytest.mark.parametrize(
    ("securing", "members", "places"),
    [
        *[(securing, *case) for securing in DOCUMENTS for case in IN_DOCUMENTS],
        *[("vc+sd-jwt", *case) for case in IN_TOKENS],
        *[("dc+sd-jwt", *case) for case in IN_SD_JWT_VC],
    ],
)
def test_what_marks_a_holder_is_named(securing, members, places):
    plan = plan_for(securing, members)
    assert set(places) <= {claim.pointer for claim in plan.revealed}
    assert places.items() <= named(plan).items()


@pytest.mark.parametrize("securing", [*DOCUMENTS, "dc+sd-jwt"])
def test_all_that_is_shown_is_named_but_what_points_to_nobody(securing):
    plan = plan_for(securing, {})
    unnamed = {claim.pointer for claim in plan.revealed} - set(named(plan))
    assert unnamed <= {"/@context/0", "/@context/1", "/type/0", "/issuer", "/iss", "/vct"}
    kinds = [link.kind for link in plan.linkable]
    assert len(kinds) == len(set(kinds)) <= 5, "a usual credential has a short list"


@pytest.mark.parametrize("securing", [*DOCUMENTS, "dc+sd-jwt"])
def test_the_holders_key_is_named(securing):
    link = next(link for link in plan_for(securing, {}).linkable if link.kind == "holder")
    places = {"/cnf/kid", "/cnf/jwk/x"} if securing.endswith("+sd-jwt") else {"/credentialSubject/id"}
    assert places <= set(link.pointers)


@pytest.mark.parametrize("securing", EMBEDDED)
def test_what_the_proof_says_is_named(securing):
    proof = {"created": "2026-01-01T01:02:03Z", "expires": "2028-01-01T01:02:03Z", "id": "urn:uuid:7", "nonce": "7"}
    link = next(link for link in plan_for(securing, {}, proof).linkable if link.kind == "proof")
    assert all(repr(name) in link.sentence for name in proof)


@pytest.mark.parametrize(
    ("securing", "words"),
    [
        ("eddsa-rdfc-2022", ["signature"]),
        ("eddsa-jcs-2022", ["signature"]),
        ("ecdsa-sd-2023", ["signatures", "key", "random names"]),
        ("vc+sd-jwt", ["signature", "digests", "salts"]),
        ("dc+sd-jwt", ["signature", "digests", "salts"]),
    ],
)
def test_what_of_the_signature_is_the_same_each_time_is_named(securing, words):
    link = next(link for link in plan_for(securing, {}).linkable if link.kind == "signature")
    assert all(word in link.sentence for word in words)


def test_a_proof_that_is_made_afresh_leaves_what_the_document_says():
    plan = plan_for("bbs-2023", {"validFrom": "2026-01-01T00:00:00Z"}, names_holder=False)
    assert [link.kind for link in plan.linkable] == ["shape", "time", "value"]


def test_what_each_of_several_proofs_says_is_named_once():
    issuer = Issuer(P256, clock=clock)
    wallet = Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10)
    document = {
        "@context": [V2, EXAMPLES],
        "type": ["VerifiableCredential", "DegreeCredential"],
        "credentialSubject": {"id": wallet.did_for(issuer.id), "name": "Ada"},
    }
    once = issuer.issue(document, securing="ecdsa-rdfc-2019", proof={"id": "urn:uuid:7"}).value
    wallet.hold(issuer.issue(once, securing="ecdsa-jcs-2019", proof={"expires": "2028-01-01T01:02:03Z"}))
    shop = Verifier("https://jobs.example", trust=TrustedIssuers.unsafe_anyone(), clock=clock)
    links = wallet.plan(shop.request(degree=Ask("DegreeCredential"))).linkable
    (sentence,) = [link.sentence for link in links if link.kind == "proof"]
    assert [sentence.count(repr(name)) for name in ("created", "id", "expires")] == [1, 1, 1]
