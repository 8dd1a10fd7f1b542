"""Which part of a long sentence the judge is shown as the answer."""

from __future__ import annotations

import pytest

from rag.answer.answer_part import answer_part
from rag.answer.judge import MAX_CASE_TOKENS, _messages
from rag.text.passages import estimate_tokens

VISIT = (
    '"First of all, the islands obviously have the right to fish in these waters, and the treaty of the region is on '
    'their side, meaning that this right does not end at the line of buoys," Halvane said at a press conference during '
    "her visit to Skarne on Thursday — her first official trip since taking office."
)
LIMIT = 50


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (
            "Where was Halvane's first official trip?",
            "Halvane said at a press conference during her visit to Skarne on Thursday — her first official trip since "
            "taking office.",
        ),
        # Its start says as much of the question as any other part.
        ("What right do the islands have?", VISIT[: VISIT.index(" said at")]),
    ],
)
def test_a_long_sentence_is_cut_to_what_says_most_of_the_question(question: str, part: str) -> None:
    found = answer_part(question, VISIT, LIMIT)
    assert found in VISIT
    assert estimate_tokens(found) <= LIMIT
    assert found.startswith(part[:60])
    if part.endswith("."):
        assert found == part


def test_more_is_shown_where_no_word_can_tell_which_part() -> None:
    question = "Куди була перша офіційна поїздка?"
    assert answer_part(question, VISIT, LIMIT) == VISIT
    *_, last = _messages(question, VISIT, f"{'Before it came this. ' * 20}{VISIT}")
    assert last["content"].count(VISIT) == 2, "in the source, and as the answer"
    assert len(answer_part(question, VISIT * 3, LIMIT)) < 1.5 * len(VISIT)


def test_a_short_sentence_is_shown_whole() -> None:
    short = "The ferry, which sank in May, was raised on Thursday — her owner said so."
    assert answer_part("Who said so?", short, LIMIT) == short


@pytest.mark.parametrize("text", ["", "word", "x" * 5000, "a, " * 900, "—" * 300, "日本語の文" * 100, " , — ( ; : "])
def test_whatever_it_is_given_it_returns_a_piece_of_it(text: str) -> None:
    assert answer_part("Who is it, and when?", text, LIMIT) in text


def test_the_source_that_the_judge_reads_holds_the_part_that_is_proposed() -> None:
    source = f"A visit: {VISIT} {'Another sentence follows it. ' * 20}"
    *_, last = _messages("What right do the islands have?", VISIT, source)
    head, _, answer = last["content"].partition("\nAnswer: ")
    assert answer in head
    assert estimate_tokens(last["content"]) <= MAX_CASE_TOKENS + 10
