"""How much may be looked at for one request: a few kilobytes could name a large array thousands of times."""

from __future__ import annotations

from vcwallet.errors import FormatError

MAX_VALUES = 1_000_000
"""Values of credentials that are looked at for one request; about one second's work."""


class Effort:
    """What is left to be spent on one request.

    Args:
        values: How many values of credentials may be looked at.
    """

    __slots__ = ("_left",)

    def __init__(self, values: int = MAX_VALUES) -> None:
        self._left = values

    def spend(self, values: int) -> None:
        """Notes that so many values are looked at.

        Raises:
            FormatError: Nothing is left.
        """
        self._left -= values
        if self._left < 0:
            raise FormatError(
                "The request asks for more than can be looked at.",
                hint="Name fewer elements of large arrays, or ask for fewer credentials at once.",
                code="over_limit",
            )
