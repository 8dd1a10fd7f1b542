"""What is shown of later than a question's day: counted from outside, and nothing of it as of that day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cli_runs import ask_json, call, write_lines
from toy import ToyEmbedder

from rag import Archive, Filters
from rag.evaluate.later_shown import KINDS, LaterShown
from rag.model import Draft

DAY = date(2025, 9, 10)
QUESTION = "How many cars does the ferry of Velden carry?"
BEFORE = "The ferry of Velden carries forty cars. The harbour master counted them on the pier in rain and wind."
AFTER = (
    "The ferry of Velden carries sixty cars since her new deck was welded on. "
    '"The ferry of Velden carries more cars than any other," said Quentin Zabel.'
)
CHANGED = "The ferry of Velden carries fifty cars, says the yard, which had said forty before it measured her deck."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("later") / "archive", embedder=ToyEmbedder()) as archive:
        said = [
            ("before", Draft("Cars on the ferry", BEFORE, "Courier", published=date(2025, 9, 2), language="en")),
            ("after", Draft("A deck", AFTER, "Zabel Post", published=date(2025, 12, 5), language="en")),
            ("changed", Draft("The yard", "The yard of Velden is dry.", "Courier", published=date(2025, 9, 3))),
        ]
        archive.add_drafts(said)
        archive.add_drafts([("changed", Draft("The yard", CHANGED, "Courier", published=date(2025, 9, 3)))])
        with sqlite3.connect(archive.path / "catalog.sqlite") as db:
            db.execute("UPDATE articles SET added = '2025-09-01T06:00:00.000+00:00'")
            db.execute("UPDATE versions SET replaced = '2025-09-20T10:00:00.000+00:00'")
            db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'changes'")
        yield archive


def test_what_is_of_later_is_counted_by_kind_and_nothing_as_of_the_day(archive: Archive) -> None:
    later, anytime, then = LaterShown(archive), Filters(), Filters(as_of=DAY)
    shown = later.count(archive.ask(QUESTION, filters=anytime), DAY, anytime)
    assert shown["evidence"] >= 1 and shown["versions"] >= 1 and shown["hits"] >= 1
    assert shown["facets"] >= 2  # a month and an outlet
    as_of = later.count(archive.ask(QUESTION, filters=then), DAY, then)
    assert set(as_of) == set(KINDS)
    assert not any(as_of.values()), as_of


def test_lists_are_looked_at_too(archive: Archive) -> None:
    later, asked = LaterShown(archive), "How many articles mention the ferry?"
    shown = later.count(archive.ask(asked), DAY, Filters())
    assert shown["listed"] == 1
    then = Filters(as_of=DAY)
    assert later.count(archive.ask(asked, filters=then), DAY, then)["listed"] == 0


def test_a_name_that_nobody_had_printed_is_of_later(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    later, then = LaterShown(archive), Filters(as_of=DAY)
    answer = archive.ask(QUESTION, filters=then)
    for offered, count in (("What did Quentin Zabel say?", 1), ("Who counted the cars of Velden?", 0)):
        monkeypatch.setattr(archive, "follow_ups", lambda _, offered=offered: [offered])
        assert later.count(answer, DAY, then)["follow_ups"] == count


def test_eval_answers_counts_what_is_of_later(tmp_path: Path) -> None:
    rows = [("d1", "Cars on the ferry", BEFORE, "2025-09-02"), ("d2", "A deck", AFTER, "2025-12-05")]
    write_lines(
        tmp_path / "corpus.jsonl",
        [
            {"_id": name, "title": title, "text": text, "metadata": {"published": day}}
            for name, title, text, day in rows
        ],
    )
    asked = {"question": QUESTION, "answers": ["forty"], "doc_id": "d1", "now": DAY.isoformat()}
    write_lines(tmp_path / "qa.jsonl", [asked])
    without = ask_json("eval", "answers", tmp_path, "--no-cache", by=call)["later_shown"]
    assert (without["of"], without["questions"]) == (1, 1)
    as_of = ask_json("eval", "answers", tmp_path, "--no-cache", "--as-of", by=call)
    assert as_of["later_shown"] == {"of": 1, "questions": 0, **dict.fromkeys(KINDS, 0)}
    assert as_of["correct"] == 1.0
    del asked["now"]
    write_lines(tmp_path / "qa.jsonl", [asked])
    assert ask_json("eval", "answers", tmp_path, "--no-cache", by=call)["later_shown"] is None
