"""The door as a program that an assistant starts: messages come on stdin and go to stdout, nothing else does."""

from __future__ import annotations

from pathlib import Path

import anyio
from mcp.server.stdio import stdio_server

from rag import Actor, Archive, acting_as, system_user
from ui.mcp.server import build_mcp
from ui.shared.forwarding import ForwardedArchive, open_to_write


def serve_stdio(path: Path | None, *, write: bool = False) -> None:
    """Open an archive and serve it until stdin ends.

    Args:
        path: its folder; the one of the settings where None.
        write: whether there are tools that change it. A server that has it open for writing does that then; where
            there is none, no other process writes to it meanwhile.

    Raises:
        UsageError: there is no archive to read.
        ArchiveBusyError: it is to be written to, and another process is at it that does not do it for others.
    """
    if not write:
        with Archive.open(path, read_only=True) as archive:
            anyio.run(_serve, archive, None)
            archive.end_work()
        return
    with open_to_write(path) as writer, acting_as(Actor(system_user(), "mcp")):
        archive = writer if isinstance(writer, Archive) else writer.reader
        anyio.run(_serve, archive, writer)
        archive.end_work()


async def _serve(archive: Archive, writer: Archive | ForwardedArchive | None) -> None:
    server = build_mcp(archive, writer=writer)
    # Whatever else this process prints meanwhile goes to stderr.
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
