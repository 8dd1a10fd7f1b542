"""Written answers: a model writes from excerpts, and every sentence is checked against them before it counts.

What cannot be verified is flagged or dropped, and an answer of which nothing was verified is a refusal: whether the
sources answer a question shows in what could be written from them, better than in asking the model beforehand.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.evidence import Candidate
from rag.answer.judge import Judge
from rag.answer.marks import SentenceStream
from rag.answer.prompts import WRITER, WRITER_QUESTION
from rag.answer.sources import excerpts, excerpts_text
from rag.answer.verify import verify
from rag.ingest.passages import estimate_tokens
from rag.llm.chat import ChatModel, Message
from rag.model import REFUSAL, Citation, Quote, Sentence

OnUnverified = Literal["flag", "drop"]
#: Tokens of the chat's own marks around the messages.
_TEMPLATE_TOKENS = 30


@dataclass(frozen=True, slots=True)
class Writing:
    """How answers are written. ``context`` is the most tokens of a prompt, ``judge`` is None for rules alone."""

    model: ChatModel
    context: int
    max_tokens: int
    judge: Judge | None
    on_unverified: OnUnverified = "flag"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text as the model writes it."""

    text: str


def write(
    question: str, candidates: Sequence[Candidate], writing: Writing, stop: threading.Event | None = None
) -> Iterator[Piece | Sentence]:
    """Write an answer from the ranked sentences of the archive.

    Args:
        question: stands alone.
        candidates: sentences, the best first.
        writing: the model and its limits.
        stop: ends the model's work when set.

    Yields:
        Pieces of text as they come, and each sentence once it is complete and checked. A refusal yields no sentence.

    Raises:
        LlmError: the model failed; the sentences before stay valid.
    """
    fixed = estimate_tokens(WRITER) + estimate_tokens(question) + _TEMPLATE_TOKENS
    sources = excerpts(candidates, writing.context - fixed)
    messages: list[Message] = [
        {"role": "system", "content": WRITER},
        {"role": "user", "content": WRITER_QUESTION.substitute(excerpts=excerpts_text(sources), question=question)},
    ]
    numbering = Numbering()
    yield from checked(question, sources, writing, messages, numbering, stop)


class Numbering:
    """Gives each quote of an answer its number, from 1; the same quote keeps it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], int] = {}

    def cite(self, quote: Quote) -> Citation:
        """The quote as a citation."""
        key = (quote.article.id, quote.start, quote.end)
        return Citation(quote.article, quote.start, quote.end, self._known.setdefault(key, len(self._known) + 1))


def checked(
    question: str | None,
    sources: Sequence[Quote],
    writing: Writing,
    messages: list[Message],
    numbering: Numbering,
    stop: threading.Event | None,
) -> Iterator[Piece | Sentence]:
    """Let the model write, and check each sentence against ``sources`` as it completes."""
    stream = SentenceStream()
    reply = writing.model.stream(messages, max_tokens=writing.max_tokens, stop=stop)
    try:
        for piece in reply:
            yield Piece(piece)
            for text in stream.feed(piece):
                yield from _judged(text, question, sources, writing, numbering)
        for text in stream.finish():
            yield from _judged(text, question, sources, writing, numbering)
    finally:
        close = getattr(reply, "close", None)
        if close is not None:
            close()


def _judged(
    text: str, question: str | None, sources: Sequence[Quote], writing: Writing, numbering: Numbering
) -> Iterator[Sentence]:
    if is_refusal(text):
        return
    sentence = check_sentence(text, question, sources, writing.judge, numbering)
    if sentence.verified or writing.on_unverified == "flag":
        yield sentence


def check_sentence(
    text: str, question: str | None, sources: Sequence[Quote], judge: Judge | None, numbering: Numbering
) -> Sentence:
    """Check one sentence: by the rules, then by the judge where the rules let it pass."""
    heads = [_head(source) for source in sources]
    texts = [head + source.quote for head, source in zip(heads, sources, strict=True)]
    verdict = verify(_plain(text), texts, question=question)
    if not verdict.verified:
        return Sentence(text, False, reason=verdict.reason)
    quotes = [
        Quote(source.article, source.start + max(0, at.start - len(heads[at.source])), end)
        for at in verdict.support
        for source in (sources[at.source],)
        if (end := source.start + at.end - len(heads[at.source])) > source.start
    ]
    if not quotes:
        return Sentence(text, False, reason="Only a headline says this.")
    if judge is not None and question is not None and not judge.accepts(question, text, quotes):
        return Sentence(text, False, reason="The sources do not say that this answers the question.")
    return Sentence(text, True, tuple(numbering.cite(quote) for quote in dict.fromkeys(quotes)))


def _head(source: Quote) -> str:
    """The headline and day of an excerpt's article: what its sentences speak of, but nothing that may be cited."""
    day = source.article.day
    parts = [source.article.title.strip().rstrip("."), f"{day.day} {day:%B %Y}" if day else ""]
    head = " (".join(part for part in parts if part) + (")" if day and parts[0] else "")
    return f"{head}.\n" if head else ""


def _plain(text: str) -> str:
    """A sentence with its abbreviations as articles write them: models put a blank into "U.S."."""
    return re.sub(r"\b([A-Z])\. (?=[A-Z]\.)", r"\1.", text)


def is_refusal(text: str) -> bool:
    """Whether a written sentence only says that the archive does not answer."""
    return REFUSAL.rstrip(".").lower() in text.lower()
