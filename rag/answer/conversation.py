"""Conversation: a follow-up question is made to stand alone before anything is looked for.

On a question about the archive it is that one with what it changes ("And in October?"), read as exactly as the first.
With a model it is asked to rewrite; without one, by simple means: names for pronouns, and what "and …?" leaves out.
The quotes that simple means find are given at once, for they cost no model's time.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer.answering import last_answer
from rag.answer.asked.kinds import specifics
from rag.answer.citation_marks import without_marks
from rag.answer.events import AnswerDone, AnswerEvent, EvidenceFound
from rag.answer.leaning import CONTINUES, leans_on_turns, means_a_person, means_a_thing
from rag.answer.prompts import MAX_QUESTION_TOKENS, STANDALONE, STANDALONE_TURNS, cut
from rag.errors import LlmError
from rag.llm.chat import ChatModel, Message
from rag.model import Answer
from rag.text.attribution import persons_in
from rag.text.dates.time_in_question import time_in_question, with_year_of
from rag.text.lines import whole_letters
from rag.text.query.plain_or_operators import has_operators
from rag.text.terms import is_function_word, likely_language
from rag.text.wordlists import listed

#: So many turns are looked back at.
TURNS = 3
_STANDALONE_TOKENS = 60
#: A rewritten question may be so much longer than the follow-up; a longer one is the model's own talk.
_MAX_STANDALONE_CHARS = 400

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: What a question may have that only asks ("And when exactly?", "Wann ist das passiert?"), beside function words.
_ONLY_ASKS = listed(
    """exactly precisely long often far soon happen happened happening occur occurred
    wann genau lange oft weit bald passiert passierte geschah geschehen
    exactement longtemps souvent passé arrivé exactamente tiempo pasó ocurrió
    саме точно довго сталося відбулося трапилося именно долго случилось произошло"""
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was understood, and the answer's text (empty for a refusal)."""

    question: str
    answer: str


class Conversation:
    """Questions one after another. ``answer.question`` is the stand-alone form that was looked for."""

    def __init__(
        self,
        stream: Callable[[str, threading.Event | None], Iterator[AnswerEvent]],
        model: ChatModel | None,
        turns: Iterable[tuple[str, str]] = (),
        now: date | None = None,
        changed: Callable[[str, str], str | None] | None = None,
    ) -> None:
        """Args:
        stream: answers a question that stands alone, as events; ends when the event given with it is set.
        model: rewrites follow-ups; by simple means where None.
        turns: questions in their stand-alone form, each with its answer's text (empty for a refusal), of an earlier
            conversation that is gone on with; follow-ups that ``changed`` understands need not stand alone.
        now: the day it is held on; where None the times that questions name are words like any other.
        changed: the question before, which is told second, with what the follow-up, told first, changes in it; None
            where they are no such questions. No model is asked then.
        """
        self._now = now
        self._changed = changed
        self._stream = stream
        self._model = model
        self.turns: list[Turn] = []
        for question, answer in turns:
            asked = whole_letters(question)
            self.turns.append(Turn(self._change(asked) or asked, whole_letters(answer)))

    def ask(self, question: str) -> Answer:
        """Answer a question in the light of those before."""
        return last_answer(self.stream(question))

    def stream(self, question: str, *, stop: threading.Event | None = None) -> Iterator[AnswerEvent]:
        """Answer a question in the light of those before, as events.

        Where a model has to make the question stand alone, the quotes for the simple form come first, and those for
        the model's form after them.

        Args:
            question: as the reader put it.
            stop: ends the model's work when set.
        """
        question = whole_letters(question)
        if self.turns and leans_on_turns(question):
            question = self._in_its_year(question)
        told = self._change(question)
        simple = told or standalone(question, self.turns, None, now=self._now)
        events = self._stream(simple, stop)
        if told is None and self._model is not None and self.turns and leans_on_turns(question):
            for event in events:
                yield event
                if isinstance(event, EvidenceFound):
                    break
            understood = standalone(question, self.turns, self._model, stop, self._now)
            if understood != simple and not (stop is not None and stop.is_set()):
                events = self._stream(understood, stop)
        for event in events:
            if isinstance(event, AnswerDone):
                answer = event.answer
                self.turns.append(Turn(answer.question, answer.text if answer.answered else ""))
            yield event

    def _in_its_year(self, question: str) -> str:
        """A follow-up with the year that is gone on with."""
        before = self.turns[-1].question
        if self._now is None:
            return question
        return with_year_of(question, before, language=likely_language(before), now=self._now)

    def _change(self, question: str) -> str | None:
        return self._changed(question, self.turns[-1].question) if self._changed and self.turns else None


