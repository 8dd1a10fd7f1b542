"""A page of search results, and what the archive has on a query, as plain text for the terminal."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence

from rag import FacetCount, MonthCount, NearestHit, SearchCoverage, SearchHit, SearchPage
from ui.cli.terminal import clean
from ui.cli.text import history
from ui.shared.coverage_wording import found_text, reason_text
from ui.shared.wording import month_text, place_text, plural

_WIDTH = 100
#: So many characters of a passage are shown, and so many of them before the first word that was looked for.
_SNIPPET = 400
_BEFORE = 120
#: So many values of a facet are named.
_VALUES = 12
#: So many rows of a table by month are shown, and so many outlets or words are named, each as so many characters.
_ROWS = 60
_NAMED = 12
_TITLE = 80
_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"
#: Stand for those while the text is wrapped and cleaned; Unicode has no such characters.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"


def search_page(page: SearchPage) -> str:
    """How many articles were found, those of the page, and the facets where they were counted."""
    if not page.hits and not page.total:
        return "Nothing found."
    blocks = [*filter(None, (page.notice,)), _head(page)]
    blocks += [_hit(found) for found in page.hits]
    if page.facets and page.total:
        blocks.append("\n".join(_facet(name, counts) for name, counts in page.facets.items()))
    text = clean("\n\n".join(blocks))
    marked = sys.stdout.isatty()
    return text.replace(_OPEN, _BOLD if marked else "").replace(_CLOSE, _PLAIN if marked else "")


def _head(page: SearchPage) -> str:
    if page.nearest:
        return "No article has these words. The nearest in meaning:"
    if page.offset >= page.total:
        return f"{plural(page.total, 'article')}, none after the first {page.offset:,}: give a smaller --offset"
    first, last = page.offset + 1, page.offset + len(page.hits)
    shown = f", {first} to {last}" if page.hits and last - first + 1 < page.total else ""
    return f"{plural(page.total, 'article')}{shown}"


def _hit(found: SearchHit) -> str:
    article = found.hit.article
    title = _marked(_unmarked(article.title), found.title_marks, 0)
    lines = [title, f"  {' · '.join(filter(None, (place_text(article.outlet, article.day), article.id)))}"]
    lines.append(_wrapped(_snippet(found)))
    if copies := history.also_in(found.also_in):
        lines.append(_wrapped(copies))
    if read := history.as_read(found.hit):
        lines.append(f"  {read}")
    return "\n".join(lines)


def _snippet(found: SearchHit) -> str:
    passage = found.hit.passage
    first = found.marks[0][0] if found.marks else passage.start
    start = passage.start
    if passage.end - passage.start > _SNIPPET and first - passage.start > _BEFORE:
        start = min(first - _BEFORE, passage.end - _SNIPPET)
    end = min(passage.end, start + _SNIPPET)
    words = _unmarked(found.hit.article.text[start:end])
    inside = [(max(mark[0], start), min(mark[1], end)) for mark in found.marks if mark[0] < end and mark[1] > start]
    return f"{'… ' if start > passage.start else ''}{_marked(words, inside, start)}{' …' if end < passage.end else ''}"


def _unmarked(text: str) -> str:
    return text.replace(_OPEN, "?").replace(_CLOSE, "?")


def _marked(text: str, places: Sequence[tuple[int, int]], begin: int) -> str:
    """A text that begins at ``begin`` of its article, with the words that were looked for between marks."""
    parts, at = [], 0
    for start, end in places:
        parts += [text[at : start - begin], _OPEN, text[start - begin : end - begin], _CLOSE]
        at = end - begin
    return "".join([*parts, text[at:]])


def _wrapped(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _facet(name: str, counts: Sequence[FacetCount]) -> str:
    named = [f"{each.value if each.value is not None else 'none'} ({each.count})" for each in counts[:_VALUES]]
    more = f" and {len(counts) - _VALUES} more" if len(counts) > _VALUES else ""
    return f"By {name}: {', '.join(named)}{more}"


def coverage_text(found: SearchCoverage) -> str:
    """A sentence on why nothing answers, what was found, a table by month and outlet, and what is nearest."""
    blocks = [" ".join(filter(None, (reason_text(found), found_text(found))))]
    if found.by_month:
        blocks.append(_table(found.by_month))
    if found.articles and found.silent_outlets:
        blocks.append(f"Nothing on it in that time by {_listed(found.silent_outlets)}.")
    if found.nearest:
        blocks.append("\n".join(["The nearest:", *map(_nearest, found.nearest)]))
    return "\n\n".join(blocks)


def _table(counts: Sequence[MonthCount]) -> str:
    rows = [
        (month_text(each.month) if each.month else "no date", _short(each.outlet or "no outlet"), f"{each.articles:,}")
        for each in counts[:_ROWS]
    ]
    first, second, third = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines = [f"  {month:<{first}}  {outlet:<{second}}  {count:>{third}}" for month, outlet, count in rows]
    if len(counts) > _ROWS:
        lines.append(f"  and {len(counts) - _ROWS:,} rows more: --csv writes all of them")
    return "\n".join(lines)


def _nearest(near: NearestHit) -> str:
    article = near.hit.article
    lacks = f"lacks {_listed(near.lacks)}" if near.lacks else "has all the words"
    return f"  {_short(article.title)} ({place_text(article.outlet, article.day)}, {article.id}): {lacks}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1] + "…"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(map(_short, names[:_NAMED])) + more
