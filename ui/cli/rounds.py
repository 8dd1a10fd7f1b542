"""Work that is done again and again until Ctrl-C."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import typer

from rag import DatelineError, UsageError

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
#: How long a round may take to end in order after Ctrl-C. Whatever it is at then is cut off: a kill loses nothing.
_GRACE_SECONDS = 0.7


def until_interrupted(one_round: Callable[[threading.Event], None], pause: float) -> None:
    """Do rounds until Ctrl-C.

    They are done in a thread: a batch that is being embedded takes seconds, in which this thread would not hear of it.
    """
    stop = threading.Event()
    failures: list[DatelineError] = []

    def rounds() -> None:
        try:
            while not stop.is_set():
                one_round(stop)
                stop.wait(pause)
        except DatelineError as error:
            failures.append(error)

    worker = threading.Thread(target=rounds, daemon=True, name="dateline-rounds")
    worker.start()
    try:
        while worker.is_alive():
            worker.join(0.2)
    except KeyboardInterrupt:
        stop.set()
        worker.join(_GRACE_SECONDS)
        typer.echo("\ndateline: stopped; what was done is kept, and the next round goes on with the rest", err=True)
        sys.stdout.flush()
        sys.stderr.flush()
        # Not in order, which could wait for the batch in hand; all that is committed stays.
        os._exit(130)
    if failures:
        raise failures[0]


def seconds_of(text: str) -> float:
    """A time such as 90s, 15m, 2h or 1d, in seconds.

    Raises:
        UsageError: it is none.
    """
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise UsageError(f'--every "{text}" is not a time: write it as 90s, 15m, 2h or 1d')
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]]).total_seconds()


def clock() -> str:
    """The time of day."""
    return datetime.now().astimezone().strftime("%H:%M:%S")
