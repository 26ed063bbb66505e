"""Data Integrity: proofs embedded in the document (VC Data Integrity 1.0)."""

from vcwallet.securing.data_integrity.evidence import DataIntegrityEvidence
from vcwallet.securing.data_integrity.prepare import DataIntegritySuite
from vcwallet.securing.data_integrity.present import present
from vcwallet.securing.data_integrity.suites import CRYPTOSUITES

__all__ = ["CRYPTOSUITES", "DataIntegrityEvidence", "DataIntegritySuite", "present"]
