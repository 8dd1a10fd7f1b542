"""Who wrote a web page's article: the persons that it states for machines, and those that it shows to its readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree
from lxml.html import HtmlElement

from rag.ingest.cleaning.entities import unescaped
from rag.ingest.metadata.bylines import MAX_CHARS, read_byline
from rag.ingest.metadata.linked_data import Linked
from rag.ingest.metadata.persons import BREAK, is_outlets, stated_persons
from rag.text.lines import normalise, squeezed

_AUTHOR_META = (
    "author", "authors", "article:author", "og:article:author", "article:author_name", "author_name", "byl",
    "byline", "dc.creator", "dcterms.creator", "creator", "parsely-author", "sailthru.author", "cxenseparse:author",
    "shareaholic:article_author_name", "citation_author", "dc.contributor",
)  # fmt: skip
#: These put the family's name first, as catalogues do.
_FAMILY_FIRST = frozenset({"dc.creator", "dcterms.creator", "citation_author", "dc.contributor"})
_WRITTEN = re.compile(
    r"(?i)(?:written|posted|published) by|author|(?:geschrieben |verfasst )?von|(?:écrit )?par|(?:escrito )?por|"
    r"autor\w*|scritto da|auteur|написано|автор"
)
_NO_PERSON_TYPE = re.compile(
    r"(?:Organization|Corporation|NGO|Agency|Company|Brand|WebSite|Service|Group|System|Channel)$"
)
#: A byline stands before the article's first paragraph of so many characters (of scripts without blanks fewer).
_PARAGRAPH, _CJK_PARAGRAPH = 80, 25
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: So many marked elements are looked at, and so many are read for a name.
_MAX_MARKED_ELEMENTS = 400
_MAX_READ_ELEMENTS = 40
#: Of an element with more parts no more is read.
_MAX_PARTS = 300
#: A longer element is no byline, whatever it is called.
_MAX_BYLINE_CHARS = 160

_ATTRIBUTES = (
    "class", "id", "itemprop", "rel", "data-testid", "data-test", "data-test-id", "data-qa", "data-component",
    "data-element", "property",
)  # fmt: skip
_MARKS = frozenset({
    "byline", "bylines", "author", "authors", "authorname", "authorlink", "writer", "writers", "contributor",
    "contributors", "reporter", "journalist", "autor", "autores", "autoren", "autorin", "autore", "autori",
    "auteur", "auteurs", "verfasser", "redakteur", "redacteur", "vcard", "creator", "signature",
})  # fmt: skip
#: Of an author's other things, or of other authors.
_NO_MARKS = frozenset({
    "bio", "biography", "box", "avatar", "image", "img", "photo", "pic", "picture", "thumb", "thumbnail", "social",
    "follow", "related", "more", "articles", "posts", "role", "title", "position", "job", "desc", "description",
    "twitter", "email", "page", "archive", "comment", "comments", "date", "time", "timestamp", "published",
    "section", "category", "icon", "count", "sidebar", "widget", "newsletter", "form", "search", "filter", "tag",
    "tags", "about", "info-box", "reply", "rating", "review", "reviewer", "editor",
})  # fmt: skip
_ELSEWHERE_TAGS = frozenset({"aside", "nav", "footer", "form", "figure", "blockquote", "dialog", "menu"})
_ELSEWHERE = frozenset({
    "related", "recommended", "recommendations", "latest", "trending", "popular", "teaser", "teasers", "sidebar",
    "widget", "comment", "comments", "promo", "promos", "recirc", "recirculation", "newsletter", "outbrain",
    "taboola", "footer", "menu", "nav", "navigation", "carousel", "readmore", "mostread", "upnext", "feed",
    "suggested", "similar",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "button", "select"})
_INLINE = frozenset({"b", "strong", "i", "em", "u", "font", "small", "abbr", "wbr"})


def stated_authors(metas: Mapping[str, Sequence[str]], linked: Linked, outlet: str | None) -> tuple[str, ...]:
    """The persons that linked data, else meta elements name as authors.

    Args:
        metas: the page's meta elements.
        linked: its linked data.
        outlet: the site's name, which is no person.
    """
    for key in ("author", "creator"):
        if found := _unique(_linked_persons(linked.article.get(key), linked, outlet)):
            return found
    for name in _AUTHOR_META:
        values = metas.get(name, ())
        first = name in _FAMILY_FIRST
        if found := _unique(person for value in values for person in stated_persons(value, outlet, family_first=first)):
            return found
    for number in ("1", "2"):
        labelled = next(iter(metas.get(f"twitter:label{number}", ())), "")
        values = metas.get(f"twitter:data{number}", ()) if _WRITTEN.fullmatch(labelled.strip(" :")) else ()
        if found := _unique(person for value in values for person in stated_persons(value, outlet)):
            return found
    return ()


def shown_authors(tree: HtmlElement, title: str | None, outlet: str | None) -> tuple[str, ...]:
    """The persons in the page's elements that are marked as the author's: those between headline and first paragraph,
    else the first ones that are not another story's.

    Args:
        tree: the page.
        title: the article's headline, where it is known.
        outlet: the site's name, which is no person.
    """
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    headline = _headline(elements, title)
    place = elements.index(headline) if headline is not None else -1
    paragraph = next((i for i in range(place + 1, len(elements)) if _is_paragraph(elements[i])), len(elements))
    called = [(i, element) for i, element in enumerate(elements) if _is_marked(element)][:_MAX_MARKED_ELEMENTS]
    marked = [(i, element) for i, element in called if not _is_elsewhere(element, headline)]
    near = [element for i, element in marked if headline is not None and place < i < paragraph]
    if found := _named(near[:_MAX_READ_ELEMENTS], outlet):
        return found
    for _, element in marked[:_MAX_READ_ELEMENTS]:
        if found := _named(
            [element, *(other for _, other in marked if other.getparent() is element.getparent())], outlet
        ):
            return found
    return ()


def settled_authors(stated: tuple[str, ...], shown: tuple[str, ...], seen: Iterable[str]) -> tuple[str, ...]:
    """The article's authors.

    What is stated counts, unless readers are shown somebody else and what is stated nowhere: systems state a site's or
    a feed's name, or that of who typed the text in.

    Args:
        stated: for machines.
        shown: in the byline.
        seen: the page's visible text.
    """
    if not stated or not shown:
        return stated or shown
    known = {squeezed(name) for name in shown}
    if any(
        squeezed(name) in known or squeezed(name.split()[-1]) in {squeezed(one.split()[-1]) for one in shown}
        for name in stated
    ):
        return stated
    text = squeezed(" ".join(seen))
    return stated if any(squeezed(name) in text for name in stated) else shown


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _linked_persons(value: object, linked: Linked, outlet: str | None, depth: int = 4) -> Iterator[str]:
    value = linked.resolved(value)
    if depth == 0:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _linked_persons(entry, linked, outlet, depth - 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _NO_PERSON_TYPE.search(kind) for kind in names):
            return
        found = [person for entry in _texts(value.get("name")) for person in stated_persons(entry, outlet)]
        if not found:
            parts = [text for key in ("givenName", "additionalName", "familyName") for text in _texts(value.get(key))]
            found = list(stated_persons(" ".join(parts), outlet)) if len(parts) > 1 else []
        yield from found
    else:
        for entry in _texts(value):
            yield from stated_persons(entry, outlet)


def _texts(value: object) -> Iterator[str]:
    """The lines of text in a value, however it is wrapped."""
    if isinstance(value, list):
        for entry in value:
            yield from _texts(entry)
    elif isinstance(value, dict):
        yield from _texts(value.get("@value"))
    elif isinstance(value, str):
        plain = " ".join(normalise(re.sub(r"<[^<>@]{1,200}>", "", unescaped(value))).split())
        if plain and len(plain) <= MAX_CHARS:
            yield plain


def _headline(elements: Sequence[HtmlElement], title: str | None) -> HtmlElement | None:
    headings = [element for element in elements if element.tag == "h1"]
    plain = squeezed(title or "")
    same = next((element for element in headings if plain and squeezed(element.text_content()) == plain), None)
    return same if same is not None else next(iter(headings), None)


def _is_paragraph(element: HtmlElement) -> bool:
    if element.tag not in ("p", "div", "td", "section", "span") or (
        element.tag != "p" and not (element.text or "").strip()
    ):
        return False
    words = str(element.text_content() if element.tag == "p" else (element.text or ""))
    return len(words.strip()) >= (_CJK_PARAGRAPH if _CJK.search(words) else _PARAGRAPH)


def _is_marked(element: HtmlElement) -> bool:
    """Whether an element is called the author's."""
    if element.tag in ("meta", "link", "html", "body", "head", "script", "style", "img", "svg"):
        return False
    found = bool(element.tag == "address")
    for attribute in _ATTRIBUTES:
        for name in (element.get(attribute) or "").split():
            words = _words_of(name)
            if (
                not _MARKS.isdisjoint(words)
                or {"by", "line"} <= words
                or {"posted", "by"} <= words
                or {"written", "by"} <= words
            ):
                if not _NO_MARKS.isdisjoint(words):
                    return False
                found = True
    return found


