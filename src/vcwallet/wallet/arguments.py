"""What a caller hands to a wallet, looked at before it is used."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vcwallet.errors import UsageError
from vcwallet.ports import JsonObject, Randomness
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment


def environment(contexts: Mapping[str, JsonObject] | None, randomness: Randomness) -> Environment:
    """What the mechanisms of a wallet work with.

    Args:
        contexts: JSON-LD contexts beside the bundled ones.
        randomness: Where keys, salts and nonces come from.

    Raises:
        UsageError: One is of the wrong kind.
    """
    if not callable(randomness):
        raise UsageError("`randomness` is a function such as secrets.token_bytes.")
    return Environment(
        contexts=Contexts.bundled().extended({} if contexts is None else contexts), randomness=randomness
    )


def are_texts(given: object) -> bool:
    """Whether it is a list, or another collection, of nothing but texts."""
    if not isinstance(given, Collection) or isinstance(given, str | bytes):
        return False
    return all(isinstance(one, str) for one in given)
