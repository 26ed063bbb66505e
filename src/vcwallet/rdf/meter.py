"""How much work one document may cause in contexts, before caches can help.

A document chooses its inline contexts, and where type-scoped contexts meet. Each meeting copies all definitions that
are in force, so that a few megabytes could keep a processor busy for hours. The bound is far above what contexts in
use need, even if none is compiled yet: Open Badges 3.0, one of the largest, takes about a thirteenth of it.
"""

from __future__ import annotations

import threading

from vcwallet.rdf import refusals

WORK = 5_000_000
"""For one document, in units of about 15 nanoseconds."""
MOST_CONTEXTS = 100
"""In one array: no document names as many."""
_PER_CONTEXT = 2_000
_PER_DEFINITION = 500
_PER_COPY = 1
_PER_ENTRY = 10


class Meter(threading.local):
    """Work left for the document that the current thread is reading."""

    def __init__(self) -> None:
        self._left = WORK

    def begin(self) -> None:
        """A new document."""
        self._left = WORK

    def processing(self, contexts: int, defined: int, copied: int) -> None:
        """Pays for processing so many contexts that define so many terms, onto so many that are there.

        Raises:
            FormatError: Nothing is left.
        """
        self._pay(_PER_CONTEXT * contexts + _PER_DEFINITION * defined + _PER_COPY * copied)

    def compiling(self, terms: int) -> None:
        """Pays for the tables of an active context with so many terms.

        Raises:
            FormatError: Nothing is left.
        """
        self._pay(_PER_ENTRY * terms)

    def _pay(self, units: int) -> None:
        self._left -= units
        if self._left < 0:
            raise refusals.too_much_context()
