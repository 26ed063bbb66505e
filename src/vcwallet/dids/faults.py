"""The errors for identifiers and documents that cannot bind a key to anybody."""

from __future__ import annotations

from vcwallet.errors import NotBound

MAX_IDENTIFIER_LENGTH = 8000
"""Longer identifiers are refused unread: a did:jwk with an RSA key of 16384 bits fits, and nothing real is longer."""

_SHOWN = 100


def shown(identifier: object) -> str:
    """An identifier for people to read: with its middle left out where it is long, and no control characters."""
    text = str(identifier)
    text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 30]}…{text[-29:]}"
    return text if text.isprintable() else ascii(text)[1:-1]


def bad_document(document_id: str, where: str, reason: str, spec: str) -> NotBound:
    """The error for a document that breaks a rule.

    The place is told in the message: the `where` of an error is a pointer into the evidence, which this document is
    no part of.

    Args:
        document_id: Whose document it is.
        where: The pointer to the place in it.
        reason: The rule that is broken, in a few words.
        spec: The section of that rule.
    """
    place = f" at {where[:200]}" if where else ""
    return NotBound(
        f"The document of {shown(document_id)} cannot be used{place}: {reason.rstrip('.')}.",
        hint="Whoever publishes this document has to mend it.",
        spec=spec,
        code="bad_did_document",
    )


def bad_identifier(identifier: object, reason: str, spec: str) -> NotBound:
    """The error for an identifier that no document can ever be found under."""
    text = f"'{shown(identifier)}'" if isinstance(identifier, str) else f"A value of type {type(identifier).__name__}"
    return NotBound(
        f"{text} is not an identifier that keys can be found under: {reason}.",
        hint="Whoever issued this has to use a valid identifier.",
        spec=spec,
        code="bad_identifier",
    )
