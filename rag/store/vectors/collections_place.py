"""Where the vector store of an archive lies on a server: a collection named after the archive itself.

The name follows from a random identity in the catalog, not from the archive's path, so that archives do not mix and a
moved one finds its own. A copied folder has the same identity: so whoever writes leaves a stamp in the collection and
in the catalog, and one that finds another's stamp takes a new identity and a new collection and leaves the other be.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from rag.errors import ArchiveDamagedError, UsageError, VectorStoreError
from rag.store.engine.catalog_database import VECTORS_COLLECTION, CatalogDatabase
from rag.store.vectors.chroma_folders import clear_folders
from rag.store.vectors.vector_store import VectorIndex, VectorStore

#: Settings in the catalog: the archive's identity, and the stamps that may stand in the collection in use.
_IDENTITY: Final = "vectors_identity"
_STAMPS: Final = "vectors_stamps"
#: What a server said is shown as far as this.
_MOST_CHARS: Final = 200
_log = logging.getLogger("dateline.vectors")


class CollectionServer(Protocol):
    """What keeps collections by name. Every call may raise VectorStoreError, or ArchiveDamagedError."""

    @property
    def shown(self) -> str:
        """As users know it."""
        ...

    def names(self, prefix: str) -> list[str]:
        """The names of its collections that begin so."""
        ...

    def create(self, name: str, dimension: int, stamp: str) -> VectorStore:
        """Make a collection for vectors of so many numbers."""
        ...

    def open(self, name: str) -> VectorStore:
        """Open a collection that is there."""
        ...

    def dimension(self, name: str) -> int:
        """How many numbers its vectors have."""
        ...

    def stamp(self, name: str) -> str:
        """Who wrote to it last."""
        ...

    def put_stamp(self, name: str, stamp: str) -> None:
        """Note who writes to it from now on."""
        ...

    def drop(self, name: str) -> None:
        """Delete a collection with all that is in it."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class Collections:
    """The collections ``dateline_IDENTITY_1``, ``…_2``, … of an archive on a server.

    Args:
        server: keeps them.
        path: the archive's folder; None where the catalog does not lie in it.
        database: its catalog's.
        shared: whether other processes may ask the server, too.
    """

    elsewhere = True

    def __init__(self, server: CollectionServer, path: Path | None, database: CatalogDatabase, *, shared: bool) -> None:
        self._server = server
        self._path = path
        self._database = database
        self.shared = shared
        self._owned = False  # whether the collection in use is known to be this archive's alone

    @property
    def shown(self) -> str:
        """The server as users know it."""
        return self._server.shown

    def current(self) -> str:
        """The name of the collection in use, or of the first one."""
        return self._database.get(VECTORS_COLLECTION) or f"{self._prefix()}1"

    def exists(self, name: str) -> bool:
        """Whether there is such a collection."""
        return name in self._server.names(name)

    def open(self, name: str, *, in_order: bool) -> VectorStore:
        """Open a collection, or make it; put a new stamp on it.

        Raises:
            ArchiveDamagedError: it is gone, another archive's, or of vectors of another length: it is made anew.
            VectorStoreError: the server cannot be reached, or refuses.
        """
        if not self.exists(name):
            if self._database.get(VECTORS_COLLECTION) is None:
                store = self.make(name)
                self.put_current(name)
                return store
            raise ArchiveDamagedError(f"the vector store ({self.shown}) has no collection {name} any more")
        if not self._is_own(name):
            _log.warning(
                "the collection %s (%s) was written to by another copy of this archive and is left alone; this one "
                "gets a collection of its own",
                name,
                self.shown,
            )
            raise ArchiveDamagedError(f"the collection {name} ({self.shown}) is another copy's of this archive")
        if self._server.dimension(name) != self._dimension():
            self._owned = True
            raise ArchiveDamagedError(f"the collection {name} ({self.shown}) is of another embedding")
        before, stamp = self._server.stamp(name), secrets.token_hex(8)
        # Both are right until the next opening: a kill may come before the second note.
        self._database.put(_STAMPS, f"{before} {stamp}")
        self._server.put_stamp(name, stamp)
        self._owned = True
        return self._server.open(name)

    def make(self, name: str) -> VectorStore:
        """Make a new collection."""
        stamp = secrets.token_hex(8)
        self._database.put(_STAMPS, f"{self._database.get(_STAMPS) or ''} {stamp}".strip())
        store = self._server.create(name, self._dimension(), stamp)
        self._owned = True
        return store

    def look(self, name: str) -> VectorIndex:
        """Open a collection to be searched by a process that does not write."""
        return self._server.open(name)

    def fresh_name(self, broken: str) -> str:
        """The next number; with a new identity where the broken one is not known to be this archive's."""
        if not self._owned and not (self.exists(broken) and self._is_own(broken)):
            self._database.put(_IDENTITY, secrets.token_hex(8))
        prefix = self._prefix()
        taken = {int(name.removeprefix(prefix)) for name in self._server.names(prefix)}
        number = int(broken.rpartition("_")[2]) if broken.startswith(prefix) else 0
        return f"{prefix}{max((number, *taken)) + 1}"

    def put_current(self, name: str) -> None:
        """Have another collection in use from now on, by one commit."""
        self._database.put(VECTORS_COLLECTION, name)

    def leftovers(self) -> list[str]:
        """Collections of this archive's earlier stores that could not be deleted."""
        current = self.current()
        names = [name for name in self._server.names(self._prefix()) if name != current]
        return [f"the collection {name} ({self.shown})" for name in names] if self._owned else []

    def clear_leftovers(self, current: str) -> None:
        """Delete this archive's collections but the current one, and what is left of an embedded store."""
        if self._path is not None:
            clear_folders(self._path)
        if self._owned:
            for name in self._server.names(self._prefix()):
                if name != current:
                    self._server.drop(name)

    def discard(self) -> None:
        """Delete all of this archive's collections: it is to be no more."""
        for name in self._server.names(self._prefix()):
            self._server.drop(name)

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _is_own(self, name: str) -> bool:
        return self._server.stamp(name) in (self._database.get(_STAMPS) or "").split()

    def _prefix(self) -> str:
        identity = self._database.get(_IDENTITY)
        if identity is None:
            identity = secrets.token_hex(8)
            self._database.put(_IDENTITY, identity)
        return f"dateline_{identity}_"

    def _dimension(self) -> int:
        return int(self._database.get("dimension") or 0)


