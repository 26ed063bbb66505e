"""Arguments that say yes or no."""

from __future__ import annotations

from vcwallet.errors import UsageError


def require_flags(**flags: object) -> None:
    """Sees that arguments are True or False: the text ``"false"``, as settings have it, would count as true.

    Args:
        flags: The arguments by their names.

    Raises:
        UsageError: One is neither.
    """
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise UsageError(f"`{name}` is True or False.")
