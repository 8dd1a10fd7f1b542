"""The vectors of questions asked lately are remembered, and are the model's own."""

from __future__ import annotations

import numpy as np
import pytest
from toy import ToyEmbedder

from rag.store.vectors.embedding import Embedder, RememberedQueries


class Counting(ToyEmbedder):
    """Notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_query(self, text: str):  # type: ignore[no-untyped-def]
        self.asked.append(text)
        return super().embed_query(text)


def test_a_question_asked_again_is_not_embedded_again_and_has_the_same_vector() -> None:
    counting = Counting()
    remembering = RememberedQueries(counting)
    first, again = remembering.embed_query("the ferry"), remembering.embed_query("the ferry")
    assert counting.asked == ["the ferry"]
    assert np.array_equal(first, again)
    assert np.array_equal(first, ToyEmbedder().embed_query("the ferry"))


def test_the_longest_unasked_is_forgotten() -> None:
    counting = Counting()
    remembering = RememberedQueries(counting, most=2)
    for question in ("one", "two", "one", "three", "one", "two"):
        remembering.embed_query(question)
    assert counting.asked == ["one", "two", "three", "two"]


def test_what_is_remembered_cannot_be_written_over() -> None:
    vector = RememberedQueries(ToyEmbedder()).embed_query("the ferry")
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 7


def test_it_is_the_embedding_that_it_remembers_for() -> None:
    toy = ToyEmbedder()
    remembering = RememberedQueries(toy)
    assert isinstance(remembering, Embedder)
    assert (remembering.name, remembering.dimension, remembering.cosine_range) == (
        toy.name,
        toy.dimension,
        toy.cosine_range,
    )
    assert np.array_equal(remembering.embed_passages(["a", "b"]), toy.embed_passages(["a", "b"]))
