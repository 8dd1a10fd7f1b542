"""As of a day: through every door nothing comes out of what was published, or was read, later."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli_runs import call
from toy import ToyEmbedder

from rag import Archive, Filters, UnknownArticleError, UsageError, schema
from rag.model import Draft
from rag.store.as_of import earlier_passages

DAY = date(2025, 9, 10)
THEN = Filters(as_of=DAY)
QUESTION = "How much does the new ferry of Velden cost?"
#: What stands in nothing that was published and read by the day, in texts, headlines and names.
LATER = "Zanzibar"
#: How the articles go on, each story in its own way.
BACKGROUND = {
    "dues": "Fishermen filled the back of the hall and heard the treasurer. A gull sat on the sill. "
    "The dues had stayed as they were for eleven years, and pay for dredging, lamps and the breakwater.",
    "ferry": "The yard at Harrow Bay will build her within two years. Her hull is of steel, her engines quiet, "
    "and the old ship goes to a museum on the mainland, where children may steer it.",
    "berth": "Piles of larch are driven into the mud at low tide. Divers look after the joints, and a pontoon "
    "of concrete follows the tide up and down along four chains.",
    "crew": "They work seven days and rest for seven. Two cooks, one of them from the Azores, share a galley, and the "
    "mate teaches the youngest to read the buoys by night.",
    "moor": "Peat burned for a week below the heather. Beaters from three parishes dug a trench, and rain did "
    "the rest, though smoke still rises where the old cutting was.",
    "post": "Letters went astray for weeks. The postmistress blames a new sorting machine, the union its rota, and the "
    "village its one narrow road across the moor.",
}


def _said(story: str, title: str, text: str, day: date | None, outlet: str | None = None, **others: Any) -> Draft:
    return Draft(title, f"{text} {BACKGROUND[story]}", outlet, published=day, language="en", **others)


def _september(day: int) -> date:
    return date(2025, 9, day)


ASKED = f"{QUESTION} It costs 99 million crowns in {LATER}."
FIRST = "The new ferry of Velden is to cost 46 million crowns."
#: By source what it said, first and last; and the days of September on which another text was read in its place.
ARTICLES: dict[str, tuple[list[Draft], list[int]]] = {
    "steady": ([_said("dues", "Harbour dues", "The dues of Velden rise by two crowns.", _september(1), "Courier")], []),
    # Changed after the day, to the very words of the question.
    "changed": (
        [
            _said("ferry", "A ferry for Velden", FIRST, _september(2), "Courier", authors=("Ada Quill",)),
            _said("ferry", f"{LATER} ferry", ASKED, _september(2), f"{LATER} Times", authors=("Ada Quill",)),
        ],
        [20],
    ),
    # Changed before the day and after it.
    "twice": (
        [
            _said("berth", f"Berths{more}", f"The berth of the ferry holds {cars} cars.", _september(3), "Herald")
            for cars, more in (("300", ""), ("350", ""), ("400", f" in {LATER}"))
        ],
        [5, 30],
    ),
    # Changed before the day: as it is now.
    "settled": (
        [
            _said("crew", "Crew", f"The crew of the ferry of Velden is {size}.", _september(4), "Herald")
            for size in ("twelve", "fourteen")
        ],
        [6],
    ),
    # Published later: in the question's words, as a copy of what is there, and as one of what an article said before.
    "later": (
        [
            _said(
                "post", f"{LATER}: {QUESTION}", ASKED, _september(11), f"{LATER} Post", section=LATER, authors=(LATER,)
            )
        ],
        [],
    ),
    "copy": (
        [_said("dues", "Harbour dues", "The dues of Velden rise by two crowns.", _september(12), f"{LATER} Wire")],
        [],
    ),
    "copy of the first": ([_said("ferry", "A ferry for Velden", FIRST, _september(12), f"{LATER} Sun")], []),
    # Nobody knows when.
    "undated": ([_said("post", f"{LATER} without a date", ASKED, None, f"{LATER} Notes")], []),
    # Said to be of a later day before it was changed.
    "postdated": (
        [
            _said("moor", f"{LATER} soon", ASKED, _september(25), f"{LATER} Week"),
            _said("moor", f"{LATER} now", f"{ASKED} Now.", _september(9), f"{LATER} Week"),
        ],
        [26],
    ),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("as-of") / "archive", embedder=ToyEmbedder()) as archive:
        for turn in range(3):
            archive.add_drafts((name, said[turn]) for name, (said, _) in ARTICLES.items() if turn < len(said))
        _set_moments(archive)
        yield archive


def _set_moments(archive: Archive) -> None:
    """Have the articles read and replaced when they are said to have been."""
    with sqlite3.connect(archive.path / "catalog.sqlite") as db:
        db.execute("UPDATE articles SET added = '2025-09-01T06:00:00.000+00:00'")
        query = (
            "UPDATE versions SET replaced = ? WHERE number = ? AND article = (SELECT pk FROM articles WHERE source = ?)"
        )
        for name, (_, days) in ARTICLES.items():
            for number, day in enumerate(days, start=1):
                db.execute(query, (f"2025-09-{day:02}T10:00:00.000+00:00", number, name))
        db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'changes'")


@pytest.fixture(scope="module")
def read_only(kept: Archive) -> Iterator[Archive]:
    with Archive.open(kept.path, embedder=ToyEmbedder(), read_only=True) as reader:
        yield reader


def _identity(archive: Archive, source: str) -> str:
    return next(article.id for article in archive.articles() if article.source == source)


def _told(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def _answer(answer: Any) -> str:
    told = schema.AnswerOut.of(answer).model_dump(mode="json")
    told["question"] = answer.question.replace(LATER, "")  # what was asked is no answer
    texts = [quote.article.text + quote.article.title for quote in answer.evidence]
    return _told([told, texts])


def _talk(archive: Archive, filters: Filters) -> str:
    conversation = archive.conversation(filters=filters)
    return "".join(_answer(conversation.ask(asked)) for asked in (QUESTION, "And how many cars does its berth hold?"))


def _next(archive: Archive, filters: Filters) -> str:
    answer = archive.ask(QUESTION, filters=filters)
    return _told(archive.follow_ups(answer))


#: Every door: what it tells for a question, as one text.
DOORS: dict[str, Callable[[Archive, Filters], str]] = {
    "ask": lambda archive, filters: _answer(archive.ask(QUESTION, filters=filters)),
    "ask for a name": lambda archive, filters: _answer(
        archive.ask(f"What does {LATER} say of the ferry?", filters=filters)
    ),
    "quote": lambda archive, filters: _answer(archive.quote(QUESTION, filters=filters)),
    "conversation": _talk,
    "follow-ups": _next,
    "summary": lambda archive, filters: _answer(archive.summarize(query="the ferry of Velden", filters=filters)),
    "summary of a selection": lambda archive, filters: _answer(
        archive.summarize(query="ferry AND velden", filters=filters)
    ),
    "search": lambda archive, filters: _told([asdict(hit) for hit in archive.search(QUESTION, filters=filters)]),
    "search by words": lambda archive, filters: _told(
        [asdict(hit) for hit in archive.search(f"{LATER} ferry", filters=filters, mode="lexical")]
    ),
    "search by meaning": lambda archive, filters: _told(
        [asdict(hit) for hit in archive.search(QUESTION, filters=filters, mode="dense")]
    ),
    "search with operators": lambda archive, filters: _told(
        [asdict(hit) for hit in archive.search(f"ferry OR {LATER}", filters=filters)]
    ),
    "page of a question": lambda archive, filters: _told(asdict(archive.search_page("ferry Velden", filters=filters))),
    "page of operators": lambda archive, filters: _told(
        asdict(replace(archive.search_page(f"ferry OR dues OR {LATER}", filters=filters, sort="newest"), query=""))
    ),
    "table": lambda archive, filters: _told(
        [asdict(hit) for hit in archive.export_search("ferry OR dues", filters=filters, sort="oldest")]
    ),
    "list": lambda archive, filters: _told([asdict(article) for article in archive.articles(filters)]),
    "page of a list": lambda archive, filters: _told(asdict(archive.page_of_articles(filters=filters, sort="title"))),
    "months": lambda archive, filters: _told([asdict(month) for month in archive.articles_by_month(filters)]),
    "coverage": lambda archive, filters: _told(asdict(archive.coverage(filters))),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_nothing_of_later_comes_through_any_door(kept: Archive, read_only: Archive, door: str) -> None:
    later_days = ("2025-09-11", "2025-09-12", "2025-09-20", "2025-09-25", "2025-09-26", "2025-09-30")
    for archive in (kept, read_only):
        told = DOORS[door](archive, THEN)
        assert LATER not in told
        assert not any(day in told for day in later_days)
        # It would have come.
        if door not in ("follow-ups", "quote", "ask", "conversation"):
            assert LATER in DOORS[door](archive, Filters())


@pytest.mark.parametrize(
    "as_of", [date(2025, 8, 31), date(2025, 9, 1), date(2025, 9, 4), DAY, date(2025, 9, 26), date(2030, 1, 1)]
)
def test_what_is_listed_found_and_counted_is_what_had_been_published(kept: Archive, as_of: date) -> None:
    filters = Filters(as_of=as_of)
    listed = kept.articles(filters)
    then = {name: _then(name, as_of) for name in ARTICLES}
    expected = {name: draft for name, draft in then.items() if draft.published and draft.published <= as_of}
    assert {article.source: (article.title, article.text) for article in listed} == {
        name: (draft.title, draft.text) for name, draft in expected.items()
    }
    assert kept.count(filters) == len(listed) == kept.page_of_articles(filters=filters).total
    assert set(kept.article_ids(filters=filters)) == {article.id for article in listed}
    page = kept.search_page("velden OR ferry", filters=filters, limit=50)
    found = {found.hit.article.source for found in page.hits}
    copies = {"copy", "copy of the first", "changed"}  # which are found as one, where there is more than one
    assert found - copies == set(expected) - copies
    assert sum(month.articles for month in kept.articles_by_month(filters)) == len(listed)
    for hit in kept.search(QUESTION, limit=50, filters=filters):
        draft = expected[hit.article.source]
        assert hit.article.text == draft.text
        assert draft.text[hit.passage.start : hit.passage.end] == hit.passage.text


def _then(name: str, as_of: date) -> Draft:
    said, days = ARTICLES[name]
    return said[sum(_september(day) <= as_of for day in days)]


def test_an_earlier_version_is_quoted_named_and_can_be_looked_up(kept: Archive) -> None:
    answer = kept.quote(QUESTION, filters=THEN)
    best = answer.evidence[0]
    assert best.quote == FIRST
    told = schema.AnswerOut.of(answer)
    assert told.evidence[0].version == 1 and told.evidence[0].first_read is None
    for quote in told.evidence:
        text = kept.article(quote.article_id, quote.version).text
        assert text[quote.start : quote.end] == quote.text
    cited = [one for sentence in kept.ask(QUESTION, filters=THEN).sentences for one in sentence.citations]
    for one in cited:
        assert kept.article(one.article.id, one.version).text[one.start : one.end] == one.quote
    assert {(one.article.source, one.version) for one in cited} >= {("changed", 1)}


def test_of_versions_the_last_that_had_been_read_holds(kept: Archive) -> None:
    [hit, *_] = kept.search("How many cars does the berth of the ferry hold?", filters=THEN)
    assert "350 cars" in hit.passage.text and hit.article.version == 2
    [now, *_] = kept.search("What is the crew of the ferry of Velden?", filters=THEN)
    assert "fourteen" in now.passage.text and now.article.version is None


def test_a_version_passes_the_other_filters_by_what_it_said(kept: Archive) -> None:
    of_courier = Filters(as_of=DAY, outlets=("courier",))
    assert {article.source for article in kept.articles(of_courier)} == {"steady", "changed"}
    assert kept.count(Filters(as_of=DAY, outlets=(f"{LATER} Times",))) == 0
    assert kept.count(Filters(as_of=DAY, query="headline:ferry")) == 1
    assert kept.count(Filters(as_of=DAY, query=LATER)) == 0
    assert kept.count(Filters(as_of=DAY, authors=("ada quill",), since=date(2025, 9, 2))) == 1
    assert kept.count(Filters(as_of=DAY, undated=True)) == 0
    facets = kept.search_page("ferry", filters=THEN).facets
    assert {each.value: each.count for each in facets["outlet"]} == {"Herald": 2, "Courier": 1}
    for each in facets["outlet"]:
        assert kept.search_page("ferry", filters=Filters(as_of=DAY, outlets=(each.value or "",))).total == each.count
    assert kept.page_of_articles("a ferry for", filters=THEN).rows[0].outlet == "Courier"


def test_what_nobody_had_read_by_then_is_marked(archive: Archive) -> None:
    archive.add_drafts([("a", ARTICLES["changed"][0][0]), ("b", ARTICLES["settled"][0][0])])
    archive.add_drafts([("a", ARTICLES["changed"][0][1])])
    answer = archive.quote(QUESTION, filters=THEN)
    versions = {quote.article.source: quote.article.version for quote in answer.evidence}
    assert versions == {"a": 1, "b": None}
    assert all(quote.first_read == quote.article.added for quote in answer.evidence)
    assert answer.notice and "first read after 2025-09-10" in answer.notice
    assert all(hit.first_read for hit in archive.search(QUESTION, filters=THEN))
    assert all(quote.first_read is None for quote in archive.quote(QUESTION).evidence)


def test_a_date_that_a_person_corrected_holds_of_earlier_versions(archive: Archive) -> None:
    archive.add_drafts([("a", ARTICLES["changed"][0][0])])
    archive.add_drafts([("a", ARTICLES["changed"][0][1])])
    [identity] = archive.article_ids()
    archive.edit(identity, published="2025-09-20")
    assert archive.count(THEN) == 0 and archive.search(QUESTION, filters=THEN) == []
    archive.edit(identity, clear=["published"])
    assert archive.count(THEN) == 0
    archive.edit(identity, undo=["published"])
    assert archive.count(THEN) == 1


def test_one_article_is_summarised_as_it_was(kept: Archive) -> None:
    changed, later = _identity(kept, "changed"), _identity(kept, "later")
    answer = kept.summarize(changed, filters=THEN, sentences=2)
    assert LATER not in _answer(answer)
    assert {one.version for sentence in answer.sentences for one in sentence.citations} == {1}
    with pytest.raises(UnknownArticleError, match="had been published by 2025-09-10"):
        kept.summarize(later, filters=THEN)
    with pytest.raises(UsageError):
        kept.summarize(changed, filters=Filters(as_of=DAY, outlets=("Courier",)))


def test_a_version_is_shown_by_its_number(kept: Archive) -> None:
    twice = _identity(kept, "twice")
    assert ["300" in kept.article(twice, 1).text, "350" in kept.article(twice, 2).text] == [True, True]
    assert kept.article(twice, 3) == kept.article(twice)
    with pytest.raises(UsageError, match="no version 4: give a number from 1 to 3"):
        kept.article(twice, 4)
    with pytest.raises(UsageError, match="no version 0"):
        kept.article(twice, 0)


def test_commands_take_the_day_and_show_takes_the_version(kept: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    where = ("--archive", str(kept.path), "--json")
    listed = json.loads(call("list", "--as-of", DAY.isoformat(), *where).stdout)
    assert {article["title"] for article in listed} == {"Harbour dues", "A ferry for Velden", "Berths", "Crew"}
    shown = json.loads(call("show", _identity(kept, "twice"), "--version", "2", *where).stdout)
    assert "350 cars" in shown["text"] and shown["version"] == 2
    refused = call("ask", QUESTION, "--as-of", "then", *where)
    assert refused.returncode == 2 and '--as-of "then" is not a day' in refused.stderr


def test_a_backup_is_of_no_day(kept: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="with all their versions"):
        kept.export(tmp_path / "backup.zip", filters=THEN)
    assert not (tmp_path / "backup.zip").exists()


def test_of_many_versions_those_with_the_words_are_weighed(kept: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier_passages, "MOST_ARTICLES", 1)
    monkeypatch.setattr(earlier_passages, "MOST_EMBEDDED", 1)
    found = [hit for hit in kept.search("berth cars", limit=50, filters=THEN) if hit.article.version]
    assert [(hit.article.source, "350 cars" in hit.passage.text) for hit in found] == [("twice", True)]
