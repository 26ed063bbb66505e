"""The statements of a document under the issuer's labels, each with the places in the JSON that it came from.

canonicalizeAndGroup (VC-DI-ECDSA 1.0 §3.4.16) turns a document into statements once as a whole and once more for each
group of pointers, and compares. Here the walk notes where each statement came from, so that a group is a look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vcwallet.errors import ProofInvalid
from vcwallet.ports import JsonObject
from vcwallet.rdf import Canonical, canonicalize, to_statements
from vcwallet.rdf.terms import Quad
from vcwallet.securing.data_integrity.selective.labels import LabelMap
from vcwallet.securing.data_integrity.selective.selection import Selection
from vcwallet.securing.suite import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledStatements:
    """What the issuer signs, line by line; made by `label_statements`. The lists run in parallel.

    Attributes:
        lines: The distinct statements in code point order, each with its newline.
        quads: The same with the labels of the walk.
        origins: For each the JSON pointers of the values that it came from.
        labels: From the labels of the walk to the issuer's.
        places: Where all statements came from, in the order of the document.
    """

    lines: list[str] = field(repr=False)
    quads: list[Quad] = field(repr=False)
    origins: list[tuple[str, ...]] = field(repr=False)
    labels: dict[str, str] = field(repr=False)
    places: list[str] = field(repr=False)

    def covered(self, selection: Selection) -> list[int]:
        """The indexes of the statements that a selection shows (§3.4.15): one origin that it covers is enough."""
        extents = selection.extents
        found: list[int] = []
        for index, origins in enumerate(self.origins):
            for origin in origins:
                if extents[origin] is not False:
                    found.append(index)
                    break
        return found


def label_statements(document: JsonObject, label_map: LabelMap, environment: Environment) -> LabelledStatements:
    """Turns a document into the statements that are signed: one walk, one canonicalization.

    Args:
        document: The document without proofs.
        label_map: The issuer's names for blank nodes.
        environment: Contexts and limits.

    Raises:
        DataLoss: Some of the document would make no statement.
        FormatError: It breaks a rule of JSON-LD, or is over a limit.
        Undetermined: It names a context that is not known.
    """
    statements = to_statements(document, environment.contexts, limits=environment.limits, origins=True)
    assert statements.origins is not None
    labels = label_map(canonical_form(statements.quads, environment).labels)
    origins: dict[Quad, tuple[str, ...]] = {}
    for quad, origin in zip(statements.quads, statements.origins, strict=True):
        origins[quad] = (origin,) if quad not in origins else (*origins[quad], origin)
    ordered = sorted([(_line(quad, labels), quad) for quad in origins])
    return LabelledStatements(
        lines=[line for line, _ in ordered],
        quads=[quad for _, quad in ordered],
        origins=[origins[quad] for _, quad in ordered],
        labels=labels,
        places=statements.origins,
    )


def revealed_lines(
    document: JsonObject, issuer_labels: Mapping[str, str], environment: Environment, where: str
) -> list[str]:
    """The statements of a derived document as the issuer signed them (VC-DI-ECDSA 1.0 §3.5.9 step 4).

    Args:
        document: The document without its proof.
        issuer_labels: From canonical labels to the issuer's, as the proof has them.
        environment: Contexts and limits.
        where: JSON pointer to the proof value, for errors.

    Raises:
        ProofInvalid: The labels are not those of just the blank nodes that there are, or two share one.
        DataLoss: Some of the document would make no statement.
        FormatError: It breaks a rule of JSON-LD, or is over a limit.
        Undetermined: It names a context that is not known.
    """
    quads = to_statements(document, environment.contexts, limits=environment.limits).quads
    canonical = canonical_form(quads, environment).labels
    if issuer_labels.keys() != set(canonical.values()) or len(set(issuer_labels.values())) < len(issuer_labels):
        raise ProofInvalid(
            "The labels in the proof do not fit the document: something was added to it, or left out.",
            where=where,
            spec="VC-DI-ECDSA 1.0 §3.5.9",
            code="label_map",
        )
    labels = {node: issuer_labels[label] for node, label in canonical.items()}
    return sorted({_line(quad, labels) for quad in quads})


def split(lines: Sequence[str], indexes: Iterable[int]) -> tuple[list[str], list[str]]:
    """The lines at `indexes`, and the others; both in their order."""
    chosen = set(indexes)
    return (
        [line for index, line in enumerate(lines) if index in chosen],
        [line for index, line in enumerate(lines) if index not in chosen],
    )


def canonical_form(quads: Sequence[Quad], environment: Environment) -> Canonical:
    """RDFC-1.0 with SHA-256, within the environment's limits."""
    limits = environment.limits
    return canonicalize(
        quads,
        budget=limits.canonicalization_work,
        max_quads=limits.max_quads,
        max_characters=4 * limits.max_bytes,
    )


def _line(quad: Quad, labels: Mapping[str, str]) -> str:
    subject, predicate, object_, graph = quad
    subject = labels.get(subject, subject)
    object_ = labels.get(object_, object_)
    return (
        f"{subject} {predicate} {object_} {labels.get(graph, graph)} .\n"
        if graph
        else (f"{subject} {predicate} {object_} .\n")
    )
