"""Sentences that an extractor dropped within an article, taken back: paragraphs that are links as a whole, words in
bare ``<div>`` and ``<section>`` amid paragraphs, lists of links.

Only what stands between kept blocks of the same container counts, and the paragraph right behind the last one; never
what says or shows that it is a list of other stories, a share bar, a box of a newsletter or a card.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, groupby, pairwise

from lxml.html import HtmlElement

from rag.ingest.cleaning import boilerplate_patterns as phrases
from rag.ingest.cleaning.blocks import Block, ancestors, common
from rag.ingest.cleaning.boilerplate import is_notice
from rag.ingest.cleaning.line_classifier import Kind, Line, bare, classify_line
from rag.text.lines import is_ended, squeezed

#: A longer article and more blocks are not looked into.
_MAX_BODY_CHARS = 300_000
_MAX_BLOCKS = 3_000
#: A block of so many letters stands in an article by no accident; a shorter one may stand so far behind the one before.
_LONG_BLOCK = 25
_NEAR = 40
#: The container holds so much of what was kept.
_MOST = 0.8
#: So much of a block is links where it counts as a link as a whole.
_LINK = 0.8
#: Where so much is links, a beginning such as "Read also:" makes it a pointer.
_POINTER = 0.5
_SENTENCE = re.compile(r"[.。।۔][\"”’»)」]?$")
_MIN_WORDS = 4

_OUTSIDE = frozenset({"nav", "aside", "footer", "form", "figure", "figcaption", "menu", "dialog", "address", "label"})
_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "menu", "toolbar", "dialog", "banner", "note"}
)
# What a box is called that is none of the article's text, as a part of a name in its class, id or data attributes.
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:(?:[a-z]+)?related(?:[a-z]+)?|read-?(?:also|more|next)|see-?also|more(?:-?(?:on|from|stories|news|links))?|recirc\w*|recommend\w*|popular|trending|"
    r"most-?read|teasers?|promo\w*|cards?|cta|call-?to-?action|share|sharing|sharebar|social\w*|follow|newsletters?|subscri\w+|sign-?up|register|"
    r"ads?|adv|advert\w*|sponsor\w*|banner|outbrain|taboola|widget|sidebar|comments?|disqus|author-?(?:box|bio|info|card)|bio|byline|meta|tags?|breadcrumbs?|"
    r"caption|credit|copyright|cookie|consent|paywall|pagination|pager|toolbar|rating|poll|quiz|embed|tooltip|modal|popup|hidden|sr-only|screen-reader\w*|visually-?hidden|"
    r"skip|print|login|donat\w*|support|disclaimer|toc|table-of-contents|weiterlesen|mehr-zum-thema|a-lire|lire-aussi|leggi-anche|leer-tambien|relacionad\w*|verwandt\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)  # fmt: skip
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADING_WORDS = 6
#: In a list of titles so many of the longer words begin with a capital.
_TITLE_CASE = 0.6
_LISTS = frozenset({"ul", "ol", "dl"})


def with_regained(paragraphs: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The paragraphs with what was lost between them, in its place.

    Args:
        paragraphs: as an extractor gave them, in the order of the page.
        blocks: all of the page.
    """
    if len(paragraphs) < 2 or len(blocks) > _MAX_BLOCKS or sum(map(len, paragraphs)) > _MAX_BODY_CHARS:
        return list(paragraphs)
    page = _Page(paragraphs, blocks)
    found: dict[int, list[str]] = {}
    for place, texts in page.regained():
        found.setdefault(place, []).extend(texts)
    return [line for place, paragraph in enumerate(paragraphs) for line in (paragraph, *found.get(place, ()))]


