"""A model's replies kept between evaluation runs, by what they follow from, so that a run that was cut off goes on.

Only whole replies are kept. An error, or a reply that broke off, is none: the next run asks again.
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from rag.errors import LlmError
from rag.evaluate.cache_file import CacheFile
from rag.llm.chat import ChatModel, Finish, Message
from rag.llm.chat_factory import choose_model
from rag.llm.model_identity import identity_of
from rag.settings import Settings

_TABLE = "CREATE TABLE IF NOT EXISTS replies (key BLOB PRIMARY KEY, model TEXT, reply TEXT) WITHOUT ROWID"


class Replies:
    """The language models of an evaluation run, whose replies are kept in a file, or are not.

    A kept reply costs no time, but the run's :meth:`clock` goes on by what it took when it was made, so that times are
    those of a run that asked for everything; they are that machine's, as busy as it was then. Kept replies that were
    asked for at the same time count as if one after the other: rather too long than too short.
    """

    def __init__(self, path: Path | None) -> None:
        """Open nothing yet.

        Args:
            path: the SQLite file, made when missing; None keeps nothing.
        """
        self._path = path
        self._file: CacheFile | None = None
        self._models: dict[int, KeptModel] = {}
        self._ahead = 0.0
        self._kept = self._asked = 0
        self._counting = threading.Lock()

    @classmethod
    def of(cls, settings: Settings, *, cache: bool) -> Replies:
        """Those of the user's cache; with ``cache`` False none are kept or looked up."""
        return cls(settings.cache / "replies.sqlite" if cache else None)

    def choose(self, settings: Settings) -> ChatModel | None:
        """The model that the settings mean, as :func:`rag.llm.chat_factory.choose_model`, with its replies kept.

        Raises:
            UsageError: the file cannot be used.
            LlmUnavailableError: the local model is wanted and its file is not there.
        """
        model = choose_model(settings)
        if model is None or self._path is None:
            return model
        if self._file is None:
            self._file = CacheFile(self._path, _TABLE)
        # There is one client for each place and its settings in a process.
        return self._models.setdefault(id(model), KeptModel(model, settings, self, self._file))

    def clock(self) -> float:
        """Seconds, of which only differences mean something."""
        return time.perf_counter() + self._ahead

    def counts(self) -> dict[str, int] | None:
        """How many replies were kept from before, and how many were asked for; None where none are kept."""
        return None if self._path is None else {"kept": self._kept, "asked": self._asked}

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Replies:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- for the models ------------------------------------------------------------------------------------------

    def pass_time(self, seconds: float) -> None:
        """Move the clock on, or back where something was done that a run without a file would not have done."""
        with self._counting:
            self._ahead += seconds

    def count(self, *, kept: bool) -> None:
        """Count a reply."""
        with self._counting:
            self._kept += kept
            self._asked += not kept


class KeptModel:
    """A language model that says again what it said before."""

    def __init__(self, model: ChatModel, settings: Settings, replies: Replies, file: CacheFile) -> None:
        self._model = model
        self._settings = settings
        self._replies = replies
        self._file = file

    @property
    def name(self) -> str:
        """That of the model."""
        return self._model.name

    @property
    def serves_in_parallel(self) -> bool:
        """That of the model."""
        return self._model.serves_in_parallel

    def stream(self, messages: list[Message], *, max_tokens: int, stop: threading.Event | None = None) -> Iterator[str]:
        """Write an answer, piece by piece; see :class:`rag.llm.chat.ChatModel`."""
        key = self._key({"ask": "stream", "max_tokens": max_tokens, "messages": messages})
        found = self._find(key)
        if found is not None:
            return _Replay(found, self._replies, stop)
        pieces = self._model.stream(messages, max_tokens=max_tokens, stop=stop)
        return _Recording(pieces, self._replies, lambda reply: self._keep(key, reply))

    def probability_of_yes(self, messages: list[Message], *, stop: threading.Event | None = None) -> float | None:
        """How surely the reply is "yes"; see :class:`rag.llm.chat.ChatModel`."""
        key = self._key({"ask": "yes or no", "messages": messages})
        found = self._find(key)
        if found is not None:
            self._replies.pass_time(found["wait"])
            probability: float | None = found["yes"]
            return probability
        started = time.perf_counter()
        probability = self._model.probability_of_yes(messages, stop=stop)
        if probability is not None or stop is None or not stop.is_set():
            self._keep(key, {"yes": probability, "wait": time.perf_counter() - started})
        return probability

    def close(self) -> None:
        """Let go of the model's connections."""
        self._model.close()

    def _find(self, key: bytes) -> dict[str, Any] | None:
        found = self._file.find("SELECT reply FROM replies WHERE key = ?", (key,))
        self._replies.count(kept=found is not None)
        reply: dict[str, Any] | None = json.loads(found) if found is not None else None
        return reply

    def _keep(self, key: bytes, reply: dict[str, Any]) -> None:
        # Of two processes that asked the same at once, the first one's stays.
        self._file.keep("INSERT OR IGNORE INTO replies VALUES (?, ?, ?)", [(key, self.name, json.dumps(reply))])

    @cached_property
    def _identity(self) -> str:
        return identity_of(self._settings, self._model)

    def _key(self, asked: dict[str, Any]) -> bytes:
        return hashlib.sha256(json.dumps([self._identity, asked], sort_keys=True).encode()).digest()


class _Recording(Iterator[str]):
    """The pieces of a reply as they come, kept with the seconds that each was waited for once the reply is whole."""

    def __init__(self, pieces: Iterator[str], replies: Replies, keep: Callable[[dict[str, Any]], None]) -> None:
        self._inner = pieces
        self._replies = replies
        self._keep = keep
        self._pieces: list[str] = []
        self._waits: list[float] = []
        self._over = False

    @property
    def finish(self) -> Finish | None:
        """How the reply ended; None while it has not."""
        return getattr(self._inner, "finish", None)

    def __next__(self) -> str:
        started = time.perf_counter()
        try:
            piece = next(self._inner)
        except StopIteration:
            self._waits.append(time.perf_counter() - started)
            if not self._over and self.finish in ("stop", "length"):
                self._keep({"pieces": self._pieces, "waits": self._waits, "finish": self.finish})
            self._over = True
            raise
        except BaseException:
            self._over = True
            raise
        self._waits.append(time.perf_counter() - started)
        self._pieces.append(piece)
        return piece

    def close(self) -> None:
        """End the reply. Where its reader has had enough of it, it is first read to its end, so that it can be kept."""
        if not self._over and sys.exception() is None:
            started = time.perf_counter()
            with suppress(LlmError):  # of what nobody waits for
                for _ in self:
                    pass
            self._replies.pass_time(started - time.perf_counter())
        close = getattr(self._inner, "close", None)
        if close is not None:
            close()


class _Replay(Iterator[str]):
    """The pieces of a kept reply; the clock goes on by the seconds that each was waited for."""

    def __init__(self, reply: dict[str, Any], replies: Replies, stop: threading.Event | None) -> None:
        self.finish: Finish | None = None
        self._end: Finish = reply["finish"]
        self._left = iter(zip([*reply["pieces"], None], reply["waits"], strict=True))
        self._replies = replies
        self._stop = stop

    def __next__(self) -> str:
        if self._stop is not None and self._stop.is_set():
            self.close()
        if self.finish is not None:
            raise StopIteration
        piece, wait = next(self._left)
        self._replies.pass_time(wait)
        if piece is None:
            self.finish = self._end
            raise StopIteration
        return str(piece)

    def close(self) -> None:
        """End the reply; nothing more comes."""
        if self.finish is None:
            self.finish = "stopped"
