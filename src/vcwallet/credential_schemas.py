"""Holds a credential against the schemas that its issuer named in ``credentialSchema`` (VCDM 2.0 §4.11).

A schema is looked at where it is at hand: where it was handed in, or can be fetched. Where it is not, the check is
skipped, since no specification demands it. Once it is at hand it counts: a schema that cannot be had, is not the one
that was meant, or cannot be used leaves the verdict open (VC-JSON-SCHEMA 1.0 §5.2), so that nobody makes a credential
pass by keeping its schema away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vcwallet import rules
from vcwallet.errors import Need, NonConforming, Undetermined, VcwalletError
from vcwallet.json_schema import MISSING_EXTRA, evaluate, is_installed, read_schema
from vcwallet.model.credential import CredentialFacts
from vcwallet.model.integrity import is_unchanged
from vcwallet.model.members import has_type, pointer_to
from vcwallet.model.related import states_digests
from vcwallet.model.withheld import Withheld
from vcwallet.ports import JsonObject
from vcwallet.report import Check, blame
from vcwallet.resources import Resources

MAX_SCHEMAS = 10
"""Of one credential."""
_SPEC = "VC-JSON-SCHEMA 1.0 §5"
_KINDS = ("JsonSchema", "JsonSchemaCredential")
_META_SCHEMA = "https://www.w3.org/ns/credentials/json-schema/v2.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChecks:
    """What it takes to check a credential's schemas.

    Attributes:
        document: The credential, without its proofs.
        facts: What it says of itself.
        resources: What stands on the web.
        withheld: Where something may have been withheld; None where all of it is there.
        verify: Verifies a credential that a schema comes in, and gives what it says.
    """

    document: JsonObject = field(repr=False)
    facts: CredentialFacts = field(repr=False)
    resources: Resources = field(repr=False)
    withheld: Withheld | None
    verify: Callable[[bytes], JsonObject]

    def examine(self) -> Sequence[Check]:
        """Checks each schema; raises nothing."""
        schemas = self.facts.schemas
        reasons = [self._reason_to_skip(schema) for schema in schemas]
        if all(reasons):
            return [rules.SCHEMA.skipped(reasons[0], "/credentialSchema")] if reasons else []
        if len(schemas) > MAX_SCHEMAS:
            message = f"It names more than {MAX_SCHEMAS} schemas."
            return [rules.SCHEMA.failed(Undetermined(message, where="/credentialSchema", code="over_limit"))]
        return [
            self._check(schema, reason, pointer_to(self.document.get("credentialSchema"), "/credentialSchema", index))
            for index, (schema, reason) in enumerate(zip(schemas, reasons, strict=True))
        ]

    def _reason_to_skip(self, schema: JsonObject) -> str:
        """Why a schema is not looked at; "" where it is."""
        if _kind(schema) is None:
            return "Its schema is of a kind that is not understood here."
        if not self.resources.is_at_hand(str(schema.get("id"))):
            return "Its schema is not at hand."
        if not is_installed():
            return f"Its schema was not looked at: that takes {MISSING_EXTRA}."
        return ""

    def _check(self, schema: JsonObject, reason: str, where: str) -> Check:
        if reason:
            return rules.SCHEMA.skipped(reason, where)
        try:
            reason = evaluate(
                self._schema(schema, where),
                self.document,
                self.resources,
                base=str(schema["id"]),
                spec=_SPEC,
                withheld=self.withheld,
            )
        except VcwalletError as error:
            if isinstance(error, Undetermined):
                error.where = where
            return blame(rules.SCHEMA, error)
        return rules.SCHEMA.skipped(reason, where) if reason else rules.SCHEMA.passed(where)

    def _schema(self, schema: JsonObject, where: str) -> JsonObject:
        """The JSON Schema, out of the document that it is or that it comes in."""
        need = Need(url=str(schema["id"]), kind="schema")
        content = self.resources.get(need)
        self._check_digests(content, schema, need, where)
        if _kind(schema) == "JsonSchema":
            return read_schema(content)
        try:
            credential = self.verify(content)
        except Undetermined as error:
            message = f"The credential that its schema comes in could not be judged: {error.message}"
            raise Undetermined(message, hint=error.hint, needs=error.needs, spec=_SPEC, code=error.code) from error
        except VcwalletError as error:
            message = f"The credential that its schema comes in does not hold: {error.message}"
            raise Undetermined(message, hint=error.hint, spec=_SPEC, code="schema_credential") from error
        return _schema_within(credential)

    def _check_digests(self, content: bytes, schema: JsonObject, need: Need, where: str) -> None:
        """Sees that a schema is the one that was signed for (VCDM 2.0 §5.3)."""
        pins = [resource for resource in self.facts.related_resources if resource.get("id") == need.url]
        if "digestSRI" in schema or "digestMultibase" in schema:
            if not states_digests(schema):
                message = "What its schema must be is not well stated: a digest cannot be read."
                raise NonConforming(message, where=where, spec="VCDM 2.0 §5.3")
            pins.append(schema)
        if not all(is_unchanged(content, pin) for pin in pins):
            raise Undetermined(
                f"What stands at {need.url[:200]} is not the schema that was meant.",
                hint="Its digest differs from the one that was signed.",
                spec="VCDM 2.0 §5.3",
                needs=(need,),
                code="integrity_mismatch",
            )


def _kind(schema: JsonObject) -> str | None:
    return next((kind for kind in _KINDS if has_type(schema, kind)), None)


def _schema_within(credential: JsonObject) -> JsonObject:
    """The schema that a credential holds (VC-JSON-SCHEMA 1.0 §3.2)."""
    subject = credential.get("credentialSubject")
    schemas = credential.get("credentialSchema")
    named = [schema for schema in (schemas if isinstance(schemas, list) else [schemas]) if isinstance(schema, dict)]
    if (
        not has_type(credential, "JsonSchemaCredential")
        or not any(schema.get("id") == _META_SCHEMA and _kind(schema) == "JsonSchema" for schema in named)
        or not isinstance(subject, dict)
        or not has_type(subject, "JsonSchema")
        or not isinstance(subject.get("jsonSchema"), dict)
    ):
        raise Undetermined(
            "The credential that its schema comes in is not one that holds a JSON Schema.",
            spec="VC-JSON-SCHEMA 1.0 §3.2",
            code="schema_credential",
        )
    schema = subject["jsonSchema"]
    assert isinstance(schema, dict)
    return schema
