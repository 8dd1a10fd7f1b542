"""``dateline export`` and ``dateline import``: an archive as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag import Filters, UsageError
from ui.cli.options import ArchiveOption, JsonOption, print_result, with_filters_of_now
from ui.cli.progress import progress_bar
from ui.cli.text import results as display

FileArgument = Annotated[Path, typer.Argument(metavar="FILE.zip", help="The backup.")]


@with_filters_of_now
def export(
    file: FileArgument,
    with_vectors: Annotated[
        bool, typer.Option("--with-vectors", help="With the vectors, so that importing embeds nothing again.")
    ] = False,
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    as_json: JsonOption = False,
) -> None:
    """Write a backup: the articles and all that belongs to them.

    It works while another process writes.
    """
    from rag import Archive, schema

    with progress_bar() as progress, Archive.open(archive, read_only=True) as opened:
        report = opened.export(file, with_vectors=with_vectors, filters=filters, progress=progress)
    print_result(as_json, schema.ExportOut.of(report), display.exported(report))


def import_backup(
    file: FileArgument,
    follow: Annotated[
        bool, typer.Option("--follow", help="Also follow the addresses that the backup's archive followed.")
    ] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a backup, into a new archive or an existing one.

    Run it again if it was cut off.
    """
    from rag import schema
    from ui.shared.forwarding import open_to_write

    if not file.is_file():  # before an archive is made for it
        raise UsageError(f"{file} {'is a folder' if file.is_dir() else 'does not exist'}: give a backup's file")
    # What waits to be embedded waits until the vectors that the backup may have for it are in.
    with progress_bar() as progress, open_to_write(archive, resume=False) as opened:
        report = opened.import_backup(file, follow=follow, progress=progress)
    print_result(as_json, schema.ImportOut.of(report.articles, report), display.imported(report))
    if report.articles.failed:
        raise typer.Exit(1)
