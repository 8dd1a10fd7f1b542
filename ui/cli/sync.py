"""``dateline sync`` and ``dateline unfollow``: looking after feeds, sitemaps, pages and folders."""

from __future__ import annotations

import sys
import threading
from typing import Annotated

import typer

from rag import ArchiveBusyError
from ui.cli.interrupt import stop_on_interrupt
from ui.cli.options import ArchiveOption, JsonOption, exit_after, print_error, print_result
from ui.cli.progress import progress_bar
from ui.cli.rounds import clock, seconds_of, until_interrupted
from ui.cli.text import followed as display


def sync(
    every: Annotated[
        str | None, typer.Option("--every", metavar="TIME", help="Go on, a round every 15m (or 90s, 2h, 1d).")
    ] = None,
    show_list: Annotated[bool, typer.Option("--list", help="Only list what is followed.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add what is new or has changed where add --follow looks.

    Politely: robots.txt is obeyed, a host is asked once a second at most, and what has not changed is not sent again. A
    page that is gone keeps its article. With --every, one line (or one JSON value) a round until Ctrl-C.
    """
    from rag import Archive, schema
    from ui.shared.forwarding import open_to_write

    if show_list:
        with Archive.open(archive, create=False, read_only=True) as reading:
            followed = reading.followed()
        print_result(as_json, schema.FollowedListOut.of(followed=followed), display.followed(followed))
        return
    if every is None:
        with (
            progress_bar() as progress,
            stop_on_interrupt() as stop,
            open_to_write(archive, progress=progress) as opened,
        ):
            report = opened.sync(progress=progress, stop=stop)
        print_result(as_json, schema.SyncOut.of(report.added, report), display.synced(report))
        exit_after(report.added)
        return
    pause = seconds_of(every)

    def one_round(stop: threading.Event) -> None:
        # Opened anew for each round, so that other commands can write to the archive in between.
        try:
            with open_to_write(archive) as opened:
                report = opened.sync(stop=stop)
        except ArchiveBusyError as error:
            print_error(f"{clock()} {error}")
            return
        print_result(as_json, schema.SyncOut.of(report.added, report), f"{clock()} {display.synced_line(report)}")
        sys.stdout.flush()
        for problem in report.added.failed:
            print_error(f"  failed {problem.source}: {problem.reason}")

    until_interrupted(one_round, pause)


def unfollow(
    sources: Annotated[list[str], typer.Argument(metavar="PATH|URL…", help="As they were followed.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Stop following sources; their articles stay."""
    from rag import schema
    from ui.shared.forwarding import open_to_write

    with open_to_write(archive, create=False) as opened:
        known = {source: opened.unfollow(source) for source in sources}
    unfollowed = [source for source, was in known.items() if was]
    unknown = [source for source, was in known.items() if not was]
    lines = [f"{len(unfollowed)} followed no more.", *(f"  {source} was not followed" for source in unknown)]
    print_result(as_json, schema.UnfollowOut.of(unfollowed=unfollowed, unknown=unknown), "\n".join(lines))
    if unknown:
        raise typer.Exit(1)
