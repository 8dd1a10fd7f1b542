"""Embeddings by name from fastembed (ONNX models, fetched on first use), where that package is installed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import EmbeddingError
from rag.store.vectors.calibration import calibrate
from rag.store.vectors.embedding import Vectors


class FastembedEmbedder:
    """A model of fastembed's list. Safe to use from several threads; loads on first use."""

    def __init__(self, model: str, *, folder: Path) -> None:
        """Prepare an embedder; nothing is loaded.

        Args:
            model: its name in fastembed's list.
            folder: where its files are kept.
        """
        self.name = f"fastembed:{model}"
        self._model_name = model
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Any = None

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._measured[0]

    @cached_property
    def cosine_range(self) -> tuple[float, float]:
        """What cosines mean with this model; see :class:`rag.store.vectors.embedding.Embedder`."""
        return self._measured[1]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimension)``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return _unit(self._loaded().passage_embed(list(texts)))

    def embed_query(self, text: str) -> Vectors:
        """Embed one question; shape ``(dimension,)``."""
        vector: Vectors = _unit(self._loaded().query_embed([text]))[0]
        return vector

    @cached_property
    def _measured(self) -> tuple[int, tuple[float, float]]:
        return calibrate(lambda texts: _unit(self._loaded().query_embed(list(texts))), self.embed_passages)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                try:
                    from fastembed import TextEmbedding  # optional, and a second to import
                except ImportError as error:
                    raise EmbeddingError(f"{self.name} needs the package fastembed: pip install fastembed") from error
                try:
                    self._model = TextEmbedding(self._model_name, cache_dir=str(self._folder))
                except Exception as error:
                    raise EmbeddingError(
                        f"fastembed did not load {self._model_name}: check the name (python -c 'import fastembed; "
                        "print(fastembed.TextEmbedding.list_supported_models())') and the way to the model hub"
                    ) from error
            return self._model


def _unit(vectors: Iterable[Any]) -> Vectors:
    array = np.asarray(list(vectors), dtype=np.float32)
    unit: Vectors = array / np.linalg.norm(array, axis=1, keepdims=True)
    return unit