class _Page:
    """The blocks of a page beside the paragraphs that were kept."""

    def __init__(self, paragraphs: Sequence[str], blocks: Sequence[Block]) -> None:
        plain = [squeezed(paragraph) for paragraph in paragraphs]
        self.body = "".join(plain)
        self.blocks = blocks
        self._ends = list(accumulate(map(len, plain)))
        #: Of each block the paragraph that it stands in, or None.
        self.places: list[int | None] = []
        cursor = 0
        for block in blocks:
            words = squeezed(block.text)
            limit = len(self.body) if len(words) >= _LONG_BLOCK else cursor + _NEAR + len(words)
            start = self.body.find(words, cursor, limit) if words else -1
            self.places.append(None if start < 0 else min(bisect_right(self._ends, start), len(plain) - 1))
            cursor = cursor if start < 0 else start + len(words)

    def regained(self) -> list[tuple[int, list[str]]]:
        """What is taken back, each with the paragraph that it comes behind."""
        kept = [index for index, place in enumerate(self.places) if place is not None]
        container = self._container(kept)
        if container is None:
            return []
        inside = [index for index in kept if _is_within(self.blocks[index].owner, container)]
        gaps = [
            (self.places[before] or 0, self._between(before, after))
            for before, after in pairwise(inside)
            if after > before + 1
        ]
        if inside:
            gaps.append((self.places[inside[-1]] or 0, self._behind(inside[-1])))
        return gaps

    def _container(self, kept: Sequence[int]) -> HtmlElement | None:
        """The innermost element that holds most of what was kept."""
        weights: dict[int, int] = {}
        nodes: dict[int, HtmlElement] = {}
        total = 0
        for index in kept:
            block = self.blocks[index]
            total += len(block.text)
            for node in ancestors(block.owner):
                weights[id(node)] = weights.get(id(node), 0) + len(block.text)
                nodes.setdefault(id(node), node)
        # Inner ones come before outer ones of the same weight.
        holding = [key for key, weight in weights.items() if weight >= _MOST * total]
        return nodes[min(holding, key=lambda key: (weights[key], -_depth(nodes[key])))] if holding else None

    def _between(self, before: int, after: int) -> list[str]:
        """What belongs to the article among the blocks between two kept ones."""
        around = common((self.blocks[before].owner, self.blocks[after].owner))
        if around is None:
            return []
        run = [(block, classify_line(block.text)) for block in self.blocks[before + 1 : after]]
        # Above the first sentence stand the byline, the date and the like.
        begun = any(
            classify_line(self.blocks[i].text).kind is Kind.PROSE
            for i in range(before + 1)
            if self.places[i] is not None
        )
        ends = all(classify_line(self.blocks[index].text).kind is Kind.PROSE for index in (before, after))
        taken: list[str] = []
        headed = False  # whether what follows stands under a heading that was dropped, too
        # Held while they are compared: what lxml gives for an element is new each time nobody holds it, so that its
        # identity says nothing.
        tops = [_top(block.owner, around) for block, _ in run]
        for _, group in groupby(zip(tops, run, strict=True), key=lambda of: id(of[0])):
            pairs = [pair for _, pair in group]
            kinds = [line.kind for _, line in pairs]
            if Kind.COMMENTS in kinds:
                break
            if Kind.SECTION in kinds:
                headed = True
                continue
            plain = [(block, line) for block, line in pairs if self._may_be_text(block, line, around)]
            if headed or not ends:
                plain = [(block, line) for block, line in plain if line.kind is Kind.PROSE and block.linked < _LINK]
            if len(plain) == len(pairs) or not _is_card(pairs):
                taken += [block.text for block, line in plain if begun or line.kind is Kind.PROSE]
            headed = (headed and not plain) or (not plain and _is_heading(pairs))
        return taken

    def _may_be_text(self, block: Block, line: Line, around: HtmlElement) -> bool:
        """Whether a dropped block may be a part of the article."""
        if squeezed(block.text) in self.body or line.words < _MIN_WORDS - 2:
            return False
        if any(_is_outside(node, own=node is block.owner) for node in ancestors(block.owner, around)):
            return False
        if line.kind is Kind.PROSE or (line.kind is Kind.LINE and line.words >= _MIN_WORDS and is_ended(line.text)):
            # A headline may end in a question mark; a sentence that is a link ends as others do.
            if block.linked >= _LINK and not _SENTENCE.search(line.text):
                return False
            pointing = block.linked >= _POINTER and phrases.LINK_PATTERN.match(bare(line.text))
            return not pointing and not is_notice(line, loose=True)
        listed = next((node for node in ancestors(block.owner, around) if node.tag in _LISTS), None)
        if line.kind is Kind.LINE and listed is not None and line.words >= _MIN_WORDS - 1:
            return _is_own_list(listed)
        return line.kind is Kind.LINE and block.linked == 0 and _is_bare(block.owner, around)

    def _behind(self, last: int) -> list[str]:
        """The sentences right behind the last kept block: its own siblings, of its own kind."""
        owner = self.blocks[last].owner
        taken: list[str] = []
        for block in self.blocks[last + 1 :]:
            line = classify_line(block.text)
            own = block.owner.getparent() is owner.getparent() and block.owner.tag == owner.tag
            plain = block.linked == 0 and line.kind in (Kind.PROSE, Kind.LINE) and is_ended(line.text)
            if not own or not plain or line.words < _MIN_WORDS or is_notice(line, loose=True):
                break
            if squeezed(block.text) in self.body or _is_outside(block.owner, own=True):
                break
            taken.append(block.text)
        return taken


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in ancestors(element))


