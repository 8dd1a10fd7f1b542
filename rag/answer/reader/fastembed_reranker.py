"""A reranker by name from fastembed (ONNX models, fetched on first use), where that package is installed."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.errors import LlmRefusedError


class FastembedReranker:
    """A cross-encoder of fastembed's list. Safe to use from several threads; loads on first use.

    Args:
        model: its name in that list.
        folder: where its files are kept.
    """

    def __init__(self, model: str, *, folder: Path) -> None:
        self.name = f"fastembed:{model}"
        self._model_name = model
        self._folder = folder
        self._loading = threading.Lock()
        self._model: Any = None

    def __repr__(self) -> str:
        return f"FastembedReranker({self._model_name})"

    def scores(self, question: str, texts: Sequence[str], stop: threading.Event | None = None) -> list[float] | None:
        """See :class:`rag.answer.reader.reranker.Reranker`."""
        if stop is not None and stop.is_set():
            return None
        if not texts:
            return []
        model = self._loaded()
        try:
            numbers = [float(number) for number in model.rerank(question, list(texts))]
        except Exception as error:  # fastembed hands on whatever ONNX Runtime raises
            raise LlmRefusedError(f"{self.name} cannot be run: take another model of fastembed's list") from error
        if len(numbers) != len(texts) or not all(map(math.isfinite, numbers)):
            raise LlmRefusedError(f"{self.name} does not give one number for a text: take another model")
        return numbers

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                try:
                    from fastembed.rerank.cross_encoder import TextCrossEncoder  # optional, and a second to import
                except ImportError as error:
                    raise LlmRefusedError(f"{self.name} needs the package fastembed: pip install fastembed") from error
                try:
                    self._model = TextCrossEncoder(self._model_name, cache_dir=str(self._folder))
                except Exception as error:  # an unknown name, no way to the hub, a broken file: no common root
                    raise LlmRefusedError(
                        f"fastembed did not load {self._model_name}: check the name (python -c 'from "
                        "fastembed.rerank.cross_encoder import TextCrossEncoder as T; "
                        "print(T.list_supported_models())') and the way to the model hub"
                    ) from error
            return self._model
