"""Verifiable credentials: issue them, hold them, ask for them, verify them.

The public names, nothing else. Errors have their own module, `vcwallet.errors`; the most used ones are here too. Each
name is loaded when it is first asked for: a shop never opens a wallet, and the edges are I/O.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vcwallet.edges.sqlite_store import SQLiteStore
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
    from vcwallet.securing import BbsSigningInput, Draft, HolderCommitment, Secured, SigningInput
    from vcwallet.trust import TrustedIssuers
    from vcwallet.verified import VerifiedCredential, VerifiedPresentation
    from vcwallet.verifier import Verifier
    from vcwallet.wallet import MemoryStore, Wallet

_MODULE_OF = {
    "AnyOf": "vcwallet.query",
    "Ask": "vcwallet.query",
    "BbsSigningInput": "vcwallet.securing",
    "CannotSatisfy": "vcwallet.errors",
    "Check": "vcwallet.report",
    "Draft": "vcwallet.securing",
    "FormatError": "vcwallet.errors",
    "HolderCommitment": "vcwallet.securing",
    "Issuer": "vcwallet.issuer",
    "MemoryStore": "vcwallet.wallet",
    "Need": "vcwallet.errors",
    "Outcome": "vcwallet.report",
    "PresentationRequest": "vcwallet.query",
    "PublicKey": "vcwallet.keys",
    "Rejected": "vcwallet.errors",
    "Report": "vcwallet.report",
    "SQLiteStore": "vcwallet.edges.sqlite_store",
    "Secured": "vcwallet.securing",
    "SigningInput": "vcwallet.securing",
    "SigningKey": "vcwallet.keys",
    "TrustedIssuers": "vcwallet.trust",
    "Undetermined": "vcwallet.errors",
    "UsageError": "vcwallet.errors",
    "VcwalletError": "vcwallet.errors",
    "VerificationError": "vcwallet.errors",
    "VerifiedCredential": "vcwallet.verified",
    "VerifiedPresentation": "vcwallet.verified",
    "Verifier": "vcwallet.verifier",
    "Wallet": "vcwallet.wallet",
}

__all__ = [
    "AnyOf",
    "Ask",
    "BbsSigningInput",
    "CannotSatisfy",
    "Check",
    "Draft",
    "FormatError",
    "HolderCommitment",
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
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF})
