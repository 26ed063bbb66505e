"""Absolute URLs, by the URL Standard: what identifiers in credentials and documents must be."""

from __future__ import annotations

import re
from functools import cache
from typing import TypeGuard

# The URL code points beyond ASCII: U+00A0 to U+10FFFD without surrogates and noncharacters (URL Standard §4.3).
_BEYOND_ASCII = "\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17)
)
_REST = rf"[{_BEYOND_ASCII}]++|%[0-9A-Fa-f]{{2}}"
_UNIT = rf"(?:[!$&'()*+,\-./0-9:;=?@A-Z_a-z~]++|{_REST})"
_HOST = rf"(?:(?:[!$&'()*+,\-.0-9;=A-Z_a-z~]++|{_REST})+|\[[0-9A-Fa-f:.]{{2,45}}\])"
_PORT = r"(?:[0-5]?[0-9]{0,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
# Spelt out instead of ignoring case, since "ſ" would then count as "s".
_WEB_SCHEME = "(?:[Hh][Tt][Tt][Pp][Ss]?|[Ww][Ss][Ss]?|[Ff][Tt][Pp])"
_ABSOLUTE = (
    rf"(?:{_WEB_SCHEME}://{_HOST}(?::{_PORT})?(?:[/?]{_UNIT}*)?"
    rf"|(?!{_WEB_SCHEME}:)[A-Za-z][A-Za-z0-9+.\-]*+:{_UNIT}+)(?:\#{_UNIT}*)?"
)


def is_absolute_url(value: object) -> TypeGuard[str]:
    """Whether `value` is a string that holds one absolute URL and nothing else.

    That is a valid absolute-URL string of the URL Standard §4.3, with or without a fragment: a scheme, for web
    schemes a host, and only URL code points and percent-encoded bytes after it; no spaces, no user or password.
    """
    return isinstance(value, str) and _pattern().fullmatch(value) is not None


@cache
def _pattern() -> re.Pattern[str]:
    # It takes longer to compile than all else that an import does, and not every program needs it.
    return re.compile(_ABSOLUTE)
