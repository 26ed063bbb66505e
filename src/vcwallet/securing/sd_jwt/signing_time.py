"""When a token was signed, and until when the signature is good (RFC 7519 §4.1; VC-JOSE-COSE 1.0 §3.1.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from vcwallet.errors import FormatError, Malformed, NotYetValid
from vcwallet.model import times
from vcwallet.ports import JsonObject
from vcwallet.securing.sd_jwt.kind import Kind
from vcwallet.securing.sd_jwt.validity import check_not_before, check_not_expired


def check_signing_time(payload: JsonObject, kind: Kind, *, at: datetime, skew: timedelta) -> None:
    """Checks that the signature is current.

    In an SD-JWT VC, ``nbf`` and ``exp`` say from when until when the credential holds; that is judged elsewhere, and
    here only that it was not made in the future. In a W3C document they are about the signature, beside the document's
    own ``validFrom`` and ``validUntil``.

    Args:
        payload: The processed payload.
        kind: What kind of SD-JWT it is.
        at: The time to judge by (aware).
        skew: How far clocks may disagree.

    Raises:
        Malformed: A time is not of its type.
        NotYetValid: It was made in the future, or the signature's time has not come.
        Expired: The signature has expired.
    """
    if not kind.is_vcdm:
        made = payload.get("iat")
        if made is not None:
            check_not_before({"iat": made}, at=at, skew=skew)
        return
    times_of_signature: JsonObject = {name: payload[name] for name in ("iat", "nbf", "exp") if name in payload}
    made = times_of_signature.get("iat")
    if isinstance(made, str):
        # Not what RFC 7519 says, and yet what W3C's own test suite for VC-JOSE-COSE has in most of its credentials.
        del times_of_signature["iat"]
        if _read(made) - at > skew:
            raise NotYetValid("It says that it was made in the future.", where="/iat", spec="RFC 7519 §4.1.6")
    check_not_before(times_of_signature, at=at, skew=skew)
    check_not_expired(times_of_signature, at=at, skew=skew)


def _read(made: str) -> datetime:
    try:
        return times.parse(made)
    except FormatError as error:
        message = f"The time 'iat' cannot be read: {error.message}"
        raise Malformed(message, where="/iat", hint=error.hint, spec="RFC 7519 §4.1.6") from error
