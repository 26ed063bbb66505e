"""JSON pointers that do not fit a credential: the same is said of them, whatever secures it.

Whose pointers they are decides how it is said: the issuer's, or the holder's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from vcwallet.errors import CannotSatisfy, FormatError, UsageError
from vcwallet.model.pointer import resolve
from vcwallet.ports import JsonObject

_DIVISION = ("indivisible", "inseparable")


def require_pointers(pointers: object, name: str) -> Sequence[str]:
    """Sees that several pointers come in a list or a tuple: a set has no order, and an iterator runs out.

    Args:
        pointers: What the caller gave.
        name: The argument.

    Raises:
        UsageError: It is neither (code ``bad_pointer``).
    """
    if not isinstance(pointers, list | tuple):
        raise UsageError(
            f"`{name}` is a list of JSON pointers.", hint="Write ['/issuer'], not '/issuer'.", code="bad_pointer"
        )
    return pointers


def require_mandatory(pointers: object) -> None:
    """Sees that an issuer's mandatory pointers come in a list, and leave something to be withheld.

    Raises:
        UsageError: They come in something else (code ``bad_pointer``), or one leads to the whole credential.
    """
    if "" in require_pointers(pointers, "mandatory"):
        raise UsageError(
            "The mandatory pointer '' leads to the whole credential, so that nothing could be withheld.",
            hint="Name the members that are always shown, or choose a mechanism that shows all or nothing.",
        )


def check_mandatory(document: JsonObject, pointers: Sequence[str], name: str = "mandatory") -> None:
    """Sees that each of an issuer's pointers leads to something.

    Args:
        document: The credential.
        pointers: The pointers.
        name: The argument that they came in.

    Raises:
        UsageError: They come in no list, or one is no pointer (code ``bad_pointer``) or leads to nothing
            (``nothing_there``).
    """
    require_pointers(pointers, name)
    for pointer in pointers:
        try:
            resolve(document, pointer)
        except FormatError as error:
            if error.code == "bad_pointer":
                raise _no_pointer(error) from error
            raise UsageError(
                f"The credential has nothing at {pointer[:200]!r}.",
                where=pointer,
                hint="Correct the pointer, or leave it out where a credential lacks what it leads to.",
                spec=error.spec,
                code=error.code,
            ) from error


def check_chosen(document: JsonObject, pointers: Sequence[str]) -> None:
    """Sees that each of a holder's pointers leads to something.

    Raises:
        CannotSatisfy: Some lead to nothing (code ``nothing_there``); `missing` has all of them.
        UsageError: They come in no list, or one is no pointer (code ``bad_pointer``).
    """
    require_pointers(pointers, "reveal")
    missing: list[str] = []
    for pointer in pointers:
        try:
            resolve(document, pointer)
        except FormatError as error:
            if error.code == "bad_pointer":
                raise _no_pointer(error) from error
            missing.append(pointer)
    if missing:
        raise CannotSatisfy(
            f"The credential has nothing at {', '.join(repr(pointer[:80]) for pointer in missing[:5])}.",
            missing=tuple(f"There is nothing at {pointer[:200]!r}." for pointer in missing),
            where=missing[0],
            hint="`disclosable` lists what there is.",
            spec="RFC 6901 §4",
            code="nothing_there",
        )


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


def _no_pointer(error: FormatError) -> UsageError:
    # Where it is in the credential nobody can say.
    return UsageError(error.message, hint=error.hint, spec=error.spec, code=error.code)
