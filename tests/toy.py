"""A deterministic embedder for tests: quick, without weights, the same in every process."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"\w+|[^\w\s]")


class ToyEmbedder:
    """A text is the normalised sum of its words' random directions; its words are hashed, so nothing is learnt.

    ``calls`` counts the texts embedded as passages, so that a test can prove that nothing was embedded again.
    """

    name = "toy/words"
    dimension = 32
    cosine_range = (0.0, 1.0)

    def __init__(self) -> None:
        self.calls = 0

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.calls += len(texts)
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([_bag(text) for text in texts])

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        return _bag(text)


def _bag(text: str) -> npt.NDArray[np.float32]:
    total = _direction("")
    for word in _WORD.findall(text.lower()):
        total = total + _direction(word)
    length = float(np.linalg.norm(total))
    return (total / length if length else _direction("")).astype(np.float32)


def _direction(word: str) -> npt.NDArray[np.float64]:
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=32).digest()
    spread = (np.frombuffer(digest, dtype=np.uint8).astype(np.float64) - 127.5) / 127.5
    return spread / np.linalg.norm(spread)
