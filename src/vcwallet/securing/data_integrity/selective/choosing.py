"""Parts of a document by the pointers of its issuer, by those in a proof, and by those of its holder."""

from __future__ import annotations

from collections.abc import Sequence

from vcwallet.errors import FormatError, ProofInvalid
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

__all__ = ["chosen_selection", "deriving", "issuing", "mandatory_selection", "signed_selection"]


def mandatory_selection(document: JsonObject, pointers: Sequence[str]) -> Selection:
    """What an issuer makes mandatory.

    Raises:
        UsageError: One is no pointer, leads to nothing, or leads to the whole document.
    """
    require_mandatory(pointers)
    try:
        return Selection.of(document, pointers)
    except FormatError:
        check_mandatory(document, pointers)
        raise


def signed_selection(document: JsonObject, pointers: Sequence[str], where: str) -> Selection:
    """The mandatory parts that a base proof speaks of.

    Args:
        document: The whole document, without proofs.
        pointers: The mandatory pointers in the proof value.
        where: JSON pointer to the proof value, for the error.

    Raises:
        ProofInvalid: One is no pointer, or leads to nothing in the document.
    """
    try:
        return Selection.of(document, pointers)
    except FormatError as error:
        raise ProofInvalid(
            f"A mandatory pointer in the proof does not fit the document. {error.message}",
            where=where,
            spec="VC-DI-ECDSA 1.0 §3.5.3",
            code="mandatory_pointers",
        ) from error


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
