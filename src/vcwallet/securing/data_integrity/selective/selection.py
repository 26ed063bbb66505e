"""Parts of a document, chosen by JSON pointers: what becomes of the JSON, and which places they cover.

Both questions have one answer here. `Selection.reveal` is selectJsonLd (VC-DI-ECDSA 1.0 §3.4.11 to §3.4.13), and
`Selection.covers` tells of a place in the document whether it is a part of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.division import IDENTIFYING

_IDENTIFIERS = frozenset({"id", "@id"})
_Tree = dict[str | None, Any]
"""Of each place the tokens that lead on from there, with a tree each."""
_WHOLE = None
"""Stands among the tokens of a place that is shown as a whole; no token is equal to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The parts of one document that some JSON pointers choose; made by `of`.

    Attributes:
        pointers: The pointers, each once, in the order in which they were given.
        extents: How much is shown at each place of the document: all (True), some of it (None), or nothing (False).
    """

    pointers: tuple[str, ...]
    _whole: dict[str, tuple[str, ...]] = field(repr=False)
    _way: frozenset[str] = field(repr=False)
    extents: Mapping[str, bool | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "extents", _Extents(self._whole, self._way))

    @classmethod
    def of(cls, document: JsonObject, pointers: Iterable[str]) -> Selection:
        """Makes the selection.

        Args:
            document: The document that the pointers lead into; ``""`` chooses all of it.
            pointers: JSON pointers (RFC 6901); without any, nothing is chosen.

        Raises:
            FormatError: One is no pointer (code ``bad_pointer``) or leads to nothing (``nothing_there``).
        """
        given: dict[str, None] = {}
        whole: dict[str, tuple[str, ...]] = {}
        way: set[str] = set()
        for pointer in pointers:
            # Before it is noted: what is no text may not have a hash.
            tokens = json_pointer.parse(pointer)
            json_pointer.follow(document, tokens)
            given[pointer] = None
            place = ""
            for depth, token in enumerate(tokens, 1):
                way.add(place)
                place = f"{place}/{json_pointer.escape(token)}"
                if token in IDENTIFYING:
                    # Of these nothing can be left out, so that a way through one ends there.
                    tokens = tokens[:depth]
                    break
            whole[place] = tokens
        return cls(pointers=tuple(given), _whole=whole, _way=frozenset(way))

    def __or__(self, other: Selection) -> Selection:
        """What is chosen by either, of the same document."""
        return Selection(
            pointers=tuple(dict.fromkeys((*self.pointers, *other.pointers))),
            _whole=self._whole | other._whole,
            _way=self._way | other._way,
        )

    @property
    def may_thin_arrays(self) -> bool:
        """Whether an element of an array may be chosen without the others: a token could be an index."""
        return any(token.isdecimal() for tokens in self._whole.values() for token in tokens)

    def covers(self, place: str) -> bool:
        """Whether something at this place is shown: a chosen value, what is inside one, or what leads to one."""
        return self.extents[place] is not False

    def reveal(self, document: JsonObject) -> JsonObject:
        """The document with nothing in it but what was chosen, in its own order (§3.4.13).

        Identifiers that are mere labels are left out with the objects on the way (§3.4.11 step 2), unless the label
        stands elsewhere too: then it says that both are the same thing.
        """
        if "" in self._whole:
            return dict(document)
        tree: _Tree = {}
        for *outer, last in self._whole.values():
            branch: _Tree = tree
            for token in outer:
                branch = branch.setdefault(token, {})
            branch[last] = branch.get(last, {}) | {_WHOLE: {}}
        revealed = _Projection(document).of(document, tree)
        assert isinstance(revealed, dict)
        return revealed


class _Projection:
    """One run over a document."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._labels: Counter[str] | None = None

    def of(self, value: JsonValue, tree: _Tree) -> JsonValue:
        if _WHOLE in tree:
            return value
        if isinstance(value, list):
            return [self.of(value[index], tree[str(index)]) for index in sorted(map(int, filter(None, tree)))]
        assert isinstance(value, dict)
        members: JsonObject = {}
        for name, member in value.items():
            if name in tree:
                members[name] = self.of(member, tree[name])
            elif name in IDENTIFYING and not (name in _IDENTIFIERS and self._is_mere_label(member)):
                members[name] = member
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

    def __init__(self, whole: Collection[str], way: Collection[str]) -> None:
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
