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
from rag.answer.evidence import across_languages
from rag.answer.excerpts import excerpts, excerpts_text
from rag.answer.judge import Judge
from rag.answer.prompts import ANSWER_IN, ASKED_ON, MAX_QUESTION_TOKENS, WRITER, WRITER_QUESTION, cut
from rag.answer.reader import EvidenceReader, Reader, Reading
from rag.answer.reader.differences import differing
from rag.answer.reader.lead_in import leans, with_lead_in
from rag.llm.chat import ChatModel, Message
from rag.model import Quote, Sentence
from rag.text.language import language_name
from rag.text.passages import estimate_tokens
from rag.text.terms import likely_language

OnUnverified = Literal["flag", "drop"]
#: When an answer is written from the sentences that were picked.
When = Literal["always", "auto", "never"]
#: A sentence longer than this, in characters, is not left to answer as it stands.
_LONGEST_LEFT = 400
#: Tokens of the chat's own marks around the messages.
_TEMPLATE_TOKENS = 30
#: What a whole sentence ends with.
_ENDS = tuple(".!?…。！？।؟\"'”’»)")


@dataclass(frozen=True, slots=True)
class WriterContext:
    """How answers are read and written. ``context`` is the most tokens of a prompt, ``judge`` None for rules alone.

    ``reader`` says which sentences answer; ``when`` the answer is then written: always, never, or where the sentence
    does not say it all by itself. ``stories`` gives the articles that are copies of one story, by their ids, the same
    number.
    """

    model: ChatModel
    context: int
    max_tokens: int
    judge: Judge | None
    on_unverified: OnUnverified = "flag"
    stories: Mapping[str, int] = field(default_factory=dict)
    reader: Reader = field(default_factory=EvidenceReader)
    when: When = "always"

    def wanted(self, question: str, picks: Sequence[Reading]) -> bool:
        """Whether an answer is to be written from these sentences, or they are the answer as they stand."""
        if shows_two(question, picks):
            return False
        if self.when == "auto":
            return len(picks) > 1 or not says_it_all(question, picks[0])
        return self.when == "always"

    @property
    def compares(self) -> bool:
        """Whether what is written from several articles can decide: it is written, and a judge checks it."""
        return self.judge is not None and self.when != "never"


def shows_two(question: str, picks: Sequence[Reading]) -> bool:
    """Whether picked sentences differ, or one takes back what another says: both are the answer as they stand, for
    written in one sentence one of the two would be lost."""
    return differing(question, picks) is not None or any(pick.beside for pick in picks)


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A piece of text as the model writes it."""

    text: str


def write(
    question: str,
    picks: Sequence[Reading],
    writing: WriterContext,
    stop: threading.Event | None = None,
    now: date | None = None,
) -> Iterator[TextChunk | Proposed | Sentence]:
    """Write an answer from the sentences that were picked.

    Args:
        question: stands alone.
        picks: the sentences that answer, the surest first.
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
    if (language := _language_to_name(question, picks)) is not None:
        asked = ANSWER_IN.substitute(question=asked, language=language)
    fixed = estimate_tokens(WRITER) + estimate_tokens(asked) + _TEMPLATE_TOKENS
    sources = excerpts([pick.candidate for pick in picks], writing.context - fixed)
    messages: list[Message] = [
        {"role": "system", "content": WRITER},
        {"role": "user", "content": WRITER_QUESTION.substitute(excerpts=excerpts_text(sources), question=asked)},
    ]
    yield from checked(question, sources, writing, messages, stop, picks)


def _language_to_name(question: str, picks: Sequence[Reading]) -> str | None:
    """The question's language, where the writer is to be told: it is not English, or that of an article is another."""
    language = likely_language(question)
    if language == "en" and not any(across_languages(question, pick.candidate.article) for pick in picks):
        return None
    return language_name(language)


def says_it_all(question: str, pick: Reading) -> bool:
    """Whether a picked sentence can stand as the answer: not too long, in the question's language, naming its subject
    or with the sentence before it that does.

    What a small model makes of one such sentence is worse than the sentence: see docs/decisions/09-written-answers.md.
    """
    candidate = pick.candidate
    if len(candidate.text) > _LONGEST_LEFT or across_languages(question, candidate.article):
        return False
    return not leans(candidate) or with_lead_in(candidate) != candidate.span


def checked(
    question: str | None,
    sources: Sequence[Quote],
    writing: WriterContext,
    messages: list[Message],
    stop: threading.Event | None,
    picks: Sequence[Reading] = (),
) -> Iterator[TextChunk | Proposed | Sentence]:
    """Let the model write, and check each sentence against ``sources`` as it completes.

    Args:
        question: what the judge is asked about; None where there is none, and the rules decide alone.
        sources: what the model was given.
        writing: the model and how it is checked.
        messages: the prompt.
        stop: ends the model's work when set.
        picks: the sentences that were read and found to answer.
    """
    stream = SentenceStream()
    written: set[str] = set()
    flag = writing.on_unverified == "flag"
    check = Checking(question, sources, writing.judge, flag=flag, stop=stop, stories=writing.stories, picks=picks)
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
