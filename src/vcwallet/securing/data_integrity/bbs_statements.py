"""From a document to what BBS signs: the statements that can be withheld as messages, all else in the header."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from vcwallet.errors import DataLoss, ProofInvalid, UsageError
from vcwallet.ports import JsonObject
from vcwallet.securing.data_integrity.bbs_values import MOST_MESSAGES, BaseValue, DerivedValue
from vcwallet.securing.data_integrity.configuration import configuration, rdfc_digest
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.data_integrity.selective import shuffled_labels
from vcwallet.securing.data_integrity.selective.transformation import (
    TransformedDocument,
    revealed_groups,
    transform_as_signed,
    transform_for_issuing,
)
from vcwallet.securing.suite import Environment

_SPEC = "VC-DI-BBS 1.0 §3.3.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The statements of a whole document, divided in two.

    Attributes:
        transformed: The document that they are of.
        mandatory: The statements that are always shown.
        messages: The others, in UTF-8: what BBS signs.
    """

    transformed: TransformedDocument
    mandatory: tuple[str, ...] = field(repr=False)
    messages: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def of(cls, transformed: TransformedDocument) -> Division:
        """Divides a document (§3.4.2)."""
        always, others = transformed.groups()
        return cls(transformed=transformed, mandatory=tuple(always), messages=_messages(others))


def divide_for_issuing(
    document: JsonObject, mandatory: Sequence[str], hmac_key: bytes, environment: Environment
) -> Division:
    """Divides a document by the issuer's mandatory pointers (§3.4.2).

    Raises:
        UsageError: A pointer cannot be used, or more could be withheld than BBS signs (code ``too_many_messages``).
        DataLoss: Some of the document would make no statement.
    """
    division = Division.of(transform_for_issuing(document, mandatory, shuffled_labels(hmac_key), environment))
    if len(division.messages) > MOST_MESSAGES:
        raise UsageError(
            f"The credential makes {len(division.messages)} statements that can be withheld; BBS signs up to "
            f"{MOST_MESSAGES} together.",
            hint="Make more of it mandatory, or issue several credentials.",
            code="too_many_messages",
        )
    return division


def divide_as_signed(document: JsonObject, proof: Proof, value: BaseValue, environment: Environment) -> Division:
    """Divides a document as its base proof says.

    Raises:
        ProofInvalid: A mandatory pointer does not fit the document, or there are more messages than BBS signs.
        DataLoss: Some of the document would make no statement.
    """
    where = f"{proof.where}/proofValue"
    division = Division.of(
        transform_as_signed(document, value.mandatory_pointers, shuffled_labels(value.hmac_key), environment, where)
    )
    if len(division.messages) > MOST_MESSAGES:
        raise _invalid("The credential makes more statements than BBS signs together.", where, "too_many_messages")
    return division


def divide_revealed(
    document: JsonObject, value: DerivedValue, environment: Environment, where: str
) -> tuple[list[str], tuple[bytes, ...]]:
    """The mandatory statements of a derived document, and the messages that are disclosed (§3.3.8 steps 3 to 7).

    Raises:
        ProofInvalid: Labels, indexes or the size of the proof do not fit the document.
        DataLoss: Some of the document would make no statement.
    """
    count = value.signed_messages
    if not value.has_fitting_proof() or count > MOST_MESSAGES:
        raise _invalid(
            "The BBS proof is not as long as one of its kind is, over so many statements.", where, "bbs_proof_length"
        )
    if value.selective_indexes and value.selective_indexes[-1] >= count:
        raise _invalid("The proof shows a statement beyond those that were signed.", where, "selective_indexes")
    always, others = revealed_groups(
        document, value.labels, value.mandatory_indexes, environment, where=where, spec=_SPEC
    )
    if len(value.selective_indexes) != len(others):
        raise _invalid(
            f"The proof has places for {len(value.selective_indexes)} statements, and {len(others)} are shown.",
            where,
            "selective_indexes",
        )
    return always, _messages(others)


def bbs_header(
    document: JsonObject, options: JsonObject, mandatory: Sequence[str], environment: Environment, where: str = "/proof"
) -> bytes:
    """The digest of the proof configuration, then that of the mandatory statements (§3.4.3, §3.4.5 step 2).

    Args:
        document: The document without proofs, whole or revealed: of it the context counts.
        options: The proof without its value.
        mandatory: The mandatory statements.
        environment: Contexts and limits.
        where: JSON pointer to the proof, for errors.

    Raises:
        DataLoss: Some of the proof would make no statement.
    """
    try:
        proof_hash = rdfc_digest(configuration(document, options), "sha256", environment)
    except DataLoss as error:
        raise error.under(where) from None
    return proof_hash + hashlib.sha256("".join(mandatory).encode()).digest()


def _messages(lines: Sequence[str]) -> tuple[bytes, ...]:
    return tuple([line.encode() for line in lines])


def _invalid(message: str, where: str, code: str) -> ProofInvalid:
    return ProofInvalid(message, where=where, spec=_SPEC, code=code)
