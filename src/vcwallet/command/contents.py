"""What is in a file: a credential, a presentation, or the answer to a request; nothing of it checked."""

from __future__ import annotations

from vcwallet.encoding import strict_json
from vcwallet.errors import FormatError, VcwalletError
from vcwallet.model.members import has_type
from vcwallet.ports import JsonValue
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, Evidence, open_evidence, read

_PRESENTATIONS = ("VerifiablePresentation", "EnvelopedVerifiablePresentation")

_OF_DOCUMENTS = frozenset(
    {"@context", "type", "proof", "credentialSubject", "verifiableCredential", "payload", "signature", "signatures"}
)


def wrapped(content: bytes) -> Evidence | None:
    """What was found in an SD-JWT; None for a document with its proof inside.

    Raises:
        VcwalletError: It looks like an SD-JWT and cannot be read.
    """
    environment = _environment()
    try:
        received = read(content, environment)
    except FormatError:
        return None
    return open_evidence(received, environment) if isinstance(received, str) else None


def is_presentation(content: bytes | JsonValue) -> bool:
    """Whether it was made by a holder for somebody, as far as can be seen."""
    environment = _environment()
    try:
        received = read(content, environment)
        if isinstance(received, str):
            # An SD-JWT that does not end with a tilde ends with a key binding: it was made for somebody.
            return not open_evidence(received, environment).binds_itself or not received.endswith("~")
    except VcwalletError:
        return False
    return any(has_type(received, name) for name in _PRESENTATIONS)


def token_of_response(content: bytes) -> JsonValue:
    """The VP Token of the answer to a request (OpenID4VP 1.0 §8.1); None where it is no such answer."""
    try:
        document = strict_json.parse(content)
    except VcwalletError:
        return None
    # What says something by itself is judged by itself, whatever else it holds.
    if not isinstance(document, dict) or not _OF_DOCUMENTS.isdisjoint(document):
        return None
    return document.get("vp_token")


def _environment() -> Environment:
    return Environment(contexts=Contexts.bundled())
