"""Files of the publisher's model hub, through ``huggingface_hub``."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from rag.errors import NO_ROOM, ModelUnreachableError, PullStoppedError, UsageError
from rag.llm.local.weights import usual_file

#: Seconds that the hub has to answer; where it is blocked, the other way is taken after them.
PATIENCE: Final = 6.0
#: What a disk or a quota that is full, a file that may not grow, or a folder that may not be written to, says.
DISK_FAULTS: Final = (*NO_ROOM, errno.EACCES, errno.EROFS)


def download(
    repo: str,
    file: str,
    folder: Path,
    told: Callable[[int], None],
    stop: threading.Event,
    *,
    address: str | None = None,
) -> Path:
    """Download a file of the hub into ``folder``; what an earlier download left there is used.

    Args:
        repo: OWNER/REPO.
        file: its name in the repository.
        folder: for the file and what belongs to it.
        told: told of the bytes that have arrived.
        stop: ends the download when set.
        address: of another hub than the usual.

    Raises:
        ModelUnreachableError: the hub does not answer, or not to the end.
        UsageError: it has no such file.
        PullStoppedError: ``stop`` was set.
        OSError: the file could not be written.
    """
    from huggingface_hub import hf_hub_download  # half a second to import

    size_of(repo, file, address=address)

    class Bar(_Silent):
        def __init__(self, *_: Any, initial: int = 0, **__: Any) -> None:
            super().__init__(disable=True)
            self.arrived = initial

        def update(self, n: float | None = 1) -> bool | None:
            if stop.is_set():
                raise PullStoppedError(f"the pull of {file} was stopped; the next one goes on from there")
            self.arrived += int(n or 0)
            told(self.arrived)
            return None

    return Path(
        _asked(repo, file, lambda: hf_hub_download(repo, file, local_dir=folder, tqdm_class=Bar, endpoint=address))
    )


def size_of(repo: str, file: str, *, address: str | None = None) -> int:
    """The size of a file in bytes; proves at the same time that the hub can be reached."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    url = hf_hub_url(repo, file, endpoint=address)
    found = _asked(repo, file, lambda: get_hf_file_metadata(url, timeout=PATIENCE, endpoint=address))
    return int(found.size or 0)


def choose_file(repo: str) -> str:
    """The usual GGUF file of a repository.

    Raises:
        UsageError: it has none, or several and none is usual.
        ModelUnreachableError: the hub does not answer.
    """
    from huggingface_hub import HfApi

    files = _asked(
        repo, "", lambda: [item.rfilename for item in HfApi().model_info(repo, timeout=PATIENCE).siblings or ()]
    )
    file = usual_file(files)
    if file is None:
        there = ", ".join(name for name in files if name.lower().endswith(".gguf")) or "none"
        raise UsageError(f"say which GGUF file of {repo} is meant, as {repo}:FILE; there is: {there}")
    return file


def arrived(folder: Path) -> int:
    """How many bytes of a download that was cut off are in its folder."""
    return sum(path.stat().st_size for path in folder.rglob("*.incomplete") if path.is_file())


class _Silent(tqdm):  # type: ignore[misc]
    """The progress bar that ``huggingface_hub`` asks for, showing nothing."""


def _asked(repo: str, file: str, call: Callable[[], Any]) -> Any:
    from huggingface_hub import errors

    named = f"{repo}:{file}" if file else repo
    try:
        return call()
    except PullStoppedError:
        raise
    except (errors.RepositoryNotFoundError, errors.RemoteEntryNotFoundError, errors.RevisionNotFoundError) as error:
        raise UsageError(f"the hub has no {named}: check the name (some need a login: hf auth login)") from error
    except Exception as error:
        fault = _disk_fault(error)
        if fault is not None:
            raise fault from error
        raise ModelUnreachableError(f"the hub ({repo}) cannot be reached") from error


def _disk_fault(error: BaseException | None) -> OSError | None:
    """The operating system's error that made writing fail, if that is what it was."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in DISK_FAULTS:
            return error
        error = error.__cause__ or error.__context__
    return None
