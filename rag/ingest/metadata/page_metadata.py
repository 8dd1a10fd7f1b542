"""What a web page states about its article: headline, authors, date, outlet, address, language.

Statements only: linked data (JSON-LD), meta elements, marked-up dates and bylines. Dates that merely stand in the
text, in an address or in a footer are nobody's statement and are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lxml.html import HtmlElement

from rag.ingest.cleaning.entities import unescaped
from rag.ingest.cleaning.plain_text import strip_site
from rag.ingest.metadata.authors import shown_authors, stated_authors
from rag.ingest.metadata.linked_data import linked_data, linked_name
from rag.ingest.metadata.published import as_day
from rag.text.dates.stated import parse_published
from rag.text.language import language_code
from rag.text.lines import normalise, squeezed
from rag.text.urls import web_address

_DATE_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "publication-date", "date.issued", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "cxenseparse:recs:publishtime", "article.published",
    "published-date", "originalpublicationdate",
    "citation_publication_date",
)  # fmt: skip
#: The day of the last version as often as that of the first; where the page shows an earlier one, that counts.
_LOOSE_DATE_META = ("date",)
_UPDATED_META = (
    "article:modified_time", "og:article:modified_time", "article:modified", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "sailthru.updated", "updated_time",
)  # fmt: skip
_SECTION_META = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "dc.subject.section",
    "article.section",
)
#: A longer name is a list of keywords.
_MAX_SECTION_CHARS = 60
_OUTLET_META = (
    "og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_journal_title",
    "application-name",
)  # fmt: skip
_TITLE_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title")
_LANGUAGE_META = ("og:locale", "language", "content-language", "dc.language", "dcterms.language")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page states about its article; None or empty where it states nothing. ``authors`` are those that it states
    for machines, ``shown`` those of a byline that is marked as one. ``doubtful``: ``published`` may be the update's."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: date | datetime | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    updated: date | datetime | None = None
    section: str | None = None
    doubtful: bool = False
    shown: tuple[str, ...] = ()


def page_facts(tree: HtmlElement) -> PageFacts:
    """Collect what the page ``tree`` states about its article."""
    metas = _metas(tree)
    linked = linked_data(tree)
    article = linked.article
    outlet = _outlet(
        [
            _first(metas, _OUTLET_META[:1]),
            _line(linked_name(linked.resolved(article.get("publisher")))),
            _first(metas, _OUTLET_META[1:]),
        ]
    )
    title = _title(tree, metas, article, outlet)
    published, loose = _published(tree, metas, article)
    updated = _updated(metas, article, tree)
    return PageFacts(
        title=title,
        authors=stated_authors(metas, linked, outlet),
        shown=shown_authors(tree, title, outlet),
        published=published,
        doubtful=loose and updated is not None and published is not None and as_day(updated) == as_day(published),
        outlet=outlet,
        url=_url(tree, metas, article),
        language=_language(tree, metas, article),
        updated=updated,
        section=_section(metas, article, outlet),
    )


def _line(value: object) -> str | None:
    """A value as one line of plain text; None where it is no text or empty."""
    if not isinstance(value, str):
        return None
    plain = re.sub(r"<[^<>]{1,200}>", "", unescaped(value))
    return " ".join(normalise(plain).split()) or None


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """The page's meta elements: name in lower case to contents, in order."""
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = _line(element.get("content"))
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in (element.get(attribute) or "").lower().split():
                metas.setdefault(name, []).append(content)
    return metas


def _first(metas: Mapping[str, Sequence[str]], names: Sequence[str]) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _outlet(names: Sequence[str | None]) -> str | None:
    """The first of ``names`` that is a name, without the slogan behind a stroke."""
    for name in names:
        short = re.split(r"\s+(?:\||::|»)\s+", name)[0].strip() if name else ""
        if short and not re.match(r"(?i)https?://|@", short) and len(short) <= 80:
            return short
    return None


def _title(
    tree: HtmlElement, metas: Mapping[str, Sequence[str]], article: Mapping[str, object], outlet: str | None
) -> str | None:
    """The headline: the page's one top heading where the page's other titles agree with it, else what they say."""
    element = tree.find(".//head/title")
    page = _line(element.text_content()) if element is not None else None
    stated = [_line(article.get("headline")), _first(metas, _TITLE_META), page]
    titles = [strip_site(title, outlet)[0] for title in stated if title]
    headings = [words for heading in tree.iter("h1") if 3 <= len(words := _line(heading.text_content()) or "") <= 300]
    for heading in headings:
        plain = squeezed(heading)
        if plain == squeezed(outlet or ""):
            continue
        if any(_agree(plain, squeezed(title)) for title in titles):
            return strip_site(heading, outlet)[0]
    if titles:
        return titles[0]
    return headings[0] if len(headings) == 1 else None


