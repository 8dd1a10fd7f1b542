"""``dateline add``: articles from files, folders and the web."""

from __future__ import annotations

from typing import Annotated

import typer

from rag import UsageError
from ui.cli.forecast import foreseen
from ui.cli.interrupt import stop_on_interrupt
from ui.cli.options import ArchiveOption, JsonOption, exit_after, must_exist, print_error, print_result
from ui.cli.progress import progress_bar
from ui.cli.text import results as display


def add(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH|URL…", help="Files, folders and addresses on the web.")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Have dateline sync look after these feeds, sitemaps, pages and folders.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what dateline failures lists.")
    ] = False,
    names: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="A field's name in JSON, JSONL or CSV; may be repeated."),
    ] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add articles: files, folders and addresses on the web.

    Text, HTML, Markdown, PDF, DOCX, mails, saved pages, JSON, JSONL, CSV, WARC and ZIP are read. Ctrl-C ends it in
    order, and the same command goes on from there.

    A feed or a sitemap adds the articles that it lists. An address that you name is fetched as by a browser; for the
    pages that a list names, and for what is followed, robots.txt is obeyed.
    """
    from rag import FieldMap, schema
    from ui.shared.forwarding import open_to_write

    if not paths and not retry_failed:
        raise UsageError("there is nothing to add: name files, folders or addresses, or give --retry-failed")
    if paths and retry_failed:
        raise UsageError("--retry-failed tries what failed before and takes no paths: give the one or the other")
    must_exist(paths or [])
    fields = FieldMap.parse(names) if names else None
    with (
        progress_bar() as progress,
        stop_on_interrupt() as stop,
        open_to_write(archive, progress=progress) as opened,
    ):
        if retry_failed:
            report = opened.retry_failed(progress=progress, stop=stop)
        else:
            for line in foreseen(opened.foresee(paths or [])):
                print_error(line)
            report = opened.add(paths or [], follow=follow, progress=progress, stop=stop, fields=fields)
    print_result(as_json, schema.AddOut.of(report), display.added(report))
    exit_after(report)
