"""``dateline list``, ``show`` and ``remove``: the articles themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from rag import Filters, UsageError
from ui.cli.options import ArchiveOption, JsonOption, print_result, with_filters
from ui.cli.progress import progress_bar
from ui.cli.text import history
from ui.cli.text import results as display


@with_filters
def list_articles(
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    as_json: JsonOption = False,
) -> None:
    """List the articles, the newest first."""
    from rag import Archive, schema

    with Archive.open(archive, read_only=True) as opened:
        articles = opened.articles(filters)
    print_result(as_json, map(schema.ListedArticleOut.of, articles), display.articles(articles))


def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="As dateline list prints it.")],
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="For --diff: since which version.")] = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="As version N of it said, from 1.")
    ] = None,
    versions: Annotated[bool, typer.Option("--versions", help="What it said before its source changed.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="What has changed since version N, else the last.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also what was taken off its page, and why.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article, and which others are copies of it."""
    from rag import Archive
    from ui.shared.shown_article import shown_article

    if number is not None and not diff:
        raise UsageError(f"what is {number} for? A version's number goes with --diff")
    with Archive.open(archive, read_only=True) as opened:
        value = shown_article(opened, article_id, version, versions=versions, since=number, diff=diff, explain=explain)
        article = opened.article(article_id, version)
        copies = opened.copies(article_id)
        taken_off = opened.taken_off(article_id) if explain else None
        earlier = opened.versions(article_id) if versions else ()
    text = (
        value.diff
        if value.diff is not None
        else display.article(article, corrected=value.corrected, taken_off=taken_off, copies=copies)
    )
    if versions:
        text += "\n".join(["", *history.versions(earlier)])
    print_result(as_json, value, text)


def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID…", help="As dateline list prints them.")],
    erase: Annotated[
        bool, typer.Option("--erase", help="For good: nothing of them is left in the archive's files.")
    ] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles, with their passages and vectors.

    With --erase they are gone for good, as for a takedown. Erasing writes all files of the archive anew, and clears
    what was removed before as well. It says what it cannot reach, such as backups made before.
    """
    from rag import schema
    from ui.shared.forwarding import open_to_write

    with progress_bar() as progress, open_to_write(archive, create=False, progress=progress) as opened:
        report = opened.remove(article_ids, erase=erase)
    print_result(as_json, schema.RemoveOut.of(report), display.removed(report))
    if report.unknown:
        raise typer.Exit(1)
