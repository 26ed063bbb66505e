"""To whom an SD-JWT is bound: the ``cnf`` claim as an identifier of its holder, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from vcwallet.dids import resolve
from vcwallet.errors import NotBound, UsageError, VcwalletError
from vcwallet.keys import PublicKey
from vcwallet.ports import JsonObject
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.confirmation import confirmation_of

_COMPUTED = ("did:key:", "did:jwk:")
_PURPOSE = "authentication"
# Of documents that follow from the DID itself: they know no time.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


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
    """
    if not isinstance(holder, str) or not holder.startswith(_COMPUTED):
        raise UsageError(
            f"An SD-JWT is bound to a key, and {str(holder)[:200]!r} does not say which.",
            hint="Give the holder's did:key or did:jwk, or put the key into the claims as `cnf`.",
            spec="RFC 9901 §4.1.2",
        )
    document = resolve(holder, Resources())
    for url in document.relationships.get(_PURPOSE, ()):
        return {"jwk": document.method(url, _PURPOSE, _ANY_TIME).key.to_jwk(), "kid": url}
    raise UsageError(f"The key of {holder[:200]} is not for authentication, so that its holder could prove nothing.")


def holder_of(payload: JsonObject) -> str | None:
    """The DID of whom a processed payload is bound to; None where it is bound to nobody who can be told from it."""
    if "cnf" not in payload:
        return None
    try:
        confirmation = confirmation_of(payload)
        if confirmation is None:
            return None
        if confirmation.key is not None:
            return _named(confirmation.key, payload).did
        kid = confirmation.kid or ""
    except VcwalletError:
        # Why it cannot be used is for whoever needs it: see `holder_key`.
        return None
    return kid.partition("#")[0] if kid.startswith("did:") else None


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
    confirmation = confirmation_of(payload)
    if confirmation is None:
        raise NotBound(
            "The issuer bound the credential to nobody: it names no key of a holder.",
            where="/cnf",
            hint="Ask the issuer for a credential that is bound to a key of the holder's.",
            spec="RFC 9901 §4.1.2",
            code="not_holder_bound",
        )
    if confirmation.key is not None:
        return _named(confirmation.key, payload)
    kid = confirmation.kid or ""
    controller = kid.partition("#")[0]
    method = resolve(controller, resources).method(kid, _PURPOSE, at)
    return HolderKey(key=method.key, did=controller, verification_method=kid)


def _named(key: PublicKey, payload: JsonObject) -> HolderKey:
    """The key of a JWK under the name that a ``kid`` beside it gives, if that is a DID of this very key."""
    cnf = payload["cnf"]
    kid = cnf.get("kid") if isinstance(cnf, dict) else None
    if isinstance(kid, str) and kid.startswith(_COMPUTED) and _stands_for(kid, key):
        return HolderKey(key=key, did=kid.partition("#")[0], verification_method=kid)
    multikey = _multikey(key)
    return HolderKey(key=key, did=f"did:key:{multikey}", verification_method=f"did:key:{multikey}#{multikey}")


@lru_cache(maxsize=1024)
def _multikey(key: PublicKey) -> str:
    return key.multikey


@lru_cache(maxsize=1024)
def _stands_for(kid: str, key: PublicKey) -> bool:
    """Whether the URL of a did:key or did:jwk is that of this key."""
    try:
        return resolve(kid.partition("#")[0], Resources()).method(kid, _PURPOSE, _ANY_TIME).key == key
    except VcwalletError:
        return False
