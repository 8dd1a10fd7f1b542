"""What is read into questions, by words alone: kinds in each language, and nothing into questions like any other."""

# ruff: noqa: E501 - a case stands on one line.

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rag.text.archive_questions.archive_names import ArchiveNames
from rag.text.archive_questions.archive_question import ArchiveQuestion, read_archive_question

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "eval"
NOW = date(2025, 11, 13)
NAMES = ArchiveNames(
    ["Joan Petrie", "Hester Vane", "Clemens Hathe", "Clemens Hathe for Tesk Wire", "Anna Vold, Skarne", "Tesk Wire",
     "Олена Коваль", "Юрій Петренко", "Джоан Петрі"],
    ["The Skarne Ledger", "Tesk Wire", "Harrow Bay Courier", "La Gazette de l'Estuaire", "Küstenbote",
     "Neue Skarner Zeitung", "Скарнський вісник"],
    ["Sport", "Transport"],
)  # fmt: skip
OCTOBER = (date(2025, 10, 1), date(2025, 10, 31))


def read(question: str) -> ArchiveQuestion | None:
    return read_archive_question(question, names=NAMES, now=NOW)


@pytest.mark.parametrize(
    ("question", "asks", "mentions"),
    [
        ("How many articles mention Northquay?", "count", ("Northquay",)),
        ("how many articles mention northquay", "count", ("northquay",)),
        ("In which articles is Northquay mentioned?", "list", ("Northquay",)),
        ("Please list all the stories about Piet Orsund", "list", ("Piet Orsund",)),
        ("Which articles mention both the ferry and the bridge?", "list", ("ferry", "bridge")),
        ("How many articles mention Marks and Spencer Street?", "count", ("Marks", "Spencer Street")),
        ("How many articles mention the fire and rescue service?", "count", ("fire and rescue service",)),
        ("Which articles mention The Hague?", "list", ("The Hague",)),
        ("Which articles mention Tesk Wire?", "list", ("Tesk Wire",)),
        ("Which articles mention October?", "list", ("October",)),
        ("How often was the dam mentioned?", "count", ("dam",)),
        ("What was the first article about the flood?", "first", ("flood",)),
        ("Which journalists covered the flood?", "authors", ("flood",)),
        ('Which papers have written about "Velling Salt"?', "outlets", ("Velling Salt",)),
        ("Which newspapers are in the archive?", "outlets", ()),
        ("How many articles are there in the archive?", "count", ()),
        ("How many articles are there?", "count", ()),
        ("How many articles do you have?", "count", ()),
        ("What articles are in the archive?", "list", ()),
        ("List all articles", "list", ()),
        ("Wie viele Artikel gibt es?", "count", ()),
        ("Combien d'articles y a-t-il ?", "count", ()),
        ("¿Cuántos artículos hay?", "count", ()),
        ("Quanti articoli ci sono?", "count", ()),
        ("Hoeveel artikelen zijn er?", "count", ()),
        ("Quantos artigos há?", "count", ()),
        ("Скільки статей є?", "count", ()),
        ("Wann wurde der Damm zum ersten Mal erwähnt?", "first", ("Damm",)),
        ("In welchen Artikeln wird Piet Orsund erwähnt?", "list", ("Piet Orsund",)),
        ("Wer hat über den Streik geschrieben?", "authors", ("Streik",)),
        ("Was ist der letzte Artikel über den Streik?", "last", ("Streik",)),
        ("Quels journaux ont parlé de la grève ?", "outlets", ("grève",)),
        ("Quand la grève a-t-elle été mentionnée pour la première fois ?", "first", ("grève",)),
        ("Dans quels articles Piet Orsund est-il mentionné ?", "list", ("Piet Orsund",)),
        ("¿Cuándo se mencionó la presa por última vez?", "last", ("presa",)),
        ("¿Qué periódicos informaron sobre la huelga?", "outlets", ("huelga",)),
        ("¿En qué artículos se menciona a Piet Orsund?", "list", ("Piet Orsund",)),
        ("Quali giornali hanno parlato dello sciopero?", "outlets", ("sciopero",)),
        ("Quando è stata menzionata la diga per la prima volta?", "first", ("diga",)),
        ("Chi ha scritto su Piet Orsund?", "authors", ("Piet Orsund",)),
        ("Welke kranten hebben over de staking geschreven?", "outlets", ("staking",)),
        ("Wie heeft over Velling Salt geschreven?", "authors", ("Velling Salt",)),
        ("Wanneer werd de dam voor het eerst genoemd?", "first", ("dam",)),
        ("Quais jornais noticiaram a greve?", "outlets", ("greve",)),
        ("Quando a barragem foi mencionada pela primeira vez?", "first", ("barragem",)),
        ("Qual é o primeiro artigo sobre a greve?", "first", ("greve",)),
        ("Які газети писали про Velling Salt?", "outlets", ("Velling Salt",)),
        ("Коли вперше згадали Jonas Vey?", "first", ("Jonas Vey",)),
        ("В яких статтях згадується Hanne Wolde?", "list", ("Hanne Wolde",)),
    ],
)
def test_what_is_asked_for(question: str, asks: str, mentions: tuple[str, ...]) -> None:
    found = read(question)
    assert found is not None and (found.asks, found.mentions) == (asks, mentions)
    assert not (found.authors or found.outlets or found.sections or found.since or found.until)