def _agree(first: str, second: str) -> bool:
    """Whether one of two titles is the other with little more (a kicker, a site's name)."""
    short, long = sorted((first, second), key=len)
    return bool(short) and short in long and 2 * len(short) >= len(long)


def _published(
    tree: HtmlElement, metas: Mapping[str, Sequence[str]], article: Mapping[str, object]
) -> tuple[date | datetime | None, bool]:
    """The date by linked data, else by meta elements, else by a marked-up time that can only be the article's; and
    whether nothing but an element that often holds the update's date states it."""
    sure = [_line(article.get("datePublished")), *(value for name in _DATE_META for value in metas.get(name, ())[:1])]
    for value in sure:
        if value and (found := parse_published(value)) is not None:
            return found, False
    for name in _LOOSE_DATE_META:
        for value in metas.get(name, ())[:1]:
            if (found := parse_published(value)) is not None:
                return found, True
    return _marked_time(tree), False


def _updated(
    metas: Mapping[str, Sequence[str]], article: Mapping[str, object], tree: HtmlElement
) -> date | datetime | None:
    """The date of the last update, by linked data, meta elements, or a marked-up time."""
    marked = tree.xpath("//*[@itemprop='dateModified'][not(ancestor::aside or ancestor::nav or ancestor::footer)]")
    stated = [
        _line(article.get("dateModified")),
        *(value for name in _UPDATED_META for value in metas.get(name, ())[:1]),
        *(_line(element.get("datetime") or element.get("content")) for element in marked[:1]),
    ]
    return next((found for value in stated if value and (found := parse_published(value)) is not None), None)


def _section(metas: Mapping[str, Sequence[str]], article: Mapping[str, object], outlet: str | None) -> str | None:
    """The section of the outlet that the article stands in."""
    linked = article.get("articleSection")
    names = [_line(linked[0] if isinstance(linked, list) and linked else linked), _first(metas, _SECTION_META)]
    for name in names:
        if name and len(name) <= _MAX_SECTION_CHARS and squeezed(name) not in ("", squeezed(outlet or "")):
            return name
    return None


def _marked_time(tree: HtmlElement) -> date | datetime | None:
    """The date of an element marked as the publication's, else the page's only ``<time>`` or its article's first."""
    marked = tree.xpath(
        "//*[@itemprop='datePublished' or @pubdate][not(ancestor::aside or ancestor::nav or ancestor::footer)]"
    )
    inside = tree.xpath(
        "//article[not(ancestor::article)]//time[@datetime][not(ancestor::aside or ancestor::nav or ancestor::footer)]"
    )
    times = tree.xpath("//time[@datetime]")
    one_article = len(tree.xpath("//article[not(ancestor::article)]")) == 1
    for element in marked:
        if found := parse_published(
            element.get("datetime") or element.get("content") or _line(element.text_content()) or ""
        ):
            return found
    for element in inside if one_article else ():
        if "updat" not in (element.get("class") or "") + (element.get("itemprop") or "").lower():
            return parse_published(element.get("datetime") or "")
    days = {element.get("datetime") for element in times}
    return parse_published(days.pop() or "") if len(days) == 1 else None


def _url(tree: HtmlElement, metas: Mapping[str, Sequence[str]], article: Mapping[str, object]) -> str | None:
    page = article.get("mainEntityOfPage")
    entity = page.get("@id") if isinstance(page, dict) else page
    canonical = [
        link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for value in (*canonical, _first(metas, ["og:url"]), article.get("url"), entity):
        if isinstance(value, str) and (url := web_address(value)):
            return url
    return None


def _language(tree: HtmlElement, metas: Mapping[str, Sequence[str]], article: Mapping[str, object]) -> str | None:
    root = tree.getroottree().getroot()
    article_lang = next((element.get("lang") for element in tree.iter("article") if element.get("lang")), None)
    stated = (
        article_lang,
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        _line(linked_name(article.get("inLanguage"))),
        _first(metas, _LANGUAGE_META),
    )
    return next((code for value in stated if (code := language_code(value))), None)
