"""Where the embedded Chroma of an archive lies: folders within the archive's own, one of them in use."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Final

from rag.errors import ArchiveDamagedError, archive_gone
from rag.store.engine.catalog_database import CatalogDatabase
from rag.store.vectors.chroma_index import ChromaIndex
from rag.store.vectors.index_files import index_state
from rag.store.vectors.vector_store import VectorIndex

#: The setting in the catalog that names the vector store's folder; a rebuilt one gets a new name.
_STORE: Final = "vectors_folder"
_FIRST_STORE: Final = "chroma-1"
#: The setting in the catalog with the state of the vector store's files when they were last known to be whole.
_FILES: Final = "vectors_files"
_ALL: Final = "chroma-*"


class ChromaFolders:
    """The folders ``chroma-1``, ``chroma-2``, … of an archive: only its writer opens one.

    Args:
        path: the archive's folder.
        database: its catalog's.
        sync_threshold: after how many changes Chroma writes its index.
    """

    shown = "chroma"
    elsewhere = False
    shared = False

    def __init__(self, path: Path, database: CatalogDatabase, sync_threshold: int | None) -> None:
        self._path = path
        self._database = database
        self._sync_threshold = sync_threshold

    def current(self) -> str:
        """The name of the folder in use, or of the first one."""
        return self._database.get(_STORE) or _FIRST_STORE

    def exists(self, name: str) -> bool:
        """Whether there is such a folder."""
        return (self._path / name).is_dir()

    def open(self, name: str, *, in_order: bool) -> ChromaIndex:
        """Open a store that is whole.

        Raises:
            ArchiveDamagedError: it was being written when a process was killed, or does not open.
        """
        where = self._path / name
        if not in_order and index_state(where) != self._database.get(_FILES):
            raise ArchiveDamagedError(
                f"the vector store {where} was being written when Dateline was cut off: run dateline doctor --mend, "
                "which rebuilds it from the catalog without embedding anything again"
            )
        return self.make(name)

    def make(self, name: str) -> ChromaIndex:
        """Open a store, or make it.

        Raises:
            ArchiveDamagedError: the archive's folder is gone, which Chroma would make anew.
        """
        if not self._path.is_dir():
            raise archive_gone(self._path)
        note = partial(self._database.put, _FILES)
        return ChromaIndex(self._path / name, sync_threshold=self._sync_threshold, written=note)

    def look(self, name: str) -> VectorIndex:
        """Not for a second process: an embedded Chroma that is opened twice is written to twice."""
        raise ArchiveDamagedError(f"the vector store {self._path / name} is in use by another process")

    def fresh_name(self, broken: str) -> str:
        """The next number. The new name matters within a process, too: Chroma keeps a client for each path, a broken
        one included."""
        number = int(broken.rpartition("-")[2]) + 1
        while (self._path / f"chroma-{number}").exists():
            number += 1
        return f"chroma-{number}"

    def put_current(self, name: str) -> None:
        """Have another folder in use from now on, by one commit."""
        self._database.put(_STORE, name)

    def leftovers(self) -> list[str]:
        """Folders of earlier vector stores that could not be deleted."""
        current = self.current()
        return sorted(str(folder) for folder in self._path.glob(_ALL) if folder.name != current)

    def clear_leftovers(self, current: str) -> None:
        """Delete the folders but the current one."""
        for folder in self._path.glob(_ALL):
            if folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)

    def discard(self) -> None:
        """Nothing lies outside of the archive's folder."""

    def close(self) -> None:
        """Nothing is held but by the stores."""


def clear_folders(path: Path) -> None:
    """Delete all of an archive's embedded stores: its vectors are kept elsewhere now."""
    for folder in path.glob(_ALL):
        shutil.rmtree(folder, ignore_errors=True)
