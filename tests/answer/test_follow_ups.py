"""Follow-up questions: each has an answer in the archive that says something new."""

from __future__ import annotations

import pytest
from test_writing import article

from rag import Archive
from rag.answer.follow_ups import follow_ups
from rag.model import Answer, Article

FERRY = """---
title: Council of Harrow Bay buys the second ferry
outlet: Courier
---

The council voted on Monday to buy a second ferry. "The old ferry is tired," said Ingrid Halvane, the mayor. Halvane has
led the council since 2019. Piet Orsund said that the ferry was too dear. Orsund leads Skarne.
"""
DAM = """---
title: Dam at Velling leaks brine into the river
outlet: Notes
---

Brine leaked from the dam at Velling on Monday, and the ferry had to stop. Nobody was hurt by the water.
"""


def test_each_has_an_answer_that_says_something_new(archive: Archive) -> None:
    archive.add_text(FERRY, name="ferry.md")
    archive.add_text(DAM, name="dam.md")
    answer = archive.ask("What did the council vote to buy on Monday?")
    asked = archive.follow_ups(answer)
    assert 2 <= len(asked) <= 3 and len(set(asked)) == len(asked)
    cited = {(item.article.id, item.start) for sentence in answer.sentences for item in sentence.citations}
    for question in asked:
        given = archive.quote(question)
        assert given.outcome != "none", question
        assert {(item.article.id, item.start) for item in given.evidence} - cited


def test_who_is_named_already_is_not_asked_about(archive: Archive) -> None:
    archive.add_text(FERRY, name="ferry.md")
    asked = archive.follow_ups(archive.ask("What did Ingrid Halvane say about the old ferry?"))
    assert not any("Halvane" in question for question in asked)
    assert any("Piet Orsund" in question for question in asked)


def test_what_has_no_answer_is_not_offered() -> None:
    refused = Answer("Q?", "none", "quotes", "No.", (), ())
    assert follow_ups("Q?", [article()], [], frozenset(), lambda _: refused) == []


def test_an_answer_without_articles_has_none(archive: Archive) -> None:
    assert archive.follow_ups(archive.ask("What did the council buy?")) == []


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        (
            '"I was wrong about it": mayor drops bridge',
            "What is known about “‘I was wrong about it’: mayor drops bridge”?",
        ),
        ("MATERNITY WARD WINS SEVEN MONTHS", None),
        ("Short", None),
        ("x" * 200, None),
    ],
)
def test_headlines(title: str, asked: str | None) -> None:
    item = Article(
        id="a", title=title, text="Nothing was said.", source="a", content_hash="h", added=article().added,
        state="ready", language="en",
    )  # fmt: skip
    tried: list[str] = []

    def quotes(question: str) -> Answer:
        tried.append(question)
        return Answer(question, "none", "quotes", "No.", (), ())

    follow_ups("Who?", [item], [], frozenset(), quotes)
    assert tried == ([asked] if asked else [])
