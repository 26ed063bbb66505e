"""JSON values as RDF literals in canonical N-Quads form (JSON-LD 1.1 API, sections 8.2 and 8.6).

Language tags are written in lower case, as JSON-LD processors may and as those of other makers do: signatures would
not match otherwise. A text's base direction, which plain RDF has no place for, goes into its datatype
(``https://www.w3.org/ns/i18n#``), as the other makers' Data Integrity suites do it: nothing is lost.
"""

from __future__ import annotations

import re
from math import isfinite

from vcwallet.encoding import jcs
from vcwallet.ports import JsonValue
from vcwallet.rdf import refusals, terms
from vcwallet.rdf.iri import is_absolute

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_I18N = "https://www.w3.org/ns/i18n#"
_XSD_DOUBLE = f"{XSD}double"
_XSD_STRING = f"{XSD}string"
_LANG_STRING = f"{RDF}langString"

PLAIN = '"'
"""What follows the text of a literal without language and datatype. All suffixes begin with the closing quote."""
_BOOLEAN = f'"^^<{XSD}boolean>'
_INTEGER = f'"^^<{XSD}integer>'
_DOUBLE = f'"^^<{_XSD_DOUBLE}>'
_JSON = f'"^^<{RDF}JSON>'

# BCP 47 as JSON-LD processors check it: subtags of one to eight letters or digits, the first of letters only.
_LANGUAGE_TAG = re.compile("[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_CANONICAL_DOUBLE = re.compile(r"(?:0\.0E0|-?[1-9]\.(?:0|[0-9]{0,14}[1-9])E(?:0|-?[1-9][0-9]*)|-?INF|NaN)")
_ZEROS = re.compile(r"(\d)0*E\+?(-?)0*(\d)")
# From here on a whole number is a double (section 8.2.2, step 10).
_FIRST_DOUBLE = 10**21
_SAFE_INTEGER = 2**53 - 1

needs_escape = re.compile('[\x00-\x1f"\\\\\x7f\ud800-\udfff\ufffe\uffff]').search
"""A match if a text cannot stand in a literal as it is: then `text` writes it."""


def text(value: str, suffix: str) -> str:
    """A literal: the text, escaped where necessary, and `suffix`.

    Raises:
        FormatError: The text holds half of a surrogate pair.
    """
    return f'"{value}{suffix}' if needs_escape(value) is None else terms.literal(value)[:-1] + suffix


def typed_suffix(datatype: str) -> str:
    """The suffix for a datatype.

    Raises:
        FormatError: It is not an absolute IRI, or it is ``rdf:langString``, which needs a language.
    """
    if not is_absolute(datatype) or datatype == _LANG_STRING:
        raise refusals.bad_datatype(datatype)
    return PLAIN if datatype == _XSD_STRING else f'"^^<{datatype}>'


def tagged_suffix(language: str | None, direction: str | None) -> str:
    """The suffix for a language, a base direction (``"ltr"``, ``"rtl"``), both or neither.

    Raises:
        DataLoss: The language tag is not well-formed, so that RDF has no place for it.
    """
    if language is not None and _LANGUAGE_TAG.fullmatch(language) is None:
        raise refusals.bad_language(language)
    tag = (language or "").lower()
    if direction is not None:
        return f'"^^<{_I18N}{tag}_{direction}>'
    return f'"@{tag}' if tag else PLAIN


def json_literal(value: JsonValue) -> str:
    """A literal of datatype ``rdf:JSON``: any JSON value in its canonical form (RFC 8785)."""
    return text(jcs.canonicalize(value).decode(), _JSON)


def scalar(value: JsonValue, suffix: str | None) -> str:
    """A number or a truth value.

    Args:
        value: An `int`, `float` or `bool`.
        suffix: That of the datatype it is coerced to; None where its own type decides.

    Raises:
        DataLoss: null, or a number that would lose digits.
        FormatError: No JSON value at all, or a number that is not finite.
    """
    if value is True or value is False:
        if suffix == PLAIN:
            raise refusals.truth_value_as_text("true" if value else "false")
        return f'"{"true" if value else "false"}{suffix or _BOOLEAN}'
    if type(value) is int:
        if -_FIRST_DOUBLE < value < _FIRST_DOUBLE and suffix != _DOUBLE:
            # As for JCS: other implementations keep numbers as doubles, and would sign and verify another one.
            if not -_SAFE_INTEGER <= value <= _SAFE_INTEGER and int(float(value)) != value:
                raise refusals.too_many_digits()
            return f'"{value}{suffix or _INTEGER}'
        return f'"{_whole_as_double(value)}{suffix or _DOUBLE}'
    if type(value) is float:
        if not isfinite(value):
            raise refusals.not_finite()
        if value.is_integer() and abs(value) < _FIRST_DOUBLE and suffix != _DOUBLE:
            return f'"{int(value)}{suffix or _INTEGER}'
        return f'"{_double(value)}{suffix or _DOUBLE}'
    raise refusals.null() if value is None else refusals.not_json(value)


def checked_text(value: str, suffix: str) -> str:
    """A text under a term whose datatype may have something to say about it.

    Raises:
        DataLoss: The datatype is ``xsd:double`` and the text is not in canonical form. JSON-LD says to keep it as it
            is, while widely used processors parse and rewrite it, so that signatures over it would not agree.
    """
    if suffix == _DOUBLE and _CANONICAL_DOUBLE.fullmatch(value) is None:
        raise refusals.ambiguous_double(value)
    return text(value, suffix)


def coerced_text(value: str, suffix: str) -> str:
    """A text that a term's own datatype makes something else of.

    Raises:
        DataLoss: The datatype is a boolean one: the text ``"false"`` makes the same statement as ``false``, and a
            program that reads the JSON would take it for true. Or as for `checked_text`.
    """
    if _is_boolean(suffix):
        raise refusals.truth_value_as_text(value)
    return checked_text(value, suffix)


def is_fixed(suffix: str) -> bool:
    """Whether all texts may take this suffix without a look at them."""
    return suffix != _DOUBLE and not _is_boolean(suffix)


def _is_boolean(suffix: str) -> bool:
    # Some contexts misspell the address of ``xsd:boolean``, or have a type of their own for the same.
    return suffix.lower().endswith("boolean>")


def _double(value: float) -> str:
    """The canonical lexical form of ``xsd:double``, with 15 digits after the point, as section 8.6 says."""
    return _ZEROS.sub(r"\1E\2\3", f"{value:1.15E}") if value else "0.0E0"


def _whole_as_double(value: int) -> str:
    """As `_double`; but whole numbers are taken at their word, since they may well be identifiers."""
    try:
        lexical = _double(float(value))
    except OverflowError:
        raise refusals.too_many_digits() from None
    if int(float(lexical)) != value:
        raise refusals.too_many_digits()
    return lexical
