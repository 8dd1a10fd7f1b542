"""The measures: pure tables, reckoned by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import EvaluationDataError
from rag.evaluate.data import read_documents, read_queries, read_questions, sample
from rag.evaluate.measures import contains, normalised, percentile, precision_recall, rank_measures
from rag.evaluate.vector_cache import CachedEmbedder


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The  Ferry,\na boat!", "ferry boat"), ("An U.S. plan", "us plan"), ("theatre", "theatre"), ("the", "")],
)
def test_normalised(text: str, expected: str) -> None:
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("It cost 46 million crowns.", ["46 million"], True),
        ("It cost 46 million crowns.", ["6 million"], False),  # whole words only
        ("It cost the 46 million.", ["none", "A 46 Million!"], True),
        ("It cost 46 dear million.", ["46 million"], False),
        ("Anything", ["the"], False),  # nothing is left of it
        ("Anything", [], False),
    ],
)
def test_contains(text: str, answers: list[str], expected: bool) -> None:
    assert contains(text, answers) is expected


def test_rank_measures() -> None:
    # one found first, one found third, one not at all, one with two of three relevant ones found
    measures = rank_measures([[1], [3], [], [2, 4]], [1, 1, 1, 3])
    assert measures["recall@1"] == pytest.approx((1 + 0 + 0 + 0) / 4)
    assert measures["recall@5"] == pytest.approx((1 + 1 + 0 + 2 / 3) / 4)
    assert measures["recall@10"] == measures["recall@5"]
    assert measures["mrr@10"] == pytest.approx((1 + 1 / 3 + 0 + 1 / 2) / 4)
    assert measures["ndcg@10"] == pytest.approx((1 + 0.5 + 0 + 1.06162 / 2.13093) / 4, abs=1e-4)
    assert rank_measures([], []) == dict.fromkeys(measures, 0)


@pytest.mark.parametrize(
    ("said", "true", "expected"),
    [
        ([True, True, False, False], [True, False, True, False], (0.5, 0.5)),
        ([True], [True], (1.0, 1.0)),
        ([False], [False], (0.0, 0.0)),
        ([], [], (0.0, 0.0)),
    ],
)
def test_precision_recall(said: list[bool], true: list[bool], expected: tuple[float, float]) -> None:
    assert precision_recall(said, true) == expected


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, 0),
        ([7], 0.95, 7),
        ([3, 1, 2], 0.5, 2),
        (list(range(1, 101)), 0.95, 95),
        ([1, 2], 1.0, 2),
        ([1, 2], 0, 1),
    ],
)
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_sample_is_the_same_every_time() -> None:
    items = list(range(100))
    assert sample(items, 7) == sample(items, 7) == sample(items, 8)[:7]
    assert sample(items, 7) != items[:7]
    assert sample(items, None) == items
    assert sorted(sample(items, 500)) == items


@pytest.mark.parametrize(
    ("name", "content", "read", "words"),
    [
        ("corpus.jsonl", '{"_id": "1"}\n', read_documents, 'line 1, has no text "text"'),
        ("corpus.jsonl", '\n{"_id": "1", "text"', read_documents, "line 2, is not JSON"),
        ("corpus.jsonl", "[]\n", read_documents, "not a JSON object"),
        ("qa.jsonl", '{"answers": []}\n', read_questions, 'no text "question"'),
        ("qrels/test.tsv", "query\tcorpus\n1\t2\n", read_queries, "columns"),
        ("qa.jsonl", '{"question": "Who?", "answers": [1]}\n', read_questions, "not a list of texts"),
        ("qa.jsonl", "\n", read_questions, "holds nothing to measure"),
        ("corpus.jsonl", "\udcff\n", read_documents, "not UTF-8"),
        ("other", "", read_questions, "qa.jsonl cannot be read"),
    ],
)
def test_bad_data_is_named(tmp_path: Path, name: str, content: str, read: object, words: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(EvaluationDataError, match=words):
        read(tmp_path)  # type: ignore[operator]


def test_the_vector_cache_embeds_once(tmp_path: Path) -> None:
    texts = ["one", "two", "one", "\0", ""]
    first = ToyEmbedder()
    cached = CachedEmbedder(first, tmp_path / "sub" / "vectors.sqlite")
    vectors = cached.embed_passages(texts)
    assert (vectors == ToyEmbedder().embed_passages(texts)).all()
    cached.close()
    second = ToyEmbedder()
    cached = CachedEmbedder(second, tmp_path / "sub" / "vectors.sqlite")
    assert (cached.embed_passages([*texts, "three"])[:5] == vectors).all()
    assert second.calls == 1
    second.name = "toy/other"
    other = CachedEmbedder(second, tmp_path / "sub" / "vectors.sqlite")
    other.embed_passages(["one"])
    assert second.calls == 2  # another embedding's vectors are not taken
    other.close()
    cached.close()
