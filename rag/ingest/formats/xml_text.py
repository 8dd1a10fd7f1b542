"""The text of an XML file, so that what is looked for in it is found however it was encoded."""

from __future__ import annotations

import codecs
import re

from rag.errors import RejectedSourceError
from rag.ingest.decoding.charsets import codec_of

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"""\A<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def xml_text(raw: bytes, *, lenient: bool = False) -> str:
    """An XML file as text without its declaration, to be parsed as UTF-8.

    By its mark, by how it begins, by what it declares; in encodings of the web only, as a parser knows others
    (UTF-7, EBCDIC) in which no look at the bytes finds a document type.

    Args:
        raw: its bytes.
        lenient: replace what is not of its encoding, and take an unknown one for UTF-8.

    Raises:
        RejectedSourceError: it is in none of them.
    """
    codec = next((codec for mark, codec in (*_MARKS, *_WIDE) if raw.startswith(mark)), None)
    if codec is None:
        declared = _DECLARED.match(raw)
        codec = codec_of(declared[1].decode()) if declared else "utf-8"
    if codec is None and lenient:
        codec = "utf-8"
    if codec is None:
        raise RejectedSourceError("an XML file in an unknown encoding")
    try:
        return _DECLARATION.sub("", raw.decode(codec, "replace" if lenient else "strict").removeprefix("\ufeff"))
    except UnicodeError as error:
        raise RejectedSourceError("an XML file that is not in the encoding that it states") from error
