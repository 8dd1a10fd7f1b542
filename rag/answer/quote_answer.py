"""An answer of the archive's own sentences: those that the reader picked, or the nearest ones where it picked none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.answer.citation_marks import with_marks
from rag.answer.reader import Calibration, Reading, outcome_of, picked
from rag.answer.reader.differences import differences_said
from rag.answer.reader.lead_in import with_lead_in
from rag.answer.reader.withdrawals import withdrawals_said
from rag.errors import LlmError
from rag.model import POSSIBLE, REFUSAL, Answer, Citation, Evidence, Filters, Mode, Sentence, Span

#: So much evidence is shown.
EVIDENCE = 5


def quotes_instead(error: LlmError, what: str = "answer") -> str:
    """The sentence that says why a reader gets quotes and no written answer (or summary)."""
    return f"The {what} is made of quotes, because {str(error).rstrip('.')}."


def evidence_alone(error: LlmError) -> str:
    """The sentence that says why the reader of the settings had no say in an answer of quotes."""
    return f"Which sentences answer was told by the evidence alone, because {str(error).rstrip('.')}."


def answer_with_quotes(
    question: str,
    readings: Sequence[Reading],
    calibration: Calibration,
    *,
    filters: Filters,
    undated: int,
    timings: Mapping[str, float],
    mode: Mode = "quotes",
) -> Answer:
    """Make the answer to a question of the sentences that were read.

    Args:
        question: the question.
        readings: of sentences, the likeliest first.
        calibration: from which probability on a sentence counts as an answer, and as a possible one.
        filters: the filters in force.
        undated: how many articles a date filter left out because they carry no date.
        timings: seconds by step, for the record.
        mode: how an answer was to be made.
    """
    evidence = tuple(evidence_of(reading) for reading in readings[:EVIDENCE])
    outcome = outcome_of(readings, calibration)
    picks = picked(question, readings, calibration)
    sentences = tuple(Sentence(_one_line(citation.quote), True, (citation,)) for citation in citations_of(picks))
    return Answer(
        question=question,
        outcome=outcome,
        mode=mode,
        text=with_marks(sentences) or (POSSIBLE if outcome == "possible" else REFUSAL),
        sentences=sentences,
        evidence=evidence,
        timings=timings,
        filters=filters,
        undated=undated,
        notice=notice_of(evidence, filters, undated, _said_of_two(question, picks, readings)),
        confidence=_rounded(readings[0].probability) if readings else None,
    )


def _said_of_two(question: str, picks: Sequence[Reading], readings: Sequence[Reading]) -> str | None:
    """What is said of two sentences of which a reader should not see one alone."""
    return withdrawals_said(picks or readings[:EVIDENCE]) or differences_said(question, picks)


def evidence_of(reading: Reading) -> Evidence:
    """A sentence as it is shown, with how surely it answers and where."""
    candidate, (start, end) = reading.candidate, _place_of(reading)
    return Evidence(
        candidate.article,
        candidate.span.start,
        candidate.span.end,
        round(candidate.score, 4),
        confidence=_rounded(reading.probability),
        answer_start=start,
        answer_end=end,
    )


def citations_of(picks: Sequence[Reading]) -> list[Citation]:
    """The picked sentences as the numbered citations of an answer, each with the one before it where it leans on that.

    No words stand in two of them: a sentence that an earlier one was shown with is not shown again.
    """
    citations: list[Citation] = []
    for reading in picks:
        candidate, (start, end) = reading.candidate, _place_of(reading)
        shown = [Span(one.start, one.end) for one in citations if one.article.id == candidate.article.id]
        if any(_overlap(candidate.span, one) for one in shown):
            continue
        span = with_lead_in(candidate)
        if any(_overlap(span, one) for one in shown):
            span = candidate.span
        citations.append(
            Citation(candidate.article, span.start, span.end, len(citations) + 1, answer_start=start, answer_end=end)
        )
    return citations


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _place_of(reading: Reading) -> tuple[int | None, int | None]:
    return (reading.place.start, reading.place.end) if reading.place else (None, None)


def _rounded(probability: float) -> float:
    return round(probability, 4)


def _one_line(quote: str) -> str:
    return re.sub(r"\s+", " ", quote)


def notice_of(
    evidence: Sequence[Evidence], filters: Filters, undated: int, said_of_two: str | None = None
) -> str | None:
    """What a reader should know beside the answer, or None."""
    parts = [said_of_two] if said_of_two else []
    if undated:
        parts.append(undated_said(undated))
    if not evidence:
        parts.append("No article passes the filters." if filters else "Nothing in the archive comes near the question.")
    return " ".join(parts) or None


def undated_said(undated: int) -> str:
    """The sentence that says how many articles a date filter left out as they carry no date."""
    articles = "1 article carries" if undated == 1 else f"{undated} articles carry"
    return f"{articles} no date and so passed no date filter."
