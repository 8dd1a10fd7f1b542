"""What a question's own words say of time, on the way to the answer: days, as of a day, the newest, and none of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from test_reader import KNOWN
from test_writing import article, found
from toy import ToyEmbedder

from rag import Archive, Filters, ReadAs
from rag.answer.answering import EvidenceSet
from rag.answer.events import AnswerDone, AnswerEvent, EvidenceFound
from rag.answer.evidence import Candidate, rank_sentences
from rag.answer.reader import Reading
from rag.answer.time_asked.finding import answer_as_read
from rag.answer.time_asked.newest_first import NEWEST_FIRST, newest_first
from rag.answer.time_asked.read_as import narrowed, read_time
from rag.model import Draft, Outcome
from rag.store.lexical.weighted_term import WeightedTerm

NOW = date(2025, 11, 13)
TAKEN_OFF = "so any time was looked at"


@pytest.fixture(scope="module")
def fares(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The same said of the ferry's fare in August, September and October, and once without a day."""
    days = {"77": date(2025, 8, 5), "8": date(2025, 9, 5), "9": date(2025, 10, 5), "10": None}
    drafts = [
        (f"fare {fare}", Draft("The fare", f"A ticket for the Skarne ferry costs {fare} crowns.", published=day))
        for fare, day in days.items()
    ]
    with Archive.open(tmp_path_factory.mktemp("time") / "archive", embedder=ToyEmbedder()) as archive:
        archive.add_drafts(drafts)
        yield archive


def shown(answer: Any) -> set[str]:
    return {quote.quote.split()[-2] for quote in answer.evidence}


@pytest.mark.parametrize(
    ("question", "since", "until", "fares_shown"),
    [
        ("What did a ticket for the Skarne ferry cost in August?", date(2025, 8, 1), date(2025, 8, 31), {"77", "8"}),
        ("What did a ticket for the Skarne ferry cost on 5 September?", date(2025, 9, 5), date(2025, 9, 5), {"8"}),
        ("What did a ticket for the Skarne ferry cost since 1 September?", date(2025, 9, 1), None, {"8", "9"}),
        ("What did a ticket for the Skarne ferry cost before 10 August?", None, date(2025, 8, 9), {"77"}),
        ("Was kostete das Ticket für die Fähre nach Skarne im letzten Monat?", date(2025, 10, 1), date(2025, 10, 31), {"9"}),  # noqa: E501
        ("Скільки коштував квиток на пором до Skarne у жовтні 2025 року?", date(2025, 10, 1), date(2025, 10, 31), {"9"}),  # noqa: E501
    ],
)  # fmt: skip
def test_days_that_words_name_let_in_what_was_published_then_or_soon_after(
    fares: Archive, question: str, since: date | None, until: date | None, fares_shown: set[str]
) -> None:
    answer = fares.quote(question, now=NOW)
    assert answer.read_as is not None
    assert (answer.read_as.since, answer.read_as.until) == (since, until)
    assert shown(answer) == fares_shown and answer.undated == 1
    without = fares.quote(question, now=NOW, read_dates=False)
    assert shown(without) == {"77", "8", "9", "10"}
    assert without.read_as is None and not without.filters


def test_relative_words_are_counted_from_the_day_it_is_asked_on(fares: Archive) -> None:
    question = "What did a ticket for the Skarne ferry cost last month?"
    assert shown(fares.ask(question, now=NOW)) == {"9"}
    assert shown(fares.ask(question, now=date(2025, 9, 10))) == {"77", "8"}
    assert shown(fares.ask(question, filters=Filters(as_of=date(2025, 9, 10)))) == {"77", "8"}
    answer = fares.ask(question, now=date(2031, 1, 1))
    assert shown(answer) == {"77", "8", "9", "10"} and TAKEN_OFF in str(answer.notice)


