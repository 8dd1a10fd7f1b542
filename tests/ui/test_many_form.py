"""Correcting many articles at once from the Archive tab."""

from __future__ import annotations

from typing import Any

import pytest
from pages import EMPTY, HOSTILE_TITLE, clicked

from rag import Archive, ArchiveFullError, UsageError
from rag.model import Draft
from ui.page.archive.chosen import Chosen
from ui.page.archive.correcting import wanted_in
from ui.page.archive.many_html import corrected_html, many_html
from ui.page.archive.tab import ArchiveTab
from ui.page.archive.view import View


def chosen(tab: ArchiveTab, words: str = "") -> Chosen:
    """The articles with these words, for which the form is open."""
    opened, column, form = tab.ask_many(words, *EMPTY[1:], View(), clicked(everything=True))
    assert column["visible"] and f"Correct {len(opened.ids)} article" in form
    assert isinstance(opened, Chosen)
    return opened


def corrected(tab: ArchiveTab, opened: Chosen, **fields: Any) -> tuple[Any, ...]:
    """The last that the tab shows of a correction: the form's part, what was done, what is told, the pane."""
    return list(tab.many.correct(opened, clicked(question=opened.question, **fields)))[-1]


def facts(archive: Archive) -> dict[str, tuple[Any, ...]]:
    return {each.title: (each.outlet, str(each.published), each.language, each.authors) for each in archive.articles()}


def test_what_is_filled_in_is_corrected_and_taken_back(tab: ArchiveTab, archive: Archive) -> None:
    before = facts(archive)
    opened = chosen(tab)
    fields = {"outlet": " Harbour Post ", "authors": "Ann Lee; Lee, Bo ;", "published-way": "unknown", "language": ""}
    now_chosen, column, form, done, told, pane = corrected(tab, opened, **fields)
    assert (now_chosen, column["visible"], form, pane) == (Chosen(), False, "", "")
    assert "2 articles corrected (outlet, date, authors)." in told and "As the sources have it" in told
    assert facts(archive) == {
        title: ("Harbour Post", "None", before[title][2], ("Ann Lee", "Lee, Bo")) for title in before
    }
    _, told, _ = list(tab.many.undo(done, clicked(question=done[0].question)))[-1]
    assert "As the sources have it again: 2 articles (outlet, date, authors)." in told and "<button" not in told
    assert facts(archive) == before
    assert archive.corrected_fields(opened.ids[0]) == ()
    archive.resume()
    assert archive.check().problems == ()


def test_a_field_can_be_made_as_the_sources_have_it_later(tab: ArchiveTab, archive: Archive) -> None:
    before = facts(archive)
    corrected(tab, chosen(tab, "ferry"), outlet="A", language="de")
    told = corrected(tab, chosen(tab), **{"outlet-way": "source"})[4]
    assert "As the sources have it again: 1 article (outlet). 1 said so already." in told
    assert [(outlet, language) for outlet, _, language, _ in facts(archive).values()] == [
        (before["Second ferry is bought"][0], "de"),
        (before["Dam leaks at Velling"][0], before["Dam leaks at Velling"][2]),
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Nothing has been filled in"),
        ({"outlet": "  ", "outlet-way": "typed"}, "Nothing has been filled in"),
        ({"outlet-way": "<b>"}, "Nothing has been filled in"),
        ({"published": "9 Nov", "outlet": "Harbour Post"}, "is not a date"),
        ({"published": "2999-01-01"}, "lies ahead"),
        ({"language": "english"}, "is no language code"),
        ({"outlet": "x" * 501}, "The outlet is too long: it has 501 characters, and 500 are the most."),
        ({"authors": "x" * 501}, "The list of authors is too long"),
        ({"authors": " ; "}, "An author needs words"),
        ({"outlet": "A", "outlet-way": "unknown"}, "something else chosen"),
        ({"outlet": ["A"]}, "something else than an outlet"),
        ({"outlet": "A", "outlet-way": {}}, "something else than a choice"),
    ],
)
def test_what_cannot_be_is_said_and_stays_typed(
    tab: ArchiveTab, archive: Archive, fields: dict[str, Any], said: str
) -> None:
    before = facts(archive)
    form = corrected(tab, chosen(tab), **fields)[2]
    assert said in form and "dl-trouble" in form
    if fields.get("published"):
        assert f'value="{fields["published"]}"' in form
    assert facts(archive) == before and not archive.corrected_fields(archive.article_ids()[0])


