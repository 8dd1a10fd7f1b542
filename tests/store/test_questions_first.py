"""What is asked goes before what is added: adding makes pauses, but neither waits for the other for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from toy import ToyEmbedder

from rag import Archive
from rag.model import Draft
from rag.store import questions_first
from rag.store.questions_first import QuestionsFirst


def test_who_adds_waits_until_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions_first, "MOST_WAITED_SECONDS", 60)
    first = QuestionsFirst()
    passed = threading.Event()
    adding = threading.Thread(target=lambda: (first.give_way(), passed.set()))
    with first.asking(), first.asking():
        adding.start()
        assert not passed.wait(0.05)
    assert passed.wait(30)
    adding.join()


def test_adding_goes_on_under_questions_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions_first, "MOST_WAITED_SECONDS", 0.01)
    first = QuestionsFirst()
    with first.asking():
        first.give_way()  # comes back
        assert first.expected


def test_questions_are_expected_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    first = QuestionsFirst()
    assert not first.expected
    with pytest.raises(ZeroDivisionError), first.asking():
        raise ZeroDivisionError
    assert first.expected
    first.give_way()
    monkeypatch.setattr(questions_first, "EXPECTED_SECONDS", 0.0)
    assert not first.expected


class SteppedEmbedder(ToyEmbedder):
    """Keeps how many texts each call had."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.steps.append(len(texts))
        return super().embed_passages(texts)


def _drafts(first: int, number: int) -> Iterator[tuple[str, Draft]]:
    for each in range(first, first + number):
        yield f"{each}.txt", Draft(title=f"Ferry {each}", text=f"The ferry {each} sailed at {each} o'clock to Skarne.")


def test_while_questions_are_asked_embedding_goes_by_small_steps(tmp_path: Path) -> None:
    embedder = SteppedEmbedder()
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        archive.add_drafts(_drafts(0, 20))
        assert max(embedder.steps) > 4
        embedder.steps.clear()
        archive.search("ferry", limit=1)
        archive.add_drafts(_drafts(20, 20))
        assert sum(embedder.steps) >= 20 and max(embedder.steps) <= 4
        counts = archive.counts()
        assert counts.articles == 40 and counts.pending == 0
        found = archive.search("ferry 33 sailed at 33 o'clock", limit=1)
        assert found[0].article.title == "Ferry 33"
