"""Questions and topics with operators: which articles they select, and what is asked of these."""

from __future__ import annotations

from datetime import date

import pytest
from toy import ToyEmbedder

from rag import Archive, Filters, UsageError, load_settings
from rag.answer.selected import asked_of_selection
from rag.errors import QueryError
from rag.model import Draft


@pytest.mark.parametrize(
    ("question", "asked", "selection"),
    [
        ("When did the ferry stop?", "When did the ferry stop?", None),
        ("ferry", "ferry", None),
        ("ferry -strike", "ferry", "ferry -strike"),
        ('"dam gates" OR weir', "dam gates weir", '"dam gates" OR weir'),
        ("outlet:courier When did the ferry stop?", "When did the ferry stop?", "outlet:courier"),
        ('When did -outlet:"the herald" it stop? on:2024', "When did it stop?", '-outlet:"the herald" on:2024'),
        ('outlet:courier What did he mean by "the gates"?', 'What did he mean by "the gates"?', "outlet:courier"),
        ("outlet:courier ferry OR dam", "ferry dam", "outlet:courier ferry OR dam"),
        ("(outlet:courier OR outlet:herald) ferry", "ferry", "(outlet:courier OR outlet:herald) ferry"),
        ("outlet:courier NOT ferry dam", "dam", "outlet:courier NOT ferry dam"),
        ("flood* outlet:courier", "flood", "flood* outlet:courier"),
    ],
)
def test_what_is_asked_of_what(question: str, asked: str, selection: str | None) -> None:
    assert asked_of_selection(question, Filters()) == (asked, Filters(query=selection))


def test_a_selection_narrows_the_one_before() -> None:
    filters = Filters(query="dam OR weir", outlets=("Courier",))
    asked, narrowed = asked_of_selection("ferry -strike", filters)
    assert (asked, narrowed.query, narrowed.outlets) == ("ferry", "(dam OR weir) (ferry -strike)", ("Courier",))
    assert asked_of_selection("ferry", filters) == ("ferry", filters)


@pytest.mark.parametrize("question", ["outlet:courier", "-ferry", "NOT ferry on:2024"])
def test_a_selection_of_which_nothing_is_asked_is_refused(question: str) -> None:
    with pytest.raises(UsageError, match="no word of it says what is asked"):
        asked_of_selection(question, Filters())


@pytest.mark.parametrize("question", ["outlet:courier (ferry", "ferry AND dam AND", "on:2024-13 When?"])
def test_a_wrong_operator_is_told_with_its_place(question: str) -> None:
    with pytest.raises(QueryError, match="Character"):
        asked_of_selection(question, Filters())
    with pytest.raises(QueryError, match="Character"):
        asked_of_selection("ferry -dam", Filters(query="ferry AND"))


def test_answers_are_of_the_selection(archive: Archive) -> None:
    text = "The last ferry leaves at {} from Harrow Bay."
    archive.add_drafts(
        [
            ("a", Draft("Ferry", text.format("21:40"), "Courier", published=date(2025, 1, 1))),
            ("b", Draft("Ferry", text.format("22:10"), "Herald", published=date(2025, 2, 1))),
        ]
    )
    settings = load_settings(archive=archive.path, llm="none")
    archive.close()
    with Archive.open(archive.path, embedder=ToyEmbedder(), settings=settings) as quoting:
        for question in ("outlet:herald When does the last ferry leave?", "ferry leaves -courier -21 last"):
            answer = quoting.ask(question)
            assert {item.article.outlet for item in answer.evidence} == {"Herald"}, question
            assert answer.filters.query
        summary = quoting.summarize(query="ferry outlet:herald")
        assert {item.article.outlet for item in summary.evidence} == {"Herald"}
        assert {hit.article.outlet for hit in quoting.search("ferry NOT 21")} == {"Herald"}
        assert [hit.article.outlet for hit in quoting.search("outlet:*")] == ["Herald", "Courier"]
        talk = quoting.conversation()
        talk.ask("When does the last ferry leave?")
        assert talk.ask("ferry outlet:courier").filters.query == "outlet:courier"
