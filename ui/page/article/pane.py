"""The side pane: an article with the quote marked, and on demand its summary above the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from rag import Answer, Archive
from ui.page.answers.html import trouble_html
from ui.page.answers.quoted import place_in, quote_in, standing_html
from ui.page.article.html import article_html, summary_coming_html, summary_html
from ui.page.article.pane_foot import EditResult, article_id_in, correct, foot_html, undo
from ui.page.ask.answer_stream import turn_of
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.plain_blocks import with_whole_letters
from ui.page.runtime.tasks import TaskRegistry
from ui.page.summaries.stream import Summary, progress_text, summarised
from ui.page.templating import Html, render
from ui.page.widgets.scripts import PANE
from ui.shared.access import needs

#: A summary beside its article is short; a longer one is the Summaries tab's.
_SENTENCES = 4


def build_pane() -> gr.HTML:
    """The pane's component, empty: closed."""
    return gr.HTML("", elem_id="dl-pane", js_on_load=PANE, apply_default_css=False)


def wire_pane(
    shelf: ArchiveCache, pane: gr.HTML, background: Background
) -> tuple[Callable[[gr.Request], None], list[Any]]:
    """Let the pane answer what is clicked in it: a quote of the summary, the summary's own buttons, a correction.

    Returns:
        What stops the summary that a session waits for; for when the session has gone, too. And the events that change
        the archive.
    """
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    kept = gr.State(("", ""))  # the article whose summary was made last, and the summary
    running = TaskRegistry()

    @needs("read")
    def summarise(event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        data = click_data(event)
        article_id = article_id_in(data)
        with running.of(request.session_hash) as stop:
            for state in summarised(
                lambda progress: shelf.archive.summarize(
                    article_id, sentences=_SENTENCES, progress=progress, stop=stop
                ),
                stop,
            ):
                summary = _summary_part(shelf, state)
                yield pane_html(shelf, data, summary), (article_id, summary)

    @needs("read")
    def stop_summary(request: gr.Request) -> None:
        running.stop(request.session_hash)

    @needs("read")
    def open_again(event: gr.EventData, known: tuple[str, str]) -> str:
        data = click_data(event)
        return pane_html(shelf, data, known[1] if known[0] == article_id_in(data) else "")

    def corrected(change: Callable[[Archive, dict[str, Any]], EditResult]) -> Callable[..., str]:
        @needs("write")
        def answer(event: gr.EventData, known: tuple[str, str]) -> str:
            data = click_data(event)
            came = change(shelf.archive, data)
            background.notify()
            summary = known[1] if known[0] == article_id_in(data) else ""
            return pane_html(shelf, {"articleId": data.get("articleId")}, summary, came)

        return answer

    pane.summarise_article(summarise, None, [pane, kept], concurrency_limit=8, **quiet)
    pane.stop_summary(stop_summary, None, None, queue=False, **quiet)
    pane.open_article(open_again, kept, pane, **quiet)
    return stop_summary, [
        pane.correct_article(corrected(correct), kept, pane, **quiet),
        pane.undo_corrections(corrected(undo), kept, pane, **quiet),
    ]


def _summary_part(shelf: ArchiveCache, state: Summary) -> str:
    if isinstance(state, Failure):
        return trouble_html(state.sentence)
    if isinstance(state, Answer):
        turn = turn_of(shelf, state.question, state)
        return summary_html(turn.shown) if turn.shown else trouble_html(turn.trouble or "")
    return summary_coming_html(progress_text(state)) if state else ""


def pane_html(shelf: ArchiveCache, data: Any, summary: str = "", came: EditResult | None = None) -> Html:
    """What the pane shows.

    Args:
        shelf: the archive.
        data: of the click: ``articleId``, and for a quote ``start`` and ``end``, with ``askedFrom`` and ``askedTo``
            where the answer stands in it; from the browser, so not trusted.
        summary: HTML made by this package, to stand above the text.
        came: of a correction that was asked for.
    """
    wanted = data if isinstance(data, dict) else {}
    article = run_safely(lambda: shelf.archive.article(article_id_in(wanted)))
    if isinstance(article, Failure):
        shown = render("article", "gone", bool(wanted.get("end")))
    else:
        foot = foot_html(shelf.archive, article, came or EditResult(), writable=shelf.writable)
        archive = shelf.archive
        quote = quote_in(archive, wanted)
        standing = standing_html(quote, archive.copies(article.id), archive.versions(article.id))
        start, end = (quote.start, quote.end) if quote else (None, None)
        shown = article_html(article, start, end, summary, foot, standing, place_in(quote, wanted))
    return render("article", "pane", shown)


def click_data(event: gr.EventData | None) -> dict[str, Any]:
    """What a click sends; from the browser, so its values may be anything."""
    data = getattr(event, "_data", None)
    return with_whole_letters(data) if isinstance(data, dict) else {}
