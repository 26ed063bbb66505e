"""What the issuer of a W3C credential need not say: what is filled in, and what is always shown of it."""

from __future__ import annotations

from datetime import datetime

from vcwallet.errors import NotBound, UsageError
from vcwallet.model import times
from vcwallet.model.credential import CredentialFacts
from vcwallet.model.edition import BASE_CONTEXT_1
from vcwallet.ports import JsonObject

_LIMITS = (
    "validUntil",
    "expirationDate",
    "credentialStatus",
    "credentialSchema",
    "relatedResource",
    "termsOfUse",
)
"""What a holder must not withhold: when a credential ends, where to see that it was taken back, what it has to follow,
what it was issued with, how it may be used (VC-JOSE-COSE 1.0 §3.2.1, RFC 9901 §9.7)."""


def complete_credential(
    document: JsonObject, *, issuer: str, at: datetime, holder: str | None = None, status: JsonObject | None = None
) -> None:
    """Fills in ``issuer``, the date, the subject's ``id`` and ``credentialStatus``, in the document itself.

    Args:
        document: The credential.
        issuer: The issuer's identifier.
        at: The time (aware).
        holder: Whom it is about.
        status: An entry for ``credentialStatus``.

    Raises:
        NotBound: It is about somebody else than `holder`.
        UsageError: It is about several subjects although a holder is named, or `status` is there already.
    """
    if holder is not None:
        _name_holder(document, holder)
    if status is not None:
        add_status(document, "credentialStatus", status)
    document.setdefault("issuer", issuer)
    # `validFrom` is optional in 2.0 and `issuanceDate` is not in 1.1; a credential without either is dated now.
    document.setdefault("issuanceDate" if is_legacy(document) else "validFrom", times.format(at))


def always_shown(document: JsonObject, facts: CredentialFacts, at: datetime) -> tuple[str, ...]:
    """JSON pointers of who issued a credential, what begins or ends it, or says how it is to be judged and used.

    When it began in the past is left to the holder: it limits nothing, and the exact time would be a trace. But for an
    old edition, where the date of issuing is a member that no credential is without.

    Args:
        document: The credential.
        facts: What it says of itself.
        at: The time of issuing (aware).
    """
    issuer = "/issuer/id" if isinstance(document["issuer"], dict) else "/issuer"
    begins = facts.valid_from is not None and facts.valid_from > at
    beginning = (facts.names.valid_from,) if begins or is_legacy(document) else ()
    return (issuer, *[f"/{name}" for name in (*beginning, *_LIMITS) if name in document])


def add_status(document: JsonObject, member: str, status: JsonObject) -> None:
    """Adds where to look whether the credential was taken back.

    Raises:
        UsageError: The document says so already.
    """
    if member in document:
        raise UsageError(f"The credential has a `{member}` already.", where=f"/{member}")
    document[member] = status


def is_legacy(document: JsonObject) -> bool:
    """Whether a document is of the edition 1.1 of the data model, by its first context."""
    contexts = document.get("@context")
    return (contexts[0] if isinstance(contexts, list) and contexts else contexts) == BASE_CONTEXT_1


def _name_holder(document: JsonObject, holder: str) -> None:
    subject, where = document.setdefault("credentialSubject", {}), "/credentialSubject"
    if isinstance(subject, list) and len(subject) == 1:
        subject, where = subject[0], f"{where}/0"
    if not isinstance(subject, dict):
        raise UsageError("`holder` needs one credentialSubject, an object.", where=where)
    if subject.setdefault("id", holder) != holder:
        raise NotBound(
            f"The credential is about {str(subject['id'])[:200]}, not about the holder {str(holder)[:200]}.",
            where=f"{where}/id",
        )
