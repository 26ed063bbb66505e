"""Which schema a reference means: identifiers, anchors and pointers (JSON Schema 2020-12 core §8.2 and §9).

The engine could resolve references by itself. Whether it then reads a strange document as our bounds do could not be
seen; so it is given none but such as are written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urldefrag, urljoin

from vcwallet.errors import FormatError, Need, Undetermined
from vcwallet.json_schema.dialect import DIALECTS, Dialect, dialect_of
from vcwallet.json_schema.faults import indeterminate
from vcwallet.json_schema.keywords import APPLIED, DEFINITIONS, subschemas
from vcwallet.json_schema.schema import MAX_DOCUMENTS, read_schema
from vcwallet.model import pointer as pointers
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.resources import Resources

_LONGEST_REFERENCE = 2_000
_RESOLVED_MOST = 20_000


class References:
    """The schemas of one or more documents, by all their names.

    Args:
        root: The schema to begin with.
        base: Where it stands.
        dialect: The version that it, and all that it refers to, is written in.
        resources: Where other documents come from.

    Raises:
        Undetermined: Two schemas have one name.
    """

    def __init__(self, root: JsonObject, base: str, dialect: Dialect, resources: Resources) -> None:
        self._dialect = dialect
        self._resources = resources
        self._documents = 0
        self._named: dict[str, JsonValue] = {}
        # By identity: all documents live as long as this object.
        self._bases: dict[int, str] = {}
        self._dynamic: dict[str, int] = {}
        self._followed_dynamically: set[str] = set()
        self._add(root, base)

    def target(self, schema: JsonObject, keyword: str) -> JsonValue | str:
        """What the reference in `schema` behind `keyword` means.

        Returns:
            A schema; or a text, the address of a meta-schema, which the engine knows.
            What `check_dynamic` says then has still to be asked.

        Raises:
            Undetermined: It leads nowhere, or to a document that cannot be had or cannot be used.
        """
        reference = schema[keyword]
        if not isinstance(reference, str) or len(reference) > _LONGEST_REFERENCE:
            raise indeterminate("A reference in its schema is not a text, or is too long.")
        base = self._bases[id(schema)]
        address, fragment = urldefrag(_joined(base, reference))
        if address in DIALECTS and not fragment and address not in self._named:
            return address
        if address not in self._named:
            self._fetch(address)
        name = unquote(fragment)
        if keyword != "$ref":
            self._followed_dynamically.add("#" if keyword == "$recursiveRef" else name)
        return self._within(address, name)

    def check_dynamic(self) -> None:
        """Sees that no reference depends on the way that leads to it; asked when all targets are known.

        Where only one schema has a name, no way of getting there leads to another one.

        Raises:
            Undetermined: One may.
        """
        if any(self._dynamic.get(name, 0) > 1 for name in self._followed_dynamically):
            raise indeterminate(
                "Its schema has references that depend on the way that leads to them, which are not followed here.",
                code="unsupported_schema",
            )

    def _within(self, address: str, fragment: str) -> JsonValue:
        if not fragment:
            return self._named[address]
        if not fragment.startswith("/"):
            name = f"{address}#{fragment}"
            if name not in self._named:
                raise _dangling()
            return self._named[name]
        found = self._named[address]
        base = address
        try:
            tokens = pointers.parse(fragment)
        except FormatError:
            raise _dangling() from None
        for token in tokens:
            base = self._bases.get(id(found), base)
            if isinstance(found, dict) and token in found:
                found = found[token]
            elif isinstance(found, list) and (index := pointers.array_index(token)) is not None and index < len(found):
                found = found[index]
            else:
                raise _dangling()
        if not isinstance(found, (dict, bool)):
            raise _dangling()
        # It may be where no schema is looked for, such as behind a keyword that only the author of the schema knows.
        self._walk(found, base)
        return found

    def _fetch(self, address: str) -> None:
        if address not in self._resources.given and not address.startswith("https://"):
            raise indeterminate(
                "Its schema refers to another one that is not on the web under an https: URL, and was not handed in."
            )
        if self._documents == MAX_DOCUMENTS:
            message = f"Its schema is spread over more than {MAX_DOCUMENTS} documents."
            raise indeterminate(message, code="over_limit")
        try:
            content = self._resources.get(Need(url=address, kind="json-schema"))
        except Undetermined as error:
            raise indeterminate(error.message, code=error.code, hint=error.hint, needs=error.needs) from error
        self._add(read_schema(content), address)

    def _add(self, document: JsonObject, base: str) -> None:
        self._documents += 1
        self._name(urldefrag(base)[0], document)
        self._walk(document, base)

    def _walk(self, schema: JsonValue, base: str) -> None:
        """Notes the names of a schema and of all schemas in it."""
        pending = [(schema, base)]
        while pending:
            found, base = pending.pop()
            if not isinstance(found, dict) or id(found) in self._bases:
                continue
            if "$schema" in found and dialect_of(found) is not self._dialect:
                message = "A part of its schema is written in another version of JSON Schema."
                raise indeterminate(message, code="unsupported_schema")
            identified = self._identified(found, base)
            self._bases[id(found)] = identified
            self._note_anchors(found, urldefrag(identified)[0])
            pending.extend((inner, identified) for inner in _inner(found))

    def _identified(self, schema: JsonObject, base: str) -> str:
        identifier = schema.get("$id")
        if not isinstance(identifier, str) or (self._dialect.only_references and "$ref" in schema):
            return base
        if len(identifier) > _LONGEST_REFERENCE:
            raise indeterminate("The name of a schema is too long.")
        address, fragment = urldefrag(_joined(base, identifier))
        if fragment:
            # Until draft-07, this was how an anchor was written.
            self._name(f"{address}#{fragment}", schema)
            return base
        self._name(address, schema)
        return address

    def _note_anchors(self, schema: JsonObject, base: str) -> None:
        for keyword in ("$anchor", "$dynamicAnchor"):
            anchor = schema.get(keyword)
            if isinstance(anchor, str):
                self._name(f"{base}#{anchor}", schema)
                if keyword == "$dynamicAnchor":
                    self._dynamic[anchor] = self._dynamic.get(anchor, 0) + 1
        if schema.get("$recursiveAnchor") is True:
            self._dynamic["#"] = self._dynamic.get("#", 0) + 1

    def _name(self, name: str, schema: JsonObject) -> None:
        if self._named.setdefault(name, schema) is not schema:
            raise indeterminate("Two parts of its schema have the same name.")
        if len(self._named) > _RESOLVED_MOST:
            raise indeterminate("Its schema has too many names.", code="over_limit")


def _inner(schema: JsonObject) -> Iterator[JsonValue]:
    for keyword, value in schema.items():
        if keyword in APPLIED or keyword in DEFINITIONS:
            yield from subschemas(keyword, value)


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        raise indeterminate("A reference in its schema is no URL.") from None


def _dangling() -> Undetermined:
    return indeterminate("Its schema refers to a part of a schema that is not there.")
