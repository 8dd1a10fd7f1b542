"""What stands on each page of a PDF and is no part of the article: running heads, feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.ingest.formats.pdf.pdf_layout import PdfLine
from rag.model import TakenOff
from rag.text.dates.stated import parse_published

#: The parts of a page, from its top and bottom, where such lines stand.
_TOP = 0.12
_BOTTOM = 0.88
#: Share of the pages on which a line must stand, and the least number.
_MIN_SHARE = 0.4
_MIN_PAGES = 2

_PAGE = r"(?:page|seite|p\.|s\.|página|pág\.|strona|str\.|стор\.|с\.|sivu|sida|side|pagina)"
_NUMBER = r"\d{1,4}(?:\s*(?:/|of|von|sur|de|di|z|з|из|av)\s*\d{1,4})?"
_PAGE_NUMBER = re.compile(rf"(?i)[\W_]*(?:{_PAGE}\s*)?{_NUMBER}[\W_]*")
#: An outlet's name and the page's number, parted by a stroke ("Skarne Ledger – page 1"): of a document with one page
#: it cannot be told by standing on each. With a day it may be the only one that dates the article, and is kept.
_NAMED_NUMBER = re.compile(
    rf"(?i)\S.{{1,60}}\s[-–—|·•/]\s*{_PAGE}\s*{_NUMBER}|{_PAGE}\s*{_NUMBER}\s*[-–—|·•/]\s.{{1,60}}\S"
)
#: What browsers print over a page: when it was printed, which is not when it was published.
_PRINTED = re.compile(r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4},?\s+\d{1,2}[:.]\d{2}(?:\s?[AP]M)?\b.*", re.IGNORECASE)
_PRINTER = "printed around the page by a browser"
_ADDRESS = re.compile(r"(?:https?|file)://\S+")


def without_margins(pages: Sequence[Sequence[PdfLine]]) -> tuple[list[list[PdfLine]], tuple[TakenOff, ...], str | None]:
    """Take off what repeats at the top and the bottom of the pages.

    Returns:
        The pages, what was taken off (the same line once), and the address that a browser printed below them, or None.
    """
    counts = Counter(kind for page in pages for kind in {_kind(line) for line in page if _is_marginal(line)})
    least = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    address: str | None = None
    kept: list[list[PdfLine]] = []
    removed: dict[str, TakenOff] = {}
    for page in pages:
        own: list[PdfLine] = []
        printed = any(_is_marginal(line) and _PRINTED.fullmatch(line.text) for line in page)
        for line in page:
            if not _is_marginal(line):
                own.append(line)
                continue
            found = _ADDRESS.match(line.text)
            if found and line.place > _BOTTOM and (address is None or address == found[0]):
                address = None if found[0].endswith(("…", "...")) else found[0]
                removed[line.text] = TakenOff(line.text, _PRINTER)
                continue
            beside_date = printed and line.place < _TOP and _beside_printed(line, page)
            if beside_date or _PRINTED.fullmatch(line.text):
                removed[line.text] = TakenOff(line.text, _PRINTER)
            elif _PAGE_NUMBER.fullmatch(line.text):
                removed.setdefault("", TakenOff(line.text, "a page's number"))
            elif _NAMED_NUMBER.fullmatch(line.text) and parse_published(line.text) is None:
                removed.setdefault(_kind(line), TakenOff(line.text, "a page's number"))
            elif counts[_kind(line)] >= least:
                removed.setdefault(_kind(line), TakenOff(line.text, "stands on every page"))
            else:
                own.append(line)
        kept.append(own)
    return kept, tuple(removed.values()), address


def _is_marginal(line: PdfLine) -> bool:
    return line.place < _TOP or line.place > _BOTTOM


def _kind(line: PdfLine) -> str:
    """A line without what differs from page to page, and where it stands."""
    return ("top " if line.place < _TOP else "bottom ") + re.sub(r"\d+", "#", line.text.casefold())


def _beside_printed(line: PdfLine, page: Sequence[PdfLine]) -> bool:
    """Whether a line stands beside the time of printing: then it is the page's title, printed once more."""
    return any(_PRINTED.fullmatch(other.text) and abs(other.base - line.base) < 2 for other in page)
