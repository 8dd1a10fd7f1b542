"""A process that reads hostile formats and can be killed: ``python -m rag.ingest.workers.worker``.

It is started by :mod:`rag.ingest.workers.worker_pool`.

It reads a line of JSON (memory, lifeline) from its standard input and answers that it is ready; then it reads one order
after another, and answers each with a line for each item and one that ends it. It ends when its standard input does,
and when its parent ends, however that is, whatever it is doing.
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.source_reader import Item, read_items
from rag.ingest.workers.worker_protocol import END, NO_MEMORY, READY, Order, line_of, lines_of, read_of
from rag.llm.child_process import end_with_parent

_STDOUT, _STDERR = 1, 2


def main() -> None:
    """Read sources until the parent is gone."""
    orders = sys.stdin.buffer
    config = json.loads(orders.readline() or b"{}")
    # What C code prints must not get among the answers.
    answers = io.FileIO(os.dup(_STDOUT), "wb")
    os.dup2(_STDERR, _STDOUT)
    end_with_parent(config.get("lifeline"))
    _limit_memory(config.get("memory", 0))
    _send(answers, READY)
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
    for line in _lines(order, raw):
        _send(answers, line)
    _send(answers, END)


def _lines(order: Order, raw: bytes) -> Iterator[bytes]:
    if order.wanted is None:
        for item in _items(order, raw):
            yield line_of(read_of(item))
        return
    # Imported here: feedparser and lxml take half a second, which a reader of texts has no use for.
    from rag.ingest.web.lists.list_reader import read_list

    try:
        listing = read_list(raw, order.wanted)
    except MemoryError:
        raise
    except RejectedSourceError as error:
        yield line_of(read_of(Item(None, reason=str(error))))
    except Exception as error:  # noqa: BLE001 - whatever a parser throws costs this list alone
        yield line_of(read_of(Item(None, reason=f"it broke its reader ({type(error).__name__})")))
    else:
        yield from lines_of(listing) if listing is not None else ()


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


if __name__ == "__main__":
    main()
