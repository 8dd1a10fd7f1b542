"""The Search tab: its addresses, its results as HTML, and what is asked about from there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from pages import article, clicked
from test_render import Seen

from rag import Archive, Copy, FacetCount, Filters, Hit, Passage, SearchHit, SearchPage, UsageError
from ui.page.article.pane import build_pane
from ui.page.ask.tab import AskTab
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.search.search_address import MAX_QUERY_CHARS, Search, read_address
from ui.page.search.search_html import asking_about_html, field_html, results_html, wrong_html
from ui.page.search.selections import Selections, both
from ui.page.search.snippet import SNIPPET_CHARS, marked, snippet
from ui.page.search.tab import SearchTab

COPY = Copy("b2", "Upriver Gazette", date(2025, 9, 3), "A headline", None)


def hit(title: str = "The dam gates", text: str = "The gates of the dam.", **fields: Any) -> SearchHit:
    found = article(title, text, **fields)
    return SearchHit(Hit(Passage("p", found.id, 0, len(text), text), found, 0.5))


def page(total: int = 2, **fields: Any) -> SearchPage:
    return replace(SearchPage("dam", False, total, False, (hit(),)), **fields)


def facet(**counts: int) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(None if value == "none" else value, count) for value, count in counts.items())


def results(page: SearchPage, search: Search | None = None) -> Seen:
    return Seen(results_html(page, search or Search("dam"), "q=dam"))


def links(seen: Seen, name: str) -> list[str]:
    return [(each["href"] or "").removeprefix("#search?") for each in seen.with_class(name)]


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search("dam"),
        Search('„dam gates“ AND (A&B=C) #5 +x %41 "é\U0001f40b', {"outlet": "A & Sons; #1", "author": ""}),
        Search("dam", {"month": "2025-09", "language": "de", "section": "A=b"}, "newest", 3),
        Search("dam", {"outlet": "Ledger"}, page=2, as_of=date(2025, 9, 30)),
    ],
)
def test_an_address_is_read_as_it_was_written(search: Search) -> None:
    assert read_address(search.address) == search


def test_a_day_as_of_which_is_looked_at_is_a_filter_with_a_chip() -> None:
    search = Search("dam", {"outlet": "Ledger"}, page=2, as_of=date(2025, 9, 30))
    assert search.filters() == Filters(outlets=("Ledger",), as_of=date(2025, 9, 30))
    assert [chip.says for chip in search.chips()] == ["Ledger", "as of 30 September 2025"]
    assert search.widened("as-of") == Search("dam", {"outlet": "Ledger"})
    assert search.widened("outlet") == Search("dam", as_of=date(2025, 9, 30)) and search.widened() == Search("dam")
    assert search.narrowed("author", "A").as_of == search.sorted_by("newest").as_of == date(2025, 9, 30)
    assert 'name="as-of"' in field_html()
    for wrong in ("today", "2025-13-01", "2025-9-1", "٢٠٢٥-٠٩-٠١"):
        with pytest.raises(UsageError, match="is not a date"):
            read_address(f"q=dam&as-of={wrong}")


@pytest.mark.parametrize(
    ("address", "search"),
    [
        ("", Search()),
        ("q=++dam++&x=y&onload=1", Search("dam")),
        ("q=dam&page=0&sort=evil", Search("dam")),
        ("q=dam&page=-1", Search("dam")),
        ("q=dam&page=٣", Search("dam")),
        ("q=dam&page=2&page=3", Search("dam", page=2)),
        ("q=%ff%00", Search("\ufffd\x00")),
    ],
)
def test_what_an_address_has_besides_is_passed_over(address: str, search: Search) -> None:
    assert read_address(address) == search


@pytest.mark.parametrize(
    "address",
    [None, 7, {"q": "dam"}, "q=" + "x" * (MAX_QUERY_CHARS + 1), "q=" + "x" * 50_000, "&a=" * 100]
    + [f"q=dam&month={month}" for month in ("2025", "2025-13", "2025-9", "0000-01", "٢٠٢٥-09", "<b>")],
)
def test_what_is_no_address_is_told(address: object) -> None:
    with pytest.raises(UsageError):
        read_address(address)


def test_what_it_is_narrowed_to_becomes_filters() -> None:
    chosen = {"outlet": "Ledger", "month": "2024-02", "author": "", "section": "Sport", "language": "de"}
    search = Search("dam AND gates", chosen)
    wanted = Filters(date(2024, 2, 1), date(2024, 2, 29), ("Ledger",), ("de",), ("",), ("Sport",))
    assert search.filters() == wanted
    assert search.selection() == replace(wanted, query="dam AND gates")
    assert Search("dam", {"month": ""}).filters() == Filters(undated=True)
    assert Search().selection() == Filters()


# -- results -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (page(1_420), "1,420 articles"),
        (page(1), "1 article"),
        (page(0, hits=()), "No article fits"),
        (page(0, nearest=True), "No article has these words; nearest by meaning:"),
        (page(0, nearest=True, hits=()), "No article fits"),
    ],
)
def test_how_much_was_found_is_said_in_words(found: SearchPage, says: str) -> None:
    html = results_html(found, Search("dam"), "q=dam")
    assert re.search('tabindex="-1">([^<]+)<', html)[1] == says  # type: ignore[index]
    assert ("Ask about these" in html) == ("data-export" in html) == bool(found.total)


def test_a_hit_has_its_words_marked_and_opens_at_its_passage() -> None:
    found = hit()
    passage = Passage("p", "a1", 4, 21, "gates of the dam.")
    found = replace(found, hit=replace(found.hit, passage=passage), marks=((4, 9), (17, 20)), title_marks=((4, 7),))
    html = results_html(page(hits=(replace(found, also_in=(COPY,)),)), Search("dam"), "q=dam")
    assert re.findall(r'<mark class="dl-word">(.*?)</mark>', html) == ["dam", "gates", "dam"]
    seen = Seen(html)
    opened = seen.with_class("dl-headline")[0]
    assert (opened["data-article-id"], opened["data-start"], opened["data-end"]) == ("a1", "4", "21")
    assert opened["data-quote"] == "gates of the dam."
    assert "The Ledger" in seen.text and "2 September 2025" in seen.text
    assert "Also in: Upriver Gazette, 3 September 2025" in seen.text
    assert "Untitled" in results(page(hits=(hit(""),))).text


def test_a_value_leads_to_the_search_within_it() -> None:
    facets = {"outlet": facet(Ledger=3, none=2), "month": facet(**{"2025-09": 1, "none": 9, "2025-11": 2})}
    seen = results(page(facets={**facets, "section": facet(none=5)}))
    assert links(seen, "dl-value") == [
        "q=dam&outlet=Ledger", "q=dam&outlet=", "q=dam&month=2025-11", "q=dam&month=2025-09", "q=dam&month=",
    ]  # fmt: skip
    assert "Ledger3 articlesnone2 articles" in re.sub(r"\s+(?=\d)", "", seen.text)
    assert "November 2025" in seen.text and "Section" not in seen.text, "no article has one"


def test_what_is_chosen_is_a_chip_and_can_be_taken_off() -> None:
    search = Search("dam", {"outlet": "the ledger", "author": ""}, "newest", 4)
    facets = {"outlet": facet(**{"The Ledger": 3, "Gazette": 1}), "author": facet(none=3, Pike=1)}
    seen = results(page(200, facets=facets), search)
    chips = seen.with_class("dl-chip")
    assert [chip["aria-label"] for chip in chips] == [
        "Take off the filter: the ledger",
        "Take off the filter: no author",
    ]
    off = ["q=dam&author=&sort=newest", "q=dam&outlet=the+ledger&sort=newest"]
    assert links(seen, "dl-chip") == off
    assert links(seen, "dl-value") == off, "a co-author's or a copy's would not narrow"
    assert all(value["aria-current"] == "true" for value in seen.with_class("dl-value"))
    assert "#search?q=dam&sort=newest" in [link["href"] for link in seen.of("a")], "all of them"


def test_many_values_are_folded_and_the_rarest_left_out() -> None:
    counts = tuple(FacetCount(f"Author {number}", 1) for number in range(70))
    seen = results(page(facets={"author": counts}))
    assert len(seen.with_class("dl-value")) == 60
    assert "54 more" in seen.text and "and 10 more with fewer" in seen.text
    assert results(page(facets={"author": counts[:8]})).of("details") == []


def test_pages_and_order_keep_the_rest_of_the_search() -> None:
    search = Search("dam", {"outlet": "Ledger"}, page=2)
    seen = results(page(61, offset=40), search)
    turns = {link["aria-label"]: link["href"] for link in seen.of("a") if "data-turn" in link}
    rest = "#search?q=dam&outlet=Ledger"
    assert turns == {"First page": rest, "Previous page": f"{rest}&page=2", "Next page": f"{rest}&page=4"}
    assert "41–41 of 61 articles" in seen.text
    assert seen.of("ol")[0]["start"] == "41"
    sorts = {link["data-key"]: link for link in seen.of("a") if (link.get("data-key") or "").startswith("sort-")}
    assert [key for key, link in sorts.items() if "aria-current" in link] == ["sort-Relevance"]
    assert sorts["sort-Oldest"]["href"] == f"{rest}&sort=oldest"


def test_a_search_without_hits_offers_to_drop_its_filters() -> None:
    seen = results(page(0, hits=()), Search("dam", {"outlet": "Ledger"}))
    assert links(seen, "dl-link") == ["q=dam"]
    assert results(page(0, hits=())).with_class("dl-link") == []


@pytest.mark.parametrize(
    ("place", "marked_as"),
    [(1, ("", "d", "am (")), (5, ("dam ", "(", "")), (6, ("dam (", "\xa0", "")), (99, ("dam (", "\xa0", ""))],
)
def test_a_slip_is_shown_at_its_place(place: int, marked_as: tuple[str, str, str]) -> None:
    html = wrong_html("q=x", "Close the bracket.", "dam (", place)
    assert '<code>{}<mark class="dl-slip">{}</mark>{}</code>'.format(*marked_as) in html
    assert 'role="alert">Close the bracket.' in html
    assert "<code>" not in wrong_html("q=x", "The archive is busy.", "dam", None)


def test_the_grammar_is_on_the_page_itself() -> None:
    seen = Seen(field_html())
    assert seen.of("a") == [] and "dam near/5 gates" in seen.text and 'author:""' in seen.text


# -- the part of a passage that is shown -------------------------------------------------------------------------------

WORDS = " ".join(f"word{number}" for number in range(200))


def plain(pieces: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in pieces)


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("The dam.", [(4, 7)]) == [("The ", False), ("dam", True), (".", False)]
    assert snippet("", []) == []


@pytest.mark.parametrize("wanted", [["word150"], ["word3", "word150", "word152"], ["word199"], ["word0"], []])
def test_a_long_text_is_cut_between_words_around_the_most_marks(wanted: list[str]) -> None:
    marks = [(WORDS.index(word), WORDS.index(word) + len(word)) for word in wanted]
    pieces = snippet(WORDS, marks)
    assert [text for text, is_marked in pieces if is_marked] == wanted[-2:]
    assert len(plain(pieces)) <= SNIPPET_CHARS + 4
    cut = plain(pieces).removeprefix("… ").removesuffix(" …")
    assert f" {cut} " in f" {WORDS} ", "whole words"


def test_marks_near_the_beginning_are_shown_with_it() -> None:
    at = WORDS.index("word20")
    pieces = snippet(WORDS, [(at, at + 6)])
    assert plain(pieces).startswith("word0 ") and pieces[1] == ("word20", True)


def test_a_mark_longer_than_what_is_shown_is_cut() -> None:
    pieces = snippet("a " * 300 + "東" * 1_000, [(600, 1_600)])
    assert len(plain(pieces)) <= SNIPPET_CHARS + 4 and pieces[-2][1] and set(pieces[-2][0]) == {"東"}


def test_marks_that_do_not_fit_are_left_out() -> None:
    text = "abcdef"
    assert marked(text, [(4, 6), (0, 2), (1, 3), (5, 9), (3, 3), (-2, 1)]) == [
        ("ab", True),
        ("cd", False),
        ("ef", True),
    ]
    dense = [(at, at + 1) for at in range(100_000)]
    assert len(plain(snippet("東" * 100_000, dense))) <= SNIPPET_CHARS + 2, "in time, and within its length"


# -- asking about what was found ---------------------------------------------------------------------------------------


def test_a_selection_narrows_the_filters_of_the_form() -> None:
    selection = Filters(date(2025, 9, 1), date(2025, 9, 30), ("Ledger", "Gazette"), query="dam")
    form = Filters(date(2025, 9, 10), None, ("gazette", "Post"), ("de",))
    assert both(form, selection) == Filters(date(2025, 9, 10), date(2025, 9, 30), ("gazette",), ("de",), query="dam")
    assert both(Filters(), selection) == selection
    day = date(2025, 9, 20)
    assert both(Filters(as_of=day), selection).as_of == day == both(Filters(), Filters(as_of=day)).as_of


@pytest.mark.parametrize(
    ("form", "selection"),
    [
        (Filters(date(2025, 10, 1)), Filters(until=date(2025, 9, 30))),
        (Filters(date(2025, 10, 1)), Filters(undated=True)),
        (Filters(outlets=("A",)), Filters(outlets=("B",))),
        (Filters(languages=("de",)), Filters(languages=("en",))),
    ],
)
def test_what_leaves_nothing_is_told(form: Filters, selection: Filters) -> None:
    with pytest.raises(UsageError, match="take one of them off"):
        both(form, selection)


def test_each_session_has_its_own_selection() -> None:
    selections = Selections()
    selections.keep("one", Search("dam", {"language": "de"}))
    assert selections.narrow("one", Filters()) == Filters(languages=("de",), query="dam")
    assert selections.narrow("other", Filters()) == selections.narrow(None, Filters()) == Filters()
    selections.drop("one")
    assert selections.narrow("one", Filters()) == Filters()


def test_the_selection_is_a_chip_in_the_ask_tab() -> None:
    search = Search("dam AND gates", {"outlet": "Ledger", "month": ""})
    assert "dam AND gates · Ledger · no date" in Seen(asking_about_html(search)).text
    assert asking_about_html(None) == ""


def test_counts_of_a_mapping_are_read_in_the_page_s_order() -> None:
    facets: Mapping[str, tuple[FacetCount, ...]] = {"language": facet(en=2), "outlet": facet(Ledger=2)}
    names = [section["aria-label"] for section in results(page(facets=facets)).with_class("dl-facet")]
    assert names == ["Outlet", "Language"]


# -- the tab's handlers ------------------------------------------------------------------------------------------------


@pytest.fixture
def tab(archive: Archive) -> SearchTab:
    with gr.Blocks():
        shelf, pane = ArchiveCache(archive), build_pane()
        return SearchTab(shelf, pane, AskTab(shelf, pane))


def session(name: str) -> Any:
    return SimpleNamespace(session_hash=name)


def test_an_address_is_answered_whatever_it_is(tab: SearchTab) -> None:
    shown = Seen(tab.search(clicked(address="q=ferry+OR+dam&page=9&sort=oldest")))
    assert "2 articles" in shown.text, "the last page, where there are fewer"
    titles = [hit["data-article-id"] for hit in shown.with_class("dl-hit")]
    assert len(titles) == 2 and "October 2025" in shown.text
    wrong = tab.search(clicked(address="q=(ferry+OR+dam"))
    assert '<mark class="dl-slip">(</mark>ferry OR dam' in wrong and 'role="alert"' in wrong
    assert "Search your archive" in tab.search(clicked(address=""))
    for address in (None, 7, ["q"], "q=" + "x" * 100_000, "q=x&month=9"):
        assert 'role="alert"' in tab.search(clicked(address=address))
    for half in ("q=ferry\ud800", "\ud800", "q=(\udfff", "q=ferry&outlet=\ud800"):
        assert tab.search(clicked(address=half)).encode()


def test_what_is_asked_about_is_what_was_found(tab: SearchTab) -> None:
    ask = tab._ask
    assert "ferry OR boat · Harrow Bay Courier" in tab.ask_about(
        clicked(address="q=ferry+OR+boat&outlet=Harrow+Bay+Courier"), session("one")
    )
    assert 'data-left="1"' in ask.filters.count("", "", [], [], "", session("one"))
    assert 'data-left="2"' in ask.filters.count("", "", [], [], "", session("other"))
    states = list(ask.ask("Where did brine leak?", [], request=session("one")))
    assert "dl-refusal" in str(states) and "Velling" not in str(states[-1][1])
    assert "with * at its end" in tab.ask_about(clicked(address="q=ferries+councils"), session("one"))
    assert tab.ask_about(clicked(address=7), session("one")) == ""
    assert ask.ask_about_all(session("one")) == ""
    assert 'data-left="2"' in ask.filters.count("", "", [], [], "", session("one"))
    tab.ask_about(clicked(address="q=dam"), session("one"))
    ask.forget(session("one"))
    assert 'data-left="2"' in ask.filters.count("", "", [], [], "", session("one"))
