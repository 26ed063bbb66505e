"""Claims path pointers (OpenID4VP 1.0 §7): how a query names claims, and what they select in a credential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vcwallet.encoding.limits import DEFAULT_LIMITS
from vcwallet.errors import FormatError
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonValue
from vcwallet.query.effort import Effort

ClaimsPath: TypeAlias = tuple[str | int | None, ...]
"""Member names, array indexes, and None for all elements of an array; never empty."""

MAX_PATH_LENGTH = 100
"""Components of one path: no document within the default limits is deeper."""

_MOST_SHOWN = 200
"""Characters of a path that a person is shown."""

_SPEC = "OpenID4VP 1.0 §7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """One claim that a path selects.

    Attributes:
        pointer: JSON pointer to it.
        value: What stands there.
    """

    pointer: str
    value: JsonValue


def read_path(value: object, where: str) -> ClaimsPath:
    """Reads the JSON form of a claims path pointer.

    Args:
        value: An array (or tuple) of strings, non-negative integers and nulls.
        where: JSON pointer to it, for errors.

    Raises:
        FormatError: It is empty, too long, or holds anything else.
    """
    if not isinstance(value, list | tuple) or not value:
        raise FormatError("The path to a claim is an array that is not empty.", where=where, spec=_SPEC)
    if len(value) > MAX_PATH_LENGTH:
        message = f"The path to a claim has more than {MAX_PATH_LENGTH} steps."
        raise FormatError(message, where=where, spec=_SPEC, code="over_limit")
    for index, component in enumerate(value):
        is_index = type(component) is int and component >= 0
        if not (component is None or isinstance(component, str) or is_index):
            raise FormatError(
                "The path to a claim holds only names, indexes from 0 on, and null.",
                where=f"{where}/{index}",
                spec=_SPEC,
            )
        if isinstance(component, str) and len(component) > DEFAULT_LIMITS.max_name:
            raise FormatError(
                f"The path to a claim holds a name of more than {DEFAULT_LIMITS.max_name} characters.",
                where=f"{where}/{index}",
                spec=_SPEC,
                code="over_limit",
            )
    return tuple(value)


def path_of_pointer(pointer: str) -> ClaimsPath:
    """The claims path pointer that says the same as a JSON pointer.

    A token that looks like an array index becomes one, since JSON pointers do not tell the two apart; a member whose
    name is a number can only be named by a path.

    Raises:
        FormatError: Not a JSON pointer (RFC 6901), or the pointer to the whole document, which no path says.
    """
    tokens = json_pointer.parse(pointer)
    if not tokens:
        raise FormatError(
            "A query names claims, not the whole credential.",
            hint="Name the claims that are needed, as in '/credentialSubject/degree/name'.",
            spec=_SPEC,
            code="bad_pointer",
        )
    components: list[str | int | None] = []
    for token in tokens:
        index = json_pointer.array_index(token)
        components.append(token if index is None else index)
    return read_path(components, "")


def shown(path: ClaimsPath) -> str:
    """The path for a person to read: as a JSON pointer, with ``*`` for all elements of an array; its beginning."""
    return "".join("/*" if step is None else json_pointer.join(step) for step in path)[:_MOST_SHOWN]


def select(
    document: JsonValue, path: ClaimsPath, *, thinned: bool = False, effort: Effort | None = None
) -> tuple[Selected, ...]:
    """Applies a path to a credential: OpenID4VP 1.0 §7.1.1.

    Args:
        document: The credential's claims, from their root.
        path: What to select.
        thinned: Whether elements of arrays may have been withheld, so that indexes have moved: an index then selects
            every element, as null does, and those on which the path does not lead further do not end it. For judging
            what was shown, never for choosing what to show.
        effort: What may be spent; None for one path alone.

    Returns:
        The selected claims in document order; none where the specification's processing ends in an error.

    Raises:
        FormatError: `effort` is spent.
    """
    effort = effort or Effort()
    selection = [Selected(pointer="", value=document)]
    widened = False
    for step in path:
        effort.spend(len(selection))
        widens = thinned and isinstance(step, int)
        following = _step(selection, None if widens else step, lenient=widened)
        widened = widened or widens
        if not following:
            return ()
        selection = following
    effort.spend(len(selection))
    return tuple(selection)


def _step(selection: Sequence[Selected], step: str | int | None, *, lenient: bool) -> list[Selected]:
    following: list[Selected] = []
    for place in selection:
        value = place.value
        if isinstance(step, str) and isinstance(value, dict):
            if step in value:
                following.append(Selected(pointer=place.pointer + json_pointer.join(step), value=value[step]))
        elif not isinstance(step, str) and isinstance(value, list):
            chosen = enumerate(value) if step is None else [(step, value[step])] if step < len(value) else ()
            following += [Selected(pointer=f"{place.pointer}/{index}", value=item) for index, item in chosen]
        elif not lenient:
            return []
    return following
