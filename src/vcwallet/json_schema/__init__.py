"""JSON Schema: whether a document follows a schema that somebody else wrote.

Needs the extra ``vcwallet[schema]``, imported by `evaluate` when it is first called. A schema is taken to be hostile:
references are resolved here and lead nowhere but to documents that the caller has or can have, all that is not
understood is left out before the engine sees it, and how much work the rest would take is bounded beforehand.
"""

from vcwallet.json_schema.evaluation import evaluate, is_installed
from vcwallet.json_schema.faults import MISSING_EXTRA
from vcwallet.json_schema.schema import read_schema

__all__ = ["MISSING_EXTRA", "evaluate", "is_installed", "read_schema"]
