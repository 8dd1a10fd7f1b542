"""The reader: how likely a sentence answers, where in it, and what follows for the outcome."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import date

import pytest
from test_writing import Knows, QueuedModel, article, found, writing

from rag.answer.answering import answer_events, last_answer
from rag.answer.judge import DEFAULT, PINNED_THRESHOLDS, Judge
from rag.answer.reader import EvidenceReader, JudgeReader, Reading, by_evidence, outcome_of, picked
from rag.answer.reader.answer_place import answer_place
from rag.answer.reader.differences import differ, differences_said
from rag.answer.reader.figures import ALSO, figures_of, figures_when_asked, with_passage
from rag.answer.reader.logistic import Calibration, calibration, yes_figure
from rag.answer.reader.picking import says_answer
from rag.answer.reader.readers import MOST_ASKED, READ
from rag.llm.chat import Message
from rag.model import Span


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("How much will the ferry cost?", "The vessel is to cost 46 million crowns.", "46 million crowns"),
        ("How many people did it treat?", "It treated 16,300 elderly people in 2024.", "16,300"),
        ("When was the ferry launched?", "The ferry was launched on 3 May 2024 in Skarne.", "3 May 2024"),
        ("Who leads the council?", "The council is led by Piet Orsund.", "Piet Orsund"),
        ("Wie viele Risse hat der Turm?", "Im Turm fanden sie 23 Risse.", "23"),
        # Of several figures the one of the unit that is asked for.
        ("What does the work cost?", "The work costs 46 million crowns and takes eleven weeks.", "46 million crowns"),
        ("How long does the work take?", "The work costs 46 million crowns and takes eleven weeks.", "eleven weeks"),
        ("How far is it?", "The 12 ships sail 40 kilometres.", "40 kilometres"),
        ("What does it cost?", "It cost €46 in 12 shops.", "€46"),
        ("Скільки коштує ремонт?", "Ремонт 3 мостів коштує 46 мільйонів крон.", "46 мільйонів крон"),
        ("What does it cost?", "It cost 3 crowns in May and 4 crowns in June.", None),
        # Between two of the kind none is chosen.
        ("Who leads the council?", "Piet Orsund and Ada Lind lead the council.", None),
        ("When did it open?", "It opened on 3 May 2024 and closed on 5 May 2024.", None),
        # But the one beside the role that is asked for, in any of its words.
        (
            "Who is the new NATO Secretary General?",
            "NATO's newly-appointed Secretary General Mark Rutte said that Ukraine's right does not end there.",
            "Mark Rutte",
        ),
        (
            "Wer ist der neue NATO-Generalsekretär?",
            "NATO Secretary General Mark Rutte met Olaf Scholz in Kyiv.",
            "Mark Rutte",
        ),
        ("Who is the mayor of Skarne?", "Ada Lind, the mayor of Skarne, met Piet Orsund.", "Ada Lind"),
        ("Who is the mayor?", "Mayor Ada Lind met Mayor Piet Orsund.", None),
        ("Who is the mayor of Skarne?", "The former mayor Ada Lind met Piet Orsund.", None),
        # Of several figures the one that is said of what was done.
        (
            "How many people were evacuated in the flood?",
            "Two people died and 1,150 were evacuated when the Tesk burst its banks.",
            "1,150",
        ),
        ("How many people died in the flood?", "Two people died and 1,150 were evacuated.", "Two"),
        ("Wie viele Menschen wurden evakuiert?", "Zwei Menschen starben, 1.150 wurden evakuiert.", "1.150"),
        ("How many people were hurt?", "Two people died and 1,150 people were evacuated.", None),
        # A difference is not the whole.
        (
            "How much more than planned did it cost?",
            "It cost 12 million crowns, 2.1 million more than planned.",
            "2.1 million",
        ),
        ("How many fewer boats sail?", "Now 14 boats sail, 8 fewer than before.", "8"),
        (
            "Wie viel mehr kostete es?",
            "Es kostete 12 Millionen Kronen, 2 Millionen Kronen mehr als geplant.",
            "2 Millionen Kronen",
        ),
        ("Combien de plus coûte le billet ?", "Le billet coûte 6 euros, soit 2 euros de plus.", "2 euros"),
        ("How much more than planned did it cost?", "It cost 12 million crowns.", None),
        ("How much did it cost, no more than planned?", "It cost 12 million crowns.", "12 million crowns"),
        # Of a part and its whole none is chosen.
        ("How many workers took part?", "About 350 of the company's 900 workers took part.", None),
        ("How many seats does the Free List have?", "The Free List lost four of its eleven seats.", None),
        ("How many seats does the Free List have?", "The Free List has eleven seats.", "eleven"),
        # A figure with its unit, and a range with both of its ends.
        ("How long was the ferry delayed?", "The ferry was delayed by three hours on Monday.", "three hours"),
        ("How large is the park?", "The park covers 3 square kilometres.", "3 square kilometres"),
        ("How long is the tunnel?", "The tunnel, open for three years, is 3.2 km long.", "3.2 km"),
        ("How long was the tunnel closed?", "The 3.2 km tunnel was closed for 12 days.", "12 days"),
        ("How long was he in office?", "He was in office for three to four years.", "three to four years"),
        ("How much does it cost?", "It costs between 3 and 4 million crowns.", "3 and 4 million crowns"),
        ("How much does it cost?", "It opened in 2021 and costs 4 million crowns.", "4 million crowns"),
        ("How much will it cost?", "The two towns share it.", None),
        ("How much will it cost?", "The two towns pay 46 million for it.", "46 million"),
        ("How long did the trial last?", "Of 40 witnesses 12 came.", None),
        ("How long did it take?", "Of the twelve, it took two 3 hours.", "3 hours"),
        # What the question says itself is no answer.
        ("What did Piet Orsund found in 2019?", "Piet Orsund did so in 2019.", None),
        ("Why did the mayor resign?", "The mayor resigned on 3 May because of 46 million crowns.", None),
    ],
)
def test_where_the_answer_stands(question: str, sentence: str, words: str | None) -> None:
    place = answer_place(question, sentence)
    assert (place.of(sentence) if place else None) == words


@pytest.mark.parametrize(
    "name", ["evidence", "across", "judge", "unmeasured_judge", "judge_across", "judge_and_passage"]
)
def test_coefficients_are_of_figures_that_there_are(name: str) -> None:
    known = calibration(name)
    asked = found("Who is the mayor?", article())
    there = {*figures_of(asked.question, asked.words, asked.candidates, 0), "yes"}
    there |= set(with_passage({}, 0.5, 0.5)) if name == "judge_and_passage" else set()
    assert set(known.weights) <= there
    assert set(known.weights) == set(known.means) == set(known.deviations)
    assert all(deviation > 0 for deviation in known.deviations.values())
    assert 0 < known.possible <= known.answered < 1


def test_a_yes_makes_an_answer_likelier() -> None:
    asked = found("Who is the mayor?", article())
    figures = figures_of(asked.question, asked.words, asked.candidates, 0)
    for name in ("judge", "unmeasured_judge"):
        likely = [
            calibration(name).probability({**figures, "yes": yes_figure(said)}) for said in (0.0, 0.1, 0.5, 0.9, 1.0)
        ]
        assert likely == sorted(likely)
        assert likely[0] < 0.2 < 0.8 < likely[-1]


def reading(probability: float, *, asked: bool = False) -> Reading:
    return Reading(found("Who?", article()).candidates[0], probability, asked=asked)


KNOWN = Calibration({}, {}, {}, 0.0, answered=0.6, possible=0.3)


@pytest.mark.parametrize(
    ("probabilities", "outcome", "count"),
    [([0.9, 0.85, 0.5], "answered", 2), ([0.9, 0.61], "answered", 1), ([0.4, 0.3], "possible", 0), ([0.2], "none", 0)],
)
def test_what_follows_from_the_readings(probabilities: list[float], outcome: str, count: int) -> None:
    readings = [reading(probability) for probability in probabilities]
    assert outcome_of(readings, KNOWN) == outcome
    assert len(picked("Who?", readings, KNOWN)) == count


def test_nothing_found_is_no_answer() -> None:
    assert outcome_of([], KNOWN) == "none"
    assert list(EvidenceReader().read("Who?", (), [])) == []


def test_what_no_model_was_asked_about_is_not_picked_beside_what_it_was() -> None:
    assert len(picked("Who?", [reading(0.9, asked=True), reading(0.9)], KNOWN)) == 1


def test_the_judge_is_asked_of_the_likeliest_and_no_more_once_it_is_sure() -> None:
    asked = found("Who is the mayor?", article())
    sure = Knows("", asked.candidates[0].text)
    sure.words = ""  # yes to whatever it is asked
    *_, readings = JudgeReader(Judge(sure, DEFAULT)).read(asked.question, asked.words, asked.candidates)
    assert sure.judged == 1
    assert readings[0].asked
    unsure = Knows("", "Nothing has this")
    lists = list(JudgeReader(Judge(unsure, DEFAULT)).read(asked.question, asked.words, asked.candidates))
    assert unsure.judged == len(lists) == min(MOST_ASKED, len(asked.candidates))
    assert sum(one.asked for one in lists[-1]) == len(lists)
    assert len(lists[-1]) == min(READ, len(asked.candidates))
    probabilities = [one.probability for one in lists[-1]]
    assert probabilities == sorted(probabilities, reverse=True)


@pytest.mark.parametrize("question", ["Who is the mayor?", "Wer ist der Bürgermeister?"])
def test_who_holds_a_role_by_a_sentences_words_is_possible_whatever_the_judge_says(question: str) -> None:
    asked = found(question, article())
    first, *others = (replace(one, role=0.0) for one in asked.candidates)
    judge = Judge(QueuedModel(yes=0.001), DEFAULT)
    for role, outcome in ((1.0, "possible"), (0.0, "none")):
        candidates = [replace(first, role=role), *others]
        *_, readings = JudgeReader(judge).read(asked.question, asked.words, candidates)
        assert readings[0].asked
        assert outcome_of(readings, JudgeReader(judge).calibration) == outcome


@pytest.mark.parametrize("patience", [None, -1.0])
def test_a_judge_that_says_nothing_leaves_it_to_the_evidence(patience: float | None) -> None:
    asked = found("Who is the mayor?", article())
    silent = QueuedModel(yes=None)
    judge = Judge(silent, DEFAULT, reading_patience=patience)
    *_, readings = JudgeReader(judge).read(asked.question, asked.words, asked.candidates)
    assert not any(one.asked for one in readings)
    assert [one.probability for one in readings] == [one.probability for one in asked.read()]
    assert silent.judged == 1
    unsure = QueuedModel(yes=0.1)
    list(
        JudgeReader(Judge(unsure, DEFAULT, reading_patience=patience)).read(
            asked.question, asked.words, asked.candidates
        )
    )
    assert unsure.judged == (min(MOST_ASKED, len(asked.candidates)) if patience is None else 1)


def test_the_time_that_a_model_loads_in_is_not_the_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command line's first question is read like its second: the model's start came out of the judge's patience."""
    clock = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    class Loads(QueuedModel):
        def probability_of_yes(self, messages: list[Message], *, stop: threading.Event | None = None) -> float | None:
            clock[0] += 1.0 if self.judged else 60.0
            return super().probability_of_yes(messages, stop=stop)

    asked = found("Who is the mayor?", article())
    model = Loads(yes=0.1)
    list(JudgeReader(Judge(model, DEFAULT, reading_patience=12.0)).read(asked.question, asked.words, asked.candidates))
    assert model.judged == min(MOST_ASKED, len(asked.candidates)) > 1


