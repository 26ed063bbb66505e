"""What cannot be divided: a list has an order, and a value with a language or a type is one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vcwallet.errors import DataLoss, FormatError
from vcwallet.ports import JsonObject
from vcwallet.rdf import to_statements
from vcwallet.rdf.terms import Quad
from vcwallet.rdf.walk import NIL, REST
from vcwallet.securing.data_integrity.selective.grouping import LabelledStatements, canonical_form
from vcwallet.securing.data_integrity.selective.selection import Selection
from vcwallet.securing.division import part_of_list, part_of_value
from vcwallet.securing.suite import Environment


def refuse_division(statements: LabelledStatements, selection: Selection, covered: Sequence[int]) -> None:
    """Sees that a selection takes lists, and values of several parts, as a whole or not at all.

    Args:
        statements: All statements.
        selection: The selection.
        covered: The indexes of the statements that it shows.

    Raises:
        FormatError: It takes one in part (code ``indivisible``); `where` says which, the first by its pointer.
    """
    lists = {*_lists_in_part(statements, covered)}
    values = {*_values_in_part(statements, covered, selection)}
    if lists or values:
        place = min(lists | values)
        raise part_of_list(place) if place in lists else part_of_value(place)


def _lists_in_part(statements: LabelledStatements, covered: Sequence[int]) -> Iterator[str]:
    # Each cell of a list names the next one: what is shown of a list has to be the chain from its head to its end.
    after = {quad[0]: quad[2] for quad in statements.quads if quad[1] == REST}
    if not after:
        return
    before = {following: cell for cell, following in after.items()}
    shown = {statements.quads[index][0]: index for index in covered if statements.quads[index][1] == REST}
    for cell, index in shown.items():
        neighbours = (after[cell], before.get(cell, NIL))
        if any(neighbour != NIL and neighbour not in shown for neighbour in neighbours):
            yield statements.origins[index][0].rpartition("/")[0]


def _values_in_part(statements: LabelledStatements, covered: Sequence[int], selection: Selection) -> Iterator[str]:
    """Finds literals that came from a value of which only a part is shown."""
    extents = selection.extents
    partly = [index for index in covered if None in [extents[origin] for origin in statements.origins[index]]]
    linked: set[tuple[str, str]] = set()
    for index in partly:
        subject, _, object_, _ = statements.quads[index]
        if object_[0] != '"':
            linked.update((origin, term) for origin in statements.origins[index] for term in (subject, object_))
    for index in partly:
        subject, _, object_, _ = statements.quads[index]
        if object_[0] != '"':
            continue
        for place in statements.origins[index]:
            # A literal about the very object that stands there is the key of a map (JSON-LD 1.1, section 4.6.1).
            if extents[place] is None and (place, subject) not in linked:
                yield place


def refuse_dependence(
    document: JsonObject, statements: LabelledStatements, covered: Sequence[int], environment: Environment
) -> None:
    """Sees that what an issuer makes mandatory says the same by itself as inside the whole; a quick look, for the rule.

    Args:
        document: The mandatory parts.
        statements: All statements.
        covered: The indexes of the mandatory ones.
        environment: Contexts and limits.

    Raises:
        FormatError: It does not (code ``inseparable``).
    """
    alone = _alone(document, environment)
    if _without_labels(alone) != _without_labels(statements.quads[index] for index in covered):
        raise _inseparable("")


def verifier_labels(
    document: JsonObject, statements: LabelledStatements, covered: Sequence[int], environment: Environment
) -> dict[str, str]:
    """The labels that a verifier needs (VC-DI-ECDSA 1.0 §3.5.4 steps 12 to 14), once it is sure that they will do.

    Args:
        document: What is revealed.
        statements: What the issuer signed.
        covered: The indexes of the statements that are revealed.
        environment: Contexts and limits.

    Returns:
        From the canonical labels that verifiers will find to those of the issuer, all with ``_:``.

    Raises:
        FormatError: What is revealed does not say the same by itself as inside the whole (code ``inseparable``), or
            finding out would take too long.
    """
    signed = [statements.quads[index] for index in covered]
    alone = _alone(document, environment)
    canonical = canonical_form(alone, environment)
    counterparts = _counterparts(alone, signed)
    if counterparts is not None:
        return {label: statements.labels[counterparts[node]] for node, label in canonical.labels.items()}
    # They may be the same, only numbered otherwise: what is left out may be the first to mention a node.
    as_signed = canonical_form(signed, environment)
    if as_signed.lines != canonical.lines:
        raise _inseparable("")
    return {label: statements.labels[node] for node, label in as_signed.labels.items()}


def _counterparts(alone: Sequence[Quad], signed: Sequence[Quad]) -> dict[str, str] | None:
    """Pairs the blank nodes of two graphs in the order in which they occur; None if that does not make them equal."""
    nodes, others = _blank_nodes(alone), _blank_nodes(signed)
    if len(nodes) != len(others):
        return None
    pairs = dict(zip(nodes, others, strict=True))
    get = pairs.get
    renamed = {(get(s, s), p, get(o, o), get(g, g)) for s, p, o, g in alone}
    return pairs if renamed == set(signed) else None


def _blank_nodes(quads: Sequence[Quad]) -> list[str]:
    """In the order of their numbers, by which they occur in the document: ``_:b9`` before ``_:b10``."""
    found: set[str] = set().union(*quads)
    return sorted(sorted([term for term in found if term[:1] == "_"]), key=len)


def _alone(document: JsonObject, environment: Environment) -> list[Quad]:
    try:
        return to_statements(document, environment.contexts, limits=environment.limits).quads
    except (DataLoss, FormatError) as error:
        raise _inseparable(error.where) from error


def _without_labels(quads: Iterable[Quad]) -> set[tuple[str, ...]]:
    return {tuple(["_:" if term[:1] == "_" else term for term in quad]) for quad in quads}


def _inseparable(where: str) -> FormatError:
    return FormatError(
        "What is chosen would not mean the same without the rest.",
        where=where,
        hint="Choose more of what stands around it.",
        code="inseparable",
    )
