"""Which field of a record means what: the usual names, and a person's own choice for other ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from rag.errors import UsageError

#: What a field may mean, and the names it usually has: lower case, without strokes, the most telling first.
USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("headline", "title", "webtitle", "name"),
    "text": (
        "articlebody", "fulltext", "bodytext", "articletext", "maintext", "contenthtml", "contenttext", "body",
        "content", "text", "article", "contents", "story",
    ),
    "url": ("url", "link", "canonicalurl", "articleurl", "weburl", "permalink", "uri", "href"),
    "published": (
        "datepublished", "publishedat", "published", "publicationdate", "datepublish", "publishdate", "pubdate",
        "publisheddate", "firstpublished", "firstpublishedat", "publishedtime", "publishedon", "dateissued",
        "webpublicationdate", "firstpublicationdate", "datetimepub", "datetime", "date", "seendate",
    ),
    "updated": ("datemodified", "updatedat", "updated", "modified", "modifiedat", "lastmodified", "datemodify",
                "updatedate", "webmodificationdate"),
    "authors": ("authors", "author", "byline", "creator", "writer"),
    "outlet": ("outlet", "publisher", "source", "sourcename", "publication", "sitename", "newspaper", "site", "domain"),
    "language": ("language", "lang", "inlanguage"),
    "section": ("section", "category", "articlesection", "desk", "rubric", "sectionname", "newsdesk"),
    "id": ("id", "guid", "articleid", "uuid", "docid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A person's own names for the fields of records (``--map title=kopf``); None where the usual names serve.

    A name with dots goes into a record: ``body.plain``.
    """

    title: str | None = None
    text: str | None = None
    url: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: str | None = None
    outlet: str | None = None
    language: str | None = None
    section: str | None = None
    id: str | None = None

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> FieldMap:
        """Read ``OURS=THEIRS`` pairs; the usual names ("author", "date", "body") stand for ours, too.

        Raises:
            UsageError: a pair has no ``=`` or nothing on a side of it, names what there is not, or one meaning twice.
        """
        chosen: dict[str, str] = {}
        for pair in pairs:
            ours, equals, theirs = (part.strip() for part in pair.partition("="))
            if not equals or not ours or not theirs:
                raise UsageError(f"--map {pair}: write OURS=THEIRS, for example --map title=kopf")
            meaning = meaning_of(ours)
            if meaning is None:
                raise UsageError(f"--map {pair}: there is no field {ours}; there are {', '.join(USUAL_NAMES)}")
            if chosen.setdefault(meaning, theirs) != theirs:
                raise UsageError(f"--map {pair}: {meaning} is mapped to {chosen[meaning]} already")
        return cls(**chosen)

    def chosen(self) -> dict[str, str]:
        """Our names of the mapped fields, to theirs."""
        return {entry.name: value for entry in fields(self) if (value := getattr(self, entry.name)) is not None}


def meaning_of(name: str) -> str | None:
    """What a field of this name usually means, or None."""
    plain = plain_name(name)
    if plain in USUAL_NAMES:
        return plain
    return next((meaning for meaning, names in USUAL_NAMES.items() if plain in names), None)


def plain_name(name: str) -> str:
    """A field's name without case and strokes: ``published_at``, ``Published-At`` and ``publishedAt`` are one."""
    return "".join(char for char in name.casefold() if char.isalnum())
