"""Who did something: the questions that ask it, and the sentences that tell it without a name."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.answer.asked.acts import act_asked, tells_who


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("Who suspended Ivo Marsk?", "The supervisory board suspended him an hour later.", True),
        ("Who suspended Ivo Marsk?", "He was suspended by the board.", True),
        ("Who has suspended Ivo Marsk?", "The board suspended him.", True),
        ("Who suspended Ivo Marsk?", "Ivo Marsk was suspended on the spot.", False),
        ("Who suspended Ivo Marsk?", "He suspended it.", False),
        ("Who suspended Ivo Marsk?", "He suspended the director, Ivo Marsk.", True),
        ("Who suspended Ivo Marsk?", "On Monday we reported that Ivo Marsk had been suspended.", False),
        ("Who suspended Ivo Marsk?", "Ivo Marsk, the director, admitted it to Ada Lind.", None),
        ("Who built the bridge?", "Two brothers from Tarn built it.", True),
        ("Wer hat ihn entlassen? (Ivo Marsk)", "Der Aufsichtsrat hat ihn am Abend entlassen.", True),
        ("Wer hat Ivo Marsk entlassen?", "Ivo Marsk gab es zu.", None),
        ("Qui a suspendu Ivo Marsk ?", "Le conseil a suspendu le directeur.", True),
        ("¿Quién suspendió a Ivo Marsk?", "El consejo suspendió al director.", True),
        ("Хто звільнив директора?", "Наглядова рада звільнила директора.", None),  # another form of the verb
        ("Хто звільнив директора?", "Комітет звільнив директора.", True),
    ],
)
def test_a_sentence_that_tells_who_did_it(question: str, sentence: str, told: bool | None) -> None:
    act = act_asked(question)
    assert act is not None
    language = {"W": "de", "Q": "fr", "¿": "es", "Х": "uk"}.get(question[0], "en")
    assert tells_who(act, sentence, question, "en" if question.startswith("Who") else language) is told


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor?",
        "Who was suspended?",
        "Who did the board suspend?",
        "Who will come?",
        "When was he suspended?",
        "Wer ist der Direktor?",
        "Qui est le maire ?",
        "Хто був директором?",
        "",
    ],
)
def test_questions_that_ask_for_no_subject(question: str) -> None:
    assert act_asked(question) is None


def test_a_follow_up_finds_who_did_it(archive: Archive) -> None:
    told = "The supervisory board suspended him an hour later."
    first = (
        "Ivo Marsk, the director of the Tarn Water Authority, admitted on Friday that what he had told was not true."
    )
    archive.add_text(f"Marsk is suspended\n\n{first} {told}\n\nMarsk will go on receiving his salary.", name="a.txt")
    archive.add_text("On Monday Ivo Marsk said that the gates of the dam were opened at 2:40.", name="b.txt")
    talk = archive.conversation()
    talk.ask("What did Ivo Marsk say about the gates of the dam?")
    answer = talk.ask("Who suspended him?")
    assert answer.question == "Who suspended him? (Ivo Marsk)"
    assert answer.evidence[0].quote == told
