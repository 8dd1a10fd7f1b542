"""What somebody types is a query with operators, or plain words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import QueryError
from rag.text.query.parsing import parse_query
from rag.text.query.plain_or_operators import FUNCTION_WORDS, QUESTION_WORDS, has_operators
from rag.text.query.words import folded_words

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")

PLAIN = [
    # English
    'What did he mean by "the gates"?',
    "Who said “never again” at the memorial?",
    'Why did the council call the plan "dead on arrival"',
    'Did the mayor say "no comment"',
    "How many people died of COVID-19 in Ostmark?",
    "What happened at 9:30 on Monday?",
    "Which bridges (old and new) were closed?",
    "Is the ferry not running?",
    "Why was the A-10 closed - and for how long?",
    "What is the difference between NATO and the EU?",
    "Did the union OR the operator cancel the talks?",
    "Is it true that the dam was NOT inspected?",
    "Where was it said: the gates will hold?",
    "How many e-mails did the minister send?",
    "Whose idea was the so-called 'gate tax'?",
    'Tell me about the "Harbour Deal".',
    'The minister said: "We will not pay".',
    'Explain the row over "Operation Overlord"!',
    "Can the city pay for it (and the bridge)?",
    "Would a strike hit same-day deliveries?",
    "WHAT DID HE MEAN BY “THE GATES”",
    "ferry (new) timetable",
    "salt and pepper",
    "not now",
    "COVID-19",
    "9:30",
    "mother-in-law - the musical",
    "the strike: what we know",
    "note: the ferry is late",
    "outlet: courier",
    "the same day",
    "much same thing",
    "at same time",
    "near the dam",
    "near/by the dam",
    "5 * 3",
    'a 5" pipe and a 6" pipe',
    "-5 degrees in May",
    "the word NOT",
    'According to the mayor where does the "old ferry" stop now',
    "AND",
    "OR else",
    "C-3PO & R2-D2",
    "https://example.org/watch?v=abc",
    '"" or „“',
    'he said "we are done',
    "Q: who knew?",
    # German
    "Was meinte er mit „die Tore“?",
    "Wer sagte „nie wieder“ im Rathaus",
    "Warum wurde die Brücke (B 96) gesperrt?",
    "Welche Rolle spielte die „Soko Hafen“",
    "Stimmt es, dass der Damm nicht hält?",
    "Wie teuer wird der U-Bahn-Bau: drei oder vier Millionen?",
    # French
    "Qu’est-ce que la « taxe rose »",
    "Pourquoi a-t-on dit « plus jamais » ?",
    "Où est le barrage - et qui l’a construit ?",
    # Spanish
    "¿Qué quiso decir con «las puertas»?",
    "¿Quién dijo «nunca más»",
    "Cuándo se cerró el puente (el viejo)",
    # Italian, Portuguese, Dutch
    "Che cosa significa “le porte”?",
    "Perché il sindaco ha detto «basta»",
    'O que quis dizer com "as portas"?',
    "Quem disse “nunca mais”",
    "Wat bedoelde hij met “de poorten”",
    "Waarom reed trein 5:40 niet?",
    # Polish, Ukrainian, Russian
    "Co znaczy „brama”?",
    "Kto powiedział „nigdy więcej”",
    "Що він мав на увазі під «воротами»",
    "Чому закрили міст - і надовго?",
    "Что он имел в виду под «воротами»",
    "Кто сказал: «никогда больше»?",
    # Greek, Arabic, Hebrew, Chinese, Japanese, Hindi
    "Τι εννοούσε με τις «πύλες»;",
    "ماذا قصد بـ «البوابات»؟",
    'צה"ל וארה"ב',
    "他说的“水坝”是什么意思？",
    "“水坝”在哪里？",
    "彼は”門”と言った。",
    "उसने “द्वार” कहा।",
]

OPERATORS = [
    'the minister who said "never again" at the dam',
    'according to the mayor "old ferry" stops here and there for good',
    'according to the mayor where does the "old ferry" stop AND turn',
    "dam OR weir",
    "dam AND weir",
    "ferry NOT strike",
    "NOT ferry",
    "(dam OR weir) gates",
    "NATO AND EU",
    "dove OR pigeon",
    "will AND testament",
    "WHO OR UNICEF",
    'WHO "measles outbreak"',
    "who near/3 dam",
    "ferry OR U.S.",
    "dam near/5 gates",
    "dam NEAR/50 (gates OR doors)",
    "dam near/500 gates",
    "dam same gates",
    "Dam SAME gates",
    "headline:dam",
    'headline:"the dam"',
    "outlet:courier ferry",
    "ferry Outlet:courier",
    "author:petrie",
    "before:2024",
    "on:2024-05-03 ferry",
    "What happened on:2024?",
    "Is outlet:courier on strike?",
    'section:""',
    "url:example.org/news",
    "language:de",
    "flood*",
    "*berg",
    "w*n",
    "wom?n",
    "heavy flood* damage",
    "do*",
    "ferry -strike",
    "-strike ferry",
    'ferry -"the strike"',
    "ferry -(strike OR storm)",
    '"dam gates"',
    "“dam gates”",
    "„die Tore“ Damm",
    "„brama” tama",
    "«les portes»",
    "»die Tore«",
    "”portarna”",
    '"what a day"',
    '"We will not go."',
    "(who OR whom) dam",
    "dam OR (weir",
]


@pytest.mark.parametrize("text", PLAIN)
def test_questions_and_words_are_plain(text: str) -> None:
    assert not has_operators(text)


@pytest.mark.parametrize("text", OPERATORS)
def test_queries_have_operators(text: str) -> None:
    assert has_operators(text)


@pytest.mark.parametrize("text", [text for text in OPERATORS if text not in ("dam near/500 gates", "dam OR (weir")])
def test_what_has_operators_can_be_read(text: str) -> None:
    parse_query(text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_plain_is_read_or_refused_where_operators_are_asked_for(text: str) -> None:
    try:
        parse_query(text)
    except QueryError as error:
        assert 1 <= error.place <= len(text)


def test_the_page_names_the_same_words() -> None:
    lists = re.findall(r"^  - [A-Z]\w+: \*([^*]+)\*", PAGE, re.MULTILINE)
    assert len(lists) == 10
    assert set(folded_words(" ".join(lists))) == QUESTION_WORDS
    [function_words] = re.findall(r"no function word of English \(\*([^*]+)\*\)", PAGE)
    assert set(folded_words(function_words)) == FUNCTION_WORDS


@given(st.text(st.one_of(st.characters(), st.sampled_from('abAN "“”„«»()-*?:/1é東.¿'))))
def test_any_text_is_one_or_the_other(text: str) -> None:
    assert has_operators(text) in (True, False)
