"""From an identifier to the document that speaks for it: DIDs, and https URLs as CID 1.0 has them."""

from __future__ import annotations

import re

from vcwallet.dids.document import ControllerDocument
from vcwallet.dids.faults import MAX_IDENTIFIER_LENGTH, bad_identifier, shown
from vcwallet.dids.jwk import resolve_jwk
from vcwallet.dids.key import resolve_key
from vcwallet.dids.web import did_web_url
from vcwallet.errors import Need, Undetermined, VcwalletError
from vcwallet.model.urls import is_absolute_url
from vcwallet.resources import Resources

_DID = re.compile(r"did:([a-z0-9]+):(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})")
_COMPUTED = {"key": resolve_key, "jwk": resolve_jwk}


def resolve(controller: str, resources: Resources) -> ControllerDocument:
    """The document that says which keys belong to an identifier.

    ``did:key`` and ``did:jwk`` are computed, and cached; ``did:web`` and ``https:`` need what stands at their URL.

    Args:
        controller: A DID, or the URL of a controlled identifier document: no fragment, no DID path or query.
        resources: Where documents from the web come from.

    Raises:
        NotBound: The identifier is malformed (code ``bad_identifier``), or its document is malformed, belongs to
            somebody else or gives secrets away (code ``bad_did_document``).
        Undetermined: The document is not at hand: `needs` says where it is. Or this kind of identifier is not
            supported: then `needs` is empty.
    """
    if isinstance(controller, str):
        if len(controller) > MAX_IDENTIFIER_LENGTH:
            raise bad_identifier(controller, "it is too long", "CID 1.0 §2.1.1")
        if controller.startswith("did:key:"):  # by far the most frequent
            return resolve_key(controller)
        if controller.startswith("did:"):
            return _resolve_did(controller, resources)
    if not is_absolute_url(controller):
        raise bad_identifier(controller, "it is no absolute URL", "CID 1.0 §2.1.1")
    if "#" in controller:
        raise bad_identifier(controller, "it has a fragment, so that it names a part of a document", "CID 1.0 §3.3")
    if not controller.startswith("https://"):
        raise Undetermined(
            f"No keys can be looked up for {shown(controller)}.",
            hint="Keys are found under DIDs and https:// URLs.",
            spec="CID 1.0 §2.1.1",
            code="unsupported_identifier",
        )
    return _retrieved(controller, controller, resources)


def resolve_signer(method: str, relationship: str, resources: Resources, *, signer: str | None) -> ControllerDocument:
    """The document of whoever controls the verification method by which something was signed.

    Whoever hands something in chooses which method it names. So that this does not decide what is fetched, documents
    of others than the expected signer are fetched only where the signer's own document lists the method.

    Args:
        method: The absolute URL of the verification method.
        relationship: The verification relationship that is needed.
        resources: Where documents from the web come from.
        signer: The identifier of who should have signed; None where that is open.

    Raises:
        NotBound: As `resolve`.
        Undetermined: As `resolve`.
    """
    controller = method.partition("#")[0]
    if signer is None or controller == signer:
        return resolve(controller, resources)
    try:
        return resolve(controller, resources.offline())
    except Undetermined:
        if not _lists(signer, method, relationship, resources):
            raise
    return resolve(controller, resources)


def _lists(signer: str, method: str, relationship: str, resources: Resources) -> bool:
    try:
        return resolve(signer, resources).lists_elsewhere(method, relationship)
    except VcwalletError:
        return False


def _resolve_did(did: str, resources: Resources) -> ControllerDocument:
    match = _DID.fullmatch(did)
    if match is None:
        raise bad_identifier(did, "it is no DID", "DID Core 1.0 §3.1")
    method = match[1]
    if method in _COMPUTED:
        return _COMPUTED[method](did)
    if method == "web":
        return _retrieved(did, did_web_url(did), resources)
    raise Undetermined(
        f"Keys of identifiers that begin with did:{shown(method)}: cannot be looked up here.",
        hint="Supported are did:key, did:jwk, did:web and https:// URLs.",
        spec="DID Core 1.0 §7.1",
        code="unsupported_did_method",
    )


def _retrieved(identifier: str, url: str, resources: Resources) -> ControllerDocument:
    content = resources.get(Need(url=url, kind="did-document"))
    return ControllerDocument.parse(content, identifier)
