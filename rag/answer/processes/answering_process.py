"""One process that answers: its start, a question and its answer, and its end."""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace

from rag.answer.events import AnswerEvent
from rag.answer.processes.asked_elsewhere import READY, AskedElsewhere, Call, ProcessOrder
from rag.answer.processes.lent_parts import LentParts
from rag.llm.child_process import Lifeline, environment_for_children

#: How it is started; the number of its connection is put behind.
_COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "rag.answer.processes.answering_child")
#: Each is one of several that compute at once: where each wanted all cores, they would wait for one another.
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
#: Seconds that it may take to start, on a busy machine; and for an answer, which takes a tenth of one.
_START_SECONDS = 120.0
_ANSWER_SECONDS = 60.0
_END_SECONDS = 5.0

_log = logging.getLogger("dateline.answering")


class AnsweringProcess:
    """A process of its own that has the archive open to read. One thread at a time may ask it.

    What goes to and fro is pickled: it is the same program of the same user at both ends of a connection that no other
    process has.
    """

    def __init__(self, order: ProcessOrder, lent: LentParts) -> None:
        """Start it; :meth:`wait_until_ready` says whether it came up.

        Args:
            order: what it is to open.
            lent: what it is lent of this process.

        Raises:
            OSError: it cannot be started.
        """
        self._lent = lent
        self._connection, theirs = multiprocessing.Pipe()
        self._lifeline = Lifeline()
        try:
            self._process = self._lifeline.start(
                [*_COMMAND, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**environment_for_children(), **_ONE_CORE},
                start_new_session=True,  # Ctrl-C at a terminal is the parent's business
            )
        except BaseException:
            self._connection.close()
            raise
        finally:
            theirs.close()
        self._order = replace(order, lifeline=self._lifeline.number)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it runs, as far as is known."""
        return self._process.poll() is None

    def wait_until_ready(self) -> bool:
        """Tell it what to open, and wait until it has; whether it came up."""
        return self._exchanged(self._order, _START_SECONDS) == READY

    def answer(self, asked: AskedElsewhere) -> list[AnswerEvent] | None:
        """The events of an answer; None where it could not answer, or is no longer there."""
        events = self._exchanged(asked, _ANSWER_SECONDS)
        return events if isinstance(events, list) else None

    def _exchanged(self, told: object, seconds: float) -> object:
        """What it says to that in the end; meanwhile it is given what it calls for."""
        until = time.monotonic() + seconds
        try:
            self._connection.send(told)
            while self._connection.poll(max(0.0, until - time.monotonic())):
                said: object = self._connection.recv()
                if not isinstance(said, Call):
                    return said
                self._connection.send(self._lent.reply(said))
        except (EOFError, OSError):
            pass
        except Exception:  # noqa: BLE001 - such as a pickle of another version, where this one was updated meanwhile
            _log.warning("what an answering process says cannot be read: start the server anew if it was updated")
        self.end()  # gone, or too slow to be of use
        return None

    def kill(self) -> None:
        """End it, and wait until it has, also while another thread waits for its answer."""
        with suppress(OSError):
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)

    def end(self) -> None:
        """End it at once, and let go of what it was reached by."""
        self.kill()
        self._lifeline.close()
        self._connection.close()


def can_be_had() -> bool:
    """Whether this platform hands connections on to other programs."""
    return os.name == "posix"
