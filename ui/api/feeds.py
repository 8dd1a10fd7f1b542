"""What is followed: feeds, sitemaps and pages. Looking at them is a job."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from rag import Archive, Progress, UsageError, is_url, schema
from ui.api.errors import RefusedError
from ui.api.jobs import Work
from ui.api.metrics import counted_sync
from ui.api.parts import JSON_ONLY, WRITABLE, TheArchive, TheJobs, begun_job, said
from ui.shared.access import needs

_MAX_ADDRESS_CHARS = 2_000
_NO_ADDRESS = "an address on the web begins with http:// or https:// and has 2,000 characters at most: give such a one"
_CHANGES = [WRITABLE]

router = APIRouter(tags=["feeds"])


@router.get("/api/feeds", response_model=schema.FollowedListOut)
@needs("read")
def feeds(archive: TheArchive) -> Response:
    """All that is followed."""
    return said(schema.FollowedListOut.of(followed=archive.followed()))


@router.post("/api/feeds", status_code=202, response_model=schema.JobOut, dependencies=[*_CHANGES, JSON_ONLY])
@needs("write")
def follow(archive: TheArchive, jobs: TheJobs, asked: schema.FollowIn) -> Response:
    """Follow an address from now on, and add what is there: a job."""
    return begun_job(jobs.begin(adding_address(archive, asked.address, follow=True)))


@router.post("/api/feeds/sync", status_code=202, response_model=schema.JobOut, dependencies=_CHANGES)
@needs("write")
def sync(request: Request, archive: TheArchive, jobs: TheJobs) -> Response:
    """Look at all that is followed, and add what is new or changed there: a job."""

    def work(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        report = counted_sync(request, archive, progress, stop)
        return schema.SyncOut.of(report.added, report)

    return begun_job(jobs.begin(work))


@router.delete("/api/feeds", response_model=schema.UnfollowOut, dependencies=_CHANGES)
@needs("write")
def unfollow(archive: TheArchive, source: Annotated[str, Query(description="As /api/feeds lists it.")]) -> Response:
    """Follow a source no more; its articles stay."""
    if not archive.unfollow(source):
        raise RefusedError(404, "It is not followed: /api/feeds lists what is.", kind="unknown_source")
    return said(schema.UnfollowOut(unfollowed=(source,), unknown=()))


def adding_address(archive: Archive, address: str, *, follow: bool) -> Work:
    """The work of adding what lies at an address.

    Args:
        archive: what it is added to.
        address: on the web. Never a path: what lies on this machine is nothing for a program elsewhere.
        follow: whether it is looked after from now on.

    Raises:
        UsageError: it is none.
    """
    web = address.lower().startswith(("http://", "https://"))
    if not web or not is_url(address) or len(address) > _MAX_ADDRESS_CHARS:
        raise UsageError(_NO_ADDRESS)

    def work(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        return schema.AddOut.of(archive.add(address, follow=follow, progress=progress, stop=stop))

    return work
