"""Are dates of publication right? Pages that state theirs in markup, read with that statement taken away.

    python bench/dates.py DIR

DIR is a folder as ``dateline eval extraction`` takes it (``html/ID.html.gz``). What a page states for machines, in one
way, is the truth; the page is then read without it, so that what else it says has to do: its other markup, its
address, its visible text; at last as text copied out of a browser. Days are compared; a day apart is right, as a
moment late in the evening has two days. Printed as JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.flatten import flatten
from rag.ingest.read import read_article
from rag.model import Draft
from rag.text.dates.stated import parse_published

LD = re.compile(r"<script[^>]*ld\+json[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)
LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
META_NAME = re.compile(r"""(?:property|name|itemprop)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
META_CONTENT = re.compile(r"""content\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
PUBLISHED_NAME = re.compile(
    r"(?i)(?:article:)?publish|datepublished|pubdate|parsely-pub|dc\.?(?:terms\.)?(?:date|issued)|^date$"
)
TIME = re.compile(
    r"<(?:time|abbr)\b[^>]*>|\bdatetime\s*=\s*\"[^\"]*\"|\bitemprop\s*=\s*[\"']date\w+[\"']", re.IGNORECASE
)


def ld_dates(page: str) -> list[str]:
    """What linked data states, the article's first."""
    return [value for block in LD.findall(page) for value in LD_DATE.findall(block)]


def meta_dates(page: str) -> list[str]:
    """What meta elements state."""
    found = []
    for element in META.findall(page):
        name, content = META_NAME.search(element), META_CONTENT.search(element)
        if name and content and PUBLISHED_NAME.search(name[1]):
            found.append(content[1] or content[2] or "")
    return found


def without_ld(page: str) -> str:
    """The page without linked data."""
    return LD.sub("", page)


def without_meta(page: str) -> str:
    """The page without meta elements that have a date for content."""
    return META.sub(lambda element: "" if re.search(r"\d{4}-?\d\d|\d{4}\b.*:\d\d", element[0]) else element[0], page)


def without_any(page: str) -> str:
    """The page without all that states dates for machines."""
    return TIME.sub("", without_meta(without_ld(page)))


def day_of(values: list[str]) -> date | None:
    """The day that all values agree on, give or take one; None where they do not or there are none."""
    days = sorted({day(found) for value in values if (found := parse_published(value)) is not None})
    return days[0] if days and (days[-1] - days[0]).days <= 1 else None


def day(moment: date | datetime) -> date:
    """The calendar day."""
    return moment.date() if isinstance(moment, datetime) else moment


def draft_of(text: str, name: str) -> Draft | None:
    """The article, or None where none came of it."""
    try:
        return read_article(text.encode("utf-8", "replace"), name)
    except RejectedSourceError:
        return None


Truth = Callable[[str], list[str]]
WAYS: dict[str, tuple[Truth, Callable[[str], tuple[str, str]]]] = {
    "linked data, read without it": (ld_dates, lambda page: (without_ld(page), "a.html")),
    "meta elements, read without them": (meta_dates, lambda page: (without_meta(page), "a.html")),
    "both, read without any markup": (lambda page: [*ld_dates(page), *meta_dates(page)],
                                      lambda page: (without_any(page), "a.html")),
    "both, read as text": (lambda page: [*ld_dates(page), *meta_dates(page)], lambda page: (flatten(page), "a.txt")),
    "both, read as it is": (lambda page: [*ld_dates(page), *meta_dates(page)], lambda page: (page, "a.html")),
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="name each page that is wrong or unknown, on stderr")
    options = parser.parse_args()
    pages = {path.name[:12]: gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
             for path in sorted((options.folder / "html").glob("*.html.gz"))}  # fmt: skip
    result = {}
    for way, (truth_of, prepare) in WAYS.items():
        tally: Counter[str] = Counter()
        origins: Counter[str] = Counter()
        for name, page in pages.items():
            truth = day_of(truth_of(page))
            if truth is None:
                continue
            draft = draft_of(*prepare(page))
            published = draft.published if draft else None
            if published is None:
                verdict = "unknown"
            else:
                verdict = "right" if abs((day(published) - truth).days) <= 1 else "wrong"
                origins[str(draft.published_from if draft else None)] += 1
            tally[verdict] += 1
            if options.list and verdict != "right":
                print(f"{way[:14]} {name} {verdict}: {published} for {truth}", file=sys.stderr)
        dated = tally["right"] + tally["wrong"]
        result[way] = {
            "pages": sum(tally.values()),
            **{verdict: tally[verdict] for verdict in ("right", "wrong", "unknown")},
            "right_of_dated": round(tally["right"] / dated, 3) if dated else None,
            "from": dict(origins),
        }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
