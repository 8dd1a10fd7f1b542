"""A web page's linked data (JSON-LD): the article that it describes, and what else is described by a name there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|Review|Posting)$")
#: Linked data nests; a page that nests deeper than this is not describing an article.
_MAX_DEPTH = 12
#: More things are not looked up by their names.
_MAX_NODES = 2_000


@dataclass(frozen=True, slots=True)
class Linked:
    """The description of a page's article (empty where there is none), and all things described on it by their
    ``@id``."""

    article: Mapping[str, object] = field(default_factory=dict)
    nodes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def resolved(self, value: object) -> object:
        """What a reference (``{"@id": …}``) stands for; any other value as it is."""
        if (
            isinstance(value, dict)
            and isinstance(name := value.get("@id"), str)
            and not {"name", "familyName"} & set(value)
        ):
            return self.nodes.get(name, value)
        return value


def linked_data(tree: HtmlElement) -> Linked:
    """The page's linked data; of several articles the one described first, with the most said about it."""
    articles: list[Mapping[str, object]] = []
    nodes: dict[str, Mapping[str, object]] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        raw = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$", "", script.text or "")
        try:
            value = json.loads(raw, strict=False)
        except (ValueError, RecursionError):  # broken linked data says nothing
            continue
        articles.extend(_articles(value, _MAX_DEPTH))
        for node in _nodes(value, _MAX_DEPTH):
            name = str(node["@id"])
            if len(nodes) < _MAX_NODES and len(node) > len(nodes.get(name, {})):
                nodes[name] = node
    wanted = ("headline", "datePublished", "author", "publisher")
    # max keeps the first of equals.
    return Linked(max(articles, key=lambda found: sum(key in found for key in wanted), default={}), nodes)


def linked_name(value: object) -> str | None:
    """The name in a linked description: itself, its ``name``, or the first one's of a list."""
    if isinstance(value, list):
        return next((name for entry in value if (name := linked_name(entry))), None)
    if isinstance(value, dict):
        value = value.get("name", value.get("@value"))
        if isinstance(value, list | dict):
            return linked_name(value)
    return value if isinstance(value, str) else None


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


def _nodes(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    """All that is described with an ``@id`` of its own."""
    if depth == 0:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _nodes(entry, depth - 1)
    elif isinstance(value, dict):
        if isinstance(value.get("@id"), str) and len(value) > 1:
            yield value
        for entry in value.values():
            if isinstance(entry, list | dict):
                yield from _nodes(entry, depth - 1)
