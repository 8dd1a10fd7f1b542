"""Articles written in Markdown, with or without front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.plain_text import strip_site, title_from
from rag.ingest.formats.document import draft_of_document
from rag.ingest.metadata.markdown_heads import Head, split_head
from rag.ingest.metadata.signed_lines import read_signature
from rag.model import Draft
from rag.text.dates.stated import parse_published
from rag.text.language import choose_language
from rag.text.lines import normalise, squeezed
from rag.text.urls import web_address

_FRONT_MATTER = re.compile(r"\A\ufeff?\s*---[ \t]*\n(?P<yaml>.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_OUTLET_KEYS = ("outlet", "source", "publisher", "publication", "site")
_DATE_KEYS = ("date", "published", "publication_date", "pubdate")
_KEY_AND_VALUE = re.compile(r"(?P<key>\w[\w -]{0,40}:)[ \t]+(?P<value>[^\s\[{|>].*?)[ \t]*")
#: Front matter of more lines is not looked through for values that want quotes.
_MOST_LINES = 200
#: Front matter has two or three; PyYAML takes seconds for a thousand.
_DEEPEST = 50
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# How exporters number the pictures that have no words of their own ("Image 3: The quay").
_NUMBERED_IMAGE = re.compile(r"^Image \d+(?::\s*|$)")
_BREAK_TAG = re.compile(r"(?i)<br\s*/?>")


# Reads dates as they are written: whether one is complete, and has a zone, is for the date rules to say.
_LOADER = type(
    "_Loader",
    (yaml.SafeLoader,),
    {
        "yaml_implicit_resolvers": {
            key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
            for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }
    },
)


def read_markdown(text: str) -> Draft:
    """Make a draft of a Markdown file.

    Raises:
        RejectedSourceError: the front matter is no YAML (the line is named), its HTML is nested too deeply, or no text
            stands below it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front, body = _split(text)
    head, body = split_head(body) if not front else (None, body)
    title = _words(front.get("title"))
    paragraphs: list[str] = []
    captions: list[str] = []
    if head is not None and head.exported:
        return _page(head, body, captions)
    title = title or (head.said.get("title") if head else None)
    for level, block in _blocks(_PARSER.parse(body), captions):
        clean = normalise(block).strip()
        if not clean:
            continue
        if level == 1 and (title is None or clean == title) and not paragraphs:
            title = clean
        else:
            paragraphs.append(clean)
    signed = read_signature(title, paragraphs)
    plain = "\n\n".join(paragraphs[signed.lines :])
    published = _published(front)
    if not plain:
        raise RejectedSourceError("no text in it, besides front matter and headings")
    draft = Draft(
        title=title or title_from(plain),
        text=plain,
        outlet=_first(front, _OUTLET_KEYS),
        authors=_people(front.get("authors", front.get("author"))) or signed.authors,
        published=published or signed.published,
        published_from="field" if published is not None else signed.published_from,
        url=web_address(_words(front.get("url")) or _words(front.get("link"))) or signed.url,
        language=choose_language(_words(front.get("language", front.get("lang"))), plain),
        captions=_captions(captions),
        taken_off=signed.taken_off,
    )
    return head.over(draft) if head is not None else draft


def _page(head: Head, body: str, captions: list[str]) -> Draft:
    """A page that an exporter turned into Markdown, with its menus: cleaned as a page's text is."""
    tokens = [token for token in _PARSER.parse(body) if not _is_menu(token)]
    blocks = list(_blocks(tokens, captions))
    paragraphs = [clean for _, block in blocks if (clean := normalise(block).strip())]
    headings = [clean for level, block in blocks if level == 1 and (clean := normalise(block).strip())]
    stated = head.said.get("title")
    title = next((line for line in headings if squeezed(line) in squeezed(stated or line)), None)
    site = None
    if title is None and stated:
        title, site = strip_site(stated)
    draft = draft_of_document(paragraphs, title)
    captions = [_NUMBERED_IMAGE.sub("", caption) for caption in captions]
    over = head.over(replace(draft, captions=(*_captions(captions), *draft.captions), outlet=site or draft.outlet))
    return replace(over, title=draft.title)


def _is_menu(token: Token) -> bool:
    """Whether a line holds nothing but short links, and more than one."""
    children = token.children or ()
    links = sum(child.type == "link_open" for child in children)
    depth, words, outside = 0, 0, ""
    for child in children:
        depth += (child.type == "link_open") - (child.type == "link_close")
        if child.type == "text":
            words += len(child.content.split())
            outside += "" if depth else child.content
    return links > 1 and words <= 4 * links and not re.search(r"\w", outside)


def _captions(captions: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (normalise(caption).strip() for caption in captions))))


