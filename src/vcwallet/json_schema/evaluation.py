"""Holds a document against a schema (VC-JSON-SCHEMA 1.0 §5.2)."""

from __future__ import annotations

from vcwallet.errors import NonConforming, UsageError
from vcwallet.json_schema.dialect import Dialect, dialect_of
from vcwallet.json_schema.measures import weight
from vcwallet.json_schema.schema import admit_schema
from vcwallet.model.pointer import join
from vcwallet.model.withheld import Withheld
from vcwallet.ports import JsonObject
from vcwallet.resources import Resources

_LOCATING_FAULTS = 20_000
_LOCATING_COPIES = 50_000_000
"""Of weight: the engine copies a part of the document, and of the schema, for every fault."""
_LONGEST_WHERE = 500
_STEPS_TO_READ = 2_000
"""Of a schema, whatever is in it."""
_STEPS_TO_RECKON = 10
"""For each schema that meets a value."""


def is_installed() -> bool:
    """Whether the engine is there, and can be used."""
    try:
        import vcwallet.json_schema.engine  # noqa: F401
    except UsageError:
        return False
    return True


def evaluate(
    schema: JsonObject,
    document: JsonObject,
    resources: Resources,
    *,
    base: str,
    spec: str,
    default: Dialect | None = None,
    withheld: Withheld | None = None,
) -> str:
    """Holds a document against a schema.

    Args:
        schema: A schema.
        document: What is to follow the schema.
        resources: Where the documents come from that the schema refers to.
        base: Where the schema stands; "" where it stands nowhere by itself.
        spec: The section that demands that the document follow the schema.
        default: The version of JSON Schema where the schema names none; None where it must.
        withheld: Where something of the document may have been withheld; None where all of it is there.

    Returns:
        "" where the document follows the schema. Otherwise why nothing can be told: it does not, but might if what was
        withheld were shown.

    Raises:
        UsageError: The extra is not installed (code ``missing_extra``).
        NonConforming: The document does not follow the schema.
        Undetermined: The schema is broken or not understood, refers to what cannot be had, or takes too much work.
    """
    from vcwallet.json_schema.certainty import is_certain
    from vcwallet.json_schema.engine import Engine, check_schema
    from vcwallet.json_schema.plain import make_plain
    from vcwallet.json_schema.sentences import sentence
    from vcwallet.json_schema.work import reckon, too_much

    schema = admit_schema(schema)
    if not resources.spend(_STEPS_TO_READ + weight(schema)):
        raise too_much()
    try:
        plain = make_plain(schema, base, dialect_of(schema, default), resources)
        work = reckon(plain, document)
        if not resources.spend(work.cost.steps + _STEPS_TO_RECKON * work.meetings):
            raise too_much()
        met = plain.for_one_document(work.met)
    except RecursionError:
        raise too_much() from None
    check_schema(plain.document, [pattern for schema_id, pattern in plain.patterns if schema_id not in work.met])
    engine = Engine(met, plain.dialect)
    if engine.follows(document):
        return ""
    can_locate = work.cost.faults <= _LOCATING_FAULTS and work.cost.copies <= _LOCATING_COPIES
    if not can_locate and withheld is not None:
        raise too_much()
    faults = engine.faults(document) if can_locate else []
    if withheld is not None:
        faults = [
            fault for fault in faults if is_certain(fault, document, withheld, counts_elements=plain.counts_elements)
        ]
        if not faults:
            return "Claims were withheld: whether it follows its schema as a whole cannot be told."
    if not faults:
        raise NonConforming("The credential does not follow its schema.", spec=spec, code="schema")
    first = faults[0]
    raise NonConforming(
        sentence(first.path, first.kind, first.facts()),
        where=join(*first.path)[:_LONGEST_WHERE],
        hint="Ask the issuer for one that does, or the holder for another one.",
        spec=spec,
        code="schema",
    )
