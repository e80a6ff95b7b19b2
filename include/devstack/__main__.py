"""Entry of `python -m include.devstack`."""

import sys

from include.devstack.cli import main

if __name__ == "__main__":
    sys.exit(main())
