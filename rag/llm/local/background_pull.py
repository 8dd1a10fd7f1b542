"""A pull in the background: it goes on while the page is used, and ends with the process."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from typing import Final

from rag.errors import DatelineError, PullBusyError, PullStoppedError
from rag.llm.local.model_state import PullState
from rag.llm.local.weights import arrived
from rag.reports import Progress
from rag.settings import Settings

#: So often it is looked whether another process is done with its pull, in seconds.
_LOOK: Final = 1.0
#: So long the end of a process waits for a pull to stop, in seconds; pip is ended within 0.3.
STOP_PATIENCE: Final = 5.0
_log = logging.getLogger("dateline.pull")


class BackgroundPull:
    """Pulls the model that the settings mean, in a thread that does not keep the process from ending.

    Where another process pulls the same model, it waits for that one and shows how far that is. Safe to use from
    several threads.
    """

    def __init__(self, settings: Settings, then: Callable[[], None]) -> None:
        """Prepare a pull; nothing is fetched.

        Args:
            settings: which model, and where to.
            then: called in the pull's thread once the model is there.
        """
        self._settings = settings
        self._then = then
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = PullState()

    @property
    def state(self) -> PullState:
        """How far it is, or why the last one failed."""
        return self._state

    def start(self) -> None:
        """Begin, or go on where an earlier pull ended; nothing happens where one is running."""
        with self._lock:
            if self._state.running:
                return
            self._stop = threading.Event()
            self._state = PullState(running=True)
            self._thread = threading.Thread(target=self._work, args=(self._stop,), name="pull", daemon=True)
            self._thread.start()
        # A process that ends without closing must not leave a pip behind either.
        atexit.unregister(self.stop)
        atexit.register(self.stop)

    def stop(self) -> None:
        """End the pull; what has arrived is kept."""
        with self._lock:
            self._stop.set()
            atexit.unregister(self.stop)
            if self._thread is not None and self._thread is not threading.current_thread():
                self._thread.join(STOP_PATIENCE)
            if self._state.running:
                self._state = PullState()

    def _work(self, stop: threading.Event) -> None:
        from rag.llm.local.pull import pull  # here, as most pages never pull

        def told(progress: Progress) -> None:
            checking = progress.step == "checking"
            if not stop.is_set():
                self._state = PullState(True, checking, progress.total if checking else progress.done, progress.total)

        trouble: str | None = None
        try:
            while not stop.is_set():
                try:
                    pull(self._settings, progress=told, stop=stop)
                    break
                except PullBusyError:
                    self._state = PullState(True, False, *arrived(self._settings))
                    stop.wait(_LOOK)
        except PullStoppedError:
            pass
        except DatelineError as error:
            trouble = str(error)
        except Exception:  # noqa: BLE001 - a page must not say "downloading" for ever; the log says what happened
            _log.exception("the pull failed")
            trouble = "the model could not be fetched; Dateline's log says why: try again, or run dateline models pull"
        if not stop.is_set():
            self._state = PullState(trouble=trouble)
            if trouble is None:
                self._then()
