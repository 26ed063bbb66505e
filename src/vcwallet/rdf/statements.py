"""From a JSON-LD document to the RDF statements it makes; whatever would make none is refused."""

from __future__ import annotations

from dataclasses import dataclass

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import admit
from vcwallet.errors import FormatError, VcwalletError
from vcwallet.ports import JsonObject
from vcwallet.rdf import refusals
from vcwallet.rdf.compiled import ActiveContext
from vcwallet.rdf.contexts import Contexts
from vcwallet.rdf.terms import Quad
from vcwallet.rdf.traced import TracedWalk
from vcwallet.rdf.walk import Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """The statements that a document makes.

    Attributes:
        quads: Subject, predicate, object and graph name as canonical N-Quads terms. Blank nodes are ``_:b0``, ``_:b1``,
            … in the order in which they occur. A statement that is made twice is there twice.
        origins: For each quad the JSON pointer of the value that it came from; None unless asked for. A link to an
            object came from that object, the cell of a list from the item.
    """

    quads: list[Quad]
    origins: list[str] | None = None


def to_statements(
    document: JsonObject, contexts: Contexts, *, limits: Limits = DEFAULT_LIMITS, origins: bool = False
) -> Statements:
    """Converts a JSON-LD document to RDF (JSON-LD 1.1 API, sections 5.1 and 8.1), losing nothing on the way.

    Args:
        document: Plain JSON, as `vcwallet.encoding.strict_json` gives it.
        contexts: The contexts that the document may name.
        limits: ``max_depth`` and ``max_quads`` are applied here.
        origins: Whether to note where each statement came from, which takes several times as long.

    Raises:
        DataLoss: Some of the document would make no statement, so that no signature would cover it.
        FormatError: It breaks a rule of JSON-LD, or is over a limit.
        Undetermined: It names a context that is not known; `needs` says which.

    All have the JSON pointer to the place in `where`.
    """
    root = contexts.root()
    if not origins:
        walk = Walk(limits)
        try:
            walk.document(document, root)
        except Exception:  # noqa: BLE001, S110 - the walk below meets the same again, and says where
            pass
        else:
            return Statements(quads=walk.quads)
    traced = _traced(document, root, limits)
    return Statements(quads=traced.quads, origins=traced.origins if origins else None)


def _traced(document: JsonObject, root: ActiveContext, limits: Limits) -> TracedWalk:
    walk = TracedWalk(limits)
    try:
        walk.document(document, root)
    except VcwalletError as error:
        raise error.under(walk.here) from None
    except RecursionError:
        raise refusals.too_deep(limits.max_depth).under(walk.here) from None
    except Exception as error:
        # No JSON, most likely: `admit` finds out and says so.
        admit(document, limits)
        raise FormatError("The document could not be read.", where=walk.here, code="json_ld") from error
    return walk
