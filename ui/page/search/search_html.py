"""A page of results as HTML, and what stands around it. Pure functions over ui/page/templates/search.html."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag import Article, FacetCount, Passage, SearchHit, SearchPage
from ui.page.answers.record import ShownCopy, shown_copies
from ui.page.search.search_address import FACETS, MAX_QUERY_CHARS, PAGE, SORTS, Search, value_text
from ui.page.search.snippet import Piece, marked, snippet
from ui.page.templating import Html, render
from ui.shared.wording import plural

#: The actions that ui/page/static/search.js turns into events, and that of the Ask tab's chip.
SEARCH = "search_at"
ASK_ABOUT = "ask_about"
DROP_SELECTION = "drop_selection"

#: So many values of a facet stand there at once, and so many more when they are unfolded.
_FIRST_VALUES = 6
_MOST_VALUES = 60
#: The grammar in short; docs/search.md has all of it.
GRAMMAR: tuple[tuple[tuple[str, ...], str], ...] = (
    (('"dam gates"',), "these words, one directly after the other"),
    (("dam AND gates",), "both, anywhere in the headline or the text"),
    (("dam OR weir",), "one of them"),
    (("ferry NOT strike", "ferry -strike"), "the first without the second"),
    (("(dam OR weir) gates",), "brackets come first, then NOT, AND, OR"),
    (("flood*", "*berg", "wom?n"), "any letters, and exactly one"),
    (("dam near/5 gates",), "at most 5 words between them"),
    (("dam same gates",), "in one paragraph"),
    (("headline:dam",), "in the headline"),
    (("outlet:courier", "author:petrie", "section:sport", "url:example.org"), "in the name, the section, the address"),
    (("language:de",), "in this language"),
    (("before:2024-05-03", "after:2024-05", "on:2024"), "published before, after or on that day, month or year"),
    (("author:*", 'author:""'), "has an author, has none; so for all fields but the days"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Which of the hits stand on the page. ``first`` counts from 1."""

    first: int
    says: str


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a facet: what it says, and the search that it leads to."""

    says: str
    count: int
    address: str
    key: str
    now: bool
    none: bool


@dataclass(frozen=True, slots=True)
class _Facet:
    """A facet: the values that are shown, how many of them at once, and how many are left out."""

    name: str
    values: Sequence[_Value]
    first: int
    left: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit, its words in pieces."""

    article: Article
    passage: Passage
    title: Sequence[Piece]
    snippet: Sequence[Piece]
    authors: str
    also_in: Sequence[ShownCopy]


def field_html() -> Html:
    """The field, and below it the grammar, folded."""
    return render("search", "field", MAX_QUERY_CHARS, GRAMMAR)


def searching_html(asked: str = "") -> Html:
    """What stands there while nothing is searched for."""
    return render("search", "welcome", asked)


def wrong_html(asked: str, sentence: str, query: str = "", place: int | None = None) -> Html:
    """What is wrong with a search.

    Args:
        asked: its address, by which the browser knows what this answers.
        sentence: what is wrong.
        query: the query.
        place: where in it, as the number of the character, from 1.
    """
    if place is None or not query:
        return render("search", "wrong", asked, sentence, "", "", "")
    at = min(max(place, 1), len(query) + 1) - 1
    # A space behind the end is a place that can be seen, too.
    return render(
        "search", "wrong", asked, sentence, query[:at], query[at : at + 1] or "\N{NO-BREAK SPACE}", query[at + 1 :]
    )


def results_html(page: SearchPage, search: Search, asked: str) -> Html:
    """What was found, and what it can be narrowed to.

    Args:
        page: it.
        search: what was looked for.
        asked: its address as the browser has it.
    """
    chips = [(chip, search.widened(chip.which).address) for chip in search.chips()]
    sorts = [(sort.capitalize(), search.sorted_by(sort).address, sort == search.sort) for sort in SORTS]
    return render(
        "search",
        "found",
        asked,
        heading(page),
        _place(page),
        chips,
        search.widened().address,
        sorts if page.total > 1 else [],
        [_facet(name, page.facets[name], search) for name in FACETS if _tells(page.facets.get(name, ()))],
        [_found(hit) for hit in page.hits],
        list(_turns(page, search)),
        page.total > 0,
        not page.operators,
    )


def heading(page: SearchPage) -> str:
    """How much was found, in words, and what was looked for where it was not what was typed."""
    if page.nearest and page.hits:
        found = "No article has these words; nearest by meaning:"
    else:
        found = plural(page.total, "article") if page.total else "No article fits"
    return f"{found} – {page.notice}" if page.notice else found


def asking_about_html(search: Search | None, note: str = "") -> Html:
    """In the Ask tab: what is asked about, with a sentence on it; nothing where it is the whole archive."""
    return render("search", "asking_about", selection_text(search) if search else "", note)


def selection_text(search: Search) -> str:
    """A search as one chip says it."""
    return " · ".join([part for part in (search.query,) if part] + [chip.says for chip in search.chips()])


def _place(page: SearchPage) -> _Place:
    first, last = page.offset + 1, page.offset + len(page.hits)
    return _Place(first, f"{first:,}–{last:,} of {plural(page.total, 'article')}")


def _turns(page: SearchPage, search: Search) -> Iterator[tuple[str, str]]:
    """The pages that can be turned to: none where there is one."""
    last = max(0, (page.total - 1) // PAGE)
    if search.page > 1:
        yield "First", _at(search, 0)
    if search.page:
        yield "Previous", _at(search, min(search.page - 1, last))
    if search.page < last:
        yield "Next", _at(search, search.page + 1)


def _at(search: Search, page: int) -> str:
    return Search(search.query, search.chosen, search.sort, page).address


def _facet(facet: str, counts: Sequence[FacetCount], search: Search) -> _Facet:
    chosen = search.chosen.get(facet)
    if chosen is not None:  # the others are those of co-authors and copies: a click on one would not narrow
        counts = [each for each in counts if _is(facet, each.value, chosen)]
    if facet == "month":  # as a calendar has them, those without a date last
        counts = sorted(counts, key=lambda each: each.value or "", reverse=True)
    shown = [
        _Value(
            value_text(facet, each.value) if each.value else "none",
            each.count,
            (search.narrowed(facet, each.value) if chosen is None else search.widened(facet)).address,
            f"{facet}-{each.value or ''}",
            chosen is not None,
            not each.value,
        )
        for each in counts[:_MOST_VALUES]
    ]
    # A fold for one or two more would take as much room as they do.
    first = _FIRST_VALUES if len(shown) > _FIRST_VALUES + 2 else len(shown)
    return _Facet(FACETS[facet], shown, first, len(counts) - len(shown))


def _tells(counts: Sequence[FacetCount]) -> bool:
    """Whether a facet is worth its room: any of the articles has a value."""
    return any(each.value for each in counts)


def _is(facet: str, value: str | None, chosen: str) -> bool:
    """Whether a value is the one that was chosen, as the engine compares them."""
    return (value or "").strip().casefold() == chosen.strip().casefold()


def _found(found: SearchHit) -> _Found:
    article, passage = found.hit.article, found.hit.passage
    marks = [(start - passage.start, end - passage.start) for start, end in found.marks if start >= passage.start]
    return _Found(
        article,
        passage,
        marked(article.title, found.title_marks) if article.title else [("Untitled", False)],
        snippet(passage.text, marks),
        ", ".join(name for name in article.authors if name != article.outlet),
        shown_copies(found.also_in),
    )
