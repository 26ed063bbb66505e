"""Holds a signed token against a key that the caller chose (RFC 7515 §5.2)."""

from __future__ import annotations

from collections.abc import Collection

from vcwallet.errors import ProofInvalid
from vcwallet.keys.public import PublicKey
from vcwallet.securing.jose.compact import Jws
from vcwallet.securing.jose.header import check_header


def verify(jws: Jws, key: PublicKey, *, types: Collection[str] | None) -> None:
    """Checks header and signature of a token.

    Args:
        jws: A parsed token.
        key: The key that must have signed it. It comes from the caller, never from the token: a `jwk`, `kid` or
            `x5c` in the header changes nothing here.
        types: The media types of which one must stand in ``typ``; None where any is accepted, also none at all.

    Raises:
        Malformed: The header is not what RFC 7515 says.
        WrongPurpose: A token of another type.
        ProofInvalid: The algorithm is not accepted or belongs to another type of key, an extension is critical and
            not understood, or the signature is not by this key over these bytes.
    """
    demanded = check_header(jws.header, types=types)
    require_algorithm(key, demanded)
    key.verify(jws.signature, jws.signing_input)


def require_algorithm(key: PublicKey, demanded: str) -> None:
    """Sees that the signer's key is of the type that the header's algorithm demands.

    Args:
        key: The signer's key.
        demanded: What `check_header` returned.

    Raises:
        ProofInvalid: It is of another type (code ``key_confusion``).
    """
    if key.algorithm != demanded:
        raise ProofInvalid(
            f"The token claims a signature by a {demanded} key, but the signer's key is {key.algorithm}.",
            where="/alg",
            spec="RFC 8725 §3.1",
            code="key_confusion",
        )
