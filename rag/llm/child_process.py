"""What all child processes have in common: what they are told, and that none outlives its parent unmeant."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any, BinaryIO

#: Variables that no child has need of.
_SECRETS = ("KEY", "TOKEN", "SECRET", "PASSWORD")


def environment_for_children() -> dict[str, str]:
    """The environment without keys and passwords."""
    return {name: value for name, value in os.environ.items() if not any(word in name.upper() for word in _SECRETS)}


class Lifeline:
    """A pipe to one child that is never written to: it ends when this process does, however that is, and then
    :func:`end_with_parent` ends the child.

    A pipe of its own: the bytes of an order may raise the signal too. The kernel lets the child have them before it
    raises the signal for them, and where the writer is held up between the two, as on a busy machine, the child has
    read them and watches already. Windows hands no such pipe on.
    """

    def __init__(self) -> None:
        #: The number of the child's end, which it must be told; None on Windows.
        self.number: int | None = None
        self._held: BinaryIO | None = None

    def start(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start the child, once.

        Args:
            command: what is run.
            options: those of :class:`subprocess.Popen`; its ``pass_fds`` are handed on besides.

        Raises:
            OSError: it cannot be started.
        """
        if sys.platform == "win32":
            return subprocess.Popen(command, **options)
        self.number, held = os.pipe()
        self._held = os.fdopen(held, "wb", 0)
        handed = (self.number, *options.pop("pass_fds", ()))
        try:
            return subprocess.Popen(command, pass_fds=handed, **options)
        except BaseException:
            self.close()
            raise
        finally:
            os.close(self.number)

    def close(self) -> None:
        """Let go of it: the child ends at once."""
        if self._held is not None:
            self._held.close()


def end_with_parent(lifeline: int | None) -> None:
    """End this process, whatever it is doing, when the pipe of the parent's :class:`Lifeline` ends.

    Linux raises SIGIO then, which nobody handles: that ends even C code that keeps Python's lock (a regular
    expression that never comes back, a model being loaded: 16 s were seen). Elsewhere the signal is ignored or there
    is none, and a thread does it as soon as it gets a turn.

    Args:
        lifeline: the number of its end here, to which nothing is ever written; with None nothing is done.
    """
    if lifeline is None:
        return
    if sys.platform != "linux":
        threading.Thread(target=_end_after, args=(lifeline,), name="parent-watch", daemon=True).start()
        return
    import fcntl
    import select

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO})
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    watch = select.poll()
    watch.register(lifeline, 0)  # that it ended is always told
    if watch.poll(0):  # it ended before it was watched
        os._exit(0)


def outlive_parent(lifeline: int) -> None:
    """Take back what :func:`end_with_parent` did, on Linux.

    Args:
        lifeline: as there; it is closed.
    """
    import fcntl

    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) & ~os.O_ASYNC)
    os.close(lifeline)


def _end_after(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    os._exit(0)
