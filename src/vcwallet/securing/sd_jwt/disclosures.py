"""Disclosures: one claim each, with the salt that keeps its digest from being guessed (RFC 9901 §4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import dumps, parse
from vcwallet.errors import FormatError, Malformed
from vcwallet.ports import JsonValue
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt.digests import DEFAULT_HASH, digest_of, hash_function

WriteJson = Callable[[JsonValue], str]
"""Writes JSON text. Any way of writing will do: the digest covers the text that was chosen (section 4.2.1)."""

RESERVED_NAMES = frozenset({"_sd", "...", "_sd_alg"})
"""Names that no claim may have: they carry the digests (sections 4.1, 4.1.1 and 4.2.1)."""


class Disclosure(NamedTuple):
    """One claim that can be withheld.

    A tuple, because an SD-JWT has many: a frozen dataclass takes four times as long to make.

    Attributes:
        encoded: The disclosure as it travels; the digest is taken over this text.
        digest: What stands for it in the signed payload, or in the value of another disclosure.
        salt: What keeps the digest from being guessed.
        name: The claim's name; None for an element of an array.
        value: The claim's value, in which digests may stand for further disclosures.
    """

    encoded: str
    digest: str
    salt: str
    name: str | None
    value: JsonValue


def decode(
    encoded: Iterable[str], *, hash_name: str = DEFAULT_HASH, limits: Limits = DEFAULT_LIMITS
) -> tuple[Disclosure, ...]:
    """Reads disclosures.

    Args:
        encoded: The disclosures as they were received.
        hash_name: The hash function that the payload names.
        limits: For the JSON inside each.

    Raises:
        Malformed: Not base64url, not strict JSON, not an array of two or three, a salt or name that is no string, or
            a name that is reserved or over a limit.
        ProofInvalid: Not a hash function that is accepted.
    """
    hash_bytes = hash_function(hash_name)
    texts = list(encoded)
    documents = _parse_each([base64url.decode(text, "A disclosure") for text in texts], limits)
    digests = [base64url.encode(hash_bytes(text.encode("ascii")).digest()) for text in texts]
    disclosures = tuple(map(_disclosure, texts, digests, documents))
    if any(one.name is not None and len(one.name) > limits.max_name for one in disclosures):
        # In here it is a text like others; in the payload it will be the name of a member.
        raise Malformed(f"A disclosure names a claim in more than {limits.max_name} characters.", code="over_limit")
    return disclosures


def _parse_each(documents: list[bytes], limits: Limits) -> list[JsonValue]:
    """Reads several JSON documents, the usual ones at once: most of the time goes into the calls.

    They are read as the elements of one array where each has one opening bracket, its first byte, and one closing
    bracket, its last byte. If the result has as many arrays as there are documents, then all these brackets are
    structure, none is within a string; so no string, and no object, reaches from one document into the next, and each
    document is by itself the JSON that was read.
    """
    together = b"[" + b",".join(documents) + b"]"
    brackets = len(documents) + 1
    if (
        together.count(b"[") == brackets
        and together.count(b"]") == brackets
        and {document[:1] for document in documents} == {b"["}
        and {document[-1:] for document in documents} == {b"]"}
    ):
        try:
            read = parse(together, limits)
        except FormatError:
            pass  # One by one, to find out which it is; and limits are for each.
        else:
            if isinstance(read, list) and len(read) == len(documents) and {*map(type, read)} == {list}:
                return read
    return [_parse(document, limits) for document in documents]


def _parse(document: bytes, limits: Limits) -> JsonValue:
    try:
        return parse(document, limits)
    except FormatError as error:
        message = f"A disclosure cannot be read: {error.message}"
        raise Malformed(message, hint=error.hint, spec=error.spec, code=error.code) from error


def _disclosure(encoded: str, digest: str, contents: JsonValue) -> Disclosure:
    if not isinstance(contents, list) or len(contents) not in (2, 3):
        raise _malformed("is not an array of two or three", "4.2", code="disclosure_arity")
    salt, name = contents[0], contents[1] if len(contents) == 3 else None
    if not isinstance(name, str) and (name is not None or len(contents) == 3):
        raise _malformed("has a claim name that is not a string", "4.2.1")
    if name in RESERVED_NAMES:
        raise _malformed(f"names a claim {name!r}, which is reserved", "7.1 step 3.c.ii.B", code="reserved_name")
    if not isinstance(salt, str):
        raise _malformed("has a salt that is not a string", "4.2.1")
    return Disclosure(encoded, digest, salt, name, contents[-1])


def create(
    salt: str, name: str | None, value: JsonValue, *, hash_name: str = DEFAULT_HASH, write: WriteJson = dumps
) -> Disclosure:
    """Makes the disclosure for one claim.

    Args:
        salt: At least 128 bits that nobody can guess, never used twice; as text (section 9.3).
        name: The claim's name; None for an element of an array.
        value: The claim's value, in which digests may already stand for other disclosures.
        hash_name: One of `digests.HASH_FUNCTIONS`.
        write: How the JSON inside is written.

    Raises:
        ProofInvalid: Not a hash function that is accepted.
    """
    contents: JsonValue = [salt, value] if name is None else [salt, name, value]
    encoded = base64url.encode(write(contents).encode())
    return Disclosure(encoded, digest_of(encoded, hash_name), salt, name, value)


def _malformed(what: str, section: str, *, code: str | None = None) -> Malformed:
    return Malformed(f"A disclosure {what}.", spec=f"RFC 9901 §{section}", code=code)
