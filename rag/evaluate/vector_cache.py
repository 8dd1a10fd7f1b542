"""Vectors kept between evaluation runs, by embedding name and text, so that a second run embeds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.evaluate.cache_file import CacheFile
from rag.store.vectors.embedding import Embedder, Vectors

_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors "
    "(embedding TEXT, text_hash BLOB, vector BLOB, PRIMARY KEY (embedding, text_hash)) WITHOUT ROWID"
)


class CachedEmbedder:
    """An embedder that looks into a per-user file first. Several processes may share the file."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        """Open the file.

        Args:
            embedder: what computes the vectors that are not there yet.
            path: the cache's SQLite file, made when missing.

        Raises:
            UsageError: the file cannot be used.
        """
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.cosine_range = embedder.cosine_range
        self._embedder = embedder
        self._file = CacheFile(path, _TABLE)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimension)``."""
        result = np.zeros((len(texts), self.dimension), dtype=np.float32)
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        missing: list[int] = []
        for row, key in enumerate(keys):
            found = self._file.find(
                "SELECT vector FROM vectors WHERE embedding = ? AND text_hash = ?", (self.name, key)
            )
            if found is None:
                missing.append(row)
            else:
                result[row] = np.frombuffer(found, dtype=np.float32)
        if missing:
            result[missing] = self._embedder.embed_passages([texts[row] for row in missing])
            self._file.keep(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(self.name, keys[row], result[row].tobytes()) for row in missing],
            )
        return result

    def embed_query(self, text: str) -> Vectors:
        """Embed one question, uncached: its time belongs to what is measured. Shape ``(dimension,)``."""
        return self._embedder.embed_query(text)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
