"""Factiva, as HTML: ``<div class="article enArticle">`` for each, its head in blocks or in a table of codes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html
from lxml.etree import ParserError

from rag.ingest.cleaning.nesting_limit import check_nesting

_BLOCKS = frozenset({"div", "p", "tr", "table", "pre", "h1", "h2", "h3", "li", "dd", "dt"})


def factiva_html_lines(text: str) -> list[str] | None:
    """The articles' lines as they stand in the form for text; None where the page has none."""
    try:
        tree = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
    except (ParserError, ValueError):
        return None
    check_nesting(tree)
    articles = [node for node in tree.iter("div") if "article" in (node.get("class") or "").split()]
    if not articles:
        return None
    lines: list[str] = []
    for article in articles:
        lines.extend(_lines(article))
        lines.append("")
    return lines


def _lines(article: html.HtmlElement) -> Iterator[str]:
    """A line to each block; blank ones around paragraphs."""
    for node in article.iter(*_BLOCKS):
        if (
            any(child.tag in _BLOCKS for child in node.iterdescendants() if isinstance(child.tag, str))
            and node.tag != "tr"
        ):
            continue
        if node.tag == "tr":
            cells = [_words(cell) for cell in node.iterchildren("td", "th")]
            paragraphs = [_words(p) for p in node.iter("p")]
            yield "\t".join(cells[:1]) if paragraphs else "\t".join(cell for cell in cells if cell)
            for paragraph in paragraphs:
                yield ""
                yield paragraph
        elif next(node.iterancestors("tr"), None) is None:
            if node.tag == "p":
                yield ""
            yield _words(node)


def _words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().replace("\xa0", " ").split())
