"""Vectors kept between evaluation runs, by embedding name and text, so that a second run embeds nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.store.embedding import Embedder, Vectors


class CachedEmbedder:
    """An embedder that looks into a per-user file first. Several processes may share the file."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        """Args:
        embedder: what computes the vectors that are not there yet.
        path: the cache's SQLite file, made when missing.
        """
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.cosine_range = embedder.cosine_range
        self._embedder = embedder
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=60, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS vectors "
            "(embedding TEXT, text_hash BLOB, vector BLOB, PRIMARY KEY (embedding, text_hash)) WITHOUT ROWID"
        )

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimension)``."""
        result = np.zeros((len(texts), self.dimension), dtype=np.float32)
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        missing: list[int] = []
        with self._lock:
            for row, key in enumerate(keys):
                found = self._db.execute(
                    "SELECT vector FROM vectors WHERE embedding = ? AND text_hash = ?", (self.name, key)
                ).fetchone()
                if found is None:
                    missing.append(row)
                else:
                    result[row] = np.frombuffer(found[0], dtype=np.float32)
        if missing:
            result[missing] = self._embedder.embed_passages([texts[row] for row in missing])
            with self._lock, self._db:
                self._db.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                    [(self.name, keys[row], result[row].tobytes()) for row in missing],
                )
        return result

    def embed_query(self, text: str) -> Vectors:
        """Embed one question, uncached: its time belongs to what is measured. Shape ``(dimension,)``."""
        return self._embedder.embed_query(text)

    def close(self) -> None:
        """Close the file."""
        self._db.close()
