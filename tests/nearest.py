"""What an answer says first, and answers of a reader that is content with less than it should be."""

from __future__ import annotations

from dataclasses import replace

from rag import Archive
from rag.answer.answering import find
from rag.answer.reader.logistic import calibration
from rag.model import Answer, Filters


def said_first(answer: Answer) -> str:
    """The words that come first; without a model many right sentences are only offered as possible answers."""
    assert answer.outcome != "none", "refused"
    if answer.answered:
        return answer.sentences[0].citations[0].quote
    return answer.evidence[0].quote


def surely(archive: Archive, question: str) -> Answer:
    """An answer with citations, though little speaks for it, as in small archives without a model."""
    answers = archive._answers
    found = find(question, answers._retriever(), Filters(), answers._sentences.embed)
    return found.answer(found.read(), replace(calibration("evidence"), answered=0.01, possible=0.005))
