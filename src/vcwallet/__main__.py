"""`python -m vcwallet`: see `vcwallet.command`."""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from vcwallet.command.main import USAGE, main


def _run() -> int:
    stderr = io.StringIO() if sys.stderr is None else sys.stderr
    if sys.stdout is None:
        return _not_written("standard output is closed", stderr)
    for stream in (sys.stdout, stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Not every terminal has the characters of a report, and a report is worth more than its characters.
            stream.reconfigure(errors="backslashreplace")
    try:
        # Where standard input is closed, reading it fails as it does for a file that cannot be read.
        with Path(os.devnull).open("wb") as unreadable:
            source = unreadable if sys.stdin is None else sys.stdin.buffer
            code = main(sys.argv[1:], source, sys.stdout, stderr)
        sys.stdout.flush()
    except OSError as error:
        # What is left of the report must not be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # whoever reads it has had enough
            return USAGE
        return _not_written(error.strerror or "it failed", stderr)
    return code


def _not_written(why: str, stderr: TextIO) -> int:
    with suppress(OSError):
        stderr.write(f"The report cannot be written: {why}.\n")
    return USAGE


if __name__ == "__main__":
    sys.exit(_run())
