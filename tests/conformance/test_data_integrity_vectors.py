"""W3C's vectors for the EdDSA and ECDSA cryptosuites: every intermediate value, and the signatures both ways."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from vcwallet import SigningKey
from vcwallet.encoding import jcs
from vcwallet.rdf import Contexts, canonicalize, to_statements
from vcwallet.report import Outcome
from vcwallet.resources import Resources
from vcwallet.securing import Environment, Expectation, KeyFacts, open_evidence, suite_named

ENVIRONMENT = Environment(contexts=Contexts.bundled())
EXPECTATION = Expectation(purpose="assertionMethod", at=datetime(2024, 1, 1, tzinfo=UTC), resources=Resources())


class Case(NamedTuple):
    folder: str
    tag: str
    document: str
    keys: str
    hash_name: str = "sha256"

    @property
    def jcs(self):
        return "jcs" in self.folder

    def path(self, root: Path, name: str) -> Path:
        return root / self.folder / f"{name}{self.tag}"


CASES = [
    Case("eddsa/eddsa-rdfc-2022", "DataInt", "eddsa/unsigned.json", "eddsa/keyPair.json"),
    Case("eddsa/eddsa-rdfc-2022/employ", "DataInt", "eddsa/employmentAuth.json", "eddsa/keyPair.json"),
    Case("eddsa/eddsa-jcs-2022", "JCS", "eddsa/unsigned.json", "eddsa/keyPair.json"),
    Case("eddsa/Ed25519Signature2020", "EdSig", "eddsa/unsigned.json", "eddsa/keyPair.json"),
    Case("ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", "ecdsa/unsigned.json", "ecdsa/p256KeyPair.json"),
    Case("ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "ecdsa/employmentAuth.json", "ecdsa/p256KeyPair.json"),
    Case("ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", "ecdsa/unsigned.json", "ecdsa/p256KeyPair.json"),
    Case("ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", "ecdsa/unsigned.json", "ecdsa/p384KeyPair.json", "sha384"),
]


@pytest.fixture(params=CASES, ids=lambda case: case.folder.replace("/", "-"))
def case(request):
    return request.param


def _json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _signed(vectors, case):
    return _json(vectors / case.folder / f"signed{case.tag}.json")


def _canonical(document, case):
    if case.jcs:
        return jcs.canonicalize(document)
    statements = to_statements(document, ENVIRONMENT.contexts)
    return canonicalize(statements.quads, hash_name=case.hash_name).nquads.encode()


def _key(vectors, case):
    pair = _json(vectors / case.keys)
    return SigningKey.from_multikey(
        pair["publicKeyMultibase"], pair.get("secretKeyMultibase") or pair["privateKeyMultibase"]
    )


def test_canonical_forms_and_hashes(vectors, case):
    document = {name: value for name, value in _signed(vectors, case).items() if name != "proof"}
    config = _json(vectors / case.folder / f"proofConfig{case.tag}.json")
    text = {
        name: (vectors / case.folder / f"{name}{case.tag}.txt").read_bytes()
        for name in ("canonDoc", "docHash", "proofCanon", "proofHash", "combinedHash")
    }
    canonical_document, canonical_config = _canonical(document, case), _canonical(config, case)
    assert canonical_document == text["canonDoc"]
    assert canonical_config == text["proofCanon"]
    document_hash = hashlib.new(case.hash_name, canonical_document).hexdigest()
    config_hash = hashlib.new(case.hash_name, canonical_config).hexdigest()
    assert document_hash == text["docHash"].decode().strip()
    assert config_hash == text["proofHash"].decode().strip()
    assert config_hash + document_hash == text["combinedHash"].decode().strip()


def test_what_is_prepared_for_signing(vectors, case):
    draft = _draft(vectors, case)
    expected = (vectors / case.folder / f"combinedHash{case.tag}.txt").read_text().strip()
    assert [wanted.data.hex() for wanted in draft.signing_inputs] == [expected]


def test_signed_document_is_reproduced(vectors, case):
    draft, key, signed = _draft(vectors, case), _key(vectors, case), _signed(vectors, case)
    ours = draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value
    if key.algorithm == "Ed25519":
        assert ours == signed
    else:  # ECDSA signatures are the signer's own: everything else must be the same
        assert {**ours["proof"], "proofValue": ""} == {**signed["proof"], "proofValue": ""}
        assert ours | {"proof": None} == signed | {"proof": None}
        assert all(check.error is None for check in open_evidence(ours, ENVIRONMENT).check(EXPECTATION).checks)


def test_signed_document_verifies(vectors, case):
    findings = open_evidence(_signed(vectors, case), ENVIRONMENT).check(EXPECTATION)
    assert [check.error for check in findings.checks] == [None] * len(findings.checks)
    assert findings.checks[-1].rule.id == "proof.signature"
    assert [proof.controller for proof in findings.proofs] == [_key(vectors, case).did]


def test_changed_document_is_refused(vectors, case):
    changed = _signed(vectors, case) | {"name": "Another name"}
    findings = open_evidence(changed, ENVIRONMENT).check(EXPECTATION)
    assert [check.error.code for check in findings.checks if check.error] == ["proof_invalid"]
    assert not findings.proofs


CHAIN = "eddsa/proof-set-chain"


@pytest.mark.parametrize("name", ["ProofSet1", "ProofSet2", "ProofChain1", "ProofChain2"])
def test_proof_sets_and_chains_verify(vectors, name):
    document = _json(vectors / CHAIN / f"signed{name}.json")
    findings = open_evidence(document, ENVIRONMENT).check(EXPECTATION)
    assert all(check.error is None for check in findings.checks)
    proofs = document["proof"]
    assert len(findings.proofs) == (len(proofs) if isinstance(proofs, list) else 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [("ProofSet1", "ProofSet2"), ("ProofSet2", "ProofChain1"), ("ProofChain1", "ProofChain2")],
)
def test_proof_sets_and_chains_are_reproduced(vectors, before, after):
    """VC-DI-EDDSA 1.0 §B.5: each step adds one proof to the step before."""
    secured = _json(vectors / CHAIN / f"signed{before}.json")
    expected = _json(vectors / CHAIN / f"signed{after}.json")
    new = expected["proof"][-1]
    pairs = _json(vectors / CHAIN / "multiKeyPairs.json").values()
    pair = next(pair for pair in pairs if pair["publicKeyMultibase"] in new["verificationMethod"])
    key = SigningKey.from_multikey(pair["publicKeyMultibase"], pair["privateKeyMultibase"])
    members = {name: new[name] for name in ("id", "created", "previousProof") if name in new}
    draft = _prepare(secured, new["cryptosuite"], key, members)
    ours = draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value
    assert ours == expected


def test_chain_without_its_earlier_proof_is_refused(vectors):
    document = _json(vectors / CHAIN / "signedProofChain2.json")
    document["proof"] = document["proof"][1:]
    findings = open_evidence(document, ENVIRONMENT).check(EXPECTATION)
    errors = [check.error.code for check in findings.checks if check.outcome is Outcome.REJECTED]
    assert errors == ["previous_proof"]


def _draft(vectors, case):
    signed = _signed(vectors, case)
    document = {name: value for name, value in signed.items() if name != "proof"}
    suite = signed["proof"].get("cryptosuite", signed["proof"]["type"])
    return _prepare(document, suite, _key(vectors, case), {"created": signed["proof"]["created"]})


def _prepare(document, suite, key, members):
    return suite_named(suite).prepare(
        document,
        key=KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public),
        purpose="assertionMethod",
        members=members,
        mandatory=(),
        environment=ENVIRONMENT,
    )
