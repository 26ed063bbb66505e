"""DIDs and controlled identifier documents: which key belongs to whom, and for what."""

from vcwallet.dids.document import RELATIONSHIPS, ControllerDocument
from vcwallet.dids.key import key_document, key_of_did_key
from vcwallet.dids.method import VerificationMethod
from vcwallet.dids.publish import to_did_document
from vcwallet.dids.resolve import resolve, resolve_signer
from vcwallet.dids.web import did_web_url

__all__ = [
    "RELATIONSHIPS",
    "ControllerDocument",
    "VerificationMethod",
    "did_web_url",
    "key_document",
    "key_of_did_key",
    "resolve",
    "resolve_signer",
    "to_did_document",
]
