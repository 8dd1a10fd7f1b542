"""Opening an archive's folder: what lies there, and who may write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.accounts.account_tables import FILE as ACCOUNTS_FILE
from rag.errors import ArchiveMismatchError, UsageError
from rag.store.engine.catalog_database import CatalogDatabase
from rag.store.sqlite.database import Database
from rag.store.sqlite.file_modes import keep_private, make_private_folder
from rag.store.sqlite.lock import WriterLock
from rag.store.vectors.embedding import Embedder
from rag.text.lines import whole_letters

_CATALOG = "catalog.sqlite"


@dataclass(frozen=True, slots=True)
class Folder:
    """An archive's folder, opened for reading, and for writing when ``lock`` is held."""

    path: Path
    database: CatalogDatabase
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
        if path.is_dir() and _holds_other_things(path) and not (path / "writer.lock").exists():
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


def _holds_other_things(path: Path) -> bool:
    """Whether a folder holds more than the accounts that were made before the archive."""
    return any(not each.name.startswith(ACCOUNTS_FILE) for each in path.iterdir())


def _bind_embedding(database: CatalogDatabase, embedder: Embedder, path: Path, *, writable: bool) -> None:
    made_with = database.get("embedding")
    if made_with is None and writable:
        database.put("embedding", embedder.name)
        database.put("dimension", str(embedder.dimension))
    elif made_with is not None and made_with != embedder.name:
        raise ArchiveMismatchError(
            f"the archive {path} was made with the embedding {made_with}, not {embedder.name}: open it with that "
            "one, or re-index by adding its articles to a new archive"
        )
