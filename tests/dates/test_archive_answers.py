"""Questions about the archive itself: those of tests/dates, written before the code, and kinds, at the Python door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from expected_from_corpus import QUESTIONS, corpus_articles, read_rows
from hostile import ATTACKS
from toy import ToyEmbedder

from rag import Answer, Archive, Filters, ReadAs
from rag.answer.events import AnswerDone, EvidenceFound
from rag.model import Draft

ASKED = [row for row in read_rows(QUESTIONS) if row["about"] == "archive"]
NOW = date(2025, 11, 13)
Put = Callable[..., str]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The sample corpus; each article's source is as tests/dates names it."""
    with Archive.open(tmp_path_factory.mktemp("archive") / "archive", embedder=ToyEmbedder()) as archive:
        archive.add_drafts(corpus_articles().items())
        yield archive


def listed(archive: Archive, answer: Answer) -> list[str]:
    assert answer.archive_result is not None
    return [archive.article(one.article_id).source for one in answer.archive_result.articles]


def told(archive: Archive, answer: Answer) -> Any:
    """An answer in the form of the file's."""
    result = answer.archive_result
    if result is None:
        return None
    if result.asks in ("outlets", "authors"):
        return [each.name for each in result.names]
    if result.asks in ("first", "last"):
        day = result.day.isoformat() if result.day else None
        return {"day": day, "articles": sorted(listed(archive, answer))} if day else None
    return result.total if result.asks == "count" else listed(archive, answer)


def right(archive: Archive, row: dict[str, Any]) -> bool:
    answer = archive.quote(row["question"], now=date.fromisoformat(row["now"]))
    expected = row["expected"]
    if expected is None or answer.archive_result is None:
        return answer.archive_result is None and expected is None
    accepted = [expected[name] for name in ("answer", "answer_with_plurals") if name in expected]
    return answer.archive_result.asks == expected["kind"] and told(archive, answer) in accepted


#: A copy counts once here, and twice in the file's answer.
COPIES = {"a13"}


@pytest.mark.parametrize("row", [row for row in ASKED if row["_id"] not in COPIES], ids=lambda row: row["_id"])
def test_questions_written_before_the_code(sample: Archive, row: dict[str, Any]) -> None:
    assert right(sample, row)


def test_copies_count_once(sample: Archive) -> None:
    assert len(ASKED) == 40 and len(COPIES) / 40 <= 0.05
    [row] = [row for row in ASKED if row["_id"] in COPIES]
    answer = sample.quote(row["question"], now=NOW)
    result = answer.archive_result
    assert result is not None and result.total + result.copies == row["expected"]["answer"] and result.copies == 1
    assert "8 articles published from 22 to 30 September 2025 are in the archive, and 1 copy of them." in answer.text


@pytest.mark.parametrize("row", [row for row in ASKED if row["expected"]], ids=lambda row: row["_id"])
def test_what_is_said_is_cited_by_quotes_that_stand_there(sample: Archive, row: dict[str, Any]) -> None:
    answer = sample.quote(row["question"], now=NOW)
    assert answer.archive_result is not None
    assert answer.answered == bool(answer.archive_result.total)
    cited = [one for sentence in answer.sentences for one in sentence.citations]
    assert len(cited) == min(12, len(answer.archive_result.articles))
    folded_mentions = [mention.casefold() for mention in row["expected"]["mentions"]]
    for quote in cited:
        assert sample.article(quote.article.id).text[quote.start : quote.end] == quote.quote
        whole = f"{quote.article.title} {quote.article.text}".casefold()
        if not any(mention in quote.quote.casefold() for mention in folded_mentions):
            assert all(mention in whole for mention in folded_mentions)
    assert answer.read_as is not None and answer.read_as.asks == row["expected"]["kind"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many articles mention Port Ellery?", "No article mentions “Port Ellery”."),
        ("How many articles by Hester Vane mention the dam?", "No article by Hester Vane mentions “dam”."),
        (
            "Which journalists have written about the Corrow Dam?",
            "2 authors have articles that mention “Corrow Dam”: Lorenz Pike (3), Tesk Wire (1); 2 more articles name "
            "none. [1] [2] [3] [4] [5] [6]",
        ),
        ("Which articles from the Sport section mention the dam?", "No article of the section Sport mentions “dam”."),
    ],
)
def test_what_is_said(sample: Archive, question: str, text: str) -> None:
    answer = sample.quote(question, now=NOW)
    assert answer.text == text
    assert answer.answered == ("[1]" in text)


