"""The ``cnf`` claim: to which key the issuer bound the SD-JWT (RFC 7800 §3; RFC 9901 §4.1.2)."""

from __future__ import annotations

from dataclasses import dataclass

from vcwallet.errors import FormatError, KeyMismatch, Malformed, Undetermined
from vcwallet.keys.public import PublicKey
from vcwallet.ports import JsonObject, JsonValue

_SPEC = "RFC 7800 §3.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """To which key an SD-JWT is bound; one of the two is None.

    Attributes:
        key: The holder's public key, where ``cnf`` holds it as a JWK.
        kid: The identifier of the holder's key, where ``cnf`` only refers to it; a did:key or did:jwk URL can be
            resolved without any network.
    """

    key: PublicKey | None = None
    kid: str | None = None


def confirmation_of(payload: JsonObject) -> Confirmation | None:
    """Reads the ``cnf`` claim of a processed payload.

    Returns:
        The key or its identifier; None where the SD-JWT is not bound to any key. A ``kid`` beside a ``jwk`` is
        only a name for it.

    Raises:
        Malformed: ``cnf`` is no object, holds a key that cannot be used or that is secret, or more than one key.
        Undetermined: ``cnf`` names the key in a way that is not understood here.
    """
    if "cnf" not in payload:
        return None
    cnf = payload["cnf"]
    if not isinstance(cnf, dict):
        raise Malformed("The claim about the holder's key is not a JSON object.", where="/cnf", spec=_SPEC)
    if sum(name in cnf for name in ("jwk", "jwe", "jku")) > 1:
        raise Malformed("The claim about the holder's key names several keys.", where="/cnf", spec=_SPEC)
    if "jwk" in cnf:
        return Confirmation(key=_key(cnf["jwk"]))
    kid = cnf.get("kid")
    if isinstance(kid, str) and kid and "jwe" not in cnf and "jku" not in cnf:
        return Confirmation(kid=kid)
    if "kid" in cnf and not isinstance(kid, str):
        message = "The identifier of the holder's key is not a string."
        raise Malformed(message, where="/cnf/kid", spec="RFC 7800 §3.4")
    raise Undetermined(
        "The holder's key is named in a way that is not understood here.",
        where="/cnf",
        hint="Ask the issuer to put the key there as a JWK, or a did:key or did:jwk as `kid`.",
        spec=_SPEC,
    )


def _key(jwk: JsonValue) -> PublicKey:
    try:
        return PublicKey.from_jwk(jwk if isinstance(jwk, dict) else {})
    except (FormatError, KeyMismatch) as error:
        message = f"The holder's key cannot be used: {error.message}"
        raise Malformed(message, where="/cnf/jwk" + error.where, hint=error.hint, spec=error.spec) from error
