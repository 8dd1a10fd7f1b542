"""Questions to a model that are asked at the same time, and their replies in whichever order they are wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, Self, TypeVar

ItemT = TypeVar("ItemT")
ReplyT = TypeVar("ReplyT")

#: How often is looked whether it was stopped, in seconds.
_LOOK_SECONDS = 0.05


class AskingAtOnce(Generic[ItemT, ReplyT]):
    """Asks about some items ahead, all at once, and about any other when it is wanted.

    Whoever takes the replies in the order of asking one after the other gets the same ones, sooner: a reply that is
    never wanted, be it an error, is as if it had not been asked for. Used as a context, at whose end what is still
    under way is stopped.

    Args:
        ask: the question to the model about an item; ends soon, with whatever reply, once its event is set.
        ahead: the items that are asked about at once, which are told apart by identity; may be empty.
        stop: ends everything when set.
    """

    def __init__(
        self,
        ask: Callable[[ItemT, threading.Event | None], ReplyT],
        ahead: Sequence[ItemT],
        stop: threading.Event | None = None,
    ) -> None:
        self._ask = ask
        self._stop = stop
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(len(ahead), thread_name_prefix="reading") if ahead else None
        self._under_way: list[tuple[ItemT, Future[ReplyT]]] = []
        if self._pool is not None:
            self._under_way = [(item, self._pool.submit(ask, item, self._over)) for item in ahead]

    def reply(self, wanted: ItemT) -> ReplyT | None:
        """The reply about an item; None where everything was stopped meanwhile.

        Raises:
            Exception: what asking about it raised. What others raised is kept until they are wanted.
        """
        work = next((work for item, work in self._under_way if item is wanted), None)
        if work is None:
            return self._ask(wanted, self._stop)
        while not work.done():
            wait([work], _LOOK_SECONDS)
            if self._stop is not None and self._stop.is_set():
                self.close()
                return None
        return work.result()

    def close(self) -> None:
        """Stop what is under way."""
        self._over.set()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
