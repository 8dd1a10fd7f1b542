"""From what went wrong to what a program is told: a status, a word and a sentence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from rag import DatelineError, LlmBusyError, QueryError, UnknownArticleError, UsageError, kind_of, schema
from ui.shared.http_errors import KINDS, error_response
from ui.shared.invalid_input import UNEXPECTED, invalid_input

#: The statuses that any route may answer with, in the OpenAPI; all have the one shape.
DECLARED: Mapping[int | str, dict[str, Any]] = {
    status: {"model": schema.ErrorOut, "description": description}
    for status, description in {
        400: "The request cannot be read.",
        401: "The password, or the key, is missing or wrong.",
        403: "Not from here: another site's page, or a name that the server does not answer to.",
        404: "There is no such thing.",
        405: "This path has other methods.",
        408: "The request did not come in time.",
        413: "There is more in the request than it may hold.",
        415: "The body is in a form that is not read.",
        422: "The request can be read, and something in it is wrong.",
        429: "Too much at once: wait as Retry-After says.",
        503: "The archive or the model cannot do it now.",
    }.items()
}
#: What a busy server asks to wait, in seconds, where nothing better is known.
_WAIT_SECONDS = 5

#: What FastAPI says of a body that is no JSON in UTF-8.
_THEIRS = "There was an error parsing the body"
_NO_JSON = "The body cannot be read: send JSON in UTF-8."
_log = logging.getLogger("dateline.api")


class RefusedError(Exception):
    """A request that is not answered: with this status and sentence; ``kind`` is a word for programs."""

    def __init__(
        self, status: int, message: str, headers: Mapping[str, str] | None = None, kind: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers
        self.kind = kind


def status_of(error: DatelineError) -> int:
    """The status for an error of the engine: whose turn it is to do something."""
    if isinstance(error, UnknownArticleError):
        return 404
    return 422 if isinstance(error, UsageError) else 503


def told_of(error: Exception) -> schema.ErrorOut:
    """An error in the midst of a stream."""
    if isinstance(error, DatelineError):
        place = error.place if isinstance(error, QueryError) else None
        return schema.ErrorOut.of(error={"type": kind_of(type(error)), "message": str(error), "place": place})
    _log.error("a request failed", exc_info=error)
    return schema.ErrorOut.of(error={"type": KINDS[500], "message": UNEXPECTED})


def answer_errors(app: FastAPI) -> None:
    """Have all that goes wrong in an app told in our shape."""
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(DatelineError, _engine)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101 - as it was registered; so below
    return error_response(request.url.path, error.status, error.message, error.kind, headers=error.headers)


async def _engine(request: Request, error: Exception) -> Response:
    assert isinstance(error, DatelineError)  # noqa: S101
    status = status_of(error)
    wait = (error.seconds or _WAIT_SECONDS) if isinstance(error, LlmBusyError) else _WAIT_SECONDS
    return error_response(
        request.url.path,
        status,
        str(error),
        kind_of(type(error)),
        place=error.place if isinstance(error, QueryError) else None,
        headers={"Retry-After": str(round(wait))} if status == 503 else None,
    )


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    wrong = error.errors()
    if any(each["type"] == "json_invalid" for each in wrong):
        return error_response(request.url.path, 400, f"The body is no JSON: {wrong[0]['ctx']['error']}.")
    told = invalid_input(wrong, "the body", outer=1)
    return error_response(request.url.path, 400 if _openai(request) else 422, told)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    said = {
        404: "There is nothing here: /api/docs lists what there is.",
        405: f"{request.method} is not for this path: /api/docs says what is.",
    }
    told = _NO_JSON if error.detail == _THEIRS else f"The form cannot be read: {error.detail}."
    return error_response(request.url.path, error.status_code, said.get(error.status_code, told), headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> Response:
    _log.error("a request to %s failed", request.url.path, exc_info=error)
    return error_response(request.url.path, 500, UNEXPECTED)


def _openai(request: Request) -> bool:
    return request.url.path.startswith("/v1/")
