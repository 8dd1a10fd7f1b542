"""Nexis Uni, Nexis Advance and Lexis+: headline, outlet and day, fields ("Length: 92 words"), "Body", the text,
"Classification", "End of Document"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.ingest.exports.entry import ExportEntry
from rag.ingest.exports.field_labels import is_copyright, is_date_line, label_pattern, meaning_of_label
from rag.ingest.exports.nexis import section_of

_END = re.compile(
    r"(?i)end of document|ende des dokuments?|fin (?:du|de) document|fin del documento|fine (?:del )?documento|"
    r"einde (?:van )?(?:het )?document|fim do documento|dokumentets? slut"
)
_BODY = re.compile(
    r"(?i)(?:body|textkörper|textteil|volltext|haupttext|corps(?: du texte)?|cuerpo|corpo(?: do texto)?|hoofdtekst|"
    r"brødtekst)\s?:?"
)
_CLOSING = re.compile(
    r"(?i)(?:classification|klassifizierung|klassifikation|clasificación|classificazione|classificatie|classificação|"
    r"graphic|grafik|graphique|gráfico|grafico|grafiek|correction|notes)\s?:?"
)
_GRAPHIC = re.compile(r"(?i)(?:graphic|grafik|graphique|gráfico|grafico|grafiek)\s?:?")
_NAMES = {
    "section": "section|rubrik|ressort|abschnitt|rubrique|sección|sezione|sectie|seção",
    "length": "length|länge|longueur|longitud|extensión|lunghezza|lengte|comprimento",
    "byline": "byline|verfasserzeile|verfasser|autor|auteur|autore|naamregel",
    "highlight": "highlight|hervorhebung|points essentiels|aspectos destacados",
    "dateline": "dateline|ort/datum|datumszeile",
    "load": "load[- ]date|ladedatum|date de chargement|fecha de carga|data di caricamento|laaddatum",
    "language": "language|sprache|langue|idioma|lingua|taal",
    "type": "publication[- ]type|publikationstyp|type de publication|tipo de publicación|journal[- ]code|zeitungscode",
    "subject": (
        "subject|industry|geographic|organization|company|person|ticker|thema|branche|geografisch|unternehmen|"
        "organisation|document-type|acc-no|issn|url|notes?|correction-date|correction"
    ),
}
_FIELD = label_pattern(_NAMES)
_PASSED = re.compile(r"(?i)(?:page|seite) \d+ (?:of|von) \d+|link to (?:image|pdf|original).*|(?:bild|pdf)-?link.*|\d+")
#: The day, outlet and headline stand so near above the text's mark.
_HEAD_LINES = 14


def nexis_uni_entries(lines: Sequence[str]) -> list[ExportEntry] | None:
    """The articles of an export, or None where the lines are none."""
    ends = [index for index, line in enumerate(lines) if len(line) < 40 and _END.fullmatch(line)]
    if not ends:
        return None
    starts = [0, *(end + 1 for end in ends)]
    chunks = [
        [line for line in lines[start:end] if line] for start, end in zip(starts, [*ends, len(lines)], strict=True)
    ]
    if not any(_BODY.fullmatch(line) for line in chunks[-1]):
        del chunks[-1]  # else it is an article that was cut off
    if not any(_field(line) for chunk in chunks for line in chunk):
        return None
    return [_entry(chunk) for chunk in chunks if chunk]


def _field(line: str) -> tuple[str, str] | None:
    match = _FIELD.match(line[:200])
    return (
        (meaning_of_label(match["name"], _NAMES), line[match.start("value") :] if match["value"] else "")
        if match
        else None
    )


def _entry(lines: Sequence[str]) -> ExportEntry:
    body = next((i for i, line in enumerate(lines) if _BODY.fullmatch(line)), None)
    before = body if body is not None else next((i for i, line in enumerate(lines) if _field(line)), None)
    if before is None:
        # Its form is not understood: the words are kept, and nothing is taken for a day or an outlet.
        return ExportEntry(title=lines[0], body="\n\n".join(lines[1:]))
    # The day is the last one above the fields: further up, in the first article, is the export's own cover.
    stamp = next((i for i in range(before - 1, max(before - _HEAD_LINES, -1), -1) if is_date_line(lines[i])), None)
    if stamp is not None:
        first = stamp + 1
    else:
        first = next((i for i in range(max(before - _HEAD_LINES, 0), before) if _is_field(lines[i])), before)
    if body is None:
        # Without its mark the text begins behind the fields of the head.
        body = before
        while body + 1 < len(lines) and _is_field(lines[body + 1]):
            body += 1
    end = next((i for i in range(body + 1, len(lines)) if _closes(lines[i])), len(lines))
    head = [line for line in lines[max(first - _HEAD_LINES, 0) : first] if not _PASSED.fullmatch(line)]
    title, outlet, day = _top(head, dated=stamp is not None)
    values: dict[str, str] = {}
    fields: list[str] = []
    for line in (*lines[first : body + 1], *lines[end:]):
        if found := _field(line):
            values.setdefault(*found)
        if line not in fields:
            fields.append(line)
    captions: list[str] = []
    if end < len(lines) and _GRAPHIC.fullmatch(lines[end]):
        stop = next((i for i in range(end + 1, len(lines)) if _closes(lines[i]) or _field(lines[i])), len(lines))
        captions = list(lines[end + 1 : stop])
    text = [line for line in lines[body + 1 : end] if not is_copyright(line) and not _PASSED.fullmatch(line)]
    return ExportEntry(
        title=title,
        body="\n\n".join([*([values["highlight"]] if values.get("highlight") else []), *text]),
        outlet=outlet,
        byline=values.get("byline"),
        date=day,
        section=section_of([values["section"]]) if values.get("section") else None,
        language=values.get("language"),
        captions=tuple(captions),
        fields=tuple(fields),
    )


def _closes(line: str) -> bool:
    if len(line) < 40 and _CLOSING.fullmatch(line):
        return True
    found = _field(line)
    return found is not None and found[0] in ("load", "type")


def _is_field(line: str) -> bool:
    return _field(line) is not None or is_copyright(line)


def _top(head: Sequence[str], *, dated: bool) -> tuple[str | None, str | None, str | None]:
    """Headline, outlet and day from the lines above the fields."""
    if dated:
        return (head[-3] if len(head) >= 3 else None), (head[-2] if len(head) >= 2 else None), head[-1]
    return (head[-2], head[-1], None) if len(head) >= 2 else ((head[0] if head else None), None, None)
