"""``dateline edit``: correcting what is said of an article."""

from __future__ import annotations

from typing import Annotated

import typer

from ui import show as display
from ui.cli_common import ArchiveOption, JsonOption, print_result
from ui.progress import progress_bar


def edit(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="2024-03-15, or 2024-03-15T18:30+01:00.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The headline.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Who published it.")] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME", help="An author; repeat it for each of them.")
    ] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="Two letters: en, de, …")] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="FIELD", help="Make published, outlet, authors or language unknown."),
    ] = None,
    undo: Annotated[
        list[str] | None, typer.Option("--undo", metavar="FIELD", help="Make a field as the source says again.")
    ] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct an article's date, headline, outlet, authors or language; the correction outlives reading it again."""
    from rag import Archive, article_json

    with progress_bar() as progress, Archive.open(archive, create=False, read_only=False, progress=progress) as opened:
        article = opened.edit(
            article_id,
            published=published,
            title=title,
            outlet=outlet,
            authors=author,
            language=language,
            clear=clear or (),
            undo=undo or (),
            progress=progress,
        )
        corrected = opened.corrected_fields(article_id)
    print_result(
        as_json, {**article_json(article), "corrected": list(corrected)}, display.article(article, corrected=corrected)
    )
