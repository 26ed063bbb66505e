"""Reads and writes N-Quads (RDF 1.1 N-Quads); what is read comes out in canonical form (RDFC-1.0, Appendix A).

Writing is `serialize`; how a single term is written is `literal` and `iri`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vcwallet.encoding.limits import DEFAULT_LIMITS
from vcwallet.errors import FormatError
from vcwallet.rdf.terms import Quad, iri, literal

__all__ = ["Quad", "iri", "literal", "parse", "serialize"]

# The grammar's productions, under their names. What repeats a single character is possessive wherever giving back could
# not help, so that no text takes more than linear time. What repeats a group is not: before 3.11.5, Python keeps what a
# round of it had read that failed half-way.
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRIREF = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]++|{_UCHAR})*>'
_PN_CHARS_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PN_CHARS_U = f"{_PN_CHARS_BASE}_:"
_PN_CHARS = f"{_PN_CHARS_U}0-9\\-\u00b7\u0300-\u036f\u203f-\u2040"
_BLANK_NODE_LABEL = f"_:[{_PN_CHARS_U}0-9](?:[{_PN_CHARS}.]*[{_PN_CHARS}])?"
_STRING_LITERAL_QUOTE = rf"""(?:[^"\\\n\r]++|\\[tbnrf"'\\]|{_UCHAR})*"""
_LANGTAG = r"[a-zA-Z]++(?:-[a-zA-Z0-9]++)*"

_SUBJECT = re.compile(f"{_IRIREF}|{_BLANK_NODE_LABEL}")
_PREDICATE = re.compile(_IRIREF)
_LITERAL = re.compile(rf'"({_STRING_LITERAL_QUOTE})"(?:\^\^({_IRIREF})|@({_LANGTAG}))?')
_OBJECT = re.compile(f"{_SUBJECT.pattern}|{_LITERAL.pattern}")
_SPACE = re.compile(r"[\t ]*+")
_END = re.compile(r"\.[\t ]*+(?:#.*+)?", re.DOTALL)
_NO_STATEMENT = re.compile(r"[\t ]*+(?:#.*+)?", re.DOTALL)
# Not `str.splitlines`, which also ends a line at characters that may stand inside a literal.
_EOL = re.compile(r"\r\n|\n|\r")

_ESCAPE = re.compile(r"\\(?:u(.{4})|U(.{8})|(.))")
_ECHAR = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def serialize(quads: Iterable[Quad]) -> str:
    """Writes quads as N-Quads text, one line each in the given order."""
    return "".join([f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in quads])


def parse(text: str, *, max_quads: int = DEFAULT_LIMITS.max_quads) -> list[Quad]:
    r"""Reads N-Quads text, strictly by the grammar of RDF 1.1 N-Quads.

    Args:
        text: The document; lines end with ``\n``, ``\r`` or both.
        max_quads: More statements than this are refused.

    Returns:
        The statements in their order, with terms in canonical form. Blank nodes keep their labels; repeated statements
        stay repeated.

    Raises:
        FormatError: Not N-Quads, with the number of the line; or over the limit (``code="over_limit"``).
    """
    if not isinstance(text, str):
        raise FormatError(f"N-Quads are text (str), not {type(text).__name__}.")
    quads: list[Quad] = []
    for number, line in enumerate(_EOL.split(text), 1):
        if _NO_STATEMENT.fullmatch(line):
            continue
        if len(quads) >= max_quads:
            raise FormatError(f"The N-Quads hold more than {max_quads} statements.", code="over_limit")
        try:
            quads.append(_statement(line))
        except FormatError as error:
            message = f"Line {number} of the N-Quads cannot be read: {error.message}"
            raise FormatError(message, hint=error.hint, spec="RDF 1.1 N-Quads, section 3") from error
    return quads


def _statement(line: str) -> Quad:
    subject, position = _term(line, 0, _SUBJECT, "a subject, which is an IRI or a blank node")
    predicate, position = _term(line, position, _PREDICATE, "a predicate, which is an IRI")
    object_, position = _term(line, position, _OBJECT, "an object, which is an IRI, a blank node or a literal")
    graph = ""
    if not line.startswith(".", position):
        graph, position = _term(line, position, _SUBJECT, 'a graph name or "."')
    if _END.fullmatch(line, position) is None:
        raise FormatError(f'at character {position + 1} it lacks the "." that ends a statement, and nothing after it.')
    return subject, predicate, object_, graph


def _term(line: str, position: int, production: re.Pattern[str], expected: str) -> tuple[str, int]:
    """The term in canonical form, and where the next one begins."""
    start = _end_of_space(line, position)
    match = production.match(line, start)
    if match is None:
        raise FormatError(f"at character {start + 1} it lacks {expected}.")
    return _canonical(match[0]), _end_of_space(line, match.end())


def _end_of_space(line: str, position: int) -> int:
    space = _SPACE.match(line, position)
    return position if space is None else space.end()


def _canonical(term: str) -> str:
    if term.startswith("<"):
        return iri(_unescaped(term[1:-1]))
    parts = _LITERAL.fullmatch(term)
    if parts is None:
        return term
    datatype = parts[2] and _unescaped(parts[2][1:-1])
    return literal(_unescaped(parts[1]), datatype=datatype, language=parts[3])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if digits is None:
        return _ECHAR[match[3]]
    code_point = int(digits, 16)
    if code_point > 0x10FFFF or 0xD800 <= code_point <= 0xDFFF:
        raise FormatError(f"{match[0]} stands for no character.")
    return chr(code_point)
