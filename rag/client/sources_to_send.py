"""What there is to be sent of files, folders and addresses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from rag import schema
from rag.client import http_calls as calls
from rag.client.http_calls import Call
from rag.errors import UsageError
from rag.text.urls import is_url


def what_to_add(sources: str | Path | Iterable[str | Path], *, follow: bool) -> list[Callable[[], Call[schema.JobOut]]]:
    """A request for each file and address; a file is read when its turn has come.

    Raises:
        UsageError: one of them does not exist, or is a file that is to be followed.
    """
    wanted = [sources] if isinstance(sources, str | Path) else list(sources)
    found: list[Callable[[], Call[schema.JobOut]]] = []
    for source in wanted:
        if isinstance(source, str) and is_url(source):
            found.append(partial(calls.add_address, source, follow))
        elif follow:
            raise UsageError(f"{source} lies on this machine, where the server cannot look after it: follow addresses")
        else:
            found += [partial(_file, path) for path in _files(Path(source))]
    return found


def _files(path: Path) -> Iterator[Path]:
    if not os.path.lexists(path):  # not exists(), which raises what the system says of a name that is too long
        raise UsageError(f"{path} does not exist: check the path")
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
    else:
        yield path


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _file(path: Path) -> Call[schema.JobOut]:
    try:
        return calls.add_bytes(path.read_bytes(), path.name)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): check who may read it") from error
