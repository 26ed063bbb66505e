"""Data Integrity ECDSA Cryptosuites 1.0: `ecdsa-rdfc-2019` (§3.2) and `ecdsa-jcs-2019` (§3.3)."""

from __future__ import annotations

from vcwallet.securing.data_integrity.whole_document import JcsSuite, RdfcSuite

SUITES = (
    RdfcSuite(name="ecdsa-rdfc-2019", algorithms=("P-256", "P-384")),
    JcsSuite(name="ecdsa-jcs-2019", algorithms=("P-256", "P-384")),
)
