"""How much of anything is looked at: the bounds that are checked before any costly step."""

from __future__ import annotations

from dataclasses import dataclass, fields

from vcwallet.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what is handed in; whatever is over one of them is refused, never cut off.

    Attributes:
        max_bytes: Of a document as JSON text, or of all strings in a Python value, in UTF-8.
        max_depth: Of objects and arrays inside each other; a scalar has depth 0, ``[]`` has depth 1.
        max_nodes: JSON values in a document: objects, arrays and scalars; member names do not count.
        max_string: Characters in one string or member name.
        max_name: Characters in one member name. In JSON-LD it may be a whole IRI; pointers to places are made of names.
        max_pointers: Characters in the JSON pointers to all places of a document together. The names around a value
            stand in its pointer, so that a few long ones around many values would multiply into gigabytes.
        max_proofs: Proofs on one document.
        max_credentials: Credentials in one presentation.
        max_quads: RDF statements that one document may make.
        canonicalization_work: Steps that RDF canonicalization may take over blank nodes that look alike.

    Raises:
        UsageError: A bound is not a positive integer.
    """

    max_bytes: int = 5_000_000
    max_depth: int = 100
    max_nodes: int = 200_000
    max_string: int = 1_000_000
    max_name: int = 4_096
    max_pointers: int = 50_000_000
    max_proofs: int = 100
    max_credentials: int = 100
    max_quads: int = 50_000
    canonicalization_work: int = 5_000

    def __post_init__(self) -> None:
        for field in fields(self):
            bound = getattr(self, field.name)
            if type(bound) is not int or bound < 1:
                raise UsageError(f"The limit `{field.name}` is a whole number of at least 1.")


DEFAULT_LIMITS = Limits()
"""The limits that hold where nobody says otherwise."""