def test_across_languages_the_models_word_counts_alone() -> None:
    """How much of the question a sentence says, and how far it leads, mean nothing where no word can be shared."""
    asked = found("Хто очолює раду?", article(), article("Nothing here. At all.", "a2"))
    changed = [replace(one, nearness=0.1, passage_terms=frozenset({"council"})) for one in asked.candidates]
    likely = []
    for candidates in (asked.candidates, changed, [replace(one, coverage=0.0) for one in changed[::-1]]):
        judge = Judge(QueuedModel(yes=0.8), DEFAULT)
        *_, readings = JudgeReader(judge).read(asked.question, asked.words, candidates)
        likely.append(readings[0].probability)
    assert len(set(likely)) == 1
    assert likely[0] >= calibration("judge_across").answered


def test_what_is_told_in_another_language_is_not_hidden_behind_what_shares_words() -> None:
    """Figures of two kinds are not compared: what stands behind may answer, and no more."""
    asked = found("Was kostet die Fähre?", article("The vessel is to cost 46 million crowns."))
    told = replace(asked.candidates[0], nearness=0.9)
    near = replace(told, article=replace(told.article, language="de"), nearness=0.1, kind=0.0)
    own, other = by_evidence(asked.question, asked.words, [near]), by_evidence(asked.question, asked.words, [told])
    possible = calibration("evidence").possible
    assert own[0].probability < possible <= other[0].probability
    first, second = by_evidence(asked.question, asked.words, [near, told])
    assert [first.candidate, second.candidate] == [told, near]
    assert possible <= first.probability <= calibration("evidence").no_answer


