"""The Archive tab: its table, chart and chips as HTML, and what its clicks do."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from pages import EMPTY, HOSTILE_TITLE, clicked

from rag import Archive, ArticlePage, ArticleRow, Filters, MonthCount
from rag.model import Draft
from ui.page.archive.chart import MOST_MONTHS, SERIES, bars_of, chart_html, series_of
from ui.page.archive.removing_html import confirm_html, removed_html, removing_html
from ui.page.archive.tab import ArchiveTab
from ui.page.archive.table import chips_html, table_html
from ui.page.archive.view import Chip, View, chips_of, sorted_by, span_text
from ui.page.runtime.archive_cache import ArchiveCache, example_questions

HOSTILE = [
    HOSTILE_TITLE,
    "</button><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onclick='alert(1)",
    "${alert(1)} `${alert(2)}` {{{alert}}} {{#each value}}",
    "</title></svg><iframe src=javascript:alert(1)>",
]
ALLOWED = {
    "section", "div", "h2", "p", "span", "button", "ol", "ul", "li", "table", "caption", "thead", "tbody", "tr", "th",
    "td", "input", "time", "nav", "svg", "rect", "title", "progress", "label",
}  # fmt: skip


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert {tag for tag, _ in self.tags} <= ALLOWED
        for _, attributes in self.tags:
            assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "href")]
        assert not re.search(r"[`{}]|\$", html), "a template would read this as its own"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str, **having: str) -> list[dict[str, str | None]]:
        wanted = {name.replace("_", "-"): value for name, value in having.items()}
        return [
            attributes
            for name, attributes in self.tags
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


def row(**fields: Any) -> ArticleRow:
    given: dict[str, Any] = {
        "id": "a1", "title": "Ferry sails", "outlet": "Ledger", "published": date(2025, 9, 2), "language": "en",
        "added": datetime(2025, 10, 3, tzinfo=UTC), "state": "ready",
    }  # fmt: skip
    return ArticleRow(**{**given, **fields})


def table(page: ArticlePage, view: View | None = None, *, writable: bool = True) -> Seen:
    return Seen(table_html(page, view or View(), writable=writable, everything=page.total))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    hostile = row(id=text, title=text, outlet=text, language=text)
    assert table(ArticlePage((hostile,), 1)).text.count(text) >= 2
    assert (
        text
        in Seen(table_html(ArticlePage((), 0), View(), writable=True, everything=1, query=text)).tags[0][1].values()
    )
    counts = [MonthCount(date(2025, 9, 1), text, 3), MonthCount(None, text, 1)]
    assert text in Seen(chart_html(counts, series_of(counts))).text
    assert text in Seen(chips_html([Chip("outlet", text, text)])).text
    assert text in Seen(confirm_html([text], 1)).text
    assert text in Seen(confirm_html([text, text], 9)).text


def test_the_table_says_how_it_is_sorted_and_where_it_is() -> None:
    rows = tuple(row(id=f"a{number}") for number in range(50))
    seen = table(ArticlePage(rows, 12_345, 50), View("outlet", descending=False, page=1))
    assert "51–100 of 12,345 articles" in seen.text
    heads = seen.of("th", scope="col")
    assert [head.get("aria-sort") for head in heads] == [None, "none", "ascending", "none", "none", "none", "none"]
    assert len(seen.of("th", scope="row")) == 50
    turns = {button["aria-label"]: button for button in seen.of("button", data_action="turn_page")}
    assert [turns[name]["data-page"] for name in ("First page", "Previous page", "Next page", "Last page")] == [
        "0", "0", "2", "246",
    ]  # fmt: skip
    assert not [name for name, button in turns.items() if "disabled" in button]


def test_the_ends_of_the_list_turn_no_further() -> None:
    for view, dead in ((View(page=0), {"First page", "Previous page"}), (View(page=1), {"Next page", "Last page"})):
        seen = table(ArticlePage((row(),), 51, view.offset), view)
        assert {button["aria-label"] for button in seen.of("button") if "disabled" in button} == dead
    assert table(ArticlePage((row(),), 1)).of("button", data_action="turn_page") == []


def test_what_is_not_known_is_a_dash_and_a_headline_is_never_nothing() -> None:
    seen = table(ArticlePage((row(title="", outlet=None, published=None, language=None, state="pending"),), 1))
    assert seen.text.count("–") >= 3 and "Untitled" in seen.text and "pending" in seen.text
    assert seen.of("button", data_action="open_article")[0]["data-article-id"] == "a1"


def test_only_a_writer_can_select() -> None:
    assert len(table(ArticlePage((row(),), 1)).of("input", type="checkbox")) == 2
    reader = table(ArticlePage((row(),), 1), writable=False)
    assert reader.of("input") == [] and reader.of("button", data_action="ask_remove") == []


def test_nothing_found_is_not_an_empty_archive() -> None:
    assert "No article fits" in table_html(ArticlePage((), 0), View(), writable=True, everything=3)
    assert "No articles yet" in table_html(ArticlePage((), 0), View(), writable=True, everything=0)


def test_a_second_click_on_a_head_turns_the_order_round() -> None:
    by_title = sorted_by(View(page=4), "title")
    assert (by_title.sort, by_title.descending, by_title.page) == ("title", False, 0)
    assert sorted_by(by_title, "title").descending
    assert sorted_by(by_title, "added").descending  # the newest first
    assert sorted_by(by_title, "text; DROP") == by_title
    assert sorted_by(View(undated=True, removals=2), "title") == View("title", False, 0, True, 2)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2025, 9, 1), date(2025, 9, 30), "September 2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2025, 9, 2), date(2025, 9, 2), "2 September 2025"),
        (date(2025, 9, 2), date(2025, 9, 30), "2 September 2025 to 30 September 2025"),
        (date(2025, 9, 2), None, "from 2 September 2025"),
        (None, date(2025, 9, 2), "until 2 September 2025"),
    ],
)
def test_days_in_words(since: date | None, until: date | None, said: str) -> None:
    assert span_text(since, until) == said
    assert chips_of(Filters(since, until), View())[0].says == said


def counts_of(months: int, outlet: str = "Ledger") -> list[MonthCount]:
    """One article a month, from January 2020 on."""
    return [MonthCount(date(2020 + number // 12, number % 12 + 1, 1), outlet, 1) for number in range(months)]


def test_months_without_articles_have_a_bar_too() -> None:
    counts = [MonthCount(date(2024, 11, 1), "A", 2), MonthCount(date(2025, 2, 1), "A", 1)]
    bars = bars_of(counts)
    assert [(bar.name, bar.articles) for bar in bars] == [
        ("November 2024", 2), ("December 2024", 0), ("January 2025", 0), ("February 2025", 1),
    ]  # fmt: skip
    assert bars[3].until == date(2025, 2, 28)


def test_many_months_are_years_and_a_year_opens_into_its_months() -> None:
    assert len(bars_of(counts_of(MOST_MONTHS))) == MOST_MONTHS
    years = bars_of(counts_of(MOST_MONTHS + 1))
    assert [(bar.name, bar.articles) for bar in years] == [("2020", 12), ("2021", 12), ("2022", 12), ("2023", 1)]
    opened = bars_of(counts_of(MOST_MONTHS + 1), date(2021, 1, 1), date(2021, 12, 31))
    assert [bar.since for bar in opened] == [date(2021, month, 1) for month in range(1, 13)]
    assert len(bars_of(counts_of(MOST_MONTHS + 1), date(2021, 1, 1), date(2022, 12, 31))) == 4
    assert bars_of([]) == []


def test_a_bar_says_its_numbers_and_its_parts_fill_it() -> None:
    month = date(2025, 9, 1)
    counts = [MonthCount(month, f"Outlet {number}", 10 - number) for number in range(7)] + [MonthCount(month, None, 4)]
    counts += [MonthCount(date(2025, 10, 1), "Outlet 0", 1), MonthCount(None, "Outlet 1", 36)]
    seen = Seen(chart_html(counts, series_of(counts), month, date(2025, 9, 30)))
    first, second = seen.of("button", data_action="pick_time")
    assert (first["aria-label"] or "").startswith("September 2025: 53 articles (Outlet 0 10, Outlet 1 9")
    assert (first["aria-pressed"], second["aria-pressed"]) == ("true", "false")
    parts = [rect for rect in seen.of("rect") if rect["data-since"] == "2025-09-01"]
    assert len(parts) == SERIES + 1
    assert sum(float(part["height"] or 0) for part in parts) == pytest.approx(100, abs=0.1)
    assert min(float(part["y"] or 0) for part in parts) == pytest.approx(0, abs=0.1)
    assert "36 articles without a date" in seen.text and "other outlets" in seen.text


def test_a_chart_of_undated_articles_only_has_no_bars() -> None:
    assert "2 articles without a date" in chart_html([MonthCount(None, "A", 2)], {})
    assert chart_html([], {}) == ""


def test_a_removal_says_how_far_it_is() -> None:
    assert "50 of 1,000 articles" in removing_html(50, 1_000)
    assert "1,000 articles removed." in removed_html(1_000, 1_000)
    assert "998 articles removed. 2 had gone before." in removed_html(998, 1_000)
    assert "Remove 1,000 articles" in confirm_html(["A"], 1_000) and "and 999 more" in confirm_html(["A"], 1_000)


# -- the tab -----------------------------------------------------------------------------------------------------


def test_typing_starts_at_the_first_page(tab: ArchiveTab) -> None:
    html, view = tab.find("FERRY", "", "", [], [], View(page=7))
    assert "Second ferry is bought" in html and "Dam leaks" not in html
    assert view.page == 0


def test_a_page_that_is_gone_is_the_last_one(tab: ArchiveTab) -> None:
    html, view = tab.turn(*EMPTY, View(), clicked(page="99"))
    assert "1–2 of 2 articles" in html and view.page == 0
    for page in ("-1", "x", "٣", "9" * 30, None, ["1"]):
        assert tab.turn(*EMPTY, View(), clicked(page=page))[1].page == 0


def test_a_wrong_date_is_said_and_half_a_date_changes_nothing(tab: ArchiveTab) -> None:
    assert "YYYY-MM-DD" in tab.find("", "yesterday", "", [], [], View())[0]
    assert all("html" not in str(update) for update in tab.filtered("", "2025-1", "", [], [], View()))


def test_clicking_a_bar_sets_the_filters_and_clicking_it_again_takes_them_off(tab: ArchiveTab) -> None:
    bar = clicked(action="pick_time", since="2025-11-01", until="2025-11-30")
    since, until, outlets, _, html, view, _, chips = tab.pick(*EMPTY, View(page=3, undated=True), bar)
    assert (since, until, outlets) == ("2025-11-01", "2025-11-30", [])
    assert "Second ferry" in html and "Dam leaks" not in html and "November 2025" in chips
    assert (view.page, view.undated) == (0, False)
    # Gradio then says that the fields have changed. Were all drawn anew, a head that was clicked meanwhile were undone.
    assert all("html" not in str(update) for update in tab.filtered("", since, until, None, [], view))
    assert "Dam leaks" in tab.filtered("", "", "", [], [], view)[0]
    assert tab.pick("", since, until, [], [], view, bar)[:2] == ("", "")


def test_a_refresh_that_comes_late_shows_what_was_chosen_meanwhile(tab: ArchiveTab) -> None:
    bar = clicked(action="pick_time", since="2025-11-01", until="2025-11-30")
    view = tab.pick(*EMPTY, View(), bar)[5]
    late, view, _, chips, *_ = tab.refreshed(*EMPTY, view)  # its form was sent before the bar was clicked
    assert "Second ferry" in late and "Dam leaks" not in late and "November 2025" in chips
    _, view = tab.find("dam", "2025-11-01", "2025-11-30", [], [], view)
    assert view.latest.number == 2
    assert "No article fits" in tab.refreshed("", "2025-11-01", "2025-11-30", [], [], view)[0]


def test_a_refresh_leaves_the_list_to_what_was_asked_for_while_it_was_made(
    tab: ArchiveTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = tab.refreshed(*EMPTY, View())[1]
    listed = tab._listed

    def meanwhile(*form: Any) -> tuple[Any, ...]:
        monkeypatch.setattr(tab, "_listed", listed)
        tab.find("ferry", *EMPTY[1:], view)
        return listed(*form)

    monkeypatch.setattr(tab, "_listed", meanwhile)
    table, seen, chart, *_ = tab.refreshed(*EMPTY, view)
    assert "html" not in str(table) + str(seen) and "<svg" in chart


def test_clicking_a_part_of_a_bar_sets_its_outlet_too(tab: ArchiveTab) -> None:
    part = {"action": "pick_time", "since": "2025-10-01", "until": "2025-10-31"}
    assert tab.pick(*EMPTY, View(), clicked(**part, outlet="Estuary Notes"))[2] == ["Estuary Notes"]
    assert tab.pick(*EMPTY, View(), clicked(**part, outlet="Somebody else"))[2] == []
    assert tab.pick(*EMPTY, View(), clicked(action="pick_time", since="<b>", until=None))[:2] == ("", "")


def test_chips_take_off_one_filter_or_all(tab: ArchiveTab) -> None:
    form = ("", "2025-10-01", "2025-11-30", ["Estuary Notes", "Harrow Bay Courier"], ["en"], View(undated=True))

    def drop(which: str, value: str = "") -> Any:
        since, _, outlets, languages, _, view, _, _ = tab.pick(
            *form, clicked(action="drop_filter", which=which, value=value)
        )
        return since, outlets, languages, view.undated

    both = ["Estuary Notes", "Harrow Bay Courier"]
    assert drop("dates") == ("", both, ["en"], True)
    assert drop("outlet", "Estuary Notes") == ("2025-10-01", ["Harrow Bay Courier"], ["en"], True)
    assert drop("language", "en") == ("2025-10-01", both, [], True)
    assert drop("undated") == ("2025-10-01", both, ["en"], False)
    assert drop("all") == ("", [], [], False)


def test_removing_asks_first(tab: ArchiveTab, archive: Archive) -> None:
    [doomed] = archive.article_ids("ferry")
    named, _, question = tab.ask_first(*EMPTY, View(), clicked(ids=[doomed]))
    assert named.ids == (doomed,) and "Second ferry is bought (Harrow Bay Courier, 8 November 2025)" in question
    assert archive.count() == 2
    told = [update[3] for update in tab.remove(named, View(), clicked(question=named.question))]
    assert "0 of 1 article" in told[0] and "1 article removed" in told[-1]
    assert archive.count() == 1


def test_only_what_the_question_named_is_removed(tab: ArchiveTab, archive: Archive) -> None:
    """A second question can come while the first one's Remove is being clicked."""
    [ferry], [dam] = archive.article_ids("ferry"), archive.article_ids("dam")
    seen, _, _ = tab.ask_first(*EMPTY, View(), clicked(ids=[ferry]))
    asked_now, _, question = tab.ask_first(*EMPTY, View(), clicked(ids=[dam]))
    assert f'data-question="{asked_now.question}"' in question
    for click in (clicked(question=seen.question), clicked(), clicked(question=None)):
        [update] = tab.remove(asked_now, View(), click)
        assert "Nothing was removed" in update[3]
    assert archive.count() == 2
    list(tab.remove(asked_now, View(), clicked(question=asked_now.question)))
    assert [article.id for article in archive.articles()] == [ferry]


