"""What is going on after its request, and stopping it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from rag import schema
from ui.api.parts import TheJobs, said
from ui.shared.access import needs

_JobId = Annotated[str, Path(description="As the request that began it told.")]

router = APIRouter(tags=["jobs"])


@router.get("/api/jobs", response_model=schema.JobsOut)
@needs("read")
def jobs(jobs: TheJobs) -> Response:
    """The jobs of late, the newest first."""
    return said(schema.JobsOut(jobs=tuple(job.shown() for job in jobs.all())))


@router.get("/api/jobs/{job_id}", response_model=schema.JobOut)
@needs("read")
def job(jobs: TheJobs, job_id: _JobId) -> Response:
    """How a job stands, and what came of it."""
    return said(jobs.of(job_id).shown())


@router.delete("/api/jobs/{job_id}", response_model=schema.JobOut)
@needs("write")
def stop(jobs: TheJobs, job_id: _JobId) -> Response:
    """Stop a job; what it has done is kept."""
    return said(jobs.stop(job_id).shown())
