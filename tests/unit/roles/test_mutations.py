"""Everything in a signed credential is changed in turn; each change is refused, with the right class of error."""

import copy

import mutations
import pytest
from builders import HOLDER, SUITES, V2, alumni_v1, degree, issuer, verifier
from mutations import replaced

from vcwallet.errors import (
    DataLoss,
    Malformed,
    NonConforming,
    NotBound,
    ProofInvalid,
    Undetermined,
    VcwalletError,
    VerificationError,
    WrongPurpose,
)
from vcwallet.model.pointer import parse, walk
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, suite_named

SHOP = "https://shop.example"
DOCUMENTS = {"degree": degree, "alumni-v1": alumni_v1}
CASES = [
    pytest.param(suite, key, name, id=f"{suite}-{key}-{name}") for suite, key in SUITES for name in sorted(DOCUMENTS)
]

# What may be found before the signature is reached, by the first step of the pointer.
BEFORE_THE_SIGNATURE = {
    "@context": {NonConforming, DataLoss, Undetermined},
    "type": {NonConforming, DataLoss},
    "id": {NonConforming},
    "issuer": {NonConforming, DataLoss},
    "validFrom": {NonConforming},
    "validUntil": {NonConforming},
    "issuanceDate": {NonConforming},
    "name": {NonConforming},
    "credentialSubject": {NonConforming, DataLoss},
}
OF_PROOF_MEMBERS = {
    "type": {ProofInvalid, Undetermined},
    "cryptosuite": {ProofInvalid, Undetermined},
    "verificationMethod": {ProofInvalid, Malformed, Undetermined, NotBound},
    "proofPurpose": {ProofInvalid, WrongPurpose},
    "proofValue": {ProofInvalid},
    "created": {ProofInvalid},
    # Where a JCS proof brings the context, it stands in for the document's.
    "@context": {ProofInvalid, NonConforming, DataLoss},
}


def signed(suite, key, name):
    return issuer(key).issue(DOCUMENTS[name](), securing=suite).value


def expected(pointer, suite):
    steps = parse(pointer)
    if steps[0] == "proof":
        return OF_PROOF_MEMBERS[steps[1]] if len(steps) > 1 else {ProofInvalid, Malformed}
    return BEFORE_THE_SIGNATURE[steps[0]] | {ProofInvalid}


def refused(document, allowed, what):
    report = verifier().examine_credential(document)
    assert report.verdict != "valid", what
    assert report.error is not None, what
    assert isinstance(report.error, VerificationError), what
    assert type(report.error) in allowed, (what, type(report.error), str(report.error))
    return report.error


ALL_MEMBERS = {
    "id": "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544",
    "created": "2026-05-01T00:00:00Z",
    "expires": "2026-07-01T00:00:00Z",
    "domain": ["shop.example", "library.example"],
    "challenge": "a challenge",
    "nonce": "a nonce",
}


def rules_for(suite, name):
    by_text = "jcs" in suite
    rules = mutations.CREDENTIAL_BY_TEXT if by_text else mutations.CREDENTIAL_BY_STATEMENTS
    if name == "alumni-v1":
        return [*(mutations.UNDEFINED_TYPES if by_text else mutations.UNDEFINED_STATEMENTS), *rules]
    if suite == "Ed25519Signature2020":
        # The context of the suite comes last; without it the examples' context gives every word a meaning.
        return [(r"\{\} /@context/2", ProofInvalid), *rules]
    return rules


@pytest.mark.parametrize("members", [{}, ALL_MEMBERS], ids=["plain", "all-members"])
@pytest.mark.parametrize(("suite", "key", "name"), CASES)
def test_every_change_of_a_credential(suite, key, name, members):
    document = issuer(key).issue(DOCUMENTS[name](), securing=suite, proof=members).value
    assert set(members) <= set(document["proof"])
    mutations.check_every_change(document, verifier().examine_credential, rules_for(suite, name))


def test_every_change_of_a_chain_of_proofs():
    first = issuer().issue(degree(), proof=ALL_MEMBERS).value
    chained = issuer().issue(first, proof={"previousProof": ALL_MEMBERS["id"]}).value
    rules = [(r"changed /proof/0/(type|cryptosuite)", ProofInvalid), *mutations.CREDENTIAL_BY_STATEMENTS]
    mutations.check_every_change(chained, verifier().examine_credential, rules)


