"""`python -m vcwallet`: see `vcwallet.command`."""

import io
import sys

from vcwallet.command.main import main

if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Not every terminal has the characters of a report, and a report is worth more than its characters.
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout))
