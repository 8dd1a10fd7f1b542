"""PDF: pages into paragraphs, without what repeats on each page. Dates in a PDF's properties are those of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import dropwhile, takewhile
from math import isfinite
from threading import Lock
from typing import BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as raw_pdfium

from rag.errors import RejectedSourceError
from rag.ingest.formats.document import draft_of_document
from rag.ingest.formats.parser_guard import parsing
from rag.ingest.formats.pdf.pdf_layout import PdfLine, in_reading_order, paragraphs_of
from rag.ingest.formats.pdf.pdf_margins import without_margins
from rag.ingest.formats.whole import read_whole
from rag.ingest.source_item import Context, Item
from rag.text.lines import squeezed
from rag.text.urls import web_address

_DAMAGED = "a damaged or cut-off PDF"
_PICTURES = "holds pictures of text only; run text recognition (OCR) over it, then add it again"
_ENCRYPTED = "encrypted; save it without its password, then add it again"
_NO_TEXT = "holds no text; if its pages show any, run text recognition (OCR) over it, then add it again"
_UNREADABLE = "its fonts do not tell which letters they show; run text recognition (OCR) over it, then add it again"
#: Fewer letters than this on a page with a picture are a stamp or a page's number on a scan.
_MIN_LETTERS = 25
#: Share of characters without a meaning that makes a text unreadable.
_MAX_UNREADABLE = 0.2
#: A headline is set larger than the text by this much, and is no longer than this.
_LARGER = 1.12
_MAX_TITLE_CHARS = 250
#: More text than this on one page is no newspaper's.
_MAX_CHARS = 200_000
#: A space so wide, in letters' heights, parts columns.
_GUTTER = 1.5
_NO_TITLE = re.compile(
    r"(?i)\.(?:docx?|indd|qxp|pdf|odt|rtf|tex|html?)\b|^microsoft \w+ -|^untitled|^document\d*$|https?:"
)
# PDFium is not made for threads.
_PDFIUM = Lock()


def read_pdf(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read a PDF as one article.

    Raises:
        RejectedSourceError: it is damaged, encrypted, a scan without text, or has more pages than the limit.
    """
    raw = read_whole(stream, context.limits.document_bytes)
    with _PDFIUM:
        pages, stated, pictures = _read(raw, context.limits.pages)
    text = "".join(line.text for page in pages for line in page)
    letters = sum(char.isalpha() for char in text)
    if letters < _MIN_LETTERS * max(1, min(pictures, len(pages))):
        raise RejectedSourceError(_PICTURES if pictures else _NO_TEXT)
    unreadable = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " " for char in text)
    if unreadable > _MAX_UNREADABLE * len(text):
        raise RejectedSourceError(_UNREADABLE)
    pages, removed, address = without_margins(pages)
    ordered = [in_reading_order(page) for page in pages]
    title = _title(ordered, stated)
    draft = draft_of_document(paragraphs_of(ordered), title)
    yield Item(None, replace(draft, url=draft.url or web_address(address), taken_off=(*removed, *draft.taken_off)))


def _read(raw: bytes, most: int) -> tuple[list[list[PdfLine]], str | None, int]:
    """The lines of each page, the title in the properties, and how many pages have pictures."""
    try:
        with parsing(_DAMAGED):
            document = pdfium.PdfDocument(raw)
    except RejectedSourceError as error:
        code = getattr(error.__cause__, "err_code", None)
        encrypted = code in (raw_pdfium.FPDF_ERR_PASSWORD, raw_pdfium.FPDF_ERR_SECURITY)
        raise RejectedSourceError(_ENCRYPTED if encrypted else _DAMAGED) from error
    try:
        with parsing(_DAMAGED):
            count = len(document)
        if count > most:
            raise RejectedSourceError(f"more than {most} pages")
        pages, pictures = [], 0
        for number in range(count):
            with parsing(f"{_DAMAGED}: its page {number + 1} cannot be read"):
                page = document[number]
                pages.append(list(_lines(page)))
                pictures += any(page.get_objects(filter=[raw_pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
                page.close()
        with parsing(_DAMAGED):
            stated = document.get_metadata_value("Title")
    finally:
        document.close()
    return pages, stated or None, pictures


def _lines(page: pdfium.PdfPage) -> Iterator[PdfLine]:
    """The lines of a page as they are drawn, each with its box; a wide space parts a line in two."""
    drawn = page.get_textpage()
    height = page.get_height()
    # The loose box is as high as the letters are set, whatever matrix they are drawn through.
    box = raw_pdfium.FS_RECTF()
    chars: list[tuple[str, float, float, float, float]] = []
    for index in range(min(drawn.count_chars(), _MAX_CHARS)):
        code = raw_pdfium.FPDFText_GetUnicode(drawn, index)
        char = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if char in "\r\n":
            yield from _cut(chars, height)
            chars = []
            continue
        raw_pdfium.FPDFText_GetLooseCharBox(drawn, index, box)
        place = (box.left, box.right, box.bottom, abs(box.top - box.bottom))
        if all(map(isfinite, place)):
            chars.append((char, *place))
    yield from _cut(chars, height)
    drawn.close()


def _cut(chars: list[tuple[str, float, float, float, float]], height: float) -> Iterator[PdfLine]:
    """The line that ``chars`` make, or its parts where wide spaces stand between them."""
    part: list[tuple[str, float, float, float, float]] = []
    for char in chars:
        seen = [other for other in part[-2:] if not other[0].isspace()]
        if seen and not char[0].isspace() and char[1] - seen[-1][2] > _GUTTER * max(char[4], seen[-1][4]):
            yield from _line(part, height)
            part = []
        part.append(char)
    yield from _line(part, height)


def _line(chars: list[tuple[str, float, float, float, float]], height: float) -> Iterator[PdfLine]:
    seen = [char for char in chars if not char[0].isspace()]
    if not seen:
        return
    # U+FFFE and U+0002 are how PDFium says that a word was hyphenated at the line's end.
    text = "".join(char[0] for char in chars).replace("\ufffe", "\u00ad").replace("\x02", "\u00ad")
    text = " ".join("".join(char for char in text if char >= " " or char == "\t").split())
    if not text:
        return
    sizes = sorted(char[4] for char in seen)
    size = sizes[len(sizes) // 2]
    base = min(char[3] for char in seen)
    yield PdfLine(
        text=text,
        left=min(char[1] for char in seen),
        right=max(char[2] for char in seen),
        base=base,
        size=size,
        place=1 - base / height if height > 0 else 0.5,
    )


def _title(pages: list[list[PdfLine]], stated: str | None) -> str | None:
    """The headline: the properties' title where the first page says it, too; else the largest lines on its top."""
    first = pages[0] if pages else []
    said = squeezed("".join(line.text for line in first))
    plain = " ".join((stated or "").split())
    if len(plain.split()) >= 3 and not _NO_TITLE.search(plain) and squeezed(plain) in said:
        return plain
    if not first:
        return None
    sizes = sorted(line.size for page in pages for line in page for _ in range(len(line.text) // 10 + 1))
    usual = sizes[len(sizes) // 2]
    largest = max((line.size for line in first if len(line.text.split()) >= 2), default=0.0)
    if largest < _LARGER * usual:
        return None
    behind = dropwhile(lambda line: line.size <= 0.95 * largest or len(line.text.split()) < 2, first)
    title = " ".join(line.text for line in takewhile(lambda line: line.size > 0.95 * largest, behind))
    return title if len(title.split()) >= 3 and len(title) <= _MAX_TITLE_CHARS else None
