"""The longest question that is read whole, and what is said where one was longer."""

from __future__ import annotations

from dataclasses import replace

from rag.model import MAX_QUESTION_CHARS, Answer
from rag.text.lines import squeezed, whole_letters

_CUT = f"Only the first {MAX_QUESTION_CHARS:,} characters of the question were read."


def cut_question(question: str) -> tuple[str, str | None]:
    """A question as it is read, without blanks around it, and the sentence for the reader where that is not all.

    Marks alone ("???") ask nothing: they are as good as an empty question.
    """
    whole = whole_letters(question).strip()
    if not squeezed(whole):
        return "", None
    return whole[:MAX_QUESTION_CHARS].strip(), _CUT if len(whole) > MAX_QUESTION_CHARS else None


def with_notice(answer: Answer, said: str | None) -> Answer:
    """The answer with a sentence before its notice; itself where there is none."""
    return replace(answer, notice=" ".join(filter(None, (said, answer.notice)))) if said else answer