def _words_of(name: str) -> frozenset[str]:
    """The words of an element's class or name ("article__byLine" is "article", "by", "line")."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:80])
    return frozenset(re.findall(r"[a-z]+", parted.lower()))


def _is_elsewhere(element: HtmlElement, headline: HtmlElement | None) -> bool:
    """Whether an element is in a list of other stories, a sidebar, a comment."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in _ELSEWHERE_TAGS and ancestor is not element:
            return True
        if ancestor.tag == "article" and headline is not None:
            within = next(headline.iterancestors("article"), None)
            if within is not None and ancestor is not within and ancestor not in within.iterancestors():
                return True
        if ancestor.tag in ("body", "html", "main"):
            break
        for attribute in ("class", "id"):
            if any(not _ELSEWHERE.isdisjoint(_words_of(name)) for name in (ancestor.get(attribute) or "").split()):
                return True
    return False


def _named(elements: Sequence[HtmlElement], outlet: str | None) -> tuple[str, ...]:
    found: list[str] = []
    read: list[HtmlElement] = []
    for element in elements:
        if any(ancestor in read for ancestor in element.iterancestors()):
            continue
        line = _spoken(element)
        if not line or len(line) > _MAX_BYLINE_CHARS:
            continue
        byline = read_byline(line, marked=True)
        names = [name for name in byline.authors if not is_outlets(name, outlet)] if byline else []
        if names:
            read.append(element)
            found.extend(names)
    return _unique(found)


def _spoken(element: HtmlElement) -> str:
    """An element's words, with marks where its parts end."""
    parts: list[str] = []
    unseen = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        silent = node.tag in _SILENT
        unseen += silent * (1 if event == "start" else -1)
        if unseen or len(parts) > _MAX_PARTS:
            continue
        gap = "" if node.tag in _INLINE else BREAK
        within = (node.text or "") if event == "start" and not silent else ""
        behind = (node.tail or "") if event == "end" and node is not element else ""
        parts += (gap, within, behind)
    words = " ".join(normalise("".join(parts)).split())
    return re.sub(rf"(?:\s*{BREAK}\s*)+", BREAK, words).strip(f"{BREAK} ")
