"""The holder's second move: binds a presented SD-JWT to one verifier and one challenge (RFC 9901 §4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vcwallet.encoding.strict_json import dumps
from vcwallet.errors import UsageError
from vcwallet.ports import JsonValue
from vcwallet.securing import jose
from vcwallet.securing.sd_jwt.digests import digest_of
from vcwallet.securing.sd_jwt.revelation import RevealedSdJwt
from vcwallet.securing.sd_jwt.serialization import Parts

KB_JWT_TYPE = "kb+jwt"

_OURS = ("aud", "nonce", "iat", "sd_hash")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBindingDraft:
    """An SD-JWT+KB that lacks only the holder's signature.

    Attributes:
        signing_input: The bytes that the holder's key has to sign.
        parts: The SD-JWT that is bound.
    """

    signing_input: bytes = field(repr=False)
    parts: Parts = field(repr=False)

    def complete(self, signature: bytes) -> str:
        """Puts the signature in; returns the SD-JWT+KB in compact form.

        Raises:
            UsageError: Not bytes, or not the length of a signature by the holder's type of key.
        """
        return self.parts.presented + jose.complete(self.signing_input, signature)

    def complete_parts(self, signature: bytes) -> Parts:
        """Puts the signature in; returns the parts, for one of the JSON serializations.

        Raises:
            UsageError: As for `complete`.
        """
        return replace(self.parts, kb_jwt=jose.complete(self.signing_input, signature))


def bind(
    revealed: RevealedSdJwt,
    *,
    key_algorithm: str,
    audience: str,
    nonce: str,
    issued_at: int,
    claims: Mapping[str, JsonValue] | None = None,
) -> KeyBindingDraft:
    """Makes the Key Binding JWT over exactly what is presented.

    Args:
        revealed: What the holder chose to show.
        key_algorithm: The type of the key in the ``cnf`` claim, such as ``"P-256"``.
        audience: The verifier, as the protocol in use names it.
        nonce: The verifier's challenge.
        issued_at: The time, in seconds since 1970 UTC.
        claims: Further claims that the protocol in use asks for, such as ``transaction_data_hashes``.

    Raises:
        KeyMismatch: Tokens cannot be signed with such a key.
        UsageError: An empty audience or nonce, a time that is no whole number, or `claims` repeats one of the others.
        FormatError: `claims` is not JSON.
    """
    for name, value in (("audience", audience), ("nonce", nonce)):
        if not isinstance(value, str) or not value:
            raise UsageError(f"The {name} of a key binding is a text that is not empty.", spec="RFC 9901 §4.3")
    if type(issued_at) is not int:
        raise UsageError("The time of a key binding is a whole number of seconds.", spec="RFC 9901 §4.3")
    further = dict(claims or {})
    if any(name in further for name in _OURS):
        raise UsageError(f"{', '.join(_OURS)} are set here; leave them out of `claims`.")
    payload: dict[str, JsonValue] = {
        "nonce": nonce,
        "aud": audience,
        "iat": issued_at,
        "sd_hash": digest_of(revealed.sd_jwt, revealed.hash_name),
        **further,
    }
    header: dict[str, JsonValue] = {"alg": jose.algorithm_name(key_algorithm), "typ": KB_JWT_TYPE}
    return KeyBindingDraft(signing_input=jose.signing_input(header, dumps(payload).encode()), parts=revealed.parts)
