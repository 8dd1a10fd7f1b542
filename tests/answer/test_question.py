"""What a question asks for, and whether a sentence holds it."""

from __future__ import annotations

import pytest

from rag.answer.asked.kinds import A_YEAR_ALONE, OF_OTHERS, Asked, asked_for, fit, other_year, specifics
from rag.text.terms import likely_language


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people died?", "count"),
        ("How much did the ferry cost?", "money"),
        ("What does a ticket for the ferry cost now?", "money"),
        ("What was the new ferry fare?", "money"),
        ("What was the cost of living crisis?", None),
        ("Was kostet das Ticket derzeit?", "money"),
        ("Wie hoch war die Strafe?", "money"),
        ("Wie hoch ist der Turm?", "length"),
        ("Que coûte le billet ?", "money"),
        ("Quel est le prix du billet ?", "money"),
        ("¿Cuál es el precio del billete?", "money"),
        ("Quanto costa adesso il biglietto per il traghetto?", "money"),
        ("Quanto custa o bilhete para a cidade?", "money"),
        ("Wat kost een kaartje voor de veerboot?", "money"),
        ("Ile teraz kosztuje bilet na prom?", "money"),
        ("Скільки зараз коштує квиток?", "money"),
        ("Скільки людей заплатили за квиток?", "count"),
        ("Сколько сейчас стоит билет?", "money"),
        ("What share of voters agreed?", "share"),
        ("How high is the pay rise in %?", "share"),
        ("How much dearer is bread, in per cent?", "share"),
        ("Wie hoch ist die Lohnerhöhung in Prozent?", "share"),
        ("How high is the tower in Percy?", "length"),
        ("How long did it take?", "duration"),
        ("How many days did it last?", "duration"),
        ("How far is it?", "length"),
        ("When was it?", "date"),
        ("Who won?", "name"),
        ("What did Rutte say about it?", "statement"),
        ("Why did the mayor oppose it?", "statement"),
        ("How old is she?", "number"),
        ("Wie viele Menschen starben?", "count"),
        ("Wann war das?", "date"),
        ("Was hat Rutte gesagt?", "statement"),
        ("Combien de personnes sont mortes ?", "count"),
        ("¿Cuántas personas murieron?", "count"),
        ("Скільки людей загинуло?", "count"),
        ("Коли це було?", "date"),
        ("Хто виграв?", "name"),
        ("What name will the second ferry have?", "naming"),
        ("What is the new school called?", "naming"),
        ("What is the name of the tunnel?", "naming"),
        ("What did he call the plan?", "statement"),
        ("Wie heißt die neue Fähre?", "naming"),
        ("Wie soll die Schule heißen?", "naming"),
        ("Wie wird das bezahlt?", None),
        ("Comment s'appelle le bateau ?", "naming"),
        ("¿Cómo se llama el barco?", "naming"),
        ("Як називається новий пором?", "naming"),
        ("Explain the ferry", None),
        ("ferry", None),
        ("", None),
    ],
)
def test_asked_for(question: str, kind: str | None) -> None:
    asked = asked_for(question)
    assert (asked.kind if asked else None) == kind


