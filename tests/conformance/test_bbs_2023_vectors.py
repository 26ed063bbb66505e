"""W3C's vectors for bbs-2023 (baseline): every intermediate value, base signature and derived proof to the byte.

Random scalars are mocked as draft-irtf-cfrg-bbs-signatures, section 8.1, says, but for the domain separation tag: the
vectors were made with the api_id alone. The masks of this library, which no output depends on, are drawn after them.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime

import pytest

from vcwallet import SigningKey, bbs
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.rdf import Contexts, canonicalize, to_statements
from vcwallet.resources import Resources
from vcwallet.securing import Environment, Expectation, KeyFacts, open_evidence, sign, suite_named
from vcwallet.securing.data_integrity import bbs_signatures, bbs_values
from vcwallet.securing.data_integrity.bbs_statements import bbs_header, divide_as_signed, divide_revealed
from vcwallet.securing.data_integrity.configuration import rdfc_digest
from vcwallet.securing.data_integrity.proof import parse
from vcwallet.securing.data_integrity.selective import (
    Selection,
    disclose,
    label_statements,
    revealed_lines,
    shuffled_labels,
    split,
)
from vcwallet.securing.holder_commitment import BASELINE

ENVIRONMENT = Environment(contexts=Contexts.bundled())
HOLDER = Expectation(
    purpose="assertionMethod", at=datetime(2024, 1, 1, tzinfo=UTC), resources=Resources(), as_holder=True
)
VERIFIER = Expectation(purpose="assertionMethod", at=datetime(2024, 1, 1, tzinfo=UTC), resources=Resources())


class Vectors:
    def __init__(self, folder):
        self.folder = folder
        material = self["BBSKeyMaterial"]
        self.key = SigningKey.from_secret_bytes("BLS12-381", bytes.fromhex(material["privateKeyHex"]))
        assert self.key.public.raw.hex() == material["publicKeyHex"]
        self.hmac_key = bytes.fromhex(material["hmacKeyString"])
        self.document, self.mandatory, self.selective = (
            self[name] for name in ("windDoc", "windMandatory", "windSelective")
        )
        self.presentation_header = bytes.fromhex(self["BBSDeriveMaterial"]["presentationHeaderHex"])

    def __getitem__(self, name):
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def statements(self):
        return label_statements(self.document, shuffled_labels(self.hmac_key), ENVIRONMENT)

    def groups(self):
        return (Selection.of(self.document, pointers) for pointers in (self.mandatory, self.selective))

    def base(self):
        return bbs_values.parse(parse(self["addSignedSDBase"]["proof"], "/proof"))

    def derived(self):
        return bbs_values.parse(parse(self["derivedRevealDocument"]["proof"], "/proof"))

    def disclosure(self):
        mandatory, chosen = self.groups()
        return disclose(self.document, self.statements(), mandatory=mandatory, chosen=chosen, environment=ENVIRONMENT)


class MockedRandomness:
    """seeded_random_scalars of section 8.1 as a source of randomness: `count` draws, then real randomness."""

    def __init__(self, seed, count):
        suite = Ciphersuite.BLS12_381_SHA_256
        self.rest = suite.expand_message(seed, suite.value + b"H2G_HM2S_", 48 * count)

    def __call__(self, length):
        if not self.rest:
            return secrets.token_bytes(length)
        drawn, self.rest = self.rest[:length], self.rest[length:]
        return drawn


@pytest.fixture
def known(vectors):
    return Vectors(vectors / "bbs-2023")


def entries(group):
    return [tuple(entry) for entry in group["value"]]


def errors(findings):
    return [check.error for check in findings.checks if check.error is not None]


def test_canonical_document(known):
    quads = to_statements(known.document, ENVIRONMENT.contexts).quads
    assert canonicalize(quads).lines == known["addBaseDocCanon"]


def test_shuffled_labels(known):
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
    # The file may have a further newline at its end.
    assert canonical.strip() == (known.folder / "addProofConfigCanon.txt").read_text(encoding="utf-8").strip()
    header = bbs_header(
        known.document, parse(known["addSignedSDBase"]["proof"], "/proof").options(), always, ENVIRONMENT
    )
    assert header.hex() == hashes["proofHash"] + hashes["mandatoryHash"] == known.base().header.hex()


def test_base_proof_value(known):
    value, raw = known.base(), known["addRawBaseSignatureInfo"]
    assert value.signature.hex() == raw["bbsSignature"]
    assert value.public_key == known.key.public.raw
    assert value.hmac_key == known.hmac_key
    assert list(value.mandatory_pointers) == raw["mandatoryPointers"]
    assert value.feature is BASELINE
    assert value.encode() == known["addSignedSDBase"]["proof"]["proofValue"]


def test_base_document_is_reproduced(known):
    """With the vector's HMAC key our issuer makes the vector's base proof: BBS signatures are deterministic."""
    environment = Environment(contexts=Contexts.bundled(), randomness=lambda _: known.hmac_key)
    key = KeyFacts(algorithm="BLS12-381", verification_method=known.key.verification_method, public=known.key.public)
    draft = suite_named("bbs-2023").prepare(
        known.document,
        key=key,
        purpose="assertionMethod",
        members={"created": known["addProofConfig"]["created"]},
        mandatory=known.mandatory,
        environment=environment,
    )
    (wanted,) = draft.signing_inputs
    assert [message.decode() for message in wanted.messages] == [
        line for _, line in entries(known["addBaseTransform"]["nonMandatory"])
    ]
    assert draft.complete([sign(known.key, wanted)]).value == known["addSignedSDBase"]


def test_base_document_is_verified_by_its_holder_only(known):
    evidence = open_evidence(known["addSignedSDBase"], ENVIRONMENT)
    findings = evidence.check(HOLDER)
    assert not errors(findings)
    assert [proof.controller for proof in findings.proofs] == [known.key.did]
    assert [error.code for error in errors(evidence.check(VERIFIER))] == ["base_proof"]


def test_recovered_base_data(known):
    recovered, value = known["derivedRecoveredBaseData"], known.base()
    assert value.signature.hex() == recovered["bbsSignature"]
    assert value.hmac_key.hex() == recovered["hmacKey"]
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
    disclosure, adjusted, data = known.disclosure(), known["derivedAdjIndexes"], known["derivedDisclosureData"]
    assert list(disclosure.mandatory_indexes) == adjusted["adjMandatoryIndexes"] == data["mandatoryIndexes"]
    assert list(disclosure.selective_indexes) == adjusted["adjSelectiveIndexes"] == data["adjSelectiveIndexes"]
    assert disclosure.labels == {
        f"_:{canonical}": f"_:{label}" for canonical, label in dict(data["labelMap"]["value"]).items()
    }
    # Members of objects have no order: compared as texts they would differ.
    assert disclosure.document == known["derivedUnsignedReveal"]


def test_derived_proof_is_reproduced(known):
    """With the vector's random scalars and presentation header, the vector's proof and proof value come out."""
    disclosure, expected, proof = known.disclosure(), known["derivedRevealDocument"], known["addSignedSDBase"]["proof"]
    division = divide_as_signed(known.document, parse(proof, "/proof"), known.base(), ENVIRONMENT)
    hidden = len(division.messages) - len(disclosure.selective_indexes)
    made, pseudonym = bbs_signatures.prove(
        known.base(),
        division.messages,
        disclosure.selective_indexes,
        presentation_header=known.presentation_header,
        secrets=(),
        nym_domain=None,
        randomness=MockedRandomness(bytes.fromhex(known["BBSDeriveMaterial"]["pseudoRandSeedHex"]), 5 + hidden),
    )
    assert pseudonym is None
    assert made.hex() == known["derivedDisclosureData"]["bbsProof"]
    derived = bbs_values.DerivedValue(
        feature=BASELINE,
        proof=made,
        labels=disclosure.labels,
        mandatory_indexes=disclosure.mandatory_indexes,
        selective_indexes=disclosure.selective_indexes,
        presentation_header=known.presentation_header,
    )
    assert derived.encode() == expected["proof"]["proofValue"]
    assert disclosure.document | {"proof": proof | {"proofValue": derived.encode()}} == expected


def test_derived_proof_value(known):
    value, data = known.derived(), known["derivedDisclosureData"]
    assert value.proof.hex() == data["bbsProof"]
    assert value.presentation_header == known.presentation_header == bytes(data["presentationHeader"].values())
    assert list(value.mandatory_indexes) == data["mandatoryIndexes"]
    assert list(value.selective_indexes) == data["adjSelectiveIndexes"]
    assert value.signed_messages == len(known["addBaseTransform"]["nonMandatory"]["value"])
    assert value.encode() == known["derivedRevealDocument"]["proof"]["proofValue"]


def test_derived_document_is_verified(known):
    for expectation in (VERIFIER, HOLDER):
        findings = open_evidence(known["derivedRevealDocument"], ENVIRONMENT).check(expectation)
        assert not errors(findings)
        assert [proof.controller for proof in findings.proofs] == [known.key.did]


def test_verify_data(known):
    secured, value = known["derivedRevealDocument"], known.derived()
    document = {name: member for name, member in secured.items() if name != "proof"}
    assert document == known["derivedUnsignedReveal"]
    statements = known.statements()
    shown = [statements.lines[index] for index in known["derivedGroupIndexes"]["combinedIndexes"]]
    assert revealed_lines(document, value.labels, ENVIRONMENT, "/proof/proofValue") == shown
    always, disclosed = divide_revealed(document, value, ENVIRONMENT, "/proof/proofValue")
    transform = dict(entries(known["addBaseTransform"]["mandatory"]))
    assert always == list(transform.values())
    header = bbs_header(document, parse(secured["proof"], "/proof").options(), always, ENVIRONMENT)
    hashes = known["addHashData"]
    assert header.hex() == hashes["proofHash"] + hashes["mandatoryHash"]
    bbs.proof_verify(
        known.key.public.raw,
        value.proof,
        disclosed_messages=list(disclosed),
        disclosed_indexes=value.selective_indexes,
        header=header,
        presentation_header=known.presentation_header,
    )
