"""W3C's vectors for bbs-2023 (baseline), beside test_selective_vectors.py: signature and derived proof to the byte.

Random scalars are mocked as draft-irtf-cfrg-bbs-signatures, section 8.1, says, but for the domain separation tag: the
vectors were made with the api_id alone. The masks of this library, which no output depends on, are drawn after them.
"""

import secrets

import pytest
from conformance.selective_vectors import ENVIRONMENT, bbs_2023, entries

from vcwallet import bbs
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, sign, suite_named
from vcwallet.securing.data_integrity import bbs_signatures, bbs_values
from vcwallet.securing.data_integrity.bbs_statements import bbs_header, divide_as_signed, divide_revealed
from vcwallet.securing.data_integrity.proof import parse
from vcwallet.securing.data_integrity.selective import revealed_lines, split
from vcwallet.securing.holder_commitment import BASELINE


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
    return bbs_2023(vectors)


@pytest.fixture
def presentation_header(known):
    return bytes.fromhex(known["BBSDeriveMaterial"]["presentationHeaderHex"])


def test_header(known):
    statements, (mandatory, _) = known.statements(), known.groups()
    always, _ = split(statements.lines, statements.covered(mandatory))
    header = bbs_header(
        known.document, parse(known["addSignedSDBase"]["proof"], "/proof").options(), always, ENVIRONMENT
    )
    hashes = known["addHashData"]
    assert header.hex() == hashes["proofHash"] + hashes["mandatoryHash"] == known.base().header.hex()


def test_base_proof_value(known):
    value, raw = known.base(), known["addRawBaseSignatureInfo"]
    assert value.signature.hex() == raw["bbsSignature"]
    assert value.public_key == known.key.public.raw
    assert value.feature is BASELINE


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


def test_recovered_base_data(known):
    recovered, value = known["derivedRecoveredBaseData"], known.base()
    assert value.signature.hex() == recovered["bbsSignature"]


def test_disclosure(known):
    disclosure, adjusted, data = known.disclosure(), known["derivedAdjIndexes"], known["derivedDisclosureData"]
    assert list(disclosure.mandatory_indexes) == adjusted["adjMandatoryIndexes"] == data["mandatoryIndexes"]
    assert list(disclosure.selective_indexes) == adjusted["adjSelectiveIndexes"] == data["adjSelectiveIndexes"]


def test_derived_proof_is_reproduced(known, presentation_header):
    """With the vector's random scalars and presentation header, the vector's proof and proof value come out."""
    disclosure, expected, proof = known.disclosure(), known["derivedRevealDocument"], known["addSignedSDBase"]["proof"]
    division = divide_as_signed(known.document, parse(proof, "/proof"), known.base(), ENVIRONMENT)
    hidden = len(division.messages) - len(disclosure.selective_indexes)
    made, pseudonym = bbs_signatures.prove(
        known.base(),
        division.messages,
        disclosure.selective_indexes,
        presentation_header=presentation_header,
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
        presentation_header=presentation_header,
    )
    assert derived.encode() == expected["proof"]["proofValue"]
    assert disclosure.document | {"proof": proof | {"proofValue": derived.encode()}} == expected


def test_derived_proof_value(known, presentation_header):
    value, data = known.derived(), known["derivedDisclosureData"]
    assert value.proof.hex() == data["bbsProof"]
    assert value.presentation_header == presentation_header == bytes(data["presentationHeader"].values())
    assert list(value.mandatory_indexes) == data["mandatoryIndexes"]
    assert list(value.selective_indexes) == data["adjSelectiveIndexes"]
    assert value.signed_messages == len(known["addBaseTransform"]["nonMandatory"]["value"])
    assert value.encode() == known["derivedRevealDocument"]["proof"]["proofValue"]


def test_verify_data(known, presentation_header):
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
        presentation_header=presentation_header,
    )
