"""What the payload of an SD-JWT VC must hold (SD-JWT VC §2.2.2)."""

from __future__ import annotations

from vcwallet.errors import FormatError, NonConforming
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.sd_jwt.integrity import strongest

SD_JWT_VC_TYPES = frozenset({"dc+sd-jwt", "vc+sd-jwt"})
"""What ``typ`` may say; the second is what it was called until November 2024 (SD-JWT VC §2.2.1)."""

_SPEC = "SD-JWT VC §2.2.2"


def check_sd_jwt_vc(payload: JsonObject) -> tuple[str, ...]:
    """Checks the claims that SD-JWT VC defines; what it does not define is left alone.

    Args:
        payload: The Processed SD-JWT Payload, or the claims before they are issued.

    Returns:
        The types: ``vct`` first, then those of ``aka_vcts``. That an issuer states a type does not mean that it may.

    Raises:
        NonConforming: ``vct`` is missing, or a claim is not of its type.
    """
    vct = payload.get("vct")
    if not isinstance(vct, str) or not vct:
        raise _broken("The credential does not say of which type it is.", "/vct", f"{_SPEC}.1")
    for name in ("iss", "sub"):
        if name in payload and not isinstance(payload[name], str):
            raise _broken(f"The claim {name!r} is not a string.", f"/{name}", "RFC 7519 §4.1")
    for name in ("iat", "nbf", "exp"):
        value = payload.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise _broken(f"The time {name!r} is not a number of seconds.", f"/{name}", "RFC 7519 §2")
    for name in ("cnf", "status"):
        if name in payload and not isinstance(payload[name], dict):
            raise _broken(f"The claim {name!r} is not an object.", f"/{name}", f"{_SPEC}.3")
    if "vct#integrity" in payload:
        _check_integrity(payload["vct#integrity"])
    return vct, *_further_types(payload, vct)


def _check_integrity(value: JsonValue) -> None:
    try:
        strongest(value)
    except FormatError as error:
        raise _broken(error.message, "/vct#integrity", "SD-JWT VC §5") from error


def _further_types(payload: JsonObject, vct: str) -> tuple[str, ...]:
    if "aka_vcts" not in payload:
        return ()
    further = payload["aka_vcts"]
    if not isinstance(further, list) or not further or not all(isinstance(name, str) and name for name in further):
        raise _broken("The further types are not an array of strings.", "/aka_vcts", f"{_SPEC}.2")
    if vct in further:
        raise _broken("The further types repeat the type itself.", "/aka_vcts", f"{_SPEC}.2")
    return tuple(str(name) for name in further)


def _broken(message: str, where: str, spec: str) -> NonConforming:
    return NonConforming(message, where=where, spec=spec)
