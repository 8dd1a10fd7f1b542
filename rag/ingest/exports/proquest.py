"""ProQuest, as text: rules of underscores between the documents, fields with labels, "Full text:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.ingest.exports.entry import ExportEntry
from rag.ingest.exports.field_labels import label_pattern, meaning_of_label

_RULE = re.compile(r"_{10,}|-{30,}")
_NUMBERED = re.compile(r"(?i)(?:document|dokument|documento|documento) \d+ (?:of|von|de|di) \d+")
_NAMES = {
    "text": "full[ -]?text|volltext|texte intégral|texto completo|testo completo|volledige tekst",
    "abstract": "abstract|resumen|résumé|riassunto|resumo",
    "author": "authors?|autor|autoren|verfasser|auteurs?|autores?|autore|autori",
    "info": (
        "publication info|veröffentlichungsinformationen|publikationsinfo(?:rmationen)?|informations de publication|"
        "información de (?:la )?publicación|informazioni sulla pubblicazione|informações da publicação"
    ),
    "outlet": (
        "publication title|publikationstitel|titel der publikation|titre de (?:la )?publication|"
        "título de (?:la )?publicación|titolo della pubblicazione|título da publicação"
    ),
    "date": (
        "publication date|publikationsdatum|erscheinungsdatum|veröffentlichungsdatum|date de publication|"
        "fecha de publicación|data di pubblicazione|data de publicação"
    ),
    "section": "section|rubrik|abschnitt|sección|rubrique|sezione|seção",
    "language": (
        "language of publication|language|sprache(?: der (?:publikation|veröffentlichung))?|langue(?: de publication)?|"
        "idioma(?: de (?:la )?publicación)?|lingua(?: di pubblicazione)?"
    ),
    "title": "title|titel|titre|título|titolo",
    "number": (
        "proquest document id|proquest-dokument-?(?:id|nummer)|(?:id|identifiant) (?:du )?document proquest|"
        "(?:id|identificador) (?:de|del) documento (?:de )?proquest|id documento proquest"
    ),
    "caption": "illustration(?: caption)?|caption|bildunterschrift|photo caption",
    "other": (
        "subject|location|people|company / organization|companies?|classification|naics|identifier / keyword|keywords?|"
        "pages?|number of pages|publication year|year|first page|volume|issue|publisher|place of publication|"
        "country of publication|publication subject|issn|isbn|source type|document type|document features|"
        "document url|copyright|last updated|database|links?|credit|alternate title|dateline|column|edition|doi|"
        "thema|schlagwörter|standort|personen|ort|verlag|erscheinungsort|erscheinungsjahr|quellentyp|dokumenttyp|"
        "dokument-url|datenbank|zuletzt aktualisiert|seiten?|sujet|lieu|personnes|éditeur|type de (?:source|document)|"
        "url du document|base de données|materia|lugar|personas|editorial|tipo de (?:fuente|documento)|"
        "url del documento|base de datos|última actualización|año de publicación|páginas?"
    ),
}
_FIELD = label_pattern(_NAMES)
_FULL_TEXT_HEAD = re.compile(r"(?i)full ?text|volltext|texte intégral|texto completo")
_DETAILS_HEAD = re.compile(r"(?i)(?:publication )?details|indexing(?: \(details\))?|angaben|détails|detalles")
_NONE = re.compile(r"(?i)(?:full text |abstract )?(?:is )?(?:not available|none available)\.?|none\.?")
_OUTLET_END = re.compile(r";|\[|, \d|\. \d")
_ARTICLE = frozenset({"info", "outlet", "date", "number"})


def proquest_entries(lines: Sequence[str]) -> list[ExportEntry] | None:
    """The articles of an export, or None where the lines are none."""
    if not any("proquest" in line.lower() for line in lines[:30]) and not any(
        _label(line) == "number" or (_label(line) == "info") for line in lines
    ):
        return None
    entries: list[ExportEntry] = []
    section: list[str] = []
    for line in (*lines, "_" * 10):
        if not _RULE.fullmatch(line):
            section.append(line)
            continue
        if (entry := _entry(section)) is not None:
            entries.append(entry)
        section = []
    return entries or None


def _label(line: str) -> str | None:
    match = _FIELD.match(line[:200])
    return meaning_of_label(match["name"], _NAMES) if match else None


def _entry(lines: Sequence[str]) -> ExportEntry | None:
    """One document; None where the section between two rules is none (the report's head, a list of titles)."""
    values: dict[str, list[str]] = {}
    fields: list[str] = []
    title: str | None = None
    current: list[str] | None = None
    in_text = False
    for index, line in enumerate(lines):
        meaning = _label(line)
        blank_before = index == 0 or not lines[index - 1]
        if meaning is None and not line.endswith(".") and blank_before and _FULL_TEXT_HEAD.fullmatch(line):
            current, in_text = values.setdefault("text", []), True
        elif meaning is None and in_text and blank_before and _DETAILS_HEAD.fullmatch(line):
            current, in_text = None, False
        elif meaning is not None and (not in_text or (blank_before and meaning not in ("text", "title", "section"))):
            match = _FIELD.match(line[:200])
            current = values.setdefault(meaning, [])
            if match and match["value"]:
                current.append(line[match.start("value") :])
            in_text = meaning == "text"
        elif current is not None and (line or in_text):
            current.append(line)
        elif line and title is None and not values and not _NUMBERED.fullmatch(line):
            title = line
            continue
        if line and not in_text and current is not None:
            fields.append(line)
    if not ("text" in values or len(set(values) & _ARTICLE) >= 2):
        return None
    return _made(values, title, fields)


def outlet_of(stated: str) -> str:
    """The outlet's name, which stands before its place, volume or day: "The Ledger ; Ostmark. 03 May 2025: A.1." """
    return _OUTLET_END.split(stated, maxsplit=1)[0].rstrip().strip(" .,")


def _made(values: dict[str, list[str]], title: str | None, fields: list[str]) -> ExportEntry:
    said = {meaning: " ".join(line for line in found if line).strip() for meaning, found in values.items()}
    info = said.get("info", "")
    outlet = outlet_of(said.get("outlet") or info)
    text = "\n".join(values.get("text", [])).strip()
    abstract = said.get("abstract", "")
    only_abstract = (not text or bool(_NONE.fullmatch(text))) and bool(abstract) and not _NONE.fullmatch(abstract)
    if _NONE.fullmatch(text):
        text = ""
    behind = re.split(r"[.;]\s+", info[len(outlet) :])
    return ExportEntry(
        title=said.get("title") or title,
        body=abstract if only_abstract else text,
        outlet=outlet or None,
        byline=said.get("author") or None,
        date=said.get("date") or next((part for part in behind if re.search(r"\b\d{4}\b", part)), None),
        section=(said.get("section") or "")[:80] or None,
        language=said.get("language"),
        captions=tuple(filter(None, [said.get("caption")])),
        number=said.get("number") or None,
        fields=tuple(fields),
        abstract=only_abstract,
    )
