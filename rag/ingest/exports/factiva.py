"""Factiva, as text: a head without labels ("212 words", "12 April 2025", "Hallow Herald"), or fields with two-letter
codes (HD, BY, PD, SN, LP, TD), and "Document" with its number below each article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.ingest.cleaning import boilerplate_patterns as phrases
from rag.ingest.exports.entry import ExportEntry
from rag.ingest.exports.field_labels import blocks_of, is_copyright, is_date_line
from rag.ingest.metadata.bylines import names_of
from rag.text.language import language_code

_END = re.compile(
    r"(?i:document|dokument|documento|документ|文件|ドキュメント)\s(?P<number>(?=[A-Za-z]*\d)[A-Za-z0-9]{16,40})\.?"
)
_WORDS = re.compile(
    r"(?i)\d[\d.,' ]{0,9}\s?(?:words?|wörter|worte|mots?|palabras?|palavras?|parole|woorden|słów|слов|ord|字|語|단어)"
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?(?:[ap]m|gmt|utc|uhr))?", re.IGNORECASE)
_FIELD = re.compile(
    r"(?P<code>HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|SE|CLM|ART|DLN|CX|NT)"
    r"(?:\s*[|\t]\s*|\s+|$)(?P<value>.*?)[\s|]*"
)
_SUMMARY = re.compile(r"(?i)search summary|suchzusammenfassung|résumé de la recherche|resumen de la búsqueda")
#: Fields that tell one of this form from prose that begins with two capitals.
_MARKS = frozenset({"HD", "PD", "SN"})
#: The head has no more lines than this above the count of words.
_MAX_HEAD_LINES = 12


def factiva_entries(lines: Sequence[str]) -> list[ExportEntry] | None:
    """The articles of an export, or None where the lines are none."""
    entries: list[ExportEntry] = []
    start = 0
    for index, line in enumerate(lines):
        match = _END.fullmatch(line) or (_numbered(line) if line.startswith("AN") else None)
        if match is None:
            continue
        entries.append(_entry(lines[start:index], match["number"], line))
        start = index + 1
    if entries and any(_is_count(line) for line in lines[start:]):
        entries.append(_entry(lines[start:], None, ""))  # the last one was cut off
    return entries or None


def _is_count(line: str) -> bool:
    return len(line) < 40 and _WORDS.fullmatch(line) is not None


def _numbered(line: str) -> re.Match[str] | None:
    return _END.fullmatch(re.sub(r"^AN[\s|]*", "", line).strip(" |"))


def _entry(lines: Sequence[str], number: str | None, last: str) -> ExportEntry:
    codes = [match["code"] for line in lines if (match := _FIELD.fullmatch(line[:200]))]
    if set(codes) >= _MARKS:
        return _coded(lines, number, last)
    count = next((i for i, line in enumerate(lines) if _is_count(line)), None)
    if count is None:
        # Its head is not understood: the words are kept, and nothing is taken for a day or an outlet.
        return ExportEntry(title=None, body="\n".join(lines).strip(), number=number, fields=(last,))
    return _plain(lines, count, number, last)


def _coded(lines: Sequence[str], number: str | None, last: str) -> ExportEntry:
    """An article in fields, each going on to the next one; a code may stand on a line of its own above its value."""
    values: dict[str, list[str]] = {}
    current: list[str] | None = None
    order: list[str] = []
    for line in lines:
        match = _FIELD.fullmatch(line) if line else None
        if match and _may_follow(match["code"], order, alone=not match["value"]):
            order.append(match["code"])
            current = values.setdefault(match["code"], [])
            if match["value"]:
                current.append(match["value"])
        elif current is not None:
            current.append(line)
    said = {code: " ".join(line for line in found if line) for code, found in values.items()}
    fields = [f"{code} {value}" for code, value in said.items() if code not in ("HD", "LP", "TD")]
    return ExportEntry(
        title=said.get("HD") or None,
        body="\n\n".join("\n".join(values[code]).strip() for code in ("LP", "TD") if code in values),
        outlet=said.get("SN") or None,
        byline=said.get("BY") or None,
        date=said.get("PD") or None,
        section=said.get("SE") or said.get("CLM") or None,
        language=said.get("LA"),
        captions=tuple(filter(None, [said.get("ART")])),
        number=number,
        fields=(*fields, last),
    )


def _may_follow(code: str, order: Sequence[str], *, alone: bool) -> bool:
    """Whether a line begins the field ``code``: each comes once, and behind the text only those that stand there."""
    if code in order:
        return False
    in_text = bool(order) and order[-1] in ("LP", "TD")
    return alone or not in_text or code in ("TD", "CT", "RF", "CO", "NS", "IPC", "IPD", "PUB", "AN", "ART")


def _plain(lines: Sequence[str], count: int, number: str | None, last: str) -> ExportEntry:
    """An article whose head has no labels: headline, byline, count of words, day, time, outlet, its code, page,
    language, copyright, then the text."""
    title, byline, section = _top(lines[:count])
    head: list[str] = []
    date = outlet = language = None
    place = count + 1
    for place in range(count + 1, len(lines)):
        line = lines[place]
        if not line:
            if outlet is not None and (language is not None or any(map(is_copyright, head))):
                break
            continue
        if date is None and is_date_line(line):
            date = line
        elif date is not None and outlet is None and not _CLOCK.fullmatch(line):
            outlet = line
        elif language is None and outlet is not None and len(line.split()) <= 3 and language_code(line):
            language = line
        elif len(head) > _MAX_HEAD_LINES or (outlet is not None and len(line) > 60 and not is_copyright(line)):
            break
        head.append(line)
        if outlet is not None and is_copyright(line):
            place += 1
            break
    return ExportEntry(
        title=title,
        body="\n".join(lines[place:]).strip(),
        outlet=outlet,
        byline=byline,
        date=date,
        section=section,
        language=language,
        number=number,
        fields=(lines[count], *head, last),
    )


def _top(lines: Sequence[str]) -> tuple[str | None, str | None, str | None]:
    """Headline, byline and section from the lines above the count of words: the headline is what is neither."""
    blocks = list(blocks_of(lines))
    # What is far above the count, behind a blank line, belongs to the export (its name, a summary of the search).
    said = [line for block in blocks[-3:] for line in block][-_MAX_HEAD_LINES:] if blocks else []
    said = [line for line in said if not _SUMMARY.fullmatch(line)]
    byline = section = None
    if len(said) > 1 and phrases.LABEL_PATTERN.fullmatch(said[0]):
        section, said = said[0], said[1:]
    if len(said) > 1 and (
        names_of(f"By {said[-1]}") or names_of(said[-1]) or re.match(r"(?i)(?:by|von|par|por) ", said[-1])
    ):
        byline, said = said[-1], said[:-1]
    if len(said) > 1 and section is None and len(said[0].split()) <= 3:
        section, said = said[0], said[1:]
    return " ".join(said) or None, byline, section
