"""Key material in verification methods: which member each type keeps it in, and how it is decoded (CID 1.0 §2.2.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vcwallet.dids.faults import bad_document, shown
from vcwallet.encoding.base import base58btc_decode
from vcwallet.errors import (
    FormatError,
    KeyMismatch,
    NotBound,
    Undetermined,
    UsageError,
    VcwalletError,
    VerificationError,
    WrongPurpose,
)
from vcwallet.keys.public import PublicKey
from vcwallet.ports import JsonValue

_SPEC = "CID 1.0 §2.2.1"
_JWK_SPEC = "CID 1.0 §2.2.3"
# The members that the JOSE registries mark as private or secret: RSA, EC, OKP; symmetric; AKP.
_SECRET_JWK_MEMBERS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"))
_SECRET_PREFIXES = ("secretKey", "privateKey")


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeyType:
    """A type of verification method: where its key stands, and which algorithm that must be (None: any)."""

    members: tuple[str, ...]
    algorithm: str | None = None


_MULTIBASE, _JWK, _BASE58 = "publicKeyMultibase", "publicKeyJwk", "publicKeyBase58"
_KEY_TYPES = {
    "Multikey": _KeyType(members=(_MULTIBASE,)),
    "JsonWebKey": _KeyType(members=(_JWK,)),
    "JsonWebKey2020": _KeyType(members=(_JWK,)),
    "Ed25519VerificationKey2020": _KeyType(members=(_MULTIBASE,), algorithm="Ed25519"),
    "Ed25519VerificationKey2018": _KeyType(members=(_BASE58,), algorithm="Ed25519"),
    "EcdsaSecp256r1VerificationKey2019": _KeyType(members=(_MULTIBASE, _JWK, _BASE58), algorithm="P-256"),
    "EcdsaSecp384r1VerificationKey2019": _KeyType(members=(_MULTIBASE, _JWK, _BASE58), algorithm="P-384"),
    "P256Key2021": _KeyType(members=(_MULTIBASE, _JWK, _BASE58), algorithm="P-256"),
    "P384Key2021": _KeyType(members=(_MULTIBASE, _JWK, _BASE58), algorithm="P-384"),
}


def check_material(members: Mapping[str, JsonValue], document_id: str, where: str) -> None:
    """Checks that a verification method shows one public key at most, and no secret one.

    Raises:
        NotBound: It does not; a key whose secret is public binds nobody.
    """
    materials = [name for name in members if name.startswith("publicKey")]
    if len(materials) > 1:
        raise bad_document(document_id, where, f"there are several keys in one method: {', '.join(materials)}", _SPEC)
    jwk = members.get(_JWK, {})
    if not isinstance(jwk, dict):
        raise bad_document(document_id, f"{where}/{_JWK}", "a JWK is an object", _JWK_SPEC)
    check_no_secrets(members, jwk, document_id, where)


def check_no_secrets(
    members: Mapping[str, JsonValue], jwk: Mapping[str, JsonValue], document_id: str, where: str
) -> None:
    """Checks that neither a method nor its JWK gives a secret key away.

    Raises:
        NotBound: One does.
    """
    secret = next((name for name in members if name.startswith(_SECRET_PREFIXES)), None)
    if secret is None and not _SECRET_JWK_MEMBERS.isdisjoint(jwk):
        secret = f"{_JWK}/{min(_SECRET_JWK_MEMBERS.intersection(jwk))}"
    if secret is not None:
        raise bad_document(document_id, f"{where}/{secret}", "the secret key is public: anybody can sign", _JWK_SPEC)


def public_key(kind: str, members: Mapping[str, JsonValue], method_id: str, relationship: str) -> PublicKey:
    """Decodes the public key of a verification method.

    Args:
        kind: The method's type.
        members: The method.
        method_id: Its URL, for errors.
        relationship: What the key is wanted for.

    Raises:
        WrongPurpose: The JWK's ``use`` or ``key_ops`` exclude signatures.
        NotBound: The key is missing or malformed, or must not be used at all.
        Undetermined: The type of method, or of key, is not known here.
    """
    known = _KEY_TYPES.get(kind)
    if known is None:
        raise unknown_key(method_id, f"Verification methods of the type {shown(kind)} are not known here.")
    member = next((name for name in known.members if name in members), None)
    if member is None:
        raise _bad_key(method_id, f"it has no '{known.members[0]}'")
    try:
        key = _READERS[member](members[member], known.algorithm)
    except (FormatError, KeyMismatch, UsageError) as error:
        raise _refused(error, method_id, relationship) from error
    if known.algorithm not in (None, key.algorithm):
        raise _bad_key(method_id, f"a key of the type {kind} is {known.algorithm}, and this one {key.algorithm}")
    return key


def _refused(error: VcwalletError, method_id: str, relationship: str) -> VerificationError:
    if error.code == "unknown_algorithm":
        return unknown_key(method_id, error.message)
    if error.code == "missing_extra":
        return Undetermined(
            f"The key {shown(method_id)} cannot be judged. {error.message}", hint=error.hint, code="unsupported_key"
        )
    if error.code == "wrong_use":
        message = (
            f"The key {shown(method_id)} says that it is not for signatures, so that it cannot serve as {relationship}."
        )
        return WrongPurpose(message, spec=error.spec)
    return _bad_key(method_id, error.message)


def _from_multibase(value: JsonValue, _: str | None) -> PublicKey:
    return PublicKey.from_multikey(value)  # type: ignore[arg-type] # what is not a str is refused there


def _from_jwk(value: JsonValue, _: str | None) -> PublicKey:
    return PublicKey.from_jwk(value)  # type: ignore[arg-type] # check_material saw that it is a dict


def _from_base58(value: JsonValue, algorithm: str | None) -> PublicKey:
    return PublicKey.from_bytes(algorithm or "", base58btc_decode(value))  # type: ignore[arg-type]


_READERS: dict[str, Callable[[JsonValue, str | None], PublicKey]] = {
    _MULTIBASE: _from_multibase,
    _JWK: _from_jwk,
    _BASE58: _from_base58,
}


def unknown_key(key_id: str, reason: str) -> Undetermined:
    """The error for a key of a type that is not known here."""
    return Undetermined(
        f"The key {shown(key_id)} cannot be judged. {reason}",
        hint="Ask for a document that is signed with Ed25519, P-256 or P-384, or use a later version of vcwallet.",
        code="unsupported_key",
    )


def _bad_key(method_id: str, reason: str) -> NotBound:
    return NotBound(
        f"The key {shown(method_id)} cannot be used: {reason.rstrip('.')}.",
        hint="Whoever publishes this key has to mend it.",
        spec="CID 1.0 §3.3",
        code="bad_verification_method",
    )
