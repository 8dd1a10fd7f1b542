"""``dateline serve`` and ``dateline mcp``: the archive for browsers and programs, and for assistants."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from ui.cli.options import ArchiveOption, JsonOption, print_error
from ui.shared.log_lines import set_up_logs

_log = logging.getLogger("dateline.serve")


def serve(
    archive: ArchiveOption = None,
    host: Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, metavar="N", help="The port; the next free one if taken.")
    ] = None,
    pull: Annotated[
        bool, typer.Option("--pull", help="Fetch the local model (1.1 GB) meanwhile, if it is wanted and not here.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Start the page, which is used in a browser.

    Programs are answered at the same address (docs/http.md).
    """
    from rag import load_settings, schema

    settings = load_settings(archive=archive, host=host, port=port)
    set_up_logs(settings.log, settings.log_level)
    told = print_error if settings.log == "plain" else _log.warning  # a log of JSON has nothing else in it
    from ui.page.security.workspace import temporary_folder

    def at(address: str, told: str) -> None:
        typer.echo(schema.to_json(schema.AddressOut(address=address)) if as_json else told)
        sys.stdout.flush()

    with temporary_folder():
        from ui.page.server import serve as run  # only now: Gradio makes its folder as it is imported

        run(settings, pull=pull, print_line=told, at=at)


def mcp(
    archive: ArchiveOption = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write", help="Also offer tools that add and remove: by a server that runs, else nothing else writes."
        ),
    ] = False,
) -> None:
    """Serve the archive to an assistant that speaks MCP.

    The assistant starts this command and talks to it by stdin and stdout; docs/mcp.md says how it is set up.
    """
    from rag import load_settings
    from ui.mcp.stdio import serve_stdio  # the SDK takes most of a second to import

    settings = load_settings(archive=archive)
    set_up_logs(settings.log, settings.log_level)

    serve_stdio(archive, write=write)
