"""Texts of a verifier that a person reads before deciding: they must not steer how they, or others, are displayed."""

from __future__ import annotations

import re

from vcwallet.errors import FormatError

# Control characters, line and paragraph separators, and the controls of writing direction (Unicode UAX #9 §2).
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def require_legible(text: str, where: str) -> None:
    """Sees that `text` can be shown as it is.

    Args:
        text: Of the verifier's making.
        where: JSON pointer to it, for the error.

    Raises:
        FormatError: It holds a character that steers the display.
    """
    if _STEERING.search(text):
        raise FormatError(
            "This text, which the holder is to read, has characters that change how it is displayed.",
            where=where,
            code="illegible",
        )
