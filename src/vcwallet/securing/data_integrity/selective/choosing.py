"""Whose pointers they are decides how it is said that they do not fit: the issuer's, or the holder's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from vcwallet.errors import CannotSatisfy, FormatError, UsageError
from vcwallet.model.pointer import resolve
from vcwallet.ports import JsonObject
from vcwallet.securing.data_integrity.selective.selection import Selection

_SPEC = "VC-DI-ECDSA 1.0 §3.4.12"
_DIVISION = ("indivisible", "inseparable")


def mandatory_selection(document: JsonObject, pointers: Sequence[str]) -> Selection:
    """What an issuer makes mandatory.

    Raises:
        UsageError: One is no pointer, leads to nothing, or leads to the whole document.
    """
    _require_list(pointers, "mandatory")
    for pointer in pointers:
        if pointer == "":
            raise UsageError(
                "The mandatory pointer '' leads to the whole credential, so that nothing could be withheld.",
                hint="Name the members that are always shown, or choose a cryptosuite that shows all or nothing.",
            )
    try:
        return Selection.of(document, pointers)
    except FormatError as error:
        raise UsageError(
            f"The mandatory pointers cannot be used. {error.message}",
            where=error.where,
            hint=error.hint,
            spec=_SPEC,
            code=error.code,
        ) from error


def chosen_selection(document: JsonObject, pointers: Sequence[str]) -> Selection:
    """What a holder chooses to show.

    Raises:
        CannotSatisfy: Pointers lead to nothing; `missing` has all of them.
        UsageError: One is no pointer.
    """
    _require_list(pointers, "pointers")
    try:
        return Selection.of(document, pointers)
    except FormatError:
        missing = [pointer for pointer in pointers if _leads_nowhere(document, pointer)]
    raise CannotSatisfy(
        f"The credential has nothing at {', '.join(repr(pointer[:80]) for pointer in missing[:5])}.",
        missing=tuple(f"There is nothing at {pointer[:200]!r}." for pointer in missing),
        where=missing[0][:200],
        hint="`disclosable` lists what there is.",
        spec=_SPEC,
    )


def _leads_nowhere(document: JsonObject, pointer: str) -> bool:
    try:
        resolve(document, pointer)
    except FormatError as error:
        if error.code == "nothing_there":
            return True
        raise UsageError(error.message, hint=error.hint, spec=error.spec, code=error.code) from error
    return False


@contextmanager
def issuing() -> Iterator[None]:
    """Says of mandatory parts that cannot stand by themselves that it was wrong to ask for them.

    Raises:
        UsageError: They cannot; `where` says which.
    """
    try:
        yield
    except FormatError as error:
        if error.code not in _DIVISION:
            raise
        raise UsageError(
            f"The mandatory pointers do not fit the credential. {error.message}",
            where=error.where,
            hint=error.hint,
            code=error.code,
        ) from error


@contextmanager
def deriving() -> Iterator[None]:
    """Says of chosen parts that cannot stand by themselves that the wallet cannot show them.

    Raises:
        CannotSatisfy: They cannot; `where` says which.
    """
    try:
        yield
    except FormatError as error:
        if error.code not in _DIVISION:
            raise
        raise CannotSatisfy(
            f"This cannot be shown by itself. {error.message}",
            missing=(f"{error.message} It is at {error.where[:200]!r}.",),
            where=error.where,
            hint=error.hint,
            code=error.code,
        ) from error


def _require_list(pointers: object, name: str) -> None:
    if isinstance(pointers, str) or not isinstance(pointers, Sequence):
        raise UsageError(
            f"`{name}` is a list of JSON pointers.", hint="Write ['/issuer'], not '/issuer'.", code="bad_pointer"
        )
