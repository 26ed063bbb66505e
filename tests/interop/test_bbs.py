"""`bbs-2023` both ways, what only this suite has: deterministic base proofs, presentation headers.

Every test first shows that the unchanged document is accepted, so that a refusal is because of the change.
"""

import copy

import pytest
from interop.documents import CREDENTIALS, DISCLOSURES, EXTRA_CONTEXTS
from interop.selective import Issuers, bbs_value

from vcwallet import Ask, SigningKey, TrustedIssuers, Verifier
from vcwallet.encoding.base import base64url_encode
from vcwallet.errors import Rejected
from vcwallet.securing.data_integrity.presentation_header import presentation_header

AUDIENCE, CHALLENGE = "https://shop.example", "a challenge"

each_credential = pytest.mark.parametrize("name", DISCLOSURES)
each_side = pytest.mark.parametrize("side", ["ours", "theirs"])


@pytest.fixture(scope="module")
def verifier():
    return Verifier(AUDIENCE, trust=TrustedIssuers.unsafe_anyone(), contexts=EXTRA_CONTEXTS)


@pytest.fixture(scope="module")
def issue(peer):
    return Issuers(peer, "bbs-2023", "BLS12-381")


def test_keys_are_the_same_on_both_sides(peer):
    theirs = peer.call("generate", algorithm="BLS12-381")
    ours = SigningKey.from_multikey(theirs["publicKeyMultibase"], theirs["secretKeyMultibase"])
    assert (ours.did, ours.verification_method) == (theirs["controller"], theirs["id"])
    assert ours.export_secret_multikey() == theirs["secretKeyMultibase"]


def test_a_key_that_begins_with_other_letters_is_read_by_both(peer, wallet, verifier):
    """One Multikey in 300 begins with "zUC6", all others with "zUC7"."""
    ours = SigningKey.from_secret_bytes("BLS12-381", (198).to_bytes(32))
    assert ours.public.multikey.startswith("zUC6")
    key = {"publicKeyMultibase": ours.public.multikey, "secretKeyMultibase": ours.export_secret_multikey()}
    credential = CREDENTIALS["degree"](ours.did, "did:example:subject")
    base = peer.call("issue", credential=credential, cryptosuite="bbs-2023", key=key, mandatoryPointers=["/issuer"])
    derived = wallet.derive(wallet.hold(base), reveal=["/credentialSubject"]).value
    assert peer.call("verify", credential=derived)["verified"]
    assert verifier.verify_credential(derived).issuer == ours.did


@each_credential
def test_both_sign_the_same(peer, issue, name):
    """BBS signatures are deterministic: only the HMAC key is random, and with it the order of what is signed."""
    theirs = issue("theirs", name)
    value = bbs_value(theirs)
    assert value.encode() == theirs["proof"]["proofValue"]
    assert list(value.mandatory_pointers) == DISCLOSURES[name].mandatory
    assert "created" not in theirs["proof"]
    assert theirs["proof"].keys() == issue("ours", name)["proof"].keys()


@each_side
def test_a_statement_of_another_credential_is_refused_by_both(peer, wallet, verifier, issue, side):
    base = issue(side, "employment")
    derived = wallet.derive(wallet.hold(base), reveal=["/credentialSubject/gender"]).value
    verifier.verify_credential(derived)
    mixed = copy.deepcopy(derived)
    mixed["credentialSubject"]["gender"] = "X"
    assert not peer.call("verify", credential=mixed)["verified"]
    with pytest.raises(Rejected):
        verifier.verify_credential(mixed)


@each_side
def test_the_peer_verifies_what_our_wallet_presents(peer, wallet, verifier, issue, side):
    """The presentation header is what our documentation says, and the peer finds just that in the proof."""
    base = issue(side, "employment", subject=wallet.did_for(f"{side} issuer"))
    identifier = wallet.hold(base)
    request = verifier.request(
        work=Ask("EmploymentAuthorizationDocumentCredential", reveal=["/credentialSubject/givenName"])
    )
    response = wallet.present(wallet.plan(request.to_json(), choose={"work": identifier}))
    (presentation,) = response.value["vp_token"]["work"]
    header = presentation_header(domain=AUDIENCE, challenge=request.nonce, holder=presentation["holder"])
    binding = {"challenge": request.nonce, "domain": AUDIENCE}
    for expected, outcome in ((header, True), (header[::-1], False)):
        verdict = peer.call(
            "verifyPresentation",
            presentation=presentation,
            presentationHeader=base64url_encode(expected),
            **binding,
        )
        assert verdict["verified"] is outcome, verdict
    assert verifier.verify(response, request=request)["work"].claim("/credentialSubject/givenName") == "NIA"


@pytest.mark.parametrize("is_bound", [True, False])
def test_what_the_peer_presents_is_verified_by_us(peer, verifier, issue, is_bound):
    """A proof of `baseline` may have any presentation header: the presentation's own proof shows who presents."""
    holder = peer.call("generate", algorithm="Ed25519")
    header = presentation_header(domain=AUDIENCE, challenge=CHALLENGE, holder=holder["controller"])
    derived = peer.call(
        "derive",
        credential=issue("theirs", "employment", subject=holder["controller"]),
        selectivePointers=["/credentialSubject/givenName"],
        presentationHeader=base64url_encode(header) if is_bound else "AAAA",
    )
    presentation = peer.call(
        "present",
        credentials=[derived],
        key=holder,
        cryptosuite="eddsa-rdfc-2022",
        holder=holder["controller"],
        challenge=CHALLENGE,
        domain=AUDIENCE,
    )
    verified = verifier.verify(presentation, challenge=CHALLENGE)
    assert verified.credentials[0].claim("/credentialSubject/givenName") == "NIA"
    (check,) = [check for check in verified.checks if check.rule.id == "binding.presentation"]
    assert check.outcome.name == ("PASSED" if is_bound else "SKIPPED")
