"""The only module that touches the engine, jsonschema_rs; imported by the first evaluation.

Regular expressions run on an engine that takes linear time (RegexOptions); the engine's other one, which looks ahead
and backtracks, is never used, so that a schema with look-ahead or back-references decides nothing. Nothing is
retrieved: what was to be retrieved stands in the schema already. Compiling a schema can take more than holding a
document against it, so that only what a document meets is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from vcwallet.errors import Undetermined, UsageError
from vcwallet.json_schema.dialect import DRAFT_7, DRAFT_2019_09, DRAFT_2020_12, Dialect
from vcwallet.json_schema.faults import MISSING_EXTRA, indeterminate
from vcwallet.ports import JsonObject

try:
    import jsonschema_rs
except ImportError:
    raise UsageError(
        "JSON Schemas need an optional part of this library, and it is not installed.",
        code="missing_extra",
        hint=MISSING_EXTRA,
    ) from None

_VALIDATORS = {
    DRAFT_2020_12: jsonschema_rs.Draft202012Validator,
    DRAFT_2019_09: jsonschema_rs.Draft201909Validator,
    DRAFT_7: jsonschema_rs.Draft7Validator,
}
_PATTERN_BYTES = 1_000_000
"""Of one compiled regular expression, and of what is remembered while it runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A place where a document does not follow a schema.

    Attributes:
        path: Member names and indexes from the document's root.
        kind: What is wrong, by the name of a keyword.
        facts: Gives what the keyword demands; copies it.
        way: Keywords, names and indexes on the way through the schema, over references,
            to the one that holds the keyword.
    """

    path: tuple[str | int, ...]
    kind: str
    facts: Callable[[], dict[str, Any]] = field(repr=False)
    way: tuple[str | int, ...] = field(repr=False)


def check_schema(schema: JsonObject, patterns: Iterable[str]) -> None:
    """Sees that a schema keeps to the rules for schemas.

    Args:
        schema: The schema, with a ``$schema``.
        patterns: The regular expressions in what is not compiled.

    Raises:
        Undetermined: It breaks them, or a regular expression is not understood here.
    """
    try:
        jsonschema_rs.meta.validate(schema)
    except ValueError as error:
        raise _unusable() from error
    _compiled({"properties": {pattern: {"pattern": pattern} for pattern in patterns}}, DRAFT_2020_12)


class Engine:
    """A schema, compiled.

    Raises:
        Undetermined: It breaks the rules for schemas, or has a regular expression that is not understood here.
    """

    def __init__(self, schema: JsonObject, dialect: Dialect) -> None:
        self._validator = _compiled(schema, dialect)

    def follows(self, document: JsonObject) -> bool:
        """Whether a document follows the schema."""
        try:
            return bool(self._validator.is_valid(document))
        except ValueError as error:
            raise indeterminate("It could not be held against its schema.") from error

    def faults(self, document: JsonObject) -> list[Fault]:
        """All places where it does not; takes much longer, and a copy of a part of the document for each."""
        try:
            return [_fault(error) for error in self._validator.iter_errors(document)]
        except ValueError as error:
            raise indeterminate("It could not be held against its schema.") from error


def _fault(error: jsonschema_rs.ValidationError) -> Fault:
    kind, way = error.kind.name, tuple(error.evaluation_path)
    if kind != "falseSchema":
        way = way[:-1]
    elif way[-1:] in (("additionalProperties",), ("propertyNames",)):
        # Found at the object: it is not the object that should not be there.
        kind = str(way[-1])
    return Fault(path=tuple(error.instance_path), kind=kind, facts=error.kind.as_dict, way=way)


def _compiled(schema: JsonObject, dialect: Dialect) -> Any:
    try:
        return _VALIDATORS[dialect](
            schema,
            # Only an annotation in the newer versions, but VC-JSON-SCHEMA 1.0 §5.2.2 lets a credential fail by it.
            validate_formats=True,
            retriever=_retrieve_nothing,
            pattern_options=jsonschema_rs.RegexOptions(size_limit=_PATTERN_BYTES, dfa_size_limit=_PATTERN_BYTES),
            # Stands in messages for the values, which may be long; the messages are not shown.
            mask="",
        )
    except ValueError as error:
        is_pattern = getattr(getattr(error, "kind", None), "name", "") == "format"
        raise _unusable(
            "A regular expression in it is wrong, too large, or looks ahead or back." if is_pattern else ""
        ) from error


def _retrieve_nothing(_: str) -> NoReturn:
    raise LookupError


def _unusable(hint: str = "") -> Undetermined:
    return indeterminate("Its schema is not one: it breaks the rules of JSON Schema.", hint=hint)
