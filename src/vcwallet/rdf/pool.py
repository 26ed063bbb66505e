"""How much compiled contexts may remember: one pool for contexts that were handed in, one for those in documents.

Whoever sends documents chooses their inline contexts, their types and their terms. All that is remembered on their
account is charged to a pool by its rough size in bytes; a pool that is full forgets everything and begins anew. Since
inline contexts have a pool of their own, nobody can make the other contexts be forgotten by sending ever new ones.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vcwallet.errors import VcwalletError
from vcwallet.ports import JsonValue
from vcwallet.rdf import refusals
from vcwallet.rdf.compiled import ActiveContext
from vcwallet.rdf.meter import MOST_CONTEXTS

if TYPE_CHECKING:
    from vcwallet.rdf.processing import Processing

_KNOWN_BYTES = 64_000_000
_INLINE_BYTES = 16_000_000
_BYTES_PER_CONTEXT = 2_000
_BYTES_PER_TERM = 150


class Pool:
    """Compiles contexts and bounds what they remember.

    Args:
        processing: What applies contexts.
        inline: The pool for contexts that stand in documents; None if this is it.
    """

    def __init__(self, processing: Processing, inline: Pool | None = None) -> None:
        self._processing = processing
        self.inline = self if inline is None else inline
        self._limit = _INLINE_BYTES if inline is None else _KNOWN_BYTES
        self._root: ActiveContext | None = None
        # Keys hold the parent itself, not its id, which another object could have one day.
        self._children: dict[tuple[ActiveContext, str], ActiveContext] = {}
        self.bytes = 0

    def begin(self) -> ActiveContext:
        """The active context before any context, for a new document."""
        self._processing.meter.begin()
        if self._root is None:
            self._root = ActiveContext(self._processing.initial, self)
        return self._root

    def charge(self, size: int) -> None:
        """Notes that `size` more bytes, roughly, are remembered."""
        self.bytes += size
        if self.bytes > self._limit:
            self.forget()

    def forget(self) -> None:
        """Begins anew. Walks that are under way keep what they hold."""
        self._root = None
        self._children = {}
        self.bytes = 0
        if self.inline is not self:
            # Its keys would keep alive what is forgotten here.
            self.inline.forget()

    def compile(
        self, parent: ActiveContext, local: JsonValue, *, override: bool = False, propagate: bool = True
    ) -> ActiveContext:
        """Applies a context to `parent`; the result is not remembered here.

        Raises:
            DataLoss: It defines what would be ignored.
            FormatError: It breaks a rule.
            Undetermined: It names a URL that is not known.
        """
        active = self._processing.process(parent.active, local, override=override, propagate=propagate)
        self._processing.meter.compiling(len(active["mappings"]))
        context = ActiveContext(active, self, parent)
        self.charge(_BYTES_PER_CONTEXT + _BYTES_PER_TERM * len(context.mappings))
        return context

    def chain(self, parent: ActiveContext, members: list[JsonValue]) -> ActiveContext:
        """Applies the members of a context array one by one, so that arrays with the same beginning share it."""
        if len(members) > MOST_CONTEXTS:
            raise refusals.too_much_context()
        if any(isinstance(member, dict) and "@propagate" in member for member in members):
            # Whether this has a meaning inside of an array depends on its place there.
            return self.inline.compile(parent, members)
        context = parent
        for index, member in enumerate(members):
            if type(member) is list:
                raise refusals.bad_context("A context array cannot hold an array.")
            try:
                context = context.local(member)
            except VcwalletError as error:
                raise error.under(f"/{index}") from None
        return context

    def child(self, parent: ActiveContext, value: JsonValue) -> ActiveContext:
        """Applies a context that stands in a document, with some of its own definitions in it."""
        try:
            key = (parent, json.dumps(value))
        except RecursionError:
            raise refusals.deep_context() from None
        except (TypeError, ValueError):
            raise refusals.bad_context("The context is no JSON.") from None
        found = self._children.get(key)
        if found is None:
            found = self.chain(parent, value) if type(value) is list else self.compile(parent, value)
            self.charge(len(key[1]))
            self._children[key] = found
        return found
