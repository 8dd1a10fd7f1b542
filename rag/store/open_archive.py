"""Opening an archive's folder: what lies there, who may write, and a vector store that is known to be sound."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rag.errors import ArchiveDamagedError, ArchiveFullError, ArchiveMismatchError, UsageError
from rag.store.catalog import Catalog
from rag.store.sqlite.database import Database
from rag.store.sqlite.file_modes import keep_private, make_private_folder
from rag.store.sqlite.lock import WriterLock
from rag.store.vectors.chroma_index import ChromaIndex, VectorIndex
from rag.store.vectors.embedding import Embedder
from rag.store.vectors.index_files import index_state
from rag.store.vectors.indexing import store_problems
from rag.store.vectors.scan_index import ScanIndex
from rag.text.lines import whole_letters

_CATALOG = "catalog.sqlite"
#: The setting in the catalog that names the vector store's folder; a rebuilt one gets a new name.
_STORE = "vectors_folder"
_FIRST_STORE = "chroma-1"
#: The setting in the catalog that says whether the vector store was closed in order.
_CLEAN = "vectors_clean"
#: The setting in the catalog with the state of the vector store's files when they were last known to be whole.
_FILES = "vectors_files"


@dataclass(frozen=True, slots=True)
class Folder:
    """An archive's folder, opened for reading, and for writing when ``lock`` is held."""

    path: Path
    database: Database
    lock: WriterLock
    writable: bool

    def close(self) -> None:
        """Close the database, and let another process write."""
        try:
            self.database.close()
        finally:
            self.lock.release()


def open_folder(path: Path, embedder: Embedder, *, read_only: bool | None, create: bool = True) -> Folder:
    """Open an archive's folder, or make it.

    Args:
        path: the folder.
        embedder: what the archive's vectors come from; a new archive is bound to it.
        read_only: True never writes; False must write; None writes where no other process does.
        create: make a missing archive (never when ``read_only`` is True).

    Raises:
        UsageError: the path is no archive (a file, a folder with other things in it, or missing when reading).
        ArchiveBusyError: writing was demanded and another process is at it.
        ArchiveMismatchError: the archive was made with another embedding.
    """
    path = path.expanduser().absolute()
    exists = (path / _CATALOG).is_file()
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is a file, not an archive: give the path of a folder")
    if not exists:
        if read_only or not create:
            raise UsageError(f"there is no archive at {path} yet: make one with dateline add FOLDER")
        if str(path) != whole_letters(str(path)):
            raise UsageError(f"{path} is not UTF-8, and the vector store opens no such path: give another folder")
        if path.is_dir() and any(path.iterdir()) and not (path / "writer.lock").exists():
            raise UsageError(f"{path} holds other things and is no archive: give an empty or a new folder")
    lock = WriterLock(path)
    writable = False
    if not read_only:
        try:
            make_private_folder(path)
            writable = lock.acquire()
            if writable:
                keep_private(path)
        except OSError as error:
            raise UsageError(f"the archive {path} cannot be written to ({error.strerror}): check the path") from error
        if not writable and (read_only is False or not (path / _CATALOG).is_file()):
            raise lock.busy()
    database: Database | None = None
    try:
        database = Database(path / _CATALOG, read_only=not writable)
        _bind_embedding(database, embedder, path, writable=writable)
    except BaseException:
        if database is not None:
            database.close()
        lock.release()
        raise
    return Folder(path, database, lock, writable)


def _bind_embedding(database: Database, embedder: Embedder, path: Path, *, writable: bool) -> None:
    made_with = database.get("embedding")
    if made_with is None and writable:
        database.put("embedding", embedder.name)
        database.put("dimension", str(embedder.dimension))
    elif made_with is not None and made_with != embedder.name:
        raise ArchiveMismatchError(
            f"the archive {path} was made with the embedding {made_with}, not {embedder.name}: open it with that "
            "one, or re-index by adding its articles to a new archive"
        )


