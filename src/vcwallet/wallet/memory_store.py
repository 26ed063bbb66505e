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
        """The bytes under `key`, or None."""
        return self._records.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keeps `value` under `key`, replacing what was there.

        Raises:
            UsageError: `key` is no text, or `value` is not bytes.
        """
        _check(key, value)
        with self._lock:
            self._records[key] = value

    def put_new(self, key: str, value: bytes) -> bool:
        """Keeps `value` under `key` if nothing is there; whether it did.

        Raises:
            UsageError: `key` is no text, or `value` is not bytes.
        """
        _check(key, value)
        with self._lock:
            return self._records.setdefault(key, value) is value

    def delete(self, key: str) -> None:
        """Forgets `key`; unknown keys are no error."""
        with self._lock:
            self._records.pop(key, None)

    def keys(self, prefix: str = "") -> Iterable[str]:
        """The keys that begin with `prefix`, in order."""
        with self._lock:
            return sorted(key for key in self._records if key.startswith(prefix))


def _check(key: object, value: object) -> None:
    if not isinstance(key, str) or not isinstance(value, bytes):
        raise UsageError("A store keeps bytes under keys that are texts.")
