"""Parts of a document by the pointers of its issuer, and by those of its holder."""

from __future__ import annotations

from collections.abc import Sequence

from vcwallet.errors import FormatError
from vcwallet.ports import JsonObject
from vcwallet.securing.choosing import (
    check_chosen,
    check_mandatory,
    deriving,
    issuing,
    require_mandatory,
    require_pointers,
)
from vcwallet.securing.data_integrity.selective.selection import Selection

__all__ = ["chosen_selection", "deriving", "issuing", "mandatory_selection"]


def mandatory_selection(document: JsonObject, pointers: Sequence[str]) -> Selection:
    """What an issuer makes mandatory.

    Raises:
        UsageError: One is no pointer, leads to nothing, or leads to the whole document.
    """
    require_mandatory(pointers)
    check_mandatory(document, pointers)
    return Selection.of(document, pointers)


def chosen_selection(document: JsonObject, pointers: Sequence[str]) -> Selection:
    """What a holder chooses to show.

    Raises:
        CannotSatisfy: Pointers lead to nothing; `missing` has all of them.
        UsageError: One is no pointer.
    """
    require_pointers(pointers, "reveal")
    try:
        return Selection.of(document, pointers)
    except FormatError:
        check_chosen(document, pointers)
        raise
