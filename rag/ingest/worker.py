"""A process that reads hostile formats and can be killed: ``python -m rag.ingest.worker``, see ``rag.ingest.readers``.

It reads a line of JSON (memory, parent), then one order after another from its standard input, and answers each with
a line for each item and one that ends it. It ends when its standard input does, which it does when the parent
ends, however that is.
"""

from __future__ import annotations

import gc
import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from rag.ingest.items import Item, read_items
from rag.ingest.wire import END, NO_MEMORY, Order, line_of, read_of

_STDIN, _STDOUT, _STDERR = 0, 1, 2


def main() -> None:
    """Read sources until the parent is gone."""
    orders = sys.stdin.buffer
    config = json.loads(orders.readline() or b"{}")
    # What C code prints must not get among the answers.
    answers = io.FileIO(os.dup(_STDOUT), "wb")
    os.dup2(_STDERR, _STDOUT)
    _limit_memory(config.get("memory", 0))
    while line := orders.readline():
        try:
            _read(Order.of(line), orders, answers)
        except MemoryError:
            gc.collect()
            _send(answers, NO_MEMORY)
            os._exit(1)
        except BrokenPipeError:  # nobody is there to be answered
            os._exit(0)
    os._exit(0)


def _read(order: Order, orders: BinaryIO, answers: io.FileIO) -> None:
    raw = orders.read(order.size) if order.path is None else b""
    with _ended_by_the_parents_end():
        for item in _items(order, raw):
            _send(answers, line_of(read_of(item)))
    _send(answers, END)


def _items(order: Order, raw: bytes) -> Iterator[Item]:
    try:
        with io.BytesIO(raw) if order.path is None else open(order.path, "rb") as stream:  # noqa: PTH123 - any bytes
            yield from read_items(stream, order.name, limits=order.limits, fields=order.fields)
    except MemoryError:
        raise
    except PermissionError:
        yield Item(None, reason="no permission to read it")
    except OSError as error:
        yield Item(None, reason=f"cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - whatever a parser throws costs this source alone
        yield Item(None, reason=f"it broke its reader ({type(error).__name__})")


def _send(answers: io.FileIO, line: bytes) -> None:
    view = memoryview(line)
    while view:
        view = view[answers.write(view) or 0 :]


def _limit_memory(limit: int) -> None:
    """Allow so many bytes of memory, where the operating system keeps to it (Linux); no core files."""
    if sys.platform == "win32" or not limit:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # What is written to, not what is merely reserved: an arena for each thread would else count 64 MB.
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


@contextmanager
def _ended_by_the_parents_end() -> Iterator[None]:
    """End this process, whatever it is doing, when the pipe at its standard input ends.

    The parent says nothing while a source is read, so all that can happen to the pipe is its end. The kernel then
    sends SIGIO, which nobody handles: that ends even a regular expression that never comes back, for which no
    thread of Python's gets a turn.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl
    import select

    flags = fcntl.fcntl(_STDIN, fcntl.F_GETFL)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(_STDIN, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(_STDIN, fcntl.F_SETFL, flags | os.O_ASYNC)
    watch = select.poll()
    watch.register(_STDIN, select.POLLIN)
    if any(event & select.POLLHUP for _, event in watch.poll(0)):  # it ended before it was watched
        os._exit(0)
    try:
        yield
    finally:
        fcntl.fcntl(_STDIN, fcntl.F_SETFL, flags)


if __name__ == "__main__":
    main()
