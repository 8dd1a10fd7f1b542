"""Work of the engine for requests: each in a thread of its own, ended when its client goes away, and bounded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from contextvars import copy_context
from typing import TypeVar

from fastapi import Request

from ui.api.errors import RefusedError

T = TypeVar("T")

#: So many answers are worked on at once. Most of them wait for the model, and must not keep others from their quotes.
_AT_ONCE = 30
#: So many more stand in line; further ones are told to come again.
_MOST_WAITING = 200
_COME_AGAIN_SECONDS = 5
#: So many forms with files are received at once; more of them wait before their first byte is read.
_RECEIVED_AT_ONCE = 8
_FULL = "There are too many questions at once: ask again in some seconds."


class Running:
    """The engine's threads. Reading articles and searching need none of them."""

    def __init__(self, at_once: int = _AT_ONCE, waiting: int = _MOST_WAITING) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._most = at_once + waiting
        self._inside = 0
        #: Held while a form with files is received.
        self.receiving = asyncio.Semaphore(_RECEIVED_AT_ONCE)

    @property
    def unfinished(self) -> int:
        """How many answers are worked on or stand in line."""
        return self._inside

    @property
    def waiting(self) -> int:
        """How many answers stand in line, as too many are worked on."""
        return max(0, self._inside - self._at_once)

    def must_have_room(self) -> None:
        """Refuse what would stand in line for too long.

        Raises:
            RefusedError: 429.
        """
        if self._inside >= self._most:
            raise RefusedError(429, _FULL, {"Retry-After": str(_COME_AGAIN_SECONDS)})

    async def events(self, work: Callable[[threading.Event], Iterator[T]]) -> AsyncIterator[T]:
        """What work gives, one after the other, without blocking the event loop; leaving the loop stops it.

        Args:
            work: given the event that stops it.
        """
        self._inside += 1
        stop = threading.Event()
        try:
            async with self._places:
                arrivals: asyncio.Queue[tuple[str, T | Exception | None]] = asyncio.Queue()
                context = copy_context()  # what it logs is of this request
                threading.Thread(
                    target=context.run,
                    args=(_hand_over, work, stop, asyncio.get_running_loop(), arrivals),
                    name="answer",
                    daemon=True,
                ).start()
                while (arrived := await arrivals.get())[0] == "item":
                    yield arrived[1]  # type: ignore[misc]
                if isinstance(arrived[1], Exception):
                    raise arrived[1]
        finally:
            self._inside -= 1
            stop.set()

    async def last(self, request: Request, work: Callable[[threading.Event], Iterator[T]]) -> T | None:
        """The last of what work gives; None where the client has gone, and waits for it no more."""
        self.must_have_room()

        async def wait() -> T | None:
            last = None
            async with aclosing(self.events(work)) as events:  # type: ignore[type-var]
                async for each in events:
                    last = each
            return last

        waiting, gone = asyncio.ensure_future(wait()), asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait([waiting, gone], return_when=asyncio.FIRST_COMPLETED)
            return waiting.result() if waiting.done() else None
        finally:
            waiting.cancel()
            gone.cancel()


async def _gone(request: Request) -> None:
    """Waits until the client has gone; the request's body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _hand_over(
    work: Callable[[threading.Event], Iterator[T]],
    stop: threading.Event,
    loop: asyncio.AbstractEventLoop,
    arrivals: asyncio.Queue[tuple[str, T | Exception | None]],
) -> None:
    def put(what: str, item: T | Exception | None) -> None:
        try:
            loop.call_soon_threadsafe(arrivals.put_nowait, (what, item))
        except RuntimeError:  # the server has ended, and nobody waits
            stop.set()

    try:
        for item in work(stop):
            put("item", item)
            if stop.is_set():
                break
    except Exception as error:  # noqa: BLE001 - raised again where it is waited for
        put("end", error)
    else:
        put("end", None)
