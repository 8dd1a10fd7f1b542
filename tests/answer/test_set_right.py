"""What the next sentence of an article sets right is quoted with it, and answers with what is right."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.text.retractions import repeats_an_error, takes_back_the_one_before

_CORRECTION = "An earlier version of this article said that the Whitby Lane library cost 4 million euros."


@pytest.mark.parametrize(
    ("language", "sentence", "taken_back"),
    [
        ("en", "This was wrong.", True),
        ("en", "That was not true.", True),
        ("en", "The figure turned out to be false.", True),
        ("en", "We retract the report.", True),
        ("de", "Das war falsch.", True),
        ("de", "Das stimmt nicht.", True),
        ("fr", "C'était faux.", True),
        ("es", "Eso no era cierto.", True),
        ("uk", "Це неправда.", True),
        ("en", "This was a good year.", False),
        ("en", "It was a large mistake to build it, the mayor said.", False),
        ("en", "That was right.", False),
        ("xx", "This was wrong.", False),
    ],
)
def test_sentences_that_take_back_the_one_before(language: str, sentence: str, *, taken_back: bool) -> None:
    assert takes_back_the_one_before(sentence, language) is taken_back


def test_a_correction_that_repeats_the_error() -> None:
    assert repeats_an_error(_CORRECTION, "en")
    assert not repeats_an_error("Correction: the library cost 5 million euros", "en")
    assert not repeats_an_error("The library cost 5 million euros.", "en")


def test_a_corrected_figure_answers_and_not_the_wrong_one(archive: Archive) -> None:
    archive.add_text(
        f"Correction: cost of the library\n\n{_CORRECTION} It cost 5 million euros.\n\n"
        "The Whitby Lane library was opened by mayor Ingrid Solheim on Tuesday.",
        name="a.txt",
    )
    answer = archive.ask("How much did the Whitby Lane library cost?")
    assert answer.outcome == "answered"
    first = answer.sentences[0].citations[0]
    assert first.quote == f"{_CORRECTION} It cost 5 million euros."
    assert first.answer_start is not None
    assert first.article.text[first.answer_start : first.answer_end] == "5 million euros"


def test_a_wrong_figure_that_nothing_sets_right_is_not_pointed_at(archive: Archive) -> None:
    archive.add_text(f"Correction: cost of the library\n\n{_CORRECTION}\n\nThe council will meet again.", name="a.txt")
    answer = archive.ask("How much did the Whitby Lane library cost?")
    assert all(one.answer_start is None for one in answer.evidence if "earlier version" in one.quote)


def test_what_is_taken_back_in_the_next_sentence_is_quoted_with_it(archive: Archive) -> None:
    told = "On 3 June we reported that Rory Vance, the manager of the Kestrel Bridge, had been suspended."
    archive.add_text(f"About the Kestrel Bridge\n\n{told} This was wrong.\n\nThe bridge is open.", name="a.txt")
    answer = archive.ask("Was Rory Vance suspended?")
    assert answer.evidence[0].quote == f"{told} This was wrong."


def test_a_wrong_figure_is_not_pointed_at_where_a_later_correction_repeats_it(archive: Archive) -> None:
    def add(name: str, day: str, headline: str, body: str) -> None:
        front = f"---\ntitle: {headline}\noutlet: Lenn Courier\npublished: {day}\n---\n"
        archive.add_text(f"{front}{body}\n\nThe council will meet again in the autumn.", name=name)

    add("a.md", "2025-05-01", "Library opened", "The Whitby Lane library cost 4 million euros, the council said.")
    add("b.md", "2025-05-03", "Cost of the library", f"{_CORRECTION} It cost 5 million euros.")
    answer = archive.ask("How much did the Whitby Lane library cost?")
    cited = [one for sentence in answer.sentences for one in sentence.citations if "earlier version" in one.quote]
    assert cited
    marked = [one.article.text[one.answer_start : one.answer_end] for one in cited]
    marked += [
        one.article.text[one.answer_start : one.answer_end] for one in answer.evidence if "earlier version" in one.quote
    ]
    assert set(marked) == {"5 million euros"}
