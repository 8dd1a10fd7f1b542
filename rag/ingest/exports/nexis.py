"""Nexis and LexisNexis, the older form: "1 of 3 DOCUMENTS" above each article, fields in capitals ("LENGTH: …")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.ingest.exports.entry import ExportEntry
from rag.ingest.exports.field_labels import blocks_of, is_copyright, is_date_line, label_pattern, meaning_of_label

_DIVIDER = re.compile(
    r"(?:\d{1,6} (?:of|von|de|di|van|af|av) \d{1,6} (?:documents?|dokumente?n?|documenten|documentos|documenti)"
    r"|(?:document|dokument|documento) \d{1,6} (?:of|von|de|di|van|af|av) \d{1,6})",
    re.IGNORECASE,
)
_HEAD = {
    "byline": "byline|by-line|autor|autoren|von|auteur|autore|autora",
    "section": "section|rubrik|ressort|rubrique|sección|seccion|sezione|sectie|rubriek",
    "length": "length|länge|longueur|longitud|lunghezza|lengte|længde|extensión",
    "dateline": "dateline|ortsmarke|source|quelle|series|serie|e-mail|column",
    "highlight": "highlight|hightlight",
}
_TAIL = {
    "language": "language|sprache|langue|idioma|lingua|taal|sprog",
    "load": "load-date|update|ladedatum|date-chargement|fecha-carga|laaddatum",
    "graphic": "graphic|grafik|graphique|gráfico|photos?|cutline|images?|caption",
    "type": (
        "publication-type|publikationstyp|zeitungs-?code|journal-code|document-type|dokument-?typ|type|category|"
        "publication-source-country|pub-type"
    ),
    "correction": "correction|correction-date|korrektur|notes?|editor-note|disclaimer",
    "subject": (
        "subject|geographic|company|companies|organization|person|personen|industry|ticker|state|country|city|thema|"
        "themen|firma|branche|region|distribution|enhancement|chart|acc-no|issn|url|web-address|name|facility|product"
    ),
}
_ALL = {**_HEAD, **_TAIL}
#: Fields that nothing but this database writes so.
_OWN = frozenset({"length", "load", "type"})
_FIELD = label_pattern(_ALL, upper=True)
_END_OF_REQUEST = re.compile(
    r"(?i)[-\s]*(?:end of request|ende der anforderung)[-\s]*|(?:download request|send to|terms|source|project id):.*"
)
_PAGE = re.compile(r"\s*;\s*(?:pg\.?|page|s\.|p\.|seite|pág\.?|version:?)\s?[\dA-Z].*$", re.IGNORECASE)
_EDITION = re.compile(r"(?i).*\b(?:edition|ausgabe|édition|edición|final|correction appended|late|metro)\b.*")


def nexis_entries(lines: Sequence[str]) -> list[ExportEntry] | None:
    """The articles of an export, or None where the lines are none."""
    places = [index for index, line in enumerate(lines) if len(line) < 60 and _DIVIDER.fullmatch(line)]
    if not places:
        return None
    ends = [*places[1:], len(lines)]
    chunks = [lines[start + 1 : end] for start, end in zip(places, ends, strict=True)]
    if not any(fields_of(chunk) & _OWN for chunk in chunks):
        return None
    return [entry for chunk in chunks if (entry := _entry(chunk)) is not None]


def one_nexis_entry(lines: Sequence[str]) -> ExportEntry | None:
    """The one article of a file that has the fields of an export but no mark above the article; None where it is no
    such file, or holds several."""
    found = [meaning for line in lines if (meaning := _meaning(line)) is not None]
    if not set(found) & _OWN or len(set(found)) < 2 or found.count("length") > 1 or found.count("load") > 1:
        return None
    return _entry(lines)


def fields_of(lines: Sequence[str]) -> set[str]:
    """The meanings of the fields among ``lines``."""
    return {meaning for line in lines if (meaning := _meaning(line)) is not None}


def _meaning(line: str) -> str | None:
    match = _FIELD.match(line[:200])
    return meaning_of_label(match["name"], _ALL) if match else None


def _entry(lines: Sequence[str]) -> ExportEntry | None:
    """One article: a head (outlet, day, headline, fields), the text, and a tail of fields."""
    lines = [line for line in lines if not _END_OF_REQUEST.fullmatch(line)]
    if not any(lines):
        return None
    head_end, body_start, body_end = _parts(lines)
    values: dict[str, list[str]] = {}
    fields = list(_noted(lines[head_end:body_start], values)) + list(_noted(lines[body_end:], values))
    outlet, stamp, title, standfirst = _head(lines[:head_end])
    highlight = values.get("highlight", [])
    body = "\n".join(lines[body_start:body_end])
    text = "\n\n".join(part for part in (*standfirst, *highlight, body) if part.strip())
    return ExportEntry(
        title=title,
        body=text,
        outlet=outlet,
        byline="; ".join(values.get("byline", [])) or None,
        date=stamp,
        section=section_of(values.get("section")),
        language=next(iter(values.get("language", ())), None),
        captions=tuple(values.get("graphic", ())),
        fields=tuple(fields),
    )


def section_of(values: Sequence[str] | None) -> str | None:
    """A section without the page it stood on ("NEWS; Pg. 3")."""
    section = _PAGE.sub("", values[0]).strip(" ;") if values else ""
    return section if section and len(section) <= 80 else None


def _parts(lines: Sequence[str]) -> tuple[int, int, int]:
    """Where the head's own lines end, where the text begins behind the head's fields, and where it ends."""
    meanings = [_meaning(line) for line in lines]
    first = next((i for i, meaning in enumerate(meanings) if meaning in _HEAD), None)
    if first is None:
        head_end = body_start = _behind_headline(lines)
    else:
        head_end = first
        body_start = _behind(lines, first)
        # Further fields of the head follow at once; the same words later on are the text's own.
        while (following := _next(lines, body_start)) is not None and meanings[following] in _HEAD:
            body_start = _behind(lines, following)
    body_end = next(
        (
            i
            for i in range(body_start, len(lines))
            if meanings[i] in _TAIL and (i == 0 or not lines[i - 1] or meanings[i - 1] is not None)
        ),
        len(lines),
    )
    while body_end > body_start and (not lines[body_end - 1] or is_copyright(lines[body_end - 1])):
        body_end -= 1
    return head_end, body_start, body_end


def _next(lines: Sequence[str], start: int) -> int | None:
    return next((i for i in range(start, len(lines)) if lines[i]), None)


def _behind(lines: Sequence[str], index: int) -> int:
    """Behind the field at ``index``, whose value may be wrapped: at a blank line or the next field."""
    end = index + 1
    while end < len(lines) and lines[end] and _meaning(lines[end]) is None:
        end += 1
    return end


def _behind_headline(lines: Sequence[str]) -> int:
    """Behind the headline of an article without fields in its head: the block below the one with the day."""
    stamp = next((i for i, line in enumerate(lines) if is_date_line(line)), 0)
    blank = next((i for i in range(stamp, len(lines)) if not lines[i]), len(lines))
    start = next((i for i in range(blank, len(lines)) if lines[i]), len(lines))
    return next((i for i in range(start, len(lines)) if not lines[i]), len(lines))


def _noted(lines: Sequence[str], values: dict[str, list[str]]) -> Iterator[str]:
    """The fields among ``lines``, one each, their values noted by meaning."""
    for block in blocks_of(lines):
        current: str | None = None
        said: list[str] = []
        for line in block:
            meaning = _meaning(line)
            if meaning is not None or current is None:
                if said:
                    yield " ".join(said)
                said = []
                current = meaning
                match = _FIELD.match(line[:200]) if meaning else None
                if match and meaning:
                    values.setdefault(meaning, []).append(line[match.start("value") :] if match["value"] else "")
            elif values.get(current):
                values[current][-1] = f"{values[current][-1]} {line}".strip()
            said.append(line)
        if said:
            yield " ".join(said)


def _head(lines: Sequence[str]) -> tuple[str | None, str | None, str | None, list[str]]:
    """Outlet, day, headline, and what stands between headline and fields."""
    blocks = [kept for block in blocks_of(lines) if (kept := [line for line in block if not is_copyright(line)])]
    place = next((i for i, block in enumerate(blocks[:4]) if any(is_date_line(line) for line in block)), None)
    if place is None:
        outlet, rest = (blocks[0][0], blocks[1:]) if len(blocks) > 1 else (None, blocks)
        stamp = None
    else:
        at = next(i for i, line in enumerate(blocks[place]) if is_date_line(line))
        above = [line for block in (*blocks[:place], blocks[place][:at]) for line in block]
        outlet, stamp, rest = (above[0] if above else None), blocks[place][at], blocks[place + 1 :]
    while len(rest) > 1 and len(rest[0]) == 1 and len(rest[0][0].split()) <= 5 and _EDITION.fullmatch(rest[0][0]):
        rest = rest[1:]
    title = " ".join(rest[0]) if rest else None
    return outlet, stamp, title, [" ".join(block) for block in rest[1:]]
