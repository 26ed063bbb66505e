"""What a holder discloses, in the numbers that derived proofs speak of (VC-DI-ECDSA 1.0 §3.5.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from vcwallet.ports import JsonObject
from vcwallet.securing.data_integrity.selective.division import refuse_division, verifier_labels
from vcwallet.securing.data_integrity.selective.selection import Selection
from vcwallet.securing.data_integrity.selective.transformation import TransformedDocument
from vcwallet.securing.suite import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One choice of what to disclose.

    Attributes:
        document: The reveal document.
        mandatory_indexes: Which of the disclosed statements are mandatory, counted among the disclosed ones.
        selective_indexes: Which of the statements that are not mandatory are disclosed, counted among these.
        optional: The indexes of all statements that are not mandatory.
        labels: From the canonical labels that a verifier will find to the issuer's, all with ``_:``.
    """

    document: JsonObject = field(repr=False)
    mandatory_indexes: tuple[int, ...]
    selective_indexes: tuple[int, ...]
    optional: tuple[int, ...] = field(repr=False)
    labels: dict[str, str] = field(repr=False)


def disclose(
    document: JsonObject, transformed: TransformedDocument, shown: Selection, environment: Environment
) -> Disclosure:
    """Works out what is disclosed.

    Args:
        document: The whole document, without proofs.
        transformed: Its statements, and what the issuer always shows.
        shown: What the holder shows, that included.
        environment: Contexts and limits.

    Raises:
        FormatError: It would take a list or a value apart (code ``indivisible``), or would not mean the same by itself
            (code ``inseparable``).
    """
    statements = transformed.statements
    covered = statements.covered(shown)
    refuse_division(statements, shown, covered)
    disclosed = set(covered)
    always = set(transformed.always)
    optional = [index for index in range(len(statements.lines)) if index not in always]
    revealed = shown.reveal(document)
    return Disclosure(
        document=revealed,
        mandatory_indexes=tuple(place for place, index in enumerate(covered) if index in always),
        selective_indexes=tuple(place for place, index in enumerate(optional) if index in disclosed),
        optional=tuple(optional),
        labels=verifier_labels(revealed, statements, covered, environment),
    )
