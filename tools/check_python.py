"""Say plainly when this Python is too old. Written so that even an old one can read it."""

import sys

if tuple(sys.version_info) < (3, 11):
    sys.exit(
        "Dateline needs Python 3.11 or newer, and "
        + sys.executable
        + " is "
        + sys.version.split()[0]
        + ". Install a newer one and run: make PYTHON=/path/to/python3 run"
    )
