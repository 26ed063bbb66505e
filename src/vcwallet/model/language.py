"""Names and descriptions: strings, or language value objects (VCDM 2.0 §4.6 and §11.1)."""

from __future__ import annotations

import re

from vcwallet.model.edition import Edition
from vcwallet.ports import JsonObject, JsonValue

_MEMBERS = frozenset(("@value", "@language", "@direction"))
# Language-Tag of BCP 47 (RFC 5646 §2.1), well-formed: langtag, privateuse, and the irregular grandfathered tags.
_LANGUAGE_TAG = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
    r"(?:-[a-z]{4})?"
    r"(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+"
    r"|en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
    r"|sgn-(?:be-fr|be-nl|ch-de))",
    re.IGNORECASE | re.ASCII,
)


def check_texts(members: JsonObject, edition: Edition, where: str) -> None:
    """Checks ``name`` and ``description`` of the object at `where`, if it has them.

    Each is a string, a language value object, or an array of one or more language value objects.

    Raises:
        NonConforming: One is something else.
    """
    for member in ("name", "description"):
        if member in members:
            value = members[member]
            if not isinstance(value, str):
                _check_values(value, edition, f"{where}/{member}")


def _check_values(value: JsonValue, edition: Edition, where: str) -> None:
    if isinstance(value, list) and value:
        for index, item in enumerate(value):
            _check_value(item, edition, f"{where}/{index}")
    else:
        _check_value(value, edition, where)


def _check_value(value: JsonValue, edition: Edition, where: str) -> None:
    if not isinstance(value, dict):
        raise edition.broken("name", "A name or description is a string or a language value object.", where)
    if not isinstance(value.get("@value"), str):
        raise edition.broken("language", "A language value object needs '@value', a string.", where)
    if not _MEMBERS.issuperset(value):
        raise edition.broken(
            "language",
            "A language value object has no other members than '@value', '@language' and '@direction'.",
            where,
        )
    language = value.get("@language", "und")
    if not isinstance(language, str) or not _LANGUAGE_TAG.fullmatch(language):
        raise edition.broken(
            "language", "'@language' is not a language tag.", f"{where}/@language", "Write for example 'en' or 'de-CH'."
        )
    if value.get("@direction", "ltr") not in ("ltr", "rtl"):
        raise edition.broken("language", "'@direction' is 'ltr' or 'rtl'.", f"{where}/@direction")