def test_only_what_the_form_named_is_corrected(tab: ArchiveTab, archive: Archive) -> None:
    before = facts(archive)
    earlier, now = chosen(tab, "ferry"), chosen(tab, "dam")
    for click in (clicked(question=earlier.question, outlet="A"), clicked(outlet="A"), clicked(question="")):
        [(_, _, _, _, told, _)] = tab.many.correct(now, click)
        assert "Nothing was corrected" in told
    for nobody in (Chosen(), Chosen("x")):
        assert "Nothing was corrected" in next(tab.many.correct(nobody, clicked(question=nobody.question)))[4]
    [(_, told, _)] = tab.many.undo((Chosen(), ()), clicked(question=""))
    assert "Nothing was taken back" in told
    assert facts(archive) == before


@pytest.mark.slow
def test_many_are_corrected_some_at_a_time(tab: ArchiveTab, archive: Archive) -> None:
    archive.add_drafts((f"s{number}", Draft(f"Weather {number}", f"It rained {number}.")) for number in range(120))
    opened = chosen(tab, "weather")
    archive.remove(opened.ids[0])
    steps = list(tab.many.correct(opened, clicked(question=opened.question, outlet="Harbour Post")))
    assert [part in step[4] for part, step in zip(("50 of 120", "100 of 120", "119 articles"), steps, strict=True)] == [
        True, True, True,
    ]  # fmt: skip
    assert "1 had been removed." in steps[-1][4]
    assert len(archive.article_ids("harbour post")) == 119
    list(tab.many.undo(steps[-1][3], clicked(question=steps[-1][3][0].question)))
    assert archive.article_ids("harbour post") == []


@pytest.mark.slow
def test_one_that_is_cut_off_says_how_far_it_came_and_that_much_is_taken_back(
    tab: ArchiveTab, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ArchiveFullError("there is no room left on the disk")

    archive.add_drafts((f"s{number}", Draft(f"Weather {number}", f"It rained {number}.")) for number in range(60))
    opened = chosen(tab, "weather")
    steps = tab.many.correct(opened, clicked(question=opened.question, outlet="Harbour Post"))
    assert "50 of 60" in next(steps)[4]
    with monkeypatch.context() as patch:
        patch.setattr("rag.store.catalog.Catalog.write_article", full)
        _, _, _, done, told, _ = list(steps)[-1]
    assert "50 articles corrected (outlet)." in told and "There is no room left on the disk." in told
    assert len(archive.article_ids("harbour post")) == 50
    list(tab.many.undo(done, clicked(question=done[0].question)))
    assert archive.article_ids("harbour post") == []


def test_an_empty_selection_opens_nothing_and_what_is_gone_is_said(tab: ArchiveTab) -> None:
    _, column, _ = tab.ask_many(*EMPTY, View(), clicked(ids=[]))
    assert column["visible"] is False
    opened, _, form = tab.ask_many(*EMPTY, View(), clicked(ids=["<img>"]))
    assert opened == Chosen() and "dl-trouble" in form and "<img>" not in form
    assert tab.many.leave()[1]["visible"] is False


def test_hostile_text_is_text(tab: ArchiveTab, archive: Archive) -> None:
    """In what is typed, in what is told, in the headlines, and in the list and the question afterwards."""
    archive.add_drafts([("evil", Draft(HOSTILE_TITLE, "A clerk of Torvell counted barges."))])
    opened = chosen(tab, "onerror")
    refused = corrected(tab, opened, outlet=HOSTILE_TITLE, published=HOSTILE_TITLE)[2]
    told = corrected(tab, opened, outlet=HOSTILE_TITLE, authors=HOSTILE_TITLE)[4]
    assert archive.article(opened.ids[0]).outlet == HOSTILE_TITLE
    listed, _ = tab.find(*EMPTY, View())
    asked = tab.ask_first(*EMPTY, View(), clicked(ids=list(opened.ids)))[2]
    shown = refused + told + listed + asked + many_html([HOSTILE_TITLE], 1, HOSTILE_TITLE)
    shown += corrected_html(1, 0, 0, [HOSTILE_TITLE], question=HOSTILE_TITLE)
    assert shown.count("onerror=&quot;") >= 4
    assert "<img" not in shown and "${" not in shown and "{{" not in shown


def test_a_form_says_what_it_wants() -> None:
    wanted = wanted_in({"outlet": "A", "title": "no", "published-way": "unknown", "language-way": "source"})
    assert (wanted.values, wanted.clear, wanted.undo) == ({"outlet": "A"}, ("published",), ("language",))
    with pytest.raises(UsageError):
        wanted_in({"title": "a headline is corrected for one article at a time"})
