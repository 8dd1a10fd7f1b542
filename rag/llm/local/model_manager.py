"""The language model of one archive: what it is doing, pulled in the background, loaded before it is needed."""

from __future__ import annotations

import contextlib
import threading

from rag.errors import LlmError
from rag.llm.chat import Message
from rag.llm.chat_factory import choose_judge, choose_model, kind_of, local_servers, remote_endpoint
from rag.llm.local.background_pull import BackgroundPull
from rag.llm.local.model_state import ModelState, model_state
from rag.llm.local.weights import find_model, pullable
from rag.settings import Settings
from rag.settings.endpoints import is_loopback

_SHORT: list[Message] = [{"role": "user", "content": "Say yes."}]


class ModelManager:
    """Looks after the model that the settings mean. Safe to use from several threads; close it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pull = BackgroundPull(settings, then=self.warm)
        self._stop = threading.Event()
        self._warming: threading.Thread | None = None

    def state(self) -> ModelState:
        """What the model is doing now."""
        return model_state(self._settings, self._pull.state)

    def pull(self) -> None:
        """Pull the model in the background, if that brings written answers; it is loaded once it is there."""
        if not self._stop.is_set() and pullable(self._settings) and find_model(self._settings) is None:
            self._pull.start()

    def stop_pulling(self) -> None:
        """End the pull, if there is one."""
        self._pull.stop()

    def warm(self) -> None:
        """Load a model of this machine in the background, so that the first question need not wait for it.

        Nothing is sent to other machines: that may cost money, and a server there is loaded anyway.
        """
        busy = self._warming is not None and self._warming.is_alive()
        if busy or self._stop.is_set() or not self._is_here():
            return
        self._warming = threading.Thread(target=self._load, name="warm", daemon=True)
        self._warming.start()

    def close(self) -> None:
        """Stop pulling; end the local model that was loaded here, also while it is being loaded."""
        self._stop.set()
        self._pull.stop()
        if self._warming is not None:
            for server in local_servers(self._settings):
                server.kill()

    def _load(self) -> None:
        with contextlib.suppress(LlmError):  # the state tells of it
            writer = choose_model(self._settings)
            if writer is None:
                return
            for model in dict.fromkeys((writer, choose_judge(self._settings, writer))):
                for _ in model.stream(_SHORT, max_tokens=1, stop=self._stop):
                    pass

    def _is_here(self) -> bool:
        kind = kind_of(self._settings)
        if kind == "server":
            endpoint = remote_endpoint(self._settings)
            return endpoint is not None and is_loopback(endpoint.url)
        return kind == "local" and find_model(self._settings) is not None
