"""What a word beside a noun makes of it, and whose relative it is, in claims: "former mayor", "the mayor's wife"."""

from __future__ import annotations

import pytest

from rag.answer.verify.check import verify


@pytest.mark.parametrize(
    ("claim", "source", "words"),
    [
        ("The mayor resigned.", "The former mayor resigned on Monday.", "former mayor"),
        ("Mayor Ada Lind was arrested.", "Former mayor Ada Lind was arrested on Monday.", "former Mayor"),
        ("Ada Lind is mayor of Lenn.", "Ada Lind, a former mayor of Lenn, is a writer.", "former mayor"),
        (
            "The governor of the Bank of Lenn criticised the plan.",
            "Former Bank of Lenn governor Tom Quill criticised the plan.",
            "former governor",
        ),
        ("The chancellor opened the bridge.", "The ex-chancellor opened the bridge in Lenn.", "ex chancellor"),
        ("The mayor of Lenn was arrested.", "The deputy mayor of Lenn was arrested.", "deputy mayor"),
        ("The deputy mayor was arrested.", "The mayor was arrested on Monday.", "deputy mayor"),
        ("The president visited Lenn.", "The vice-president visited Lenn.", "vice president"),
        ("The director was dismissed.", "The acting director was dismissed on Friday.", "acting director"),
        ("The thief was caught in Lenn.", "The alleged thief was caught in Lenn.", "alleged thief"),
        ("A murder shocked Lenn.", "An attempted murder shocked Lenn, police said.", "attempted murder"),
        ("The attempted murder shocked Lenn.", "The murder shocked Lenn.", "attempted murder"),
        ("The bridge cost 4 million euros.", "The proposed bridge would cost 4 million euros.", "proposed bridge"),
        ("The president visited Lenn.", "The president's wife visited Lenn on Monday.", "president's wife"),
        ("Ada Lind won the race.", "The sister of Ada Lind won the race.", "sister of Ada Lind"),
        ("The sister of Ada Lind won the race.", "Ada Lind won the race on Sunday.", "sister of Ada Lind"),
        ("The company bought the port.", "The company's rival bought the port on Monday.", "company's rival"),
        ("Der Bürgermeister trat zurück.", "Der frühere Bürgermeister trat zurück.", "frühere Bürgermeister"),
        ("Le maire a démissionné.", "L'ancien maire a démissionné lundi.", "ancien maire"),
    ],
)
def test_another_thing_is_said_of(claim: str, source: str, words: str) -> None:
    verdict = verify(claim, [source])
    assert not verdict.verified
    assert verdict.reason is not None and words in verdict.reason, verdict.reason
    assert not verdict.nearest  # no model is asked for a second opinion


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The former mayor was arrested.", "Former mayor Ada Lind was arrested on Monday."),
        ("Ada Lind was arrested on Monday.", "Former mayor Ada Lind was arrested on Monday."),
        ("Ada Lind was mayor of Lenn.", "Ada Lind, a former mayor of Lenn, is a writer."),
        ("Ada Lind, the former mayor, was arrested.", "Ada Lind, who was mayor until 2020, was arrested."),
        ("Mayor Ada Lind opened the bridge.", "Ada Lind, the mayor, opened the bridge on Friday."),
        ("The mayor's deputy resigned.", "The deputy mayor resigned on Monday."),
        ("The mayor was arrested.", "The mayor was arrested and his deputy mayor, Tom Quill, took over."),
        ("The bridge will cost 4 million euros.", "The proposed bridge will cost 4 million euros."),
        ("The council planned talks with the union.", "The council planned talks with the union on Monday."),
        ("A fixed set of rules determines its actions.", "A fixed set of rules determines its future actions."),
        ("The wife of the president visited Lenn.", "The president's wife visited Lenn on Monday."),
        ("Maria Lind visited the school.", "The president's wife, Maria Lind, visited the school."),
        ("Edward succeeded Henry.", "Henry's son Edward succeeded him."),
        ("The company's shares rose by 4 per cent.", "The company's shares rose by 4 per cent on Monday."),
    ],
)
def test_the_same_is_said_of(claim: str, source: str) -> None:
    assert verify(claim, [source]).verified
