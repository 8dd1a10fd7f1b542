"""A page's visible text, block by block, each with the element that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from rag.text.lines import normalise

BLOCKS = frozenset(
    {
        "p", "div", "br", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section",
        "article", "pre", "ul", "ol", "dl", "dt", "dd", "table", "caption", "aside", "nav", "header", "footer", "main",
        "form", "fieldset", "figure", "figcaption", "address", "details", "summary", "hr", "title", "body",
    }
)  # fmt: skip
UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "select", "button", "iframe", "object"})


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one block: ``owner`` is the element around its first word, ``linked`` the share of its letters that
    are links."""

    text: str
    owner: HtmlElement
    linked: float


def blocks_of(tree: HtmlElement) -> Iterator[Block]:
    """The blocks of a page in order; what no browser shows is passed over."""
    pieces: list[tuple[str, HtmlElement, bool]] = []
    unseen = links = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        hidden, block, link = node.tag in UNSEEN, node.tag in BLOCKS, node.tag == "a"
        if block:
            yield from _block(pieces)
            pieces = []
        step = 1 if event == "start" else -1
        unseen += hidden * step
        links += link * step
        words = node.text if event == "start" else node.tail
        if unseen == 0 and words and not (hidden and event == "start"):
            pieces.append((words, node if event == "start" else node.getparent(), links > 0))
    yield from _block(pieces)


def _block(pieces: list[tuple[str, HtmlElement, bool]]) -> Iterator[Block]:
    text = " ".join(normalise("".join(words for words, _, _ in pieces)).split())
    if text:
        said = [(len(words.split()), owner, link) for words, owner, link in pieces]
        total = sum(len("".join(words.split())) for words, _, _ in pieces)
        linked = sum(len("".join(words.split())) for words, _, link in pieces if link)
        owner = next(owner for count, owner, _ in said if count)
        yield Block(text, owner, linked / max(total, 1))


_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|table-row|list-item|flow-root)\b", re.IGNORECASE)
_AS_CELL = re.compile(r"display\s*:\s*table-cell\b", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"(?:^|\s|,)(?:span|a|b|i|em|strong|small)?\.([\w-]{1,80})\s*$")
_INLINE = frozenset({"span", "a", "b", "strong", "em", "i", "small", "font", "label", "time", "cite", "q", "mark", "u"})
#: Of a page's style sheet no more is looked at.
_MAX_STYLE = 200_000


def set_blocks_apart(tree: HtmlElement) -> None:
    """Put line ends around what a page's style sets as blocks of their own, in place."""
    classes = frozenset(_block_classes(tree))
    for element in list(tree.iter(*_INLINE)):
        style = element.get("style") or ""
        named = classes.intersection((element.get("class") or "").split())
        if named or ("display" in style and _AS_BLOCK.search(style)):
            _with_breaks(element)
        elif "display" in style and _AS_CELL.search(style):
            element.tail = " " + (element.tail or "")


def _block_classes(tree: HtmlElement) -> Iterator[str]:
    for sheet in tree.iter("style"):
        for rule in _RULE.finditer((sheet.text or "")[:_MAX_STYLE]):
            if _AS_BLOCK.search(rule[2]):
                for selector in rule[1].split(","):
                    if name := _CLASS.search(selector):
                        yield name[1]


def _with_breaks(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    begun = before is not None or bool((parent.text or "").strip())
    if begun and not (before is not None and before.tag == "br" and not (before.tail or "").strip()):
        element.addprevious(etree.SubElement(parent, "br"))
    after = element.getnext()
    if (element.tail or "").strip() or after is not None:
        end = etree.SubElement(parent, "br")
        end.tail, element.tail = element.tail, None
        element.addnext(end)


def ancestors(element: HtmlElement, below: HtmlElement | None = None) -> Iterator[HtmlElement]:
    """The element and all around it, up to but not ``below``."""
    node: HtmlElement | None = element
    while node is not None and node is not below:
        yield node
        node = node.getparent()


def common(elements: Iterable[HtmlElement]) -> HtmlElement | None:
    """The innermost element around all of ``elements``."""
    chain: list[HtmlElement] | None = None
    for element in elements:
        own = list(ancestors(element))
        if chain is None:
            chain = own
        else:
            inside = {id(node) for node in own}
            chain = [node for node in chain if id(node) in inside]
    return chain[0] if chain else None
