"""Data Integrity EdDSA Cryptosuites 1.0: `eddsa-rdfc-2022` (§3.2), `eddsa-jcs-2022` (§3.3), and the old form (§A)."""

from __future__ import annotations

from vcwallet.securing.data_integrity.whole_document import JcsSuite, RdfcSuite

SUITES = (
    RdfcSuite(name="eddsa-rdfc-2022", algorithms=("Ed25519",)),
    JcsSuite(name="eddsa-jcs-2022", algorithms=("Ed25519",)),
    RdfcSuite(name="Ed25519Signature2020", algorithms=("Ed25519",), proof_type="Ed25519Signature2020"),
)
