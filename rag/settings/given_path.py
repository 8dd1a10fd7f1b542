"""A path as somebody writes it."""

from __future__ import annotations

import os
from pathlib import Path

from rag.errors import UsageError


def given_path(path: str | Path) -> Path:
    """A path that somebody gave, with the home folder in place of ``~``; what is there has not been looked at.

    Raises:
        UsageError: no path can be so: ``~name`` of no user here, a NUL, or what is not in the file system's encoding.
    """
    shown = str(path).encode("ascii" if "\0" in str(path) else "utf-8", "backslashreplace").decode()
    try:
        expanded = Path(path).expanduser()
        if b"\0" in os.fsencode(expanded):
            raise UsageError(f"{shown!r} is no path, as it holds a NUL: check it")
    except RuntimeError as error:  # pathlib's, for a user without a home
        raise UsageError(f"{shown} begins with a name that no user here has: write the path in full") from error
    except UnicodeEncodeError as error:
        raise UsageError(f"{shown} is no path, as not all of it is text: check it") from error
    return expanded
