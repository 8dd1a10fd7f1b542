"""The page's own temporary folder: nobody else can read it, and it does not outlive the page by more than a start."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "dateline-page-"
_LOCK = "alive.lock"
#: A folder this young may be one that is just being made, before its maker holds its lock.
_YOUNG_SECONDS = 60.0


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for this process alone, while it lasts; what dead processes left behind is removed first.

    Gradio's own files go there too: it keeps them in a folder that all users of a machine share.
    """
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # 0700
    before = os.environ.get("GRADIO_TEMP_DIR")
    with FileLock(folder / _LOCK):
        os.environ["GRADIO_TEMP_DIR"] = str(folder / "gradio")
        try:
            yield folder
        finally:
            if before is None:
                del os.environ["GRADIO_TEMP_DIR"]
            else:
                os.environ["GRADIO_TEMP_DIR"] = before
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(where: Path) -> None:
    """Remove the folders whose process has died, however it did."""
    for folder in where.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):  # another user's, in use, or gone meanwhile
            facts = folder.lstat()
            own = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
            if folder.is_symlink() or not own or time.time() - facts.st_mtime < _YOUNG_SECONDS:
                continue
            with FileLock(folder / _LOCK, timeout=0):
                pass
            shutil.rmtree(folder, ignore_errors=True)
