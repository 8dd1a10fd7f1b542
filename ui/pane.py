"""The side pane: an article with the quote marked."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.listing import Shelf
from ui.outcome import Failure, attempt
from ui.render import article_html, trouble_html
from ui.scripts import PANE

_CLOSE = (
    '<button type="button" class="dl-close" data-close aria-label="Close the article (Esc)">'
    '<span aria-hidden="true">×</span></button>'
)


def build_pane() -> gr.HTML:
    """The pane's component, empty: closed."""
    return gr.HTML("", elem_id="dl-pane", js_on_load=PANE, apply_default_css=False)


def pane_html(shelf: Shelf, data: Any) -> str:
    """What the pane shows.

    Args:
        shelf: the archive.
        data: of the click: ``articleId``, and for a quote ``start`` and ``end``; from the browser, so not trusted.
    """
    wanted = data if isinstance(data, dict) else {}
    article = attempt(lambda: shelf.archive.article(str(wanted.get("articleId", ""))))
    if isinstance(article, Failure):
        shown = trouble_html(article.sentence)
    else:
        shown = article_html(article, _offset(wanted.get("start")), _offset(wanted.get("end")))
    return f'<aside class="dl-sheet" aria-label="Article">{_CLOSE}{shown}</aside>'


def _offset(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
