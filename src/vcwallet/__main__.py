"""`python -m vcwallet`: see `vcwallet.command`."""

import io
import os
import sys
from pathlib import Path

from vcwallet.command.main import USAGE, main


def _run() -> int:
    if sys.stdout is None:  # closed; nobody would read the report
        return USAGE
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Not every terminal has the characters of a report, and a report is worth more than its characters.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        # Where standard input is closed, reading it fails as it does for a file that cannot be read.
        with Path(os.devnull).open("wb") as unreadable:
            source = unreadable if sys.stdin is None else sys.stdin.buffer
            code = main(sys.argv[1:], source, sys.stdout)
        sys.stdout.flush()
    except OSError:
        # The report could not be written. What is left of it must not be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE
    return code


if __name__ == "__main__":
    sys.exit(_run())
