"""Written answers: a model writes from excerpts, and every sentence is checked against them before it counts.

What cannot be verified is flagged or dropped, and an answer of which nothing was verified is a refusal: whether the
sources answer a question shows in what could be written from them, better than in asking the model beforehand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rag.answer.checking import Checking, Proposed
from rag.answer.citation_marks import SentenceStream
from rag.answer.evidence import Candidate
from rag.answer.excerpts import excerpts, excerpts_text
from rag.answer.judge import Judge
from rag.answer.prompts import ASKED_ON, MAX_QUESTION_TOKENS, WRITER, WRITER_QUESTION, cut
from rag.answer.quote_fallback import FIRST
from rag.llm.chat import ChatModel, Message
from rag.model import Quote, Sentence
from rag.text.passages import estimate_tokens

OnUnverified = Literal["flag", "drop"]
#: Tokens of the chat's own marks around the messages.
_TEMPLATE_TOKENS = 30
#: What a whole sentence ends with.
_ENDS = tuple(".!?…。！？।؟\"'”’»)")


@dataclass(frozen=True, slots=True)
class WriterContext:
    """How answers are written. ``context`` is the most tokens of a prompt, ``judge`` is None for rules alone.

    ``stories`` gives the articles that are copies of one story, by their ids, the same number.
    """

    model: ChatModel
    context: int
    max_tokens: int
    judge: Judge | None
    on_unverified: OnUnverified = "flag"
    stories: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A piece of text as the model writes it."""

    text: str


def write(
    question: str,
    candidates: Sequence[Candidate],
    writing: WriterContext,
    stop: threading.Event | None = None,
    now: date | None = None,
) -> Iterator[TextChunk | Proposed | Sentence]:
    """Write an answer from the ranked sentences of the archive.

    Args:
        question: stands alone.
        candidates: sentences, the best first.
        writing: the model and its limits.
        stop: ends the model's work when set.
        now: the day on which it is asked; the model is told, where it is known.

    Yields:
        Pieces of text as they come, and each sentence once it is complete and checked; before it, where a judge is
        still to be asked, what the rules say. A refusal yields no sentence.

    Raises:
        LlmError: the model failed; the sentences before stay valid.
    """
    asked = cut(question, MAX_QUESTION_TOKENS)
    if now is not None:
        asked = ASKED_ON.substitute(question=asked, day=now.isoformat())
    fixed = estimate_tokens(WRITER) + estimate_tokens(asked) + _TEMPLATE_TOKENS
    sources = excerpts(candidates, writing.context - fixed)
    messages: list[Message] = [
        {"role": "system", "content": WRITER},
        {"role": "user", "content": WRITER_QUESTION.substitute(excerpts=excerpts_text(sources), question=asked)},
    ]
    ranked = [Quote(best.article, best.span.start, best.span.end) for best in candidates[:FIRST]]
    yield from checked(question, sources, writing, messages, stop, ranked)


def checked(
    question: str | None,
    sources: Sequence[Quote],
    writing: WriterContext,
    messages: list[Message],
    stop: threading.Event | None,
    ranked: Sequence[Quote] = (),
) -> Iterator[TextChunk | Proposed | Sentence]:
    """Let the model write, and check each sentence against ``sources`` as it completes.

    Args:
        question: what the judge is asked about; None where there is none, and the rules decide alone.
        sources: what the model was given.
        writing: the model and how it is checked.
        messages: the prompt.
        stop: ends the model's work when set.
        ranked: sentences that may stand in for a written one that does not hold, the best first.
    """
    stream = SentenceStream()
    written: set[str] = set()
    flag = writing.on_unverified == "flag"
    check = Checking(question, sources, writing.judge, flag=flag, stop=stop, stories=writing.stories, ranked=ranked)
    reply = writing.model.stream(messages, max_tokens=writing.max_tokens, stop=stop)
    try:
        for piece in reply:
            yield TextChunk(piece)
            for text in stream.feed(piece):
                if text in written:  # a small model that repeats itself goes on doing so
                    return
                written.add(text)
                yield from check.sentence(text)
        left = stream.finish()
        if left and getattr(reply, "finish", None) in ("length", "stopped") and not left[-1].endswith(_ENDS):
            left.pop()  # cut off in the middle: half a sentence says something else than the whole
        for text in left:
            if text not in written:
                yield from check.sentence(text)
    finally:
        close = getattr(reply, "close", None)
        if close is not None:
            close()