def test_what_is_counted() -> None:
    assert asked_for("How many people died?") == Asked("count", frozenset({"peopl", "die"}), *[frozenset({"die"})] * 2)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many people died?", "Officials said 16 people died.", 1.0),
        ("How many people died?", "Officials said sixteen people died.", 1.0),
        ("How many people died?", "Officials said 16 ships sank.", 0.5),
        ("How many people died?", "Officials said people died.", 0.0),
        ("How much did it cost?", "It cost 46 million crowns.", 1.0),
        ("How much did it cost?", "It cost €46.", 1.0),
        ("How much did it cost?", "It cost 46.", 0.5),
        ("How much did it cost?", "It was dear.", 0.0),
        ("When was it?", "It happened in March 2021.", 1.0),
        ("When was it?", "It happened on Tuesday.", 1.0),
        ("When did it happen in 2021?", "It happened in 2021.", 0.0),  # the question says that itself
        ("Who won?", "The race was won by Anna Berg.", 1.0),
        ("Who won?", "the race was won.", 0.0),
        ("Who beat Anna Berg?", "The winner was Anna Berg.", 0.0),
        ("What did she say?", '"We shall never give up the ferry," she said.', 1.0),
        ("What did she say?", "She said nothing.", 0.0),
        ("How long did it last?", "It lasted three days.", 1.0),
        ("What share agreed?", "Some 31 percent agreed.", 1.0),
        ("How far is it?", "It is 12 km away.", 1.0),
        # A name is told by what calls it so; to speak of the name is not to tell it.
        ("What name will the ferry have?", "The ferry will be called Kittiwake.", 1.0),
        ("What name will the ferry have?", "The name of the new boat will be Sea Wolf.", 1.0),
        ("What name will the ferry have?", "In May she was christened the Sea Wolf.", 1.0),
        ("What name will the ferry have?", "The name of the ferry will be chosen by schoolchildren.", 0.0),
        ("What name will the ferry have?", "The ferry was named on Monday.", 0.5),
        ("What name will the ferry have?", "The ferry will sail from Skarne.", 0.5),
        ("What name will the ferry have?", "The mayor called on Ada Lind to choose it.", 0.5),
        ("What are the parts called?", "These parts are called valves.", 0.5),
        ("What is the Skarne ferry called?", "It is called the Skarne ferry.", 0.5),
    ],
)
def test_fit(question: str, sentence: str, expected: float) -> None:
    asked = asked_for(question)
    assert asked
    assert fit(asked, sentence, question, "en") == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who won the 2010 World Cup?", ["2010", "World", "Cup"]),
        ("What did Rutte say in Kyiv?", ["Rutte", "Kyiv"]),
        ("Did 46,000 people leave?", ["46,000"]),
        ("Was hat Rutte 2024 gesagt?", ["2024"]),  # in German every noun is capitalised
        ("what did he say?", []),
        ("", []),
    ],
)
def test_specifics(question: str, expected: list[str]) -> None:
    assert specifics(question) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "share"),
    [
        ("When was the ferry launched?", "The ferry was launched on 3 May 2024.", 1.0),
        ("When was the ferry launched?", "Sea Wolf is a 2024 ferry of the Tesk line.", A_YEAR_ALONE),
        ("When was the ferry of 2024 launched?", "Sea Wolf is a 2024 ferry of the Tesk line.", 0.0),
        ("In what year was the ferry launched?", "Sea Wolf is a 2024 ferry of the Tesk line.", 1.0),
        ("When was the ferry launched?", "The ferry was launched in 2024 by the mayor.", 1.0),
        ("When will the ferry sail?", "The ferry is to sail from 2027.", 1.0),
        ("Wann lief die Fähre vom Stapel?", "Die Fähre lief im Jahr 2024 vom Stapel.", 1.0),
        ("Wann lief die Fähre vom Stapel?", "Die Fähre lief im Mai 2024 vom Stapel.", 1.0),
    ],
)
def test_a_year_alone_tells_less_of_when(question: str, sentence: str, share: float) -> None:
    asked = asked_for(question)
    assert asked is not None
    assert fit(asked, sentence, question, None) == share


@pytest.mark.parametrize(
    ("question", "sentence", "around", "other"),
    [
        ("Who won the regatta in 2021?", "Harrow Bay won the regatta in 2020.", "", True),
        ("Who won the regatta in 2021?", "Harrow Bay won the regatta in 2020.", "Regatta 2021-06-03", False),
        ("Who won the regatta in 2021?", "Harrow Bay won it in 2020 and 2021.", "", False),
        ("Who won the regatta in 2021?", "Harrow Bay won the regatta.", "", False),
        ("What has risen since 2011?", "Fares have risen every year from 2012 on.", "", False),
        ("Who won more than in 2021?", "Harrow Bay won most in 2020.", "", False),
        ("Who won in 2020 and in 2021?", "Harrow Bay won in 2019.", "", False),
        ("Wer gewann 2021?", "Die Regatta gewann 2020 Harrow Bay.", "", True),
        ("How many of the 2,021 won?", "In 2020 all won.", "", False),
    ],
)
def test_another_year_than_the_question(question: str, sentence: str, around: str, *, other: bool) -> None:
    assert other_year(question, sentence, around) is other


@pytest.mark.parametrize(
    ("question", "sentence", "share"),
    [
        ("How many people were injured?", "Some 120 people work in the cannery.", OF_OTHERS),
        ("How many people were injured?", "Some 120 people were injured.", 1.0),
        ("How many people live in Lenn?", "Two people are reported dead in Lenn.", OF_OTHERS),
        ("How many people live in Lenn?", "In Lenn live 640 people.", 1.0),
        ("Wie viele Menschen wurden verletzt?", "In der Fabrik arbeiten 120 Menschen.", OF_OTHERS),
        # A noun behind a noun may be left out, and in another language the word is another one.
        ("How many gold medals did Spain have?", "Spain had one gold.", 1.0),
        ("Combien de personnes vivent à Lenn ?", "In Lenn live 640 people.", 1.0),
        # The question's own number counts nothing.
        ("How many inhabitants did Lenn have in 2015?", "Town: inhabitants 2015, inhabitants", 0.0),
    ],
)
def test_a_count_of_those_who_did_something_else(question: str, sentence: str, share: float) -> None:
    asked = asked_for(question)
    assert asked is not None
    assert fit(asked, sentence, question, likely_language(sentence)) == share