@pytest.mark.parametrize(
    ("suite", "rules"),
    [
        ("eddsa-rdfc-2022", [*mutations.PRESENTATION_BY_STATEMENTS, *mutations.UNDEFINED_STATEMENTS]),
        ("eddsa-jcs-2022", mutations.PRESENTATION_BY_TEXT),
    ],
)
def test_every_change_of_a_presentation(suite, rules):
    presentation = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.did,
        "verifiableCredential": [issuer().issue(degree()).value],
    }
    environment = Environment(contexts=Contexts.bundled())
    draft = suite_named(suite).prepare(
        presentation,
        key=KeyFacts(algorithm="Ed25519", verification_method=HOLDER.verification_method, public=HOLDER.public),
        purpose="authentication",
        members=ALL_MEMBERS | {"domain": SHOP},
        mandatory=(),
        environment=environment,
    )
    signed = draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value

    def judge(document):
        return verifier(SHOP).examine(document, challenge=ALL_MEMBERS["challenge"])

    mutations.check_every_change(signed, judge, rules)


@pytest.mark.parametrize(("suite", "key", "name"), CASES)
def test_every_array_shortened_lengthened_and_turned_round(suite, key, name):
    document = signed(suite, key, name)
    arrays = [(pointer, value) for pointer, value in walk(document) if isinstance(value, list)]
    assert arrays
    for pointer, value in arrays:
        steps = parse(pointer)
        allowed = expected(pointer, suite) | {NonConforming}

        def shorten(container, place):
            container[place] = container[place][:-1]

        refused(replaced(document, pointer, shorten), allowed, pointer)

        def lengthen(container, place):
            container[place] = [*container[place], "https://more.example/"]

        # A context after those that a JCS proof knows is not what was signed, and may follow (VC-DI-EDDSA 1.0 §3.3.2).
        if not (pointer == "/@context" and "jcs" in suite):
            refused(replaced(document, pointer, lengthen), allowed, pointer)
        if value == value[::-1]:
            continue

        def turn(container, place):
            container[place] = container[place][::-1]

        # In RDF an array is a set unless its term says otherwise; contexts have an order, and so has JCS.
        if "jcs" in suite or steps[-1] == "@context":
            refused(replaced(document, pointer, turn), allowed, pointer)


@pytest.mark.parametrize(("suite", "key", "name"), CASES)
def test_members_added(suite, key, name):
    document = signed(suite, key, name)
    objects = [pointer for pointer, value in walk(document) if isinstance(value, dict)]
    for pointer in objects:
        for member in ({"more": "x"}, {"description": "x"}, {"https://more.example/": "x"}):
            changed = copy.deepcopy(document)
            place = changed
            for step in parse(pointer):
                place = place[int(step) if isinstance(place, list) else step]
            place.update(member)
            refused(changed, {ProofInvalid, DataLoss, NonConforming}, (pointer, member))


def test_contexts_after_the_signed_ones_are_left_out():
    document = signed("eddsa-jcs-2022", "Ed25519", "degree")
    extended = document | {"@context": [*document["@context"], "https://more.example/"]}
    verified = verifier().verify_credential(extended)
    assert verified.document["@context"] == document["@context"]


def test_a_context_that_is_added_to_the_document_is_not_added_to_the_proof():
    value = issuer().issue(degree(), securing="eddsa-jcs-2022").value
    value["@context"].append("https://more.example/")
    assert verifier().verify_credential(value).document["@context"] == value["@context"][:-1]


@pytest.mark.parametrize(("suite", "key"), SUITES)
def test_proofs_are_not_exchangeable(suite, key):
    first = issuer(key).issue(degree(), securing=suite).value
    second = issuer(key).issue(degree(name="Another"), securing=suite).value
    with pytest.raises(ProofInvalid):
        verifier().verify_credential(first | {"proof": second["proof"]})
    with pytest.raises(VcwalletError):
        verifier().verify_credential(first | {"proof": [first["proof"], second["proof"]]})
