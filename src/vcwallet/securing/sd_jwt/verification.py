"""The verifier's checks of the issuer's signature and of what must not be withheld (RFC 9901 §7.1)."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from vcwallet.errors import NonConforming, UsageError
from vcwallet.keys.public import PublicKey
from vcwallet.model.pointer import join
from vcwallet.securing import jose
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt


def verify_issuer(opened: OpenedSdJwt, key: PublicKey, *, types: Collection[str] | None, signature: int = 0) -> None:
    """Checks that an issuer's key signed the payload (section 7.1 steps 2.a and 2.b).

    The digests in the payload commit to the disclosures, so that with this signature `opened.payload` is the issuer's.

    Args:
        opened: What `open_sd_jwt` returned.
        key: The issuer's key, from whoever the caller trusts to know it; never from the header of the token.
        types: The media types of which one must stand in ``typ``, such as ``{"dc+sd-jwt"}``; None for any.
        signature: Which of the issuer-signed JWTs, where the general JSON serialization has several.

    Raises:
        Malformed: The header is not what RFC 7515 says.
        WrongPurpose: A token of another type.
        ProofInvalid: The algorithm is not accepted or belongs to another type of key, an extension is critical and
            not understood, or the signature is not by this key.
        UsageError: There is no such signature.
    """
    if not 0 <= signature < len(opened.issuer_jwts):
        raise UsageError(f"There are {len(opened.issuer_jwts)} signatures, counted from 0.")
    jose.verify(opened.issuer_jwts[signature], key, types=types)


def check_always_shown(opened: OpenedSdJwt, names: Collection[str]) -> None:
    """Checks that the issuer left certain claims no choice to be withheld.

    Args:
        opened: What `open_sd_jwt` returned.
        names: Claims at the top level, such as `selection.SD_JWT_VC_ALWAYS_SHOWN`.

    Raises:
        NonConforming: One of them, or something in one of them, came out of a disclosure.
    """
    exactly, within = _places(frozenset(names))
    for place in opened.placements:
        if place in exactly or place.startswith(within):
            name = place.split("/", 2)[1].replace("~1", "/").replace("~0", "~")
            raise NonConforming(
                f"The claim {name!r} could have been withheld, which the specification forbids.",
                where=place[:500],
                hint="Ask the issuer for a credential in which this claim is always shown.",
                spec="SD-JWT VC §2.2.2.3",
                code="withholdable_claim",
            )


@lru_cache(maxsize=16)
def _places(names: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The pointers to claims at the top level, and what the pointers to values inside them begin with."""
    exactly = frozenset(map(join, names))
    return exactly, tuple(f"{place}/" for place in exactly)
