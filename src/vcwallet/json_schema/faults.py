"""The one way to say that a schema decides nothing (VC-JSON-SCHEMA 1.0 §5.2: the outcome *indeterminate*)."""

from __future__ import annotations

from vcwallet.errors import Need, Undetermined

MISSING_EXTRA = "pip install vcwallet[schema]"
SPEC = "VC-JSON-SCHEMA 1.0 §5.2"


def indeterminate(
    message: str, *, code: str = "unusable_schema", hint: str | None = None, needs: tuple[Need, ...] = ()
) -> Undetermined:
    """A fault of a schema is never held against the document: whoever serves the schema could have made it."""
    return Undetermined(message, hint=hint, spec=SPEC, code=code, needs=needs)
