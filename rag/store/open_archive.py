"""Opening an archive: its folder and what lies there, or its catalog on a server; and who may write."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from rag.accounts.account_tables import FILE as ACCOUNTS_FILE
from rag.errors import NO_ROOM, ArchiveBusyError, ArchiveMismatchError, UsageError, archive_full
from rag.settings.catalog_address import looks_like_address
from rag.settings.given_path import given_path
from rag.store.engine.catalog_database import MOVING_FROM, CatalogDatabase, being_moved
from rag.store.sqlite.database import Database
from rag.store.sqlite.file_modes import keep_private, make_private_folder
from rag.store.sqlite.lock import WriterLock
from rag.store.sqlite.tables import put_setting
from rag.store.vectors.embedding import Embedder
from rag.text.lines import whole_letters

_CATALOG = "catalog.sqlite"


class WritingRight(Protocol):
    """Who may write to an archive."""

    def release(self) -> None:
        """Let others write."""
        ...

    def busy(self) -> ArchiveBusyError:
        """The error for who wants to write and may not."""
        ...

    def tell_of_server(self, socket: Path) -> None:
        """Tell other processes of the same user where this one, which may write, writes for them."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """An opened archive, which may be written to where ``writable``.

    ``path`` is its folder; with a catalog on a server that of accounts and the log of changes. ``shared``: other
    processes may write to the catalog at the same time.
    """

    path: Path
    database: CatalogDatabase
    lock: WritingRight
    writable: bool
    shared: bool = False

    def open_for_moving(self) -> None:
        """Let this process write where another archive is being moved to: it is the one that moves."""
        self.database.moves = self.database.get(MOVING_FROM)

    def must_be_whole(self) -> None:
        """Refuse to write where another archive is being moved to.

        Raises:
            ArchiveBusyError: it is.
        """
        if (moving_from := self.database.get(MOVING_FROM)) is not None:
            raise being_moved(self.database.name, moving_from)

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
        ArchiveFullError: there is no room on its disk.
        ArchiveMismatchError: the archive was made with another embedding.
    """
    if looks_like_address(str(path)):
        raise UsageError(
            "the archive is to be in a folder, and what is given looks like an address: DATELINE_CATALOG takes that of "
            "a database"
        )
    path = given_path(path).absolute()
    try:
        exists, is_other = (path / _CATALOG).is_file(), path.exists() and not path.is_dir()
    except OSError as error:  # a folder on the way that may not be entered, a name that is too long
        raise UsageError(f"the archive {path} cannot be looked at ({error.strerror}): check the path") from error
    if is_other:
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
            if error.errno in NO_ROOM:
                raise archive_full(path) from error
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


def open_catalog(
    address: str, path: Path, embedder: Embedder, *, read_only: bool | None, create: bool = True
) -> Folder:
    """Open an archive whose catalog is on a server, or make it; any number of processes may write to it.

    Args:
        address: of the catalog, ``postgresql://…``.
        path: the folder of what is this machine's own: accounts, and the log of changes.
        embedder: what the archive's vectors come from; a new archive is bound to it.
        read_only: True never writes.
        create: make a missing archive (never when ``read_only`` is True).

    Raises:
        UsageError: what talks to such servers is not installed, the server cannot be reached, there is no archive, or
            the folder cannot be made.
        ArchiveMismatchError: the archive was made with another embedding.
    """
    try:
        from rag.store.postgres.postgres_database import PostgresDatabase  # here: only who asks for it has it installed
    except ImportError as error:
        raise UsageError(
            f"DATELINE_CATALOG names a PostgreSQL server, and {error.name} is not installed: "
            "pip install 'dateline[postgres]'"
        ) from error
    path = given_path(path).absolute()
    if not read_only:
        try:
            make_private_folder(path)
        except OSError as error:
            raise UsageError(f"the folder {path} cannot be made ({error.strerror}): check DATELINE_ARCHIVE") from error
    database = PostgresDatabase(address, read_only=bool(read_only), create=create)
    try:
        _bind_embedding(database, embedder, database.name, writable=not read_only)
    except BaseException:
        database.close()
        raise
    return Folder(path, database, _OpenToAll(database.name), not read_only, shared=True)


@contextmanager
def temporary_catalog(address: SecretStr) -> Iterator[SecretStr]:
    """The address of a catalog of its own in the same database, which is dropped afterwards."""
    from rag.store.postgres.postgres_database import beside, drop_catalog  # as above

    own = beside(address.get_secret_value(), f"dateline_{uuid.uuid4().hex[:12]}")
    try:
        yield SecretStr(own)
    finally:
        drop_catalog(own)


class _OpenToAll:
    """Nobody keeps others from writing: they take turns in the database."""

    def __init__(self, name: str) -> None:
        self._name = name

    def release(self) -> None:
        """Nothing is held."""

    def tell_of_server(self, socket: Path) -> None:
        """Nobody need know: each may write."""

    def busy(self) -> ArchiveBusyError:
        """The error for who has opened it for reading."""
        return ArchiveBusyError(f"the archive {self._name} was opened for reading only")


def _bind_embedding(database: CatalogDatabase, embedder: Embedder, path: Path | str, *, writable: bool) -> None:
    made_with = database.get("embedding")
    # Also where an archive was killed in its making by a version that committed the one before the other.
    if writable and (made_with is None or (made_with == embedder.name and database.get("dimension") is None)):
        dimension = embedder.dimension  # which may ask a server, outside of the transaction
        with database.write() as db:
            put_setting(db, "embedding", embedder.name)
            put_setting(db, "dimension", str(dimension))
    elif made_with is not None and made_with != embedder.name:
        raise ArchiveMismatchError(
            f"the archive {path} was made with the embedding {made_with}, not {embedder.name}: open it with that "
            "one, or re-index by adding its articles to a new archive"
        )
