"""Old pages that are laid out with tables: turned into plain blocks before the body is looked for.

An extractor takes a table for data and writes it row by row, the menu's cell in front of the article's.
"""

from __future__ import annotations

from lxml.html import HtmlElement

#: A cell with this many words holds prose; tables of figures have a few words to a cell.
_PROSE_WORDS = 60
#: And so has a paragraph in it.
_PARAGRAPH_WORDS = 12
#: A picture's cell with no more words than this is the picture and its caption.
_CAPTION_WORDS = 40
#: A table with this share of its words in links is a menu.
_MENU = 0.8
_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})


def undo_layout_tables(tree: HtmlElement) -> list[str]:
    """Turn the layout tables of a page into blocks, in place; pictures' cells are cut out.

    Returns:
        The captions of the pictures; empty, and the page unchanged, where it has no layout table.
    """
    layout = [table for table in tree.iter("table") if _is_layout(table)]
    outer = frozenset(layout)
    captions: list[str] = []
    for table in layout:
        for inner in list(table.iter("table")):
            if inner in outer or inner.getparent() is None:
                continue
            words = " ".join(inner.text_content().split())
            if inner.find(".//img") is not None and len(words.split()) <= _CAPTION_WORDS:
                if words:
                    captions.append(words)
                inner.drop_tree()
    for table in layout:
        _to_blocks(table)
    return captions


def open_cells(tree: HtmlElement) -> None:
    """Take lists and links out of the cells of tables of figures, in place, but not their words: an extractor drops
    what it takes for menus."""
    for table in tree.iter("table"):
        links = sum(len((link.text_content() or "").split()) for link in table.iter("a"))
        if links and links >= _MENU * len((table.text_content() or "").split()):
            continue
        for cell in [*table.iter("td"), *table.iter("th")]:
            for item in list(cell.iter("li", "dt", "dd")):
                if item.getnext() is not None and item.getnext().tag == item.tag:
                    last = item[-1] if len(item) else None
                    if last is None:
                        item.text = (item.text or "").rstrip() + ";"
                    else:
                        last.tail = (last.tail or "").rstrip() + ";"
                item.tail = " " + (item.tail or "")
            for part in list(cell.iter("ul", "ol", "dl", "li", "dt", "dd", "a")):
                part.drop_tag()


def has_layout_tables(tree: HtmlElement) -> bool:
    """Whether the page is laid out with tables."""
    return any(_is_layout(table) for table in tree.iter("table"))


def _is_layout(table: HtmlElement) -> bool:
    return any(
        cell.find(".//table") is not None
        or _holds_paragraphs(cell)
        or len((cell.text_content() or "").split()) >= _PROSE_WORDS
        for cell in table.iter("td")
    )


def _holds_paragraphs(cell: HtmlElement) -> bool:
    """Whether a cell holds paragraphs of prose, rather than a figure that an editor's program set as one."""
    paragraphs = cell.findall(".//p")
    words = [len((paragraph.text_content() or "").split()) for paragraph in paragraphs]
    return max(words, default=0) >= _PARAGRAPH_WORDS or (len(words) > 2 and sum(words) >= 2 * _PARAGRAPH_WORDS)


def _to_blocks(table: HtmlElement) -> None:
    """Rename the table's own parts; a table of figures within it keeps its."""
    for child in list(table):
        if child.tag in _PARTS and child.tag != "table":
            _to_blocks(child)
    table.tag = "div"
    table.attrib.clear()
