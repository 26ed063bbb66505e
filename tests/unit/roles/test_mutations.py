"""Everything in a signed credential is changed in turn; each change is refused, with the right class of error."""

import copy

import pytest
from builders import SUITES, alumni_v1, degree, issuer, verifier

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
    "@context": {ProofInvalid, NonConforming},
}


def signed(suite, key, name):
    return issuer(key).issue(DOCUMENTS[name](), securing=suite).value


def expected(pointer, suite):
    steps = parse(pointer)
    if steps[0] == "proof":
        return OF_PROOF_MEMBERS[steps[1]] if len(steps) > 1 else {ProofInvalid, Malformed}
    return BEFORE_THE_SIGNATURE[steps[0]] | {ProofInvalid}


def replaced(document, pointer, change):
    """A copy of `document` in which `change(container, key)` was applied at `pointer`."""
    result = copy.deepcopy(document)
    *steps, last = parse(pointer)
    container = result
    for step in steps:
        container = container[int(step) if isinstance(container, list) else step]
    change(container, int(last) if isinstance(container, list) else last)
    return result


def refused(document, allowed, what):
    report = verifier().examine_credential(document)
    assert report.verdict != "valid", what
    assert report.error is not None, what
    assert isinstance(report.error, VerificationError), what
    assert type(report.error) in allowed, (what, type(report.error), str(report.error))
    return report.error


def other(value):
    """A value of the same kind that differs as little as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    last = value[-1:]
    return value[:-1] + ("b" if last != "b" else "c") if value else "x"


@pytest.mark.parametrize(("suite", "key", "name"), CASES)
def test_every_leaf(suite, key, name):
    document = signed(suite, key, name)
    assert verifier().examine_credential(document).verdict == "valid"
    leaves = [(pointer, value) for pointer, value in walk(document) if not isinstance(value, dict | list)]
    assert len(leaves) > 10
    for pointer, value in leaves:

        def change(container, place, value=value):
            container[place] = other(value)

        refused(replaced(document, pointer, change), expected(pointer, suite), pointer)


@pytest.mark.parametrize(("suite", "key", "name"), CASES)
def test_every_leaf_of_another_kind(suite, key, name):
    document = signed(suite, key, name)
    for pointer, value in list(walk(document)):
        for nonsense in (None, 0, "", [], {}, [[]], {"": None}, True):
            if nonsense == value and type(nonsense) is type(value):
                continue

            def change(container, place, nonsense=nonsense):
                container[place] = copy.deepcopy(nonsense)

            if pointer:
                report = verifier().examine_credential(replaced(document, pointer, change))
                assert report.verdict != "valid", (pointer, nonsense)


@pytest.mark.parametrize(("suite", "key", "name"), CASES)
def test_every_member_removed_and_renamed(suite, key, name):
    document = signed(suite, key, name)
    members = [pointer for pointer, _ in walk(document) if pointer and not parse(pointer)[-1].isdigit()]
    for pointer in members:
        allowed = expected(pointer, suite) | {Malformed, NonConforming, DataLoss}
        refused(replaced(document, pointer, lambda container, place: container.pop(place)), allowed, pointer)

        def rename(container, place):
            container[place + "X"] = container.pop(place)

        refused(replaced(document, pointer, rename), allowed, pointer)


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