def test_what_leaves_nothing_is_taken_off_again_and_said(fares: Archive) -> None:
    answer = fares.ask("What did a ticket for the Skarne ferry cost in May 1990?", now=NOW)
    assert answer.evidence and answer.read_as is None and not answer.filters
    assert answer.notice == "Nothing published at the time of “May 1990” answers, so any time was looked at."


def test_days_are_read_within_a_persons_own_filters(fares: Archive) -> None:
    question = "What did a ticket for the Skarne ferry cost since August?"
    own = Filters(until=date(2025, 9, 30))
    assert shown(fares.ask(question, filters=own, now=NOW)) == {"77", "8"}
    apart = fares.ask("What did a ticket for the Skarne ferry cost in October?", filters=own, now=NOW)
    assert apart.filters == own and TAKEN_OFF in str(apart.notice)
    undated = Filters(undated=True)
    assert shown(fares.ask(question, filters=undated, now=NOW)) == {"10"}


def test_what_was_known_is_asked_as_of_the_day(fares: Archive) -> None:
    question = "What was known of the ticket for the Skarne ferry before 10 September?"
    answer = fares.ask(question, now=NOW)
    assert answer.read_as == ReadAs(as_of=date(2025, 9, 9), from_words=("before 10 September",))
    assert answer.filters.as_of == date(2025, 9, 9) and shown(answer) == {"77", "8"}
    earlier = Filters(as_of=date(2025, 8, 20))
    assert fares.ask(question, filters=earlier, now=NOW).filters.as_of == date(2025, 8, 20)


@pytest.mark.parametrize(
    "question",
    [
        "What does a ticket for the Skarne ferry cost now?",
        "Was kostet das Ticket für die Skarne ferry derzeit?",
        "Скільки зараз коштує ticket на Skarne ferry?",
    ],
)
def test_how_things_stand_now_is_told_by_the_newest(fares: Archive, question: str) -> None:
    answer = fares.ask(question, now=NOW)
    assert answer.read_as is not None and answer.read_as.prefers == "newest"
    assert answer.evidence[0].quote.endswith(" 9 crowns.") and NEWEST_FIRST in str(answer.notice)
    assert NEWEST_FIRST not in str(fares.ask(question, now=NOW, read_dates=False).notice)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("When was the ferry launched?", False),
        ("What will open in 2031?", False),  # told of before
        ("How many signatures had Fixed Link Now collected?", False),
        ("What is the target for 2050?", False),
        ("What did May Orrin say?", False),
        ("How many passengers were there in 2024?", True),
    ],
)
def test_what_is_no_time_of_publication_is_not_read(question: str, read: bool) -> None:
    assert (read_time(question, NOW) is not None) == read


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What happened on 3 October?", date(2025, 10, 3), date(2025, 10, 10)),
        ("What happened in March?", date(2025, 3, 1), date(2025, 5, 1)),
        ("What happened in 2019?", date(2019, 1, 1), date(2020, 12, 30)),
        ("What happened before 3 October?", None, date(2025, 10, 9)),
        ("What happened this week?", date(2025, 11, 10), date(2025, 11, 23)),
        ("What happened since October?", date(2025, 10, 1), None),
    ],
)
def test_the_longer_the_time_named_the_later_it_may_be_reported(
    question: str, since: date | None, until: date | None
) -> None:
    read = read_time(question, NOW)
    assert read is not None and read[1] == Filters(since=since, until=until)
    assert narrowed(Filters(outlets=("Courier",)), read[1]) == Filters(since=since, until=until, outlets=("Courier",))


def test_a_follow_up_goes_on_with_the_time_or_names_its_own(fares: Archive) -> None:
    talk = fares.conversation(now=NOW)
    talk.ask("What did a ticket for the Skarne ferry cost in August 2025?")
    answer = talk.ask("And who paid for it?")
    assert "August 2025" in answer.question
    assert answer.read_as is not None and answer.read_as.since == date(2025, 8, 1)
    answer = talk.ask("And in October?")
    assert "August" not in answer.question and "Skarne" in answer.question
    assert answer.read_as is not None and answer.read_as.since == date(2025, 10, 1)
    plain = fares.conversation(now=NOW, read_dates=False)
    plain.ask("What did a ticket for the Skarne ferry cost in August 2025?")
    assert plain.ask("And in October?").read_as is None


