"""The command line's list of files and addresses that could not be read."""

from __future__ import annotations

import typer

from ui import show as display
from ui.cli_common import ArchiveOption, JsonOption, print_result


def failures(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """List the files and addresses that could not be read; dateline add --retry-failed tries them again."""
    from rag import Archive, failure_json

    with Archive.open(archive, read_only=True) as opened:
        found = opened.failures()
    print_result(as_json, [failure_json(failure) for failure in found], display.failures(found))


def add_failures_command(app: typer.Typer) -> None:
    """Give an application the command."""
    app.command()(failures)
