"""W3C's vectors for ecdsa-sd-2023 and bbs-2023: what both suites do in the same way."""

import hashlib

import pytest
from conformance.selective_vectors import ENVIRONMENT, HOLDER, VERIFIER, bbs_2023, ecdsa_sd_2023, entries, errors

from vcwallet.rdf import canonicalize, to_statements
from vcwallet.securing import open_evidence
from vcwallet.securing.data_integrity.configuration import rdfc_digest
from vcwallet.securing.data_integrity.selective import split


@pytest.fixture(params=[ecdsa_sd_2023, bbs_2023], ids=["ecdsa-sd-2023", "bbs-2023"])
def known(vectors, request):
    return request.param(vectors)


def test_canonical_document(known):
    quads = to_statements(known.document, ENVIRONMENT.contexts).quads
    assert canonicalize(quads).lines == known["addBaseDocCanon"]


def test_labels_from_the_hmac(known):
    assert known.statements().lines == known["addBaseDocHMACCanon"]


def test_mandatory_group(known):
    statements = known.statements()
    mandatory, _ = known.groups()
    covered = set(statements.covered(mandatory))
    transform = known["addBaseTransform"]
    assert transform["mandatoryPointers"] == known.mandatory
    assert [(i, line) for i, line in enumerate(statements.lines) if i in covered] == entries(transform["mandatory"])
    assert [(i, line) for i, line in enumerate(statements.lines) if i not in covered] == entries(
        transform["nonMandatory"]
    )
    assert bytes.fromhex(transform["hmacKeyString"]) == known.hmac_key


def test_hashes(known):
    statements = known.statements()
    mandatory, _ = known.groups()
    always, _ = split(statements.lines, statements.covered(mandatory))
    hashes, configuration = known["addHashData"], known["addProofConfig"]
    assert hashlib.sha256("".join(always).encode()).hexdigest() == hashes["mandatoryHash"]
    assert rdfc_digest(configuration, "sha256", ENVIRONMENT).hex() == hashes["proofHash"]
    canonical = canonicalize(to_statements(configuration, ENVIRONMENT.contexts).quads).nquads
    assert canonical == known.text("addProofConfigCanon")


def test_base_proof_value(known):
    value, raw = known.base(), known["addRawBaseSignatureInfo"]
    assert value.hmac_key == known.hmac_key
    assert list(value.mandatory_pointers) == raw["mandatoryPointers"] == known.mandatory
    assert value.encode() == known["addSignedSDBase"]["proof"]["proofValue"]


def test_base_document_is_verified_by_its_holder_only(known):
    evidence = open_evidence(known["addSignedSDBase"], ENVIRONMENT)
    findings = evidence.check(HOLDER)
    assert not errors(findings)
    assert [proof.controller for proof in findings.proofs] == [known.key.did]
    assert [error.code for error in errors(evidence.check(VERIFIER))] == ["base_proof"]


def test_recovered_base_data(known):
    recovered, value = known["derivedRecoveredBaseData"], known.base()
    assert value.hmac_key.hex() == recovered["hmacKey"].lower()
    assert list(value.mandatory_pointers) == recovered["mandatoryPointers"]


def test_groups_of_the_derivation(known):
    statements = known.statements()
    mandatory, chosen = known.groups()
    indexes = known["derivedGroupIndexes"]
    assert statements.covered(mandatory) == indexes["mandatoryIndexes"]
    assert statements.covered(chosen) == indexes["selectiveIndexes"]
    assert statements.covered(mandatory | chosen) == indexes["combinedIndexes"]
    others = sorted(set(range(len(statements.lines))) - set(indexes["mandatoryIndexes"]))
    assert others == indexes["nonMandatoryIndexes"]


def test_disclosure(known):
    disclosure, data = known.disclosure(), known["derivedDisclosureData"]
    # Members of objects have no order: compared as texts they would differ.
    assert disclosure.document == known["derivedUnsignedReveal"]
    assert disclosure.labels == {
        f"_:{canonical}": f"_:{label}" for canonical, label in dict(data["labelMap"]["value"]).items()
    }
    assert list(disclosure.mandatory_indexes) == data["mandatoryIndexes"]


def test_derived_document_is_verified(known):
    for expectation in (VERIFIER, HOLDER):
        findings = open_evidence(known["derivedRevealDocument"], ENVIRONMENT).check(expectation)
        assert not errors(findings)
        assert [proof.controller for proof in findings.proofs] == [known.key.did]
