"""The document that an issuer with an own domain publishes, so that verifiers find its keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vcwallet.dids.document import RELATIONSHIPS, ControllerDocument
from vcwallet.dids.faults import shown
from vcwallet.dids.web import did_web_url
from vcwallet.errors import NotBound, UsageError
from vcwallet.keys.public import PublicKey
from vcwallet.ports import JsonObject, JsonValue

_DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
_CID_CONTEXTS = ("https://www.w3.org/ns/cid/v1",)
_SIGNING = ("authentication", "assertionMethod")


def to_did_document(
    identifier: str, keys: Mapping[str, PublicKey], *, relationships: Iterable[str] = _SIGNING
) -> JsonObject:
    """Writes the document in which an identifier shows its keys, as Multikeys.

    Publish it at `did_web_url(identifier)` for a did:web, at the identifier itself for an https URL.

    Args:
        identifier: A DID, or an https URL without a fragment.
        keys: The public keys by the URLs of their verification methods: the identifier with a fragment, or ``"#…"``.
        relationships: What all these keys may be used for, out of `RELATIONSHIPS`.

    Returns:
        A DID document (DID Core 1.0), or a controlled identifier document (CID 1.0) for an https URL.

    Raises:
        UsageError: There is no key, a method's URL is not in this document, a relationship is not known, or the
            identifier is none that such a document can be found under.
    """
    purposes = tuple(relationships)
    if not keys or not purposes or not set(RELATIONSHIPS).issuperset(purposes):
        raise UsageError(
            "A document needs a key, and at least one verification relationship for it.",
            hint=f"The relationships are {', '.join(RELATIONSHIPS)}.",
            spec="CID 1.0 §2.3",
        )
    if not isinstance(identifier, str) or not identifier.startswith(("did:", "https://")) or "#" in identifier:
        raise UsageError("A document with keys belongs to a DID, or to an https URL without a fragment.")
    if identifier.startswith(("did:key:", "did:jwk:")):
        raise UsageError(
            "The document of this DID follows from the DID itself.", hint="Use `resolve(did, …).document`."
        )
    urls = {_method_url(identifier, url): key for url, key in keys.items()}
    if len(urls) < len(keys) or not all(isinstance(key, PublicKey) for key in urls.values()):
        raise UsageError("Each verification method stands for one `PublicKey`.", spec="CID 1.0 §2.2")
    methods: list[JsonValue] = [
        {"id": url, "type": "Multikey", "controller": identifier, "publicKeyMultibase": key.multikey}
        for url, key in urls.items()
    ]
    contexts = _DID_CONTEXTS if identifier.startswith("did:") else _CID_CONTEXTS
    document: JsonObject = {"@context": list(contexts), "id": identifier, "verificationMethod": methods}
    document.update((purpose, list(urls)) for purpose in purposes)
    try:
        if identifier.startswith("did:web:"):
            did_web_url(identifier)
        ControllerDocument.read(document, identifier)
    except NotBound as error:
        raise UsageError(error.message, spec=error.spec) from error
    return document


def _method_url(identifier: str, url: str) -> str:
    absolute = identifier + url if url.startswith("#") else url
    if absolute.partition("#")[0] != identifier or absolute.endswith("#"):
        raise UsageError(
            f"The verification method {shown(url)} is not in the document of {shown(identifier)}.",
            hint="Name it '#key-1' or the like.",
            spec="CID 1.0 §3.3",
        )
    return absolute