def standalone(
    question: str,
    turns: Sequence[Turn],
    model: ChatModel | None,
    stop: threading.Event | None = None,
    now: date | None = None,
) -> str:
    """The question so that it can be understood without the conversation; itself where it can already.

    A model that fails is passed over: the simple means stay.
    """
    if not turns or has_operators(question) or not leans_on_turns(question):
        return question
    if model is not None:
        try:
            rewritten = _rewritten(question, turns, model, stop)
        except LlmError:
            rewritten = None
        if rewritten:
            return rewritten
    return with_subject(question, turns[-1], now)


def with_subject(question: str, before: Turn, now: date | None = None) -> str:
    """The question with what it leans on put behind it: a person for "him", else the names, or else the words, of the
    question before; all of its words behind a question that only asks ("And when?").

    Search looks at words and meaning, not at grammar: "And when will it close? (St Odo's maternity ward)" finds what
    "When will St Odo's maternity ward close?" would. Where ``now``, the day it is asked on, is told, the time that the
    question before names is gone on with in its own words, unless the question names another.
    """
    time = _time_words(before.question, now)
    asked_before = before.question
    for words in time:
        asked_before = asked_before.replace(words, " ")
    bare = CONTINUES.sub("", question).strip() or question.strip()
    bare = bare[:1].upper() + bare[1:]
    person = person_of(before) if means_a_person(question) else None
    if person is not None and not means_a_thing(question):
        subjects = person.split()
    else:
        subjects = [*(person.split() if person else ()), *specifics(asked_before)]
    if not subjects or (person is None and _only_asks(bare, (likely_language(bare), likely_language(before.question)))):
        language = likely_language(before.question)
        subjects = [word for word in _WORD.findall(asked_before) if not is_function_word(word, language)]
    subjects = [re.sub(r"['’]s?$", "", word) for word in dict.fromkeys(subjects)]
    subjects += () if _time_words(question, now) else time
    missing = [word for word in subjects if word.lower() not in bare.lower()]
    return f"{bare} ({' '.join(missing)})" if missing else bare


def _only_asks(question: str, languages: Sequence[str]) -> bool:
    """Whether a question has nothing but what asks: it asks of all that the question before tells."""
    return all(
        word in _ONLY_ASKS or any(is_function_word(word, language) for language in languages)
        for word in _WORD.findall(question.lower())
    )


def _time_words(question: str, now: date | None) -> tuple[str, ...]:
    if now is None:
        return ()
    said = time_in_question(question, language=likely_language(question), now=now)
    return said.from_words if said else ()


def person_of(turn: Turn) -> str | None:
    """The person whom a turn is about: named in the question, else in the answer's first sentences; None for nobody."""
    for text in (turn.question, without_marks(turn.answer)):
        if text and (names := persons_in(text, likely_language(text))):
            return names[0]
    return None


def _rewritten(question: str, turns: Sequence[Turn], model: ChatModel, stop: threading.Event | None) -> str | None:
    talk = "\n".join(f"Reader: {turn.question}\nAnswer: {turn.answer[:300]}" for turn in turns[-TURNS:])
    asked = cut(question, MAX_QUESTION_TOKENS)
    messages: list[Message] = [
        {"role": "system", "content": STANDALONE},
        {"role": "user", "content": STANDALONE_TURNS.substitute(turns=talk, question=asked)},
    ]
    reply = "".join(model.stream(messages, max_tokens=_STANDALONE_TOKENS, stop=stop)).strip().strip('"“”')
    first = reply.splitlines()[0].strip() if reply else ""
    return first if 0 < len(first) <= _MAX_STANDALONE_CHARS and re.search(r"\w", first) else None
