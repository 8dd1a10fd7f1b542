"""One article as a news database exports it, and the draft that it makes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.plain_text import title_from
from rag.ingest.formats.body_text import read_body
from rag.ingest.formats.record import people
from rag.ingest.metadata.bylines import names_of
from rag.model import Draft, TakenOff
from rag.text.dates.stated import parse_published
from rag.text.language import choose_language
from rag.text.lines import squeezed

FIELD = "a field of the database's export"
NO_BODY = "no text, only the database's fields"
_MAX_PIECE_CHARS = 300
_ROLE = re.compile(
    r"(?i)\b(?:writer|reporter|editor|correspondent|columnist|staff|bureau|critic|contributor|redakteur\w*|"
    r"korrespondent\w*|agenc(?:y|ies)|service|news|press|jr|sr|ph\.?d|m\.?d)\b\.?"
)


_BY = re.compile(r"(?i)^(?:by|von|par|por):?\s+")


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """What an export states of one article, as it is written there.

    ``number`` is the database's own for it. ``fields`` are the export's lines that are no part of the article.
    ``abstract`` says that ``body`` is no more than that.
    """

    title: str | None
    body: str
    outlet: str | None = None
    byline: str | None = None
    date: str | None = None
    section: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()
    number: str | None = None
    fields: tuple[str, ...] = ()
    abstract: bool = False

    @property
    def key(self) -> str:
        """What the article is called within its file: the database's number, else what follows from headline, date and
        outlet, so that it is the same in an export with more articles."""
        if self.number:
            return self.number
        said = "\n".join(squeezed(part or "") for part in (self.title, self.date, self.outlet))
        said = said if self.title else f"{said}\n{squeezed(self.body[:500])}"
        return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8).hexdigest()


def draft_of_entry(entry: ExportEntry) -> Draft:
    """Make a draft of an entry.

    Raises:
        RejectedSourceError: it has no text, or nothing but boilerplate in it.
    """
    if not entry.body.strip():
        raise RejectedSourceError(NO_BODY)
    body = read_body(entry.body, entry.title)
    published = parse_published(entry.date) if entry.date else None
    warnings = ["only its abstract is there, not its text"] if entry.abstract else []
    if entry.date and published is None:
        warnings.append(f"its date is not clear, so it has none: {entry.date[:60]}")
    fields = tuple(TakenOff(line[:_MAX_PIECE_CHARS], FIELD) for line in entry.fields)
    return Draft(
        title=entry.title or title_from(body.text),
        text=body.text,
        outlet=entry.outlet,
        authors=tuple(name for name in authors_of(entry.byline) if squeezed(name) != squeezed(entry.outlet or "")),
        published=published,
        published_from="field" if published is not None else None,
        language=choose_language(entry.language, body.text),
        captions=tuple(dict.fromkeys((*entry.captions, *body.captions))),
        section=entry.section,
        taken_off=(*fields, *body.removed),
        warnings=tuple(warnings),
    )


def authors_of(byline: str | None) -> tuple[str, ...]:
    """The persons of a byline field: "Jon Rusk and Lise Orme in Ness", "ORME, LISE; Weil, Ida", "Ada Quill, Staff
    Writer"."""
    if not byline:
        return ()
    found: dict[str, None] = {}
    for part in re.split(r"\s*[;|]\s*", " ".join(byline.split())[:400]):
        name = part.strip(" .,")
        last, comma, first = name.partition(", ")
        if comma and _is_first_name(first) and 1 <= len(last.split()) <= 3:
            found[_cased(f"{first} {last}")] = None
        elif names := names_of(f"By {_cased(_BY.sub('', name))}"):
            found.update(dict.fromkeys(names))
        elif len(name.split()) > 1 and not _ROLE.search(name):
            found.update(dict.fromkeys(people(name)))
    return tuple(dict.fromkeys(_cased(name) for name in found))


def _is_first_name(words: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,2}", words)) and (
        words[0].isupper()
        and not _ROLE.search(words)
        and " and " not in words
        and all(w[0].isupper() for w in words.split())
    )


def _cased(name: str) -> str:
    return name.title() if name.isupper() else name