def test_across_languages_more_is_asked_of_an_answer() -> None:
    """What would be enough in one language may answer at most."""
    asked = found("Хто очолює раду?", article("Ada Brook leads the council."))
    across = calibration("judge_across")
    reader = JudgeReader(Judge(QueuedModel(yes=0.5), PINNED_THRESHOLDS))
    assert reader.calibration.answered < across.probability({"yes": yes_figure(0.5)}) < across.answered
    *_, readings = reader.read(asked.question, asked.words, asked.candidates)
    assert outcome_of(readings, reader.calibration) == "possible"


@pytest.mark.parametrize(("second", "surer"), [(ALSO, True), (ALSO - 0.01, False)])
def test_a_sentence_that_answers_too_is_no_rival(second: float, surer: bool) -> None:
    asked = found("Who is the mayor?", article("Ada Brook is the mayor. The mayor, Ada Brook, came. It rained."))
    one, other, rain = asked.candidates
    near = [one, replace(other, coverage=0.9), replace(rain, coverage=0.0, nearness=0.0, passage=0.0)]
    alone = figures_when_asked(asked.question, asked.words, near, near[0], 0.7)
    beside = [near[1]] if second >= ALSO else []
    both = figures_when_asked(asked.question, asked.words, near, near[0], 0.7, beside)
    assert (both["lead"] > alone["lead"]) == surer
    model = Says({near[0].text: 0.7, near[1].text: second})
    *_, readings = JudgeReader(Judge(model, DEFAULT)).read(asked.question, asked.words, near)
    first = next(reading for reading in readings if reading.candidate is near[0])
    assert first.probability == pytest.approx(calibration("unmeasured_judge").probability(both))


