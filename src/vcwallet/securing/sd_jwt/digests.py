"""The digests that stand in for what is withheld (RFC 9901, sections 4.1.1 and 4.2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256, sha384, sha512
from typing import Protocol

from vcwallet.errors import Malformed, ProofInvalid
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.jose import base64url

DEFAULT_HASH = "sha-256"
"""What ``_sd_alg`` means where it is absent."""


class _Digest(Protocol):
    def digest(self) -> bytes: ...


class HashFunction(Protocol):
    """A constructor of `hashlib`."""

    def __call__(self, data: bytes, /) -> _Digest:
        """Starts a hash over `data`."""


HASH_FUNCTIONS: Mapping[str, HashFunction] = {"sha-256": sha256, "sha-384": sha384, "sha-512": sha512}
"""The hash functions that are accepted, by their names in IANA's registry of Named Information hash algorithms.

The registry also holds digests that were cut off to 32 bits; being listed there proves nothing (RFC 9901 §9.4).
"""


def hash_function(name: str) -> HashFunction:
    """The hash function of this name.

    Raises:
        ProofInvalid: Not one of `HASH_FUNCTIONS`.
    """
    function = HASH_FUNCTIONS.get(name)
    if function is None:
        raise ProofInvalid(
            f"The withheld claims are protected by the hash function {name[:40]!r}, which is not accepted.",
            where="/_sd_alg",
            hint=f"Ask the issuer to use one of {', '.join(HASH_FUNCTIONS)}.",
            spec="RFC 9901 §4.1.1",
            code="hash_refused",
        )
    return function


def hash_name_of(payload: JsonObject) -> str:
    """The hash function that a payload, as it was signed, names in ``_sd_alg``.

    Raises:
        Malformed: ``_sd_alg`` is not a string.
        ProofInvalid: Not a hash function that is accepted.
    """
    name: JsonValue = payload.get("_sd_alg", DEFAULT_HASH)
    if not isinstance(name, str):
        message = "The name of the hash function is not a string."
        raise Malformed(message, where="/_sd_alg", spec="RFC 9901 §4.1.1")
    hash_function(name)
    return name


def digest_of(text: str, hash_name: str) -> str:
    """The digest over the ASCII bytes of a disclosure, or of a presented SD-JWT.

    Args:
        text: The encoded text itself, exactly as it was received; never what it decodes to.
        hash_name: One of `HASH_FUNCTIONS`.

    Returns:
        The digest in base64url without padding.

    Raises:
        ProofInvalid: Not a hash function that is accepted.
    """
    return base64url.encode(hash_function(hash_name)(text.encode("ascii")).digest())
