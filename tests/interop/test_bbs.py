"""`bbs-2023` both ways, as far as the peer has it: `baseline`. Proofs are random, so that what is shown is compared.

Every test first shows that the unchanged document is accepted, so that a refusal is because of the change.
"""

import copy

import pytest
from interop.documents import CREDENTIALS, DISCLOSURES, EXTRA_CONTEXTS
from interop.peer import PeerError
from interop.tampering import tampered

from vcwallet import Ask, Issuer, MemoryStore, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.encoding.base import base64url_encode
from vcwallet.errors import CannotSatisfy, Rejected
from vcwallet.securing.data_integrity.bbs_values import parse as parse_value
from vcwallet.securing.data_integrity.presentation_header import presentation_header
from vcwallet.securing.data_integrity.proof import parse as parse_proof

SUBJECT = "did:example:subject"
CRYPTOSUITE = "bbs-2023"
AUDIENCE, CHALLENGE = "https://shop.example", "a challenge"

each_credential = pytest.mark.parametrize("name", DISCLOSURES)
each_side = pytest.mark.parametrize("side", ["ours", "theirs"])


@pytest.fixture(scope="module")
def verifier():
    return Verifier(AUDIENCE, trust=TrustedIssuers.unsafe_anyone(), contexts=EXTRA_CONTEXTS)


@pytest.fixture(scope="module")
def wallet():
    return Wallet.create(MemoryStore(), passphrase="interop", contexts=EXTRA_CONTEXTS, work_factor=10)


@pytest.fixture(scope="module")
def our_key():
    return SigningKey.generate("BLS12-381")


@pytest.fixture(scope="module")
def their_key(peer):
    return peer.call("generate", algorithm="BLS12-381")


@pytest.fixture
def issue(peer, our_key, their_key):
    """Issues one of the documents with a base proof, on either side."""

    def made(side, name, mandatory=None, subject=SUBJECT):
        mandatory = DISCLOSURES[name].mandatory if mandatory is None else mandatory
        if side == "ours":
            issuer = Issuer(our_key, contexts=EXTRA_CONTEXTS)
            document = CREDENTIALS[name](our_key.did, subject)
            return issuer.issue(document, securing=CRYPTOSUITE, mandatory=mandatory).value
        credential = CREDENTIALS[name](their_key["controller"], subject)
        return peer.call(
            "issue", credential=credential, cryptosuite=CRYPTOSUITE, key=their_key, mandatoryPointers=mandatory
        )

    return made


def value_of(secured):
    return parse_value(parse_proof(secured["proof"], "/proof"))


def unproven(secured):
    return {member: value for member, value in secured.items() if member != "proof"}


def shown_of(secured):
    """All that a derived credential says, without what is random in it."""
    value = value_of(secured)
    proof = {member: text for member, text in secured["proof"].items() if member != "proofValue"}
    indexes = (value.mandatory_indexes, value.selective_indexes)
    return unproven(secured), proof, indexes, value.labels, len(value.proof)


def test_keys_are_the_same_on_both_sides(peer):
    theirs = peer.call("generate", algorithm="BLS12-381")
    ours = SigningKey.from_multikey(theirs["publicKeyMultibase"], theirs["secretKeyMultibase"])
    assert (ours.did, ours.verification_method) == (theirs["controller"], theirs["id"])
    assert ours.export_secret_multikey() == theirs["secretKeyMultibase"]


@each_side
@each_credential
def test_base_proofs_are_verified_by_the_other_side(peer, wallet, verifier, issue, side, name):
    base = issue(side, name)
    verdict = peer.call("verify", credential=base, base=True)
    assert verdict["verified"], verdict
    assert wallet.credential(wallet.hold(base)).value == base
    # Only holders are to see it, both say.
    assert not peer.call("verify", credential=base)["verified"]
    with pytest.raises(Rejected) as caught:
        verifier.verify_credential(base)
    assert caught.value.code == "base_proof"


@each_credential
def test_both_sign_the_same(peer, issue, name):
    """BBS signatures are deterministic: only the HMAC key is random, and with it the order of what is signed."""
    theirs = issue("theirs", name)
    value = value_of(theirs)
    assert value.encode() == theirs["proof"]["proofValue"]
    assert list(value.mandatory_pointers) == DISCLOSURES[name].mandatory
    assert "created" not in theirs["proof"]
    assert theirs["proof"].keys() == issue("ours", name)["proof"].keys()


@each_side
@each_credential
def test_both_derive_the_same(peer, wallet, verifier, issue, side, name):
    base, pointers = issue(side, name), DISCLOSURES[name].selective
    theirs = peer.call("derive", credential=base, selectivePointers=pointers)
    ours = wallet.derive(wallet.hold(base), reveal=pointers).value
    if name == "household":  # nodes that cannot be told apart may get each other's label
        assert unproven(ours) == unproven(theirs)
    else:
        assert shown_of(ours) == shown_of(theirs)
    assert ours["proof"]["proofValue"] != theirs["proof"]["proofValue"]
    verdict = peer.call("verify", credential=ours)
    assert verdict["verified"], verdict
    verified = verifier.verify_credential(theirs)
    assert verified.document == unproven(theirs)
    assert verified.pseudonym is None


@each_side
@each_credential
def test_choices_of_one_are_derived_the_same(peer, wallet, verifier, issue, side, name):
    base = issue(side, name)
    identifier = wallet.hold(base)
    compared, refused = 0, set()
    pointers = wallet.credential(identifier).disclosable
    # Six of them: each costs the peer half a second.
    for pointer in pointers[:: max(1, len(pointers) // 6)]:
        try:
            ours = wallet.derive(identifier, reveal=[pointer]).value
        except CannotSatisfy as error:
            # With this alone it would not be about anybody: the peer does not mind.
            refused.add(error.code)
            continue
        try:
            theirs = peer.call("derive", credential=base, selectivePointers=[pointer])
        except PeerError:
            # The peer compacts first, and takes names that begin with a digit for indexes.
            continue
        assert unproven(ours) == unproven(theirs), pointer
        verifier.verify_credential(theirs)
        assert peer.call("verify", credential=ours)["verified"], pointer
        compared += 1
    assert compared >= 3
    assert refused <= {"required_withheld"}


@each_side
@each_credential
def test_what_was_changed_both_refuse(peer, wallet, verifier, issue, side, name):
    base = issue(side, name)
    derived = wallet.derive(wallet.hold(base), reveal=DISCLOSURES[name].selective).value
    verifier.verify_credential(derived)
    assert peer.call("verify", credential=derived)["verified"]
    other_id = SigningKey.generate("BLS12-381").did
    for change, copied in tampered(derived, other_id=other_id):
        assert not peer.call("verify", credential=copied)["verified"], change
        with pytest.raises(Rejected):
            verifier.verify_credential(copied)
    for change, copied in tampered(base, other_id=other_id):
        with pytest.raises(Rejected):
            wallet.hold(copied)
        assert change


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
