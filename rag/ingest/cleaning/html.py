"""A saved web page: the article's text by trafilatura, its metadata only from what the page states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import trafilatura
from lxml import etree, html
from lxml.html import HtmlElement

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.blocks import BLOCKS, UNSEEN, blocks_of, set_blocks_apart
from rag.ingest.cleaning.boilerplate import REASONS, sort_lines
from rag.ingest.cleaning.layout_tables import has_layout_tables, open_cells, undo_layout_tables
from rag.ingest.cleaning.line_classifier import Kind, Line, classify_line
from rag.ingest.cleaning.nesting_limit import check_nesting
from rag.ingest.cleaning.plain_text import NO_TEXT, draft_of, split_title, title_from
from rag.ingest.cleaning.recovered_prose import with_regained
from rag.ingest.cleaning.removed_lines import left_out
from rag.ingest.metadata.authors import settled_authors
from rag.ingest.metadata.page_metadata import PageFacts, page_facts
from rag.ingest.metadata.published import Said, as_day, by_address, said_in_text
from rag.ingest.metadata.signatures import opening_lines, signed_by
from rag.model import Draft, TakenOff
from rag.text.datelines import dateline
from rag.text.language import choose_language
from rag.text.lines import normalise, squeezed
from rag.text.scripts import letters_of

#: A shorter extraction may have missed the body; trafilatura's baseline and the line rules then have a go
#: each.
MIN_BODY_CHARS = 150

# Pictures' captions, which are kept apart from the text.
_CAPTIONS = (
    "//figcaption | //*[self::p or self::div or self::span or self::dd]"
    "[contains(concat(' ', translate(@class, 'CAPTION', 'caption'), ' '), ' wp-caption-text ')"
    " or contains(concat(' ', translate(@class, 'CAPTION', 'caption'), ' '), ' caption ')"
    " or contains(concat(' ', translate(@class, 'CAPTION', 'caption'), ' '), ' image-caption ')"
    " or contains(concat(' ', translate(@class, 'CAPTION', 'caption'), ' '), ' photo-caption ')]"
)
_MAX_CAPTION_CHARS = 600
#: So many letters of the first paragraph find it among what is seen, so far down at most.
_OPENING = 40
_MAX_SEEN = 5_000
#: The head's lines where the headline is not found among what is seen.
_HEAD = 6
#: A page with more tags is none of an article: reading it would take minutes.
MAX_TAGS = 100_000
MAX_ATTRIBUTES = 10_000
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
#: So much of the baseline's words is found among what is seen, or it is taken as it is.
_NEARLY_ALL = 0.9
#: The baseline takes a whole page's words where the extractor finds a short article; only one so much longer counts.
_BASELINE_OVER_EXTRACTED = 2


def read_html(page: str) -> Draft:
    """Make a draft of a web page.

    Raises:
        RejectedSourceError: it cannot be parsed, or no article text is left.
    """
    tree = _parse(page)
    old = has_layout_tables(tree)
    set_blocks_apart(tree)
    captions = undo_layout_tables(tree)
    open_cells(tree)
    facts = page_facts(tree)
    if old:
        facts = _with_seen_facts(facts, tree)
    captions += _take_captions(tree)
    seen = _seen(tree)
    headings = [_words(element) for element in tree.iter("h1")]
    paragraphs = _without_headlines(_paragraphs(tree, seen), [facts.title or "", *headings])
    return _draft(paragraphs, facts, captions, seen, old=old)


def fragment_paragraphs(markup: str) -> tuple[list[str], list[str]]:
    """The paragraphs and the captions of a piece of a page that is all article (a feed's or a record's body).

    Raises:
        RejectedSourceError: it cannot be parsed.
    """
    tree = _parse(markup)
    set_blocks_apart(tree)
    captions = _take_captions(tree)
    return _seen(tree), captions


def _with_seen_facts(facts: PageFacts, tree: HtmlElement) -> PageFacts:
    """What a page from before meta elements states only to its readers, by the rules for plain text."""
    try:
        seen = draft_of(_seen(tree))
    except RejectedSourceError:
        return facts
    title, site = split_title(facts.title, _seen(tree))
    return replace(
        facts,
        title=title,
        outlet=facts.outlet or site,
        authors=facts.authors or seen.authors,
        published=facts.published or seen.published,
    )


def _parse(page: str) -> HtmlElement:
    """The page's tree; what XML declares about its encoding is history by now and goes."""
    page = re.sub(r"\A\s*<\?xml[^>]*\?>", "", page.lstrip("\ufeff").replace("\0", ""))
    if page.count("<") > MAX_TAGS:
        raise RejectedSourceError(f"more than {MAX_TAGS} tags, too many for an article")
    # The parser compares each attribute with all before it. Long values (pictures within the page) have no blanks.
    if any(tag[0].count(" ") > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(page)):
        raise RejectedSourceError(f"a tag with more than {MAX_ATTRIBUTES} attributes")
    try:
        # Bytes, because lxml refuses some characters in a str; a known encoding, because the page may name
        # another.
        raw = page.encode("utf-8", "replace")
        tree = html.document_fromstring(
            raw, parser=html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise RejectedSourceError("not a web page that can be read") from error
    if not isinstance(tree, HtmlElement):
        raise RejectedSourceError("not a web page that can be read")
    check_nesting(tree)
    return tree


def _take_captions(tree: HtmlElement) -> list[str]:
    """Cut the captions out of the page and give their words."""
    captions: list[str] = []
    for element in tree.xpath(_CAPTIONS):
        words = _words(element)
        if len(words) > _MAX_CAPTION_CHARS or element.getparent() is None:
            continue
        if words:
            captions.append(words)
        element.drop_tree()
    return captions


def _words(element: HtmlElement) -> str:
    """The words of an element on one line, without scripts."""
    parts = (str(text) for text in element.xpath(".//text()[not(ancestor::script or ancestor::style)]"))
    return " ".join(normalise(" ".join(parts)).split())


def _paragraphs(tree: HtmlElement, seen: list[str]) -> list[str]:
    """The body's paragraphs: by trafilatura, where that misses it by its baseline, else by all that is seen."""
    found = with_regained(_extracted(tree), list(blocks_of(tree)))
    if _length(found) >= MIN_BODY_CHARS:
        return found
    # A short article is short; only much more elsewhere on the page says that it was missed.
    whole = _baseline(tree)
    if _length(whole) > _BASELINE_OVER_EXTRACTED * _length(found):
        found = _as_seen(whole, seen)
        if _length(found) >= MIN_BODY_CHARS:
            return found
    kept = sort_lines(seen).kept
    prose = [line.text for line in kept if line.kind is Kind.PROSE]
    return [line.text for line in kept] if _length(prose) > 3 * _length(found) else found


def _as_seen(paragraphs: list[str], seen: list[str]) -> list[str]:
    """The same words in the blocks that the page shows, where they make nearly all of them: the baseline writes a whole
    article on one line."""
    body = squeezed(" ".join(paragraphs))
    blocks = [block for block in dict.fromkeys(seen) if squeezed(block) in body] if len(body) <= _MAX_SEEN else []
    return blocks if len(squeezed("".join(blocks))) >= _NEARLY_ALL * len(body) else paragraphs


def _length(paragraphs: list[str]) -> int:
    return sum(map(letters_of, paragraphs))


def _extracted(tree: HtmlElement) -> list[str]:
    """By trafilatura with the settings that were measured best (favor_precision, no comments)."""
    document = trafilatura.bare_extraction(
        tree, favor_precision=True, include_comments=False, include_tables=True, with_metadata=False
    )
    text = getattr(document, "text", None) or ""
    return split_lines(text)


def _baseline(tree: HtmlElement) -> list[str]:
    body, _, _ = trafilatura.baseline(html.tostring(tree, encoding="utf-8"))
    return split_lines("\n".join("".join(element.itertext()) for element in body.iter("p")))


def _seen(tree: HtmlElement) -> list[str]:
    """All text of the page, a paragraph to a block."""
    return split_lines("".join(_text_of(tree)))


def _text_of(tree: HtmlElement) -> Iterator[str]:
    """The page's text with line ends around blocks; what no browser shows is passed over, at any depth."""
    unseen = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        hidden, block = node.tag in UNSEEN, node.tag in BLOCKS
        unseen += hidden * (1 if event == "start" else -1)
        if unseen == 0:
            yield ("\n" if block else "") + ((node.text if event == "start" and not hidden else node.tail) or "")


def split_lines(text: str) -> list[str]:
    """The lines of ``text`` as clean paragraphs, without marks of lists."""
    lines = (re.sub(r"^[-•*]\s+", "", line) for line in normalise(text).split("\n"))
    return [line for line in lines if line.strip(" |-")]


def _draft(paragraphs: list[str], facts: PageFacts, captions: list[str], seen: list[str], *, old: bool) -> Draft:
    opened = opening_lines([classify_line(text) for text in paragraphs[: _HEAD + 1]], (*facts.authors, *facts.shown))
    stamps = [TakenOff(paragraph, REASONS[Kind.BYLINE]) for paragraph in paragraphs[:opened]]
    parted = sort_lines(paragraphs[opened:], by_place=False)
    # The extractor has judged places already, except in pages too old for it to know their parts.
    body = [line.text for line in (_between_ends(parted.kept) if old else parted.kept)]
    text = "\n\n".join(body)
    if not parted.has_text:
        raise RejectedSourceError(NO_TEXT)
    title = facts.title or title_from(text)
    captions = list(dict.fromkeys((*captions, *parted.captions)))
    head = _head(seen, title, body)
    signed = signed_by(*head, outlet=facts.outlet) if head and not facts.shown else ()
    said = _said(head, len(body), facts, body[0])
    opening = dateline(text)
    return Draft(
        title=title,
        text=text,
        outlet=facts.outlet or (opening.agency if opening else None),
        authors=settled_authors(facts.authors, facts.shown or signed, seen),
        published=said.published,
        updated=said.updated,
        section=facts.section,
        published_from=said.published_from,
        url=facts.url,
        language=choose_language(facts.language, text),
        captions=tuple(captions),
        taken_off=left_out(seen, text, title, captions, [*stamps, *parted.removed]),
    )


def _head(seen: Sequence[str], title: str, body: Sequence[str]) -> tuple[list[Line], int | None, int] | None:
    """The page's visible lines, where the headline stands among them and where the body begins; None where neither is
    found."""
    first = next((text for text in body[:_HEAD] if classify_line(text).kind is Kind.PROSE), body[0])
    plain, opening = squeezed(title), squeezed(first)[:_OPENING]
    lines = [classify_line(line) for line in seen[:_MAX_SEEN]]
    start = next((i for i, line in enumerate(lines) if squeezed(line.text).startswith(opening)), None)
    place = next((i for i in reversed(range(start or len(lines))) if squeezed(lines[i].text) == plain), None)
    if start is None:
        if place is None:
            return None
        # The extractor has joined the body with its head.
        return lines, place, next((i for i in range(place + 1, len(lines)) if lines[i].kind is Kind.PROSE), place + 1)
    if place is None:  # the headline's line has more on it, or less
        place = max(start - _HEAD, 0)
    return lines, place, start


def _said(head: tuple[list[Line], int | None, int] | None, length: int, facts: PageFacts, opening: str) -> Said:
    """When the article was published: by its markup, else by what is seen, else by the address."""
    if facts.published is not None and not facts.doubtful:
        return Said(facts.published, "markup", facts.updated)
    if head is None:
        return Said(facts.published, "markup" if facts.published else None, facts.updated)
    lines, place, start = head
    said = said_in_text(lines, place, start, start + length)
    said = replace(said, updated=facts.updated or said.updated)
    if facts.published is not None and (said.published is None or as_day(said.published) > as_day(facts.published)):
        return Said(facts.published, "markup", facts.updated)
    if said.published is None and (day := by_address(facts.url, lines, place, start, opening)) is not None:
        said = replace(said, published=day, published_from="url")
    return said


def _between_ends(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines from the first prose to the last, with what stands between."""
    prose = [index for index, line in enumerate(lines) if line.kind is Kind.PROSE]
    return lines[prose[0] : prose[-1] + 1] if prose else lines


def _without_headlines(paragraphs: list[str], headlines: Sequence[str]) -> list[str]:
    """The paragraphs without the headline among the first three: as the page states it, or as it shows it."""
    plain = {squeezed(headline) for headline in headlines} - {""}
    opening = [paragraph for paragraph in paragraphs[:3] if squeezed(paragraph) not in plain]
    return [*opening, *paragraphs[3:]] or paragraphs
