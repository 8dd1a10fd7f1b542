"""Questions and summaries: the whole answer as JSON, or its events as they come."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from rag import (
    Answer,
    AnswerDone,
    AnswerEvent,
    Archive,
    EvidenceFound,
    Progress,
    SentenceChecked,
    SentenceProposed,
    SentenceRead,
    TextWritten,
    UsageError,
    Waiting,
    schema,
)
from ui.api.errors import told_of
from ui.api.parts import BEGUN, JSON_ONLY, TheArchive, TheJobs, TheRunning, begun_job, said
from ui.shared.access import needs

T = TypeVar("T")

EVENTS = "text/event-stream"
#: A stream in which nothing comes for so long sends a comment: proxies cut what is silent.
_SILENCE_SECONDS = 10.0

_SHAPES: dict[type, tuple[str, type[schema.Shape]]] = {
    EvidenceFound: ("evidence_found", schema.EvidenceFoundOut),
    Waiting: ("waiting", schema.WaitingOut),
    SentenceRead: ("sentence_read", schema.SentenceReadOut),
    TextWritten: ("text_written", schema.TextWrittenOut),
    SentenceProposed: ("sentence_proposed", schema.SentenceProposedOut),
    SentenceChecked: ("sentence_checked", schema.SentenceCheckedOut),
    AnswerDone: ("answer_done", schema.AnswerDoneOut),
}
_EVENT = {
    "type": "object",
    "description": "An event: its name, and the JSON of the model of that name.",
    "required": ["event", "data"],
    "properties": {
        "event": {"type": "string", "enum": [*(name for name, _ in _SHAPES.values()), "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_ASKED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, or its events: each an `event:` with its name and a `data:` with its JSON.",
        "content": {EVENTS: {"schema": _EVENT}},
    }
}

router = APIRouter(tags=["asking"], dependencies=[JSON_ONLY])


@router.post("/api/ask", response_model=schema.AnswerOut, responses=_ASKED)
@needs("read")
async def ask(asked: schema.AskIn, request: Request, archive: TheArchive, running: TheRunning) -> Response:
    """Answer a question; every sentence comes with its quote. A refusal is an answer.

    With `"stream": true`, or with `Accept: text/event-stream`, the answer's events come one after the other.
    """

    def work(stop: threading.Event) -> Iterator[AnswerEvent]:
        return answering(archive, asked, stop)

    if asked.stream or EVENTS in request.headers.get("accept", ""):
        running.must_have_room()
        return event_stream(_as_sent(await begun(running.events(work))))
    done = await running.last(request, work)
    return said(schema.AnswerOut.of(done.answer)) if isinstance(done, AnswerDone) else gone()


@router.post("/api/summarize", response_model=schema.AnswerOut, responses=BEGUN)
@needs("read")
async def summarize(
    asked: schema.SummarizeIn, request: Request, archive: TheArchive, running: TheRunning, jobs: TheJobs
) -> Response:
    """Summarise an article or a topic; every sentence is cited. With `"background": true` it is a job."""
    what: dict[str, Any] = {"query": asked.query, "filters": asked.filters.filters(), "sentences": asked.sentences}

    def in_background(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
        return schema.AnswerOut.of(archive.summarize(asked.article_id, progress=progress, stop=stop, **what))

    if asked.background:
        return begun_job(jobs.begin(in_background))

    def work(stop: threading.Event) -> Iterator[Answer]:
        yield archive.summarize(asked.article_id, stop=stop, **what)

    summary = await running.last(request, work)
    return said(schema.AnswerOut.of(summary)) if summary is not None else gone()


def answering(archive: Archive, asked: schema.AskIn, stop: threading.Event) -> Iterator[AnswerEvent]:
    """The events of an answer, of a follow-up in the light of the turns before it."""
    question, filters = asked.question.strip(), asked.filters.filters()
    if not question:
        raise UsageError("the question is empty: ask something")
    how: dict[str, Any] = {"filters": filters, "now": asked.now, "read_dates": asked.read_dates}
    if not asked.turns:
        return archive.stream(question, stop=stop, **how)
    turns = [(turn.question, turn.answer) for turn in asked.turns]
    return archive.conversation(turns=turns, **how).stream(question, stop=stop)


async def begun(events: AsyncIterator[T]) -> AsyncIterator[T]:
    """The same events, of which the first has come: what goes wrong before it is told by the status.

    Raises:
        DatelineError: of the engine.
    """
    first = await anext(events)

    async def all_of_them() -> AsyncIterator[T]:
        try:
            yield first
            async for event in events:
                yield event
        finally:
            await events.aclose()  # type: ignore[attr-defined]

    return all_of_them()


def event_stream(sent: AsyncIterator[str]) -> Response:
    """Server-sent events, which nothing on the way is to hold back or keep."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(with_comments(sent), media_type=EVENTS, headers=headers)


def gone() -> Response:
    """What is said to a client that has gone: nobody hears it."""
    return Response(status_code=499)


async def with_comments(sent: AsyncIterator[str], silence: float = _SILENCE_SECONDS) -> AsyncIterator[str]:
    """The same, with a comment wherever nothing has come for a while."""
    pending: asyncio.Future[str] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(anext(sent))
            await asyncio.wait([pending], timeout=silence)
            if not pending.done():
                yield ": still working\n\n"
                continue
            try:
                piece = pending.result()
            except StopAsyncIteration:
                return
            pending = None
            yield piece
    finally:
        if pending is not None:
            pending.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await pending
        await sent.aclose()  # type: ignore[attr-defined]


async def _as_sent(events: AsyncIterator[AnswerEvent]) -> AsyncIterator[str]:
    try:
        async for event in events:
            name, shape = _SHAPES[type(event)]
            yield sent_event(name, shape.of(event))
    except Exception as error:  # noqa: BLE001 - the status has been sent: the stream's end says what happened
        yield sent_event("error", told_of(error))
    finally:
        await events.aclose()  # type: ignore[attr-defined]


def sent_event(name: str, value: schema.Shape) -> str:
    """An event as it is sent; JSON has no line ends."""
    return f"event: {name}\ndata: {schema.to_json(value)}\n\n"
