"""Verification methods: who may use which public key, until when (CID 1.0 §2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from vcwallet.dids.faults import bad_document, shown
from vcwallet.dids.material import check_material, public_key
from vcwallet.errors import Expired, FormatError, Revoked
from vcwallet.keys.public import PublicKey
from vcwallet.model import times
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonValue

_SPEC = "CID 1.0 §2.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationMethod:
    """A public key that a controller's document vouches for, for the purpose that was asked about.

    Attributes:
        id: The absolute URL of the method, which proofs refer to.
        type: Its type, such as ``"Multikey"``.
        controller: Who controls it: the identifier of the document that it stands in.
        key: The public key.
        expires: When it ceases to be used, or None.
        revoked: When it was, or will be, revoked, or None.
    """

    id: str
    type: str
    controller: str
    key: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodDefinition:
    """A verification method as a document defines it; its key is decoded when it is used.

    Attributes:
        id: Its absolute URL.
        type: Its type.
        controller: The absolute URL of whoever controls it, as the document claims.
        expires: When it ceases to be used, or None.
        revoked: When it was revoked, or None.
        members: The definition as written.
    """

    id: str
    type: str
    controller: str
    expires: datetime | None
    revoked: datetime | None
    members: Mapping[str, JsonValue] = field(repr=False)

    @classmethod
    def read(cls, value: JsonValue, document_id: str, where: str) -> MethodDefinition:
        """Reads the definition that stands at `where` in the document of `document_id`.

        Raises:
            NotBound: It breaks a rule of CID 1.0 §2.2, or gives away a secret key.
        """
        if not isinstance(value, dict):
            raise bad_document(document_id, where, "a verification method is an object", _SPEC)
        identifier = absolute(value.get("id"), document_id)
        if identifier is None or "#" not in identifier:
            raise bad_document(document_id, where, "a verification method needs an 'id', a URL with a fragment", _SPEC)
        kind = value.get("type")
        if not isinstance(kind, str) or not kind:
            raise bad_document(document_id, where, "a verification method needs one 'type'", _SPEC)
        controller = absolute(value.get("controller"), document_id)
        if controller is None:
            raise bad_document(document_id, where, "a verification method needs a 'controller', a URL", _SPEC)
        check_material(value, document_id, where)
        return cls(
            id=identifier,
            type=kind,
            controller=controller,
            expires=_moment(value, "expires", document_id, where),
            revoked=_moment(value, "revoked", document_id, where),
            members=value,
        )

    def usable(self, relationship: str, at: datetime) -> VerificationMethod:
        """The method with its key, if it may be used for `relationship` at the moment `at`.

        Raises:
            Revoked: It was revoked at or before `at`.
            Expired: It expired at or before `at`.
            WrongPurpose: Its JWK says that it is not for signatures.
            NotBound: Its key is malformed.
            Undetermined: Its type of key is not known here.
        """
        if self.revoked is not None and at >= self.revoked:
            raise Revoked(
                f"The key {shown(self.id)} was revoked on {times.format(self.revoked)}.",
                hint="Ask for a document that is signed with a current key.",
                spec=_SPEC,
                code="key_revoked",
            )
        if self.expires is not None and at >= self.expires:
            raise Expired(
                f"The key {shown(self.id)} expired on {times.format(self.expires)}.",
                hint="Ask for a document that is signed with a current key.",
                spec=_SPEC,
                code="key_expired",
            )
        return VerificationMethod(
            id=self.id,
            type=self.type,
            controller=self.controller,
            key=public_key(self.type, self.members, self.id, relationship),
            expires=self.expires,
            revoked=self.revoked,
        )


def absolute(value: object, document_id: str) -> str | None:
    """The absolute URL that a reference in a document stands for, None if it is no reference.

    A reference is an absolute URL, or a fragment (``"#key-1"``) of the document itself (DID Core 1.0 §3.2.2, CID 1.0
    §3.4).
    """
    if isinstance(value, str) and value[:1] == "#":
        value = document_id + value
    return value if is_absolute_url(value) else None


def _moment(members: Mapping[str, JsonValue], name: str, document_id: str, where: str) -> datetime | None:
    if name not in members:
        return None
    try:
        return times.parse(members[name])  # type: ignore[arg-type] # what is not a str is refused there
    except FormatError as error:
        raise bad_document(document_id, f"{where}/{name}", error.message, _SPEC) from error
