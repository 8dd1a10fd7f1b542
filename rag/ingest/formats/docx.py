"""Word documents (``.docx``): their paragraphs by style, straight from the XML; no macro runs, no entity expands."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from lxml import etree

from rag.errors import RejectedSourceError
from rag.ingest.exports.export_reader import read_export
from rag.ingest.formats.bounded import allowed
from rag.ingest.formats.document import draft_of_document
from rag.ingest.formats.parser_guard import parsing
from rag.ingest.formats.xml_text import xml_text
from rag.ingest.limits import in_megabytes
from rag.ingest.source_item import Context, Item
from rag.text.lines import normalise, squeezed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DAMAGED = "a damaged or cut-off DOCX document"
_MAX_PARAGRAPHS = 200_000
#: A document's own title is believed where the text begins with it.
_TITLE_WITHIN = 5


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    style: str


def read_docx(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read a Word document. Headers, footers, comments and what was struck out are not part of it; the dates in its
    properties are those of the file, not of the article, and are not looked at.

    Raises:
        RejectedSourceError: it is damaged, unpacks to too much, or has no text.
    """
    with parsing(_DAMAGED):
        packed = zipfile.ZipFile(stream)
    with packed:
        most = min(context.limits.document_bytes, allowed(context.limits, context.size))
        body = _part(packed, "word/document.xml", most)
        if body is None:
            raise RejectedSourceError(_DAMAGED)
        names = _style_names(_part(packed, "word/styles.xml", most))
        properties = _part(packed, "docProps/core.xml", most)
        notes = [_part(packed, f"word/{kind}.xml", most) for kind in ("footnotes", "endnotes")]
    paragraphs = [paragraph for paragraph in _paragraphs(body, names) if paragraph.text]
    captions = tuple(paragraph.text for paragraph in paragraphs if paragraph.style == "caption")
    own = [paragraph for paragraph in paragraphs if paragraph.style != "caption"]
    own += [note for part in notes if part is not None for note in _notes(part, names)] if own else []
    if not own:
        raise RejectedSourceError("a DOCX document without text")
    export = read_export("\n".join(paragraph.text for paragraph in own), whole_lines=True)
    if export is not None:
        yield from export
        return
    title = _title(own, properties)
    draft = draft_of_document([paragraph.text for paragraph in own], title)
    yield Item(None, replace(draft, captions=tuple(dict.fromkeys((*captions, *draft.captions)))))


def _part(packed: zipfile.ZipFile, name: str, most: int) -> etree._Element | None:
    """The XML of one part; None where the document has none of that name."""
    with parsing(_DAMAGED):
        if name not in packed.namelist():
            return None
        with packed.open(name) as opened:
            raw = opened.read(most + 1)
    if len(raw) > most:
        raise RejectedSourceError(f"unpacks to more than {in_megabytes(most)}, which is more than allowed")
    with parsing(_DAMAGED):
        text = xml_text(raw)
    # Office documents define no entities; what does is an attack (a billion laughs), or no document.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise RejectedSourceError("a DOCX document with a document type definition, which none needs")
    with parsing(_DAMAGED):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, encoding="utf-8"
        )
        return etree.fromstring(text.encode(), parser)


def _style_names(styles: etree._Element | None) -> dict[str, str]:
    """What each style is called; Word translates the names it shows, never these."""
    if styles is None:
        return {}
    found: dict[str, str] = {}
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[style.get(f"{_W}styleId") or ""] = (name.get(f"{_W}val") or "").lower()
    return found


def _paragraphs(body: etree._Element, names: dict[str, str]) -> Iterator[_Paragraph]:
    """The paragraphs in order; a table's row is one."""
    row: list[str] | None = None
    count = 0
    for event, element in etree.iterwalk(body, events=("start", "end"), tag=(f"{_W}p", f"{_W}tr")):
        if element.tag == f"{_W}tr":
            if event == "end" and row is not None:
                yield _Paragraph(" | ".join(cell for cell in row if cell), "")
            row = [] if event == "start" else None
        elif event == "start" and not _is_copy(element):
            count += 1
            if count > _MAX_PARAGRAPHS:
                raise RejectedSourceError(f"more than {_MAX_PARAGRAPHS} paragraphs in it")
            text = normalise("".join(_words(element))).strip()
            if row is None:
                yield _Paragraph(text, _style(element, names))
            else:
                row.append(text.replace("\n", " "))


def _notes(part: etree._Element, names: dict[str, str]) -> Iterator[_Paragraph]:
    """The notes of an article, which stand behind its text; not the rules that part them from it."""
    for ruler in [note for note in part if note.get(f"{_W}type") not in (None, "normal")]:
        part.remove(ruler)
    return (paragraph for paragraph in _paragraphs(part, names) if paragraph.text)


def _is_copy(element: etree._Element) -> bool:
    """Whether a paragraph stands there again for programs that do not know text boxes."""
    return next(element.iterancestors(_FALLBACK), None) is not None


def _style(paragraph: etree._Element, names: dict[str, str]) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    identity = style.get(f"{_W}val") or "" if style is not None else ""
    return names.get(identity, identity.lower())


def _words(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph, without those struck out and those of paragraphs within it (text boxes)."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag == f"{_W}tab":
            yield " "
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif element.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif element.tag not in (f"{_W}p", f"{_W}pPr", f"{_W}rPr", f"{_W}del", f"{_W}moveFrom"):
            waiting.extend(reversed(element))


def _title(paragraphs: list[_Paragraph], properties: etree._Element | None) -> str | None:
    """The headline: what is styled as one at the top, else the document's own title where its text begins with it."""
    for style in ("title", "heading 1"):
        for paragraph in paragraphs[:_TITLE_WITHIN]:
            if paragraph.style == style:
                return " ".join(paragraph.text.split())
    stated = properties.findtext(_TITLE) if properties is not None else None
    if stated and any(squeezed(paragraph.text) == squeezed(stated) for paragraph in paragraphs[:_TITLE_WITHIN]):
        return " ".join(normalise(stated).split()) or None
    return None
