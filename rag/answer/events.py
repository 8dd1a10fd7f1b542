"""What a streamed answer is made of, in the order in which it comes."""

from __future__ import annotations

from dataclasses import dataclass

from rag.model import Answer, Evidence, Sentence


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The quotes, before any model is asked. ``question`` is the stand-alone form that was looked for."""

    question: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TextWritten:
    """The next piece of the answer as the model writes it, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A sentence of the answer with its verdict and citations."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """The whole answer; always the last event."""

    answer: Answer


AnswerEvent = EvidenceFound | TextWritten | SentenceChecked | AnswerDone
