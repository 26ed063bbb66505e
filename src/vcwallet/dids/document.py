"""Controlled identifier documents (CID 1.0), DID documents among them: which keys speak for an identifier, and how."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from vcwallet.dids.faults import bad_document, shown
from vcwallet.dids.material import check_no_secrets
from vcwallet.dids.method import MethodDefinition, VerificationMethod, absolute
from vcwallet.encoding import strict_json
from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError, NotBound, WrongPurpose
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonObject, JsonValue

RELATIONSHIPS = (
    "authentication",
    "assertionMethod",
    "keyAgreement",
    "capabilityInvocation",
    "capabilityDelegation",
)
"""The verification relationships of CID 1.0 §2.3, which are also the proof purposes."""

DOCUMENT_LIMITS = Limits(max_bytes=1_000_000, max_depth=50, max_nodes=20_000)
"""A document of keys and services needs no more, and is read before anything is known about whom it comes from."""

_RETRIEVAL = "CID 1.0 §3.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerDocument:
    """What an identifier's own document says about its keys; make one with `read` or `parse`.

    Attributes:
        id: The identifier, which is also the URL or DID that the document was retrieved under.
        controllers: Who may change the document, as far as it says.
        definitions: Its verification methods by their absolute URLs.
        relationships: For each verification relationship the absolute URLs of the methods that it lists.
    """

    id: str
    controllers: tuple[str, ...] = ()
    definitions: Mapping[str, MethodDefinition] = field(repr=False)
    relationships: Mapping[str, frozenset[str]] = field(repr=False)
    _document: JsonObject = field(repr=False)

    @property
    def document(self) -> JsonObject:
        """The document as written: a copy, since what is computed from a DID is kept and shared."""
        return deepcopy(self._document)

    @classmethod
    def parse(cls, content: bytes, identifier: str, limits: Limits = DOCUMENT_LIMITS) -> ControllerDocument:
        """Reads the document that was retrieved for an identifier from its bytes.

        Raises:
            NotBound: Not JSON within the limits, or not a document that `read` accepts (code ``bad_did_document``).
        """
        try:
            document = strict_json.parse(content, limits)
        except FormatError as error:
            raise bad_document(identifier, error.where, error.message, error.spec) from error
        return cls.read(document, identifier)

    @classmethod
    def read(cls, document: JsonValue, identifier: str) -> ControllerDocument:
        """Reads the document that was retrieved for an identifier.

        Args:
            document: The document as JSON.
            identifier: The DID or the URL that it was retrieved under: it must be the document's own ``id``.

        Raises:
            NotBound: Not a conforming document, that of somebody else, or one with secret keys
                (code ``bad_did_document``).
        """
        if not isinstance(document, dict):
            raise bad_document(identifier, "", "it is no JSON object", "CID 1.0 §2.1")
        if document.get("id") != identifier:
            raise bad_document(identifier, "/id", "it belongs to another identifier", "CID 1.0 §2.1.1")
        check_no_secrets(document, {}, identifier, "")
        definitions: dict[str, MethodDefinition] = {}
        for where, value in _members(document, "verificationMethod", identifier):
            _define(definitions, value, identifier, where)
        relationships = {}
        for relationship in RELATIONSHIPS:
            if relationship in document:
                listed = [
                    _define(definitions, value, identifier, where)
                    if isinstance(value, dict)
                    else _reference(value, identifier, where)
                    for where, value in _members(document, relationship, identifier)
                ]
                relationships[relationship] = frozenset(listed)
        return cls(
            id=identifier,
            controllers=_controllers(document, identifier),
            definitions=definitions,
            relationships=relationships,
            _document=document,
        )

    def lists(self, url: str, relationship: str) -> bool:
        """Whether this document lists the method `url` under `relationship`, wherever that method is defined.

        A method that is defined elsewhere has to be retrieved from there (CID 1.0 §3.3).
        """
        return isinstance(url, str) and url in self.relationships.get(relationship, ())

    def lists_elsewhere(self, url: str, relationship: str) -> bool:
        """Whether this document lists, by its URL alone, a method of somebody else's document (CID 1.0 §3.3).

        Where it writes such a method out, it may say otherwise of it than where it is retrieved from: another key,
        that it was revoked. Then it counts in neither way.
        """
        return self.lists(url, relationship) and url not in self.definitions

    def method(self, url: str, relationship: str, at: datetime) -> VerificationMethod:
        """The verification method `url` of this document, for use now (CID 1.0 §3.3, from step 7 on).

        Args:
            url: The absolute URL of the method, as a proof gives it.
            relationship: The verification relationship that is needed, such as ``"assertionMethod"``.
            at: The moment of use (aware).

        Raises:
            NotBound: The document defines no such method, or says that somebody else controls it.
            WrongPurpose: The document does not list it under `relationship`, or its key is not for that.
            Revoked: It was revoked at or before `at`.
            Expired: It expired at or before `at`.
            Undetermined: Its type of key is not known here.
        """
        definition = self.definitions.get(url) if isinstance(url, str) else None
        # The URL must lie in this document: anybody can write somebody else's URL over a key of their own.
        if definition is None or url[: url.index("#")] != self.id:
            raise NotBound(
                f"The key {shown(url)} is not in the document of {shown(self.id)}.",
                hint="The key may have been withdrawn, or somebody else signed.",
                spec=_RETRIEVAL,
                code="unknown_verification_method",
            )
        if definition.controller != self.id:
            raise NotBound(
                f"By the document of {shown(self.id)}, somebody else controls the key {shown(url)}: "
                f"{shown(definition.controller)}.",
                hint="Whoever publishes this document has to mend it.",
                spec=_RETRIEVAL,
                code="bad_verification_method",
            )
        if not self.lists(url, relationship):
            raise WrongPurpose(
                f"By the document of {shown(self.id)}, the key {shown(url)} is not for {shown(relationship)}.",
                hint="The signer has to use a key that is meant for this.",
                spec=_RETRIEVAL,
            )
        return definition.usable(relationship, at)


def _members(document: JsonObject, name: str, identifier: str) -> list[tuple[str, JsonValue]]:
    values = document.get(name, [])
    if not isinstance(values, list):
        raise bad_document(identifier, f"/{name}", "this is an array", "CID 1.0 §2.1")
    return [(f"/{name}/{index}", value) for index, value in enumerate(values)]


def _define(definitions: dict[str, MethodDefinition], value: JsonValue, identifier: str, where: str) -> str:
    definition = MethodDefinition.read(value, identifier, where)
    # Two relationships may embed the same method, word for word; two keys under one URL are a trap.
    earlier = definitions.setdefault(definition.id, definition)
    if earlier.members != definition.members:
        raise bad_document(identifier, where, f"there are two methods {shown(definition.id)}", "CID 1.0 §3.4")
    return definition.id


def _reference(value: JsonValue, identifier: str, where: str) -> str:
    url = absolute(value, identifier)
    if url is None:
        raise bad_document(identifier, where, "this is neither a verification method nor its URL", "CID 1.0 §2.3")
    return url


def _controllers(document: JsonObject, identifier: str) -> tuple[str, ...]:
    value = document.get("controller", [])
    controllers = value if isinstance(value, list) else [value]
    if not all(is_absolute_url(controller) for controller in controllers):
        raise bad_document(identifier, "/controller", "a controller is a URL", "CID 1.0 §2.1.2")
    return tuple(controllers)  # type: ignore[arg-type] # each is a str: a URL
