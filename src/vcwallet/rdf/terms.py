"""RDF terms as strings in canonical N-Quads form (RDFC-1.0, Appendix A): how literals and IRIs are written."""

from __future__ import annotations

import re

from vcwallet.errors import FormatError

Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph name as canonical N-Quads terms; the graph name is ``""`` in the default graph.

A term is an IRI ``<…>``, a blank node ``_:…`` or a literal ``"…"``, so that its first character says which it is.
"""

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

# Appendix A names what is escaped: the seven with a short form, control characters, and what is no Char of XML 1.1.
# Surrogates are among the latter; they are matched in order to be refused, since no encoding of Unicode carries them.
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f\ud800-\udfff\ufffe\uffff]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_IRI = re.compile('[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\\\ud800-\udfff]*')
_LANGUAGE_TAG = re.compile("[a-zA-Z]+(?:-[a-zA-Z0-9]+)*")


def literal(lexical: str, *, datatype: str | None = None, language: str | None = None) -> str:
    """Writes a literal as a canonical N-Quads term.

    Args:
        lexical: The lexical form: any Unicode text.
        datatype: The datatype's absolute IRI, without angle brackets; none is written for ``xsd:string``.
        language: A language tag, kept in the case it has; excludes `datatype`.

    Raises:
        FormatError: The text holds half of a surrogate pair, or the datatype or the language tag is not well-formed.
    """
    quoted = f'"{lexical}"' if _ESCAPED.search(lexical) is None else f'"{_ESCAPED.sub(_escape, lexical)}"'
    if language is not None:
        if datatype is not None:
            raise FormatError("A literal has a language tag or a datatype, not both.", spec="RDF 1.1, section 3.3")
        if _LANGUAGE_TAG.fullmatch(language) is None:
            message = f"{language[:100]!r} is not a language tag."
            raise FormatError(message, hint='Write it like "en" or "pt-BR".', spec="RDF 1.1 N-Quads, LANGTAG")
        return f"{quoted}@{language}"
    if datatype is None or datatype == XSD_STRING:
        return quoted
    return f"{quoted}^^{iri(datatype)}"


def iri(value: str) -> str:
    """Writes an absolute IRI as a canonical N-Quads term.

    Raises:
        FormatError: It is relative, or holds a character that must not stand in an IRI.
    """
    if _IRI.fullmatch(value) is None:
        message = f"{value[:200]!r} is not an absolute IRI."
        hint = 'An absolute IRI begins with a scheme such as "https:", and holds no spaces and none of <>"{}|^`\\.'
        raise FormatError(message, hint=hint, spec="RDF 1.1, section 3.2")
    return f"<{value}>"


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        raise FormatError("A text holds half of a surrogate pair, which is no character.", spec="RDF 1.1, section 3.3")
    return _SHORT.get(character) or f"\\u{ord(character):04X}"
