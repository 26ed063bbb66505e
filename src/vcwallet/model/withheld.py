"""What of a document may have been withheld, where holders choose what they show."""

from __future__ import annotations

from typing import Protocol

Path = tuple[str | int, ...]
"""Member names and indexes from a document's root."""


class Withheld(Protocol):
    """Where something may be that is not shown."""

    def at(self, path: Path) -> bool:
        """Whether members of the object, or elements of the array, at `path` may have been withheld."""

    def within(self, path: Path) -> bool:
        """Whether that is so there, or anywhere below."""


class _Anywhere:
    """A document that tells nothing about what it lacks."""

    def at(self, path: Path) -> bool:  # noqa: ARG002
        """May be."""
        return True

    def within(self, path: Path) -> bool:  # noqa: ARG002
        """May be."""
        return True


ANYWHERE: Withheld = _Anywhere()
"""Any object and any array may have had more."""
