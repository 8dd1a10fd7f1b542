"""What an article said before, and what has become of a quote since."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nearest import surely

from rag import Archive, UnknownArticleError, UsageError, schema
from rag.answer.quote_status import changed_since, difference, find_sentence, quote_now
from rag.model import Version

Put = Callable[..., str]
Write = Callable[..., Path]

FIRST = "The council of Velden met on Monday. The ferry is to cost 46 million crowns. Mayor Brandt was content."
SECOND = "The council of Velden met on Monday. The ferry is to cost 52 million crowns. Fishermen protested."


def test_a_changed_source_keeps_what_it_said(archive: Archive, write: Write) -> None:
    file = write("news/ferry.md", f"---\ntitle: Ferry\ndate: 2025-09-02\n---\n\n{FIRST}\n")
    [identity] = archive.add(file.parent).added
    assert archive.versions(identity) == ()
    write("news/ferry.md", f"---\ntitle: Ferry to cost more\ndate: 2025-09-02\n---\n\n{SECOND}\n")
    assert archive.add(file.parent).updated == (identity,)
    [version] = archive.versions(identity)
    assert (version.number, version.title, version.text, version.published) == (1, "Ferry", FIRST, date(2025, 9, 2))
    assert version.replaced.tzinfo is not None
    write("news/ferry.md", f"---\ntitle: Ferry\ndate: 2025-09-02\n---\n\n{FIRST}\n")
    archive.add(file.parent)
    assert [one.title for one in archive.versions(identity)] == ["Ferry", "Ferry to cost more"]


@pytest.mark.parametrize(
    "again",
    [
        f"---\ntitle: Ferry\n---\n\n{FIRST}\n",  # the very same
        f"---\ntitle: Ferry\n---\n\n\n{FIRST}\n\n\n",  # other bytes, the same article
        f"---\ntitle: Ferry\noutlet: Courier\n---\n\n{FIRST}\n",  # other facts, the same words
    ],
)
def test_the_same_words_make_no_version(archive: Archive, write: Write, again: str) -> None:
    file = write("news/ferry.md", f"---\ntitle: Ferry\n---\n\n{FIRST}\n")
    [identity] = archive.add(file).added
    write("news/ferry.md", again)
    archive.add(file)
    assert archive.versions(identity) == ()


def test_a_source_that_became_unreadable_keeps_its_article(archive: Archive, write: Write) -> None:
    file = write("news/ferry.md", f"# Ferry\n\n{FIRST}")
    [identity] = archive.add(file).added
    write("news/ferry.md", b"")
    assert len(archive.add(file).failed) == 1
    assert archive.article(identity).text == FIRST
    assert archive.versions(identity) == ()


def test_removing_an_article_removes_its_versions(archive: Archive, put: Put) -> None:
    identity, other = put("a.txt", FIRST), put("b.txt", "Quite another story.")
    put("a.txt", SECOND)
    put("b.txt", "Quite another story, changed.")
    archive.remove(identity)
    with pytest.raises(UnknownArticleError):
        archive.versions(identity)
    with sqlite3.connect(f"file:{archive.path}/catalog.sqlite?mode=ro", uri=True) as db:
        assert db.execute("SELECT count(*) FROM versions").fetchone()[0] == len(archive.versions(other)) == 1


def test_the_difference_is_told_by_sentences(archive: Archive, put: Put) -> None:
    identity = put("a.txt", FIRST, "Ferry")
    put("a.txt", SECOND, "Ferry")
    lines = archive.diff(identity).splitlines()
    assert "-The ferry is to cost 46 million crowns." in lines
    assert "+The ferry is to cost 52 million crowns." in lines
    assert " The council of Velden met on Monday." in lines
    assert archive.diff(identity, 1) == archive.diff(identity)
    assert lines[0].startswith("--- version 1, until ") and lines[1] == "+++ version 2, now"


def test_a_version_that_is_not_there_is_wrong_use(archive: Archive, put: Put) -> None:
    identity = put("a.txt", FIRST)
    with pytest.raises(UsageError, match="no earlier version"):
        archive.diff(identity)
    put("a.txt", SECOND)
    with pytest.raises(UsageError, match="from 1 to 1"):
        archive.diff(identity, 2)


def test_an_answer_says_which_version_it_cites_and_since_when(archive: Archive, put: Put) -> None:
    identity = put("a.txt", FIRST)
    put("a.txt", SECOND)
    [version] = archive.versions(identity)
    answer = surely(archive, "How much is the ferry to cost?")
    [cost] = [one for item in answer.sentences for one in item.citations if "52 million" in one.quote]
    assert (cost.version, cost.changed_since) == (2, version.replaced)
    told = schema.AnswerOut.of(answer).model_dump(mode="json")["sentences"][0]["citations"][0]
    assert (told["version"], told["changed_since"]) == (2, version.replaced.isoformat())
    answer = surely(archive, "When did the council of Velden meet?")
    [met] = [one for item in answer.sentences for one in item.citations if "Monday" in one.quote]
    assert (met.version, met.changed_since) == (2, None)


def test_an_article_that_never_changed_is_of_no_version(archive: Archive, put: Put) -> None:
    put("a.txt", FIRST)
    [cited, *_] = archive.ask("How much is the ferry to cost?").sentences[0].citations
    assert (cited.version, cited.changed_since) == (None, None)


COST = "The ferry is to cost 46 million crowns."


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        (FIRST, "current", COST),
        ("Corrected. " + FIRST, "moved", COST),
        (FIRST.replace(" cost", "\n  cost"), "moved", COST.replace(" cost", "\n  cost")),
        (SECOND, "changed", "The ferry is to cost 52 million crowns."),
        ("The council of Velden met on Monday. Mayor Brandt was content.", "withdrawn", None),
    ],
)
def test_what_has_become_of_a_quote(archive: Archive, put: Put, now: str, state: str, words: str | None) -> None:
    identity = put("a.txt", FIRST)
    start = FIRST.index(COST)
    put("a.txt", now)
    assert archive.check_quote(identity, COST, start, start + len(COST)) == state
    found = archive.quote_now(identity, COST, start, start + len(COST))
    assert (now[found.start : found.end] if found.start is not None else None) == words


def test_a_quote_of_an_article_that_has_gone_is_withdrawn(archive: Archive, put: Put) -> None:
    identity = put("a.txt", FIRST)
    archive.remove(identity)
    assert archive.check_quote(identity, COST, 0, 5) == "withdrawn"
    assert archive.check_quote("no such id", COST, 0, 5) == "withdrawn"


@given(st.text(max_size=60), st.text(max_size=20), st.integers(0, 80), st.integers(0, 80))
@example("0", "0", 0, 2)
def test_any_quote_has_a_state_and_a_place_within_the_text(text: str, quote: str, start: int, end: int) -> None:
    found = quote_now(text, quote, start, end)
    assert (found.start is None) == (found.state == "withdrawn")
    if found.start is not None and found.end is not None:
        assert 0 <= found.start < found.end <= len(text)
    if quote.split() and quote in text:
        assert found.state in ("current", "moved")


def versions(*texts: str) -> list[Version]:
    return [Version(n, datetime(2025, 9, n, tzinfo=UTC), "", text) for n, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("before", "day"),
    [
        ([], None),
        (["a said so.", "b. a said so."], None),
        (["nothing", "a said so."], 1),
        (["a said so.", "nothing"], 2),
        (["a said so.", "nothing", "a said so."], 2),
    ],
)
def test_since_when_it_is_said(before: list[str], day: int | None) -> None:
    found = changed_since(versions(*before), "a said so.")
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He left. She\nstayed on. They slept.", "She\nstayed on."),
        ("She stayed on.", "She stayed on."),
        ("A head\n\nShe stayed on.", "She stayed on."),
        ("“She stayed on.”", None),
        ("He knew that She stayed on.", None),
        ("He said: She stayed on.", None),
        ("", None),
    ],
)
def test_a_sentence_is_found_as_one_of_its_own(text: str, found: str | None) -> None:
    span = find_sentence(text, "She stayed on.")
    assert (span.of(text) if span else None) == found


def test_texts_that_are_the_same_have_no_difference() -> None:
    assert difference(FIRST, FIRST, ("a", "b")) == ""
