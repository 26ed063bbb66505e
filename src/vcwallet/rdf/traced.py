"""The same walk, with a note of where in the JSON each statement came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from vcwallet.encoding.limits import Limits
from vcwallet.model import pointer
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.rdf.walk import Walk

if TYPE_CHECKING:
    from vcwallet.rdf.compiled import ActiveContext, Term


class TracedWalk(Walk):
    """A walk that knows where it is.

    It overrides only how members and items are enumerated: a statement came from where the walk stood when it was
    made. When the walk raises, it still stands there.

    Attributes:
        origins: For each statement the JSON pointer of the value it came from.
        nodes: For each statement the JSON pointer of the node object that the value belongs to.
    """

    __slots__ = ("_node", "_path", "nodes", "origins")

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.origins: list[str] = []
        self.nodes: list[str] = []
        self._path: list[str | int] = []
        self._node = ""

    @property
    def here(self) -> str:
        """The JSON pointer of the value that is being read."""
        return pointer.join(*self._path)

    def entries(self, value: JsonObject) -> Iterator[tuple[str, Any]]:  # type: ignore[override]
        """The members of an object."""
        for name, member in value.items():
            yield from self._at(name, (name, member))

    def each(self, values: Iterable[Any]) -> Iterator[Any]:  # type: ignore[override]
        """The items of an array, or of what stands for one, in its order."""
        for index, value in enumerate(values):
            yield from self._at(index, value)

    def local(self, context: ActiveContext, value: JsonValue) -> ActiveContext:
        """Applies the value of an ``@context`` member."""
        self._path.append("@context")
        found = super().local(context, value)
        self._path.pop()
        return found

    def node(
        self, element: JsonObject, base: ActiveContext, graph: str, term: Term | None, subject: str | None = None
    ) -> str | None:
        """One object; see `Walk.node`."""
        self._note()
        outer, self._node = self._node, self.here
        found = super().node(element, base, graph, term, subject)
        self._note()
        self._node = outer
        return found

    def _at(self, token: str | int, value: Any) -> Iterator[Any]:
        self._note()
        self._path.append(token)
        yield value
        self._note()
        self._path.pop()

    def _note(self) -> None:
        """Statements that have no origin yet came from here."""
        missing = len(self.quads) - len(self.origins)
        if missing:
            self.origins += [self.here] * missing
            self.nodes += [self._node] * missing
