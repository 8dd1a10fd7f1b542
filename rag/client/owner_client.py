"""The process that has an archive open for writing, asked by another one of the same user: over its Unix socket."""

from __future__ import annotations

import socket
import stat
import threading
import time
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from rag import schema
from rag.client import http_calls as calls
from rag.client.http_client import LOOK_SECONDS, Client, JobCallback
from rag.client.same_user import is_same_user
from rag.errors import ServerError

T = TypeVar("T", bound=schema.Shape)

#: Somebody who listens takes a connection at once.
_PROBE_SECONDS = 2.0
#: Work that may take long is a job, and not waited for by one request.
_LONGEST_SECONDS = 60.0
#: A job is first asked after so soon: most are short.
_FIRST_LOOK_SECONDS = 0.02
_GONE = "the server that writes to the archive went away: what it had committed is kept; do the same again"


class OwnerClient(Client):
    """A served archive as its owner uses it, whatever accounts there are: with paths of this machine, and more at once.

    What it does goes on in the server where this process ends in its midst.
    """

    def __init__(self, at: Path) -> None:
        """Args:
        at: the socket.
        """
        # Nothing is encrypted at a socket: the web's authorities need not be read, which takes 40 ms of each command.
        transport = httpx.HTTPTransport(uds=str(at), verify=False)
        self._http = httpx.Client(transport=transport, base_url="http://localhost", timeout=_LONGEST_SECONDS)

    @classmethod
    def reached(cls, at: Path | None) -> Self | None:
        """A client of the socket; None where nobody of this user listens there."""
        return cls(at) if at is not None and hasattr(socket, "AF_UNIX") and _listens(at) else None

    def add_paths(
        self,
        paths: Iterable[str],
        *,
        follow: bool = False,
        fields: Mapping[str, str] | None = None,
        progress: JobCallback | None = None,
        stop: threading.Event | None = None,
    ) -> schema.AddOut:
        """Add files and folders, by their absolute paths, and addresses on the web."""
        asked = schema.AddPathsIn(paths=tuple(paths), follow=follow, fields=dict(fields or {}))
        return self._after("add", asked, schema.AddOut, progress, stop)

    def retry_failed(
        self, *, progress: JobCallback | None = None, stop: threading.Event | None = None
    ) -> schema.AddOut:
        """Add again what could not be read."""
        return self._after("retry", schema.Asked(), schema.AddOut, progress, stop)

    def look_at_followed(
        self, *, progress: JobCallback | None = None, stop: threading.Event | None = None
    ) -> schema.SyncOut:
        """Look at all that is followed."""
        return self._after("sync", schema.Asked(), schema.SyncOut, progress, stop)

    def import_backup(self, path: Path, *, follow: bool, progress: JobCallback | None = None) -> schema.ImportOut:
        """Take in a backup, by its absolute path."""
        return self._after("import", schema.ImportIn(path=str(path), follow=follow), schema.ImportOut, progress)

    def edit_and_embed(
        self, article_id: str, correction: Mapping[str, Any], *, progress: JobCallback | None = None
    ) -> schema.EditedArticleOut:
        """Correct an article; what is embedded anew is waited for. ``correction`` is as :meth:`edit` takes it."""
        [article_id] = calls.whole_names((article_id,))
        asked = schema.EditOneIn(article_id=article_id, **_written(correction))
        return self._after("edit", asked, schema.EditedArticleOut, progress)

    def edit_many(
        self, article_ids: Iterable[str], correction: Mapping[str, Any], *, progress: JobCallback | None = None
    ) -> schema.EditOut:
        """The same correction of several articles; those that are unknown are told."""
        asked = schema.EditManyIn(article_ids=calls.whole_names(article_ids), **_written(correction))
        return self._after("edit-many", asked, schema.EditOut, progress)

    def remove_all(self, article_ids: Iterable[str], *, erase: bool = False) -> schema.RemoveOut:
        """Remove articles; those that are unknown are told."""
        asked = schema.RemoveIn(article_ids=calls.whole_names(article_ids), erase=erase)
        return self._after("remove", asked, schema.RemoveOut)

    def mend(self) -> schema.HealthOut:
        """Prove the archive sound, mend what is not, and try the models, which are the server's."""
        return self._after("mend", schema.Asked(), schema.HealthOut)

    def stop_following(self, source: str) -> schema.UnfollowOut:
        """Follow an address or a folder no more; one that is not followed is told."""
        return self._do(
            calls.owner("unfollow", schema.UnfollowIn(source=source), schema.UnfollowOut.model_validate_json)
        )

    def forget_failures(self, sources: Iterable[str] | None) -> int:
        """Take what could not be read off the list, all of it where None."""
        asked = schema.ForgetIn(sources=None if sources is None else tuple(sources))
        return self._do(calls.owner("forget", asked, schema.ForgottenOut.model_validate_json)).forgotten

    def _after(
        self,
        what: str,
        asked: schema.Asked,
        kind: type[T],
        progress: JobCallback | None = None,
        stop: threading.Event | None = None,
    ) -> T:
        """The result of a job; ``stop`` ends it in order."""
        job, pause, stopping = self._do(calls.owner(what, asked, schema.JobOut.model_validate_json)), 0.0, False
        while job.state in ("queued", "running"):
            pause = min(LOOK_SECONDS, pause * 2 or _FIRST_LOOK_SECONDS)
            if stop is None or stopping:
                time.sleep(pause)
            elif stop.wait(pause):
                stopping = True
                self.stop_job(job.id)
            job = self.job(job.id)
            if progress is not None:
                progress(job)
        result = self.wait(job).result
        assert isinstance(result, kind)  # noqa: S101 - a job has the result of its own request
        return result

    def _unreachable(self, error: httpx.HTTPError) -> ServerError:
        return ServerError(_GONE)


def _written(correction: Mapping[str, Any]) -> dict[str, Any]:
    """A correction as it goes over the socket."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else tuple(value)
        if value is not None and not isinstance(value, str)
        else value
        for name, value in correction.items()
    }


def _listens(at: Path) -> bool:
    """Whether a process of this user listens at a socket: a folder of a stranger's may name any."""
    try:
        if not stat.S_ISSOCK(at.lstat().st_mode):
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PROBE_SECONDS)
            connection.connect(str(at))
            return is_same_user(connection)
    except (OSError, ValueError):  # gone, nobody there, or a path that is none
        return False
