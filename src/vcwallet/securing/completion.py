"""Fills in what a W3C credential needs and its issuer left out; what is there stays as it is."""

from __future__ import annotations

from datetime import datetime

from vcwallet.errors import NotBound, UsageError
from vcwallet.model import times
from vcwallet.model.edition import BASE_CONTEXT_1
from vcwallet.ports import JsonObject


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
