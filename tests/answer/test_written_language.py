"""A written answer is in the question's language; what a model writes in another gives way to the article's words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_writing import QueuedModel, article, found, writing

from rag.answer.answering import answer_events, last_answer
from rag.model import Article
from rag.text.language import in_another_language, language_name

GERMAN = "Der Rat von Harrow Bay stimmte am Montag für den Kauf einer zweiten Fähre. Sie kostet 46 Millionen Kronen."
IN_ENGLISH = "The council of Harrow Bay voted on Monday to buy a second ferry [1]."
ASKED = "Wofür stimmte der Rat von Harrow Bay?"


def german() -> Article:
    return replace(article(GERMAN), language="de", title="Zweite Fähre")


def prompt(model: QueuedModel) -> str:
    return model.asked[0][-1]["content"]


@pytest.mark.parametrize(
    ("question", "of", "told"),
    [
        (ASKED, german(), "(Answer in German.)"),
        (ASKED, article(), "(Answer in German.)"),
        ("What did the council of Harrow Bay vote for?", german(), "(Answer in English.)"),
        ("Qu'est-ce que le conseil a acheté ?", article(), "(Answer in French.)"),
        ("За що проголосувала рада?", article(), "(Answer in Ukrainian.)"),
        ("What did the council of Harrow Bay vote for?", article(), None),
    ],
)
def test_the_writer_is_told_which_language_to_write(question: str, of: Article, told: str | None) -> None:
    model = QueuedModel("Nothing.")
    last_answer(answer_events(found(question, of), writing(model)))
    assert told in prompt(model) if told else "Answer in" not in prompt(model)


def test_a_sentence_in_another_language_gives_way_to_the_quote() -> None:
    answer = last_answer(answer_events(found(ASKED, german()), writing(QueuedModel(IN_ENGLISH))))
    assert answer.answered
    assert "The council" not in answer.text
    assert all(GERMAN[one.start : one.end] == one.quote for s in answer.sentences for one in s.citations)
    written = "Der Rat von Harrow Bay stimmte für den Kauf einer zweiten Fähre."
    answer = last_answer(answer_events(found(ASKED, german()), writing(QueuedModel(f"{written} [1]"))))
    assert [sentence.text for sentence in answer.sentences] == [written]


def test_what_was_written_from_an_article_in_that_language_becomes_its_quote() -> None:
    english = article("The council of Harrow Bay voted on Monday to buy a second ferry. It will sail in May.")
    answer = last_answer(answer_events(found(ASKED, english), writing(QueuedModel(f"{IN_ENGLISH} Er stimmte ab."))))
    assert answer.sentences[0].text == "The council of Harrow Bay voted on Monday to buy a second ferry."
    assert answer.sentences[0].citations[0].quote == answer.sentences[0].text


@pytest.mark.parametrize(
    ("text", "question", "another"),
    [
        (IN_ENGLISH, ASKED, True),
        ("It was the council that bought it.", ASKED, True),
        ("Der Rat kaufte die Fähre.", ASKED, False),
        ("Ivo Marsk.", ASKED, False),
        ("46 million crowns.", ASKED, False),
        ("Der Rat hat für den Kauf der Fähre gestimmt.", "What did the council do?", True),
        ("The council bought the ferry.", "What did the council do?", False),
        ("Рада проголосувала за те, щоб купити пором.", "What did the council do?", True),
        ("The council voted to buy it.", "За що проголосувала рада?", True),
        ("The council voted to buy it.", "Rådet Harrow Bay?", False),  # nobody can tell
        ("", ASKED, False),
    ],
)
def test_what_is_plainly_in_another_language(text: str, question: str, another: bool) -> None:
    assert in_another_language(text, question) is another


def test_languages_have_names() -> None:
    assert [language_name(code) for code in ("de", "uk", "xx")] == ["German", "Ukrainian", None]
