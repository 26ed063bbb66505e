"""Which values can be withheld: all but those that the issuer always shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import admit
from vcwallet.errors import FormatError, UsageError
from vcwallet.model.pointer import escape, join
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.choosing import check_mandatory

SD_JWT_VC_ALWAYS_SHOWN = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"})
"""Claims that an SD-JWT VC must not make selectively disclosable (SD-JWT VC §2.2.2.3)."""

VCDM_ALWAYS_SHOWN = frozenset({"@context", "id", "type", "iss", "aud", "nbf", "exp", "cnf"})
"""Claims of a W3C document that are never made selectively disclosable (VC-JOSE-COSE 1.0 §3.2.1, RFC 9901 §9.7).

What else of a credential is always shown depends on what it says: `completion.always_shown`. The specification says
*should*: on receipt nobody may refuse a credential because one of these could be withheld.
"""


def disclosable_pointers(
    claims: JsonObject,
    *,
    mandatory: Sequence[str] = (),
    always_present: Sequence[str] = (),
    always_shown: Collection[str] = frozenset(),
    limits: Limits = DEFAULT_LIMITS,
) -> frozenset[str]:
    """Finds every object member and array element that can be withheld by itself.

    Args:
        claims: What is claimed.
        mandatory: JSON pointers of values that are always shown, whole. What is around such a value is always there
            too, but what stands beside it can be withheld.
        always_present: JSON pointers of objects and arrays that are always there, while their contents can be withheld.
        always_shown: Names of claims at the top level that are always shown, whole, where they occur.
        limits: For the claims, and for the length of all pointers together.

    Returns:
        JSON pointers, for `conceal`.

    Raises:
        FormatError: The claims are not JSON, or over a limit.
        UsageError: The claims are no object, a pointer is none, or points at nothing.
    """
    admitted = admit(claims, limits)
    if not isinstance(admitted, dict):
        raise UsageError(f"The claims are a JSON object, not {type(claims).__name__}.")
    check_mandatory(admitted, mandatory)
    check_mandatory(admitted, always_present, "always_present")
    whole = set(mandatory)
    whole |= {join(name) for name in always_shown if name in admitted}
    present = whole | set(always_present)
    search = _Search(whole, {prefix for pointer in present for prefix in prefixes(pointer)}, limits.max_bytes)
    try:
        search.look_into(admitted, "")
    except RecursionError:
        raise FormatError("The claims are nested too deeply.", code="over_limit") from None
    return frozenset(search.found)


def prefixes(pointer: str) -> Iterator[str]:
    """The pointers to everything around the value at a pointer, from the whole document inwards, and to itself."""
    end = pointer.find("/", 1)
    yield ""
    while end != -1:
        yield pointer[:end]
        end = pointer.find("/", end + 1)
    if pointer:
        yield pointer


class _Search:
    """Collects the pointers of what can be withheld."""

    def __init__(self, whole: set[str], around: set[str], characters: int) -> None:
        self.found: set[str] = set()
        self._whole = whole
        self._around = around
        self._characters_left = characters

    def look_into(self, value: JsonValue, path: str) -> None:
        if path in self._whole:
            return
        if isinstance(value, dict):
            for name, child in value.items():
                self._consider(f"{path}/{escape(name)}", child)
        elif isinstance(value, list):
            for index, child in enumerate(value):
                self._consider(f"{path}/{index}", child)

    def _consider(self, here: str, child: JsonValue) -> None:
        self._characters_left -= len(here)
        if self._characters_left < 0:
            # Pointers repeat the names around them: a few long names would multiply.
            raise FormatError("The names on the way to the claims are too long.", code="over_limit")
        if here not in self._around:
            self.found.add(here)
        self.look_into(child, here)
