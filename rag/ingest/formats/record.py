"""One record of a table, a feed's copy or a JSON file, and the article that it states."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.entities import unescaped
from rag.ingest.cleaning.plain_text import title_from
from rag.ingest.field_map import USUAL_NAMES, FieldMap, plain_name
from rag.ingest.formats.body_text import read_body, sound
from rag.model import DateOrigin, Draft
from rag.text.dates.stated import parse_published
from rag.text.language import choose_language
from rag.text.lines import normalise, squeezed
from rag.text.urls import web_address

Record = Mapping[str, object]

ONLY_SUMMARY = "only its summary is there, not its text"
#: What stands in for a text that a record does not have; such an article gets a warning.
_SUMMARY_NAMES = (
    "leadparagraph", "summary", "description", "shortdescription", "abstract", "standfirst", "teaser", "lead",
    "trailtext", "snippet",
)  # fmt: skip
#: Where an article lies within the record that a search engine or a newsroom's interface gives.
_WRAPPERS = ("_source", "fields", "attributes", "article", "node", "item")
#: The plain value within a value: of WordPress, of linked data, of a database's export, of XML turned into JSON.
_INNER = (
    "rendered", "name", "original", "main", "$date", "$oid", "value", "@value", "#text", "text", "html", "title", "url",
    "href",
)  # fmt: skip
#: Seconds since 1970, from 1990 to 2096, and the same in thousandths: fewer or more digits count something else.
_SECONDS = range(631_152_000, 4_000_000_000)
_CUT_OFF = re.compile(r"\[\+\d{1,9} chars\]$")
_REMOVED = re.compile(r"(?i)\[(?:removed|deleted)\]")
_BEHIND_DASH = re.compile(r"(?P<title>.+\S)\s+[-–—|·•]\s+(?P<site>\S.*)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where a byline says that somebody wrote ("Mina Falk in Ness").
_WHERE = re.compile(r"(?P<name>[^\W\d_a-z]\S*(?:\s\S+){1,4}?)\s(?:in|from|at|aus|im|à|en|em|w|у|в)\s[^\W\d_a-z].*")
_BY = re.compile(r"(?i)^(?:by|von|par|por|di|av|door|автор:?)\s+")
_JOINT = re.compile(r"\s*[;|]\s*|,\s+(?!Jr|Sr|[IV]+\b)|\s+(?:and|und|et|y|і|та|и|e|og|och|en|&)\s+")
#: A value is looked into so deep.
_MAX_DEPTH = 4
MAX_KEY_CHARS = 300


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a source states about all of its records (a feed's title and language)."""

    outlet: str | None = None
    language: str | None = None


NO_DEFAULTS = Defaults()


@dataclass(frozen=True, slots=True)
class FieldValues:
    """The values of one record by what they mean; a meaning without a value is missing."""

    values: Mapping[str, object]

    def line(self, meaning: str) -> str | None:
        """The value as one line of plain text."""
        return _line(self.values.get(meaning))

    @property
    def key(self) -> str | None:
        """What the record calls itself: its id, else its address."""
        key = self.line("id") or self.line("url")
        return key if key and len(key) <= MAX_KEY_CHARS else None


def look_up(record: Record, fields: FieldMap) -> FieldValues:
    """Find a record's values under the mapped and the usual names."""
    outer = {plain_name(key): value for key, value in record.items() if not _is_empty(value)}
    inner = next((value for key in _WRAPPERS if isinstance(value := record.get(key), Mapping)), {})
    named = {**outer, **{plain_name(key): value for key, value in inner.items() if not _is_empty(value)}}
    chosen = fields.chosen()
    values: dict[str, object] = {}
    for meaning, names in USUAL_NAMES.items():
        if meaning in chosen:
            value = mapped_value(record, chosen[meaning])
        else:
            value = next((named[name] for name in names if name in named), None)
        if not _is_empty(value):
            values[meaning] = value
    if "text" not in values and "text" not in chosen:
        summary = next((named[name] for name in _SUMMARY_NAMES if name in named), None)
        if isinstance(summary, str):
            values["summary"] = summary
    return FieldValues(values)


def mapped_value(record: Record, path: str) -> object:
    """The value of the field called ``path``, or at the end of a path of names with dots between them."""
    exact = {key.casefold(): value for key, value in record.items()}
    if path.casefold() in exact:
        return exact[path.casefold()]
    first, dot, rest = path.partition(".")
    inner = exact.get(first.casefold())
    return mapped_value(inner, rest) if dot and isinstance(inner, Mapping) else None


