"""`ecdsa-sd-2023` and `bbs-2023` both ways: base proofs of either side are verified and narrowed by the other, alike.

Of `bbs-2023` the peer has `baseline`. Its proofs are random, so that what is shown is compared. Every test first shows
that the unchanged document is accepted, so that a refusal is because of the change.
"""

import pytest
from interop.documents import DISCLOSURES
from interop.peer import PeerError
from interop.selective import Issuers, have_twins, shown_of, unproven
from interop.suites import SELECTIVE
from interop.tampering import tampered

from vcwallet import SigningKey
from vcwallet.errors import CannotSatisfy, Rejected

each_credential = pytest.mark.parametrize("name", DISCLOSURES)
each_side = pytest.mark.parametrize("side", ["ours", "theirs"])


@pytest.fixture(scope="module", params=SELECTIVE, ids=lambda suite: suite[0])
def issue(peer, request):
    return Issuers(peer, *request.param)


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


@each_side
@each_credential
def test_both_derive_the_same(peer, wallet, verifier, issue, side, name):
    base, pointers = issue(side, name), DISCLOSURES[name].selective
    theirs = peer.call("derive", credential=base, selectivePointers=pointers)
    ours = wallet.derive(wallet.hold(base), reveal=pointers).value
    assert unproven(ours) == unproven(theirs)
    if not any(have_twins(name, pointer) for pointer in pointers):
        assert shown_of(ours) == shown_of(theirs)
    if issue.cryptosuite == "bbs-2023":
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
    # Of `bbs-2023` six: each costs the peer half a second.
    is_dear = issue.cryptosuite == "bbs-2023"
    for pointer in pointers[:: max(1, len(pointers) // 6)] if is_dear else pointers:
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
        if not have_twins(name, pointer):
            assert shown_of(ours) == shown_of(theirs), pointer
        verifier.verify_credential(theirs)
        assert peer.call("verify", credential=ours)["verified"], pointer
        compared += 1
    assert compared >= (3 if is_dear else 5)
    assert refused <= {"required_withheld"}


@each_side
@each_credential
def test_what_was_changed_both_refuse(peer, wallet, verifier, issue, side, name):
    base = issue(side, name)
    derived = wallet.derive(wallet.hold(base), reveal=DISCLOSURES[name].selective).value
    verifier.verify_credential(derived)
    assert peer.call("verify", credential=derived)["verified"]
    other_id = SigningKey.generate(issue.algorithm).did
    for change, copied in tampered(derived, other_id=other_id):
        assert not peer.call("verify", credential=copied)["verified"], change
        with pytest.raises(Rejected):
            verifier.verify_credential(copied)
    for _, copied in tampered(base, other_id=other_id):
        with pytest.raises(Rejected):
            wallet.hold(copied)
