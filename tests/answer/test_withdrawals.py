"""What was said first and taken back later: the sentences that do so, and both in an answer."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from datetime import date

import pytest
from test_writing import Knows, found, writing
from test_writing import article as article_of

from rag import Archive
from rag.answer.answering import EvidenceSet, answer_events, last_answer, quote_events
from rag.answer.reader import Reading, picked
from rag.answer.reader.logistic import Calibration
from rag.answer.reader.withdrawals import takes_back, with_withdrawals, withdrawals_said
from rag.model import Answer, Article
from rag.store.lexical.weighted_term import WeightedTerm
from rag.text import retractions
from rag.text.retractions import retraction_in
from rag.text.terms import terms


@pytest.mark.parametrize(
    ("language", "sentence", "by"),
    [
        ("en", "The mayor took it back on Friday.", "speaker"),
        ("en", "Ada Lind took back her claim about the bridge.", "speaker"),
        ("en", "Lind took most of her words back a day later.", "speaker"),
        ("en", "The ministry has withdrawn the figure.", "speaker"),
        ("en", "The statement has since been withdrawn.", "speaker"),
        ("en", "Holm corrected himself on Tuesday.", "speaker"),
        ("en", "He apologised to the family for saying that nobody had called.", "speaker"),
        ("en", "The director admitted that what he had told the council was not true.", "speaker"),
        ("en", "She conceded that she had been mistaken.", "speaker"),
        ("en", '"I was wrong about the crane," Brandt said.', "speaker"),
        ("en", "Correction: the bridge is 400 metres long", "paper"),
        ("en", "An earlier version of this article gave the wrong name.", "paper"),
        ("en", "A report printed on Monday gave an incorrect figure for the debt.", "paper"),
        ("en", "We wrongly reported that the mill had been sold.", "paper"),
        ("en", "An earlier version of this article said that the mill cost 4 million.", "paper"),
        ("en", "We retract the report and apologise to Mr Holm.", "paper"),
        ("en", '"We retract the statement," Holm said.', "speaker"),
        ("en", "An earlier version of the report, seen by the council, said that the mill was safe.", None),
        ("de", "Die Ministerin nahm ihre Aussage am Freitag zurück.", "speaker"),
        ("de", "Er hat die Behauptung inzwischen zurückgenommen.", "speaker"),
        ("de", "Brandt räumte ein, dass seine Angaben zur Brücke falsch waren.", "speaker"),
        ("de", "Holm entschuldigte sich bei der Familie für seine Äußerung.", "speaker"),
        ("de", "Die Behörde korrigierte die Zahl am Abend.", "speaker"),
        ("de", "In einer früheren Fassung des Artikels stand ein anderer Name.", "paper"),
        ("de", "Berichtigung: Die Brücke ist 400 Meter lang", "paper"),
        ("uk", "Директорка відкликала свою заяву в п'ятницю.", "speaker"),
        ("uk", "Він узяв свої слова назад.", "speaker"),
        ("uk", "Голова визнав, що його слова були неправдою.", "speaker"),
        ("uk", "Міністр вибачився за ці слова.", "speaker"),
        ("uk", "Уточнення: міст має довжину 400 метрів", "paper"),
        ("fr", "La maire est revenue sur ses propos vendredi.", "speaker"),
        ("es", "La alcaldesa se retractó el viernes.", "speaker"),
        # Things, troops and candidates are taken back, withdrawn and corrected too.
        ("en", "She took the car back to the garage.", None),
        ("en", "The army took it back from the rebels.", None),
        ("en", "He withdrew from the race on Friday.", None),
        ("en", "He admitted that the bridge had been a mistake.", None),
        ("en", "The town apologised for the noise.", None),
        ("en", "The captain corrected the ship's course.", None),
        ("en", "The mayor said that the figure was right.", None),
        ("de", "Er zog seine Kandidatur zurück.", None),
        ("de", "Die Armee zog sich zurück.", None),
        ("uk", "Уряд відкликав посла.", None),
        ("xx", "She took it back.", None),
        ("en", "", None),
    ],
)
def test_sentences_that_take_something_back(language: str, sentence: str, by: str | None) -> None:
    known = retraction_in(sentence, language)
    assert (known.by if known else None) == by


def test_hints_pass_over_nothing_that_the_patterns_find() -> None:
    said = _words_of("statement figure report what he said the claim")
    wrong = _words_of("wrong untrue not-correct false inaccurate misleading a-lie made-up an-error a-mistake invented")
    opens = _words_of(
        "He-took-back He-withdrew He-walked-back He-rowed-back-on He-revoked He-disowned He-corrected He-revised"
    )
    opens += _words_of(
        "He-backed-away-from He-distanced-himself-from He-apologised-for He-recanted Clarification Erratum"
    )
    told = ["He admitted that the {said} was {wrong}.", "An earlier version of this {said} was {wrong}."]
    told += [f"{opening} the {{said}}." for opening in opens]
    told += [
        "We were mistaken.",
        "It was wrong to say so.",
        "He should not have said it.",
        "He no longer stands by it.",
    ]
    told += ["The fire was erroneously reported.", "The first report misstated it.", "He misspoke.", "He took it back."]
    for each in told:
        for one, other in itertools.product(said, wrong):
            sentence = each.format(said=one, wrong=other)
            assert retraction_in(sentence, "en") == retractions._by_patterns(sentence, "en"), sentence


def _words_of(listed: str) -> list[str]:
    return [word.replace("-", " ") for word in listed.split()]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "uk"])
def test_a_long_line_of_such_words_costs_little(language: str) -> None:
    words = "admitted said told the statement Aussage räumte gab zu reconnu propos admitió визнав слова article report "
    begun = time.process_time()
    retraction_in(words * 4_000, language)
    assert time.process_time() - begun < 1


def article(text: str, day: int, title: str = "", language: str = "en", outlet: str = "Courier") -> Article:
    made = article_of(text, f"a{day}")
    return replace(made, title=title, published=date(2025, 9, day), language=language, outlet=outlet)


def taken_back(question: str, said: Article, later: Article) -> bool:
    """Whether the last sentence of one article takes back the last of another."""
    words = [WeightedTerm("crane", frozenset(terms("crane")), 1.0, 1)] if "crane" in question else ()
    return takes_back(question, words, found(question, said).candidates[-1], found(question, later).candidates[-1])


SAID = article("Ada Lind said on Monday that the crane had been checked in May.", 1, "Crane was checked, says Lind")
ASKED = "What did Ada Lind say about the crane?"


@pytest.mark.parametrize(
    ("later", "holds"),
    [
        ("Ada Lind withdrew her statement about the checked crane on Friday.", True),
        ("Lind took back what she had said about the checked crane.", True),
        ("Ada Lind, who runs the port, admitted that what she had said of the crane checked in May was wrong.", True),
        ("Ada Lind spoke to the council. She apologised for saying that the crane was checked in May.", True),
        ('"I was wrong about the crane, it was not checked in May," Ada Lind said.', True),
        ("Ada Lind's statement about the crane that was checked in May was withdrawn.", True),
        # Somebody else's words, another matter, or nothing that is taken back.
        ("Tom Rusk withdrew his statement about the crane checked in May.", False),
        ("Tom Rusk said that Ada Lind spoke. He withdrew his statement about the crane checked in May.", False),
        ("Ada Lind withdrew her statement about the budget of the library.", False),
        ("Ada Lind said again that the crane had been checked in May.", False),
    ],
)
def test_a_statement_is_taken_back_by_who_made_it(later: str, holds: bool) -> None:
    after = article(later, 5, "News from the port")
    assert taken_back(ASKED, SAID, after) is holds
    assert not taken_back(ASKED, SAID, replace(after, published=date(2025, 8, 30))), "before it was said"
    assert not taken_back(ASKED, SAID, replace(after, published=None)), "nobody knows when"


@pytest.mark.parametrize(
    ("language", "question", "said", "later"),
    [
        (
            "de",
            "Was sagte Ada Brandt über den Kran?",
            "Ada Brandt kam. Brandt sagte am Montag, der Kran sei im Mai geprüft worden.",
            "Ada Brandt kam. Brandt nahm ihre Aussage zurück, dass der Kran im Mai geprüft worden sei.",
        ),
        (
            "uk",
            "Що сказала Ада Лінд про кран?",
            "Ада Лінд сказала в понеділок, що кран перевірили в травні.",
            "Ада Лінд відкликала свою заяву про те, що кран перевірили в травні.",
        ),
        (
            "fr",
            "Qu'a dit Ada Lind de la grue ?",
            "Ada Lind a dit lundi que la grue avait été contrôlée en mai.",
            "Ada Lind est revenue sur ses propos : la grue n'a pas été contrôlée en mai.",
        ),
    ],
)
def test_in_other_languages(language: str, question: str, said: str, later: str) -> None:
    first = article(said, 1, language=language)
    assert taken_back(question, first, article(later, 5, language=language))
    assert not taken_back(question, first, article(said, 5, language=language))


@pytest.mark.parametrize(("outlet", "holds"), [("Courier", True), ("Ledger", False), (None, False)])
def test_a_papers_correction_is_of_its_own_article(outlet: str | None, holds: bool) -> None:
    said = article("The board owes 72 million crowns to the harbour bank.", 1, "Board owes 72 million")
    text = "An article of Monday gave a wrong figure for what the board owes to the harbour bank."
    later = replace(article(text, 5), outlet=outlet)
    assert taken_back("How much does the board owe?", said, later) is holds
    named = text.replace("of Monday", 'under the headline "Board owes 72 million"')
    assert taken_back("How much does the board owe?", said, replace(article(named, 5), outlet=None))


def readings(*articles: Article) -> list[Reading]:
    return [Reading(one, 0.9 - place / 5) for place, one in enumerate(found(ASKED, *articles).candidates)]


TAKES_BACK = article("Ada Lind withdrew her statement about the crane checked in May.", 5, "No check of the crane")
OTHER = article("A crane stands in the port.", 3)
KNOWN = Calibration({}, {}, {}, 0.0, answered=0.85, possible=0.3)


def test_what_takes_a_sentence_back_stands_behind_it() -> None:
    said, other, later = readings(SAID, OTHER, TAKES_BACK)
    for before in ([said, other, later], [said, other]):
        after = with_withdrawals(ASKED, (), before, [later])
        assert [one.candidate.article.day for one in after] == [date(2025, 9, day) for day in (1, 5, 3)]
        assert [one.beside for one in after] == [False, True, False]
        assert picked(ASKED, after, KNOWN) == after[:2], "shown however unlikely it is to be the answer"
        assert withdrawals_said(after) == (
            "A statement that is quoted here was taken back or corrected later: "
            "see the sentence of 5 September 2025 (Courier)."
        )
    turned = with_withdrawals(ASKED, (), [later, other, said], [later])
    assert [one.candidate.article.day for one in turned] == [date(2025, 9, day) for day in (5, 1, 3)]
    assert "5 September 2025" in (withdrawals_said(turned) or "")
    assert with_withdrawals(ASKED, (), [said, other], []) == [said, other]
    assert withdrawals_said([said, other]) is None
    assert with_withdrawals(ASKED, (), [], [later]) == []


def evidence() -> EvidenceSet:
    everything = found(ASKED, SAID, OTHER, TAKES_BACK)
    return replace(everything, candidates=everything.candidates[:2], taken_back=everything.candidates[2:])


def shown(answer: Answer) -> list[date | None]:
    return [citation.article.day for sentence in answer.sentences for citation in sentence.citations]


def test_both_are_the_answer_and_nothing_is_written_over_them() -> None:
    model = Knows("She said that it had been checked.", "crane")
    answer = last_answer(answer_events(evidence(), writing(model)))
    assert shown(answer)[:2] == [date(2025, 9, 1), date(2025, 9, 5)]
    assert model.asked == []
    quotes = last_answer(quote_events(evidence()))
    assert [one.article.day for one in quotes.evidence][:2] == [date(2025, 9, 1), date(2025, 9, 5)]
    assert "taken back" in (quotes.notice or "") and "taken back" in (answer.notice or "")


def test_a_retraction_is_found_where_it_is_none_of_the_best_sentences(archive: Archive) -> None:
    said = "Ada Lind, the head of the port, said on Monday that the crane had been checked in May."
    archive.add_text(f"Crane was checked\n\n1 September 2025\n\n{said}", name="said.txt")
    more = " ".join(f"The crane at berth {number} was checked by Lind in May." for number in range(1, 15))
    later = "Ada Lind admitted on Friday that what she had told the council of the checked crane was not true."
    archive.add_text(f"No check of the crane\n\n5 September 2025\n\n{more}\n\n{later}", name="later.txt")
    answer = archive.ask("When was the crane checked, said Ada Lind?")
    both = [one.quote for one in answer.evidence][:2]
    assert both == [said, later]
    assert "5 September 2025" in (answer.notice or "")


def test_what_is_said_instead_stands_with_what_was_said_first(archive: Archive) -> None:
    """The new statement comes first, not what says that the old one was untrue: the old one is shown all the same."""
    said = '"The crane was checked before the storm," Ada Lind said on Monday.'
    archive.add_text(f"Crane was checked\n\n1 September 2025\n\n{said}", name="said.txt")
    taken = "Ada Lind admitted on Friday that what she had told the council about the checked crane was not true."
    instead = '"The crane was not checked before the storm, and I knew it," Lind said.'
    archive.add_text(f"No check of the crane\n\n5 September 2025\n\n{taken} {instead}", name="later.txt")
    readings = found_readings(archive, "What did Ada Lind say about the crane?")
    first = next(place for place, one in enumerate(readings) if one.candidate.text == instead)
    old = next(one for one in readings if one.candidate.text == said)
    takes = next(one for one in readings if one.candidate.text == taken)
    words = [WeightedTerm("crane", frozenset(terms("crane")), 1.0, 1)]
    given = [readings[first], old]
    both = with_withdrawals(ASKED, words, given, [takes])
    assert [one.candidate.text for one in both] == [instead, said]
    assert both[1].beside
    assert "5 September 2025" in (withdrawals_said(both) or "")


def found_readings(archive: Archive, question: str) -> list[Reading]:
    return [Reading(one, 0.8) for article in archive.articles() for one in found(question, article).candidates]
