"""Chroma's embedded store, for the process that may write.

Others compare with the catalog's own copy of the vectors (:mod:`rag.store.vectors.scan_index`): exact, without Chroma's
start-up time, and safe beside a writer, which an embedded Chroma opened twice is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from rag.errors import ArchiveDamagedError
from rag.store.vectors.chroma_collection import ChromaCollection, graph_settings
from rag.store.vectors.index_files import clear_unused, index_state

_COLLECTION = "passages"


class ChromaIndex(ChromaCollection):
    """Chroma's persistent client in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        sync_threshold: int | None = None,
        written: Callable[[str], None] = lambda state: None,
    ) -> None:
        """Open the store, or make it.

        Args:
            folder: the store's folder.
            sync_threshold: after how many changes Chroma writes its index to disk; its own default where None.
            written: told the state of the files (see :func:`index_state`) when they have been written and are whole.

        Raises:
            ArchiveDamagedError: the store does not open; it can be rebuilt from the catalog.
        """
        import chromadb  # here: two seconds

        self.folder = folder
        self._written = written
        self._state = ""
        #: Whether a call failed: what it left of the files nobody knows.
        self.failed = False
        with self._writing():
            # Typed by hand: Chroma's own types lack close() and know only some of the numbers that it accepts.
            self._client: Any = chromadb.PersistentClient(
                str(folder),
                settings=_client_settings().model_copy(),  # the client writes its folder into them
            )
            self._collection: Any = self._client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration=graph_settings(sync_threshold)
            )

    @contextmanager
    def _call(self) -> Iterator[None]:
        """A call of Chroma."""
        try:
            with _chroma_errors(self.folder):
                yield
        except ArchiveDamagedError:
            self.failed = True
            raise

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A call that changes something, one at a time. When it returns, the files are whole: Chroma writes them within
        the call. One that only reads may end while another writes, so what it would see says nothing."""
        with self._call():
            yield
        if index_state(self.folder) != self._state:
            clear_unused(self.folder)
            self._state = index_state(self.folder)
            self._written(self._state)

    def close(self) -> None:
        """Close the client, so that another process or a repair can have the folder."""
        self._client.close()


@cache
def _client_settings() -> Any:
    """The client's settings, which take longer to make than a client: each setting's type is looked into."""
    from chromadb.config import Settings as ChromaSettings  # here: two seconds

    return ChromaSettings(anonymized_telemetry=False, allow_reset=False)


@contextmanager
def _chroma_errors(folder: Path) -> Iterator[None]:
    """Turn whatever Chroma throws into one error with a next step.

    It raises errors of many unrelated kinds, and a panic of its Rust part comes as a BaseException.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ArchiveDamagedError(
            f"the vector store {folder} cannot be used ({reason}): run dateline doctor --mend, which rebuilds it "
            "from the catalog without embedding anything again"
        ) from error
