"""A store for tests and for wallets that are not to outlive the process."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from vcwallet.errors import UsageError


class MemoryStore:
    """A `vcwallet.ports.SharedStore` in memory; may be used by several threads."""

    def __init__(self) -> None:
        self._records: dict[str, bytes] = {}
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The bytes under `key`, or None.

        Raises:
            UsageError: `key` is no text; so for every method.
        """
        _check_key(key)
        return self._records.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keeps `value` under `key`, replacing what was there.

        Raises:
            UsageError: `value` is not bytes.
        """
        _check(key, value)
        with self._lock:
            self._records[key] = value

    def put_new(self, key: str, value: bytes) -> bool:
        """Keeps `value` under `key` if nothing is there; whether it did.

        Raises:
            UsageError: `value` is not bytes.
        """
        _check(key, value)
        with self._lock:
            is_new = key not in self._records
            self._records.setdefault(key, value)
        return is_new

    def delete(self, key: str) -> None:
        """Forgets `key`; unknown keys are no error."""
        _check_key(key)
        with self._lock:
            self._records.pop(key, None)

    def keys(self, prefix: str = "") -> Iterable[str]:
        """The keys that begin with `prefix`, in order."""
        _check_key(prefix)
        with self._lock:
            return sorted(key for key in self._records if key.startswith(prefix))


def _check(key: object, value: object) -> None:
    _check_key(key)
    if not isinstance(value, bytes):
        raise UsageError(f"A store keeps bytes, not {type(value).__name__}.")


def _check_key(key: object) -> None:
    if not isinstance(key, str):
        raise UsageError("The key of a record is a text.")
