"""The holder's first move: which disclosures to send along (RFC 9901 §7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import UsageError
from vcwallet.ports import JsonObject
from vcwallet.securing.choosing import check_chosen
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt
from vcwallet.securing.sd_jwt.processing import process
from vcwallet.securing.sd_jwt.selection import prefixes
from vcwallet.securing.sd_jwt.serialization import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealedSdJwt:
    """An SD-JWT with only the disclosures that its holder chose; not yet bound to a verifier.

    Attributes:
        payload: What whoever gets it will learn.
        revealed: JSON pointers into the payload that the choice was made from: the claims that go along.
        hash_name: The hash function that a key binding has to use.
        parts: The text of it, for any serialization.
    """

    payload: JsonObject
    revealed: tuple[str, ...]
    hash_name: str
    parts: Parts

    @property
    def sd_jwt(self) -> str:
        """The compact form, which ends with a tilde."""
        return self.parts.presented


def disclosable(opened: OpenedSdJwt) -> tuple[str, ...]:
    """The JSON pointers, into `opened.payload`, of what can be withheld; parents before children."""
    return tuple(opened.placements)


def reveal(opened: OpenedSdJwt, pointers: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> RevealedSdJwt:
    """Chooses what to show: the values at `pointers`, each whole, what is around them, and what cannot be withheld.

    Args:
        opened: An SD-JWT as its holder got it from the issuer.
        pointers: JSON pointers into `opened.payload`; none at all withholds everything that can be withheld.
        limits: As when it was opened.

    Returns:
        The SD-JWT with the disclosures needed, in the issuer's order, each once.

    Raises:
        CannotSatisfy: Nothing is at a pointer; `missing` lists all of them.
        UsageError: The SD-JWT is already bound to a verifier, or `pointers` is no list of JSON pointers.
    """
    if opened.key_binding is not None:
        raise UsageError(
            "This SD-JWT was already presented to somebody.",
            hint="Choose from the SD-JWT as the issuer gave it.",
            spec="RFC 9901 §7.2",
            code="already_bound",
        )
    check_chosen(opened.payload, pointers)
    wanted = set(pointers)
    # What is around a wanted value has to go along, and all that is inside it.
    around = {prefix for pointer in wanted for prefix in prefixes(pointer)}
    revealed = tuple(place for place in opened.placements if place in around or not wanted.isdisjoint(prefixes(place)))
    digests = {opened.placements[place].digest for place in revealed}
    chosen = tuple(disclosure for disclosure in opened.disclosures if disclosure.digest in digests)
    return RevealedSdJwt(
        payload=process(opened.signed_payload, chosen, limits).payload,
        revealed=revealed,
        hash_name=opened.hash_name,
        parts=replace(opened.parts, disclosures=tuple(disclosure.encoded for disclosure in chosen)),
    )