def draft_of_record(found: FieldValues, defaults: Defaults = NO_DEFAULTS) -> Draft:
    """Make a draft of a record's values.

    Raises:
        RejectedSourceError: it has no text, or only boilerplate in it.
    """
    raw = _text(found.values.get("text"))
    warnings: list[str] = []
    if raw is None:
        raw = _text(found.values.get("summary"))
        warnings.append(ONLY_SUMMARY)
    if raw is None:
        raise RejectedSourceError("no text")
    # Only the end is looked at: over a long text of blanks a pattern that begins with blanks takes minutes.
    if cut := _CUT_OFF.search(raw.rstrip()[-30:]):
        raw = raw.rstrip()[: -len(cut[0])].rstrip(" .…")
        warnings.append("its text is cut off in the source")
    title = found.line("title")
    if _REMOVED.fullmatch(raw.strip()) and (title is None or _REMOVED.fullmatch(title)):
        raise RejectedSourceError("its publisher has removed it: nothing but that is there")
    body = read_body(raw, title)
    page = body.page
    outlet = _outlet(found.values.get("outlet")) or (page.outlet if page else None) or defaults.outlet
    authors = people(found.values.get("authors")) or (page.authors if page else ())
    published = read_date(found.values.get("published")) or (page.published if page else None)
    stated = found.line("published")
    if stated and published is None:
        warnings.append(f"its date is not clear, so it has none: {stated[:60]}")
    return Draft(
        title=(without_outlet(title, outlet) if title else None) or (page.title if page else title_from(body.text)),
        text=body.text,
        outlet=outlet,
        # An agency that signs its own reports is no person.
        authors=tuple(name for name in authors if squeezed(name) != squeezed(outlet or "")),
        published=published,
        url=web_address(found.line("url")) or (page.url if page else None),
        language=choose_language(found.line("language") or defaults.language, body.text),
        captions=body.captions,
        updated=read_date(found.values.get("updated")),
        section=_section(found.values.get("section")),
        published_from=_origin(found, page, published),
        taken_off=body.removed,
        warnings=tuple(warnings),
    )


def without_outlet(title: str, outlet: str | None) -> str:
    """A headline without the outlet's name behind its last stroke or dash, which aggregators put there."""
    match = _BEHIND_DASH.fullmatch(title)
    return match["title"] if match and outlet and squeezed(match["site"]) == squeezed(outlet) else title


def _origin(found: FieldValues, page: Draft | None, published: date | None) -> DateOrigin | None:
    if published is None:
        return None
    return "field" if read_date(found.values.get("published")) else (page.published_from if page else None)


def _is_empty(value: object) -> bool:
    if isinstance(value, float) and not math.isfinite(value):  # what programs for tables write for nothing
        return True
    return value is None or value == "" or value == [] or value == {} or (isinstance(value, str) and not value.strip())


def _plain(value: object, depth: int = _MAX_DEPTH) -> str | None:
    """The text within a value; the first one of a list."""
    if isinstance(value, bool) or depth == 0 or _is_empty(value):
        return None
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return next((text for key in _INNER if (text := _plain(value.get(key), depth - 1))), None)
    if isinstance(value, list):
        return next((text for entry in value if (text := _plain(entry, depth - 1))), None)
    return None


def _line(value: object) -> str | None:
    """A value as one line, without the tags and entities that headlines bring along."""
    text = _plain(value)
    if text is None:
        return None
    if "&" in text or "<" in text:
        text = re.sub(r"<[/a-zA-Z][^<>]{0,200}>", "", unescaped(text))
    return " ".join(normalise(sound(text)).split()) or None


def _text(value: object) -> str | None:
    """A body: a string, or a list of paragraphs, each a string or an object with one."""
    if isinstance(value, list):
        parts = (_plain(entry) for entry in value)
        return "\n\n".join(part for part in parts if part) or None
    text = _plain(value)
    return text if text and text.strip() else None


def _section(value: object) -> str | None:
    line = _line(value)
    return line if line and len(line) <= 80 else None


def _outlet(value: object) -> str | None:
    """The outlet's name; an address is reduced to its host."""
    line = _line(value)
    if line and (match := re.match(r"https?://(?:www\.)?([^/\s:]+)", line, re.IGNORECASE)):
        return match[1].lower()
    return line if line and len(line) <= 120 else None


def people(value: object) -> tuple[str, ...]:
    """The names in a byline, a list of names, or of ``{"name": …}``."""
    return tuple(dict.fromkeys(name for name in _names(value, _MAX_DEPTH) if 1 < len(name) <= 80))


def _names(value: object, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _names(entry, depth - 1)
    elif isinstance(value, Mapping) and value.get("isAgency") is True:
        return
    elif isinstance(value, Mapping) and not _line(value) and isinstance(value.get("person"), list):
        yield from _names(value["person"], depth - 1)
    elif isinstance(value, Mapping) and not _line(value) and (parts := _parts_of_name(value)):
        yield parts
    elif isinstance(value, str) and value.lstrip().startswith("["):
        # A table's cell that holds a list: ['A. Writer', 'B. Writer'].
        yield from (name for name in re.findall(r"""["']([^"']{2,80})["']""", value))
    elif line := _line(value):
        for name in _JOINT.split(_BY.sub("", line)):
            where = _WHERE.fullmatch(name.strip(" ,"))
            name = where["name"] if where else name
            if name.strip(" ,.") and not re.search(r"https?://|@", name):
                yield name.strip(" ,")


def _parts_of_name(value: Mapping[str, object]) -> str:
    named = {plain_name(str(key)): part for key, part in value.items() if isinstance(part, str)}
    first = named.get("firstname") or named.get("givenname") or ""
    last = named.get("lastname") or named.get("familyname") or ""
    return " ".join(part for part in (first, named.get("middlename", ""), last) if part.strip())


def read_date(value: object) -> date | datetime | None:
    """The date in a field: as it is written, as digits only (20250304), or as the seconds since 1970."""
    text = _plain(value)
    if text is None:
        return None
    text = text.strip()
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        return parse_published("-".join(match.groups()))
    if re.fullmatch(r"\d{9,10}(?:\.\d+)?|\d{12,13}", text):
        whole = int(text.partition(".")[0])
        seconds = whole // 1000 if len(str(whole)) >= 12 else whole
        return datetime.fromtimestamp(seconds, UTC) if seconds in _SECONDS else None
    found = parse_published(text)
    # Second nought of the computers' clock is what is written where there is no date.
    return None if found == _EPOCH else found
