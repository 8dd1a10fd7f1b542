"""What a sentence names only to date something else by it: "his first trip since taking office"."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.answer.asked.kinds import OF_SOMETHING_ELSE, asked_for, fit
from rag.answer.asked.reference_points import reference_phrase
from rag.answer.reader.answer_place import answer_place
from rag.model import Draft

VISIT = "Ms Lind spoke during her visit to Skarne on Thursday — her first official trip since taking office."


@pytest.mark.parametrize(
    ("question", "sentence", "kind", "place"),
    [
        ("When did Lind take office?", VISIT, OF_SOMETHING_ELSE, None),
        ("When did Lind visit Skarne?", VISIT, 1.0, "Thursday"),
        (
            "When did the dam break?",
            "The village was flooded on Tuesday, three days after the dam broke.",
            OF_SOMETHING_ELSE,
            None,
        ),
        ("When did the dam break?", "The dam broke on Tuesday after heavy rain.", 1.0, "Tuesday"),
        ("When did the dam break?", "After the dam broke on Tuesday, the village was evacuated.", 1.0, "Tuesday"),
        ("When did she resign?", "She was found on Monday before resigning on Friday.", 1.0, "Friday"),
        ("In what year did he take office?", "In 2004 he moved here, before taking office.", OF_SOMETHING_ELSE, None),
        ("In what year did he take office?", "He moved here before taking office in 2004.", 1.0, "2004"),
        (
            "Wann brach der Damm?",
            "Das Dorf wurde am Dienstag überflutet, drei Tage nachdem der Damm brach.",
            OF_SOMETHING_ELSE,
            None,
        ),
        ("Wann brach der Damm?", "Der Damm brach am Dienstag nach starkem Regen.", 1.0, "Dienstag"),
        # What is asked about is told outside of it, too, or not at all.
        ("When did the mayor resign?", "The mayor resigned on Monday after the report on the mayor.", 1.0, "Monday"),
        ("When did the ferry sink?", "The pier was closed on Monday after the storm.", 1.0, "Monday"),
        # A date opens the phrase, and another clause goes on behind it.
        (
            "When was the flight shot down?",
            "It was missed since March and in July the flight was shot down.",
            1.0,
            "July",
        ),
    ],
)
def test_a_date_of_something_else(question: str, sentence: str, kind: float, place: str | None) -> None:
    asked = asked_for(question)
    assert asked is not None and asked.kind == "date"
    assert fit(asked, sentence, question, None) == kind
    found = answer_place(question, sentence)
    assert (found and found.of(sentence)) == place


def test_across_languages_nothing_is_compared() -> None:
    assert reference_phrase("Wann trat Lind ihr Amt an?", VISIT, "en") is None


def test_what_the_archive_does_not_date_is_not_answered_by_another_day(archive: Archive) -> None:
    archive.add_drafts([("visit", Draft("Lind in Skarne", VISIT))])
    answer = archive.quote("When did Lind take office?")
    assert answer.outcome != "answered"
    assert all(item.answer_start is None for item in answer.evidence)