def test_a_persons_own_filters_hold(sample: Archive) -> None:
    question = "How many articles mention Lowmere?"
    gazette = sample.ask(question, filters=Filters(outlets=("upriver gazette",)), now=NOW).archive_result
    assert gazette is not None and 0 < gazette.total < 10
    apart = sample.ask("List all articles by Hester Vane.", filters=Filters(authors=("Joan Petrie",)), now=NOW)
    assert apart.archive_result is not None and apart.archive_result.total == 0
    assert "No article passes both" in str(apart.notice)
    earlier = sample.ask("How many articles were published in October?", filters=Filters(as_of=date(2025, 10, 5)))
    assert earlier.archive_result is not None and 0 < earlier.archive_result.total < 5
    days = Filters(since=date(2025, 11, 1))
    none = sample.ask("How many articles were published in October?", filters=days, now=NOW)
    assert none.archive_result is not None and none.archive_result.total == 0
    undated = sample.ask("How many articles were published in October?", filters=Filters(undated=True), now=NOW)
    assert undated.archive_result is not None and undated.archive_result.total == 0


def test_at_every_door_of_python(sample: Archive) -> None:
    question = "How many articles did Lorenz Pike write?"
    events = list(sample.stream(question, now=NOW))
    assert [type(event) for event in events] == [EvidenceFound, AnswerDone]
    told_by_stream = events[-1].answer  # type: ignore[union-attr]
    for answer in (sample.ask(question, now=NOW), sample.conversation(now=NOW).ask(question), told_by_stream):
        assert replace(answer, timings={}) == replace(sample.quote(question, now=NOW), timings={})
    assert told_by_stream.read_as == ReadAs(authors=("Lorenz Pike",), asks="count", from_words=("Lorenz Pike",))
    for plain in (sample.ask(question, read_dates=False), sample.quote(question, read_dates=False)):
        assert plain.archive_result is None and plain.read_as is None


def test_who_may_mean_something_else_is_answered_from_what_articles_say(archive: Archive, put: Put) -> None:
    put("a", "The monk Odran wrote about the plague in 1350.", authors=("Ada Quill",))
    assert archive.quote("Who wrote about the weather?").archive_result is None
    assert archive.quote("When was the weather first mentioned?").archive_result is None
    told = archive.quote("Who wrote about the plague?").archive_result
    assert told is not None and [each.name for each in told.names] == ["Ada Quill"]


def test_without_days_or_names(archive: Archive, put: Put) -> None:
    put("a", "The weir of Marlow leaks.", title="Weir")
    put("b", "The weir of Marlow holds.", title="Weir again")
    first = archive.quote("When was the weir first mentioned?")
    assert first.text.startswith("2 articles mention “weir”, but none has a date.")
    assert first.archive_result is not None and first.archive_result.day is None
    outlets = archive.quote("Which outlets reported on the weir?")
    assert outlets.text.startswith("2 articles mention “weir”, but none names its outlet.")


def test_a_long_list_says_what_it_leaves_out(archive: Archive) -> None:
    archive.add_drafts((f"s{n}", Draft(f"Weir {n}", f"The weir number {n} leaks water.")) for n in range(103))
    answer = archive.quote("Which articles mention the weir?")
    assert answer.archive_result is not None and len(answer.archive_result.articles) == 100
    assert answer.archive_result.total == 103
    assert "100 of the 103 articles are listed; a search for the same finds all." in str(answer.notice)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_orders_to_programs_are_not_quoted(archive: Archive, put: Put, attack: Any) -> None:
    put("evil", f"{attack.text}\n\nThe zorblax of Ostmark is green.", title="Zorblax", authors=("Ada Quill",))
    for question in ("Which articles mention the zorblax?", "List all articles by Ada Quill."):
        answer = archive.quote(question)
        assert answer.archive_result is not None and answer.archive_result.total == 1
        for claim in attack.injected:
            assert claim not in answer.text + "".join(each.quote for each in answer.evidence)


