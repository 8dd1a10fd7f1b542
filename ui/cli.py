"""The command line: ``dateline`` with ``add``, ``ask``, ``search``, ``list``, ``show``, ``remove``, and so on.

One JSON value or the plain answer goes to stdout, everything else to stderr. Exit codes: 0 done; 1 done in part, or
what was asked for failed; 2 wrong use. The heavy imports stand inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.errors import DatelineError, EvaluationDataError, UsageError
from rag.model import Filters
from ui import show as display
from ui.progress import progress_bar

app = typer.Typer(
    name="dateline",
    help="Ask your news archive. Every sentence comes with a quote you can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
evaluation = typer.Typer(help="Measure retrieval and quotes on your own questions.", no_args_is_help=True)
app.add_typer(evaluation, name="eval")

ArchiveOption = Annotated[
    Path | None,
    typer.Option("--archive", metavar="PATH", help="The archive's folder (else DATELINE_ARCHIVE, else your own)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value on stdout.")]
SinceOption = Annotated[str | None, typer.Option("--since", metavar="DAY", help="Only from this day on (YYYY-MM-DD).")]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Only up to this day (YYYY-MM-DD).")]
OutletOption = Annotated[
    list[str] | None, typer.Option("--outlet", metavar="NAME", help="Only this outlet; may be repeated.")
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", help="Only this language (en, de, …); may be repeated."),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Only N questions of a seeded shuffle.")
]
CacheOption = Annotated[bool, typer.Option("--cache/--no-cache", help="Keep vectors between runs.")]


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders of articles.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add articles: files and folders of .txt, .html and .md."""
    from rag import Archive, add_json

    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"{path} does not exist: check the path")
    with progress_bar() as progress, Archive.open(archive, read_only=False, progress=progress) as opened:
        report = opened.add(paths, progress=progress)
    _print(as_json, lambda: add_json(report), lambda: display.added(report))
    if report.failed:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    archive: ArchiveOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quotes from the archive."""
    from rag import Archive, answer_json

    filters = _filters(since, until, outlet, language)
    with Archive.open(archive, read_only=True) as opened:
        answer = opened.ask(question, filters=filters)
    _print(as_json, lambda: answer_json(answer), lambda: display.answer(answer))


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=1000, metavar="N", help="At most N passages.")] = 10,
    archive: ArchiveOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find passages by words and meaning."""
    from rag import Archive, hit_json

    filters = _filters(since, until, outlet, language)
    with Archive.open(archive, read_only=True) as opened:
        hits = opened.search(query, limit=limit, filters=filters)
    _print(as_json, lambda: [hit_json(hit) for hit in hits], lambda: display.hits(hits))


@app.command("list")
def list_articles(
    archive: ArchiveOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the articles, the newest first."""
    from rag import Archive, article_json

    filters = _filters(since, until, outlet, language)
    with Archive.open(archive, read_only=True) as opened:
        articles = opened.articles(filters)
    _print(
        as_json,
        lambda: [article_json(article, with_text=False) for article in articles],
        lambda: display.articles(articles),
    )


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article."""
    from rag import Archive, article_json

    with Archive.open(archive, read_only=True) as opened:
        article = opened.article(article_id)
    _print(as_json, lambda: article_json(article), lambda: display.article(article))


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID…")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles, with their passages and vectors."""
    from rag import Archive, remove_json

    with progress_bar() as progress, Archive.open(archive, create=False, read_only=False, progress=progress) as opened:
        report = opened.remove(article_ids)
    _print(as_json, lambda: remove_json(report), lambda: display.removed(report))
    if report.unknown:
        raise typer.Exit(1)


@app.command()
def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="Repair what can be repaired.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that every word and vector is where it should be."""
    from rag import Archive, health_json

    with Archive.open(archive, create=False, read_only=False if mend else None, resume=False) as opened:
        health = opened.check(mend=mend)
        where = opened.path
    _print(as_json, lambda: {**health_json(health), "archive": str(where)}, lambda: display.health(health, where))
    if not health.ok:
        raise typer.Exit(1)


@app.command()
def serve(
    archive: ArchiveOption = None,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="The port; the next free one if taken.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Start the page."""
    from rag import load_settings

    settings = load_settings(archive=archive, host=host, port=port)
    from ui.serve import serve as run

    def line(text: str) -> None:
        address = re.search(r"http://\S+", text)
        if address is None:  # "Port 7860 is taken, using 7861."
            typer.echo(text, err=True)
        else:
            typer.echo(json.dumps({"address": address[0]}) if as_json else text)
            sys.stdout.flush()

    run(settings.archive, settings.host, settings.port, print_line=line)


@evaluation.command("retrieval")
def eval_retrieval(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="corpus.jsonl, queries.jsonl, qrels/test.tsv.")],
    mode: Annotated[str, typer.Option("--mode", help="lexical, dense or hybrid.")] = "hybrid",
    limit: LimitOption = None,
    cache: CacheOption = True,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Is the right article found? Recall, MRR and nDCG by article."""
    from rag import load_settings
    from rag.evaluate.retrieval import evaluate_retrieval

    if mode not in ("lexical", "dense", "hybrid"):
        raise UsageError(f'there is no mode "{mode}": use lexical, dense or hybrid')
    settings = load_settings(archive=archive)
    _must_be_folder(folder)
    with progress_bar() as progress:
        result = evaluate_retrieval(folder, settings, mode=mode, limit=limit, cache=cache, progress=progress)  # type: ignore[arg-type]
    _print(as_json, lambda: result, lambda: display.figures(result))


@evaluation.command("quotes")
def eval_quotes(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="corpus.jsonl (or articles/) and qa.jsonl.")],
    limit: LimitOption = None,
    cache: CacheOption = True,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Does the first quote answer the question? Without a language model."""
    from rag import load_settings
    from rag.evaluate.quotes import evaluate_quotes

    settings = load_settings(archive=archive)
    _must_be_folder(folder)
    with progress_bar() as progress:
        result = evaluate_quotes(folder, settings, limit=limit, cache=cache, progress=progress)
    _print(as_json, lambda: result, lambda: display.figures(result))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code."""
    with _sentences():
        sys.exit(app(args=arguments, standalone_mode=True))


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn Dateline's errors into one sentence on stderr and an exit code; never a stack trace."""
    try:
        yield
    except UsageError as error:
        typer.echo(f"dateline: {error}", err=True)
        sys.exit(2)
    except DatelineError as error:
        typer.echo(f"dateline: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("\ndateline: stopped; what was done is kept, and the rest goes on with the next command", err=True)
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        sys.stderr.close()
        sys.exit(0)


def _filters(since: str | None, until: str | None, outlets: list[str] | None, languages: list[str] | None) -> Filters:
    return Filters(_day("--since", since), _day("--until", until), tuple(outlets or ()), tuple(languages or ()))


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'{option} "{text}" is not a day: write it as 2025-09-30') from error


def _must_be_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise EvaluationDataError(f"{folder} is not a folder: give the folder that holds the evaluation data")


def _print(as_json: bool, value: Callable[[], Any], text: Callable[[], str]) -> None:
    typer.echo(json.dumps(value(), ensure_ascii=False) if as_json else text())


if __name__ == "__main__":
    main()
