"""What a corpus tells of its articles becomes theirs, and the day of a question reaches the model that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cli_runs import write_lines
from fault_server import DONE, FaultServer, piece, stream
from toy import ToyEmbedder

from rag import EvaluationDataError
from rag.evaluate.answers import evaluate_answers
from rag.evaluate.corpus import open_corpus
from rag.evaluate.data import read_documents, read_questions
from rag.settings import load_settings

TEXT = "The last ferry from Harrow Bay leaves at 21:40 on weekdays."
QUESTION = "When does the last ferry from Harrow Bay leave?"


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[[object], Path]:
    def _corpus(metadata: object) -> Path:
        write_lines(tmp_path / "corpus.jsonl", [{"_id": "a", "title": "Ferry", "text": TEXT, "metadata": metadata}])
        return tmp_path

    return _corpus


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-15", date(2024, 3, 15)),
        (" 2024-03-15 ", date(2024, 3, 15)),
        ("20240315", date(2024, 3, 15)),
        ("2024-03-15T18:30:00Z", datetime(2024, 3, 15, 18, 30, tzinfo=UTC)),
        ("2024-03-15 18:30+01:00", datetime(2024, 3, 15, 18, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("2024-03-15T23:30", date(2024, 3, 15)),  # in whose zone, nobody knows
        ("", None),
        (None, None),
    ],
)
def test_forms_of_a_date(corpus: Callable[[object], Path], written: object, meant: object) -> None:
    (document,) = read_documents(corpus({"published": written}))
    assert document.published == meant


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({"published": "last Tuesday"}, '"last Tuesday", which is no date: write it as 2024-03-15'),
        ({"published": "2024-13-01"}, '"2024-13-01", which is no date'),
        ({"published": "2024-03"}, '"2024-03", which is no date'),
        ({"published": 1710460800}, '"published" that is not a text'),
        ({"url": ["https://example.org"]}, '"url" that is not a text'),
        ({"authors": [1]}, '"authors" that is not a list of texts'),
        (["2024-03-15"], '"metadata" that is not a JSON object'),
    ],
)
def test_what_is_no_metadata_is_named_with_its_line(
    corpus: Callable[[object], Path], metadata: object, says: str
) -> None:
    with pytest.raises(EvaluationDataError) as error:
        read_documents(corpus(metadata))
    assert "corpus.jsonl, line 1, has" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize("metadata", [None, {}, {"paragraphs": 3, "category": "sport"}])
def test_other_metadata_is_left_alone(corpus: Callable[[object], Path], metadata: object) -> None:
    (document,) = read_documents(corpus(metadata))
    assert (document.published, document.url, document.outlet, document.authors) == (None, None, None, ())


def test_metadata_becomes_the_articles(corpus: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.evaluate.corpus.choose_embedder", lambda settings: ToyEmbedder())
    url = "https://courier.example/ferry"
    folder = corpus({"published": "2024-03-15", "url": url, "outlet": "Courier", "authors": ["Jo Field", "Ida Holt"]})
    with open_corpus(folder, load_settings(), cache=False) as opened:
        (article,) = opened.archive.articles()
        assert opened.document(article) == "a"
    assert (article.published, article.published_from) == (date(2024, 3, 15), "field")
    assert (article.outlet, article.url, article.authors) == ("Courier", url, ("Jo Field", "Ida Holt"))
    (alone,) = read_documents(corpus({"authors": "Jo Field"}))
    assert alone.authors == ("Jo Field",)


def test_the_day_of_a_question(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "qa.jsonl",
        [{"question": QUESTION}, {"question": QUESTION, "now": "2024-03-18"}, {"question": QUESTION, "now": "soon"}],
    )
    with pytest.raises(EvaluationDataError, match=r'qa.jsonl, line 3, has "now": "soon", which is no date'):
        read_questions(tmp_path)
    write_lines(
        tmp_path / "qa.jsonl",
        [{"question": QUESTION}, {"question": QUESTION, "now": "2024-03-18T23:00:00-05:00"}],
    )
    assert [question.now for question in read_questions(tmp_path)] == [None, date(2024, 3, 18)]


def _users(requests: list[dict[str, Any]]) -> list[str]:
    return [str(request["messages"][-1]["content"]) for request in requests if request.get("stream")]


def test_the_writer_is_told_day_outlet_and_date(
    corpus: Callable[[object], Path], faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("corpus", "answers"):
        monkeypatch.setattr(f"rag.evaluate.{module}.choose_embedder", lambda settings: ToyEmbedder())
    folder = corpus({"published": "2024-03-15", "outlet": "Courier"})
    asked = {"question": QUESTION, "answers": ["21:40"], "doc_id": "a"}
    write_lines(folder / "qa.jsonl", [asked, {**asked, "now": "2024-03-18"}])
    faults.acts = [stream(piece(TEXT), piece(None, "stop"), DONE)]
    settings = load_settings(llm=faults.url, llm_model="m", verify="rules", write="always")
    assert evaluate_answers(folder, settings)["correct"] == 1.0
    plain, told = _users(faults.requests)
    assert f"(Courier, 2024-03-15) {TEXT}" in plain
    assert plain.endswith(QUESTION)
    assert told == f"{plain} (asked on 2024-03-18)"


def test_the_day_reaches_an_rgb_row(tmp_path: Path, faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.evaluate.answers.choose_embedder", lambda settings: ToyEmbedder())
    row = {"query": QUESTION, "answer": ["21:40"], "positive": [TEXT], "negative": ["The ferry of Harrow Bay is red."]}
    write_lines(tmp_path / "en_fact.jsonl", [{**row, "now": "2024-03-18"}])
    faults.acts = [stream(piece(TEXT), piece(None, "stop"), DONE)]
    settings = load_settings(llm=faults.url, llm_model="m", verify="rules", write="always")
    evaluate_answers(tmp_path, settings)
    users = _users(faults.requests)
    assert users, "where the evidence answers, something is written"
    assert all(user.endswith("(asked on 2024-03-18)") for user in users)
    write_lines(tmp_path / "en_fact.jsonl", [{**row, "positive": TEXT}])
    with pytest.raises(EvaluationDataError, match='line 1, has no list of texts "positive"'):
        evaluate_answers(tmp_path, settings)
