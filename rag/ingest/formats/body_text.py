"""The text of an article that comes in a field or a part of its own: HTML or plain, cleaned like any other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.boilerplate import sort_lines
from rag.ingest.cleaning.entities import unescaped
from rag.ingest.cleaning.line_classifier import classify_line
from rag.ingest.cleaning.line_wrapping import split_paragraphs
from rag.ingest.cleaning.plain_text import NO_TEXT
from rag.ingest.cleaning.removed_lines import taken_off
from rag.model import Draft, TakenOff
from rag.text.lines import squeezed, whole_letters

_TAG = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|li|figure|blockquote|article|section|html|body|table|a|img|span|strong|em|b|i)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(r"&lt;(?:p|div|br|article|html|h[1-6])\b[^<>]{0,200}?&gt;", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"<(?:html|body|head)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """An article's clean text and captions, and what was taken off; ``page`` is what a body that is a whole page says
    about itself."""

    text: str
    captions: tuple[str, ...] = ()
    removed: tuple[TakenOff, ...] = ()
    page: Draft | None = None


def looks_like_html(text: str) -> bool:
    """Whether ``text`` is marked up as HTML, rather than a text that speaks of it."""
    tags = len(_TAG.findall(text[:20_000]))
    return tags >= 2 or (tags == 1 and re.search(r"</\w|<br|<p>", text[:20_000], re.IGNORECASE) is not None)


def read_body(text: str, title: str | None) -> Body:
    """Clean the body of an article whose headline is known or not.

    Raises:
        RejectedSourceError: no article text is in it.
    """
    text = sound(text)
    if not looks_like_html(text) and _ESCAPED_TAG.search(text[:20_000]):
        text = unescaped(text)
    captions: list[str] = []
    if not looks_like_html(text):
        paragraphs = split_paragraphs(text)
    else:
        # Imported here: trafilatura takes longer to load than a table takes to read.
        from rag.ingest.cleaning.html import fragment_paragraphs, read_html

        if _WHOLE_PAGE.search(text[:20_000]):
            page = read_html(text)
            return Body(page.text, page.captions, page.taken_off, page)
        paragraphs, captions = fragment_paragraphs(text)
    parted = sort_lines(without_headline(paragraphs, title), by_place=False)
    if not parted.has_text:
        raise RejectedSourceError(NO_TEXT)
    kept = [line.text for line in parted.kept]
    removed = taken_off([classify_line(paragraph) for paragraph in paragraphs], kept, title, parted.removed)
    return Body("\n\n".join(kept), (*captions, *parted.captions), removed)


def without_headline(paragraphs: list[str], title: str | None) -> list[str]:
    """``paragraphs`` without the headline on top, where the text begins with it and goes on."""
    repeated = title and len(paragraphs) > 1 and squeezed(paragraphs[0]) == squeezed(title)
    return paragraphs[1:] if repeated else paragraphs


def sound(text: str) -> str:
    """``text`` without lone surrogates and NULs."""
    return whole_letters(text).replace("\0", "")