def _split(text: str) -> tuple[dict[str, Any], str]:
    """The front matter's fields, with names in lower case, and the text below it."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    if _depth(match["yaml"] or "") > _DEEPEST:
        raise RejectedSourceError("its front matter is nested too deeply")
    try:
        fields = _loaded(match["yaml"] or "")
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark
        line = (mark.line if mark else 0) + text[: match.start("yaml")].count("\n") + 1
        raise RejectedSourceError(
            f"its front matter is not valid YAML (line {line}): {error.problem}; put the value in quotes"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RejectedSourceError(f"its front matter is not valid YAML: {error}") from error
    if isinstance(fields, dict):
        return {str(key).lower(): value for key, value in fields.items()}, text[match.end() :]
    # A rule, some lines and a rule are a way to begin a text, too.
    return {}, text if fields else text[match.end() :]


def _loaded(front: str) -> object:
    """What front matter says; a plain value with a colon in it ("title: Ferry: new times"), which YAML refuses and most
    who write a headline do not know of, is read as it is meant."""
    try:
        return _yaml(front)
    except yaml.YAMLError:
        lines = front.split("\n")
        meant = lines if len(lines) > _MOST_LINES else [_with_quotes(line) for line in lines]
        if meant == lines:
            raise
        try:
            return _yaml("\n".join(meant))
        except yaml.YAMLError:
            pass  # the fault of the file as it is, is told
        raise


def _yaml(text: str) -> object:
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, without dates


def _with_quotes(line: str) -> str:
    """A line of front matter with its value in quotes where YAML does not understand it otherwise."""
    if not (match := _KEY_AND_VALUE.fullmatch(line)):
        return line
    try:
        _yaml(line)
    except yaml.YAMLError:
        return f"{match['key']} {json.dumps(match['value'], ensure_ascii=False)}"
    return line


def _depth(text: str) -> int:
    """How deep brackets stand within brackets."""
    deepest = depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(depth + (1 if bracket in "[{" else -1), 0)
        deepest = max(deepest, depth)
    return deepest


def _words(value: object) -> str | None:
    """A field's value as one line of text, or None where it is no plain value."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(normalise(str(value)).split()) or None


def _first(front: dict[str, Any], keys: Sequence[str]) -> str | None:
    values = (_words(front.get(key)) for key in keys)
    return next((value for value in values if value and not re.match(r"(?i)https?://", value)), None)


def _people(value: object) -> tuple[str, ...]:
    """The authors: a name, several in one string ("A and B", "A, B"), or a list of names or of ``{name: …}``."""
    return tuple(dict.fromkeys(name for name in _names(value, set()) if name))


def _names(value: object, seen: set[int]) -> Iterator[str]:
    """See :func:`_people`; ``seen``: the lists and mappings that were read, each of which a few lines of YAML's aliases
    may name a million times."""
    if isinstance(value, list | dict):
        if id(value) in seen:
            return
        seen.add(id(value))
        for entry in value if isinstance(value, list) else (value.get("name"),):
            yield from _names(entry, seen)
    else:
        yield from re.split(r"\s*[;,&]\s*|\s+(?:and|und|et|y|і|та)\s+", _words(value) or "")


def _published(front: dict[str, Any]) -> date | datetime | None:
    for key in _DATE_KEYS:
        if found := parse_published(_words(front.get(key)) or ""):
            return found
    return None


def _blocks(tokens: Sequence[Token], captions: list[str]) -> Iterator[tuple[int, str]]:
    """The blocks of a document as plain text, each with its heading level (0: no heading). Captions of pictures go
    to ``captions``."""
    level = 0
    row: list[str] | None = None
    number = ""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "ordered_list_open":
            # A day is no list of one item ("19. Mai 2025").
            items = sum(other.type == "list_item_open" for other in tokens[index : index + 8])
            number = f"{token.attrs['start']}{token.markup} " if "start" in token.attrs and items == 1 else ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield 0, " | ".join(row or ())
            row = None
        elif token.type in ("fence", "code_block"):
            yield 0, token.content
        elif token.type == "html_block":
            yield 0, _html_text(token.content)
        elif token.type == "inline":
            inline = _inline(token.children or (), captions)
            if row is None:
                yield level, number + inline
                number = ""
            else:
                row.append(inline)


def _inline(children: Sequence[Token], captions: list[str]) -> str:
    """The words of one block: marks off, links as their text, pictures away."""
    parts: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "softbreak":
            # A hyphen at the line's end was the word's own.
            parts.append("" if parts and re.search(r"\w-$", parts[-1]) else " ")
        elif child.type == "hardbreak" or (child.type == "html_inline" and _BREAK_TAG.match(child.content)):
            parts.append("\n")
        elif child.type == "image":
            title = str(child.attrs.get("title") or "")
            captions.append(title or _inline(child.children or (), []))
    return "".join(parts)


def _html_text(markup: str) -> str:
    """The words of a block of HTML within Markdown; comments, scripts and styles have none."""
    # lxml takes longer to load than most Markdown files take to read, and few hold HTML.
    from lxml import etree, html

    from rag.ingest.cleaning.nesting_limit import check_nesting

    try:
        tree = html.fragment_fromstring(markup, create_parent="div", parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    check_nesting(tree)
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, "script", "style", with_tail=False)
    return str(tree.text_content())
