"""Who may read an archive's files: their owner alone.

An archive holds what its owner collected, and may hold what is not to be seen by everybody with an account on the same
machine. SQLite and Chroma make their files as the process's umask says, so the folder is closed to others when it is
made, which covers whatever lies in it, and the files are brought to the same when a writer opens and closes it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
#: The bits that let the group and others in.
_OTHERS: Final = 0o077


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; one that is there stays, and folders above it are made as usual.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


def keep_private(folder: Path) -> None:
    """Take the group's and others' rights off a folder and all that lies in it.

    What belongs to somebody else is left as it is: that is for its owner to say. Links are not followed.
    """
    if os.name != "posix":
        return
    _close_to_others(folder, FOLDER_MODE)
    for parent, folders, files in os.walk(folder):
        for name in folders:
            _close_to_others(Path(parent, name), FOLDER_MODE)
        for name in files:
            _close_to_others(Path(parent, name), FILE_MODE)


def _close_to_others(path: Path, mode: int) -> None:
    with suppress(OSError):  # gone meanwhile, or another's
        if not path.is_symlink() and path.stat().st_mode & _OTHERS:
            path.chmod(mode)