@pytest.mark.parametrize(
    ("question", "authors", "outlets", "sections", "days"),
    [
        ("What articles did Joan Petrie write about the ferry in October?", ["Joan Petrie"], [], [], OCTOBER),
        ("How many stories about the strike did joan petrie write?", ["Joan Petrie"], [], [], None),
        ("List the articles by Joan Petrie and Hester Vane", ["Joan Petrie", "Hester Vane"], [], [], None),
        ("List all that Clemens Hathe has written", ["Clemens Hathe", "Clemens Hathe for Tesk Wire"], [], [], None),
        ("Which articles did Anna Vold write?", ["Anna Vold, Skarne"], [], [], None),
        ("Show me all articles from the Skarne Ledger", [], ["The Skarne Ledger"], [], None),
        ("List the Harrow Bay Courier’s articles from October", [], ["Harrow Bay Courier"], [], OCTOBER),
        ("How many articles by Tesk Wire mention Lowmere?", ["Tesk Wire"], [], [], None),
        ("How many articles in Tesk Wire mention Lowmere?", [], ["Tesk Wire"], [], None),
        ("Find all articles in the Sport section by Hester Vane", ["Hester Vane"], [], ["Sport"], None),
        ("When did the Skarne Ledger first report on the strike?", [], ["The Skarne Ledger"], [], None),
        ("Welche Artikel schrieb Joan Petrie im Oktober über die Fähre?", ["Joan Petrie"], [], [], OCTOBER),
        ("Wie viele Artikel aus dem Kustenbote erwähnen Lowmere?", [], ["Küstenbote"], [], None),
        ("Zeige mir alle Artikel aus dem Ressort Sport", [], [], ["Sport"], None),
        ("Combien de fois la Gazette de l'Estuaire a écrit sur le bac ?", [], ["La Gazette de l'Estuaire"], [], None),
        ("Quels articles de la rubrique Sport sont parus en octobre ?", [], [], ["Sport"], OCTOBER),
        ("¿Qué artículos escribió Joan Petrie sobre el ferry en octubre?", ["Joan Petrie"], [], [], OCTOBER),
        ("Quante volte il Tesk Wire ha scritto di Teskline?", [], ["Tesk Wire"], [], None),
        ("Welke artikelen schreef Joan Petrie over de veerboot?", ["Joan Petrie"], [], [], None),
        ("Que artigos escreveu Joan Petrie sobre o ferry em outubro?", ["Joan Petrie"], [], [], OCTOBER),
        ("Які статті написала Joan Petrie у жовтні?", ["Joan Petrie"], [], [], OCTOBER),
        ("Welche Artikel Joan Petries erwähnen die Fähre?", ["Joan Petrie"], [], [], None),
        ("Wie viele Artikel des Küstenboten erwähnen Lowmere?", [], ["Küstenbote"], [], None),
        ("Zeige mir alle Artikel der Neuen Skarner Zeitung aus dem Oktober", [], ["Neue Skarner Zeitung"], [], OCTOBER),
        ("Welche Artikel von Hester Vane und Joan Petrie erwähnen die Fähre?", ["Hester Vane", "Joan Petrie"], [], [], None),
        ("Які статті Олени Коваль згадують пором?", ["Олена Коваль"], [], [], None),
        ("Скільки статей Юрія Петренка згадують пором?", ["Юрій Петренко"], [], [], None),
        ("Покажи всі статті Джоан Петрі", ["Джоан Петрі"], [], [], None),
        ("Скільки статей у «Скарнському віснику» згадують пором?", [], ["Скарнський вісник"], [], None),
        ("What happened in October 2025?", [], [], [], OCTOBER),
        ("What was in the news in October?", [], [], [], OCTOBER),
        ("What do you have from October 2025?", [], [], [], OCTOBER),
        ("Which articles are from October 2025?", [], [], [], OCTOBER),
        ("What has happened since 10 November?", [], [], [], (date(2025, 11, 10), None)),
        ("Was geschah im Oktober?", [], [], [], OCTOBER),
        ("Was ist im Oktober 2025 passiert?", [], [], [], OCTOBER),
        ("Que s'est-il passé en octobre 2025 ?", [], [], [], OCTOBER),
        ("¿Qué pasó en octubre?", [], [], [], OCTOBER),
        ("Cosa è successo in ottobre?", [], [], [], OCTOBER),
        ("Wat is er in oktober gebeurd?", [], [], [], OCTOBER),
        ("O que aconteceu em outubro de 2025?", [], [], [], OCTOBER),
        ("Що сталося у жовтні 2025 року?", [], [], [], OCTOBER),
    ],
)  # fmt: skip
def test_of_which_articles(
    question: str, authors: list[str], outlets: list[str], sections: list[str], days: tuple[date, date | None] | None
) -> None:
    found = read(question)
    assert found is not None
    assert (list(found.authors), list(found.outlets), list(found.sections)) == (authors, outlets, sections)
    assert (found.since, found.until) == (days or (None, None))
    assert all(words in question for words in found.from_words)


