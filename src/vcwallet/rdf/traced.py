"""The same walk, with a note of where in the JSON each statement came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from vcwallet.encoding.limits import Limits
from vcwallet.model.pointer import escape
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf.walk import Walk

if TYPE_CHECKING:
    from vcwallet.rdf.compiled import ActiveContext


class TracedWalk(Walk):
    """A walk that knows where it is.

    It overrides only how members and items are enumerated: a statement came from where the walk stood when it was
    made. When the walk raises, it still stands there.

    Attributes:
        here: The JSON pointer of the value that is being read.
        origins: For each statement the JSON pointer of the value it came from.
    """

    __slots__ = ("here", "origins")

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.here = ""
        self.origins: list[str] = []

    def document(self, document: JsonValue, root: ActiveContext) -> None:
        """Walks a whole document; see `Walk.document`."""
        super().document(document, root)
        self._note()

    def entries(self, value: JsonObject) -> Iterator[tuple[str, Any]]:  # type: ignore[override]
        """The members of an object."""
        self._note()
        outer = self.here
        quads, origins = self.quads, self.origins
        for entry in value.items():
            self.here = here = f"{outer}/{escape(entry[0])}"
            yield entry
            if len(quads) == len(origins) + 1:  # as most members make one
                origins.append(here)
            else:
                self._note()
        self.here = outer

    def each(self, values: Iterable[Any]) -> Iterator[Any]:  # type: ignore[override]
        """The items of an array, or of what stands for one, in its order."""
        self._note()
        outer = self.here
        for index, value in enumerate(values):
            self.here = f"{outer}/{index}"
            yield value
            self._note()
        self.here = outer

    def local(self, context: ActiveContext, value: JsonValue) -> ActiveContext:
        """Applies the value of an ``@context`` member."""
        outer, self.here = self.here, f"{self.here}/@context"
        found = super().local(context, value)
        self.here = outer
        return found

    def _note(self) -> None:
        """Statements that have no origin yet came from here."""
        missing = len(self.quads) - len(self.origins)
        if missing:
            self.origins += [self.here] * missing