def test_a_search_has_its_limit_on_this_side_too(tab: ArchiveTab) -> None:
    shown, _ = tab.find("x" * 201, *EMPTY[1:], View())
    assert "The search is too long: it has 201 characters, and 200 are the most." in shown
    _, _, question = tab.ask_first("x" * 201, *EMPTY[1:], View(), clicked(everything=True))
    assert "too long" in question


def test_all_that_is_found_can_be_removed(tab: ArchiveTab, archive: Archive) -> None:
    archive.add_drafts((f"s{number}", Draft(f"Weather {number}", f"It rained {number}.")) for number in range(120))
    named, _, question = tab.ask_first("weather", *EMPTY[1:], View(), clicked(everything=True, ids=[]))
    assert len(named.ids) == 120 and "Remove 120 articles" in question and "and 115 more" in question
    updates = list(tab.remove(named, View(), clicked(question=named.question)))
    assert [re.findall(r"(\d+) of", str(update[3])) for update in updates] == [["0"], ["50"], ["100"], []]
    assert updates[-1][1].removals == 1
    assert archive.count() == 2
    archive.resume()
    assert archive.check().problems == ()


@pytest.mark.parametrize("data", [{}, {"ids": "abc"}, {"ids": None}, {"everything": "yes"}])
def test_an_empty_selection_asks_nothing(tab: ArchiveTab, data: dict[str, Any]) -> None:
    named, shown, _ = tab.ask_first(*EMPTY, View(), clicked(**data))
    assert named.ids == () and shown["visible"] is False


def test_an_article_that_is_gone_meanwhile_is_said(tab: ArchiveTab) -> None:
    named, _, question = tab.ask_first(*EMPTY, View(), clicked(ids=["<img>"]))
    assert named.ids == () and "dl-trouble" in question and "<img>" not in question


# -- what the page knows of the archive ----------------------------------------------------------------------------


def test_the_listing_follows_the_archive(archive: Archive) -> None:
    shelf = ArchiveCache(archive)
    known = shelf.listing()
    assert (known.articles, known.outlets) == (2, ("Estuary Notes", "Harrow Bay Courier"))
    assert shelf.listing() is known  # nothing is read while nothing has changed
    archive.remove(archive.article_ids("ferry"))
    assert (shelf.listing().articles, shelf.listing().outlets) == (1, ("Estuary Notes",))


def test_example_questions_come_from_different_outlets(archive: Archive) -> None:
    assert ArchiveCache(archive).listing().examples == (
        "What is known about “Second ferry is bought”?",
        "What is known about “Dam leaks at Velling”?",
    )
    assert example_questions(()) == ()
