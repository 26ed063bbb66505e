"""A schema written anew: one document, local references only, and no keyword but those that decide something."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from vcwallet.json_schema.dialect import Dialect
from vcwallet.json_schema.faults import indeterminate
from vcwallet.json_schema.keywords import APPLIED, PLAIN, with_subschemas
from vcwallet.json_schema.measures import OF_ONE, weight
from vcwallet.json_schema.references import References
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources

MAX_WEIGHT = 1_000_000
"""Of all that is written; with schemas within schemas, that is more than what is there. At most 20,000 values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSchema:
    """A schema that refers to nothing outside of itself.

    Attributes:
        document: The schema, in full.
        targets: What its references mean: the text of each, and the schema in `document`. Those of meta-schemas, which
            the engine has, are not among them.
        dialect: The version of JSON Schema.
        patterns: All regular expressions in it, each with the identity of the schema that has it.
        counts_elements: Whether it can make a difference at which place in an array an element stands.
    """

    document: JsonObject = field(repr=False)
    targets: dict[str, JsonValue] = field(repr=False)
    dialect: Dialect
    patterns: tuple[tuple[int, str], ...] = field(repr=False)
    counts_elements: bool

    def for_one_document(self, met: AbstractSet[int]) -> JsonObject:
        """The schema as far as a document meets it; in place of what it does not meet stands true.

        Args:
            met: The identities of those of the schemas in `document` that are ever applied.
        """

        def changed(schema: JsonValue) -> JsonValue:
            if not isinstance(schema, dict):
                return schema
            if id(schema) not in met:
                return True
            return {keyword: with_subschemas(keyword, value, changed) for keyword, value in schema.items()}

        document = changed(self.document)
        assert isinstance(document, dict)
        return document


def make_plain(schema: JsonObject, base: str, dialect: Dialect, resources: Resources) -> PlainSchema:
    """Writes a schema anew, with all that it refers to.

    Args:
        schema: The schema.
        base: Where it stands.
        dialect: The version that it is written in.
        resources: Where other documents come from.

    Raises:
        Undetermined: A reference cannot be followed, or there is too much to write.
    """
    references = References(schema, base, dialect, resources)
    writer = _Writer(references, dialect)
    top = writer.reference(schema)
    targets = writer.written()
    references.check_dynamic()
    definitions: JsonObject = {str(number): schema for number, schema in enumerate(targets.values())}
    document: JsonObject = {"$schema": dialect.uri, dialect.definitions: definitions, "allOf": [{"$ref": top}]}
    return PlainSchema(
        document=document,
        targets=targets,
        dialect=dialect,
        patterns=tuple(writer.patterns),
        counts_elements=writer.counts_elements,
    )


class _Writer:
    """Copies schemas, those that are referred to once each, and notes what they refer to."""

    def __init__(self, references: References, dialect: Dialect) -> None:
        self.counts_elements = False
        self.patterns: list[tuple[int, str]] = []
        self._references = references
        self._dialect = dialect
        self._weight = 0
        self._numbers: dict[int, int] = {}
        self._originals: list[JsonValue] = []

    def reference(self, target: JsonValue) -> str:
        """The reference to a schema, which is then written as well."""
        # There is only one True and one False.
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
        self._add_weight(OF_ONE)
        if not isinstance(schema, dict):
            return schema
        copy: JsonObject = {}
        keywords = [keyword for keyword in self._dialect.references if keyword in schema]
        targets = [self._references.target(schema, keyword) for keyword in keywords]
        written = [target if isinstance(target, str) else self.reference(target) for target in targets]
        self._add_weight(OF_ONE * len(written))
        if written:
            copy["$ref"] = written[0]
        if self._dialect.only_references and written:
            return copy
        for keyword, value in schema.items():
            if keyword in PLAIN:
                self._add_weight(weight(value))
                copy[keyword] = value
                if keyword == "pattern" and isinstance(value, str):
                    self.patterns.append((id(copy), value))
            elif keyword in APPLIED:
                if keyword in ("prefixItems", "additionalItems") or (keyword == "items" and isinstance(value, list)):
                    self.counts_elements = True
                if keyword == "patternProperties" and isinstance(value, dict):
                    self.patterns.extend((id(copy), pattern) for pattern in value)
                self._add_weight(OF_ONE + (sum(map(len, value)) if isinstance(value, dict) else 0))
                copy[keyword] = with_subschemas(keyword, value, self._copy)
        if len(written) > 1:
            others: list[JsonValue] = [{"$ref": reference} for reference in written[1:]]
            found = copy.get("allOf", [])
            copy["allOf"] = [*found, *others] if isinstance(found, list) else found
        return copy

    def _add_weight(self, more: int) -> None:
        self._weight += more
        if self._weight > MAX_WEIGHT:
            raise indeterminate("Its schema is too large, with all that it refers to.", code="over_limit")
