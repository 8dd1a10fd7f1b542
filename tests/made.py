"""Sources made for tests, in each format, and a short way to read them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from html import escape

from rag.ingest.field_map import FieldMap
from rag.ingest.limits import Limits
from rag.ingest.source_reader import Item, read_items
from rag.model import Draft

#: Two paragraphs of news in each of four languages; any cleaner keeps them whole.
NEWS = {
    "en": (
        "The harbour of Skarne will stay closed until Friday, the port company said on Monday. Eleven ships are "
        "waiting in the bay, and two have turned round.",
        "A spokeswoman said that the cranes had been checked over the weekend. She did not say what had been found.",
    ),
    "de": (
        "Der Hafen von Skarne bleibt bis Freitag geschlossen, sagte die Hafengesellschaft am Montag. Elf Schiffe "
        "warten in der Bucht, zwei sind umgekehrt.",
        "Eine Sprecherin erklärte, die Kräne seien am Wochenende überprüft worden. Über das Ergebnis schwieg sie.",
    ),
    "uk": (
        "Порт Скарне залишиться закритим до п’ятниці, повідомила в понеділок портова компанія. Одинадцять суден "
        "чекають у затоці, а два повернули назад.",
        "Речниця сказала, що крани перевірили на вихідних. Про те, що саме знайшли, вона не повідомила.",
    ),
    "fr": (
        "Le port de Skarne restera fermé jusqu’à vendredi, a annoncé lundi la société portuaire. Onze navires "
        "attendent dans la baie et deux ont fait demi-tour.",
        "Une porte-parole a déclaré que les grues avaient été vérifiées ce week-end. Elle n’a rien dit du résultat.",
    ),
}
HEADLINE = {
    "en": "Harbour stays closed until Friday",
    "de": "Hafen bleibt bis Freitag geschlossen",
    "uk": "Порт закритий до п’ятниці",
    "fr": "Le port fermé jusqu’à vendredi",
}


def text_of(language: str = "en") -> str:
    """The news as an article's text."""
    return "\n\n".join(NEWS[language])


def page(language: str = "en", head: str = "") -> str:
    """The news as a web page."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in NEWS[language])
    title = escape(HEADLINE[language])
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def read(raw: bytes, name: str, *, limits: Limits | None = None, fields: Sequence[str] = ()) -> list[Item]:
    """All items of a source."""
    return list(read_items(io.BytesIO(raw), name, limits=limits or Limits(), fields=FieldMap.parse(fields)))


def article(raw: bytes, name: str) -> Draft:
    """The one article of a source."""
    [item] = read(raw, name)
    assert item.draft is not None, item.reason
    return item.draft


def reason(raw: bytes, name: str, **given: object) -> str:
    """Why a source gave no article."""
    [item] = read(raw, name, **given)  # type: ignore[arg-type]
    assert item.reason is not None
    return item.reason


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in members.items():
            packed.writestr(name, raw)
    return made.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, *, core: str = "", prolog: str = "") -> bytes:
    """A Word document with these elements in its body."""
    styles = "".join(
        f'<w:style w:styleId="{identity}"><w:name w:val="{name}"/></w:style>'
        for identity, name in [("Titel", "Title"), ("berschrift1", "heading 1"), ("Beschriftung", "caption")]
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'{prolog}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
    }
    if core:
        parts["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
        )
    return zipped({name: text.encode() for name, text in parts.items()})


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def mail(subject: str | None, text: str | None, *, html: str | None = None, **headers: str) -> EmailMessage:
    """A mail; headers are given with ``_`` for the strokes in their names."""
    message = EmailMessage()
    if subject is not None:
        message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    return message


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]], *, info: str = "", picture: bool = False) -> bytes:
    """A PDF; each page is a list of (x, y, size, text). Any letters may stand in it: its font says which they are."""
    letters = sorted({char for lines in pages for *_, text in lines for char in text})
    assert len(letters) < 220, "one byte a letter"
    codes = {char: number for number, char in enumerate(letters, start=33)}
    mapping = "\n".join(f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{mapping}\nendbfchar\n"
        "endcmap end end"
    )
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/FirstChar 33/LastChar 255/Widths["
        + b"600 " * 223
        + b"]/ToUnicode 4 0 R>>",
        _stream(cmap.encode()),
        _stream(b"\x80" * 12, "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceRGB"),
    ]
    kids = []
    for lines in pages:
        drawn = "q 500 0 0 700 50 50 cm /I Do Q\n" if picture else ""
        for x, y, size, text in lines:
            coded = "".join(f"{codes[char]:02x}" for char in text)
            drawn += f"BT /F {size} Tf {x} {y} Td <{coded}> Tj ET\n"
        objects.append(_stream(drawn.encode()))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects)} 0 R"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</I 5 0 R>>>>>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    objects.append(f"<<{info}>>".encode())
    return _file(objects)


def _stream(raw: bytes, more: str = "") -> bytes:
    packed = zlib.compress(raw)
    return f"<<{more}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    made = io.BytesIO()
    made.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(made.tell())
        made.write(b"%d 0 obj" % number + content + b"endobj\n")
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    made.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    made.write(b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\n" % (len(objects) + 1, len(objects)))
    made.write(b"startxref\n%d\n%%%%EOF" % start)
    return made.getvalue()


def set_in(text: str, width: int, x: float, y: float, size: float = 10) -> list[tuple[float, float, float, str]]:
    """``text`` set as lines of so many letters, from (x, y) downwards."""
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [(x, y - 1.2 * size * number, size, line) for number, line in enumerate(lines)]


def warc(*records: tuple[str, str, bytes], status: int = 200, kind: str = "response") -> bytes:
    """A web archive of (address, content type, content)."""
    made = b""
    for address, content_type, body in records:
        if kind == "response":
            body = f"HTTP/1.1 {status} OK\r\nContent-Type: {content_type}\r\n\r\n".encode() + body
            content_type = "application/http; msgtype=response"
        made += (
            (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{len(made)}>\r\nContent-Type: {content_type}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            ).encode()
            + body
            + b"\r\n\r\n"
        )
    return made
