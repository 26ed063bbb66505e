"""From the holder's pointers to a disclosure that a verifier will accept."""

from __future__ import annotations

from collections.abc import Sequence

from vcwallet.errors import CannotSatisfy, NonConforming
from vcwallet.ports import JsonObject
from vcwallet.securing.data_integrity.one_reading import require_one_reading
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.data_integrity.selective.choosing import chosen_selection, deriving
from vcwallet.securing.data_integrity.selective.disclosure import Disclosure, disclose
from vcwallet.securing.data_integrity.selective.selection import Selection
from vcwallet.securing.data_integrity.selective.transformation import TransformedDocument
from vcwallet.securing.required import least_required, require_conforming
from vcwallet.securing.suite import Environment


def derive_disclosure(
    document: JsonObject, transformed: TransformedDocument, pointers: Sequence[str], environment: Environment
) -> tuple[Disclosure, tuple[str, ...]]:
    """Works out what to disclose.

    Args:
        document: The whole document, without proofs.
        transformed: Its statements, and what the issuer always shows.
        pointers: What the holder chose to show beside that.
        environment: Contexts and limits.

    Returns:
        The disclosure, and the pointers that had to be added so that what is disclosed is still a credential.

    Raises:
        CannotSatisfy: A pointer leads to nothing (`missing` has all that do); or what it leads to cannot be shown by
            itself (codes ``indivisible``, ``inseparable``, ``required_withheld``, ``not_compact``).
        UsageError: One is no pointer.
    """
    shown = transformed.mandatory | chosen_selection(document, pointers)
    added = least_required(document, shown.covers)
    if added:
        shown |= Selection.of(document, added)
    with deriving():
        disclosure = disclose(document, transformed, shown, environment)
    require_conforming(disclosure.document)
    if shown.may_thin_arrays:
        _require_one_reading(disclosure.document, environment)
    return disclosure, added


def _require_one_reading(document: JsonObject, environment: Environment) -> None:
    """With elements left out, an array may be left that verifiers refuse; all else is as the issuer wrote it."""
    try:
        require_one_reading(document, environment)
    except NonConforming as error:
        raise CannotSatisfy(
            "This cannot be shown by itself: verifiers would refuse it, since it could be misread.",
            missing=(f"There is too little at {error.where[:200]!r}.",),
            where=error.where,
            hint="Choose more of what stands there.",
            spec=error.spec,
            code=error.code,
        ) from error


def refuse_chain(proof: Proof) -> None:
    """Sees that a proof builds on no other one, which what is derived would have to carry.

    Raises:
        CannotSatisfy: It does.
    """
    if proof.previous:
        raise CannotSatisfy(
            "The proof builds on another one, so that nothing can be withheld of the credential.",
            missing=("a proof that builds on no other one",),
            where=f"{proof.where}/previousProof",
            code="all_or_nothing",
        )
