"""Whether the server is up, whether it is ready, and how it does."""

from __future__ import annotations

import threading
from contextlib import suppress

from fastapi import APIRouter
from fastapi.responses import Response

from rag import Archive, DatelineError, schema
from ui.api.parts import TheArchive, TheJobs, said
from ui.shared.access import OPEN, needs
from ui.shared.http_errors import ALIVE, READY

#: So long a first search is waited for.
_LOOK_SECONDS = 0.5
_LOADING = "The embedding is still being loaded."


class _Readiness:
    """Whether a search has been through, for which the embedding and the indexes are loaded."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._warm = False
        self._lock = threading.Lock()
        self._searching: threading.Thread | None = None

    def problem(self) -> str | None:
        """Why questions would wait, as a sentence; None where they do not."""
        with self._lock:
            if not self._warm and (self._searching is None or not self._searching.is_alive()):
                self._searching = threading.Thread(target=self._search, name="ready", daemon=True)
                self._searching.start()
            searching = self._searching
        if searching is not None:
            searching.join(_LOOK_SECONDS)
        try:
            self._archive.count()
        except DatelineError as error:
            return str(error)
        return None if self._warm else _LOADING

    def _search(self) -> None:
        with suppress(DatelineError):  # the next who asks tries again
            self._archive.search("ready", limit=1)
            self._warm = True


def router(archive: Archive, *, told: bool) -> APIRouter:
    """The routes.

    Args:
        archive: what is looked at.
        told: whether strangers may hear more than whether it is up.
    """
    routes = APIRouter(tags=["status"])
    readiness = _Readiness(archive)

    @routes.head(ALIVE, include_in_schema=False)
    @routes.get(ALIVE, response_model=schema.AliveOut, responses={503: {"model": schema.AliveOut}})
    @needs(OPEN)
    def alive() -> Response:
        """Whether the archive can be read (else 503); for monitors, and open to everyone."""
        try:
            articles = archive.count()
            shown = schema.AliveOut(ok=True, articles=articles if told else None)
        except DatelineError as error:
            shown = schema.AliveOut(ok=False, problem=str(error) if told else None)
        return said(shown, 200 if shown.ok else 503)

    @routes.head(READY, include_in_schema=False)
    @routes.get(READY, response_model=schema.ReadyOut, responses={503: {"model": schema.ReadyOut}})
    @needs(OPEN)
    def ready() -> Response:
        """Whether questions are answered at once (else 503), as what they need is loaded; open to everyone."""
        problem = readiness.problem()
        shown = schema.ReadyOut(ready=problem is None, problem=problem if told else None)
        return said(shown, 200 if shown.ready else 503)

    @routes.get("/api/status", response_model=schema.StatusOut)
    @needs("read")
    def status(archive: TheArchive, jobs: TheJobs) -> Response:
        """What the archive holds, and what its model is doing."""
        shown = schema.StatusOut.of(
            archive.counts(),
            archive=archive.path.name,
            version=archive.version(),
            writable=archive.writable,
            jobs=jobs.unfinished(),
            embedding=archive.embedding,
            llm=archive.llm.state(),
        )
        return said(shown)

    return routes
