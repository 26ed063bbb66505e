"""How a credential is secured: one Suite protocol, one room a mechanism."""

from vcwallet.securing.holder_commitment import HolderCommitment, HolderSecrets
from vcwallet.securing.recognise import is_wrapped, open_evidence, read, suite_named
from vcwallet.securing.signing import require_signer, sign
from vcwallet.securing.suite import (
    BbsSigningInput,
    Binding,
    Draft,
    Environment,
    Evidence,
    Expectation,
    Findings,
    HolderProof,
    KeyFacts,
    Original,
    Presented,
    ProvenBy,
    Revealed,
    Secured,
    SigningInput,
    Suite,
)

__all__ = [
    "BbsSigningInput",
    "Binding",
    "Draft",
    "Environment",
    "Evidence",
    "Expectation",
    "Findings",
    "HolderCommitment",
    "HolderProof",
    "HolderSecrets",
    "KeyFacts",
    "Original",
    "Presented",
    "ProvenBy",
    "Revealed",
    "Secured",
    "SigningInput",
    "Suite",
    "is_wrapped",
    "open_evidence",
    "read",
    "require_signer",
    "sign",
    "suite_named",
]
