"""Presentations both ways: bound to one verifier and one challenge, with credentials of both sides in them."""

import copy

import pytest
from interop.documents import CREDENTIALS, EXTRA_CONTEXTS, V1
from interop.suites import WHOLE_DOCUMENT

from vcwallet import Ask, Issuer, MemoryStore, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.errors import NonceMismatch, NotBound, ProofInvalid, WrongAudience

AUDIENCE = "https://shop.example"
CHALLENGE = "4a1d-7c"
OTHER_SUBJECT = "did:example:somebody-else"

each_suite = pytest.mark.parametrize(("cryptosuite", "algorithm"), WHOLE_DOCUMENT)
each_algorithm = pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384"])


@pytest.fixture(scope="module")
def verifier():
    return Verifier(AUDIENCE, trust=TrustedIssuers.unsafe_anyone(), contexts=EXTRA_CONTEXTS)


@pytest.fixture
def wallet():
    return Wallet.create(MemoryStore(), passphrase="correct horse battery staple", contexts=EXTRA_CONTEXTS)


@pytest.fixture(scope="module")
def keys(peer):
    return {name: peer.call("generate", algorithm=name) for name in ("Ed25519", "P-256", "P-384")}


def issued_by_us(name, subject, cryptosuite="eddsa-rdfc-2022", algorithm="Ed25519"):
    issuer = Issuer(SigningKey.generate(algorithm), contexts=EXTRA_CONTEXTS)
    return issuer.issue(CREDENTIALS[name](issuer.id, subject), securing=cryptosuite).value


def issued_by_them(peer, name, subject, cryptosuite="eddsa-rdfc-2022", algorithm="Ed25519"):
    key = peer.call("generate", algorithm=algorithm)
    credential = CREDENTIALS[name](key["controller"], subject)
    return peer.call("issue", credential=credential, cryptosuite=cryptosuite, key=key)


def some_credentials(peer, subject):
    """Of both sides, of both versions of the data model, and secured in all three manners."""
    return [
        issued_by_us("degree", subject),
        issued_by_us("library_card", subject, "ecdsa-jcs-2019", "P-384"),
        issued_by_us("measurement", subject, "Ed25519Signature2020"),
        issued_by_them(peer, "resident", subject, "ecdsa-jcs-2019", "P-256"),
        issued_by_them(peer, "multilingual", subject, "ecdsa-rdfc-2019", "P-384"),
        issued_by_them(peer, "employment", subject, "Ed25519Signature2020"),
    ]


def with_changed_credential(presentation):
    changed = copy.deepcopy(presentation)
    changed["verifiableCredential"][0]["credentialSubject"]["name"] = "Charles Babbage"
    return changed


@each_suite
def test_theirs_is_verified_by_us(peer, verifier, keys, cryptosuite, algorithm):
    holder = keys[algorithm]
    did = holder["controller"]
    credentials = some_credentials(peer, did)
    asked = {"key": holder, "challenge": CHALLENGE, "domain": AUDIENCE, "cryptosuite": cryptosuite}
    presented = peer.call("present", credentials=credentials, **asked)
    verified = verifier.verify(presented, challenge=CHALLENGE)
    assert verified.holder == did
    assert [credential.document["type"] for credential in verified.credentials] == [c["type"] for c in credentials]
    with pytest.raises(NonceMismatch):
        verifier.verify(presented, challenge="another")
    with pytest.raises(WrongAudience):
        verifier.verify(presented, challenge=CHALLENGE, domain="https://thief.example")
    with pytest.raises(ProofInvalid):
        verifier.verify(with_changed_credential(presented), challenge=CHALLENGE)
    with pytest.raises(ProofInvalid):
        verifier.verify(presented | {"verifiableCredential": credentials[:-1]}, challenge=CHALLENGE)
    # The peer does not compare the holder with the key: it lets one present as another.
    as_another = peer.call("present", credentials=credentials, holder=SigningKey.generate(algorithm).did, **asked)
    assert peer.call("verifyPresentation", presentation=as_another, challenge=CHALLENGE, domain=AUDIENCE)["verified"]
    with pytest.raises(NotBound):
        verifier.verify(as_another, challenge=CHALLENGE)
    stolen = peer.call("present", credentials=[issued_by_them(peer, "degree", OTHER_SUBJECT)], **asked)
    with pytest.raises(NotBound):
        verifier.verify(stolen, challenge=CHALLENGE)


def test_old_presentation_by_the_peer(peer, verifier, keys):
    """VCDM 1.1 throughout, as it was before the cryptosuites."""
    holder = keys["Ed25519"]
    presented = peer.call(
        "present",
        credentials=[issued_by_them(peer, "library_card", holder["controller"], "Ed25519Signature2020")],
        key=holder,
        challenge=CHALLENGE,
        domain=AUDIENCE,
        cryptosuite="Ed25519Signature2020",
        version=1,
    )
    assert presented["@context"][0] == V1
    assert verifier.verify(presented, challenge=CHALLENGE).holder == holder["controller"]


@each_algorithm
def test_ours_is_verified_by_the_peer(peer, wallet, algorithm):
    did = wallet.did_for("https://issuer.example", algorithm=algorithm)
    ids = [wallet.hold(credential) for credential in some_credentials(peer, did)]
    presented = wallet.present_to(domain=AUDIENCE, challenge=CHALLENGE, credentials=ids).value
    assert presented["holder"] == did
    asked = {"presentation": presented, "challenge": CHALLENGE, "domain": AUDIENCE}
    verdict = peer.call("verifyPresentation", **asked)
    assert verdict["verified"], verdict
    assert [credential["verified"] for credential in verdict["credentials"]] == [True] * len(ids)
    for change in (
        {"challenge": "another"},
        {"domain": "https://thief.example"},
        {"presentation": with_changed_credential(presented)},
        {"presentation": presented | {"verifiableCredential": presented["verifiableCredential"][:-1]}},
        {"presentation": presented | {"holder": OTHER_SUBJECT}},
    ):
        assert not peer.call("verifyPresentation", **asked | change)["verified"], change


def test_answer_to_a_request_is_verified_by_the_peer(peer, verifier, wallet):
    did = wallet.did_for("https://issuer.example")
    wallet.hold(issued_by_them(peer, "degree", did))
    request = verifier.request(degree=Ask("ExampleDegreeCredential", reveal=["/credentialSubject/degree"]))
    answer = wallet.present(wallet.plan(request.to_json()))
    presentations = answer.value["vp_token"]["degree"]
    for presented in presentations:
        asked = {"presentation": presented, "challenge": request.nonce, "domain": request.audience}
        verdict = peer.call("verifyPresentation", **asked)
        assert verdict["verified"], verdict
        assert not peer.call("verifyPresentation", **asked | {"challenge": CHALLENGE})["verified"]
    assert verifier.verify(answer, request=request)["degree"].claim("/credentialSubject/degree/name")
