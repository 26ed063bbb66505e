"""The issuer's move: claims to a signing input, a signature to an SD-JWT (RFC 9901 §4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vcwallet.encoding.strict_json import dumps
from vcwallet.errors import UsageError
from vcwallet.ports import JsonValue
from vcwallet.securing import jose
from vcwallet.securing.sd_jwt.concealment import Concealed
from vcwallet.securing.sd_jwt.serialization import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class SdJwtDraft:
    """An SD-JWT that lacks only its signature.

    Attributes:
        signing_input: The bytes that the issuer's key has to sign.
        concealed: The payload, the disclosures, and the pointers of what can be withheld.
    """

    signing_input: bytes = field(repr=False)
    concealed: Concealed

    def complete(self, signature: bytes) -> str:
        """Puts the signature in.

        Args:
            signature: Over `signing_input`; ECDSA signatures are raw ``r ‖ s``.

        Returns:
            The SD-JWT with all its disclosures, in compact form.

        Raises:
            UsageError: Not bytes, or not the length of a signature by the algorithm in the header.
        """
        return self.complete_parts(signature).presented

    def complete_parts(self, signature: bytes) -> Parts:
        """Puts the signature in; returns the parts, for any serialization.

        Raises:
            UsageError: As for `complete`.
        """
        token = jose.complete(self.signing_input, signature)
        disclosures = tuple(disclosure.encoded for disclosure in self.concealed.disclosures)
        return Parts(issuer_jwts=(token,), disclosures=disclosures)


def prepare(
    concealed: Concealed, *, key_algorithm: str, typ: str, header: Mapping[str, JsonValue] | None = None
) -> SdJwtDraft:
    """Makes concealed claims ready for signing.

    Args:
        concealed: What `conceal` returned.
        key_algorithm: The type of the key that will sign, such as ``"P-256"``.
        typ: The media type without ``application/``, such as ``"dc+sd-jwt"``.
        header: Further header parameters, such as ``kid`` or ``x5c``.

    Raises:
        KeyMismatch: Tokens cannot be signed with such a key.
        Malformed: A header parameter is not what RFC 7515 says.
        ProofInvalid: The header declares a critical extension.
        UsageError: `header` repeats ``alg`` or ``typ``.
    """
    further = dict(header or {})
    if "alg" in further or "typ" in further:
        raise UsageError("`alg` follows from the key and `typ` is given apart; leave both out of `header`.")
    members: dict[str, JsonValue] = {"alg": jose.algorithm_name(key_algorithm), "typ": typ, **further}
    payload = dumps(concealed.payload).encode()
    return SdJwtDraft(signing_input=jose.signing_input(members, payload), concealed=concealed)
