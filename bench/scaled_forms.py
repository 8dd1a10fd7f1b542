"""The forms of a larger archive that the scaled measurements compare, and what opens each: kept in one folder.

``folder`` is an archive in a folder (SQLite, embedded Chroma); ``servers`` one in PostgreSQL with a Chroma server, both
started here; ``lite`` the same catalog's copy with Milvus Lite; ``back`` is what comes back into a folder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from catalog_forms import postgres_server
from vector_servers import ChromaProcess

from rag import Archive, Settings
from rag.store.vectors.embedding import Embedder

#: Opens one form, read-only or to write.
Opens = Callable[..., Archive]


@contextmanager
def scaled_forms(keep: Path, embedder: Callable[[], Embedder]) -> Iterator[dict[str, Opens]]:
    """What opens each form; the servers run as long as the block does."""
    chroma = ChromaProcess(keep / "chroma")
    chroma.start()
    try:
        with postgres_server(keep / "postgres") as address:
            lite = f"milvus:{keep / 'lite.db'}"
            settings = {
                "folder": Settings(archive=keep / "folder"),
                "servers": Settings(archive=keep / "none", catalog=SecretStr(address), vectors=chroma.url),
                "lite": Settings(archive=keep / "none", catalog=SecretStr(f"{address}&schema=of_lite"), vectors=lite),
                "back": Settings(archive=keep / "back"),
            }
            yield {form: _opens(given, embedder) for form, given in settings.items()}
    finally:
        chroma.stop()


def _opens(settings: Settings, embedder: Callable[[], Embedder]) -> Opens:
    def opened(**more: object) -> Archive:
        given = {"embedder": embedder(), "settings": settings, "read_only": False, **more}
        return Archive.open(**given)  # type: ignore[arg-type]

    return opened
