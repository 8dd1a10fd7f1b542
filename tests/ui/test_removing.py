"""Erasing for good from the Archive tab: only where it was ticked, and then to the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pages import EMPTY, HOSTILE_TITLE, clicked

from rag import Archive
from rag.model import Draft
from rag.store.erasing import BEYOND_REACH
from ui.page.archive.removing_html import confirm_html, removed_html
from ui.page.archive.tab import ArchiveTab
from ui.page.archive.view import View
from ui.page.templating import esc


def stand_in_files(folder: Path, word: str) -> bool:
    return any(word.encode() in file.read_bytes().lower() for file in folder.rglob("*") if file.is_file())


def removed(tab: ArchiveTab, words: str, **ticked: Any) -> list[tuple[Any, ...]]:
    """What the tab shows while all that has these words is removed."""
    named, _, _ = tab.ask_first(words, *EMPTY[1:], View(), clicked(everything=True))
    assert named.ids
    return list(tab.remove(named, View(), clicked(question=named.question, **ticked)))


def test_the_question_offers_to_erase_and_nothing_is_ticked() -> None:
    for number, them in ((1, "it"), (7, "them")):
        asked = confirm_html(["A"], number)
        assert "checked" not in asked
        for said in ("Erase for good", f"Nothing of {them}", "cannot be undone", "backups", f"not bring {them} back"):
            assert said in asked


@pytest.mark.parametrize("ticked", [{}, {"erase": None}, {"erase": True}, {"erase": ["yes"]}, {"erase": "no"}])
def test_without_the_tick_nothing_is_erased(tab: ArchiveTab, archive: Archive, ticked: dict[str, Any]) -> None:
    told = removed(tab, "ferry", **ticked)[-1][3]
    assert "1 article removed." in told and "reach" not in told
    assert stand_in_files(archive.path, "halvane")


def test_what_is_erased_leaves_the_files_and_it_is_said_what_is_out_of_reach(tab: ArchiveTab, archive: Archive) -> None:
    assert stand_in_files(archive.path, "halvane")
    updates = removed(tab, "ferry", erase="yes")
    assert "Erasing" in updates[-2][3]
    told = updates[-1][3]
    assert "1 article removed and erased" in told and all(esc(each) in told for each in BEYOND_REACH)
    assert not stand_in_files(archive.path, "halvane")
    assert archive.count() == 1 and archive.check().problems == ()


def test_many_are_erased_to_the_last(tab: ArchiveTab, archive: Archive) -> None:
    archive.add_drafts((f"s{number}", Draft(f"Quaxford {number}", f"It rained {number}.")) for number in range(120))
    updates = removed(tab, "quaxford", erase="yes")
    assert [("50 of 120" in each[3], "Erasing" in each[3]) for each in updates[1:-1]] == [(True, False), (False, True)]
    assert "120 articles removed and erased" in updates[-1][3]
    assert not stand_in_files(archive.path, "quaxford")


def test_an_erasure_that_a_reader_keeps_up_is_said_and_ended_later(
    tab: ArchiveTab, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(
            "rag.store.sqlite.database.Database.rewrite", lambda _: False
        )  # a real reader takes 15 s of waiting
        told = removed(tab, "ferry", erase="yes")[-1][3]
    assert "dl-trouble" in told and "the articles are out of the archive" in told
    assert archive.count() == 1
    archive.resume()
    assert not stand_in_files(archive.path, "halvane")


def test_what_others_removed_meanwhile_is_not_counted(tab: ArchiveTab, archive: Archive) -> None:
    named, _, _ = tab.ask_first(*EMPTY, View(), clicked(everything=True))
    archive.remove(named.ids[0])
    told = list(tab.remove(named, View(), clicked(question=named.question, erase="yes")))[-1][3]
    assert "1 article removed and erased" in told and "1 had gone before, and what is left of it is erased too" in told


def test_hostile_names_and_reasons_are_text() -> None:
    shown = confirm_html([HOSTILE_TITLE, HOSTILE_TITLE], 3, HOSTILE_TITLE) + removed_html(1, 1, [HOSTILE_TITLE])
    assert "<img" not in shown and "${" not in shown and "{{" not in shown
