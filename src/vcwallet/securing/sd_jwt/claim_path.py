"""Selects claims by a path, in a credential of which part is withheld (SD-JWT VC §4.6 and §4.6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vcwallet.errors import Malformed, NonConforming
from vcwallet.ports import JsonValue
from vcwallet.securing.sd_jwt.disclosures import Disclosure
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt

ClaimPath = tuple[str | int | None, ...]
"""Member names, array indexes, and None for all elements of an array."""

MAX_STEPS = 200_000
"""How many values may be looked at for one credential, by all paths together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedClaim:
    """One claim that a path selects.

    Attributes:
        value: Its value as it was issued, digests included; None where it is withheld.
        withheld: Whether it is an array element of which only the digest is there.
        disclosable: Whether it has a disclosure of its own, so that it can be withheld by itself.
    """

    value: JsonValue
    withheld: bool = False
    disclosable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a path selects.

    Attributes:
        claims: The claims, in the order of the credential.
        complete: Whether nothing that is withheld could be selected as well: an empty selection then means that the
            issuer did not include the claim. Where it is False, nothing follows from absence.
    """

    claims: tuple[SelectedClaim, ...]
    complete: bool


class IssuedCredential:
    """A credential as it was issued: array indexes count the elements that are withheld.

    Args:
        opened: The SD-JWT, processed without error.
    """

    def __init__(self, opened: OpenedSdJwt) -> None:
        self._root = SelectedClaim(value=opened.signed_payload)
        self._by_digest: Mapping[str, Disclosure] = {item.digest: item for item in opened.disclosures}
        self._steps_left = MAX_STEPS

    def select(self, path: ClaimPath) -> Selection:
        """Selects claims.

        Raises:
            NonConforming: A name is looked for in something that is no object, or an element in what is no array.
            Malformed: It takes more than `MAX_STEPS`, with all selections before.
        """
        selected, complete = [self._root], True
        for step in path:
            reached: list[SelectedClaim] = []
            for claim in selected:
                if claim.withheld:
                    complete = False
                    continue
                members, known = self._members(claim, step) if isinstance(step, str) else self._elements(claim, step)
                reached += members
                complete = complete and known
            selected = reached
        return Selection(claims=tuple(selected), complete=complete)

    def _members(self, claim: SelectedClaim, name: str) -> tuple[list[SelectedClaim], bool]:
        value = claim.value
        if not isinstance(value, dict):
            raise _wrong_kind("object")
        self._spend(1)
        if name in value and name not in ("_sd", "_sd_alg"):
            return [SelectedClaim(value=value[name])], True
        digests = value.get("_sd", [])
        known = True
        for digest in digests if isinstance(digests, list) else ():
            self._spend(1)
            disclosure = self._by_digest.get(str(digest))
            if disclosure is None:
                known = False
            elif disclosure.name == name:
                return [SelectedClaim(value=disclosure.value, disclosable=True)], True
        return [], known

    def _elements(self, claim: SelectedClaim, index: int | None) -> tuple[list[SelectedClaim], bool]:
        value = claim.value
        if not isinstance(value, list):
            raise _wrong_kind("array")
        wanted = value if index is None else value[index : index + 1]
        self._spend(len(wanted))
        return list(self._resolved(wanted)), True

    def _resolved(self, elements: list[JsonValue]) -> Iterator[SelectedClaim]:
        for element in elements:
            if not isinstance(element, dict) or "..." not in element:
                yield SelectedClaim(value=element)
                continue
            disclosure = self._by_digest.get(str(element["..."]))
            if disclosure is None:
                yield SelectedClaim(value=None, withheld=True, disclosable=True)
            else:
                yield SelectedClaim(value=disclosure.value, disclosable=True)

    def _spend(self, steps: int) -> None:
        self._steps_left -= steps
        if self._steps_left < 0:
            raise Malformed("The type metadata makes too many claims be looked at.", code="over_limit")


def _wrong_kind(expected: str) -> NonConforming:
    return NonConforming(
        f"The type metadata expects an {expected} where the credential has something else.",
        spec="SD-JWT VC §4.6.1.2",
        code="claim_path",
    )
