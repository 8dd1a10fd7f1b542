"""Feeds: RSS, Atom and RDF by feedparser, JSON Feed by hand, bounded and mended before they are parsed."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.entities import unescaped
from rag.ingest.cleaning.syndication_footer import without_syndicated
from rag.ingest.decoding.encoding import decode
from rag.ingest.formats.parser_guard import parsing
from rag.ingest.web.lists.feed_dates import parse_feed_date
from rag.ingest.web.lists.listing import MAX_FEED_BYTES, Form, Listing
from rag.ingest.web.lists.wholeness import ends_as_teaser
from rag.ingest.web.lists.xml_repair import well_formed
from rag.store.listed import EntryMetadata, ListEntry
from rag.text.language import language_code
from rag.text.scripts import letters_of
from rag.text.urls import web_address

#: A feed's own content of at least so many letters is taken for the whole text, unless it ends as teasers do.
#: News briefs that feeds hold whole are of this length; teasers of half of it.
MIN_WHOLE_LETTERS = 1_200
_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(rb"<((?:[\w.-]{1,40}:)?(?:rss|feed|rdf))[\s/>]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,2000}>")
_JOINT = re.compile(r" ?(?:,|;|\band\b|&|\bund\b|\bet\b|\by\b) ")
#: More of an author is not looked at: some lists of names have so many characters, no byline.
_MAX_AUTHOR_CHARS = 1_000


def read_feed(raw: bytes, form: Form, *, url: str | None, most: int, charset: str | None = None) -> Listing:
    """Read a feed.

    Args:
        raw: its bytes.
        form: "feed" or "json feed".
        url: where it lay, which its links may be relative to; None for a file.
        most: how many entries to take, those listed first.
        charset: the encoding that the server states.

    Raises:
        RejectedSourceError: it is too large, or broken so that no entry can be read.
    """
    if len(raw) > MAX_FEED_BYTES:
        raise RejectedSourceError(f"a feed of more than {MAX_FEED_BYTES // 1_000_000} MB")
    entries, left_out = _from_json(raw, url, most) if form == "json feed" else _from_xml(raw, url, most, charset)
    seen: dict[str, ListEntry] = {}
    for entry in entries:
        seen.setdefault(entry.url or entry.key, entry)
    return Listing(form, tuple(seen.values()), left_out)


def _from_xml(raw: bytes, url: str | None, most: int, charset: str | None) -> tuple[list[ListEntry], int]:
    raw, left_out = _cut(raw, most)
    # What it holds is cleaned by our own reader, so feedparser need not. It is not told where the feed lay, because it
    # would also make an address of a name (guid); addresses are made whole here.
    mended = well_formed(raw, charset)
    with parsing("a broken feed"):
        parsed = feedparser.parse(
            io.BytesIO(mended),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    # In RSS a lone dc:date is the date of publication, which feedparser files under "updated".
    lone = parsed.version.startswith("rss") and b"updated>" not in raw
    about = _About(parsed.feed, url)
    atom = parsed.version.startswith("atom")
    return [_entry(about, item, lone, atom) for item in parsed.entries[:most]], left_out


def _cut(raw: bytes, most: int) -> tuple[bytes, int]:
    """The feed without what follows its first ``most`` entries, and how many follow: nothing is built of them."""
    end = None
    count = 0
    for match in _END.finditer(raw):
        count += 1
        if count == most:
            end = match.end()
    if count <= most or end is None:
        return raw, 0
    root = _ROOT.search(raw)
    name = root[1] if root else b"rss"
    channel = b"</channel>" if name.lower().endswith(b"rss") else b""
    return raw[:end] + channel + b"</" + name + b">", count - most


class _About:
    """What a feed says of itself that holds for its entries."""

    def __init__(self, feed: Mapping[str, Any], url: str | None) -> None:
        self.url = url
        self.title = _plain(feed.get("title"))
        self.language = language_code(str(feed.get("language") or "")) if feed.get("language") else None
        # What stands in the feed's own name as its author's is its outlet.
        self.authors = tuple(name for name in _authors(feed.get("authors")) if name != self.title)
        self._home = _host(_text(feed.get("link")) or url)

    def outlet(self, link: str | None, source: str | None) -> str | None:
        """The outlet of an entry: the source that it names, or the feed itself where it links to its own site."""
        if source:
            return source
        host = _host(link)
        own = link is None or not self._home or host == self._home
        own = own or host.endswith(f".{self._home}") or self._home.endswith(f".{host}")
        return self.title if own and self.title and len(self.title) <= 80 else None


def _entry(about: _About, item: dict[str, Any], lone: bool, atom: bool) -> ListEntry:
    # By dict, because feedparser's own get() takes "published" for a missing "updated".
    published = parse_feed_date(_text(dict.get(item, "published")))
    updated = parse_feed_date(_text(dict.get(item, "updated")))
    if published is None and lone:
        published, updated = updated, None
    content = next((_html(part) for part in item.get("content", ()) if _html(part)), None)
    summary = _html(item.get("summary_detail") or {})
    # Where the item's name stands in for a link, it is an address only when it is a whole one.
    named = bool(item.get("guidislink")) and item.get("link") == item.get("id")
    link = _address(None if named else about.url, _text(item.get("link")))
    source = _plain((item.get("source") or {}).get("title"))
    title = _plain(item.get("title"))
    told = EntryMetadata(
        title,
        published,
        updated,
        _authors(item.get("authors", ())) or (about.authors if atom else ()),
        about.outlet(link, source),
        about.language,
    )
    return _made(_text(item.get("id")), link, told, content, summary)


def _from_json(raw: bytes, url: str | None, most: int) -> tuple[list[ListEntry], int]:
    try:
        feed = json.loads(decode(raw).text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise RejectedSourceError("a broken JSON feed") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise RejectedSourceError("a JSON feed without items")
    about = _About(
        {
            "title": feed.get("title"),
            "link": feed.get("home_page_url"),
            "language": feed.get("language"),
            "authors": feed["authors"] if isinstance(feed.get("authors"), list) else [feed.get("author")],
        },
        url,
    )
    entries = [_json_entry(about, item) for item in items[:most] if isinstance(item, dict)]
    return entries, max(len(items) - most, 0)


def _json_entry(about: _About, item: Mapping[str, Any]) -> ListEntry:
    link = _address(about.url, _text(item.get("url")))
    text = _text(item.get("content_text"))
    content = _text(item.get("content_html")) or (_from_text(text) if text else None)
    summary = _text(item.get("summary"))
    authors = item.get("authors")
    told = EntryMetadata(
        _plain(item.get("title")),
        parse_feed_date(_text(item.get("date_published"))),
        parse_feed_date(_text(item.get("date_modified"))),
        _authors(authors if isinstance(authors, list) else [item.get("author")]) or about.authors,
        about.outlet(link, None),
        language_code(_text(item.get("language")) or "") or about.language,
    )
    key = item.get("id")
    return _made(
        str(key) if isinstance(key, str | int) else None, link, told, content, _from_text(summary) if summary else None
    )


def _made(
    key: str | None, link: str | None, told: EntryMetadata, content: str | None, summary: str | None
) -> ListEntry:
    content, summary = (without_syndicated(part) if part else part for part in (content, summary))
    whole = False
    if content is not None:
        words = text_of(content)
        whole = letters_of(words) >= MIN_WHOLE_LETTERS and not ends_as_teaser(words)
    held = content or summary
    own = hashlib.sha256(f"{told.title}\0{held}".encode("utf-8", "replace")).hexdigest()[:16]
    return ListEntry((key or link or own)[:500], link, told, held, whole, summary=not content)


def text_of(content: str) -> str:
    """The words of a piece of HTML on one line, to be measured and compared."""
    return " ".join(unescaped(_TAG.sub(" ", content)).split())


def _authors(people: Any) -> tuple[str, ...]:
    names: list[str] = []
    for person in people or ():
        stated = _plain(person.get("name")) if isinstance(person, Mapping) else None
        names.extend(_JOINT.split(_without_mail((stated or "")[:_MAX_AUTHOR_CHARS])))
    named = (name.strip() for name in names if not web_address(name))
    return tuple(dict.fromkeys(name for name in named if 1 < len(name) <= 80))[:20]


def _without_mail(author: str) -> str:
    """The name of who is stated as RSS has it, "mail@example.org (Name)"; nothing where only a mail address stands."""
    if "@" not in author:
        return author
    mail, _, name = author.partition("(")
    alone = "@" in mail and len(mail.split()) == 1 and name.endswith(")")
    return name[:-1].strip() if alone and not set(name[:-1]) & set("()") else ""


def _html(part: Mapping[str, Any]) -> str | None:
    value = _text(part.get("value"))
    if value is None:
        return None
    return _from_text(value) if part.get("type") == "text/plain" and "<" not in value else value


def _from_text(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in _lines(text))


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.strip())


def _plain(value: Any) -> str | None:
    """A short text as plain words; feeds put HTML into their headlines, sometimes twice escaped."""
    return text_of(unescaped(value)) or None if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _address(base: str | None, link: str | None) -> str | None:
    if not link:
        return None
    try:
        return web_address(urljoin(base or "", link).replace(" ", "%20").partition("#")[0])
    except ValueError:
        return None


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
