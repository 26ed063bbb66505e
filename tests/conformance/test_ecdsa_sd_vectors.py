"""W3C's vectors for ecdsa-sd-2023: every intermediate value of base proof, derivation and verification."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from vcwallet import SigningKey
from vcwallet.encoding import base
from vcwallet.rdf import Contexts, canonicalize, to_statements
from vcwallet.resources import Resources
from vcwallet.securing import Environment, Expectation, KeyFacts, open_evidence, suite_named
from vcwallet.securing.data_integrity import ecdsa_sd_values
from vcwallet.securing.data_integrity.configuration import rdfc_digest
from vcwallet.securing.data_integrity.proof import parse
from vcwallet.securing.data_integrity.selective import (
    Selection,
    disclose,
    hmac_labels,
    label_statements,
    revealed_lines,
    split,
)

ENVIRONMENT = Environment(contexts=Contexts.bundled())
HOLDER = Expectation(
    purpose="assertionMethod", at=datetime(2024, 1, 1, tzinfo=UTC), resources=Resources(), as_holder=True
)
VERIFIER = Expectation(purpose="assertionMethod", at=datetime(2024, 1, 1, tzinfo=UTC), resources=Resources())
MANDATORY = ["/issuer"]
SELECTIVE = ["/validFrom", "/validUntil", "/credentialSubject/birthCountry"]


class Vectors:
    def __init__(self, folder):
        self.folder = folder

    def __getitem__(self, name):
        return json.loads((self.folder / "ecdsa-sd-2023" / "employ" / f"{name}.json").read_text(encoding="utf-8"))

    @property
    def document(self):
        return json.loads((self.folder / "employmentAuth.json").read_text(encoding="utf-8"))

    @property
    def material(self):
        return json.loads((self.folder / "ecdsa-sd-2023" / "SDKeyMaterial.json").read_text(encoding="utf-8"))

    def key(self, name):
        pair = self.material[name]
        return SigningKey.from_multikey(pair["publicKeyMultibase"], pair["secretKeyMultibase"])

    @property
    def hmac_key(self):
        return bytes.fromhex(self.material["hmacKeyString"])

    def statements(self):
        return label_statements(self.document, hmac_labels(self.hmac_key), ENVIRONMENT)

    def groups(self):
        return (Selection.of(self.document, pointers) for pointers in (MANDATORY, SELECTIVE))


@pytest.fixture
def known(vectors):
    folder = vectors / "ecdsa"
    assert json.loads((folder / "employMandatory.json").read_text()) == MANDATORY
    assert json.loads((folder / "employSelective.json").read_text()) == SELECTIVE
    return Vectors(folder)


def entries(group):
    return [tuple(entry) for entry in group["value"]]


def errors(findings):
    return [check.error for check in findings.checks if check.error is not None]


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
    assert [(i, line) for i, line in enumerate(statements.lines) if i in covered] == entries(transform["mandatory"])
    assert [(i, line) for i, line in enumerate(statements.lines) if i not in covered] == entries(
        transform["nonMandatory"]
    )
    assert transform["hmacKeyString"].lower() == known.hmac_key.hex()


def test_hashes(known):
    statements = known.statements()
    mandatory, _ = known.groups()
    always, _ = split(statements.lines, statements.covered(mandatory))
    hashes = known["addHashData"]
    assert hashlib.sha256("".join(always).encode()).hexdigest() == hashes["mandatoryHash"]
    configuration = known["addProofConfig"]
    assert rdfc_digest(configuration, "sha256", ENVIRONMENT).hex() == hashes["proofHash"]
    canonical = canonicalize(to_statements(configuration, ENVIRONMENT.contexts).quads).nquads
    path = known.folder / "ecdsa-sd-2023" / "employ" / "addProofConfigCanon.txt"
    assert canonical == path.read_text(encoding="utf-8")


def test_base_proof_value(known):
    value = ecdsa_sd_values.parse(parse(known["addSignedSDBase"]["proof"], "/proof"))
    raw = known["addRawBaseSignatureInfo"]
    assert value.base_signature.hex() == raw["baseSignature"]
    assert base.multibase_encode(b"\x80\x24" + value.public_key) == raw["publicKey"]
    assert [signature.hex() for signature in value.signatures] == raw["signatures"]
    assert value.hmac_key == known.hmac_key
    assert list(value.mandatory_pointers) == raw["mandatoryPointers"] == MANDATORY
    assert value.encode() == known["addSignedSDBase"]["proof"]["proofValue"]


def test_what_the_issuer_signs(known):
    """With the vector's randomness our draft has the vector's keys, labels, groups and hashes."""
    scoped, issuer = known.key("proofKeyPair"), known.key("baseKeyPair")
    given = {32: iter([known.hmac_key, _secret(known.material["proofKeyPair"])])}
    environment = Environment(contexts=Contexts.bundled(), randomness=lambda count: next(given[count]))
    key = KeyFacts(algorithm="P-256", verification_method=issuer.verification_method, public=issuer.public)
    draft = suite_named("ecdsa-sd-2023").prepare(
        known.document,
        key=key,
        purpose="assertionMethod",
        members={"created": known["addProofConfig"]["created"]},
        mandatory=MANDATORY,
        environment=environment,
    )
    hashes = known["addHashData"]
    signed = bytes.fromhex(hashes["proofHash"]) + b"\x80\x24" + scoped.public.raw
    assert [wanted.data for wanted in draft.signing_inputs] == [signed + bytes.fromhex(hashes["mandatoryHash"])]
    secured = draft.complete([issuer.sign(wanted.data) for wanted in draft.signing_inputs]).value
    expected = known["addSignedSDBase"]
    assert secured | {"proof": None} == expected | {"proof": None}
    assert {**secured["proof"], "proofValue": ""} == {**expected["proof"], "proofValue": ""}
    assert not errors(open_evidence(secured, ENVIRONMENT).check(HOLDER))


def _secret(pair):
    decoded = base.multibase_decode(pair["secretKeyMultibase"])
    return base.multicodec_decode(decoded)[1]


def test_base_document_is_verified_by_its_holder_only(known):
    evidence = open_evidence(known["addSignedSDBase"], ENVIRONMENT)
    findings = evidence.check(HOLDER)
    assert not errors(findings)
    assert [proof.controller for proof in findings.proofs] == [known.key("baseKeyPair").did]
    assert [error.code for error in errors(evidence.check(VERIFIER))] == ["base_proof"]


def test_recovered_base_data(known):
    recovered = known["derivedRecoveredBaseData"]
    value = ecdsa_sd_values.parse(parse(known["addSignedSDBase"]["proof"], "/proof"))
    assert value.hmac_key.hex() == recovered["hmacKey"].lower()
    assert value.base_signature.hex() == recovered["baseSignature"]
    assert [signature.hex() for signature in value.signatures] == recovered["signatures"]
    assert list(value.mandatory_pointers) == recovered["mandatoryPointers"]


def test_groups_of_the_derivation(known):
    statements = known.statements()
    mandatory, chosen = known.groups()
    groups = known["derivedAllGroupData"]["groups"]
    for name, selection in (("mandatory", mandatory), ("selective", chosen), ("combined", mandatory | chosen)):
        covered = statements.covered(selection)
        assert [(index, statements.lines[index]) for index in covered] == entries(groups[name]["matching"]), name
    indexes = known["derivedGroupIndexes"]
    assert statements.covered(mandatory) == indexes["mandatoryIndexes"]
    assert statements.covered(chosen) == indexes["selectiveIndexes"]
    others = sorted(set(range(len(statements.lines))) - set(statements.covered(mandatory)))
    assert others == indexes["nonMandatoryIndexes"]
    assert statements.covered(mandatory | chosen) == indexes["combinedIndexes"]


def test_disclosure(known):
    statements = known.statements()
    mandatory, chosen = known.groups()
    disclosure = disclose(known.document, statements, mandatory=mandatory, chosen=chosen, environment=ENVIRONMENT)
    assert list(disclosure.mandatory_indexes) == known["derivedAdjMandatoryIndexes"]["adjMandatoryIndexes"]
    adjusted = known["derivedAdjSignatures"]
    assert list(disclosure.selective_indexes) == adjusted["adjSignatureIndexes"]
    signatures = known["addRawBaseSignatureInfo"]["signatures"]
    assert [signatures[index] for index in disclosure.selective_indexes] == adjusted["filteredSignatures"]
    assert disclosure.document == known["derivedUnsignedReveal"]
    expected = dict(known["derivedDisclosureData"]["labelMap"]["value"])
    assert disclosure.labels == {f"_:{canonical}": f"_:{label}" for canonical, label in expected.items()}


def test_derived_document_is_reproduced(known):
    revealed = open_evidence(known["addSignedSDBase"], ENVIRONMENT).reveal(SELECTIVE)
    assert revealed.document == known["derivedUnsignedReveal"]
    assert revealed.value == known["derivedRevealDocument"]


def test_derived_document_is_verified(known):
    for expectation in (VERIFIER, HOLDER):
        findings = open_evidence(known["derivedRevealDocument"], ENVIRONMENT).check(expectation)
        assert not errors(findings)
        assert [proof.controller for proof in findings.proofs] == [known.key("baseKeyPair").did]


def test_verify_data(known):
    secured = known["derivedRevealDocument"]
    value = ecdsa_sd_values.parse(parse(secured["proof"], "/proof"))
    parsed, expected = known["verifyDerivedProofValue"], known["verifyCreateVerifyData"]
    assert value.base_signature.hex() == parsed["baseSignature"] == expected["baseSignature"]
    assert base.multibase_encode(b"\x80\x24" + value.public_key) == parsed["publicKey"]
    assert [signature.hex() for signature in value.signatures] == parsed["signatures"] == expected["signatures"]
    assert value.labels == {f"_:{canonical}": f"_:{label}" for canonical, label in parsed["labelMap"]}
    assert list(value.mandatory_indexes) == parsed["mandatoryIndexes"]
    document = {name: member for name, member in secured.items() if name != "proof"}
    lines = revealed_lines(document, value.labels, ENVIRONMENT, "/proof/proofValue")
    assert lines == known["verifyNQuads"]
    always, others = split(lines, value.mandatory_indexes)
    assert others == expected["nonMandatory"]
    assert hashlib.sha256("".join(always).encode()).hexdigest() == expected["mandatoryHash"]
    config = known["addProofConfig"]
    assert rdfc_digest(config, "sha256", ENVIRONMENT).hex() == expected["proofHash"]
