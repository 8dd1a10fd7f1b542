"""The lines between an article's heading and its text that say who wrote it, when, and where it stood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.line_classifier import Kind, classify_line
from rag.ingest.formats.document import draft_of_document
from rag.ingest.metadata.bylines import read_byline
from rag.model import DateOrigin, TakenOff
from rag.text.dates.stated import parse_published
from rag.text.urls import web_address

#: So many lines of a head are looked at, none longer than this.
_MAX_LINES = 6
_MAX_WORDS = 24
_WHERE = re.compile(
    r"(?i)(?:source|original(?: article)?|url|link|via|quelle|fuente|fonte)\s?:\s*<?(?P<url>https?://\S+?)>?"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What the first ``lines`` paragraphs say, which are then no part of the text."""

    lines: int = 0
    authors: tuple[str, ...] = ()
    published: date | None = None
    published_from: DateOrigin | None = None
    url: str | None = None
    taken_off: tuple[TakenOff, ...] = ()


def read_signature(title: str | None, paragraphs: Sequence[str]) -> Signature:
    """Read the paragraphs below a heading by the rules for plain text.

    Args:
        title: the heading, where there is one.
        paragraphs: what stands below it, a paragraph each.
    """
    # Byline and date may stand in one paragraph, a line each.
    lines = [line for paragraph in paragraphs[:_MAX_LINES] for line in paragraph.split("\n")]
    try:
        facts = draft_of_document([*([title] if title else []), *lines, *paragraphs[_MAX_LINES:]], title)
    except RejectedSourceError:
        return Signature()
    kept = set(facts.text.split("\n\n"))
    reasons = {piece.text: piece.reason for piece in facts.taken_off}
    url: str | None = None
    taken: list[TakenOff] = []
    count = 0
    for paragraph in paragraphs[:_MAX_LINES]:
        where = _WHERE.fullmatch(paragraph)
        if where is not None:
            url = url or web_address(where["url"])
        elif not all(line not in kept and _says_so(line, facts.authors) for line in paragraph.split("\n")):
            break
        count += 1
        taken.extend(
            TakenOff(line, reasons.get(line, "a line of the article's head")) for line in paragraph.split("\n")
        )
    if count == len(paragraphs):
        return Signature()
    # A name beside the day ("Ida Weil | Tarn Evening Post | May 19, 2025") needs no "By" right below a heading.
    beside = (read_byline(piece.text, marked=True) for piece in taken if re.search(r"\s[|·•]\s", piece.text))
    authors = facts.authors or next((said.authors for said in beside if said and said.dated and said.authors), ())
    return Signature(count, authors, facts.published, facts.published_from, url, tuple(taken))


def _says_so(paragraph: str, authors: Sequence[str]) -> bool:
    """Whether a line that cleaning took off is one of those that sign an article."""
    if len(paragraph.split()) > _MAX_WORDS:
        return False
    named = any(name in paragraph for name in authors)
    return named or classify_line(paragraph).kind in (Kind.BYLINE, Kind.DATED) or parse_published(paragraph) is not None
