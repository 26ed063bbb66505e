"""`python -m vcwallet`: see `vcwallet.command`."""

import sys

from vcwallet.command.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout))
