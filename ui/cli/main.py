"""The command line: ``dateline`` with ``add``, ``ask``, ``search``, ``list``, ``show``, ``remove``, and so on.

One JSON value or the plain answer goes to stdout, everything else to stderr. Exit codes: 0 done; 1 done in part, or
what was asked for failed; 2 wrong use. The heavy imports stand inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from rag import DatelineError, UsageError
from ui.cli import text as display
from ui.cli import text_history as history
from ui.cli.backup import add_commands as add_backup_commands
from ui.cli.edit import edit
from ui.cli.evaluate import evaluation
from ui.cli.failures import add_failures_command
from ui.cli.forecast import foreseen
from ui.cli.interrupt import stop_on_interrupt
from ui.cli.models import models
from ui.cli.options import (
    ArchiveOption,
    JsonOption,
    LanguageOption,
    OutletOption,
    SinceOption,
    UntilOption,
    exit_after,
    filters_of,
    must_exist,
    print_error,
    print_result,
)
from ui.cli.progress import progress_bar, stream_to_terminal
from ui.cli.sync import add_sync_commands
from ui.cli.terminal import clean

app = typer.Typer(
    name="dateline",
    help="Ask your news archive. Every sentence comes with a quote you can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(evaluation, name="eval")
app.command()(edit)
app.add_typer(models, name="models")
add_backup_commands(app)
add_sync_commands(app)
add_failures_command(app)


@app.command()
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
    from rag import Archive, FieldMap, add_json

    if not paths and not retry_failed:
        raise UsageError("there is nothing to add: name files, folders or addresses, or give --retry-failed")
    if paths and retry_failed:
        raise UsageError("--retry-failed tries what failed before and takes no paths: give the one or the other")
    must_exist(paths or [])
    fields = FieldMap.parse(names) if names else None
    with (
        progress_bar() as progress,
        stop_on_interrupt() as stop,
        Archive.open(archive, read_only=False, progress=progress) as opened,
    ):
        if retry_failed:
            report = opened.retry_failed(progress=progress, stop=stop)
        else:
            for line in foreseen(opened.foresee(paths or [])):
                print_error(line)
            report = opened.add(paths or [], follow=follow, progress=progress, stop=stop, fields=fields)
    print_result(as_json, add_json(report), display.added(report))
    exit_after(report)


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

    filters = filters_of(since, until, outlet, language)
    with Archive.open(archive, read_only=True) as opened, stream_to_terminal(show=not as_json) as watch:
        answer = watch(opened.stream(question, filters=filters))
    print_result(as_json, answer_json(answer), display.answer(answer))


@app.command()
def summarize(
    article_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One article; or --query for a topic.")
    ] = None,
    query: Annotated[str | None, typer.Option("--query", metavar="TOPIC", help="A topic over many articles.")] = None,
    sentences: Annotated[int, typer.Option("--sentences", min=1, max=50, metavar="N", help="How long.")] = 5,
    archive: ArchiveOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Summarise an article, or what the archive has on a topic; every sentence cited."""
    from rag import Archive, answer_json

    filters = filters_of(since, until, outlet, language)
    with progress_bar() as progress, Archive.open(archive, read_only=True) as opened:
        answer = opened.summarize(article_id, query=query, filters=filters, sentences=sentences, progress=progress)
    print_result(as_json, answer_json(answer), display.answer(answer))


