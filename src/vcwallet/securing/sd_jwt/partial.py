"""What cannot be shown of a W3C document by itself, although its SD-JWT would let it be shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vcwallet.errors import CannotSatisfy, VcwalletError
from vcwallet.model import pointer as json_pointer
from vcwallet.securing.choosing import deriving
from vcwallet.securing.division import part_of_value
from vcwallet.securing.sd_jwt.divisible import Division
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt
from vcwallet.securing.sd_jwt.selection import prefixes
from vcwallet.securing.suite import Environment


def refuse_parts_of_disclosures(opened: OpenedSdJwt, pointers: Sequence[str], environment: Environment) -> None:
    """Refuses pointers into a disclosure to what is only a part of a list or a value: the whole would be shown.

    Where a context is not known, the keywords of JSON-LD still tell the parts of a value, and for the rest what the
    issuer made into a disclosure is shown as a whole. What the issuer took apart stays apart.

    Args:
        opened: What is chosen from.
        pointers: JSON pointers to what is there.
        environment: Contexts and limits.

    Raises:
        CannotSatisfy: A pointer leads to a part of a list or of a value (code ``indivisible``); `where` leads to that.
    """
    placements = opened.placements
    inside = [
        pointer
        for pointer in json_pointer.outermost(pointers)
        if pointer not in placements and not placements.keys().isdisjoint(prefixes(pointer))
    ]
    if not inside:
        return
    try:
        division = Division.of(opened.payload, environment.contexts, environment.limits)
    except VcwalletError:
        with deriving():
            _refuse_parts_by_keyword(inside)
        return
    with deriving():
        division.refuse_parts(set(inside))


def refuse_misreading(opened: OpenedSdJwt, shown: Collection[str]) -> None:
    """Sees that no array is left with nothing in it but what is false: taken for a yes or no, it would be a yes.

    Args:
        opened: What was chosen from.
        shown: JSON pointers of the disclosures that go along.

    Raises:
        CannotSatisfy: One would be (code ``not_compact``).
    """
    placements = opened.placements
    elements_at = [place for place, disclosure in placements.items() if disclosure.name is None]
    if not elements_at:
        return
    shown = frozenset(shown)
    withheld = {place for place in elements_at if place not in shown}
    for array in dict.fromkeys(place.rpartition("/")[0] for place in withheld):
        if any(place in placements and place not in shown for place in prefixes(array)):
            continue
        elements = json_pointer.resolve(opened.payload, array)
        assert isinstance(elements, list)
        rest = [element for index, element in enumerate(elements) if f"{array}/{index}" not in withheld]
        if rest and not any(rest):
            raise CannotSatisfy(
                "This cannot be shown by itself: verifiers would refuse it, since it could be misread.",
                missing=(f"There is too little at {array[:200]!r}.",),
                where=array,
                hint="Choose more of what stands there.",
                spec="VCDM 2.0 §6.1",
                code="not_compact",
            )


def _refuse_parts_by_keyword(pointers: Sequence[str]) -> None:
    for pointer in pointers:
        tokens = json_pointer.parse(pointer)
        for depth, token in enumerate(tokens):
            if depth and token[:1] == "@":
                raise part_of_value(json_pointer.join(*tokens[:depth]))
