"""Parts of a document, chosen by JSON pointers: what becomes of the JSON, and which places they cover.

Both questions have one answer here. `Selection.reveal` is selectJsonLd (VC-DI-ECDSA 1.0 §3.4.11 to §3.4.13), and
`Selection.covers` tells of a place in the document whether it is a part of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject, JsonValue

IDENTIFYING = frozenset({"@context", "id", "type", "@id", "@type"})
"""The members that are shown of every object on the way to what is chosen: without them it would say something else."""
_IDENTIFIERS = frozenset({"id", "@id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The parts of one document that some JSON pointers choose; made by `of`.

    Attributes:
        pointers: The pointers, each once, in the order in which they were given.
    """

    pointers: tuple[str, ...]
    _whole: frozenset[str] = field(repr=False)
    _way: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, document: JsonObject, pointers: Iterable[str]) -> Selection:
        """Makes the selection.

        Args:
            document: The document that the pointers lead into; ``""`` chooses all of it.
            pointers: JSON pointers (RFC 6901); without any, nothing is chosen.

        Raises:
            FormatError: One is no pointer (code ``bad_pointer``) or leads to nothing (``nothing_there``).
        """
        given = dict.fromkeys(pointers)
        whole: set[str] = set()
        way: set[str] = set()
        for pointer in given:
            json_pointer.resolve(document, pointer)
            place = ""
            for token in json_pointer.parse(pointer):
                way.add(place)
                place = f"{place}/{json_pointer.escape(token)}"
                if token in IDENTIFYING:
                    # Of these nothing can be left out, so that a way through one ends there.
                    break
            whole.add(place)
        return cls(pointers=tuple(given), _whole=frozenset(whole), _way=frozenset(way))

    def __or__(self, other: Selection) -> Selection:
        """What is chosen by either, of the same document."""
        return Selection(
            pointers=tuple(dict.fromkeys((*self.pointers, *other.pointers))),
            _whole=self._whole | other._whole,
            _way=self._way | other._way,
        )

    def covers(self, place: str) -> bool:
        """Whether something at this place is shown: a chosen value, what is inside one, or what leads to one."""
        return self.extents()[place] is not False

    def extents(self) -> Mapping[str, bool | None]:
        """How much is shown at each place of the document: all (True), some of it (None), or nothing (False)."""
        return _Extents(self._whole, self._way)

    def reveal(self, document: JsonObject) -> JsonObject:
        """The document with nothing in it but what was chosen, in its own order (§3.4.13).

        Identifiers that are mere labels are left out with the objects on the way (§3.4.11 step 2), unless the label
        stands elsewhere too: then it says that both are the same thing.
        """
        if "" in self._whole:
            return dict(document)
        revealed = _Projection(self._whole, self._way, document).of(document, "")
        assert isinstance(revealed, dict)
        return revealed


class _Projection:
    """One run over a document."""

    def __init__(self, whole: frozenset[str], way: frozenset[str], document: JsonObject) -> None:
        self._whole = whole
        self._way = way
        self._document = document
        self._labels: Counter[str] | None = None

    def of(self, value: JsonValue, place: str) -> JsonValue:
        if isinstance(value, dict):
            return self._members(value, place)
        assert isinstance(value, list)
        items: list[JsonValue] = []
        for index, item in enumerate(value):
            inner = f"{place}/{index}"
            if inner in self._whole:
                items.append(item)
            elif inner in self._way:
                items.append(self.of(item, inner))
        return items

    def _members(self, value: JsonObject, place: str) -> JsonObject:
        members: JsonObject = {}
        for name, member in value.items():
            inner = f"{place}/{json_pointer.escape(name)}"
            if inner in self._whole:
                members[name] = member
            elif name in IDENTIFYING:
                if name not in _IDENTIFIERS or not self._is_mere_label(member):
                    members[name] = member
            elif inner in self._way:
                members[name] = self.of(member, inner)
        return members

    def _is_mere_label(self, identifier: JsonValue) -> bool:
        if not isinstance(identifier, str) or not identifier.startswith("_:"):
            return False
        if self._labels is None:
            texts = (value for _, value in json_pointer.walk(self._document) if isinstance(value, str))
            self._labels = Counter(text for text in texts if text.startswith("_:"))
        return self._labels[identifier] == 1


class _Extents(dict[str, bool | None]):
    """Looks a place up in a selection, and remembers what it found of that and of the places around it."""

    def __init__(self, whole: frozenset[str], way: frozenset[str]) -> None:
        super().__init__({"": True if "" in whole else None if way else False})
        self._whole = whole
        self._way = way

    def __missing__(self, place: str) -> bool | None:
        outer, _, token = place.rpartition("/")
        extent = self[outer]
        if extent is None:
            if place in self._whole or token in IDENTIFYING:
                extent = True
            elif place not in self._way:
                extent = False
        self[place] = extent
        return extent
