"""One question's road on the page: from the engine's events to what is shown meanwhile, and the turn at the end."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rag import (
    Answer,
    AnswerDone,
    AnswerEvent,
    Coverage,
    Evidence,
    EvidenceFound,
    Filters,
    SearchCoverage,
    Sentence,
    SentenceChecked,
    SentenceProposed,
    SentenceRead,
    TextWritten,
    Waiting,
)
from ui.page.answers.html import Live, Turn
from ui.page.answers.record import RecordError, ShownSentence, evidence_of, read_record, record_of
from ui.page.ask.lacking import lacking_of
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.errors import UNEXPECTED, Failure, run_safely
from ui.page.runtime.tasks import in_thread

#: What the model writes is shown so often at most, in seconds: each time the browser draws the turn anew.
THROTTLE_SECONDS = 0.12
#: How often a pressed Stop is looked for, in seconds.
_LOOK_SECONDS = 0.05
_MARKS = re.compile(r"\s*[\[【]\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】]")


@dataclass
class AnswerStream:
    """What has come of a question so far."""

    question: str
    filters: Filters
    understood: str | None = None
    evidence: tuple[Evidence, ...] = ()
    sentences: list[Sentence] = field(default_factory=list)
    read: Sentence | None = None
    proposed: Sentence | None = None
    unchecked: str = ""
    ahead: int = 0
    answer: Answer | None = None

    def take(self, event: AnswerEvent) -> bool:
        """Take the next event; returns whether it is worth showing at once."""
        if isinstance(event, TextWritten):
            self.ahead = 0
            self.unchecked = self.unchecked + event.text
            return False
        if isinstance(event, EvidenceFound):
            self.understood, self.evidence = event.question, event.evidence
        elif isinstance(event, Waiting):
            self.ahead = event.ahead
        elif isinstance(event, SentenceRead):
            self.read = event.sentence
        elif isinstance(event, SentenceProposed):
            self.proposed = event.sentence
            self.unchecked = _after(event.sentence.text, self.unchecked)
        elif isinstance(event, SentenceChecked):
            if self.proposed is None:
                self.unchecked = _after(event.sentence.text, self.unchecked)
            self.sentences.append(event.sentence)
            self.proposed = None
        elif isinstance(event, AnswerDone):
            self.answer = event.answer
        return True

    def live(self) -> Live:
        """What to show while the answer is coming."""
        return Live(
            self.question, self.understood, evidence_of(self.evidence), tuple(map(ShownSentence.of, self.sentences)),
            ShownSentence.of(self.proposed) if self.proposed else None, _MARKS.sub("", self.unchecked), self.ahead,
            ShownSentence.of(self.read) if self.read else None,
        )  # fmt: skip

    def so_far(self) -> Answer:
        """The answer of a question that was stopped: what was checked by then, if anything held."""
        kept = tuple(self.sentences) if any(sentence.verified for sentence in self.sentences) else ()
        kept = kept or ((self.read,) if self.read else ())
        text = " ".join(item.text + "".join(f" [{cited.n}]" for cited in item.citations) for item in kept)
        return Answer(
            self.understood or self.question,
            "answered" if kept else "none",
            "written",
            text,
            kept,
            self.evidence,
            filters=self.filters,
        )


def ask(
    shelf: ArchiveCache,
    question: str,
    filters: Filters,
    before: Sequence[Turn],
    stop: threading.Event,
    *,
    read_dates: bool = True,
) -> Iterator[Live | tuple[Turn, Answer | None]]:
    """Ask a question in the light of the turns before it.

    Args:
        shelf: the archive.
        question: as its reader put it.
        filters: which articles to look at.
        before: the turns of the conversation so far, the oldest first.
        stop: set by its reader; what was checked by then is kept.
        read_dates: whether the times that the question's words name narrow it.

    Yields:
        What to show, as it comes; last the turn, with the engine's own answer where it came to its end.
    """
    said = [(turn.shown.question, turn.shown.text if turn.shown.answered else "") for turn in before if turn.shown]
    asking = AnswerStream(question, filters)
    yield asking.live()
    conversation = run_safely(lambda: shelf.archive.conversation(filters=filters, turns=said, read_dates=read_dates))
    if isinstance(conversation, Failure):
        yield Turn(question, trouble=conversation.sentence), None
        return

    def work(hand_over: Callable[[AnswerEvent], None]) -> Failure | None:
        for event in conversation.stream(question, stop=stop):
            if stop.is_set():  # an answer that ends now was cut short, and is not the whole one that it looks like
                return None
            hand_over(event)
        return Failure(UNEXPECTED)  # not looked at where the stream ended with its answer

    shown_at = 0.0
    stale = False
    for arrived in in_thread(work, stop, _LOOK_SECONDS):
        if isinstance(arrived, Failure):
            yield Turn(question, trouble=arrived.sentence), None
            return
        now = asking.take(arrived) if arrived is not None else False
        stale = stale or arrived is not None
        if asking.answer is not None:
            break
        if stale and (now or time.monotonic() - shown_at >= THROTTLE_SECONDS):
            yield asking.live()
            shown_at, stale = time.monotonic(), False
    answer = asking.answer or asking.so_far()
    yield turn_of(shelf, question, answer, stopped=asking.answer is None), asking.answer


def turn_of(shelf: ArchiveCache, question: str, answer: Answer, *, stopped: bool = False) -> Turn:
    """The turn of an answer, with its record."""
    coverage = run_safely(lambda: shelf.archive.coverage(answer.filters))
    on_it = _on_it(shelf, answer) if answer.outcome == "none" and not stopped else None
    record = record_of(
        answer,
        coverage if isinstance(coverage, Coverage) else Coverage(0),
        stopped=stopped,
        absent_names=on_it.absent_names if on_it else (),
        lacking=lacking_of(on_it) if on_it and answer.archive_result is None else None,
    )
    try:
        return Turn(question, read_record(record), record)
    except RecordError:
        return Turn(question, trouble=UNEXPECTED)


def _after(sentence: str, written: str) -> str:
    """What was written after a sentence that has been checked; nothing where its words are not found."""
    plain = _MARKS.sub("", written)
    place = plain.find(sentence)
    return plain[place + len(sentence) :] if place >= 0 else ""


def _on_it(shelf: ArchiveCache, answer: Answer) -> SearchCoverage | None:
    """What the archive has on a question; None where that cannot be told."""
    found = run_safely(lambda: shelf.archive.coverage_of(answer.question, filters=answer.filters))
    return found if isinstance(found, SearchCoverage) else None
