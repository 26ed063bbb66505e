"""To whom an SD-JWT is bound: the ``cnf`` claim as an identifier of its holder, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from vcwallet.dids import resolve
from vcwallet.errors import NotBound, UsageError, VcwalletError, quoted
from vcwallet.keys import PublicKey
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.confirmation import confirmation_of

_COMPUTED = ("did:key:", "did:jwk:")
_PURPOSE = "authentication"
# Of documents that follow from the DID itself: they know no time.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_SHORT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderKey:
    """The key that an SD-JWT is bound to.

    Attributes:
        key: The key.
        did: Who controls it: the DID in ``kid``, or the key's own did:key.
        verification_method: The key's URL.
    """

    key: PublicKey
    did: str
    verification_method: str


def confirm(holder: str) -> JsonObject:
    """The ``cnf`` claim that binds an SD-JWT to a holder: the key as a JWK, and its URL as `kid`.

    The JWK is what SD-JWT VC recommends (§2.2.2.3) and profiles demand; the URL keeps the holder's own identifier.

    Args:
        holder: A did:key or did:jwk.

    Raises:
        UsageError: It is another identifier.
        NotBound: It is malformed.
        KeyMismatch: Its key is of a type that has no JWK here.
        Undetermined: Its key is of a type that is not known here.
    """
    if not isinstance(holder, str) or not holder.startswith(_COMPUTED):
        raise UsageError(
            f"An SD-JWT is bound to a key, and {quoted(holder, 200)} does not say which.",
            hint="Give the holder's did:key or did:jwk, or put the key into the claims as `cnf`.",
            spec="RFC 9901 §4.1.2",
        )
    document = resolve(holder, Resources())
    for url in document.relationships.get(_PURPOSE, ()):
        return {"jwk": document.method(url, _PURPOSE, _ANY_TIME).key.to_jwk(), "kid": url}
    raise UsageError(f"The key of {holder[:200]} is not for authentication, so that its holder could prove nothing.")


def holder_of(payload: JsonObject) -> str | None:
    """The DID of whom a processed payload is bound to; None where it is bound to nobody who can be told from it."""
    cnf = payload.get("cnf")
    if cnf is None:
        return None
    try:
        confirmed = _confirmed(cnf)
    except VcwalletError:
        # Why it cannot be used is for whoever needs it: see `holder_key`.
        return None
    if isinstance(confirmed, HolderKey):
        return confirmed.did
    return confirmed.partition("#")[0] if confirmed.startswith("did:") else None


def holder_key(payload: JsonObject, resources: Resources, at: datetime) -> HolderKey:
    """The key that a processed payload is bound to.

    Args:
        payload: The processed payload.
        resources: Where documents on the web come from, for a ``kid`` that is a did:web.
        at: The moment of use (aware).

    Raises:
        NotBound: It is bound to nobody (code ``not_holder_bound``), or the document behind ``kid`` has no such key.
        WrongPurpose: That key is not for authentication.
        Malformed: ``cnf`` is not what RFC 7800 says.
        Expired: The key has expired.
        Revoked: The key was revoked.
        Undetermined: It names the key in a way that is not understood here, or a document is needed.
    """
    if "cnf" not in payload:
        raise NotBound(
            "The issuer bound the credential to nobody: it names no key of a holder.",
            where="/cnf",
            hint="Ask the issuer for a credential that is bound to a key of the holder's.",
            spec="RFC 9901 §4.1.2",
            code="not_holder_bound",
        )
    confirmed = _confirmed(payload["cnf"])
    if isinstance(confirmed, HolderKey):
        return confirmed
    controller = confirmed.partition("#")[0]
    method = resolve(controller, resources).method(confirmed, _PURPOSE, at)
    return HolderKey(key=method.key, did=controller, verification_method=confirmed)


def _confirmed(cnf: JsonValue) -> HolderKey | str:
    """The key in a ``cnf`` claim, or the ``kid`` that it is named by alone."""
    if isinstance(cnf, dict) and isinstance(jwk := cnf.get("jwk"), dict) and len(cnf) == 1 + ("kid" in cnf):
        kid = cnf.get("kid", "")
        try:
            if len(kid) + sum(map(len, jwk)) + sum(map(len, jwk.values())) <= _SHORT:  # type: ignore[arg-type]
                return _read_and_kept(kid, "kid" in cnf, tuple(jwk.items()))  # type: ignore[arg-type]
        except TypeError:
            # Something in it is no text: it is not one of those that come again.
            pass
    return _read(cnf)


@lru_cache(maxsize=1024, typed=True)
def _read_and_kept(kid: JsonValue, is_named: bool, jwk: tuple[tuple[str, JsonValue], ...]) -> HolderKey | str:
    # A key costs more to decode than all the rest to read, and the same holders come again.
    cnf: JsonObject = {"jwk": dict(jwk)}
    return _read(cnf | {"kid": kid} if is_named else cnf)


def _read(cnf: JsonValue) -> HolderKey | str:
    confirmation = confirmation_of({"cnf": cnf})
    assert confirmation is not None
    key = confirmation.key
    if key is None:
        return confirmation.kid or ""
    kid = cnf.get("kid") if isinstance(cnf, dict) else None
    if isinstance(kid, str) and kid.startswith(_COMPUTED) and _stands_for(kid, key):
        return HolderKey(key=key, did=kid.partition("#")[0], verification_method=kid)
    # Any other name beside a JWK is only a name: the key's own did:key is one that everybody finds.
    return HolderKey(
        key=key, did=f"did:key:{key.multikey}", verification_method=f"did:key:{key.multikey}#{key.multikey}"
    )


def _stands_for(kid: str, key: PublicKey) -> bool:
    """Whether the URL of a did:key or did:jwk is that of this key."""
    try:
        return resolve(kid.partition("#")[0], Resources()).method(kid, _PURPOSE, _ANY_TIME).key == key
    except VcwalletError:
        return False
