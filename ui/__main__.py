"""``python -m ui``: the command line."""

from ui.cli.main import main

main()
