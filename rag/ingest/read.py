"""From the bytes of one source to a draft of an article, or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.errors import RejectedSourceError
from rag.ingest.decoding.encoding import decode
from rag.ingest.exports.export_reader import (
    items_of_lines,
    looks_like_factiva,
    read_export,
    seems_several,
    without_facts,
)
from rag.ingest.limits import Limits, in_megabytes
from rag.ingest.metadata.markdown_heads import split_head
from rag.ingest.source_item import Item
from rag.ingest.sources import HTML_SUFFIXES, MARKDOWN_SUFFIXES, TEXT_SUFFIXES, suffix_of
from rag.model import Draft

#: Larger ones are refused, unless the settings allow them. The largest of the 91 pages of the public article-extraction
#: set has 1.4 MB.
LARGEST = Limits().text_bytes

# How files begin that are often saved under a wrong name.
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ", "xz-compressed"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
)
#: A head of labelled lines is no longer than this.
_HEAD_CHARS = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1b-\x1f\x7f]")
#: Share of control characters that makes a file binary; some old wire copy has a few.
_MAX_CONTROL = 0.01


def read_article(
    raw: bytes,
    name: str,
    *,
    suffix: str | None = None,
    charset: str | None = None,
    most: int = LARGEST,
) -> Draft:
    """Make a draft of one text, page or Markdown file out of its bytes.

    Args:
        raw: the bytes.
        name: what it is called; its suffix says what it is.
        suffix: the suffix that it should have, where that is known better.
        charset: its encoding, where that was stated from outside.
        most: how many bytes it may have.

    Raises:
        RejectedSourceError: it is no article; the text says why.
    """
    suffix = suffix_of(name) if suffix is None else suffix
    text, warnings = _text(raw, suffix, charset, most)
    return _warned(_draft(text, suffix), warnings)


def read_articles(
    raw: bytes,
    name: str,
    *,
    suffix: str | None = None,
    charset: str | None = None,
    most: int = LARGEST,
) -> Iterator[Item]:
    """Read the articles of one text, page or Markdown file: the one that it is, or the many of a news database's
    export.

    Raises:
        RejectedSourceError: see :func:`read_article`.
    """
    suffix = suffix_of(name) if suffix is None else suffix
    text, warnings = _text(raw, suffix, charset, most)
    export = _export(text, suffix)
    if export is not None:
        yield from warned(export, warnings)
        return
    draft = _draft(text, suffix)
    if suffix in TEXT_SUFFIXES and seems_several(text):
        draft = without_facts(draft)
    yield Item(None, _warned(draft, warnings))


def warned(items: Iterable[Item], warnings: tuple[str, ...]) -> Iterator[Item]:
    """The items of one file. What was amiss with its bytes is the file's, so it is told once, of its first article."""
    for item in items:
        if warnings and item.draft is not None:
            item = replace(item, draft=_warned(item.draft, warnings))
            warnings = ()
        yield item


def _warned(draft: Draft, warnings: tuple[str, ...]) -> Draft:
    return replace(draft, warnings=(*draft.warnings, *warnings)) if warnings else draft


def _export(text: str, suffix: str) -> Iterator[Item] | None:
    if suffix in TEXT_SUFFIXES:
        return read_export(text)
    if suffix in HTML_SUFFIXES and looks_like_factiva(text):
        # Imported here: lxml takes longer to load than a .txt file takes to read.
        from rag.ingest.exports.factiva_html import factiva_html_lines

        lines = factiva_html_lines(text)
        return items_of_lines(lines) if lines is not None else None
    return None


def _text(raw: bytes, suffix: str, charset: str | None, most: int) -> tuple[str, tuple[str, ...]]:
    """The checked text of a file, and what was amiss with its bytes."""
    if len(raw) > most:
        raise RejectedSourceError(f"larger than {in_megabytes(most)}")
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            raise RejectedSourceError(f"looks like {what}, not like {suffix or 'an article'}")
    decoded = decode(raw, html=suffix in HTML_SUFFIXES, stated=charset)
    text, warnings = decoded.text, decoded.warnings
    if not text.strip("\ufeff \t\r\n\f\v\0"):
        raise RejectedSourceError("empty")
    if len(_CONTROL.findall(text)) > _MAX_CONTROL * len(text):
        raise RejectedSourceError("binary data, not text")
    if nuls := text.count("\0"):
        text = text.replace("\0", "")
        warnings += (f"{nuls} NUL characters in it were left out",)
    return text, warnings


def _draft(text: str, suffix: str) -> Draft:
    # Imported here: lxml, trafilatura and markdown-it take longer to load than a .txt file takes to read.
    if suffix in TEXT_SUFFIXES:
        from rag.ingest.cleaning.plain_text import read_text

        head, rest = split_head(text[:_HEAD_CHARS]) if ":" in text[:_HEAD_CHARS] else (None, "")
        if head is None:
            return read_text(text)
        rest += text[_HEAD_CHARS:]
        if head.exported:
            from rag.ingest.cleaning.markdown import read_markdown

            return read_markdown(text)
        title = head.said.get("title")
        return head.over(read_text(f"{title}\n\n{rest}" if title else rest))
    if suffix in HTML_SUFFIXES:
        from rag.ingest.cleaning.html import read_html

        return read_html(text)
    if suffix in MARKDOWN_SUFFIXES:
        from rag.ingest.cleaning.markdown import read_markdown

        return read_markdown(text)
    raise RejectedSourceError(f"not a known type of article ({suffix or 'no suffix'})")
