"""Adding, correcting and removing articles. What may take long is a job."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from rag import Archive, Progress, RemoveReport, UnknownArticleError, UsageError, schema
from ui.api.articles import ArticleId
from ui.api.errors import RefusedError
from ui.api.feeds import adding_address
from ui.api.jobs import Jobs, Work
from ui.api.parts import BEGUN, JSON_ONLY, WRITABLE, TheArchive, TheJobs, TheRunning, begun_job, said
from ui.shared.access import needs
from ui.shared.upload_limits import file_name, megabytes_for

#: So many files a form may hold.
_MOST_FILES = 100
_FORM = "multipart/form-data"

_TAKES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": schema.AddIn.model_json_schema()},
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "The files; a name's ending says what it is.",
                        }
                    },
                }
            },
        },
    }
}
router = APIRouter(tags=["articles"], dependencies=[WRITABLE])


@router.post("/api/articles", status_code=202, response_model=schema.JobOut, openapi_extra=_TAKES)
@needs("write")
async def add(request: Request, archive: TheArchive, jobs: TheJobs, running: TheRunning) -> Response:
    """Add files, a text, or what lies at an address: a job, whose result says what became of each."""
    match request.headers.get("content-type", "").partition(";")[0].strip().lower():
        case "application/json":
            return begun_job(jobs.begin(_adding(archive, _read(await request.body()))))
        case kind if kind == _FORM:
            async with running.receiving:
                files = await _files(request)
            try:
                return begun_job(jobs.begin(_adding_files(archive, jobs, files)))
            except RefusedError:
                for _, file in files:
                    file.close()
                raise
    raise RefusedError(415, f"Send JSON (Content-Type: application/json), or files as a form ({_FORM}).")


@router.patch("/api/articles/{article_id}", response_model=schema.EditedArticleOut, dependencies=[JSON_ONLY])
@needs("write")
def edit(archive: TheArchive, jobs: TheJobs, article_id: ArticleId, asked: schema.EditIn) -> Response:
    """Correct what is said of an article; a correction outlives reading the source again."""
    article = archive.edit(article_id, embed=False, **dict(asked))
    jobs.tidy()
    return said(schema.EditedArticleOut.of(article, corrected=archive.corrected_fields(article_id)))


@router.delete("/api/articles/{article_id}", response_model=schema.RemoveOut, responses=BEGUN)
@needs("write")
def remove(
    archive: TheArchive,
    jobs: TheJobs,
    article_id: ArticleId,
    erase: Annotated[bool, Query(description="For good, which writes all files anew: a job.")] = False,
) -> Response:
    """Remove an article, with its passages and vectors."""
    if erase:
        archive.article(article_id)
        return begun_job(jobs.begin(lambda *_: schema.RemoveOut.of(archive.remove(article_id, erase=True))))
    report: RemoveReport = archive.remove(article_id, bury=False)
    if report.unknown:
        raise UnknownArticleError(f"no article has the id {article_id}: /api/articles shows the ids")
    jobs.tidy()
    return said(schema.RemoveOut.of(report))


def _read(body: bytes) -> schema.AddIn:
    """What is to be added.

    Raises:
        RequestValidationError: it is not in the right form.
        UsageError: it is not one text or one address on the web.
    """
    try:
        asked = schema.AddIn.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from error
    if (asked.text is None) == (asked.address is None):
        raise UsageError("one text or one address is added at a time: name which")
    if asked.text is not None and asked.follow:
        raise UsageError("a text cannot be followed: give an address, or leave follow out")
    return asked


def _adding(archive: Archive, asked: schema.AddIn) -> Work:
    if asked.address is not None:
        return adding_address(archive, asked.address, follow=asked.follow)

    def work(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        return schema.AddOut.of(archive.add_text(asked.text or "", name=file_name(asked.name), progress=progress))

    return work


async def _files(request: Request) -> list[tuple[str, IO[bytes]]]:
    """The files of a form, each with its name.

    Raises:
        RefusedError: there is none, or one is too large.
    """
    form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FILES)
    files = [(file_name(each.filename or ""), each) for each in form.getlist("file") if isinstance(each, UploadFile)]
    refused = None if files and len(files) == len(form.multi_items()) else "Send files, each as a field called file."
    for name, file in files:
        most = megabytes_for(name, request.app.state.limits)
        if (file.size or 0) > most * 1_000_000:
            await form.close()
            raise RefusedError(413, f"{name} is larger than {most} MB.")
    if refused:
        await form.close()
        raise RefusedError(422, refused)
    return [(name, file.file) for name, file in files]


def _adding_files(archive: Archive, jobs: Jobs, files: list[tuple[str, IO[bytes]]]) -> Work:
    def work(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        reports: list[schema.AddOut] = []
        for number, (name, file) in enumerate(files):
            progress(Progress("adding", number, len(files), name))
            with file:
                if not stop.is_set():
                    reports.append(schema.AddOut.of(archive.add_bytes(file.read(), name=name, embed=False)))
        jobs.tidy()
        progress(Progress("adding", len(files), len(files)))
        return schema.AddOut.together(reports, stopped=len(reports) < len(files))

    return work
