"""W3C's signed examples, changed in every place: each change is refused, with the right class of error."""

import json
from datetime import UTC, datetime

import mutations
import pytest

from vcwallet import TrustedIssuers, Verifier, rules
from vcwallet.errors import DataLoss, Malformed, NotBound, ProofInvalid
from vcwallet.report import Report

EXAMPLES = [
    "eddsa/eddsa-rdfc-2022/signedDataInt",
    "eddsa/eddsa-rdfc-2022/employ/signedDataInt",
    "eddsa/eddsa-jcs-2022/signedJCS",
    "eddsa/Ed25519Signature2020/signedEdSig",
    "eddsa/proof-set-chain/signedProofSet2",
    "eddsa/proof-set-chain/signedProofChain2",
    "ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256",
    "ecdsa/ecdsa-rdfc-2019-p256/employ/signedECDSAP256",
    "ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256",
    "ecdsa/ecdsa-jcs-2019-p384/signedJCSECDSAP384",
]
# In these the contexts define the words that are used, and no others.
EMPLOYMENT = [
    (r"(0|\{\}|\[\[\]\]|\{\"\": null\}|true) /credentialSubject(/.*)?/type(/\d)?", Malformed),
    (r"\[\] /credentialSubject/type/\d", Malformed),
    (r"(changed|removed|\"\") /credentialSubject(/.*)?/type(/\d)?", DataLoss),
    (r"(null|\"\"|\[\]|\[\[\]\]|\{\"\": null\}|renamed) /(issuer|credentialSubject)/image", DataLoss),
    (r"\"\" /credentialSubject/employmentAuthorizationDocument", DataLoss),
    (r"renamed /(name|description|validFrom|validUntil)", DataLoss),
    *mutations.UNDEFINED_STATEMENTS,
]
FURTHER_RULES = {
    "eddsa/eddsa-rdfc-2022/employ/signedDataInt": EMPLOYMENT,
    "ecdsa/ecdsa-rdfc-2019-p256/employ/signedECDSAP256": EMPLOYMENT,
    # The examples' context gives every word a meaning, and the suite's own comes after it.
    "eddsa/Ed25519Signature2020/signedEdSig": [(r"\{\} /@context/2", ProofInvalid)],
    "eddsa/proof-set-chain/signedProofChain2": mutations.EARLIER_PROOFS,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_change_of_a_signed_example(vectors, name):
    document = json.loads((vectors / f"{name}.json").read_text(encoding="utf-8"))
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    # The examples' issuer is a page on the web, of which W3C gives nothing: here it lists the keys.
    issuer = document["issuer"] if isinstance(document["issuer"], str) else document["issuer"]["id"]
    page = {"id": issuer, "assertionMethod": [proof["verificationMethod"] for proof in proofs]}
    resources = {issuer: json.dumps(page).encode()}
    verifier = Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=lambda: datetime(2025, 3, 1, tzinfo=UTC))

    def judge(changed):
        report = verifier.examine_credential(changed, resources=resources)
        if "/employ/" not in name:
            return report
        # Those two are signed by another did:key than the one that they name as issuer.
        checks = tuple(check for check in report.checks if check.rule is not rules.BOUND_TO_ISSUER)
        return Report(checks=checks, verified=object() if len(checks) < len(report.checks) else None)

    if "/employ/" in name:
        assert type(verifier.examine_credential(document).error) is NotBound
    by_text = mutations.CREDENTIAL_BY_TEXT if "jcs" in name else mutations.CREDENTIAL_BY_STATEMENTS
    mutations.check_every_change(document, judge, [*FURTHER_RULES.get(name, []), *by_text])
