"""Making a feed well-formed before feedparser sees it.

For a broken feed feedparser falls back on a parser in Python that takes 20 seconds a megabyte where somebody means ill
(measured with feedparser 6.0.14: 10 MB of ``<b>`` took 228 s; mended first 0.3 s). libxml2 mends the same in
milliseconds, and bounds depth; no entity is resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import name2codepoint

from lxml import etree

from rag.errors import RejectedSourceError
from rag.ingest.decoding.charsets import codec_of
from rag.ingest.decoding.stray_bytes import nearly_utf8

#: Elements that feedparser is given at most: it takes up to 0.1 ms for each. A thousand articles have 20,000.
MAX_ELEMENTS = 150_000
#: The elements in which feedparser looks for people; more text than this is none's name.
_PEOPLE = frozenset({"author", "contributor", "creator", "managingeditor", "name", "owner", "publisher", "webmaster"})
_MAX_PEOPLE = 500
_MAX_ATTRIBUTES = 100
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,15});")
_STRAY = re.compile(r"&(?!#?[A-Za-z0-9]{1,30};)")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def well_formed(raw: bytes, charset: str | None = None) -> bytes:
    """A feed as well-formed XML in UTF-8, without a document type.

    Args:
        raw: its bytes.
        charset: the encoding that the server states.

    Raises:
        RejectedSourceError: nothing of it can be made out.
    """
    text = _DECLARATION.sub("", _decoded(raw, charset).lstrip("\ufeff"))
    # Feeds use the names that HTML has for characters, which XML does not know, and forget to escape ampersands.
    text = "".join(
        part if is_literal else _STRAY.sub("&amp;", _NAMED.sub(_character, part))
        for part, is_literal in _parts(_NOT_XML.sub("", text))
    )
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise RejectedSourceError("a broken feed") from error
    if root is None:
        raise RejectedSourceError("a broken feed")
    _bound(root)
    found: bytes = etree.tostring(root, encoding="utf-8", with_tail=False)
    return found


def _bound(root: etree._Element) -> None:
    """Take out what feedparser takes minutes for: it looks through each name for a mail address with a pattern whose
    time grows with the square of the length (45 kB: 19 s), and so does its time for the attributes of an element.

    Raises:
        RejectedSourceError: it has too many elements.
    """
    for number, element in enumerate(list(root.iter(etree.Element))):
        if number >= MAX_ELEMENTS:
            raise RejectedSourceError(f"a feed of more than {MAX_ELEMENTS} elements")
        if len(element.attrib) > _MAX_ATTRIBUTES:
            element.attrib.clear()
        name = re.split("[}:]", element.tag)[-1].lower()
        if name in _PEOPLE and len("".join(element.itertext())) > _MAX_PEOPLE:
            element.clear()


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """A feed in pieces, each with whether it is a CDATA section; one that is not closed is none.

    Looked for by hand, once from left to right: a pattern looks for the end of each of 10,000 that have none, through
    all that follows it.
    """
    place = 0
    while (start := text.find(_CDATA, place)) >= 0 and (end := text.find(_CDATA_END, start)) >= 0:
        end += len(_CDATA_END)
        yield text[place:start], False
        yield text[start:end], True
        place = end
    yield text[place:], False


def _decoded(raw: bytes, charset: str | None) -> str:
    """As UTF-8, which hardly anything else passes for (but for a few bytes), then as it is said to be; the old default
    where all fail."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        # Text in UTF-8 but for a few bytes is not read in another encoding, whatever is stated.
        if (found := nearly_utf8(raw)) is not None:
            return found.text
    declared = _DECLARED.match(raw)
    for name in (charset, declared[1].decode("ascii") if declared else None):
        codec = codec_of(name)
        # What came so far is not in UTF-16, whatever it says; and servers say latin-1 that were never told.
        if name is None or codec is None or codec.startswith("utf-16") or (codec == "cp1252" and "1252" not in name):
            continue
        try:
            return raw.decode(codec)
        except UnicodeError:
            continue
    return raw.decode("cp1252", "replace")


def _character(match: re.Match[str]) -> str:
    code = name2codepoint.get(match[1])
    return match[0] if code is None or match[1] in _XML_OWN else chr(code)
