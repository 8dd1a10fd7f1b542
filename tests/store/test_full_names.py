"""Acronyms are read with the names that they stand for, where the archive's own articles say so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from toy import ToyEmbedder

from rag import Archive
from rag.model import Draft
from rag.store.lexical.acronyms import Initials, as_acronym, full_names

ARTICLES = {
    "defined": ("Reservoirs", "The Upper Tesk Water Authority (UTWA) runs four reservoirs. Its budget is 12 million."),
    "short": ("A new chair", "UTWA is headed by Maria Olsen since March. She said that more is needed."),
    "long": ("Losses", "The Upper Tesk Water Authority lost three million crowns, it said."),
    "bank": ("Rates", "The BOE (Bank of England) raised rates to 5 percent."),
    "staff": ("Staff", "The BOE employs 4,000 people."),
    "apart": ("Valley", "Water is in the upper valley, and no authority is there."),
    "states": ("Union", "The United States (US) let us down. It told us so. It left us."),
    "helped": ("Aid", "Acquired Immune Deficiency Syndrome (AIDS) is met with aid."),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Articles of which some have an acronym, some the name in full, and some both."""
    with Archive.open(tmp_path_factory.mktemp("names") / "archive", embedder=ToyEmbedder()) as opened:
        opened.add_drafts([(name, Draft(*said, language="en")) for name, said in ARTICLES.items()])
        yield opened


@pytest.mark.parametrize(
    ("acronym", "text", "names"),
    [
        ("UTWA", "The Upper Tesk Water Authority (UTWA) said", ["Upper Tesk Water Authority"]),
        ("NATO", "NATO (North Atlantic Treaty Organization) met", ["North Atlantic Treaty Organization"]),
        ("BOE", "at the Bank of England (BOE)", ["Bank of England"]),
        ("EZB", "die Europäische Zentralbank (EZB)", ["Europäische Zentralbank"]),
        ("BND", "der Bundesnachrichtendienst (BND) hat", ["Bundesnachrichtendienst"]),
        ("FBI", "He told the Federal Bureau of Investigation (FBI)", ["Federal Bureau of Investigation"]),
        ("AP", "He said so. Associated Press (AP)", ["Associated Press"]),
        ("UN", "what is under discussion now (UN)", []),
        ("UN", "under the name (UNO) of it", []),
        ("UTWA", "UTWA (see page 4) is late (UTWA).", []),
        ("UTWA", "(UTWA", []),
        ("IRA", "IRA (it was an Irish Republican Army) said", []),
    ],
)
def test_what_a_text_says_an_acronym_stands_for(acronym: str, text: str, names: list[str]) -> None:
    assert list(full_names(acronym, text)) == names


def test_what_is_an_acronym() -> None:
    words = ("UTWA", "U.N.", "Utwa", "A", "ABCDEFGHI", "B2B", "who")
    assert [as_acronym(word) for word in words] == ["UTWA", "UN", None, None, None, None, None]
    question = "Does the Bank of England raise rates?"
    start, end = question.index("Bank"), question.index(" raise")
    assert Initials(question).within(start, end) == {"BOE", "BE"}
    assert Initials(question).within(start, start + 4) == set()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who heads the Upper Tesk Water Authority?", "short"),
        ("who is the upper tesk water authority headed by", "short"),
        ("How many crowns has UTWA lost?", "long"),
        ("How many people does the Bank of England employ?", "staff"),
    ],
)
def test_either_is_found_by_the_other(archive: Archive, question: str, first: str) -> None:
    assert archive.search(question, mode="lexical")[0].article.source == first


def test_a_page_of_results_has_both(archive: Archive) -> None:
    for query in ("UTWA", "Upper Tesk Water Authority"):
        page = archive.search_page(query)
        assert {found.hit.article.source for found in page.hits} >= {"defined", "short", "long"}


def test_an_answer_is_the_sentence_with_the_other_one(archive: Archive) -> None:
    answer = archive.quote("How many people does the Bank of England employ?")
    assert answer.outcome == "answered" and answer.sentences[0].text.startswith("The BOE employs 4,000 people.")


def test_an_acronym_weighs_as_much_as_without_its_name(archive: Archive) -> None:
    words = archive._store.lexical.weigh("What does UTWA cost?")
    alone = archive._store.lexical.weigh("What does utwa cost?")
    assert [word.word for word in words] == ["UTWA"] * 4 + ["cost"]
    assert sum(word.weight for word in words[:4]) == pytest.approx(alone[0].weight)
    assert all("utwa" in word.terms for word in words[:4])


@pytest.mark.parametrize("question", ["Who leads the United States?", "Who has Acquired Immune Deficiency Syndrome?"])
def test_what_is_a_word_too_stands_for_no_name(archive: Archive, question: str) -> None:
    assert all(len(word.terms) == 1 for word in archive._store.lexical.weigh(question))


def test_the_words_that_an_article_lacks_are_told_once(archive: Archive) -> None:
    found = archive.coverage_of("UTWA penguins Antarctica")
    lacking = {near.hit.article.source: near.lacks for near in found.nearest}
    assert lacking and all(words.count("UTWA") <= 1 for words in lacking.values())
    assert "UTWA" not in lacking.get("long", ())


def test_what_is_removed_is_forgotten(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Archive.open(tmp_path_factory.mktemp("gone") / "archive", embedder=ToyEmbedder()) as opened:
        told = opened.add_drafts([(name, Draft(*said, language="en")) for name, said in ARTICLES.items()])
        weigh = opened._store.lexical.weigh
        assert len(weigh("UTWA")) == 4
        [defined] = [each for each in told.added if opened.article(each).source == "defined"]
        opened.remove([defined])
        assert len(weigh("UTWA")) == 1
