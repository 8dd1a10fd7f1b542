"""How many files the server may have open, of which each connection is one."""

from __future__ import annotations

import contextlib
import sys

#: Connections that have not shaken hands (TLS) are not told of: only that there is room for more of them, and that they
#: have little time, keeps them from taking all that there is.
ENOUGH = 65_536


def allow_more_files() -> None:
    """Raise the process's own limit, often 1,024, as far as the system lets it, or to what is enough."""
    if sys.platform == "win32":  # pragma: no cover - it has no such limit
        return
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # it goes on with what it has
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