@app.command()
def chat(
    archive: ArchiveOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask one question after another; follow-ups are understood. An empty line ends it."""
    from rag import Archive, answer_json

    filters = filters_of(since, until, outlet, language)
    with Archive.open(archive, read_only=True) as opened:
        conversation = opened.conversation(filters=filters)
        while question := _next_question():
            answer = conversation.ask(question)
            if not as_json and answer.question != question:
                typer.echo(clean(f"({answer.question})\n"))
            print_result(as_json, answer_json(answer), display.answer(answer) + "\n")


def _next_question() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


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
    from rag import Archive, cut_question, hit_json

    filters = filters_of(since, until, outlet, language)
    with Archive.open(archive, read_only=True) as opened:
        hits = opened.search(query, limit=limit, filters=filters)
    if said := cut_question(query)[1]:
        print_error(f"dateline: {said}")
    print_result(as_json, [hit_json(hit) for hit in hits], display.hits(hits))


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

    filters = filters_of(since, until, outlet, language)
    with Archive.open(archive, read_only=True) as opened:
        articles = opened.articles(filters)
    print_result(as_json, [article_json(article, with_text=False) for article in articles], display.articles(articles))


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="For --diff: since which version.")] = None,
    versions: Annotated[bool, typer.Option("--versions", help="What it said before its source changed.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="What has changed since version N, else the last.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also what was taken off its page, and why.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article, and which others are copies of it."""
    from rag import Archive, article_json, copies_json, version_json

    if number is not None and not diff:
        raise UsageError(f"what is {number} for? A version's number goes with --diff")
    with Archive.open(archive, read_only=True) as opened:
        article = opened.article(article_id)
        corrected = opened.corrected_fields(article_id)
        taken_off = opened.taken_off(article_id) if explain else None
        copies = opened.copies(article_id)
        earlier = opened.versions(article_id)
        difference = opened.diff(article_id, number) if diff else ""
    value = {**article_json(article), "corrected": list(corrected), "copies": copies_json(copies)}
    value["version"] = len(earlier) + 1
    if versions or diff:
        value["versions"] = [version_json(version) for version in earlier]
    if diff:
        value["diff"] = difference
    if taken_off is not None:
        value["taken_off"] = [{"text": piece.text, "reason": piece.reason} for piece in taken_off]
    text = difference if diff else display.article(article, corrected=corrected, taken_off=taken_off, copies=copies)
    if versions:
        text += "\n".join(["", *history.versions(earlier)])
    print_result(as_json, value, text)


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID…")],
    erase: Annotated[
        bool, typer.Option("--erase", help="For good: nothing of them is left in the archive's files.")
    ] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles, with their passages and vectors; with --erase for good, as for a takedown.

    Erasing writes all files of the archive anew, and clears what was removed before as well. It says what it cannot
    reach, such as backups made before.
    """
    from rag import Archive, remove_json

    with progress_bar() as progress, Archive.open(archive, create=False, read_only=False, progress=progress) as opened:
        report = opened.remove(article_ids, erase=erase)
    print_result(as_json, remove_json(report), display.removed(report))
    if report.unknown:
        raise typer.Exit(1)


@app.command()
def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="Repair what can be repaired.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that every word and vector is where it should be, and try the embedding and the language model.

    Exit code 1 where something is left to mend, the embedding fails, or a language model fails that DATELINE_LLM asks
    for; one that was merely found there (auto) is noted.
    """
    from rag import Archive, health_json

    with Archive.open(archive, create=False, read_only=False if mend else None, resume=False) as opened:
        if opened.llm.state().phase == "idle":
            typer.echo("Starting the local model to try it; this takes some seconds.", err=True)
        health = opened.check(mend=mend, try_models=True)
        where = opened.path
    print_result(as_json, {**health_json(health), "archive": str(where)}, display.health(health, where))
    if not health.ok:
        raise typer.Exit(1)


@app.command()
def serve(
    archive: ArchiveOption = None,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="The port; the next free one if taken.")
    ] = None,
    pull: Annotated[
        bool, typer.Option("--pull", help="Fetch the local model (1.1 GB) meanwhile, if it is wanted and not here.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Start the page."""
    from rag import load_settings

    settings = load_settings(archive=archive, host=host, port=port)
    from ui.page.security.workspace import temporary_folder

    def at(address: str, told: str) -> None:
        typer.echo(json.dumps({"address": address}) if as_json else told)
        sys.stdout.flush()

    with temporary_folder():
        from ui.page.server import serve as run  # only now: Gradio makes its folder as it is imported

        run(settings, pull=pull, print_line=print_error, at=at)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code."""
    os.umask(0o077)  # what it writes (archives, backups, logs, models) is its user's own
    with _sentences():
        sys.exit(app(args=arguments, standalone_mode=True))


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn Dateline's errors into one sentence on stderr and an exit code; never a stack trace."""
    try:
        yield
    except UsageError as error:
        print_error(f"dateline: {error}")
        sys.exit(2)
    except DatelineError as error:
        print_error(f"dateline: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("\ndateline: stopped; what was done is kept, and the rest goes on with the next command", err=True)
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
