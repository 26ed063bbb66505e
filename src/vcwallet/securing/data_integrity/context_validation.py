"""Context Validation (VC Data Integrity 1.0 §2.4.1), for proofs over the JSON text: nothing else would look at it."""

from __future__ import annotations

from vcwallet.errors import VcwalletError
from vcwallet.ports import JsonObject
from vcwallet.rdf import Contexts


def validate_contexts(document: JsonObject, contexts: Contexts) -> None:
    """Sees that the document's contexts are known, and define its types: by these it is believed.

    Proofs over statements need no such step, since an unknown or undefined name makes none. Of a document that is
    signed as text everything is covered, defined or not; how it may be read is open where its contexts are not known.

    Args:
        document: The document as it was signed.
        contexts: Those that are known.

    Raises:
        Undetermined: A context is not known; `needs` says what to fetch.
        DataLoss: A type is not defined, or a context defines what would be ignored.
        FormatError: A context breaks a rule.
    """
    if "@context" not in document:
        return
    try:
        active = contexts.active(document["@context"])
    except VcwalletError as error:
        raise error.under("/@context") from None
    types = document.get("type", [])
    for index, name in enumerate(types if isinstance(types, list) else [types]):
        if isinstance(name, str):
            try:
                active.vocabulary(name)
            except VcwalletError as error:
                raise error.under(f"/type/{index}" if isinstance(types, list) else "/type") from None
