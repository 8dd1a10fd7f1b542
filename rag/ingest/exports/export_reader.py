"""From the text of a file to the articles of a database's export in it, or None where it is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.errors import RejectedSourceError
from rag.ingest.exports.entry import ExportEntry, draft_of_entry
from rag.ingest.exports.factiva import factiva_entries
from rag.ingest.exports.field_labels import plain_lines
from rag.ingest.exports.nexis import nexis_entries, one_nexis_entry
from rag.ingest.exports.nexis_uni import nexis_uni_entries
from rag.ingest.exports.proquest import proquest_entries
from rag.ingest.formats.nesting import unique
from rag.ingest.source_item import Item
from rag.model import Draft

SEVERAL = "the file seems to hold several articles in a form that is not known, so it has no date and no outlet"

_FORMS = (proquest_entries, factiva_entries, nexis_entries, nexis_uni_entries)
#: What tells in a few characters that a file may be an export: looked for before it is taken apart.
_HINT = re.compile(
    r"(?im)^[ \t]*(?:\d+ (?:of|von|de|di|van|af|av) \d+\b|(?:AN[ \t|]+)?(?:documento?|dokument|документ)[ \xa0]|"
    r"end of document|ende des dokuments?|fin (?:du|de|del) |fine (?:del )?documento|einde |fim do |_{10}|"
    r"(?:LENGTH|LÄNGE|LONGUEUR|LOAD-DATE|PUBLICATION-TYPE|UPDATE|JOURNAL-CODE)\s?:)"
)
_RECORD_LABEL = re.compile(
    r"(?im)^[ \t]{0,8}(?P<name>headline|title|date|published|publication(?: date| title)?|source|newspaper|author|"
    r"by-?line|length|word count|words|load-date|document(?: id| number)?|accession number|copyright|full text|page|"
    r"section|titel|datum|quelle|zeitung|autor|länge|titre|auteur|título|fecha|fuente)\s?:"
)
#: So many of two fields, each at the beginning of a line, are records.
_MIN_RECORDS = 2


def read_export(text: str, *, whole_lines: bool = False) -> Iterator[Item] | None:
    """Read a file's articles where it is a database's export.

    Args:
        text: the file's text.
        whole_lines: each line is a paragraph (of a Word or RTF document).

    Returns:
        None where it is no export. Items have keys where the form marks each article, so that an article has the same
        key in an export with more of them.
    """
    if not _HINT.search(text):
        return None
    lines = plain_lines(text)
    if whole_lines:
        lines = [part for line in lines for part in (line, "")]
    return items_of_lines(lines)


def looks_like_factiva(text: str) -> bool:
    """Whether a page may be such an export."""
    return (
        "articleParagraph" in text
        and "Article" in text
        and ("enHeadline" in text or 'id="hd"' in text or "<b>HD" in text)
    )


def items_of_lines(lines: Sequence[str]) -> Iterator[Item] | None:
    """The articles in the lines of an export (see :func:`read_export`)."""
    for form in _FORMS:
        if (entries := form(lines)) is not None:
            return _items(entries)
    single = one_nexis_entry(lines)
    return None if single is None else iter([Item(None, draft_of_entry(single))])


def _items(entries: Sequence[ExportEntry]) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        key = unique(entry.key, seen)
        try:
            yield Item(key, draft_of_entry(entry))
        except RejectedSourceError as error:
            called = f" ({entry.title[:60]})" if entry.title else ""
            yield Item(key, reason=f"article {number}{called}: {error}")


def without_facts(draft: Draft) -> Draft:
    """A draft of what holds several articles: without the date, outlet and persons that are one's of them, and with a
    warning."""
    return replace(
        draft,
        published=None,
        published_from=None,
        updated=None,
        outlet=None,
        authors=(),
        warnings=(*draft.warnings, SEVERAL),
    )


def seems_several(text: str) -> bool:
    """Whether a text has the fields of several records, in whatever form: two of the usual names, each on more than one
    line, equally often."""
    counts = Counter(match["name"].lower() for match in _RECORD_LABEL.finditer(text))
    often = [count for count in counts.values() if count >= _MIN_RECORDS]
    return len(often) >= 2 and any(often.count(count) >= 2 for count in often)
