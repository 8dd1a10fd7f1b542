"""What the façade says of what it is asked: days beside filters, questions that are too long, opening that fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive, Filters, UsageError
from rag.model import POSSIBLE

Put = Callable[..., str]
LONG = "What does the second ferry of Skarne cost? " + "The ferry costs much. " * 100
CUT = "Only the first 2,000 characters of the question were read."


@pytest.fixture
def ferries(archive: Archive, put: Put) -> None:
    for day in (1, 2, 3):
        text = f"The ferry of Skarne sailed {day} times. The second ferry costs {day} million crowns."
        put(f"ferry {day}", text, f"Ferry {day}", date(2025, 9, day), outlet="Courier" if day < 3 else "Bote")


@pytest.mark.usefixtures("ferries")
def test_days_beside_filters_narrow_them(archive: Archive) -> None:
    def days(**how: Any) -> set[int]:
        answer = archive.summarize(query="ferry of Skarne", sentences=9, **how)
        return {item.article.day.day for item in answer.evidence if item.article.day}

    assert days(since=date(2025, 9, 2)) == {2, 3}
    assert days(since=date(2025, 9, 2), filters=Filters(outlets=("Courier",))) == {2}
    assert days(until=date(2025, 9, 1), filters=Filters(since=date(2025, 9, 1), until=date(2025, 9, 2))) == {1}
    with pytest.raises(UsageError, match="lies after"):
        days(since=date(2025, 9, 3), filters=Filters(until=date(2025, 9, 2)))


@pytest.mark.usefixtures("ferries")
@pytest.mark.parametrize("topic", ["zxqv", "Bitcoin mining", "the Bitcoin"])
def test_a_topic_of_which_nothing_is_told_has_no_summary(archive: Archive, topic: str) -> None:
    told = archive.summarize(query=topic)
    assert (told.outcome, told.text, told.sentences) == ("possible", POSSIBLE, ())
    assert told.evidence and "No article has a word of this topic" in (told.notice or "")
    elsewhere = Filters(outlets=("Nobody's",))
    assert archive.summarize(query=topic, filters=elsewhere).outcome == "none"
    assert archive.summarize(query="ferry").answered


@pytest.mark.parametrize("topic", ["", " \n", "???", "\0", "—"])
def test_a_summary_of_no_topic_is_wrong_use(archive: Archive, topic: str) -> None:
    with pytest.raises(UsageError, match="the topic is empty"):
        archive.summarize(query=topic)


def test_an_article_is_not_narrowed(archive: Archive, put: Put) -> None:
    identity = put("ferry", "The ferry sailed. It cost 2 crowns.")
    for how in ({"since": date(2025, 9, 1)}, {"until": date(2025, 9, 1)}, {"filters": Filters(outlets=("Courier",))}):
        with pytest.raises(UsageError, match="not one article"):
            archive.summarize(identity, **how)
    assert archive.summarize(identity, filters=Filters()).answered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Some 1,400 tonnes of oil were lost off Cape Rill.", "Some 2,150 tonnes of oil were lost off Cape Rill."),
        ("Eleven members of the council voted for it.", "Seven members of the council voted for it."),
        ("Elf Mitglieder des Rates stimmten dafür.", "Sieben Mitglieder des Rates stimmten dafür."),
    ],
)
def test_a_summary_keeps_sentences_that_differ_in_a_figure(archive: Archive, put: Put, one: str, other: str) -> None:
    language = "de" if "Mitglieder" in one else "en"
    identity = put("spill", f"{one} {other} {other}", language=language)
    assert [item.text for item in archive.summarize(identity, sentences=5).sentences] == [one, other]


@pytest.mark.usefixtures("ferries")
def test_a_question_that_is_cut_says_so(archive: Archive) -> None:
    for answer in (
        archive.ask(LONG),
        archive.quote(LONG),
        archive.conversation().ask(LONG),
        archive.summarize(query=LONG),
    ):
        assert answer.notice is not None and answer.notice.startswith(CUT)
    for asked in ("What does the second ferry cost?", f"  {LONG[:2000]}  "):
        assert CUT not in (archive.ask(asked).notice or "")


def test_an_archive_that_cannot_be_built_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("rag.store.archive_store.ArticleList", fails)
        with pytest.raises(MemoryError):
            Archive.open(tmp_path / "archive", embedder=ToyEmbedder())
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder(), read_only=False) as archive:
        assert archive.writable
