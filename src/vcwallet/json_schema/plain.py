"""A schema written anew: one document, local references only, and no keyword but those that decide something."""

from __future__ import annotations

from dataclasses import dataclass, field

from vcwallet.json_schema.dialect import Dialect
from vcwallet.json_schema.keywords import APPLIED, HERE_BY_NAME, MEMBERS_BY_NAME, PLAIN, subschemas
from vcwallet.json_schema.references import References, references_of
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSchema:
    """A schema that refers to nothing outside of itself.

    Attributes:
        document: The schema, in full.
        targets: What its references mean: the text of each, and the schema in `document`. Those of meta-schemas, which
            the engine has, are not among them.
        dialect: The version of JSON Schema.
        counts_elements: Whether it can make a difference at which place in an array an element stands.
    """

    document: JsonObject = field(repr=False)
    targets: dict[str, JsonValue] = field(repr=False)
    dialect: Dialect
    counts_elements: bool


def make_plain(schema: JsonObject, base: str, dialect: Dialect, resources: Resources) -> PlainSchema:
    """Writes a schema anew, with all that it refers to.

    Args:
        schema: The schema.
        base: Where it stands.
        dialect: The version that it is written in.
        resources: Where other documents come from.

    Raises:
        Undetermined: A reference cannot be followed.
    """
    writer = _Writer(References(schema, base, dialect, resources), dialect)
    top = writer.reference(schema)
    targets = writer.written()
    definitions: JsonObject = {str(number): schema for number, schema in enumerate(targets.values())}
    document: JsonObject = {dialect.definitions: definitions, "allOf": [{"$ref": top}]}
    return PlainSchema(document=document, targets=targets, dialect=dialect, counts_elements=writer.counts_elements)


class _Writer:
    """Copies schemas, those that are referred to once each, and notes what they refer to."""

    def __init__(self, references: References, dialect: Dialect) -> None:
        self.counts_elements = False
        self._references = references
        self._dialect = dialect
        self._numbers: dict[int, int] = {}
        self._originals: list[JsonValue] = []

    def reference(self, target: JsonValue) -> str:
        """The reference to a schema, which is then written as well."""
        if isinstance(target, bool):
            number = len(self._originals)
            self._originals.append(target)
        else:
            number = self._numbers.setdefault(id(target), len(self._originals))
            if number == len(self._originals):
                self._originals.append(target)
        return f"#/{self._dialect.definitions}/{number}"

    def written(self) -> dict[str, JsonValue]:
        """All schemas that are referred to, by reference; writing one may add others."""
        copies: dict[str, JsonValue] = {}
        for number, original in enumerate(self._originals):
            copies[f"#/{self._dialect.definitions}/{number}"] = self._copy(original)
        return copies

    def _copy(self, schema: JsonValue) -> JsonValue:
        if not isinstance(schema, dict):
            return schema
        copy: JsonObject = {}
        targets = [self._references.target(schema, keyword) for keyword in references_of(schema, self._dialect)]
        written = [target if isinstance(target, str) else self.reference(target) for target in targets]
        if written:
            copy["$ref"] = written[0]
        if self._dialect.only_references and written:
            return copy
        for keyword, value in schema.items():
            if keyword in PLAIN:
                copy[keyword] = value
            elif keyword in APPLIED:
                copy[keyword] = self._copy_behind(keyword, value)
        if len(written) > 1:
            others: list[JsonValue] = [{"$ref": reference} for reference in written[1:]]
            found = copy.get("allOf", [])
            copy["allOf"] = [*found, *others] if isinstance(found, list) else found
        return copy

    def _copy_behind(self, keyword: str, value: JsonValue) -> JsonValue:
        if keyword in ("prefixItems", "additionalItems") or (keyword == "items" and isinstance(value, list)):
            self.counts_elements = True
        inner = iter([self._copy(schema) for schema in subschemas(keyword, value)])
        if isinstance(value, list):
            return list(inner)
        if isinstance(value, dict) and (keyword in HERE_BY_NAME or keyword in MEMBERS_BY_NAME):
            return {name: item if isinstance(item, list) else next(inner) for name, item in value.items()}
        return next(inner, value)
