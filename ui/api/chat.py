"""An archive in OpenAI's form: a model by its name, which answers the last message of a chat."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from rag import Answer, AnswerDone, AnswerEvent, Archive, UsageError, schema
from ui.api.asking import EVENTS, begun, event_stream, gone
from ui.api.chat_shapes import (
    AnnotationOut,
    ChatIn,
    ChoiceOut,
    ChunkChoiceOut,
    ChunkOut,
    CompletionOut,
    DeltaOut,
    MessageIn,
    MessageOut,
    ModelOut,
    ModelsOut,
    OpenAIErrorOut,
    UrlCitationOut,
)
from ui.api.errors import DECLARED, RefusedError, told_of
from ui.api.footnotes import Mark, Written, turns_of, written
from ui.api.parts import JSON_ONLY, TheArchive, TheRunning
from ui.shared.access import needs
from ui.shared.http_errors import openai_error

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {**declared, "model": OpenAIErrorOut} for status, declared in DECLARED.items()
}
_PIECE = {"type": "object", "required": ["data"], "properties": {"data": {"type": "string"}}}
_CHAT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, or its pieces: each a `data:` with a chat.completion.chunk, last `[DONE]`.",
        "content": {EVENTS: {"schema": _PIECE}},
    }
}
#: The engine looks back at three turns.
_MOST_TURNS = 10

router = APIRouter(prefix="/v1", tags=["OpenAI's form"], responses=_ERRORS)


@router.get("/models", response_model=ModelsOut)
@needs("read")
def models(archive: TheArchive) -> ModelsOut:
    """The archive, as the one model."""
    return ModelsOut(data=[ModelOut(id=archive.path.name)])


@router.get("/models/{model}", response_model=ModelOut)
@needs("read")
def model(archive: TheArchive, model: str) -> ModelOut:
    """The archive, by its name."""
    _must_be(archive, model)
    return ModelOut(id=model)


@router.post("/chat/completions", response_model=CompletionOut, responses=_CHAT, dependencies=[JSON_ONLY])
@needs("read")
async def chat(asked: ChatIn, request: Request, archive: TheArchive, running: TheRunning) -> Response:
    """Answer the last message of a chat; every sentence has its quotes as footnotes and annotations.

    In a stream nothing is sent before it is checked, as what was sent cannot be taken back: the pieces come at the end.
    """
    _must_be(archive, asked.model)
    _must_be_answerable(asked)
    question, turns = _conversation(asked.messages)
    filters = asked.filters.filters() if asked.filters else None

    def work(stop: threading.Event) -> Iterator[AnswerEvent]:
        return archive.conversation(filters=filters, turns=turns).stream(question, stop=stop)

    head: dict[str, Any] = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": asked.model}
    where = str(request.base_url)
    if asked.stream:
        running.must_have_room()
        events = await begun(running.events(work))
        return event_stream(_pieces(events, question, head, where))
    done = await running.last(request, work)
    if not isinstance(done, AnswerDone):
        return gone()
    message = written(question, done.answer)
    choice = ChoiceOut(message=MessageOut(content=message.text, annotations=_annotations(message.marks, where)))
    return _sent(CompletionOut(**head, choices=[choice], dateline=schema.AnswerOut.of(done.answer)))


def _must_be(archive: Archive, model: str) -> None:
    if model != archive.path.name:
        shown = model[:100].encode("utf-8", "replace").decode()
        raise RefusedError(
            404, f'The model "{shown}" does not exist: the archive is "{archive.path.name}".', kind="model_not_found"
        )


def _must_be_answerable(asked: ChatIn) -> None:
    wanted = asked.response_format
    if asked.n not in (None, 1):
        raise RefusedError(400, "There is one answer to a question: leave n out.")
    if asked.tool_choice not in (None, "none", "auto"):
        raise RefusedError(400, "Tools are never called here: leave tool_choice out.")
    if wanted is not None and not (isinstance(wanted, dict) and wanted.get("type") == "text"):
        raise RefusedError(400, "Answers are text: leave response_format out. /api/ask gives an answer as JSON.")


def _conversation(messages: Sequence[MessageIn]) -> tuple[str, list[tuple[str, str]]]:
    """The question, and the turns before it.

    Raises:
        RefusedError: the last message asks nothing.
    """
    said = [(message.role, _text(message)) for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1][0] != "user" or not said[-1][1].strip():
        raise RefusedError(400, "The last message has to be the user's, with a question as its text.")
    before: list[tuple[str, str]] = []
    for role, text in said[:-1]:
        if role == "user":
            before.append((text, ""))
        elif before:
            question, earlier = before[-1]
            before[-1] = (question, f"{earlier}\n\n{text}".strip())
    return said[-1][1].strip(), turns_of(before[-_MOST_TURNS:])


def _text(message: MessageIn) -> str:
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    if any(part.type != "text" for part in message.content):
        raise RefusedError(400, "Only text is read: leave pictures, sounds and files out of the messages.")
    return "\n".join(part.text or "" for part in message.content)


def _annotations(marks: Sequence[Mark], where: str) -> list[AnnotationOut]:
    return [
        AnnotationOut(
            url_citation=UrlCitationOut(
                start_index=mark.start,
                end_index=mark.end,
                title=mark.quote.article.title,
                url=mark.quote.article.url or f"{where}api/articles/{mark.quote.article.id}",
            ),
            article_id=mark.quote.article.id,
            quote=mark.quote.quote,
            start=mark.quote.start,
            end=mark.quote.end,
        )
        for mark in marks
    ]


async def _pieces(
    events: AsyncIterator[AnswerEvent], question: str, head: dict[str, Any], where: str
) -> AsyncIterator[str]:
    answer: Answer | None = None
    yield _chunk(head, DeltaOut(role="assistant", content=""))
    try:
        async for event in events:
            if isinstance(event, AnswerDone):
                answer = event.answer
    except Exception as error:  # noqa: BLE001 - the status has been sent: the stream's end says what happened
        told = told_of(error).error
        status = 400 if isinstance(error, UsageError) else 503
        yield f"data: {json.dumps({'error': openai_error(status, told.message, told.type)})}\n\n"
        return
    finally:
        await events.aclose()  # type: ignore[attr-defined]
    if answer is not None:
        message: Written = written(question, answer)
        for piece in message.pieces:
            yield _chunk(head, DeltaOut(content=piece))
        yield _chunk(head, DeltaOut(annotations=_annotations(message.marks, where)), "stop")
    yield "data: [DONE]\n\n"


def _chunk(head: dict[str, Any], delta: DeltaOut, finish: Any = None) -> str:
    choice = ChunkChoiceOut(delta=delta, finish_reason=finish)
    shown = ChunkOut(**head, choices=[choice]).model_dump(mode="json")
    shown["choices"][0]["delta"] = delta.model_dump(mode="json", exclude_none=True)
    return f"data: {json.dumps(shown)}\n\n"


def _sent(value: BaseModel) -> Response:
    return Response(value.model_dump_json(), media_type="application/json")
