"""``dateline worker``: the work behind a catalog on a server, without a page."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from rag import ArchiveBusyError, EmbeddingError, UsageError, VectorStoreError
from ui.cli.options import print_error
from ui.cli.rounds import clock, seconds_of, until_interrupted
from ui.cli.text import followed as display

if TYPE_CHECKING:
    from rag import Archive

#: Seconds until it is looked again whether something waits.
_PAUSE_SECONDS = 2.0
_SYNC_EVERY = "15m"


def worker(
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="Look after what is followed so often (90s, 15m, 2h, 1d).")
    ] = _SYNC_EVERY,
    once: Annotated[bool, typer.Option("--once", help="Do what there is to do now, and end.")] = False,
) -> None:
    """Embed and sync for a catalog in PostgreSQL, until Ctrl-C.

    It is for what DATELINE_CATALOG names. As many as you like work on one catalog, on any machine: each passage is
    embedded by one of them, and one at a time looks after what is followed. What one that is killed was at, another
    does some minutes later.
    """
    from rag import Archive, load_settings

    pause, settings = seconds_of(every), load_settings()
    if settings.catalog is None:
        raise UsageError(
            "dateline worker is for a catalog on a server, which DATELINE_CATALOG names: an archive in a folder is "
            "worked on by the process that writes to it"
        )
    with Archive.open(read_only=False, settings=settings) as archive:
        looked = float("-inf")

        def one_round(stop: threading.Event) -> None:
            nonlocal looked
            if time.monotonic() - looked >= pause:
                looked = time.monotonic()
                _sync(archive, stop)
            done = archive.embed_waiting()
            if done:
                typer.echo(f"{clock()} {done} passages embedded")
                sys.stdout.flush()

        if once:
            one_round(threading.Event())
        else:
            until_interrupted(going_on(one_round), _PAUSE_SECONDS)


def going_on(one_round: Callable[[threading.Event], None]) -> Callable[[threading.Event], None]:
    """Rounds that a server which is away for a while does not end: each reason is said once in a row."""
    said: list[str] = []

    def patient(stop: threading.Event) -> None:
        try:
            one_round(stop)
        except (ArchiveBusyError, EmbeddingError, VectorStoreError) as error:
            if said != [str(error)]:
                print_error(f"{clock()} {error}")
                said[:] = [str(error)]
        else:
            said.clear()

    return patient


def _sync(archive: Archive, stop: threading.Event) -> None:
    if not archive.followed():
        return
    try:
        report = archive.sync(stop=stop)
    except ArchiveBusyError as error:  # another one does it
        print_error(f"{clock()} {error}")
        return
    typer.echo(f"{clock()} {display.synced_line(report)}")
    sys.stdout.flush()