def unreachable(shown: str, reason: str) -> VectorStoreError:
    """The error where a vector store does not answer.

    Args:
        shown: the store as users know it, with no secret in it.
        reason: what its client says.
    """
    return VectorStoreError(
        f"the vector store ({shown}) cannot be reached ({reason}): start it, or correct DATELINE_VECTORS; nothing is "
        "lost, and what has been added is found by words and entered when it is back"
    )


def one_line(error: BaseException) -> str:
    """An error's first line, not too long."""
    lines = str(error).strip().splitlines()
    return lines[0][:_MOST_CHARS] if lines else type(error).__name__


class ServerConnection:
    """One client of a server; what differs from server to server is below the line.

    Args:
        shown: the server as users know it, with no secret in it.
    """

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self._opening = threading.Lock()
        self._connected: Any = None

    def client(self) -> Any:
        """The server's own client."""
        with self._opening:
            if self._connected is None:
                self._connected = self._connect()
            return self._connected

    def close(self) -> None:
        """Close the connection; the next use makes another."""
        with self._opening:
            client, self._connected = self._connected, None
        if client is not None:
            self._disconnect(client)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what goes wrong in a call into an error with a next step."""
        try:
            yield
        except (VectorStoreError, ArchiveDamagedError, UsageError):
            raise
        except Exception as error:
            raise self._told(error) from error

    # -- what each server has of its own -----------------------------------------------------------------------------

    def _connect(self) -> Any:
        raise NotImplementedError

    def _disconnect(self, client: Any) -> None:
        raise NotImplementedError

    def _told(self, error: Exception) -> VectorStoreError | ArchiveDamagedError:
        raise NotImplementedError


class ServedCollection:
    """A collection that is reached by a connection, and knows whether one of its calls failed."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        #: Whether a call failed: what it left nobody knows.
        self.failed = False

    @contextmanager
    def _call(self) -> Iterator[Any]:
        """The server's client, for one call."""
        try:
            with self._connection.errors():
                yield self._connection.client()
        except (ArchiveDamagedError, VectorStoreError):
            self.failed = True
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
