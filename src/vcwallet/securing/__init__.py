"""How a credential is secured: one Suite protocol, one room a mechanism."""

from vcwallet.securing.recognise import open_evidence, read, suite_named
from vcwallet.securing.suite import (
    Binding,
    Draft,
    Environment,
    Evidence,
    Expectation,
    Findings,
    KeyFacts,
    ProvenBy,
    Revealed,
    Secured,
    SigningInput,
    Suite,
)

__all__ = [
    "Binding",
    "Draft",
    "Environment",
    "Evidence",
    "Expectation",
    "Findings",
    "KeyFacts",
    "ProvenBy",
    "Revealed",
    "Secured",
    "SigningInput",
    "Suite",
    "open_evidence",
    "read",
    "suite_named",
]
