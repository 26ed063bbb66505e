"""W3C's vectors for ecdsa-sd-2023: what is signed and shown beside what test_selective_vectors.py looks at."""

import hashlib
import json

import pytest
from conformance.selective_vectors import ENVIRONMENT, HOLDER, ecdsa_sd_2023, entries, errors

from vcwallet import SigningKey
from vcwallet.encoding import base
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, open_evidence, suite_named
from vcwallet.securing.data_integrity.configuration import rdfc_digest
from vcwallet.securing.data_integrity.selective import revealed_lines, split

MANDATORY = ["/issuer"]
SELECTIVE = ["/validFrom", "/validUntil", "/credentialSubject/birthCountry"]


@pytest.fixture
def known(vectors):
    known = ecdsa_sd_2023(vectors)
    assert (known.mandatory, known.selective) == (MANDATORY, SELECTIVE)
    return known


def test_base_proof_value(known):
    value, raw = known.base(), known["addRawBaseSignatureInfo"]
    assert value.base_signature.hex() == raw["baseSignature"]
    assert base.multibase_encode(b"\x80\x24" + value.public_key) == raw["publicKey"]
    assert [signature.hex() for signature in value.signatures] == raw["signatures"]


def test_what_the_issuer_signs(known):
    """With the vector's randomness our draft has the vector's keys, labels, groups and hashes."""
    pair = json.loads((known.folder.parent / "SDKeyMaterial.json").read_text(encoding="utf-8"))["proofKeyPair"]
    scoped = SigningKey.from_multikey(pair["publicKeyMultibase"], pair["secretKeyMultibase"])
    issuer = known.key
    given = {32: iter([known.hmac_key, _secret(pair)])}
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


def test_recovered_base_data(known):
    recovered, value = known["derivedRecoveredBaseData"], known.base()
    assert value.base_signature.hex() == recovered["baseSignature"]
    assert [signature.hex() for signature in value.signatures] == recovered["signatures"]


def test_groups_of_the_derivation(known):
    statements = known.statements()
    mandatory, chosen = known.groups()
    groups = known["derivedAllGroupData"]["groups"]
    for name, selection in (("mandatory", mandatory), ("selective", chosen), ("combined", mandatory | chosen)):
        covered = statements.covered(selection)
        assert [(index, statements.lines[index]) for index in covered] == entries(groups[name]["matching"]), name


def test_disclosure(known):
    disclosure = known.disclosure()
    assert list(disclosure.mandatory_indexes) == known["derivedAdjMandatoryIndexes"]["adjMandatoryIndexes"]
    adjusted = known["derivedAdjSignatures"]
    assert list(disclosure.selective_indexes) == adjusted["adjSignatureIndexes"]
    signatures = known["addRawBaseSignatureInfo"]["signatures"]
    assert [signatures[index] for index in disclosure.selective_indexes] == adjusted["filteredSignatures"]


def test_derived_document_is_reproduced(known):
    revealed = open_evidence(known["addSignedSDBase"], ENVIRONMENT).reveal(SELECTIVE)
    assert revealed.document == known["derivedUnsignedReveal"]
    assert revealed.value == known["derivedRevealDocument"]


def test_verify_data(known):
    secured, value = known["derivedRevealDocument"], known.derived()
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