class VectorHolder:
    """Gives the vector index of an archive: Chroma to its writer, opened and proved on first use, a scan to others.

    Opening Chroma with LlamaIndex takes some five seconds of imports, so nothing that can do without does it.
    """

    def __init__(self, folder: Folder, catalog: Catalog, sync_threshold: int | None) -> None:
        self._folder = folder
        self._catalog = catalog
        self._sync_threshold = sync_threshold
        self._scan = ScanIndex(catalog)
        self._chroma: ChromaIndex | None = None
        self._proved = False  # whether the open store has been compared with the catalog where that was due
        self._in_order: bool | None = None  # how the last writer left the store, once it has been opened
        self._opening = threading.RLock()

    @property
    def index(self) -> VectorIndex:
        """What to search with."""
        return self.store() if self._folder.writable else self._scan

    @property
    def closed_in_order(self) -> bool:
        """Whether the last writer closed the vector store."""
        return self._folder.database.get(_CLEAN) != "0"

    def store(self) -> ChromaIndex:
        """The vector store, for the writer: opened, compared with the catalog where needed, rebuilt where broken."""
        with self._opening:
            if self._chroma is None or not self._proved:
                self._release()
                self._chroma = self._open()
                self._proved = True
            return self._chroma

    def examine(self) -> ChromaIndex | None:
        """The vector store as it lies there, without comparing or repairing it; None where there is none yet.

        Raises:
            ArchiveDamagedError: it does not open.
        """
        with self._opening:
            if self._chroma is None:
                current = self._folder.database.get(_STORE) or _FIRST_STORE
                if not (self._folder.path / current).is_dir():
                    return None
                self._chroma = self._opened(current)
            return self._chroma

    def _open(self) -> ChromaIndex:
        current = self._folder.database.get(_STORE) or _FIRST_STORE
        self._clear_leftovers(current)
        try:
            index = self._opened(current)
            suspicious = not self._in_order or index.count() < self._catalog.count_vectors()
        except ArchiveDamagedError:
            return self._rebuilt(current)
        if suspicious and store_problems(self._catalog, index):
            index.close()
            return self._rebuilt(current)
        return index

    def _opened(self, name: str) -> ChromaIndex:
        """Open a store that is whole.

        Raises:
            ArchiveDamagedError: it was being written when a process was killed, or does not open.
        """
        where = self._folder.path / name
        in_order = self.closed_in_order
        if not in_order and index_state(where) != self._folder.database.get(_FILES):
            raise ArchiveDamagedError(
                f"the vector store {where} was being written when Dateline was cut off: run dateline doctor --mend, "
                "which rebuilds it from the catalog without embedding anything again"
            )
        if self._in_order is None:
            self._in_order = in_order
        # From here on the store may change, if only by what Chroma catches up with: until it is closed its soundness
        # is unknown.
        self._folder.database.put(_CLEAN, "0")
        return self._made(where)

    def _made(self, where: Path) -> ChromaIndex:
        note = partial(self._folder.database.put, _FILES)
        return ChromaIndex(where, sync_threshold=self._sync_threshold, written=note)

    def rebuild(self) -> None:
        """Make the vector store anew from the catalog; embeds nothing."""
        with self._opening:
            self._release()
            self._chroma = self._rebuilt(self._folder.database.get(_STORE) or _FIRST_STORE)
            self._proved = True

    def _rebuilt(self, broken: str) -> ChromaIndex:
        """Build beside the broken store, then make the new one current by one commit: a kill leaves one or the other.

        The new name matters too: Chroma keeps a client for each path within a process, a broken one included.
        """
        fresh = f"chroma-{int(broken.rpartition('-')[2]) + 1}"
        while (self._folder.path / fresh).exists():
            fresh = f"chroma-{int(fresh.rpartition('-')[2]) + 1}"
        self._folder.database.put(_CLEAN, "0")
        index = self._made(self._folder.path / fresh)
        for batch in self._catalog.all_vectors():
            index.add(batch)
        for batch in self._catalog.all_vectors():  # what came later may have cut the way to what came before
            index.make_findable(batch)
        self._folder.database.put(_STORE, fresh)
        self._clear_leftovers(fresh)
        return index

    def leftovers(self) -> list[Path]:
        """Folders of earlier vector stores that could not be deleted."""
        current = self._folder.database.get(_STORE) or _FIRST_STORE
        return sorted(folder for folder in self._folder.path.glob("chroma-*") if folder.name != current)

    def _clear_leftovers(self, current: str) -> None:
        for folder in self._folder.path.glob("chroma-*"):
            if folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Close the vector store in order."""
        with self._opening:
            self._scan.close()
            failed = self._chroma is not None and self._chroma.failed
            self._release()
            due = (self._proved or self._in_order) and not failed
            self._proved = False
            self._in_order = None
            if due:
                with suppress(ArchiveFullError):  # not noted, so that the next opening compares it: nothing is lost
                    self._folder.database.put(_CLEAN, "1")
            if self._folder.writable:
                keep_private(self._folder.path)

    def _release(self) -> None:
        chroma, self._chroma = self._chroma, None
        if chroma is not None:
            chroma.close()
