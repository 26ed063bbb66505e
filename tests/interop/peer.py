"""A client for the process that runs the other implementations (`peer.mjs`).

The process is started here and ended here; it answers one request at a time. What it refuses, and what it cannot do,
both arrive as `PeerError` with the other library's own message.
"""

from __future__ import annotations

import contextlib
import json
import queue
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, Self

FOLDER = Path(__file__).resolve().parent
INSTALL = "run `npm ci --ignore-scripts` in tests/interop"


class PeerError(Exception):
    """The other implementation answered with an error, or did not answer."""


class PeerMissing(Exception):
    """The other implementations cannot be run here; the message says why and what to do."""


def node_command() -> str:
    """The path of Node, after a look whether all packages are installed in the versions of the lock file.

    Raises:
        PeerMissing: Node or a package is not there, or a package has another version.
    """
    node = shutil.which("node")
    if node is None:
        raise PeerMissing("Node is not installed")
    installed_lock = FOLDER / "node_modules" / ".package-lock.json"
    if not installed_lock.is_file():
        raise PeerMissing(f"the npm packages are not installed: {INSTALL}")
    wanted, installed = _versions(FOLDER / "package-lock.json"), _versions(installed_lock)
    different = sorted(name for name in wanted if installed.get(name) != wanted[name])
    if different:
        raise PeerMissing(f"{', '.join(different)} are not installed in the versions of package-lock.json: {INSTALL}")
    return node


def _versions(lock_file: Path) -> dict[str, str]:
    packages = json.loads(lock_file.read_text(encoding="utf-8"))["packages"]
    return {name: facts["version"] for name, facts in packages.items() if name}


class Peer:
    """The running process. Use it as a context manager.

    Attributes:
        timeout: Seconds after which a request that was not answered ends the process.
    """

    def __init__(self, *, timeout: float = 60.0) -> None:
        self.timeout = timeout
        self._requests = 0
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the process: see close)
        self._process = subprocess.Popen(
            [node_command(), str(FOLDER / "peer.mjs")],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, op: str, **parameters: Any) -> Any:
        """Asks for one operation and returns its result; parameters that are None are left out.

        Raises:
            PeerError: The operation failed, or the process ended or did not answer in time.
        """
        self._requests += 1
        request = {"id": self._requests, "op": op} | {name: v for name, v in parameters.items() if v is not None}
        try:
            self._stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._stdin.flush()
            line = self._answers.get(timeout=self.timeout)
        except (OSError, ValueError) as error:
            raise PeerError(f"The process of the peer has ended: {self._complaint()}") from error
        except queue.Empty:
            # A late answer would be taken for that of the next request.
            self.close()
            raise PeerError(f"No answer to {op} within {self.timeout} seconds.") from None
        if not line:
            raise PeerError(f"The process of the peer has ended: {self._complaint()}")
        answer = json.loads(line)
        if answer["id"] != self._requests:
            self.close()
            raise PeerError(f"An answer to request {answer['id']} came where {self._requests} was asked.")
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["result"]

    def close(self) -> None:
        """Ends the process that this object started, and waits for it."""
        if self._complaints.closed:
            return
        if not self._stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._stdin.close()
        try:
            # With its input at an end the process ends by itself, unless it is still busy.
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._stdout.close()
        self._complaints.close()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _read(self, stdout: IO[bytes]) -> None:
        for line in stdout:
            self._answers.put(line)
        self._answers.put(b"")

    def _complaint(self) -> str:
        if self._complaints.closed:
            return "it was closed."
        self._complaints.seek(0)
        return self._complaints.read()[-2000:].decode("utf-8", "replace") or "it said nothing."