@pytest.mark.parametrize(
    "question",
    [
        "How many people were evacuated?",
        "What happened?",
        "What happened on 22 September?",
        "What happened in Aldersund in October?",
        "What happened to Joan Petrie in October?",
        "What happened before October?",
        "Was ist im Oktober teurer geworden?",
        "Which articles of the treaty were repealed?",
        "How many articles does the constitution have?",
        "How many articles are there in the treaty?",
        "How many reports were published?",
        "What reports did they have?",
        "Show me the report",
        "List all reports of deaths",
        "How many articles of clothing were found?",
        "What articles did Jonas Vey write?",  # no author of the archive
        "Which articles do not mention the dam?",
        "Which papers mention that the dam was unsafe?",
        "How many articles about the strike were withdrawn?",
        "Who wrote the report about the dam?",
        "Who wrote to Hester Vane about the strike?",
        "Who covered the costs of the dam?",
        "Which media were banned in October?",
        "When did the ferry last sail?",
        "When did Mickey Mouse first appear?",
        "When was the first report of the inquiry published?",
        "How often did the ferry run in October?",
        "What did Joan Petrie write about the ferry?",
        "Which journalists were arrested in October?",
        "List the names of the dead",
        "Wie viele Artikel hat das Grundgesetz?",
        "Wer hat den Brief geschrieben?",
        "Quand le premier ferry est-il parti ?",
        "¿Cuántos artículos tiene la constitución?",
        "Quanti articoli ha la costituzione?",
        "Wie schreef de brief?",
        "Quem escreveu a carta?",
        "Які газети закрили у жовтні?",
        "",
        "?",
        "articles",
        "How many articles mention?",
        "Welche Artikel Anna Petries erwähnen die Fähre?",
        "Welche Artikel Joan Petriesen erwähnen die Fähre?",
        "Які статті Оленки Ковальської згадують пором?",
        "How many articles mention the?",
        "How many articles mention " + "the " * 500 + "dam?",
    ],
)
def test_nothing_is_read_into_other_questions(question: str) -> None:
    assert read(question) is None


@pytest.mark.parametrize("name", ["corpus", "wikinews-qa", "squad2", "realtimeqa"])
def test_no_question_of_what_articles_say_is_taken_for_one(name: str) -> None:
    path = (ROOT / name if name == "corpus" else SHARED / name) / "qa.jsonl"
    if not path.exists():
        pytest.skip(f"SKIPPED LOUDLY: {path.parent} is missing: its questions are not read")
    questions = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()][:600]
    assert len(questions) > 50
    assert [question for question in questions if read(question)] == []
