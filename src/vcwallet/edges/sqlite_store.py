"""A store in one SQLite file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from vcwallet.errors import UsageError, VcwalletError

if TYPE_CHECKING:
    from types import TracebackType

_TABLE = "CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
_WAIT_SECONDS = 10


class SQLiteStore:
    """A `vcwallet.ports.SharedStore` in a SQLite file; each write is a transaction, on disk when the call returns.

    It may be used by several threads; several processes may open the same file. A new file can be read and written by
    its owner only. Deleted records are overwritten.

    Args:
        path: The file, made if it does not exist; ``":memory:"`` for a store that is gone when it is closed.

    Raises:
        UsageError: `path` is no path.
        VcwalletError: The file cannot be opened, or is no SQLite file (code ``store_failed``).
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        # Imported here, since a program that keeps its wallet elsewhere should not load SQLite.
        import sqlite3

        try:
            name = os.fspath(path)
        except TypeError:
            name = ""
        if not isinstance(name, str) or not name:
            raise UsageError("A store needs the path of its file.", hint='Write SQLiteStore("wallet.db").')
        self._lock = Lock()
        self._failures = (sqlite3.Error, OSError, ValueError, OverflowError)
        self._connection: sqlite3.Connection | None = None
        try:
            if name != ":memory:":
                # Made before SQLite makes it, so that it is never open to others, whatever the umask.
                os.close(os.open(name, os.O_RDWR | os.O_CREAT, 0o600))
            target = name if name == ":memory:" else Path(name).absolute()
            self._connection = sqlite3.connect(
                target, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            for statement in ("PRAGMA secure_delete = ON", "PRAGMA synchronous = FULL", _TABLE):
                self._connection.execute(statement).fetchall()
        except self._failures as error:
            self.close()
            raise _failed(f"could not be opened: {error}") from error

    def get(self, key: str) -> bytes | None:
        """The bytes under `key`, or None.

        Raises:
            VcwalletError: SQLite failed (code ``store_failed``); so for every method.
        """
        rows, _ = self._execute("SELECT value FROM record WHERE key = ?", key)
        value = rows[0][0] if rows else None
        if rows and not isinstance(value, bytes):
            raise _failed("holds something that no wallet has written")
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keeps `value` under `key`, replacing what was there as a whole or not at all.

        Raises:
            UsageError: `value` is not bytes.
        """
        _check(value)
        self._execute("INSERT OR REPLACE INTO record (key, value) VALUES (?, ?)", key, value)

    def put_new(self, key: str, value: bytes) -> bool:
        """Keeps `value` under `key` if nothing is there, in one step; whether it did.

        Raises:
            UsageError: `value` is not bytes.
        """
        _check(value)
        _, written = self._execute("INSERT OR IGNORE INTO record (key, value) VALUES (?, ?)", key, value)
        return written == 1

    def delete(self, key: str) -> None:
        """Forgets `key`; unknown keys are no error."""
        self._execute("DELETE FROM record WHERE key = ?", key)

    def keys(self, prefix: str = "") -> Iterable[str]:
        """The keys that begin with `prefix`, in order."""
        query = "SELECT key FROM record WHERE substr(key, 1, length(?)) = ? ORDER BY key"
        rows, _ = self._execute(query, prefix, prefix)
        return [row[0] for row in rows]

    def close(self) -> None:
        """Closes the file; closing twice is no error."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _execute(self, statement: str, *values: str | bytes) -> tuple[list[Any], int]:
        """Runs one statement: the rows that it finds, and how many it has written."""
        if not isinstance(values[0], str) or "\0" in values[0]:
            raise UsageError("The key of a record is a text without NUL.")
        with self._lock:
            if self._connection is None:
                raise UsageError("The store is closed.")
            try:
                cursor = self._connection.execute(statement, values)
                return cursor.fetchall(), cursor.rowcount
            except self._failures as error:
                raise _failed(f"failed: {error}") from error


def _check(value: object) -> None:
    if not isinstance(value, bytes):
        raise UsageError(f"A store keeps bytes, not {type(value).__name__}.")


def _failed(what: str) -> VcwalletError:
    return VcwalletError(
        f"The file of the wallet {what}.",
        hint="Check that the file exists, can be written, and was made by SQLiteStore.",
        code="store_failed",
    )
