"""Proof sets, proof chains and the form of proofs: each refusal by itself."""

import pytest
from builders import STRANGER, clock, degree, issuer, verifier

from vcwallet import Issuer
from vcwallet.encoding.limits import Limits
from vcwallet.errors import ProofInvalid, Undetermined
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment
from vcwallet.securing.data_integrity.cryptosuite import Workspace

FIRST = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"
SECOND = "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54"


def signed(**members):
    return issuer().issue(degree(), proof={"id": FIRST} | members)


def other():
    """Somebody else who signs the same document: a notary."""

    class Notary:
        algorithm, did, public = STRANGER.algorithm, STRANGER.did, STRANGER.public
        verification_method = STRANGER.verification_method
        sign = STRANGER.sign

    by = Issuer(Notary(), clock=clock)
    by.id = issuer().id
    return by


def test_sets_and_chains_hold():
    one = signed().value
    notarised = other().issue(one, proof={"id": SECOND, "previousProof": FIRST}).value
    assert len(notarised["proof"]) == 2
    verified = verifier().verify_credential(notarised)
    assert verified.issuer == issuer().id
    assert verifier().verify_credential(other().issue(one).value)


def test_a_chain_breaks_with_what_it_builds_on():
    chained = other().issue(signed().value, proof={"previousProof": FIRST}).value
    chained["proof"][0]["proofValue"] = signed(created="2026-01-01T00:00:00Z").value["proof"]["proofValue"]
    with pytest.raises(ProofInvalid):
        verifier().verify_credential(chained)


@pytest.mark.parametrize(
    "previous", ["urn:uuid:nowhere", ["urn:uuid:nowhere", FIRST], [FIRST, FIRST], [], 7, "", [7], {"id": FIRST}]
)
def test_previous_proofs_that_are_not_there(previous):
    chained = other().issue(signed().value, proof={"previousProof": FIRST}).value
    chained["proof"][1]["previousProof"] = previous
    report = verifier().examine_credential(chained)
    assert isinstance(report.error, ProofInvalid)


def test_a_proof_that_is_there_twice_does_not_stand_for_two():
    first = signed().value
    chained = other().issue(first, proof={"previousProof": [FIRST]}).value
    chained["proof"][1]["previousProof"] = [FIRST, SECOND]
    chained["proof"].append(chained["proof"][0])
    report = verifier().examine_credential(chained)
    assert report.error.code == "previous_proof"


def test_circles_are_refused():
    one = signed().value
    one["proof"]["previousProof"] = FIRST
    assert verifier().examine_credential(one).error.code == "previous_proof"
    two = other().issue(signed().value, proof={"id": SECOND, "previousProof": FIRST}).value
    two["proof"][0]["previousProof"] = SECOND
    assert verifier().examine_credential(two).error.code == "previous_proof"


def test_all_proofs_have_to_hold():
    both = other().issue(signed().value).value
    both["proof"][1]["proofValue"] = both["proof"][0]["proofValue"]
    with pytest.raises(ProofInvalid) as caught:
        verifier().verify_credential(both)
    assert caught.value.where == "/proof/1/proofValue"


@pytest.mark.parametrize(
    "members",
    [
        {"type": "eddsa-rdfc-2022"},
        {"type": "Ed25519Signature2020"},
        {"cryptosuite": "Ed25519Signature2020"},
        {"cryptosuite": "unheard-of-2099"},
    ],
)
def test_type_and_cryptosuite_go_together(members):
    value = signed().value
    value["proof"] |= members
    if "cryptosuite" not in members:
        del value["proof"]["cryptosuite"]
    report = verifier().examine_credential(value)
    assert report.verdict != "valid"
    if members["type" if "type" in members else "cryptosuite"] != "Ed25519Signature2020" or "cryptosuite" in members:
        assert (type(report.error), report.error.code) == (Undetermined, "unsupported_cryptosuite")


def test_proofs_that_disagree_about_the_context():
    value = issuer().issue(degree(), securing="eddsa-jcs-2022").value
    both = other().issue(value, securing="eddsa-jcs-2022").value
    assert verifier().verify_credential(both)
    both["proof"][1]["@context"] = both["@context"][:1]
    report = verifier().examine_credential(both)
    assert (type(report.error), report.error.where) == (ProofInvalid, "/proof")


def test_a_strangers_proof_does_not_narrow_the_context():
    value = signed().value
    with_jcs = other().issue(value, securing="eddsa-jcs-2022").value
    assert verifier().verify_credential(with_jcs).document["@context"] == value["@context"]
    with_jcs["proof"][1]["@context"] = with_jcs["@context"][:1]
    assert verifier().examine_credential(with_jcs).error.where == "/proof"


def test_a_proof_does_not_bring_a_context_of_its_own():
    value = signed().value
    value["proof"]["@context"] = value["@context"][:1]
    report = verifier().examine_credential(value)
    assert (report.error.code, report.error.where) == ("data_loss", "/proof/@context")


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"type": 7}, "/proof/type"),
        ({"cryptosuite": None}, "/proof/cryptosuite"),
        ({"verificationMethod": {}}, "/proof/verificationMethod"),
        ({"proofPurpose": []}, "/proof/proofPurpose"),
        ({"proofValue": ""}, "/proof/proofValue"),
        ({"created": "yesterday"}, "/proof/created"),
        ({"expires": 7}, "/proof/expires"),
        ({"domain": []}, "/proof/domain"),
        ({"domain": ["a", "a"]}, "/proof/domain"),
        ({"challenge": 7}, "/proof/challenge"),
        ({"nonce": 7}, "/proof/nonce"),
        ({"id": 7}, "/proof/id"),
        ({"id": ""}, "/proof/id"),
        ({"id": "first"}, "/proof/id"),
        ({"id": "https ://uni.example/first"}, "/proof/id"),
        ({"https://w3id.org/security#nonce": "x"}, "/proof"),
        ({"@id": "urn:x:y"}, "/proof"),
    ],
)
def test_members_of_the_wrong_form(members, where):
    value = signed().value
    value["proof"] |= members
    report = verifier().examine_credential(value)
    assert (report.error.code, report.error.where) == ("proof_malformed", where)


@pytest.mark.parametrize("proof", [7, "text", [7], [[]], {}, [{}]])
def test_proofs_that_are_none(proof):
    assert verifier().examine_credential(signed().value | {"proof": proof}).verdict == "invalid"


@pytest.mark.parametrize("value", ["z", "zAAAA", "u" + "A" * 86, "z0OIl", "", "z" + "1" * 64, "z" + "2" * 5000])
def test_proof_values_that_are_none(value):
    document = signed().value
    document["proof"]["proofValue"] = value
    assert isinstance(verifier().examine_credential(document).error, ProofInvalid)


def test_chains_over_much_are_not_followed_without_end():
    """Each chain of proofs is one over another document, which takes another canonicalization."""
    made = []

    def transform(document, hash_name, environment):
        made.append(hash_name)
        return b"digest"

    document = {"a": [1, 2, {"b": 3}]}  # five values
    work = Workspace(Environment(contexts=Contexts.bundled(), limits=Limits(max_nodes=10)))
    for previous in ((), (), ("urn:x:1",), ("urn:x:1",)):
        assert work.digest(transform, document, "sha256", previous) == b"digest"
    assert len(made) == 2
    with pytest.raises(ProofInvalid) as caught:
        work.digest(transform, document, "sha256", ("urn:x:2",))
    assert caught.value.code == "over_limit"
    assert len(made) == 2
