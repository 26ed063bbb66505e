"""The JWS JSON Serializations of an SD-JWT, flattened and general (RFC 9901 §8)."""

from __future__ import annotations

from dataclasses import replace

from vcwallet.errors import Malformed, UsageError
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.sd_jwt.serialization import Parts, check_count

MAX_SIGNATURES = 100
"""More signatures than this on one payload are refused."""

_SPEC = "RFC 7515 §7.2"
_SD_SPEC = "RFC 9901 §8"
_OURS = ("disclosures", "kb_jwt")


def read(value: JsonObject) -> Parts:
    """Takes an SD-JWT in one of its JSON serializations apart.

    Args:
        value: The JSON object, already admitted as strict JSON within the limits.

    Returns:
        The parts, as those of the compact form.

    Raises:
        Malformed: A member is missing or of the wrong type, both serializations at once, ``disclosures`` or ``kb_jwt``
            not under the first signature, something unprotected that must be protected, or over a limit.
    """
    payload = _text(value, "payload", "")
    if "signatures" not in value:
        header = _unprotected(value, "")
        token = _token(value, payload, "")
        return _parts((token,), (header,), "flattened", "/header")
    if any(name in value for name in ("signature", "protected", "header")):
        raise Malformed("The JSON is flattened and general at once.", where="/signatures", spec=_SPEC)
    tokens, headers = _signatures(value["signatures"], payload)
    return _parts(tokens, headers, "general", "/signatures/0/header")


def written(parts: Parts) -> JsonObject | str:
    """Writes an SD-JWT in the serialization that its parts name."""
    if parts.serialization == "compact":
        return parts.presented + (parts.kb_jwt or "")
    return write_flattened(parts) if parts.serialization == "flattened" else write_general(parts)


def presentable(parts: Parts) -> Parts:
    """The same SD-JWT as it is presented: as text, which every protocol can carry.

    Only signatures by several keys over one payload have to be written as JSON (RFC 9901 §8.3).
    """
    return replace(parts, serialization="compact" if len(parts.issuer_jwts) == 1 else "general")


def media_type(parts: Parts, name: str) -> str:
    """What `written` gives, on the wire; `name` is the media type of the compact form, without ``application/``."""
    return f"application/{name}" if parts.serialization == "compact" else "application/sd-jwt+json"


def write_flattened(parts: Parts) -> JsonObject:
    """Writes an SD-JWT in the flattened JSON serialization (section 8.2).

    Raises:
        UsageError: It has more than one signature.
    """
    if len(parts.issuer_jwts) != 1:
        raise UsageError("Only an SD-JWT with one signature can be flattened.", spec="RFC 7515 §7.2.2")
    protected, payload, signature = parts.issuer_jwts[0].split(".")
    return {"payload": payload, "protected": protected, "signature": signature, "header": _header(parts)}


def write_general(parts: Parts) -> JsonObject:
    """Writes an SD-JWT in the general JSON serialization (section 8.3), disclosures under the first signature.

    Raises:
        UsageError: The signatures are not over one payload.
    """
    split = [token.split(".") for token in parts.issuer_jwts]
    if len({payload for _, payload, _ in split}) != 1:
        raise UsageError("All signatures of an SD-JWT are over one payload.", spec="RFC 7515 §7.2.1")
    signatures: list[JsonValue] = [
        {"protected": protected, "signature": signature} for protected, _, signature in split
    ]
    first: JsonValue = {"header": _header(parts), "protected": split[0][0], "signature": split[0][2]}
    return {"payload": split[0][1], "signatures": [first, *signatures[1:]]}


def _header(parts: Parts) -> JsonObject:
    header: JsonObject = {"disclosures": list(parts.disclosures)}
    if parts.kb_jwt is not None:
        header["kb_jwt"] = parts.kb_jwt
    return header


def _signatures(signatures: JsonValue, payload: str) -> tuple[tuple[str, ...], tuple[JsonObject, ...]]:
    if not isinstance(signatures, list) or not signatures:
        raise Malformed("The list of signatures is empty or is not an array.", where="/signatures", spec=_SPEC)
    if len(signatures) > MAX_SIGNATURES:
        message = f"The SD-JWT has more than {MAX_SIGNATURES} signatures."
        raise Malformed(message, where="/signatures", code="over_limit")
    tokens: list[str] = []
    headers: list[JsonObject] = []
    for index, signature in enumerate(signatures):
        where = f"/signatures/{index}"
        if not isinstance(signature, dict):
            raise Malformed("A signature is not a JSON object.", where=where, spec=_SPEC)
        header = _unprotected(signature, where)
        if index and any(name in header for name in _OURS):
            message = "Disclosures and key binding stand only under the first signature."
            raise Malformed(message, where=f"{where}/header", spec="RFC 9901 §8.3")
        tokens.append(_token(signature, payload, where))
        headers.append(header)
    return tuple(tokens), tuple(headers)


def _token(signature: JsonObject, payload: str, where: str) -> str:
    return f"{_text(signature, 'protected', where)}.{payload}.{_text(signature, 'signature', where)}"


def _text(value: JsonObject, name: str, where: str) -> str:
    text = value.get(name)
    # A dot would shift the borders between the parts of the compact form, over which the hash is taken.
    if not isinstance(text, str) or not text or "." in text or "~" in text:
        raise Malformed(f"The member {name!r} is missing or is not base64url.", where=f"{where}/{name}", spec=_SPEC)
    return text


def _unprotected(value: JsonObject, where: str) -> JsonObject:
    header = value.get("header", {})
    if not isinstance(header, dict):
        raise Malformed("The unprotected header is not a JSON object.", where=f"{where}/header", spec=_SPEC)
    if "crit" in header or "alg" in header:
        # `crit` must be protected (RFC 7515 §4.1.11); an `alg` that nothing protects is a trap.
        message = "The unprotected header holds a member that must be protected."
        raise Malformed(message, where=f"{where}/header", spec=_SPEC)
    return header


def _parts(tokens: tuple[str, ...], headers: tuple[JsonObject, ...], serialization: str, where: str) -> Parts:
    header = headers[0]
    disclosures = header.get("disclosures", [])
    if not isinstance(disclosures, list) or not all(isinstance(item, str) and item for item in disclosures):
        message = "The disclosures are not an array of strings."
        raise Malformed(message, where=f"{where}/disclosures", spec=_SD_SPEC)
    check_count(len(disclosures))
    kb_jwt = header.get("kb_jwt")
    if "kb_jwt" in header and (not isinstance(kb_jwt, str) or kb_jwt.count(".") != 2):
        raise Malformed("The Key Binding JWT is not a token.", where=f"{where}/kb_jwt", spec=_SD_SPEC)
    return Parts(
        issuer_jwts=tokens,
        disclosures=tuple(str(item) for item in disclosures),
        kb_jwt=None if kb_jwt is None else str(kb_jwt),
        serialization=serialization,
        unprotected=tuple({name: header[name] for name in header if name not in _OURS} for header in headers),
    )
