"""Verifiable credentials: issue them, hold them, ask for them, verify them.

The public names, nothing else. Errors have their own module, `vcwallet.errors`; the most used ones are here too.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vcwallet.errors import (
    CannotSatisfy,
    FormatError,
    Need,
    Rejected,
    Undetermined,
    UsageError,
    VcwalletError,
    VerificationError,
)
from vcwallet.issuer import Issuer
from vcwallet.keys import PublicKey, SigningKey
from vcwallet.query import AnyOf, Ask, PresentationRequest
from vcwallet.report import Check, Outcome, Report
from vcwallet.securing import Draft, Secured, SigningInput
from vcwallet.trust import TrustedIssuers
from vcwallet.verified import VerifiedCredential, VerifiedPresentation
from vcwallet.verifier import Verifier

if TYPE_CHECKING:
    from vcwallet.edges.sqlite_store import SQLiteStore
    from vcwallet.wallet import MemoryStore, Wallet

# A shop never opens a wallet, and an edge is I/O: these are loaded when somebody asks for them.
_LOADED_LATE = {
    "MemoryStore": "vcwallet.wallet",
    "SQLiteStore": "vcwallet.edges.sqlite_store",
    "Wallet": "vcwallet.wallet",
}

__all__ = [
    "AnyOf",
    "Ask",
    "CannotSatisfy",
    "Check",
    "Draft",
    "FormatError",
    "Issuer",
    "MemoryStore",
    "Need",
    "Outcome",
    "PresentationRequest",
    "PublicKey",
    "Rejected",
    "Report",
    "SQLiteStore",
    "Secured",
    "SigningInput",
    "SigningKey",
    "TrustedIssuers",
    "Undetermined",
    "UsageError",
    "VcwalletError",
    "VerificationError",
    "VerifiedCredential",
    "VerifiedPresentation",
    "Verifier",
    "Wallet",
]


def __getattr__(name: str) -> Any:
    module = _LOADED_LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(module), name)
