"""Terms: what counts as the same word."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.text.terms import likely_language, located_terms, question_words, terms


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The mayors said ferries", "en", ["the", "mayor", "said", "ferri"]),
        ("running", None, ["run"]),
        # numbers: thousands separators go, decimal ones stay
        ("1,200 1.200 1,200,000", "en", ["1200", "1200", "1200000"]),
        ("3.5 12,5", "en", ["3.5", "12,5"]),
        ("2025-09-30", "en", ["2025", "09", "30"]),
        ("COVID-19", "en", ["covid", "19"]),
        # possessives and abbreviations
        ("mayor's mayors' James’s", "en", ["mayor", "mayor", "jame"]),
        ("U.S. US a.m.", "en", ["us", "us", "am"]),
        ("don't don’t", "en", ["dont", "dont"]),
        # languages
        ("Häuser Größe Straßen", "de", ["haus", "gross", "strass"]),
        ("Haus groß Straße", "de", ["haus", "gross", "strass"]),
        ("Зеленського Київ", "uk", ["зеленського", "киів"]),
        ("об'єднання об’єднання", "uk", ["обєднання", "обєднання"]),
        ("Москвы Москва", "ru", ["москв", "москв"]),
        ("Élysée", "fr", ["elys"]),
        ("cafe\u0301 caf\u00e9", "xx", ["cafe", "cafe"]),
        # scripts without blanks
        ("東京都知事", "ja", ["東京", "京都", "都知", "知事"]),
        ("東", "zh", ["東"]),
        ("서울", "ko", ["서울"]),
        # nothing at all
        ("%$& _ —", "en", []),
        ("", "en", []),
    ],
)
def test_terms(text: str, language: str | None, expected: list[str]) -> None:
    assert terms(text, language) == expected


@given(st.text(), st.sampled_from([None, "en", "de", "uk", "ja", "fr", "tr", "xx"]))
@example("²'0", None)
@example("\ufc5e", None)
@example("a.\ufc5e.b", "en")
def test_terms_fit_the_index(text: str, language: str | None) -> None:
    """A term is neither empty nor has it blanks or quotes, which would be syntax in the index."""
    for term, word in located_terms(text, language):
        assert term
        assert not set(term) & set(" \t\n\"'")
        assert word
    assert terms(text, language) == terms(text, language)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the mayor say about the ferry?", ["mayor", "ferry"]),
        ("How long is the ferry?", ["ferry"]),
        ("How many ferries?", ["ferries"]),
        ("Who is who?", ["Who", "is"]),  # nothing else is left, so all stays
        ("NATO NATO nato", ["NATO"]),
        ("Wie viele Menschen starben?", ["Menschen", "starben"]),
        ("Що сказав Рютте про право України?", ["Рютте", "право", "України"]),
        ("Combien de personnes sont mortes ?", ["personnes", "mortes"]),
        ("?", []),
        # somebody who is asked about is none of the answer's words, and an acronym that reads as a function word
        # none of the question's, with dots or without
        ("Did anyone die of measles?", ["die", "measles"]),
        ("Ist jemand an Masern gestorben?", ["Masern", "gestorben"]),
        ("¿Murió alguien de sarampión?", ["Murió", "sarampión"]),
        ("Хтось помер від кору?", ["помер", "кору"]),
        ("Something", ["Something"]),
        ("What did the WHO say about mussels?", ["mussels"]),
        ("What did the W.H.O. say about mussels?", ["mussels"]),
        ("What did the U.S. say about mussels?", ["U.S.", "mussels"]),
    ],
)
def test_question_words(question: str, expected: list[str]) -> None:
    assert [word.word for word in question_words(question)] == expected


def test_a_question_word_stands_in_the_form_of_each_language() -> None:
    [word] = question_words("Menschen", ["de", "en", None])
    assert set(word.terms) == {*terms("Menschen", "de"), *terms("Menschen", "en")}
    assert len(word.terms) == 2


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What did Rutte say?", "en"),
        ("Was hat Rutte gesagt?", "de"),
        ("Що сказав Рютте?", "uk"),
        ("Что сказал Рютте?", "ru"),
        ("Qu'est-ce que le maire a dit ?", "fr"),
        ("Rutte Kyiv", "en"),
        ("有多少志愿者清理了海滩？", "zh"),
        ("WHO对麻疹说了什么？", "zh"),
        ("Who is 习近平?", "en"),
        ("東京の人口は？", "ja"),
        ("서울의 인구는?", "ko"),
        ("كم عدد المتطوعين؟", "ar"),
        ("Ποιος είναι ο δήμαρχος;", "el"),
        ("מי ראש הממשלה?", "he"),
        ("भारत के प्रधानमंत्री कौन हैं?", "hi"),
        ("Штраф бібліотека", "uk"),
        ("Новые выборы", "ru"),
        # as many function words of one as of the other
        ("В каком году открыли мост?", "ru"),
        ("Какова цена билета?", "ru"),
        ("O que anunciou o ministro?", "pt"),
        ("Qual empresa opera o barco?", "pt"),
        ("¿Qué dijo o negó el alcalde?", "es"),
        ("Quanto costa o dura il ponte?", "it"),
        ("", "en"),
    ],
)
def test_likely_language(question: str, language: str) -> None:
    assert likely_language(question) == language
