"""Integrity metadata of referenced documents, as Subresource Integrity writes it (SD-JWT VC §5; SRI §3)."""

from __future__ import annotations

import hmac
import re
from binascii import b2a_base64

from vcwallet.errors import FormatError, Need, Undetermined
from vcwallet.hashes import HASHES
from vcwallet.ports import JsonValue
from vcwallet.resources import read_digest

_SPEC = "SD-JWT VC §5"
_STRENGTH = tuple(HASHES)
# SRI §3.5; what follows a question mark is reserved for options, of which there are none yet.
_EXPRESSION = re.compile(r"([a-z0-9]+)-([A-Za-z0-9+/_-]+={0,2})(?:\?[\x21-\x7e]*)?")
_MAX_LENGTH = 4_000


def strongest(metadata: JsonValue) -> tuple[str, frozenset[bytes]]:
    """Reads integrity metadata, and keeps its strongest hash function (SRI §3.3.3).

    Args:
        metadata: One or more of ``sha256-…``, ``sha384-…`` and ``sha512-…`` in base64, separated by white space.

    Returns:
        The hash function's name, and the digests by it of which one must match.

    Raises:
        FormatError: Not integrity metadata, or only by hash functions that are not known.
    """
    if not isinstance(metadata, str) or len(metadata) > _MAX_LENGTH:
        raise FormatError("The integrity of a document is stated by something that is no text.", spec=_SPEC)
    found: dict[str, set[bytes]] = {}
    for expression in metadata.split():
        match = _EXPRESSION.fullmatch(expression)
        if match is None:
            raise FormatError(f"{expression[:80]!r} does not state the integrity of a document.", spec=_SPEC)
        if match[1] in HASHES:
            found.setdefault(match[1], set()).add(_digest(match[1], match[2]))
    if not found:
        raise FormatError(
            "The integrity of a document is stated by no hash function that is known here.",
            hint=f"Use one of {', '.join(HASHES)}.",
            spec=_SPEC,
        )
    name = max(found, key=_STRENGTH.index)
    return name, frozenset(found[name])


def expected_digest(metadata: JsonValue) -> str | None:
    """The one digest that a document must have, spelt as `Need.digest` is; None where one of several will do.

    Raises:
        FormatError: Not integrity metadata, or only by hash functions that are not known.
    """
    name, digests = strongest(metadata)
    if len(digests) != 1:
        return None
    (digest,) = digests
    return f"{name}-{b2a_base64(digest, newline=False).decode('ascii')}"


def check_integrity(content: bytes, metadata: JsonValue, need: Need) -> None:
    """Checks that a document is the one that was meant.

    Args:
        content: The document as it was retrieved.
        metadata: Its integrity metadata.
        need: From where it was retrieved; for the error.

    Raises:
        FormatError: `metadata` is unusable.
        Undetermined: Another document; with the right one it could be decided.
    """
    name, expected = strongest(metadata)
    actual = HASHES[name](content).digest()
    if not any(hmac.compare_digest(actual, digest) for digest in expected):
        raise Undetermined(
            f"What stands at {need.url[:200]} is not the document that was meant.",
            hint="Its digest differs from the one that was signed or published for it.",
            spec=_SPEC,
            needs=(need,),
            code="integrity_mismatch",
        )


def _digest(name: str, text: str) -> bytes:
    _, digest = read_digest(f"{name}-{text}")
    if len(digest) != HASHES[name](b"").digest_size:
        raise FormatError(f"A {name} digest has the wrong length.", spec=_SPEC)
    return digest
