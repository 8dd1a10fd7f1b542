"""What the writer and the judge ask of a language model."""

from __future__ import annotations

import concurrent.futures
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, Self, TypedDict

#: How an answer ended: by itself, at ``max_tokens``, or because the caller stopped it.
Finish = Literal["stop", "length", "stopped"]


class Message(TypedDict):
    """One turn of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatModel(Protocol):
    """A language model. ``name`` changes with the model; there is no secret in it. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """The model and where it runs, as in "local:NAME" or "NAME@HOST"."""
        ...

    @property
    def serves_in_parallel(self) -> bool:
        """Whether requests that are sent at the same time are answered sooner than one after the other."""
        ...

    def stream(self, messages: list[Message], *, max_tokens: int, stop: threading.Event | None = None) -> Iterator[str]:
        """Write an answer, piece by piece.

        Closing the iterator, or setting ``stop`` from any thread, ends the request at the server too.

        Raises:
            LlmError: while iterating; its kind says what to do.
        """
        ...

    def probability_of_yes(self, messages: list[Message], *, stop: threading.Event | None = None) -> float | None:
        """The probability, in [0, 1], that the reply is "yes" and not "no"; None if it is neither.

        Raises:
            LlmError: no reply came.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class End:
    """The end of a reply: how it ended, or with what error."""

    finish: Finish | None = None
    error: Exception | None = None


class Reply(Iterator[str]):
    """The pieces of an answer as they come. ``finish`` says how it ended, once it has.

    The reader never waits on the network: a thread of the client's fills the queue, so that stopping works at any
    moment, also while the server reads the prompt. A reply that is dropped ends its request.
    """

    #: How often a waiting reader looks whether it was stopped, in seconds.
    LOOK_SECONDS = 0.05

    def __init__(
        self,
        pieces: queue.SimpleQueue[str | End],
        work: concurrent.futures.Future[Finish],
        stop: threading.Event | None = None,
    ) -> None:
        self.finish: Finish | None = None
        self._pieces = pieces
        self._work = work
        self._stop = stop
        self._closed = False
        # The callback must not know this object: who drops it ends the request.
        work.add_done_callback(lambda done: pieces.put(_end_of(done)))

    def __next__(self) -> str:
        while not self._closed:
            if self._stop is not None and self._stop.is_set():
                self.close()
                break
            try:
                piece = self._pieces.get(timeout=self.LOOK_SECONDS if self._stop is not None else None)
            except queue.Empty:
                continue
            if isinstance(piece, str):
                return piece
            self._closed = True
            self.finish = piece.finish
            if piece.error is not None:
                raise piece.error
        raise StopIteration

    def close(self) -> None:
        """End the request; nothing more comes."""
        if not self._closed:
            self._closed = True
            self.finish = "stopped"
            self._work.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


def _end_of(work: concurrent.futures.Future[Finish]) -> End:
    if work.cancelled():
        return End("stopped")
    error = work.exception()
    if error is None:
        return End(work.result())
    return End(error=error if isinstance(error, Exception) else RuntimeError(repr(error)))
