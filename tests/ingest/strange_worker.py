"""A process that reads sources as the real worker does, but whose parser does what the source says: hang, say."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from rag.ingest.source_reader import Item
from rag.ingest.workers import worker
from rag.model import Draft


def _read(stream: BinaryIO, name: str, **_: Any) -> Iterator[Item]:
    first, *more = stream.read().decode().split()
    if first == "spin":
        while True:
            pass
    if first == "backtrack":  # Python's lock is kept all the while
        re.match("(a+)+$", "a" * 60 + "b")
    if first == "eat":
        bytearray(500_000_000)  # in one bite: to fill it bit by bit can take longer than there is time
    if first == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if first == "end":  # by what, after how many articles, where each try is noted, and whether each try ends so
        how, after, tries, always = more
        with open(tries, "a") as noted:  # noqa: PTH123
            noted.write("x")
        for number in range(5):
            if number == int(after) and (always == "always" or Path(tries).read_text() == "x"):
                os.kill(os.getpid(), getattr(signal, how)) if how.startswith("SIG") else os._exit(int(how))
            yield Item(str(number), Draft(f"Number {number}", f"It was number {number}."))
        return
    if first == "leave":
        os._exit(3)
    if first == "raise":
        raise KeyError("x")
    if first == "babble":
        sys.stdout.buffer.write(b"this goes to nobody\n")
        sys.stdout.flush()
    if first == "slow":
        for number in range(int(more[0])):
            time.sleep(0.3)
            yield Item(str(number), Draft(f"Number {number}", f"It was number {number}."))
        return
    if first == "then":
        yield Item("good", Draft("Good", "The first part was good."))
        while True:
            pass
    for number in range(int(more[0]) if first == "many" else 1):
        yield Item(str(number) if first == "many" else None, Draft(name, f"It said {first} {number}. " * 40))


worker.read_items = _read  # type: ignore[attr-defined]  # imported there, and called by that name
worker.main()