def _is_within(element: HtmlElement, container: HtmlElement) -> bool:
    return any(node is container for node in ancestors(element))


def _top(element: HtmlElement, around: HtmlElement) -> HtmlElement:
    """The child of ``around`` that holds the element."""
    top = element
    for node in ancestors(element, around):
        top = node
    return top


def _is_outside(node: HtmlElement, *, own: bool) -> bool:
    """Whether an element is a box beside the article, hidden, or another thing than text; of a paragraph itself
    (``own``) the name alone says nothing."""
    if node.tag in _OUTSIDE or (node.get("role") or "").lower() in _ROLES:
        return True
    if node.get("hidden") is not None or (node.get("aria-hidden") or "").lower() == "true":
        return True
    if _HIDING.search(node.get("style") or ""):
        return True
    called = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('data-component') or ''}"
    named: bool = _CALLED.search(called) is not None
    return named and not (own and node.tag == "p")


def _is_card(pairs: Sequence[tuple[Block, Line]]) -> bool:
    """Whether blocks of one box are a card: a linked headline with its teaser, or a box with a button."""
    return any(
        line.kind in (Kind.BOILERPLATE, Kind.LABEL, Kind.CREDIT) or (line.kind is Kind.LINE and block.linked >= _LINK)
        for block, line in pairs
    )


def _is_heading(pairs: Sequence[tuple[Block, Line]]) -> bool:
    """Whether blocks are no more than a heading ("More:", "Dossier")."""
    return all(line.words <= _HEADING_WORDS and not _SENTENCE.search(line.text) for _, line in pairs)


def _is_own_list(listed: HtmlElement) -> bool:
    """Whether a list between paragraphs is the article's: no pictures, stamps and headings in it, and not one of titles
    that are written In Capitals."""
    if any(listed.find(f".//{tag}") is not None for tag in ("img", "time", "h2", "h3", "h4", "h5", "h6", "button")):
        return False
    words = re.findall(r"[^\W\d_]{4,}", str(listed.text_content() or ""))
    capitals = sum(1 for word in words if word[:1].isupper())
    return capitals <= _TITLE_CASE * len(words)


def _is_bare(element: HtmlElement, around: HtmlElement) -> bool:
    """Whether an element and those around it have no names and hold words alone."""
    chain = list(ancestors(element, around))
    top = chain[-1] if chain else element
    return all(not node.attrib for node in chain) and top.find(".//a") is None and top.find(".//img") is None
