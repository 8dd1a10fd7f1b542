"""What the owner's commands have done by the server that writes to their archive: with paths, several at once.

Only at the owner's socket: over the network there are no such routes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from rag import FieldMap, Progress, UsageError, is_url, schema
from ui.api.metrics import counted_sync
from ui.api.parts import WRITABLE, TheArchive, TheJobs, begun_job, said
from ui.shared.access import needs
from ui.shared.owner_connection import is_owner

_NOT_SEEN = (
    "{} is not to be seen by the server that writes to this archive, which may run shut off from that folder: "
    "move it to where that can read it, or stop the server"
)


async def _only_owner(request: Request) -> None:
    if not is_owner(request.scope):
        raise HTTPException(404)


router = APIRouter(prefix="/api/owner", include_in_schema=False, dependencies=[Depends(_only_owner), WRITABLE])


@router.post("/add")
@needs("write")
def add(archive: TheArchive, jobs: TheJobs, asked: schema.AddPathsIn) -> Response:
    """Add files, folders and addresses: a job."""
    for path in asked.paths:  # the command has looked already
        if not is_url(path) and not os.path.lexists(path):
            raise UsageError(_NOT_SEEN.format(path))
    fields = FieldMap(**asked.fields) if asked.fields else None

    def work(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        report = archive.add(asked.paths, follow=asked.follow, fields=fields, progress=progress, stop=stop)
        return schema.AddOut.of(report)

    return begun_job(jobs.begin(work))


@router.post("/retry")
@needs("write")
def retry(archive: TheArchive, jobs: TheJobs) -> Response:
    """Add again what could not be read: a job."""

    def work(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        return schema.AddOut.of(archive.retry_failed(progress=progress, stop=stop))

    return begun_job(jobs.begin(work))


@router.post("/sync")
@needs("write")
def sync(request: Request, archive: TheArchive, jobs: TheJobs) -> Response:
    """Look at all that is followed: a job."""

    def work(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        report = counted_sync(request, archive, progress, stop)
        return schema.SyncOut.of(report.added, report)

    return begun_job(jobs.begin(work))


@router.post("/import")
@needs("write")
def import_backup(archive: TheArchive, jobs: TheJobs, asked: schema.ImportIn) -> Response:
    """Take in a backup: a job."""

    def work(progress: Callable[[Progress], None], _: threading.Event) -> schema.Shape:
        report = archive.import_backup(asked.path, follow=asked.follow, progress=progress)
        return schema.ImportOut.of(report.articles, report)

    return begun_job(jobs.begin(work))


@router.post("/edit")
@needs("write")
def edit(archive: TheArchive, jobs: TheJobs, asked: schema.EditOneIn) -> Response:
    """Correct what is said of an article: a job."""

    def work(progress: Callable[[Progress], None], _: threading.Event) -> schema.Shape:
        article = archive.edit(**dict(asked), progress=progress)
        return schema.EditedArticleOut.of(article, corrected=archive.corrected_fields(article.id))

    return begun_job(jobs.begin(work))


@router.post("/edit-many")
@needs("write")
def edit_many(archive: TheArchive, jobs: TheJobs, asked: schema.EditManyIn) -> Response:
    """Correct the same of several articles: a job."""
    what = dict(asked)
    del what["title"]  # a headline is one article's

    def work(progress: Callable[[Progress], None], _: threading.Event) -> schema.Shape:
        return schema.EditOut.of(archive.edit_many(**what, progress=progress))

    return begun_job(jobs.begin(work))


@router.post("/remove")
@needs("write")
def remove(archive: TheArchive, jobs: TheJobs, asked: schema.RemoveIn) -> Response:
    """Remove articles: a job."""

    def work(*_: object) -> schema.Shape:
        return schema.RemoveOut.of(archive.remove(asked.article_ids, erase=asked.erase))

    return begun_job(jobs.begin(work))


@router.post("/mend")
@needs("write")
def mend(archive: TheArchive, jobs: TheJobs) -> Response:
    """Prove the archive sound, and mend what is not: a job."""

    def work(*_: object) -> schema.Shape:
        return schema.HealthOut.of(archive.check(mend=True, try_models=True), archive=archive.place)

    return begun_job(jobs.begin(work))


@router.post("/unfollow")
@needs("write")
def unfollow(archive: TheArchive, asked: schema.UnfollowIn) -> Response:
    """Follow an address or a folder no more."""
    was = archive.unfollow(asked.source)
    source = (asked.source,)
    return said(schema.UnfollowOut(unfollowed=source if was else (), unknown=() if was else source))


@router.post("/forget")
@needs("write")
def forget(archive: TheArchive, asked: schema.ForgetIn) -> Response:
    """Take what could not be read off its list."""
    return said(schema.ForgottenOut(forgotten=archive.forget_failures(asked.sources)))
