"""The issuer's names for blank nodes: VC-DI-ECDSA 1.0 §3.4.4, VC-DI-BBS 1.0 §3.2.1.

A canonical label says how many other nodes there are and tells, as things are left out, which ones. So the issuer
replaces each by one that only the holder of a secret can have made.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping

from vcwallet.encoding import base

LabelMap = Callable[[Mapping[str, str]], dict[str, str]]
"""From the canonical labels of the nodes of a document to the issuer's; all labels begin with ``_:``."""

KEY_LENGTH = 32
"""Bytes of the HMAC's key: as many as SHA-256 gives (VC-DI-ECDSA 1.0 §3.6.2 step 1)."""


def hmac_labels(key: bytes) -> LabelMap:
    """``_:u`` and the label's HMAC-SHA-256 in base64url: createHmacIdLabelMapFunction (VC-DI-ECDSA 1.0 §3.4.4)."""

    def label_map(canonical: Mapping[str, str]) -> dict[str, str]:
        return {node: label_of(_digest(key, label)) for node, label in canonical.items()}

    return label_map


def shuffled_labels(key: bytes) -> LabelMap:
    """``_:b`` and the place of the HMAC among all: createShuffledIdLabelMapFunction (VC-DI-BBS 1.0 §3.2.1)."""

    def label_map(canonical: Mapping[str, str]) -> dict[str, str]:
        # By their texts, whose order is not that of the bytes.
        texts = {node: label_of(_digest(key, label)) for node, label in canonical.items()}
        places = {text: place for place, text in enumerate(sorted(texts.values()))}
        return {node: f"_:b{places[text]}" for node, text in texts.items()}

    return label_map


def label_of(digest: bytes) -> str:
    """The label that an HMAC gives."""
    return f"_:u{base.base64url_encode(digest)}"


def _digest(key: bytes, label: str) -> bytes:
    return hmac.digest(key, label.removeprefix("_:").encode("ascii"), "sha256")
