"""`ecdsa-sd-2023` both ways, what is tried with this suite alone: all and nothing, other statements, presentations.

Every test first shows that the unchanged document is accepted, so that a refusal is because of the change.
"""

import copy

import pytest
from interop.documents import CREDENTIALS, DISCLOSURES
from interop.selective import SUBJECT, Issuers, unproven

from vcwallet.errors import Rejected

each_credential = pytest.mark.parametrize("name", DISCLOSURES)
each_side = pytest.mark.parametrize("side", ["ours", "theirs"])


@pytest.fixture(scope="module")
def issue(peer):
    return Issuers(peer, "ecdsa-sd-2023", "P-256")


@each_side
@each_credential
def test_nothing_chosen_and_all_chosen(peer, wallet, verifier, issue, side, name):
    document = CREDENTIALS[name]("", SUBJECT)
    # What the peer cannot do without a mandatory member is shown in test_selective.py.
    mandatory = [f"/{member}" for member in document if member != "@context"]
    base = issue(side, name, mandatory)
    theirs = peer.call("derive", credential=base, selectivePointers=["/credentialSubject"])
    assert verifier.verify_credential(theirs).document == {**document, "issuer": base["issuer"]}
    chosen = issue(side, name, ["/issuer"])
    ours = wallet.derive(wallet.hold(chosen), reveal=mandatory).value
    assert peer.call("verify", credential=ours)["verified"]
    assert unproven(ours) == unproven(chosen)


@each_side
def test_a_statement_of_another_credential_is_refused_by_both(peer, wallet, verifier, issue, side):
    """Two credentials of one issuer: the signatures of one say nothing about the statements of the other."""
    one, other = (issue(side, "employment") for _ in range(2))
    derived = [wallet.derive(wallet.hold(base), reveal=["/credentialSubject/gender"]).value for base in (one, other)]
    for secured in derived:
        verifier.verify_credential(secured)
    mixed = copy.deepcopy(derived[0])
    mixed["proof"]["proofValue"] = derived[1]["proof"]["proofValue"]
    mixed["credentialSubject"]["gender"] = "X"
    assert not peer.call("verify", credential=mixed)["verified"]
    with pytest.raises(Rejected):
        verifier.verify_credential(mixed)


@each_side
def test_a_presentation_with_a_derived_credential(peer, verifier, wallet, issue, side):
    """VCDM 2.0 §4.13: the peer presents what we derived, and both verify it."""
    holder = peer.call("generate", algorithm="Ed25519")
    derived = wallet.derive(wallet.hold(issue(side, "employment")), reveal=["/credentialSubject/givenName"]).value
    binding = {"challenge": "a challenge", "domain": "https://shop.example"}
    presentation = peer.call(
        "present",
        credentials=[derived],
        key=holder,
        cryptosuite="eddsa-rdfc-2022",
        holder=holder["controller"],
        **binding,
    )
    assert peer.call("verifyPresentation", presentation=presentation, **binding)["verified"]
    verified = verifier.verify(presentation, **binding, unsafe_any_holder=True)
    assert verified.credentials[0].claim("/credentialSubject/givenName") == "NIA"
