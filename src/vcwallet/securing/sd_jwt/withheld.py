"""Where in an SD-JWT claims may have been withheld: wherever a digest is left without a disclosure (RFC 9901 §4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from vcwallet.model.withheld import Path
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.sd_jwt.disclosures import Disclosure
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt


class WithheldClaims:
    """The objects and arrays of the processed payload that may have had more; looked for when first asked.

    A decoy looks like a withheld claim.

    Args:
        opened: The SD-JWT, processed without error.
    """

    def __init__(self, opened: OpenedSdJwt) -> None:
        self._opened = opened

    def at(self, path: Path) -> bool:
        """Whether members of the object, or elements of the array, at `path` may have been withheld."""
        return path in self._places

    def within(self, path: Path) -> bool:
        """Whether that is so there, or anywhere below."""
        return path in self._above

    @cached_property
    def _places(self) -> frozenset[Path]:
        by_digest = {disclosure.digest: disclosure for disclosure in self._opened.disclosures}
        return frozenset(_open_places(self._opened.signed_payload, (), by_digest))

    @cached_property
    def _above(self) -> frozenset[Path]:
        above: set[Path] = set()
        for place in self._places:
            while place not in above:
                above.add(place)
                place = place[:-1]
        return frozenset(above)


def _open_places(value: JsonValue, path: Path, by_digest: dict[str, Disclosure]) -> Iterator[Path]:
    if isinstance(value, dict):
        members, is_open = _members(value, by_digest)
        inner: list[tuple[str | int, JsonValue]] = list(members)
    elif isinstance(value, list):
        elements = [_element(element, by_digest) for element in value]
        shown = [element[0] for element in elements if element]
        is_open = len(shown) < len(elements)
        inner = list(enumerate(shown))
    else:
        return
    if is_open:
        yield path
    for step, item in inner:
        if isinstance(item, (dict, list)):
            yield from _open_places(item, (*path, step), by_digest)


def _members(value: JsonObject, by_digest: dict[str, Disclosure]) -> tuple[list[tuple[str, JsonValue]], bool]:
    members = [(name, item) for name, item in value.items() if name not in ("_sd", "_sd_alg")]
    digests = value.get("_sd", [])
    found = [by_digest.get(str(digest)) for digest in digests] if isinstance(digests, list) else []
    members += [(str(disclosure.name), disclosure.value) for disclosure in found if disclosure is not None]
    return members, None in found


def _element(element: JsonValue, by_digest: dict[str, Disclosure]) -> tuple[JsonValue] | None:
    """The element in a tuple, since it may itself be None; None where it is withheld."""
    if not isinstance(element, dict) or "..." not in element:
        return (element,)
    disclosure = by_digest.get(str(element["..."]))
    return None if disclosure is None else (disclosure.value,)
