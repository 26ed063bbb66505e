"""Opens an SD-JWT: everything is parsed and every digest resolved, and nothing is believed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.pointer_lengths import refuse_long_pointers
from vcwallet.encoding.strict_json import admit
from vcwallet.errors import FormatError, Malformed
from vcwallet.ports import JsonObject
from vcwallet.securing.jose.compact import Jws, parse, read_object
from vcwallet.securing.sd_jwt import json_serialization
from vcwallet.securing.sd_jwt.digests import hash_name_of
from vcwallet.securing.sd_jwt.disclosures import Disclosure, decode
from vcwallet.securing.sd_jwt.processing import process
from vcwallet.securing.sd_jwt.serialization import Parts, split

_MOST_PAYLOADS = 4
"""Times the largest document: each signature of a general JSON serialization is read with the payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBinding:
    """A Key Binding JWT that was parsed, and not yet believed: the token, and the claims in it."""

    jws: Jws
    claims: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSdJwt:
    """An SD-JWT or SD-JWT+KB that was parsed, and not yet believed.

    Attributes:
        payload: The Processed SD-JWT Payload: what is claimed, without a trace of digests.
        signed_payload: The payload as the issuer signed it, with digests.
        placements: JSON pointer into `payload` → the disclosure that the value there came from; parents first.
        undisclosed: How many digests have no disclosure: withheld claims and decoys.
        hash_name: The hash function of the digests and of ``sd_hash``.
        issuer_jwts: The issuer-signed JWT; several where several keys signed the same payload.
        disclosures: The disclosures, in the order in which they came.
        key_binding: The Key Binding JWT; None where the SD-JWT has none.
        parts: The text of all this, as it was received.
    """

    payload: JsonObject
    signed_payload: JsonObject = field(repr=False)
    placements: Mapping[str, Disclosure] = field(repr=False)
    undisclosed: int
    hash_name: str
    issuer_jwts: tuple[Jws, ...]
    disclosures: tuple[Disclosure, ...] = field(repr=False)
    key_binding: KeyBinding | None
    parts: Parts = field(repr=False)

    @property
    def header(self) -> JsonObject:
        """The protected header of the (first) issuer-signed JWT."""
        return self.issuer_jwts[0].header


def open_sd_jwt(value: str | bytes | JsonObject, limits: Limits = DEFAULT_LIMITS) -> OpenedSdJwt:
    """Opens an SD-JWT or SD-JWT+KB, whatever its serialization; without any signature check.

    Args:
        value: The compact form as text or ASCII bytes, or one of the JSON serializations as text, bytes or a dict.
        limits: Bounds on size, nesting and number of values.

    Returns:
        All parts decoded, and the payload processed by RFC 9901 §7.1 steps 2.d and 3 to 5.

    Raises:
        Malformed: It cannot be read, or is over a limit.
        ProofInvalid: The digests and disclosures contradict each other, or the hash function is not accepted.
    """
    parts = _parts(value, limits)
    characters = sum(map(len, (*parts.issuer_jwts, *parts.disclosures)))
    if characters > _MOST_PAYLOADS * limits.max_bytes:
        raise Malformed("So many signatures over so much are not looked at.", code="over_limit")
    issuer_jwts = tuple([parse(token, limits) for token in parts.issuer_jwts])
    if parts.unprotected:
        _check_headers_disjoint(issuer_jwts, parts)
    if len(issuer_jwts) > 1 and len({repr(jws.header.get("typ")) for jws in issuer_jwts}) > 1:
        raise Malformed(
            "Its signatures say different things of what kind of token it is.",
            where="/signatures",
            spec="RFC 8725 §3.11",
        )
    signed_payload = issuer_jwts[0].claims(limits)
    hash_name = hash_name_of(signed_payload)
    disclosures = decode(parts.disclosures, hash_name=hash_name, limits=limits)
    processed = process(signed_payload, disclosures, limits)
    # Each part is within the limits, but one inside another makes the pointers longer.
    try:
        refuse_long_pointers(processed.payload, limits, characters=characters, values=characters)
    except FormatError as error:
        raise _malformed(error) from error
    key_binding = None
    if parts.kb_jwt is not None:
        kb_jwt = parse(parts.kb_jwt, limits)
        key_binding = KeyBinding(jws=kb_jwt, claims=kb_jwt.claims(limits))
    return OpenedSdJwt(
        payload=processed.payload,
        signed_payload=signed_payload,
        placements=processed.placements,
        undisclosed=processed.undisclosed,
        hash_name=hash_name,
        issuer_jwts=issuer_jwts,
        disclosures=disclosures,
        key_binding=key_binding,
        parts=parts,
    )


def _parts(value: str | bytes | JsonObject, limits: Limits) -> Parts:
    if isinstance(value, dict):
        return json_serialization.read(_admitted(value, limits))
    if not isinstance(value, (str, bytes)):
        raise Malformed(f"An SD-JWT is text or a JSON object, not {type(value).__name__}.")
    if value.lstrip()[:1] in ("{", b"{"):
        return json_serialization.read(read_object(value, "The SD-JWT", limits))
    if isinstance(value, bytes):
        # What is not ASCII becomes a character that base64url does not have.
        value = value.decode("ascii", "replace")
    return split(value, limits)


def _admitted(value: JsonObject, limits: Limits) -> JsonObject:
    try:
        return cast("JsonObject", admit(value, limits))
    except FormatError as error:
        raise _malformed(error) from error


def _malformed(error: FormatError) -> Malformed:
    return Malformed(error.message, where=error.where, hint=error.hint, spec=error.spec, code=error.code)


def _check_headers_disjoint(issuer_jwts: tuple[Jws, ...], parts: Parts) -> None:
    for index, (jws, unprotected) in enumerate(zip(issuer_jwts, parts.unprotected, strict=True)):
        repeated = sorted(jws.header.keys() & unprotected.keys())
        if repeated:
            raise Malformed(
                f"The header parameter {repeated[0][:40]!r} stands in the protected and in the unprotected header.",
                where="/header" if parts.serialization == "flattened" else f"/signatures/{index}/header",
                spec="RFC 7515 §4",
            )
