"""The verifier's checks of the holder's signature (RFC 9901 §7.3)."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from datetime import datetime, timedelta

from vcwallet.errors import (
    Expired,
    Malformed,
    NonceMismatch,
    NotBound,
    NotYetValid,
    ProofInvalid,
    UsageError,
    WrongAudience,
    WrongPurpose,
)
from vcwallet.keys.public import PublicKey
from vcwallet.ports import JsonValue
from vcwallet.securing import jose
from vcwallet.securing.sd_jwt.digests import digest_of
from vcwallet.securing.sd_jwt.key_binding import KB_JWT_TYPE
from vcwallet.securing.sd_jwt.opened import KeyBinding, OpenedSdJwt
from vcwallet.securing.sd_jwt.validity import check_not_before, check_not_expired, seconds, timestamp

MAX_AGE = timedelta(minutes=5)
"""How old a key binding may be where the caller does not say."""

_SPEC = "RFC 9901 §7.3"


def required_key_binding(opened: OpenedSdJwt) -> KeyBinding:
    """The key binding of a presentation that must have one; decided by the verifier, never by what was sent.

    Raises:
        NotBound: There is none (code ``key_binding_missing``): anybody who has the SD-JWT could have sent it.
    """
    if opened.key_binding is None:
        raise NotBound(
            "The presenter did not prove to be the holder: there is no key binding.",
            hint="Ask for a presentation with key binding.",
            spec=f"{_SPEC} step 2",
            code="key_binding_missing",
        )
    return opened.key_binding


def refuse_key_binding(opened: OpenedSdJwt) -> None:
    """Refuses an SD-JWT+KB where an SD-JWT is expected: when a holder receives it from the issuer (section 7.2).

    Raises:
        WrongPurpose: With code ``key_binding_unexpected``.
    """
    if opened.key_binding is not None:
        raise WrongPurpose(
            "This is a presentation that was made for some verifier, not a credential from its issuer.",
            hint="Ask the issuer for the credential itself.",
            spec="RFC 9901 §7.2",
            code="key_binding_unexpected",
        )


def verify_key_binding(
    opened: OpenedSdJwt,
    key: PublicKey,
    *,
    audience: Collection[str],
    nonce: str,
    at: datetime,
    max_age: timedelta = MAX_AGE,
    skew: timedelta = timedelta(seconds=60),
) -> KeyBinding:
    """Makes all checks of the key binding, in the order of section 7.3 step 5.

    Args:
        opened: What `open_sd_jwt` returned.
        key: The holder's key, as the ``cnf`` claim of the payload names it; see `confirmation_of`.
        audience: The names by which this verifier is known, of which one must stand in ``aud``.
        nonce: The challenge that must be answered.
        at: The time to judge by (aware).
        max_age: How old the key binding may be.
        skew: How far clocks may disagree.

    Raises:
        NotBound: There is no key binding.
        Malformed: A claim is missing, or not of its type.
        ProofInvalid: The signature is not by this key, or is over other disclosures.
        WrongPurpose: The token is no Key Binding JWT.
        Expired: It is too old, or past its ``exp``.
        NotYetValid: It is from the future, or before its ``nbf``.
        WrongAudience: It was made for another verifier.
        NonceMismatch: It answers another challenge.
        UsageError: The expectations are unusable.
    """
    binding = required_key_binding(opened)
    verify_holder_signature(binding, key)
    check_current(binding, at=at, max_age=max_age, skew=skew)
    check_nonce(binding, nonce)
    check_audience(binding, audience)
    check_presented(opened)
    return binding


def verify_holder_signature(binding: KeyBinding, key: PublicKey) -> None:
    """Checks type, algorithm and signature of the Key Binding JWT (section 7.3 steps 5.b to 5.d).

    Raises:
        Malformed: The header is not what RFC 7515 says.
        WrongPurpose: ``typ`` is not exactly ``kb+jwt``.
        ProofInvalid: The algorithm is not accepted or belongs to another type of key, or another key signed.
    """
    if binding.jws.header.get("typ") != KB_JWT_TYPE:
        raise WrongPurpose(
            f"The token that should bind the presentation to its holder is not of type {KB_JWT_TYPE}.",
            spec="RFC 9901 §4.3",
            code="token_type",
        )
    jose.verify(binding.jws, key, types=None)


def check_current(binding: KeyBinding, *, at: datetime, max_age: timedelta | None, skew: timedelta) -> None:
    """Checks that the key binding was made lately (section 7.3 step 5.e), and is valid as any token is (step 5.h).

    Where `max_age` is None it may have been made at any time in the past.

    Raises:
        Malformed: ``iat`` is missing or is no number; ``exp`` or ``nbf`` is no number.
        Expired: It is older than `max_age`, or past its ``exp``.
        NotYetValid: It is from the future, or before its ``nbf``.
        UsageError: `at` has no zone.
    """
    made, now = timestamp(binding.claims, "iat", required=True), seconds(at)
    if made is None or made > now + skew.total_seconds():
        message = "The key binding says that it was made in the future."
        raise NotYetValid(message, where="/iat", spec=f"{_SPEC} step 5.e", code="key_binding_future")
    if max_age is not None and made < now - max_age.total_seconds() - skew.total_seconds():
        raise Expired(
            "The key binding is too old.",
            where="/iat",
            hint="Ask the holder to present again.",
            spec=f"{_SPEC} step 5.e",
            code="key_binding_stale",
        )
    check_not_before(binding.claims, at=at, skew=skew)
    check_not_expired(binding.claims, at=at, skew=skew)


def check_nonce(binding: KeyBinding, nonce: str) -> None:
    """Checks that the key binding answers this challenge (section 7.3 step 5.f).

    Raises:
        Malformed: ``nonce`` is missing or is no string.
        NonceMismatch: It answers another challenge.
        UsageError: The challenge is empty.
    """
    if not isinstance(nonce, str) or not nonce:
        raise UsageError("The challenge that is expected is a text that is not empty.")
    found = _text(binding.claims.get("nonce"), "nonce")
    if not _equal(found, nonce):
        raise NonceMismatch("The key binding answers another challenge.", where="/nonce", spec=f"{_SPEC} step 5.f")


def check_audience(binding: KeyBinding, audience: Collection[str]) -> None:
    """Checks that the key binding was made for this verifier (section 7.3 step 5.f).

    Raises:
        Malformed: ``aud`` is missing or is not one string.
        WrongAudience: It was made for another verifier.
        UsageError: No name to expect.
    """
    if isinstance(audience, str) or not audience or "" in audience:
        raise UsageError("The audience that is expected is a collection of names, none of them empty.")
    found = _text(binding.claims.get("aud"), "aud")
    if found not in audience:
        raise WrongAudience(f"The key binding was made for {found[:200]!r}.", where="/aud", spec=f"{_SPEC} step 5.f")


def check_presented(opened: OpenedSdJwt) -> None:
    """Checks that the key binding is over exactly what was presented (section 7.3 step 5.g).

    Raises:
        NotBound: There is no key binding.
        Malformed: ``sd_hash`` is missing or is no string.
        ProofInvalid: It is over another SD-JWT, or disclosures were added or removed.
    """
    binding = required_key_binding(opened)
    found = _text(binding.claims.get("sd_hash"), "sd_hash")
    if not _equal(found, digest_of(opened.parts.presented, opened.hash_name)):
        raise ProofInvalid(
            "The key binding was made for another choice of claims, or for another credential.",
            where="/sd_hash",
            hint="Ask the holder to present again.",
            spec=f"{_SPEC} step 5.g",
            code="sd_hash_mismatch",
        )


def _text(value: JsonValue, name: str) -> str:
    if not isinstance(value, str):
        message = f"The claim {name!r} of the key binding is missing or is not a string."
        raise Malformed(message, where=f"/{name}", spec="RFC 9901 §4.3")
    return value


def _equal(found: str, expected: str) -> bool:
    return hmac.compare_digest(found.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))
