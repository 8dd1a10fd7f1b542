"""``dateline ask``, ``chat`` and ``summarize``: what the archive says."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from rag import Filters
from ui.cli.options import ArchiveOption, DatesOption, JsonOption, NowOption, day_of, print_result, with_filters
from ui.cli.progress import progress_bar, stream_to_terminal
from ui.cli.terminal import clean
from ui.cli.text import results as display


@with_filters
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In plain words, in any language.")],
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    now: NowOption = None,
    read_dates: DatesOption = True,
    as_json: JsonOption = False,
) -> None:
    """Answer a question; every sentence comes with its quote.

    A language model writes the answer where one is set up; otherwise it is made of the articles' own sentences.
    """
    from rag import Archive, schema

    day = day_of("--now", now)
    with Archive.open(archive, read_only=True) as opened, stream_to_terminal(show=not as_json) as watch:
        answer = watch(opened.stream(question, filters=filters, now=day, read_dates=read_dates))
    print_result(as_json, schema.AnswerOut.of(answer), display.answer(answer))


@with_filters
def chat(
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    now: NowOption = None,
    read_dates: DatesOption = True,
    as_json: JsonOption = False,
) -> None:
    """Ask one question after another; follow-ups are understood.

    An empty line ends it.
    """
    from rag import Archive, schema

    day = day_of("--now", now)
    with Archive.open(archive, read_only=True) as opened:
        conversation = opened.conversation(filters=filters, now=day, read_dates=read_dates)
        while question := _next_question():
            answer = conversation.ask(question)
            if not as_json and answer.question != question:
                typer.echo(clean(f"({answer.question})\n"))
            print_result(as_json, schema.AnswerOut.of(answer), display.answer(answer) + "\n")


def _next_question() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


@with_filters
def summarize(
    article_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One article; or --query for a topic.")
    ] = None,
    query: Annotated[str | None, typer.Option("--query", metavar="TOPIC", help="A topic over many articles.")] = None,
    sentences: Annotated[int, typer.Option("--sentences", min=1, max=50, metavar="N", help="How long.")] = 5,
    archive: ArchiveOption = None,
    *,
    filters: Filters,
    as_json: JsonOption = False,
) -> None:
    """Summarise an article or a topic; every sentence is cited."""
    from rag import Archive, schema

    with progress_bar() as progress, Archive.open(archive, read_only=True) as opened:
        answer = opened.summarize(article_id, query=query, filters=filters, sentences=sentences, progress=progress)
    print_result(as_json, schema.AnswerOut.of(answer), display.answer(answer))
