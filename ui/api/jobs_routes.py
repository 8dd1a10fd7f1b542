"""What is going on after its request, and stopping it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from rag import acting, schema
from ui.api.jobs import Job, no_such_job
from ui.api.parts import TheJobs, said
from ui.shared.access import needs

_JobId = Annotated[str, Path(description="As the request that began it told.")]

router = APIRouter(tags=["jobs"])


def _may_see(request: Request, job: Job) -> bool:
    """A job tells what somebody asked, and names files and addresses: who may only read is told of its own."""
    return request.app.state.access.allows(request, "write") or job.by == acting()


@router.get("/api/jobs", response_model=schema.JobsOut)
@needs("read")
def jobs(request: Request, jobs: TheJobs) -> Response:
    """The jobs of late, the newest first; who may only read is told of its own."""
    return said(schema.JobsOut(jobs=tuple(job.shown() for job in jobs.all() if _may_see(request, job))))


@router.get("/api/jobs/{job_id}", response_model=schema.JobOut)
@needs("read")
def job(request: Request, jobs: TheJobs, job_id: _JobId) -> Response:
    """How a job stands, and what came of it."""
    found = jobs.of(job_id)
    if not _may_see(request, found):
        raise no_such_job()
    return said(found.shown())


@router.delete("/api/jobs/{job_id}", response_model=schema.JobOut)
@needs("write")
def stop(jobs: TheJobs, job_id: _JobId) -> Response:
    """Stop a job; what it has done is kept."""
    return said(jobs.stop(job_id).shown())
