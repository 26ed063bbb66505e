"""What arrives from a verifier, out of its envelope: the parameters of an OpenID4VP request."""

from __future__ import annotations

from vcwallet.encoding import strict_json
from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError, UsageError
from vcwallet.ports import JsonObject, JsonValue

_UNSIGNED = "openid4vp-v1-unsigned"
_ORIGIN = "origin:"
_UNPROVEN = (
    (
        (_ORIGIN,),
        "The request says itself from which website it comes; only the browser that it came through can say that.",
        "If it came through the Digital Credentials API, hand in the origin as `audience`.",
    ),
    (
        ("x509_san_dns:", "x509_hash:", "verifier_attestation:", "decentralized_identifier:"),
        "The request says who asks in a way that only a signature proves, and bears none.",
        "If the signature was checked before, hand in this `client_id` as `audience`.",
    ),
)
"""What a `client_id` of a request without a signature must not begin with, and what is said then."""
# OpenID4VP 1.0 §A.2: in an unsigned request these say nothing, and must be ignored.
_IGNORED_UNSIGNED = frozenset({"client_id", "expected_origins"})


def parameters_of(received: object, *, audience: str | None, nonce: str | None, limits: Limits) -> JsonObject:
    """The parameters of a request, whether they came bare, as a plain DCQL query, or through the browser.

    Args:
        received: JSON as str or bytes, or a dict.
        audience: Who asks, where the transport vouches for it; takes the place of `client_id`.
        nonce: Of a plain DCQL query.
        limits: Of the JSON.

    Raises:
        FormatError: It is not JSON, nothing that is understood here, or names as its asker a website that nobody
            vouches for.
        UsageError: `nonce` is given for a request that has one of its own.
    """
    value = strict_json.parse(received, limits) if isinstance(received, str | bytes) else None
    members = strict_json.admit(received, limits) if value is None else value
    if not isinstance(members, dict):
        raise FormatError("A request is a JSON object.", spec="OpenID4VP 1.0 §5", code="bad_request")
    inner = members.get("digital", members)
    if isinstance(inner, dict) and "requests" in inner and "dcql_query" not in members:
        members = _unsigned(inner["requests"], "/digital/requests" if "digital" in members else "/requests")
        if audience and not audience.startswith(_ORIGIN):
            audience = _ORIGIN + audience  # §A.4
    elif "query" in members and "dcql_query" not in members:
        raise FormatError(
            "This is a Verifiable Presentation Request, which is not understood here.",
            where="/query",
            hint="Its challenge and domain can be answered with wallet.present_to(…), once you know what it asks for.",
            code="unsupported_request",
        )
    if "credentials" in members and "dcql_query" not in members:
        members = {"dcql_query": members} | ({} if nonce is None else {"nonce": nonce})
    elif nonce is not None:
        raise UsageError("The request has a nonce of its own.")
    _refuse_unproven(members.get("client_id"), audience)
    return members if audience is None else members | {"client_id": audience}


def _refuse_unproven(claimed: JsonValue, vouched: str | None) -> None:
    """OpenID4VP 1.0 §5.9.3: that a website asks is for the browser to say, and other askers have to sign."""
    if not isinstance(claimed, str) or claimed == vouched:
        return
    for prefixes, message, hint in _UNPROVEN:
        if claimed.startswith(prefixes):
            raise FormatError(message, where="/client_id", hint=hint, spec="OpenID4VP 1.0 §5.9.3", code="bad_request")


def _unsigned(requests: JsonValue, where: str) -> JsonObject:
    """The first request of the Digital Credentials API that is understood: OpenID4VP 1.0 §A.3.1."""
    found = requests if isinstance(requests, list) else []
    for one in found:
        data = one.get("data") if isinstance(one, dict) and one.get("protocol") == _UNSIGNED else None
        if isinstance(data, dict):
            return {name: value for name, value in data.items() if name not in _IGNORED_UNSIGNED}
    raise FormatError(
        f"None of the requests is of the protocol {_UNSIGNED!r}, the only one that is understood here.",
        where=where,
        spec="OpenID4VP 1.0 §A.1",
        code="unsupported_request",
    )
