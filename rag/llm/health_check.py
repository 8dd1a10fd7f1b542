"""Trying a language model: one tiny request, within a bounded time."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final

from rag.errors import LlmError, UsageError
from rag.llm.chat import Message
from rag.llm.chat_factory import choose_model, describe, kind_of
from rag.llm.local.local_server import START_SECONDS
from rag.settings import Settings

#: Seconds that a server has for a few tokens, one that loads its model first included.
PATIENCE: Final = 60.0
_TOKENS: Final = 4
_WORDS: list[Message] = [{"role": "user", "content": "Say yes."}]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: ``ok`` None where there is no model to try; ``said`` is fit to be shown."""

    ok: bool | None
    said: str


def try_model(settings: Settings, patience: float = PATIENCE) -> Trial:
    """Ask the model that the settings mean for a few tokens; a local one that does not run is started.

    Args:
        settings: which model.
        patience: seconds, besides those that a local model takes to start.
    """
    line = describe(settings)
    try:
        model = choose_model(settings)
    except (UsageError, LlmError) as error:
        return Trial(False, str(error))
    if model is None:
        return Trial(None, line)
    stop = threading.Event()
    bound = patience + (START_SECONDS if kind_of(settings) == "local" else 0)
    timer = threading.Timer(bound, stop.set)
    timer.daemon = True
    timer.start()
    started = time.perf_counter()
    try:
        for _ in model.stream(_WORDS, max_tokens=_TOKENS, stop=stop):
            pass
    except LlmError as error:
        return Trial(False, str(error))
    finally:
        timer.cancel()
    if stop.is_set():
        return Trial(False, f"{model.name} gave no answer within {bound:.0f} seconds: see whether it is overloaded")
    return Trial(True, f"{line} It answered within {time.perf_counter() - started:.1f} s.")
