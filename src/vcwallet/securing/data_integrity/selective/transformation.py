"""Base Proof Transformation: a document's statements under the issuer's labels, some of them mandatory.

VC-DI-ECDSA 1.0 §3.6.2 and VC-DI-BBS 1.0 §3.4.2 for the issuer and the holder; §3.5.9 and §3.3.8 for verifiers, who have
no more than what was derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vcwallet.errors import ProofInvalid
from vcwallet.ports import JsonObject
from vcwallet.securing.data_integrity.selective.choosing import issuing, mandatory_selection, signed_selection
from vcwallet.securing.data_integrity.selective.division import refuse_dependence, refuse_division
from vcwallet.securing.data_integrity.selective.grouping import (
    LabelledStatements,
    label_statements,
    revealed_lines,
    split,
)
from vcwallet.securing.data_integrity.selective.labels import LabelMap
from vcwallet.securing.data_integrity.selective.selection import Selection
from vcwallet.securing.suite import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformedDocument:
    """What a base proof is about.

    Attributes:
        statements: All statements.
        mandatory: What of the document is always shown.
        always: The indexes of the statements that this shows.
    """

    statements: LabelledStatements = field(repr=False)
    mandatory: Selection
    always: list[int] = field(repr=False)

    @classmethod
    def of(cls, statements: LabelledStatements, mandatory: Selection) -> TransformedDocument:
        """Finds the mandatory statements."""
        return cls(statements=statements, mandatory=mandatory, always=statements.covered(mandatory))

    def groups(self) -> tuple[list[str], list[str]]:
        """The mandatory statements, and those that are not."""
        return split(self.statements.lines, self.always)


def transform_for_issuing(
    document: JsonObject, mandatory: Sequence[str], label_map: LabelMap, environment: Environment
) -> TransformedDocument:
    """Transforms a document by the issuer's mandatory pointers, once it is sure that these can stand by themselves.

    Raises:
        UsageError: A pointer cannot be used.
        DataLoss: Some of the document would make no statement.
    """
    selection = mandatory_selection(document, mandatory)
    transformed = TransformedDocument.of(label_statements(document, label_map, environment), selection)
    if selection.pointers:
        with issuing():
            refuse_division(transformed.statements, selection, transformed.always)
            refuse_dependence(selection.reveal(document), transformed.statements, transformed.always, environment)
    return transformed


def transform_as_signed(
    document: JsonObject, mandatory: Sequence[str], label_map: LabelMap, environment: Environment, where: str
) -> TransformedDocument:
    """Transforms a document as its base proof says.

    Args:
        document: The whole document, without proofs.
        mandatory: The mandatory pointers in the proof value.
        label_map: The issuer's, by the HMAC key in the proof value.
        environment: Contexts and limits.
        where: JSON pointer to the proof value, for errors.

    Raises:
        ProofInvalid: A mandatory pointer does not fit the document.
        DataLoss: Some of the document would make no statement.
    """
    selection = signed_selection(document, mandatory, where)
    return TransformedDocument.of(label_statements(document, label_map, environment), selection)


def revealed_groups(
    document: JsonObject,
    labels: Mapping[str, str],
    mandatory_indexes: Sequence[int],
    environment: Environment,
    *,
    where: str,
    spec: str,
) -> tuple[list[str], list[str]]:
    """The mandatory statements of a derived document, and those that are not.

    Args:
        document: The document without its proof.
        labels: From canonical labels to the issuer's, as the proof has them.
        mandatory_indexes: Which statements are mandatory, as the proof has it.
        environment: Contexts and limits.
        where: JSON pointer to the proof value, for errors.
        spec: The section that says how the indexes are read.

    Raises:
        ProofInvalid: Labels or indexes do not fit the document.
        DataLoss: Some of the document would make no statement.
    """
    lines = revealed_lines(document, labels, environment, where)
    if any(index >= len(lines) for index in mandatory_indexes):
        raise ProofInvalid(
            "The proof counts more mandatory statements than there are statements.",
            where=where,
            spec=spec,
            code="mandatory_indexes",
        )
    return split(lines, mandatory_indexes)
