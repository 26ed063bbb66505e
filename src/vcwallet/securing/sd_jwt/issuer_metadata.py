"""JWT VC Issuer Metadata: an issuer's keys under its own https URL (SD-JWT VC §3)."""

from __future__ import annotations

from urllib.parse import urlsplit

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import parse
from vcwallet.errors import FormatError, KeyMismatch, Need, NotBound, quoted
from vcwallet.keys.public import PublicKey
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources

MAX_KEYS = 100
"""More keys than this in one set are refused."""

_WELL_KNOWN = "/.well-known/jwt-vc-issuer"
_SPEC = "SD-JWT VC §3"


def metadata_url(issuer: str) -> str:
    """Where an issuer publishes its metadata.

    Args:
        issuer: The ``iss`` claim, such as ``"https://example.com/tenant/1234"``.

    Returns:
        The URL, such as ``"https://example.com/.well-known/jwt-vc-issuer/tenant/1234"``.

    Raises:
        NotBound: Not an https URL of scheme, host, optional port and optional path.
    """
    if is_absolute_url(issuer) and issuer.startswith("https://") and "?" not in issuer and "#" not in issuer:
        parts = urlsplit(issuer)
        if parts.hostname and "@" not in parts.netloc:
            return f"https://{parts.netloc}{_WELL_KNOWN}{parts.path.rstrip('/')}"
    raise NotBound(
        f"No keys can be looked up for the issuer {quoted(issuer, 200)}.",
        where="/iss",
        hint="It is an https URL without query and fragment.",
        spec=_SPEC,
        code="bad_identifier",
    )


def key_from_metadata(
    issuer: str, kid: str | None, key_algorithm: str, resources: Resources, limits: Limits = DEFAULT_LIMITS
) -> PublicKey:
    """Finds the key of an issuer in its metadata.

    Args:
        issuer: The ``iss`` claim.
        kid: The key's name in the header of the token; without one, the only key of the right type is taken.
        key_algorithm: The type of key that the token's algorithm demands, such as ``"P-256"``.
        resources: Where documents on the web come from.
        limits: For the documents.

    Raises:
        NotBound: The metadata or the key set are malformed or somebody else's, or hold no such key, or several.
        Undetermined: They cannot be had.
    """
    url = metadata_url(issuer)
    metadata = _object(resources.get(Need(url=url, kind="issuer-metadata")), url, limits)
    if metadata.get("issuer") != issuer:
        raise _unusable(url, "they are about another issuer", "/issuer", f"{_SPEC}.3")
    if ("jwks" in metadata) == ("jwks_uri" in metadata):
        raise _unusable(url, "they must hold a key set, or refer to one, and not both", "/jwks", f"{_SPEC}.2")
    key_set = metadata.get("jwks")
    if "jwks_uri" in metadata:
        url = _key_set_url(metadata["jwks_uri"], url)
        key_set = _object(resources.get(Need(url=url, kind="jwk-set")), url, limits)
    return _select(_keys(key_set, url), kid, key_algorithm, url)


def _keys(key_set: JsonValue, url: str) -> list[JsonObject]:
    keys = key_set.get("keys") if isinstance(key_set, dict) else None
    if not isinstance(keys, list) or len(keys) > MAX_KEYS:
        raise _unusable(url, "they have no set of keys, or one that is too large", "/jwks", "RFC 7517 §5")
    # What is no key is left alone, as are keys of types that are not known (RFC 7517 §5).
    return [key for key in keys if isinstance(key, dict)]


def _select(keys: list[JsonObject], kid: str | None, key_algorithm: str, url: str) -> PublicKey:
    named = keys if kid is None else [key for key in keys if key.get("kid") == kid]
    found = [key for key in map(_usable, named) if key is not None and key.algorithm == key_algorithm]
    if len(found) == 1:
        return found[0]
    told = "more than one such key" if found else "no such key"
    raise NotBound(
        f"The issuer publishes {told} as the credential was signed with.",
        hint=f"Its keys are at {url[:200]}; the header of the credential names one of them as `kid`.",
        spec=f"{_SPEC}.2",
        code="unknown_verification_method",
    )


def _usable(jwk: JsonObject) -> PublicKey | None:
    try:
        return PublicKey.from_jwk(jwk)
    except (FormatError, KeyMismatch):
        return None


def _key_set_url(value: JsonValue, url: str) -> str:
    if not isinstance(value, str) or not is_absolute_url(value) or not value.startswith("https://"):
        raise _unusable(url, "their key set is not under an https URL", "/jwks_uri", f"{_SPEC}.2")
    return value


def _object(content: bytes, url: str, limits: Limits) -> JsonObject:
    try:
        document = parse(content, limits)
    except FormatError as error:
        raise _unusable(url, "they are not JSON", error.where, f"{_SPEC}.2") from error
    if not isinstance(document, dict):
        raise _unusable(url, "they are no JSON object", "", f"{_SPEC}.2")
    return document


def _unusable(url: str, reason: str, where: str, spec: str) -> NotBound:
    # Whoever serves these bytes may be wrong for a moment, but as long as it lasts no key is the issuer's.
    return NotBound(
        f"What the issuer publishes about its keys at {url[:200]} cannot be used: {reason}.",
        where=where,
        spec=spec,
        code="bad_issuer_metadata",
    )
