"""What safe mode refuses, in plain sentences: everything in JSON that would not become an RDF statement.

RDF is what gets signed. What JSON-LD processors drop on the way is not covered by the signature, so anybody could add
or change it. VC Data Integrity 1.0, section 2.4.3, demands an error; these are the errors. They are those of the safe
mode of other makers' processors, and some that follow from the same rule: null and empty arrays (but not empty lists,
which are ``rdf:nil``), indexes that stand for no property, map keys that give way to an identifier, and whole numbers
that RDF would round. Refused as `ambiguous` is what the specification and those processors are known to read
differently, as `unsupported` what nobody writes. Not refused is what JSON-LD says twice or in any order: repeated
values, and the order of arrays.

`where` is relative to the value that is being read; the walk puts the rest of the pointer in front.
"""

from __future__ import annotations

from vcwallet.errors import DataLoss, FormatError, Need, Undetermined
from vcwallet.model import pointer

_LOSSLESS = "VC Data Integrity 1.0, section 2.4.3"
EXPANSION = "JSON-LD 1.1 API, section 5.1.2"
_SHOWN = 120


def _shown(text: object) -> str:
    shown = text if isinstance(text, str) else repr(text)
    return repr(shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…")


def _loss(message: str, hint: str | None = None, where: str = "") -> DataLoss:
    return DataLoss(message, hint=hint, where=where, spec=_LOSSLESS)


def malformed(message: str, *, code: str = "json_ld", where: str = "", hint: str = "") -> FormatError:
    """Breaks a rule of JSON-LD itself."""
    return FormatError(message, code=code, where=where, hint=hint, spec=EXPANSION)


def ambiguous(what: str, hint: str = "Write it in another way, or define the term more simply.") -> FormatError:
    """What the specification and widely used processors read differently, so that signatures would not agree."""
    return malformed(f"{what} is read differently by different processors of JSON-LD.", code="ambiguous", hint=hint)


def unsupported_set(place: str) -> FormatError:
    """A set object where JSON-LD allows one and everybody writes an array."""
    message = f"A set object {place} is not read here."
    return malformed(message, code="unsupported", hint="Write an array, without '@set'.")


def undefined_term(term: str) -> DataLoss:
    """A member whose name means nothing."""
    return _loss(f"The term {_shown(term)} is not defined by the document's context.")


def null_term(term: str) -> DataLoss:
    """A member whose name the context maps to null: JSON-LD would leave it out."""
    return _loss(f"The context says that {_shown(term)} is to be ignored, so no signature would cover it.")


def reserved_term(term: str) -> DataLoss:
    """A name that looks like a keyword, but is none: JSON-LD would leave it out."""
    hint = "Rename it: names of '@' and letters belong to JSON-LD."
    return _loss(f"{_shown(term)} looks like a keyword of JSON-LD, but is none, and would be ignored.", hint)


def relative_property(term: str, iri: str) -> DataLoss:
    """A term whose IRI is not absolute."""
    return _loss(f"The term {_shown(term)} stands for {_shown(iri)}, which is not an absolute IRI.")


def blank_property(term: str) -> DataLoss:
    """A property that is a blank node: RDF has none."""
    hint = "Give the term an absolute IRI in the context."
    return _loss(f"The term {_shown(term)} stands for a blank node, and RDF has no such properties.", hint)


def relative_reference(value: str) -> DataLoss:
    """An identifier, or a value that the context declares to be one, that is no absolute IRI."""
    if ":" in value:
        return _loss(f"{_shown(value)} is not an IRI.", 'Percent-encode spaces and any of <>"{}|\\^` in it.')
    hint = 'Write it in full, with its scheme: "https://…", "did:…", "urn:uuid:…".'
    return _loss(f"{_shown(value)} is not an absolute IRI, and there is nothing it could be relative to.", hint)


def undefined_value(value: str) -> DataLoss:
    """A type, or a value from a vocabulary, that the context does not know."""
    hint = "Define it in the document's @context, or write its absolute IRI."
    return _loss(f"{_shown(value)} is neither defined by the document's context nor an absolute IRI.", hint)


def null(*, where: str = "") -> DataLoss:
    """null, which makes no statement."""
    return _loss("null says nothing that a signature could cover.", "Leave the member out.", where)


def empty() -> DataLoss:
    """An empty array or map where nothing is said by its being empty."""
    return _loss("This is empty and says nothing that a signature could cover.", "Leave the member out.")


def free_floating(what: str) -> DataLoss:
    """A value that stands where only objects with statements of their own can."""
    return _loss(f"{what} stands where nothing links to it, so it makes no statement.", "Leave it out, or say more.")


def mere_value(value: object) -> DataLoss | FormatError:
    """A value that is no object, where nothing links to it."""
    if value is None:
        return null()
    known = isinstance(value, (str, int, float, dict, list))
    return free_floating("A mere value") if known else not_json(value)


def index_lost(*, where: str = "") -> DataLoss:
    """An index, which RDF does not keep."""
    hint = "Leave the index out, or let the context map it to a property."
    return _loss("An index is not kept in RDF, so no signature would cover it.", hint, where)


def identifier_lost(key: str) -> DataLoss:
    """A map's key names another identifier than the object under it."""
    return _loss(f"The object under {_shown(key.strip('<>'))} has another identifier: this one would be ignored.")


def direction_lost(*, where: str = "") -> DataLoss:
    """A base direction on what is no text."""
    return _loss("Only texts have a base direction.", "Leave '@direction' out.", where)


def bad_language(tag: str) -> DataLoss:
    """A language tag that RDF cannot carry."""
    return _loss(f"{_shown(tag)} is not a language tag.", 'Write it like "en" or "pt-BR".')


def ambiguous_double(value: str) -> DataLoss:
    """A text where the context wants a floating point number."""
    hint = 'Write it as a JSON number, or in canonical form such as "1.5E0".'
    return _loss(f"The number {_shown(value)} is written as text, which processors of JSON-LD read differently.", hint)


def truth_value_as_text(value: str) -> DataLoss:
    """A text where the context wants ``true`` or ``false``."""
    return _loss(f"The truth value {_shown(value)} is written as text.", "Write true or false, without quotes.")


def too_many_digits() -> DataLoss:
    """A whole number that RDF, or an implementation that keeps numbers as doubles, would round."""
    return _loss("This whole number has more digits than are kept everywhere.", "Write it as a text.")


def not_finite() -> FormatError:
    """Infinity or NaN."""
    return malformed("This number is not finite.")


def not_json(value: object) -> FormatError:
    """A Python value that is no JSON."""
    return malformed(f"A {type(value).__name__} is not a JSON value.")


def bad_datatype(datatype: str) -> FormatError:
    """A datatype that is no IRI, or one that needs more than a text."""
    return malformed(f"{_shown(datatype)} cannot be the type of a value.", code="invalid_typed_value")


def unknown_context(url: str) -> Undetermined:
    """A context that nobody handed in."""
    return Undetermined(
        f"The context {url[:300]} is not known here, so the meaning of the document cannot be told.",
        needs=(Need(url=url, kind="context"),),
        hint="Look at what it says, and if you vouch for it, hand it in: contexts={url: document}.",
        spec="JSON-LD 1.1 API, section 4.1.2",
    )


def bad_context(message: str, *, code: str = "invalid_context") -> FormatError:
    """A context that breaks the rules."""
    return FormatError(message, code=code, spec="JSON-LD 1.1 API, section 4")


def deep_context() -> FormatError:
    """Contexts within contexts, until the stack is used up."""
    return bad_context("The context is nested too deeply.", code="over_limit")


def too_much_context() -> FormatError:
    """Contexts that take too long."""
    return FormatError("The document's contexts are too large, or too many of them meet.", code="over_limit")


def too_deep(limit: int) -> FormatError:
    """More nesting than the limit."""
    return FormatError(f"The document is nested more than {limit} levels deep.", code="over_limit")


def too_many_quads(limit: int) -> FormatError:
    """More statements than the limit."""
    return FormatError(f"The document makes more than {limit} statements.", code="over_limit")


def at(*tokens: str | int) -> str:
    """The relative pointer for `where`."""
    return pointer.join(*tokens)
