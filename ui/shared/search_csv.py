"""What a search finds, and how it spreads over months, as tables in CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from rag import MonthCount, SearchHit

#: Articles in a piece that is written at once.
_PIECE = 100
_COLUMNS = (
    "title", "outlet", "published", "authors", "section", "language", "url", "passage", "article_id", "start", "end",
    "score", "also_in",
)  # fmt: skip
#: What a spreadsheet would take for a formula, which may come from a hostile article, begins with one of these signs,
#: or with their wide forms. It may begin within a text, too: where semicolons or tabs part cells, those of a text do,
#: and where its quotation marks are not at a cell's beginning then, its line ends part rows.
_FORMULA = re.compile(r"((?:^|[;\t\r\n])[ \t\r\n]*)(?=[=+\-@＝＋－＠])")


def as_csv(hits: Iterable[SearchHit]) -> Iterator[str]:
    """A table with a head, in pieces; it begins with the mark by which spreadsheets know UTF-8.

    What a spreadsheet would take for a formula has an apostrophe before it.
    """
    yield "\ufeff" + _lines([_COLUMNS])
    left = iter(hits)
    while some := list(islice(left, _PIECE)):
        yield _lines([[_cell(value) for value in _row(hit)] for hit in some])


def months_as_csv(counts: Iterable[MonthCount]) -> str:
    """How many articles each outlet has of each month, as a table like that of :func:`as_csv`."""
    rows = [(f"{each.month:%Y-%m}" if each.month else None, _cell(each.outlet), each.articles) for each in counts]
    return "\ufeff" + _lines([("month", "outlet", "articles"), *rows])


def _row(found: SearchHit) -> list[object]:
    article, passage = found.hit.article, found.hit.passage
    return [
        article.title,
        article.outlet,
        article.published.isoformat() if article.published else None,
        "; ".join(article.authors),
        article.section,
        article.language,
        article.url,
        passage.text,
        article.id,
        passage.start,
        passage.end,
        round(found.hit.score, 4),
        "; ".join(copy.article_id for copy in found.also_in),
    ]


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    safe = _FORMULA.sub(r"\1'", value)
    return f"'{safe}" if safe.startswith(("\t", "\r", "\n")) else safe


def _lines(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