@pytest.mark.parametrize(
    "question",
    [
        'Which articles mention "") OR x?',
        "Which articles mention NOT strike AND (dam?",
        "How many articles mention <script>alert(1)</script>?",
        "How many articles mention {{7*7}}?",
        "How many articles mention ★?",
        "Which articles mention near/5?",
        "How many articles mention \u202ex\u0000y?",
        "How many articles mention " + "a " * 30 + "?",
        "How many articles mention \ud800?",
    ],
)
def test_hostile_questions_are_questions(sample: Archive, question: str) -> None:
    answer = sample.quote(question, now=NOW)
    assert answer.archive_result is None or answer.archive_result.total == 0


def test_follow_ups_take_the_question_before_with_what_they_change(sample: Archive) -> None:
    talk = sample.conversation(now=NOW)
    first = talk.ask("What articles did Viggo Marsh write about the ferry in October?")
    assert first.archive_result is not None and first.archive_result.total == 2
    second = talk.ask("And in September?")
    assert second.question == "What articles did Viggo Marsh write about the ferry in September?"
    alone = sample.quote(second.question, now=NOW)
    assert second.archive_result == alone.archive_result and second.text == alone.text
    third = talk.ask("And by Hester Vane?")
    assert third.question == "What articles did Hester Vane write about the ferry in September?"
    assert third.archive_result is not None
    counted = talk.ask("How many?")
    assert counted.archive_result is not None and counted.archive_result.asks == "count"
    assert talk.ask("What is the ferry called?").archive_result is None


def test_of_what_was_found_some_are_asked_for(sample: Archive) -> None:
    talk = sample.conversation(now=NOW)
    every = talk.ask("What articles did Viggo Marsh write?").archive_result
    some = talk.ask("Which of them mention the ferry?")
    assert every is not None and some.archive_result is not None
    alone = sample.quote("What articles did Viggo Marsh write about the ferry?", now=NOW)
    assert some.archive_result == alone.archive_result
    assert 0 < some.archive_result.total < every.total
    counted = talk.ask("How many of those are from October?")
    assert counted.archive_result is not None and counted.archive_result.asks == "count"
    assert counted.read_as is not None and counted.read_as.mentions == ("ferry",)
    assert counted.read_as.since == date(2025, 10, 1) and counted.read_as.authors == ("Viggo Marsh",)


def test_turns_that_do_not_stand_alone_are_gone_on_with(sample: Archive) -> None:
    turns = [("What articles did Viggo Marsh write about the ferry in October?", ""), ("And in September?", "")]
    answer = sample.conversation(turns=turns, now=NOW).ask("And the bridge?")
    assert answer.read_as is not None and answer.read_as.mentions == ("bridge",)
    assert answer.read_as.since == date(2025, 9, 1) and answer.read_as.authors == ("Viggo Marsh",)
    plain = sample.conversation(turns=turns, now=NOW, read_dates=False).ask("And the bridge?")
    assert plain.archive_result is None


def test_what_happened_in_a_month_is_what_there_is_of_it(sample: Archive) -> None:
    later = date(2026, 12, 3)
    talk = sample.conversation(now=later)
    october = talk.ask("What happened in October 2025?").archive_result
    assert (
        october is not None and october.total == sample.search_page("after:2025-09-30 before:2025-11-01", limit=1).total
    )
    september = talk.ask("And in September?")  # of the year that is spoken of, not of the last one
    assert september.question == "What happened in September 2025?"
    some = talk.ask("Which of them mention the ferry?")
    assert september.archive_result is not None and some.archive_result is not None
    assert 0 < some.archive_result.total < september.archive_result.total


def test_a_time_without_articles_is_said_to_have_none_unless_it_is_long_ago(sample: Archive) -> None:
    nothing = sample.quote("What was in the news last week?", now=date(2026, 12, 3))
    assert nothing.outcome == "none" and nothing.text.startswith("No article published from 23 to 29 November 2026")
    assert sample.quote("What happened in 1954?", now=NOW).archive_result is None
