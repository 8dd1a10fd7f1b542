"""What a web page states about its article: headline, authors, date, outlet, address, language.

Statements only: linked data (JSON-LD), meta elements, marked-up dates and bylines. Dates that merely stand in the
text, in an address or in a footer are nobody's statement and are not looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lxml.html import HtmlElement

from rag.ingest.dates import parse_published
from rag.ingest.entities import unescaped
from rag.ingest.kinds import names_of
from rag.ingest.language import language_code
from rag.ingest.lines import normalise, squeezed
from rag.ingest.text import strip_site
from rag.ingest.urls import web_address

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|Review|Posting)$")
_DATE_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "publication-date", "date.issued", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "cxenseparse:recs:publishtime", "article.published",
    "published-date", "originalpublicationdate",
    "citation_publication_date", "date",
)  # fmt: skip
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
_AUTHOR_META = (
    "author", "authors", "article:author", "byl", "dc.creator", "dcterms.creator",
    "parsely-author", "sailthru.author", "citation_author",
)  # fmt: skip
_OUTLET_META = (
    "og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_journal_title",
    "application-name",
)  # fmt: skip
_TITLE_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title")
_LANGUAGE_META = ("og:locale", "language", "content-language", "dc.language", "dcterms.language")
# Not an author: the site, an address, a role.
_NO_PERSON = re.compile(
    r"(?i)https?://|@|^\W*$|\b(?:staff|admin|administrator|editor(?:ial)?|editors|redaktion|redacción|rédaction|редакція|"
    r"newsroom|news desk|writer|reporter|correspondent|journalist|media|news|business|webmaster|"
    r"contributors?|agencies|agency|associated press|reuters|afp|dpa|unknown|wire)\b"
)
_BYLINE = (
    "//*[@rel='author' or @itemprop='author' or contains(concat(' ', @class, ' '), ' byline ') or "
    "contains(concat(' ', @class, ' '), ' author-name ') or contains(concat(' ', @class, ' '), ' author ')]"
    "[not(ancestor::aside or ancestor::nav or ancestor::footer)]"
)
#: Linked data nests; a page that nests deeper than this is not describing an article.
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page states about its article; None or empty where it states nothing."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: date | datetime | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    updated: date | datetime | None = None
    section: str | None = None


def page_facts(tree: HtmlElement) -> PageFacts:
    """Collect what the page ``tree`` states about its article."""
    metas = _metas(tree)
    article = _linked_article(tree)
    outlet = _outlet(
        [_first(metas, _OUTLET_META[:1]), _line(_name(article.get("publisher"))), _first(metas, _OUTLET_META[1:])]
    )
    return PageFacts(
        title=_title(tree, metas, article, outlet),
        authors=_authors(tree, metas, article, outlet),
        published=_published(tree, metas, article),
        outlet=outlet,
        url=_url(tree, metas, article),
        language=_language(tree, metas, article),
        updated=_updated(metas, article, tree),
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


def _linked_article(tree: HtmlElement) -> Mapping[str, object]:
    """The page's article in its linked data: the one described first, with the most said about it."""
    articles: list[Mapping[str, object]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        raw = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$", "", script.text or "")
        try:
            articles.extend(_articles(json.loads(raw, strict=False), _MAX_DEPTH))
        except (ValueError, RecursionError):  # broken linked data says nothing
            continue
    wanted = ("headline", "datePublished", "author", "publisher")
    # max keeps the first of equals.
    return max(articles, key=lambda found: sum(key in found for key in wanted), default={})


def _articles(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    """The descriptions of articles in linked data, from the top; lists of other articles are not looked into."""
    if depth == 0:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _articles(entry, depth - 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names):
            yield value
            return
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "article"):
            yield from _articles(value.get(key), depth - 1)


def _name(value: object) -> str | None:
    """The name in a linked description: itself, its ``name``, or the first one's of a list."""
    if isinstance(value, list):
        return next((name for entry in value if (name := _name(entry))), None)
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None


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


def _people(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            yield from _people(entry)
    elif isinstance(value, dict):
        kind = value.get("@type")
        if kind != "Organization" and kind != ["Organization"]:
            yield from _people(value.get("name"))
    elif line := _line(value):
        line = re.sub(r"(?i)^(?:by|von|par|por|автор:?)\s+", "", line)
        yield from re.split(r"\s*[;|]\s*|,\s+(?!Jr|Sr|[IV]+\b)|\s+(?:and|und|et|y|і|та|&)\s+", line)


def _authors(
    tree: HtmlElement, metas: Mapping[str, Sequence[str]], article: Mapping[str, object], outlet: str | None
) -> tuple[str, ...]:
    """The persons named as authors by linked data, else by meta elements, else by a marked-up byline."""
    if found := _persons(_people(article.get("author")), outlet):
        return found
    for name in _AUTHOR_META:
        if found := _persons((person for value in metas.get(name, ()) for person in _people(value)), outlet):
            return found
    for element in tree.xpath(_BYLINE)[:20]:
        line = _line(" ".join(element.itertext()))
        if not line or len(line) > 120:
            continue
        byline = line if re.match(r"(?i)(?:by|von|par|por|автор)\b", line) else f"By {line}"
        if found := _persons(names_of(byline), outlet):
            return found
    return ()


def _persons(names: Iterator[str] | Sequence[str], outlet: str | None) -> tuple[str, ...]:
    """Those of ``names`` that can be a person's."""
    site = squeezed(outlet or "")
    return tuple(
        dict.fromkeys(
            name.title() if name.isupper() and " " in name else name
            for raw in names
            if 2 < len(name := raw.strip(" ,.")) <= 60
            and len(name.split()) <= 6
            and not _NO_PERSON.search(name)
            and squeezed(name) != site
        )
    )


def _published(
    tree: HtmlElement, metas: Mapping[str, Sequence[str]], article: Mapping[str, object]
) -> date | datetime | None:
    """The date by linked data, else by meta elements, else by a marked-up time that can only be the article's."""
    stated = [_line(article.get("datePublished")), *(value for name in _DATE_META for value in metas.get(name, ())[:1])]
    for value in stated:
        if value and (found := parse_published(value)) is not None:
            return found
    return _marked_time(tree)


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
        _line(_name(article.get("inLanguage"))),
        _first(metas, _LANGUAGE_META),
    )
    return next((code for value in stated if (code := language_code(value))), None)