class Says(QueuedModel):
    """Says yes as surely as is set for each proposed answer."""

    def __init__(self, sureness: dict[str, float]) -> None:
        super().__init__()
        self.sureness = sureness

    def probability_of_yes(self, messages: list[Message], *, stop: threading.Event | None = None) -> float | None:
        _, _, answer = messages[-1]["content"].rpartition("Answer: ")
        return self.sureness[answer]


def test_a_written_text_says_the_answer_in_its_own_way() -> None:
    candidate = found("How much?", article("It is to cost 46 million crowns.")).candidates[0]
    one = Reading(candidate, 0.9, Span(14, 31))
    assert one.place is not None and one.place.of(candidate.article.text) == "46 million crowns"
    assert says_answer("The price is 46 million crowns.", one)
    assert not says_answer("The price is 47 million crowns.", one)
    assert says_answer("Der Preis beträgt 46 Millionen Kronen.", one)
    assert says_answer("Anything.", replace(one, place=None))
    dated = found("When?", article("It was founded on 3 May 2024.")).candidates[0]
    founded = Reading(dated, 0.9, Span(18, 28))
    assert founded.place is not None and founded.place.of(dated.article.text) == "3 May 2024"
    assert says_answer("That was on 3 May 2024.", founded)
    assert not says_answer("That was on 3 June 2024.", founded)


COUNCIL = "About 900 people were evacuated from Lowmere, the council said."
SERVICE = "Some 1,150 people were evacuated from Lowmere, the fire service said."


def counts(*probabilities: float) -> list[Reading]:
    """Two articles of different days that give different figures, and a third that agrees with the first."""
    texts = (COUNCIL, SERVICE, "In all 900 people were evacuated, a paper writes.")
    articles = [
        replace(article(text, f"a{number}"), published=date(2025, 9, 23 - number)) for number, text in enumerate(texts)
    ]
    candidates = found("q", *articles).candidates
    return [Reading(one, probability) for one, probability in zip(candidates, probabilities, strict=False)]


def test_two_articles_that_differ_are_both_shown_and_the_newer_is_named() -> None:
    question = "How many people were evacuated from Lowmere?"
    readings = counts(0.95, 0.65)
    assert picked(question, readings, KNOWN) == readings
    assert picked("Who was evacuated from Lowmere?", readings, KNOWN) == readings[:1]
    assert differences_said(question, readings) == (
        "The articles give different figures; the newer is of 23 September 2025 (Courier)."
    )
    first, _, third = counts(0.95, 0.65, 0.64)
    assert not differ(question, first, third)
    assert differences_said(question, [first, third]) is None


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ("The ferry costs 9 crowns.", "The ferry costs 8 crowns.", True),
        ("The ferry costs 9 crowns.", "The ferry leaves at 21:40.", False),
        ("The ferry takes 30 minutes and costs 9 crowns.", "The ferry costs 9 crowns and has 40 seats.", False),
        ("The ferry costs 9 groats.", "The ferry costs 8 groats.", True),  # whatever money that is
    ],
)
def test_what_differs_is_of_the_unit_that_is_asked_for(first: str, second: str, differs: bool) -> None:
    question = "What does the ferry cost?"
    one, other = (
        Reading(candidate, 0.9) for candidate in found(question, article(first, "a1"), article(second, "a2")).candidates
    )
    assert differ(question, one, other) == differs


def test_the_judge_is_asked_about_the_article_that_differs() -> None:
    question = "How many people were evacuated from Lowmere?"
    asked = found(question, *(one.candidate.article for one in counts(0.9, 0.9)))
    sure = Knows("One of the two would be lost.", "")
    judge = Judge(sure, DEFAULT)
    answer = last_answer(answer_events(asked, writing(sure, judge=judge, reader=JudgeReader(judge))))
    assert sure.judged == 2
    assert {sentence.text for sentence in answer.sentences} == {COUNCIL, SERVICE}
    assert sure.asked == [], "nothing is written over two figures"
    assert "the newer is of 23 September 2025" in (answer.notice or "")
