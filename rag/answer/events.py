"""What a streamed answer is made of, in the order in which it comes."""

from __future__ import annotations

from dataclasses import dataclass

from rag.model import Answer, Evidence, Sentence


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The quotes, before any model is asked. ``question`` is the stand-alone form that was looked for.

    In a conversation it may come twice: once for the form found by simple means, and once for the model's.
    """

    question: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The local model writes one answer at a time: ``ahead`` of them come before this one. 0: its turn has come."""

    ahead: int


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """A sentence of the archive of which the reader is sure; what is written from it may follow, and take its place."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class TextWritten:
    """The next piece of the answer as the model writes it, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceProposed:
    """A sentence that the rules accept, with its citations; the judge is asked, and its :class:`SentenceChecked`, or
    the end of the answer, follows."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A sentence of the answer with its verdict and citations."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """The whole answer; always the last event."""

    answer: Answer


AnswerEvent = EvidenceFound | Waiting | SentenceRead | TextWritten | SentenceProposed | SentenceChecked | AnswerDone
