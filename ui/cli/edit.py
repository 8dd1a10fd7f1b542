"""``dateline edit``: correcting what is said of an article, or of many at once."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rag import UsageError
from ui.cli.options import ArchiveOption, JsonOption, filters_of, print_result
from ui.cli.progress import progress_bar
from ui.cli.text import results as display
from ui.shared.wording import plural


def edit(
    article_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="Which; or choose below.")] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="2024-03-15, or 2024-03-15T18:30+01:00.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The headline, of one article.")] = None,
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
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="WORDS", help="All articles with these words in headline, outlet or authors."),
    ] = None,
    from_outlet: Annotated[
        list[str] | None, typer.Option("--from-outlet", metavar="NAME", help="All of this outlet; may be repeated.")
    ] = None,
    from_language: Annotated[
        list[str] | None, typer.Option("--from-language", metavar="CODE", help="All in this language; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="All from this day on.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="All up to this day.")] = None,
    undated: Annotated[bool, typer.Option("--undated", help="All without a date.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be corrected.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct the date, headline, outlet, authors or language.

    A correction outlives reading the source again. Name one article or several, or choose many: --where, --from-outlet,
    --from-language, --since, --until and --undated narrow each other. --undo takes a correction back: dateline edit
    --from-outlet NEW --undo outlet.
    """
    from rag import Archive, schema
    from ui.shared.forwarding import open_to_write

    filters = filters_of(since, until, from_outlet, from_language)
    choosing = bool(where or filters or undated)
    if bool(article_ids) == choosing:
        raise UsageError("name the articles by their ids, or choose them with --where, --from-outlet and such")
    one = article_ids[0] if article_ids and len(article_ids) == 1 and not dry_run else None
    if one is None and (title is not None or "title" in (clear or ())):
        raise UsageError("a headline is corrected for one article at a time: name its id")
    wanted: dict[str, Any] = {
        "published": published,
        "outlet": outlet,
        "authors": author,
        "language": language,
        "clear": clear or (),
        "undo": undo or (),
    }
    if dry_run:
        with Archive.open(archive, read_only=True) as reading:
            ids = article_ids or reading.article_ids(where or "", filters=filters, undated=undated)
        print_result(as_json, schema.ChosenOut.of(articles=ids), f"{plural(len(ids), 'article')} would be corrected.")
        return
    with progress_bar() as progress, open_to_write(archive, create=False, progress=progress) as opened:
        if one is not None:
            article = opened.edit(one, title=title, progress=progress, **wanted)
            corrected = opened.corrected_fields(one)
            value = schema.EditedArticleOut.of(article, corrected=corrected)
            print_result(as_json, value, display.article(article, corrected=corrected))
            return
        ids = article_ids or opened.article_ids(where or "", filters=filters, undated=undated)
        report = opened.edit_many(ids, progress=progress, **wanted)
    print_result(as_json, schema.EditOut.of(report), display.edited(report))
    if report.unknown:
        raise typer.Exit(1)
