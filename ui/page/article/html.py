"""An article as HTML, with its quote marked; what the pane shows. Everything of the article is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag import Article
from ui.page.answers.html import answer_html, byline_html, esc
from ui.page.answers.record import Shown
from ui.shared.wording import DATE_FROM, moment_text, safe_link

SUMMARISE = "summarise_article"
STOP_SUMMARY = "stop_summary"

_BREAK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def article_html(
    article: Article,
    start: int | None = None,
    end: int | None = None,
    summary: str = "",
    foot: str = "",
    standing: str = "",
) -> str:
    """A whole article, with the characters ``[start, end)`` of its text marked.

    Args:
        article: it.
        start: where the mark begins; offsets out of range mark nothing.
        end: where it ends.
        summary: HTML made by this package, to stand above the text.
        foot: HTML made by this package, to stand below it.
        standing: HTML made by this package, to stand under the headline.
    """
    fits = start is not None and end is not None and 0 <= start < end <= len(article.text)
    low, high = (start or 0, end or 0) if fits else (0, 0)
    lang = f' lang="{esc(article.language)}"' if article.language else ""
    return (
        f'<article class="dl-article"{lang} aria-label="Article" data-article="{esc(article.id)}">'
        f'<header><h2 class="dl-title" dir="auto" tabindex="-1">{esc(article.title)}</h2>'
        f"<p>{byline_html(article.outlet, article.day)}</p>{_facts(article)}{standing}</header>"
        f'<div class="dl-summary" lang="en">{summary or summary_button(article.id)}</div>'
        f'<div class="dl-text">{paragraphs_html(article.text, low, high)}</div>{_captions(article.captions)}'
        f"{foot}</article>"
    )


def summary_button(article_id: str) -> str:
    """The button that asks for a summary."""
    return (
        f'<button type="button" class="dl-act" data-action="{SUMMARISE}" data-article-id="{esc(article_id)}">'
        "Summarise this article</button>"
    )


def summary_coming_html(said: str) -> str:
    """A summary that is being made: ``said`` is how far it is."""
    return (
        f'<p class="dl-wait" role="status">{esc(said)}</p>'
        f'<button type="button" class="dl-act" data-action="{STOP_SUMMARY}">Stop</button>'
    )


def summary_html(shown: Shown) -> str:
    """A summary, above the text it is of."""
    return f'<section aria-label="Summary"><h3 class="dl-label">Summary</h3>{answer_html(shown, "pane")}</section>'


def _facts(article: Article) -> str:
    facts = []
    if article.authors:
        facts.append(f"By {esc(', '.join(article.authors))}")
    if article.section:
        facts.append(f"In {esc(article.section)}")
    if article.updated:
        facts.append(f"Updated {esc(moment_text(article.updated))}")
    if article.published and article.published_from in DATE_FROM:
        facts.append(f"Date from {DATE_FROM[article.published_from]}")
    link = safe_link(article.url)
    if link:
        facts.append(f'<a href="{esc(link)}" target="_blank" rel="noopener noreferrer nofollow">Original page</a>')
    if article.state == "pending":
        facts.append("Found by its words; its meaning is still being read")
    return f'<p class="dl-facts">{" · ".join(facts)}</p>' if facts else ""


def _captions(captions: Iterable[str]) -> str:
    items = "".join(f'<li dir="auto">{esc(caption)}</li>' for caption in captions)
    return f'<footer><h3 class="dl-label">Captions</h3><ul class="dl-captions">{items}</ul></footer>' if items else ""


def paragraphs_html(text: str, start: int, end: int) -> str:
    """The text as paragraphs, ``[start, end)`` marked; without its tags it is the text, character for character."""
    pieces = []
    position = 0
    first = True
    for gap in [*_BREAK.finditer(text), None]:
        stop = gap.start() if gap else len(text)
        low, high = max(position, start), min(stop, end)
        if low < high:
            name = ' id="quote"' if first else ""
            first = False
            inner = f'{esc(text[position:low])}<mark{name} class="dl-mark">{esc(text[low:high])}</mark>'
            inner += esc(text[high:stop])
        else:
            inner = esc(text[position:stop])
        pieces.append(f'<p dir="auto">{inner}</p>' if inner else "")
        if gap:
            pieces.append(gap.group())
            position = gap.end()
    return "".join(pieces)
