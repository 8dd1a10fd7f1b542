"""An article as HTML, with its quote marked; what the pane shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag import Article
from ui.page.answers.record import Shown
from ui.page.templating import Html, render
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
    place: tuple[int, int] | None = None,
) -> Html:
    """A whole article, with the characters ``[start, end)`` of its text marked.

    Args:
        article: it.
        start: where the mark begins; offsets out of range mark nothing.
        end: where it ends.
        summary: HTML made by this package, to stand above the text.
        foot: HTML made by this package, to stand below it.
        standing: HTML made by this package, to stand under the headline.
        place: where within what is marked the answer stands, which stands out there; characters ``[from, to)`` of it.
    """
    fits = start is not None and end is not None and 0 <= start < end <= len(article.text)
    low, high = (start or 0, end or 0) if fits else (0, 0)
    pieces = _paragraphs(article.text, low, high, place or (0, 0))
    return render("article", "article", article, _facts(article), pieces, summary, foot, standing)


def summary_coming_html(said: str) -> Html:
    """A summary that is being made: ``said`` is how far it is."""
    return render("article", "summary_coming", said)


def summary_html(shown: Shown) -> Html:
    """A summary, above the text it is of."""
    return render("article", "summary", shown)


def _facts(article: Article) -> list[tuple[str, str | None]]:
    """What is known of an article besides, each with the address that it leads to."""
    facts: list[tuple[str, str | None]] = []
    if article.authors:
        facts.append((f"By {', '.join(article.authors)}", None))
    if article.section:
        facts.append((f"In {article.section}", None))
    if article.updated:
        facts.append((f"Updated {moment_text(article.updated)}", None))
    if article.published and article.published_from in DATE_FROM:
        facts.append((f"Date from {DATE_FROM[article.published_from]}", None))
    if link := safe_link(article.url):
        facts.append(("Original page", link))
    if article.state == "pending":
        facts.append(("Found by its words; its meaning is still being read", None))
    return facts


def paragraphs_html(text: str, start: int, end: int) -> Html:
    """The text as paragraphs, ``[start, end)`` marked; without its tags it is the text, character for character."""
    return render("article", "paragraphs", _paragraphs(text, start, end, (0, 0)))


def _paragraphs(
    text: str, start: int, end: int, place: tuple[int, int]
) -> Iterator[tuple[str, str, tuple[str, str, str], str, str]]:
    """Each paragraph before, within and after the mark, with the mark's id, and the blank lines behind it.

    What is within is parted in what stands before, at and after ``place``, characters of the mark.
    """
    first, last = (start + min(max(each, 0), end - start) for each in place)
    position, name = 0, "quote"
    for gap in [*_BREAK.finditer(text), None]:
        stop = gap.start() if gap else len(text)
        low = min(max(position, start), stop)
        high = max(low, min(stop, end))
        one = min(max(low, first), high)
        other = min(max(one, last), high)
        marked = (text[low:one], text[one:other], text[other:high])
        yield text[position:low], name, marked, text[high:stop], gap.group() if gap else ""
        name = "" if low < high else name
        position = gap.end() if gap else stop
