"""The door as a program that an assistant starts: messages come on stdin and go to stdout, nothing else does."""

from __future__ import annotations

from pathlib import Path

import anyio
from mcp.server.stdio import stdio_server

from rag import Archive
from ui.mcp.server import build_mcp


def serve_stdio(path: Path | None, *, write: bool = False) -> None:
    """Open an archive and serve it until stdin ends.

    Args:
        path: its folder; the one of the settings where None.
        write: whether there are tools that change it; no other process writes to it meanwhile.

    Raises:
        UsageError: there is no archive to read.
        ArchiveBusyError: it is to be written to, and another process is at it.
    """
    with Archive.open(path, read_only=not write) as archive:
        anyio.run(_serve, archive, write)
        archive.end_work()


async def _serve(archive: Archive, write: bool) -> None:
    server = build_mcp(archive, write=write)
    # Whatever else this process prints meanwhile goes to stderr.
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
