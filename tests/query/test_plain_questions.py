"""Questions with marks that operators have, too: all are plain words, so they are answered as they always were."""

from __future__ import annotations

import pytest

from rag.text.query.plain_or_operators import has_operators

QUESTIONS = (
    'What did Hanne Wolde mean by "one page and no adjectives"?',
    'Who said "I am not looking for a villain"?',
    'Why did Sylvia Korrin say that there was "some room in the calendar"?',
    'Did Northquay write "We will not bring in replacement crews" to the union?',
    'Who wanted "fresh air": Bram Tessler or Hanne Wolde?',
    "What is the health board's deficit: 27.4 or 72.4 million crowns?",
    "When did the 6 October timetable begin - and how many crossings are left?",
    "How many ferry crossings a day are there now (and how many were there before)?",
    "How many ships lay at anchor on 22 September - 14 or 9?",
    "Did Orsund not say that she was for the bridge?",
    "Is the mayor for the ferry and not for the bridge?",
    "Who leads the inquiry into the Corrow Dam flood and by when must he report?",
    "What happened at Lowmere (the village below the dam) on 22 September?",
    "When does the inquiry's first hearing begin: at 9:30 or at 10:00?",
    "What did Vey admit about the gates - and when?",
    "Why was the ward at St Odo's (Brennick) not closed?",
    'What does the "Grey Heron" run on?',
    "Which outlet: the Courier or the Ledger, reported the strike first?",
    'Who is the author of the article "Retired judge Hanne Wolde to mediate in Skarne port strike"?',
    "Where is the chapel in which hearings will be held, and is the village hall still wet?",
    "Was the offer 4.5 percent - or more?",
    "Are the dockers and the operator near an agreement?",
    "How much is 2.2 million crowns a day, and who says so?",
    'Whose ship is the "Brisa Norte"?',
    "What was written off on board the Brisa Norte (bananas)?",
    'Has the region said "the region would not intervene before the election"?',
    'What is "Brine" and where did it leak?',
    "Did the salt wells under Tolvey cause subsidence - yes or no?",
    "Which party won the election: Stroud's or another?",
    'What did the midwife say in the interview: "…"?',
    "Who wrote on after: the flood?",
    "Is it COVID-19 that closed the ward?",
    "What did the Mariners win - a cup?",
    "How long does the ferry take (in minutes) from Harrow Bay to Skarne?",
    "Can dogs* travel on the ferry?",
    "Will the second ferry run, or NOT?",
    'Would the bridge cost "too much"?',
    "Why did Orsund change her mind AND her vote?",
    "What do the gate logs say about 22 September, 02:00-04:00?",
    'Quand le bac "Grey Heron" est-il en panne ?',
    "Wer sagte „Der Streik geht weiter“?",
    "Warum streiken die Hafenarbeiter - und wie lange?",
    '¿Quién dijo "no"?',
    "Cosa ha detto il sindaco: «il ponte no»?",
    "Wie is de rechter (Hanne Wolde)?",
    "Кто сказал «паром»?",
    "The library book came back - after how many years?",
    'In the port kitchen, who cooks "stew" and who pays?',
    '"One page and no adjectives": who asked for it?',
    "How did the same mayor speak of the same ferry in September and in October?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_plain(question: str) -> None:
    assert not has_operators(question)
    assert not has_operators(f"  {question}\n")
