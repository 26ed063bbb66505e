"""A credential in the wallet, and the record that it is kept as."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from vcwallet.clock import moment
from vcwallet.encoding import base, strict_json
from vcwallet.errors import CannotSatisfy, FormatError, UsageError, VcwalletError
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing import Evidence, Secured
from vcwallet.verified import VerifiedCredential


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCredential:
    """A credential that was verified when it came, and is kept since.

    Attributes:
        id: Under which the wallet keeps it; says nothing about the credential.
        types: Its types (an SD-JWT VC's `vct`).
        issuer: Who issued it.
        subject_ids: Whom it is about, as far as it says.
        valid_from: When its time came, or None if it does not say.
        valid_until: When it expires, or None if it does not say.
        securing: How it is secured.
        disclosable: JSON pointers of what can be withheld; empty where all is shown or nothing, and where the wallet
            does not know a context of it.
        received: When it came.
        held_by: How this wallet shows that it is the holder's: ``"subject"`` (by the key of an identifier that it
            names), ``"secret"`` (by a secret that nobody sees) or ``"pseudonym"`` (by such a secret too, and under a
            pseudonym).
    """

    id: str
    types: tuple[str, ...]
    issuer: str
    subject_ids: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    securing: str
    disclosable: tuple[str, ...]
    received: datetime
    _value: JsonObject | str | bytes = field(repr=False)
    held_by: str = "subject"

    @property
    def value(self) -> JsonObject | str | bytes:
        """The credential as it came: a dict (the caller's own copy), a str or bytes."""
        return plain_value(self._value)

    def obstacle(self, at: datetime) -> str:
        """Why it is not valid at this time (aware); "" where it is.

        Raises:
            UsageError: `at` is no aware datetime.
        """
        at = moment(at)
        if self.valid_until is not None and self.valid_until < at:
            return f"It expired on {self.valid_until.isoformat()}."
        if self.valid_from is not None and self.valid_from > at:
            return f"It is not valid before {self.valid_from.isoformat()}."
        return ""

    def require_valid(self, at: datetime) -> None:
        """Sees that it is valid at this time (aware).

        Raises:
            CannotSatisfy: It is not.
            UsageError: `at` is no aware datetime.
        """
        obstacle = self.obstacle(at)
        if obstacle:
            raise CannotSatisfy(f"The {self.title[:100]!r} cannot be shown. {obstacle}", missing=(obstacle,))

    @property
    def title(self) -> str:
        """What a person may call it: its most special type."""
        return next((name for name in reversed(self.types) if name != "VerifiableCredential"), "credential")


def plain_value(value: object) -> JsonObject | str | bytes:
    """The credential itself, out of whatever it came in; a dict is copied.

    Raises:
        UsageError: It is nothing that a credential can be.
    """
    if isinstance(value, Secured):
        value = value.value
    if isinstance(value, dict):
        value = strict_json.admit(value)
    if isinstance(value, dict | str | bytes):
        return value
    raise UsageError("A credential is a Secured, a dict, a text or bytes.")


def identity(value: JsonObject | str | bytes) -> bytes:
    """What is the same for the same credential: of JSON the values, however they are written; else the bytes."""
    parsed: JsonValue = None
    if isinstance(value, dict):
        parsed = value
    else:
        try:
            parsed = strict_json.parse(value)
        except VcwalletError:
            return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return json.dumps(parsed, sort_keys=True, separators=(",", ":")).encode()


def to_record(value: JsonObject | str | bytes, verified: VerifiedCredential, received: datetime) -> JsonObject:
    """What the vault keeps of a credential that was verified."""
    record: JsonObject = {
        "form": "object" if isinstance(value, dict) else "text" if isinstance(value, str) else "bytes",
        "value": base.base64url_encode(value) if isinstance(value, bytes) else value,
        "types": list(verified.types),
        "issuer": verified.issuer,
        "subject_ids": list(verified.subject_ids),
        "valid_from": verified.valid_from.isoformat() if verified.valid_from else None,
        "valid_until": verified.valid_until.isoformat() if verified.valid_until else None,
        "securing": verified.securing,
        "received": received.isoformat(),
    }
    if verified.holder_proof is not None and verified.holder_proof.secrets:
        record["commitment"] = verified.holder_proof.secrets
    return record


def value_of_record(record: JsonObject) -> JsonObject | str | bytes:
    """The credential in a record.

    Raises:
        FormatError: The record was not made by `to_record`.
    """
    form, value = record.get("form"), record.get("value")
    if form == "object" and isinstance(value, dict):
        return value
    if form in ("text", "bytes") and isinstance(value, str):
        return value if form == "text" else base.base64url_decode(value)
    raise FormatError("A record of the wallet cannot be understood.", code="bad_record")


def from_record(identifier: str, record: JsonObject, evidence: Evidence) -> HeldCredential:
    """The held credential in a record, opened as `evidence`.

    Raises:
        FormatError: The record was not made by `to_record`.
    """
    try:
        return HeldCredential(
            id=identifier,
            types=_texts(record["types"]),
            issuer=str(record["issuer"]),
            subject_ids=_texts(record["subject_ids"]),
            valid_from=_time(record["valid_from"]),
            valid_until=_time(record["valid_until"]),
            securing=str(record["securing"]),
            disclosable=evidence.disclosable,
            received=datetime.fromisoformat(str(record["received"])),
            _value=value_of_record(record),
            held_by=evidence.held_by,
        )
    except (KeyError, ValueError, TypeError):
        raise FormatError("A record of the wallet cannot be understood.", code="bad_record") from None


def _texts(value: JsonValue) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(str, value))


def _time(value: JsonValue) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))
