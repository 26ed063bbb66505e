"""What the suites with selective disclosure share: from pointers to statements, the issuer's labels, CBOR."""

from vcwallet.securing.data_integrity.selective.disclosure import Disclosure, disclose
from vcwallet.securing.data_integrity.selective.grouping import (
    LabelledStatements,
    label_statements,
    revealed_lines,
    split,
)
from vcwallet.securing.data_integrity.selective.labels import KEY_LENGTH, hmac_labels, shuffled_labels
from vcwallet.securing.data_integrity.selective.selection import Selection
from vcwallet.securing.data_integrity.selective.transformation import TransformedDocument

__all__ = [
    "KEY_LENGTH",
    "Disclosure",
    "LabelledStatements",
    "Selection",
    "TransformedDocument",
    "disclose",
    "hmac_labels",
    "label_statements",
    "revealed_lines",
    "shuffled_labels",
    "split",
]
