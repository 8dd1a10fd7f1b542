"""A reranker by its name in fastembed's list: a stand-in for that package, which fetches its models from a hub."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive
from rag.answer.reader.fastembed_reranker import FastembedReranker
from rag.answer.reader.reader_factory import passage_reranker, reranking
from rag.errors import LlmRefusedError
from rag.model import Draft
from rag.settings import load_settings

NAME = "Xenova/ms-marco-MiniLM-L-6-v2"


def _about_boats(query: str, documents: Iterable[str]) -> Iterator[float]:
    """Whether a text tells of boats, whatever is asked."""
    yield from (4.0 if "boat" in document else -4.0 for document in documents)


@pytest.fixture
def fastembed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str, Iterable[str]], Iterable[float]]], Any]:
    """Puts a package with one model in fastembed's place, which gives what it is told to."""

    def install(rerank: Callable[[str, Iterable[str]], Iterable[float]]) -> list[tuple[str, str | None]]:
        loaded: list[tuple[str, str | None]] = []

        class TextCrossEncoder:
            def __init__(self, model_name: str, cache_dir: str | None = None) -> None:
                if model_name != NAME:
                    raise ValueError(f"Model {model_name} is not supported in TextCrossEncoder.")
                loaded.append((model_name, cache_dir))

            def rerank(self, query: str, documents: Iterable[str], batch_size: int = 64) -> Iterable[float]:
                return rerank(query, documents)

        package = ModuleType("fastembed.rerank.cross_encoder")
        package.TextCrossEncoder = TextCrossEncoder  # type: ignore[attr-defined]
        for name in ("fastembed", "fastembed.rerank"):
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        monkeypatch.setitem(sys.modules, package.__name__, package)
        return loaded

    return install


def test_a_number_for_each_text_and_one_load(fastembed: Any, tmp_path: Path) -> None:
    loaded = fastembed(_about_boats)
    reranker = FastembedReranker(NAME, folder=tmp_path)
    assert reranker.scores("Which?", ["A boat.", "A car."]) == [4.0, -4.0]
    assert reranker.scores("Which?", []) == []
    assert reranker.scores("Which?", ["A car."]) == [-4.0]
    assert loaded == [(NAME, str(tmp_path))]


def test_whoever_stopped_it_gets_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert FastembedReranker(NAME, folder=tmp_path).scores("Which?", ["A boat."], stop) is None


def test_what_the_settings_mean(tmp_path: Path) -> None:
    settings = load_settings(rerank=f"fastembed:{NAME}", reader=f"fastembed:{NAME}", models=tmp_path)
    assert (settings.rerank, settings.reader) == (f"fastembed:{NAME}", f"fastembed:{NAME}")
    found = passage_reranker(settings)
    assert isinstance(found, FastembedReranker)
    assert found.name == f"fastembed:{NAME}"
    assert reranking(settings) is not None


def test_a_search_follows_it(fastembed: Any, tmp_path: Path) -> None:
    loaded = fastembed(_about_boats)
    settings = load_settings(rerank=f"fastembed:{NAME}", models=tmp_path / "models", llm="none")
    with Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive:
        archive.add_drafts(
            [
                ("car", Draft("Harbour prices", "Harbour prices rose: a car costs more. Harbour prices are high.")),
                ("boat", Draft("Sales", "At the harbour a boat costs less, and prices fell.")),
            ]
        )
        assert archive.search("harbour prices")[0].article.source == "boat"
    assert loaded == [(NAME, str(tmp_path / "models" / "fastembed"))]


@pytest.mark.parametrize(
    ("rerank", "said"),
    [
        (lambda query, documents: [1.0], "does not give one number for a text"),
        (lambda query, documents: [float("nan") for _ in documents], "does not give one number for a text"),
        (lambda query, documents: 1 / 0, "cannot be run"),
    ],
)
def test_what_gives_no_numbers_is_refused(fastembed: Any, tmp_path: Path, rerank: Any, said: str) -> None:
    fastembed(rerank)
    with pytest.raises(LlmRefusedError, match=said):
        FastembedReranker(NAME, folder=tmp_path).scores("Which?", ["A boat.", "A car."])


def test_a_name_that_it_does_not_know(fastembed: Any, tmp_path: Path) -> None:
    fastembed(_about_boats)
    with pytest.raises(LlmRefusedError, match="fastembed did not load no/such-model: check the name"):
        FastembedReranker("no/such-model", folder=tmp_path).scores("Which?", ["A boat."])


def test_without_the_package_the_order_stays_and_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "fastembed.rerank.cross_encoder", None)
    settings = load_settings(rerank=f"fastembed:{NAME}", models=tmp_path / "without", llm="none")
    with Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive:
        text = "The ferry of Skarne will cost 46 million crowns."
        archive.add_drafts([("ferry", Draft("Ferry", text)), ("other", Draft("Ferry", "The ferry of Skarne is blue."))])
        answer = archive.ask("How much will the ferry of Skarne cost?")
    assert "46 million" in answer.text
    assert answer.notice == (
        f"What was found is not reranked, because fastembed:{NAME} needs the package fastembed: pip install fastembed."
    )
