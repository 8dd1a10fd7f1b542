"""Say plainly when this Python is too old. Written so that even an old one can read it."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Dateline needs Python 3.11 or newer, and %s is %s. Install a newer one and run: make PYTHON=/path/to/python3 run"
        % (sys.executable, sys.version.split()[0])
    )
