"""The head that a file says of itself in labelled lines ("Title: …", "URL Source: …", "Published Time: …"), as clipping
tools and page-to-Markdown exporters write it without front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from rag.ingest.field_map import plain_name
from rag.ingest.formats.record import people
from rag.model import Draft
from rag.text.dates.stated import parse_published, parse_updated
from rag.text.language import language_code
from rag.text.lines import normalise
from rag.text.urls import web_address

#: What a label means, by its words without case and strokes.
_MEANINGS: Mapping[str, str] = {
    name: meaning
    for meaning, names in {
        "title": "title headline titel überschrift titre título titolo",
        "url": "url urlsource sourceurl link originalurl canonicalurl permalink adresse",
        "published": (
            "date published publishedtime publisheddate publicationdate datepublished publishedat publishedon pubdate "
            "datum veröffentlicht erschienen publié publiéle fecha publicado data pubblicato"
        ),
        "updated": "updated modified lastmodified modifiedtime lastupdated aktualisiert",
        "author": "author authors by byline autor autoren auteur auteurs autores autore",
        "outlet": "source outlet publication publisher newspaper site sitename website quelle zeitung fuente fonte",
        "language": "language lang sprache langue idioma",
        "section": "section category rubrik ressort rubrique sección",
        "other": (
            "description summary excerpt tags keywords warning image numberofpages clipped created retrieved accessed "
            "saved readingtime wordcount words type status"
        ),
        "content": "markdowncontent content text body",
    }.items()
    for name in names.split()
}
_LINE = re.compile(
    r"(?:[-*>]\s+)?(?P<mark>[*_]{0,2})(?P<name>[^\W\d_][\w -]{1,24}?)(?P=mark)\s?:[*_]{0,2}(?:\s+(?P<value>.*))?"
)
# Neither part may hold what another link begins with: a line of brackets would be tried from each of them to its end.
_LINK = re.compile(r"\[([^\[\]]*)\]\([^\[)]*\)")
#: What a head must say at least one of: a list of labelled facts is no head.
_TELLING = frozenset({"title", "url", "published"})
_MAX_LINES = 40


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself, by meaning. ``exported`` where a page was turned into it, with all that was on it."""

    said: Mapping[str, str]
    exported: bool = False

    @property
    def url(self) -> str | None:
        """The article's address."""
        return web_address(self.said.get("url")) or web_address(self.said.get("outlet"))

    @property
    def published(self) -> date | None:
        """The day or moment of publication."""
        return parse_published(self.said.get("published", ""))

    def over(self, draft: Draft) -> Draft:
        """``draft`` with what the head says, which comes before what the text was taken to say."""
        published, outlet = self.published, self.said.get("outlet")
        return replace(
            draft,
            title=self.said.get("title") or draft.title,
            authors=people(self.said.get("author")) or draft.authors,
            published=published or draft.published,
            published_from="field" if published else draft.published_from,
            updated=parse_updated(f"updated {self.said['updated']}") if "updated" in self.said else draft.updated,
            url=self.url or draft.url,
            outlet=outlet if outlet and not web_address(outlet) else draft.outlet,
            language=language_code(self.said.get("language")) or draft.language,
            section=self.said.get("section") or draft.section,
        )


def split_head(text: str) -> tuple[Head | None, str]:
    """Part a file from its head of labelled lines.

    Returns:
        None and the text as it is, where it does not begin with one.
    """
    said: dict[str, str] = {}
    exported = False
    place = 0
    for count, match in enumerate(re.finditer(r"[^\n]*\n?", text)):
        line = match[0].strip().lstrip("\ufeff")
        if count > _MAX_LINES:
            break
        if line:
            meaning, value = _labelled(line)
            if meaning is None or meaning in said or (meaning == "content" and value):
                break
            if meaning == "content":
                exported, place = True, match.end()
                break
            said[meaning] = value
            place = match.end()
        elif not match[0]:
            break
    kept = {meaning: value for meaning, value in said.items() if value}
    told = len(set(kept) & _TELLING)
    if not told or (len(kept) < 2 and not exported) or not text[place:].strip():
        return None, text
    return Head(kept, exported), text[place:]


def _labelled(line: str) -> tuple[str | None, str]:
    match = _LINE.fullmatch(line[:2_000])
    meaning = _MEANINGS.get(plain_name(match["name"])) if match else None
    return meaning, without_markup((match["value"] if match else "") or "")


def without_markup(value: str) -> str:
    """What a head states, without Markdown's emphasis around it, pointed brackets, and the targets of links."""
    return normalise(_LINK.sub(r"\1", value).lstrip("*_<").rstrip("*_>")).strip()
