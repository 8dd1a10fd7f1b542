"""What the routes share: the archive that they ask, filters in an address, and how a result is sent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from rag import Archive, Filters, schema
from ui.api.errors import RefusedError
from ui.api.jobs import Job, Jobs
from ui.api.running import Running

# What these look up takes no time, so they are coroutines: FastAPI would send each of them to a thread and back, five
# times for a question, and each way waits for Python's lock behind all who compute.


async def _archive(request: Request) -> Archive:
    found: Archive = request.app.state.archive
    return found


async def _running(request: Request) -> Running:
    found: Running = request.app.state.running
    return found


async def _jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found


async def _filters(
    since: Annotated[schema.Day | None, Query(description="Only from this day on.")] = None,
    until: Annotated[schema.Day | None, Query(description="Only up to this day.")] = None,
    outlet: Annotated[list[str], Query(description="Only of this outlet; may be repeated.")] = [],  # noqa: B006
    language: Annotated[list[str], Query(description="Only in this language (ISO 639-1); may be repeated.")] = [],  # noqa: B006
    author: Annotated[list[str], Query(description="Only by this author; may be repeated.")] = [],  # noqa: B006
    section: Annotated[list[str], Query(description="Only of this section; may be repeated.")] = [],  # noqa: B006
    query: Annotated[str | None, Query(description="Only what this query by operators finds.")] = None,
    undated: Annotated[bool, Query(description="Only articles without a date.")] = False,
    as_of: Annotated[schema.Day | None, Query(description="As it was read by this day.")] = None,
) -> Filters:
    return Filters(
        since=since,
        until=until,
        outlets=tuple(outlet),
        languages=tuple(language),
        authors=tuple(author),
        sections=tuple(section),
        query=query,
        undated=undated,
        as_of=as_of,
    )


async def _json_only(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RefusedError(415, "Send the request as JSON, with the header Content-Type: application/json.")


async def _writable(archive: Annotated[Archive, Depends(_archive)]) -> None:
    if not archive.writable:
        raise RefusedError(
            503,
            "Another process writes to the archive: end it and start this server anew, or write through that one.",
            {"Retry-After": "60"},
            kind="archive_busy",
        )


TheArchive = Annotated[Archive, Depends(_archive)]
TheRunning = Annotated[Running, Depends(_running)]
TheJobs = Annotated[Jobs, Depends(_jobs)]
InFilters = Annotated[Filters, Depends(_filters)]
#: Of each route that takes JSON. A form of another site's page cannot send that unasked.
JSON_ONLY = Depends(_json_only)
#: Of each route that changes the archive.
WRITABLE = Depends(_writable)


#: What a route answers whose work goes on after it.
BEGUN: dict[int | str, dict[str, Any]] = {
    202: {"description": "The job, which `Location` names too.", "model": schema.JobOut}
}


def begun_job(job: Job) -> Response:
    """The answer to a request whose work goes on."""
    return said(job.shown(), 202, {"Location": f"/api/jobs/{job.id}"})


def said(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A shape, or several, as the response: the same JSON as the command line prints."""
    return Response(schema.to_json(value), status, headers, media_type="application/json")
