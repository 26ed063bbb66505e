"""The `proof` member, read strictly: VC Data Integrity 1.0 §2.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from vcwallet.encoding import base
from vcwallet.errors import FormatError, ProofInvalid
from vcwallet.model import times
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonObject, JsonValue

_MEMBER = re.compile(r"[^@:/?#][^:/?#]*")
_USUAL = frozenset(
    {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue", "challenge", "domain"}
)
"""Nearly all members: they are not looked at again."""
_KNOWN = _USUAL | {"@context", "id", "expires", "nonce", "previousProof"}
_SPEC = "VC Data Integrity 1.0 §2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One proof as it was received, its members checked for form only.

    Attributes:
        members: All members, unknown ones too.
        where: JSON pointer to the proof.
        suite: The cryptosuite's name, or the proof's type where the type says it all.
        purpose: The proof purpose.
        method: The verification method's URL.
        created: When it says that it was made.
        expires: Until when it holds.
        domains: The security domains it was made for, or None.
        challenge: The challenge that it answers, or None.
        id: Its own identifier, or None.
        previous: The identifiers of the proofs that it builds on.
    """

    members: JsonObject = field(repr=False)
    where: str
    suite: str
    purpose: str
    method: str
    created: datetime | None
    expires: datetime | None
    domains: frozenset[str] | None
    challenge: str | None
    id: str | None
    previous: tuple[str, ...]

    def options(self) -> JsonObject:
        """The members without the proof value: the proof options of the cryptosuites' algorithms."""
        return {name: value for name, value in self.members.items() if name != "proofValue"}

    def value(self, length: int) -> bytes:
        """The decoded proof value: base58-btc multibase of just `length` bytes."""
        encoded = self.members["proofValue"]
        try:
            decoded = base.multibase_decode(str(encoded), "z")
        except FormatError as error:
            _refuse("The proof value cannot be read.", f"{self.where}/proofValue", error)
        if len(decoded) != length:
            _refuse(f"The proof value is not {length} bytes long.", f"{self.where}/proofValue")
        return decoded


def parse(members: JsonValue, where: str) -> Proof:
    """Reads one proof.

    Args:
        members: The JSON value of the `proof` member, or of one element of it.
        where: JSON pointer to it.

    Raises:
        ProofInvalid: A member is missing or not of the form that §2.1 demands.
    """
    if not isinstance(members, dict):
        _refuse("A proof is an object.", where)
    for name in members:
        if name not in _USUAL and name != "@context" and not _MEMBER.fullmatch(name):
            # Under its full address, or by another keyword, a member would be signed and not seen.
            _refuse(f"The proof has a member that is not written as a plain name: {name[:100]!r}.", where)
    type_ = _text(members, "type", where)
    suite = _text(members, "cryptosuite", where) if type_ == "DataIntegrityProof" else type_
    _text(members, "proofValue", where)
    _optional_text(members, "nonce", where)
    return Proof(
        members=members,
        where=where,
        suite=suite,
        purpose=_text(members, "proofPurpose", where),
        method=_text(members, "verificationMethod", where),
        created=_time(members, "created", where),
        expires=_time(members, "expires", where),
        domains=_texts(members, "domain", where),
        challenge=_optional_text(members, "challenge", where),
        id=_identifier(members, where),
        previous=tuple(sorted(_texts(members, "previousProof", where) or ())),
    )


def refuse_unusual_members(proof: Proof) -> None:
    """Sees that a proof which is signed by meaning has no members but those that are looked at.

    Another one could be one of these under another name, such as ``expiration`` of an old context for ``expires``.

    Raises:
        ProofInvalid: It has.
    """
    for name in proof.members:
        if name not in _KNOWN:
            _refuse(f"The proof has a member that is not known here: {name[:100]!r}.", proof.where)


def _text(members: Mapping[str, JsonValue], name: str, where: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        _refuse(f"The proof's `{name}` is missing or is not a text.", f"{where}/{name}")
    return value


def _optional_text(members: Mapping[str, JsonValue], name: str, where: str) -> str | None:
    return _text(members, name, where) if name in members else None


def _identifier(members: Mapping[str, JsonValue], where: str) -> str | None:
    if "id" not in members:
        return None
    value = members["id"]
    if not is_absolute_url(value):
        _refuse("The proof's `id` is not a URL.", f"{where}/id")
    return value


def _texts(members: Mapping[str, JsonValue], name: str, where: str) -> frozenset[str] | None:
    if name not in members:
        return None
    value = members[name]
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text for text in texts) or len(set(map(str, texts))) < len(texts):
        _refuse(f"The proof's `{name}` is neither a text nor a list of different texts.", f"{where}/{name}")
    return frozenset(map(str, texts))


def _time(members: Mapping[str, JsonValue], name: str, where: str) -> datetime | None:
    text = _optional_text(members, name, where)
    if text is None:
        return None
    try:
        return times.parse(text)
    except FormatError as error:
        _refuse(f"The proof's `{name}` is not a time with a time zone.", f"{where}/{name}", error)


def _refuse(message: str, where: str, cause: FormatError | None = None) -> NoReturn:
    raise ProofInvalid(message, where=where, spec=_SPEC, code="proof_malformed") from cause
