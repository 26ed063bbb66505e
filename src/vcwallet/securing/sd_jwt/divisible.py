"""Which parts of a W3C document may be shown without what stands beside them."""

from __future__ import annotations

from vcwallet.model import pointer as json_pointer

IDENTIFYING = frozenset({"id", "type"})
"""The members that go with their object: without them it would say something else, or be about somebody else."""


def divisible(pointer: str) -> bool:
    """Whether the value at a JSON pointer into a W3C document can be withheld by itself.

    In an object within the document, identifiers and types go with the object, as they do with every other mechanism
    here; and of a value that JSON-LD keywords describe (``@value``, ``@language``, ``@list``), nothing can be left out.
    """
    _, *inner = json_pointer.parse(pointer)
    return not any(token in IDENTIFYING or token[:1] == "@" for token in inner)