def told(probability: float, day: date) -> Reading:
    candidate = found("Who?", article()).candidates[0]
    return Reading(replace(candidate, article=replace(candidate.article, published=day)), probability)


@pytest.mark.parametrize(("probability", "first"), [(0.85, True), (0.7, False), (0.5, False)])
def test_the_newer_comes_first_only_where_it_answers_as_well(probability: float, first: bool) -> None:
    older, newer = told(0.9, date(2025, 8, 5)), told(probability, date(2025, 10, 5))
    assert newest_first("Who?", [older, newer], KNOWN) == ([newer, older] if first else [older, newer])
    assert newest_first("Who?", [], KNOWN) == []


@pytest.mark.parametrize("least", [0.7, 0.2])
def test_of_figures_that_differ_the_newest_comes_first_however_sure_a_model_is_of_each(
    fares: Archive, least: float
) -> None:
    question = "What does a ticket for the Skarne ferry cost now?"
    candidates = fares._answers._search(question, Filters()).candidates
    readings = [
        Reading(candidate, 0.95 if candidate.article.day == date(2025, 8, 5) else least, asked=True)
        for candidate in sorted(candidates, key=lambda candidate: candidate.article.day or date.max)
    ]
    first = newest_first(question, readings, KNOWN)[0].candidate.article.day
    assert first == (date(2025, 10, 5) if least > KNOWN.answered else date(2025, 8, 5))


@pytest.mark.parametrize("elsewhere", ["possible", "none"])
def test_days_in_which_a_model_finds_no_answer_are_taken_off_where_it_finds_one_elsewhere(
    fares: Archive, elsewhere: Outcome
) -> None:
    meant = ReadAs(since=NOW, until=NOW, from_words=("today",))
    whole = fares._answers._search("What does a ticket for the Skarne ferry cost?", Filters())
    within_days = replace(whole, read_as=meant)
    looked: list[ReadAs] = []

    def answer(evidence: EvidenceSet) -> Iterator[AnswerEvent]:
        yield EvidenceFound("Who?", ())
        model_says: Outcome = "none" if evidence is within_days else elsewhere
        yield AnswerDone(replace(evidence.quotes_answer(), outcome=model_says, sentences=()))

    def look(read: ReadAs) -> EvidenceSet:
        looked.append(read)
        return whole

    *_, last = answer_as_read(within_days, answer, look, None)
    assert isinstance(last, AnswerDone) and looked == [meant]
    assert last.answer.outcome == elsewhere
    assert last.answer.read_as == (meant if elsewhere == "none" else None)
    stopped = threading.Event()
    stopped.set()
    assert len(list(answer_as_read(within_days, answer, look, stopped))) == 2 and len(looked) == 1


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the latest on the ticket for the Skarne ferry?", {"ticket", "Skarne", "ferry"}),
        ("What does a ticket for the Skarne ferry cost at the moment?", {"ticket", "Skarne", "ferry", "cost"}),
        ("Was kostet das Ticket für die Fähre derzeit?", {"kostet", "Ticket", "Fähre"}),
        ("What is the latest?", {"latest"}),
    ],
)
def test_words_that_ask_for_the_newest_need_not_stand_in_it(
    fares: Archive, monkeypatch: pytest.MonkeyPatch, question: str, words: set[str]
) -> None:
    weighed: list[set[str]] = []
    real = rank_sentences

    def seen(asked: str, of: Sequence[WeightedTerm], *rest: Any, **more: Any) -> list[Candidate]:
        weighed.append({word.word for word in of})
        return real(asked, of, *rest, **more)

    monkeypatch.setattr("rag.answer.answering.rank_sentences", seen)
    fares.quote(question, now=NOW)
    assert weighed and all(each == words for each in weighed)
