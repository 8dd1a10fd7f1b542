"""The model as judge: does the source say that this is the answer to exactly this question?

A weak model is a bad writer but a fair judge of a proposed answer: one token, whose probability separates.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.prompts import JUDGE, JUDGE_CASE, JUDGE_EXAMPLES, LONGEST_QUESTION, cut
from rag.answer.verify.hostile import reporting
from rag.ingest.passages import estimate_tokens
from rag.ingest.sentences import split_sentences
from rag.llm.chat import ChatModel, Message
from rag.llm.choose import choose_judge
from rag.llm.weights import PINNED
from rag.model import Quote
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least probabilities of yes, by how well a sentence stands already.

    Attributes:
        alone: the rules accept it, over one article.
        well_founded: the rules accept it over each of two articles or more by itself, or it is so detailed that they
            had much to compare.
        doubted: the rules did not accept it, if nearly.
    """

    alone: float
    well_founded: float
    doubted: float


#: For a model that has not been measured the middle is safe enough: there the judge only takes away what the rules have
#: accepted, and what they have not accepted it must be sure of.
DEFAULT = Thresholds(alone=0.5, well_founded=0.5, doubted=0.9)
#: The pinned model says yes readily. Of its answers to rgb-fact's 50 questions over passages and distractors, and over
#: distractors alone, these accept 38 of 41 right ones and 10 of 31 wrong ones; one threshold for all, .82, accepts 35
#: and 11. (The set's own distractors support 17 more: there it counts a true answer as unanswerable.) Long sentences
#: get less of a yes than short ones: "Rutte said that the right to self-defense …", word for word its source's, .63.
PINNED_THRESHOLDS = Thresholds(alone=0.86, well_founded=0.6, doubted=0.86)
#: Tokens of the question, the answer and the source together; with the instruction and the examples some 700.
LONGEST_CASE = 150
#: With ``verify=auto``, seconds of judging after which the rest of an answer is left to the rules. The pinned model on
#: two slow cores takes 1 to 3 seconds a sentence, and an answer has one to three.
AUTO_PATIENCE = 12.0


def thresholds_of(model: ChatModel) -> Thresholds:
    """The least probabilities of yes that count, for this model."""
    return PINNED_THRESHOLDS if PINNED.file.removesuffix(".gguf") in model.name else DEFAULT


def judge_of(settings: Settings, writer: ChatModel) -> Judge | None:
    """The judge that the settings mean; None where the rules alone are to decide.

    Args:
        settings: ``verify``, ``judge_model``.
        writer: judges too where the settings name no other model.

    Raises:
        LlmUnavailableError: the judge is a local model and its file is not there.
    """
    if settings.verify == "rules":
        return None
    model = choose_judge(settings, writer)
    return Judge(model, thresholds_of(model), AUTO_PATIENCE if settings.verify == "auto" else None)


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that is asked of the sentences which the rules accepted, or nearly did.

    Attributes:
        model: is asked.
        thresholds: the least probabilities of yes.
        patience: once the judge has worked so many seconds on an answer, the rules decide alone; None: never.
    """

    model: ChatModel
    thresholds: Thresholds = DEFAULT
    patience: float | None = None

    def accepts(
        self,
        question: str,
        answer: str,
        quotes: Sequence[Quote],
        *,
        doubted: bool = False,
        well_founded: bool = False,
        stop: threading.Event | None = None,
    ) -> bool:
        """Whether the model finds that the quotes, with the sentences around them, give this answer.

        A model that answers neither yes nor no has no say: then the rules decide.

        Args:
            question: what was asked.
            answer: the sentence.
            quotes: what it is to rest on.
            doubted: the rules did not accept it, if only just.
            well_founded: the rules accept it over several articles, each by itself, or it is detailed.
            stop: ends the model's work when set.
        """
        source = "\n".join(surroundings(quote) for quote in quotes)
        probability = self.probability(question, answer, source, stop)
        return self.decides(probability, doubted=doubted, well_founded=well_founded)

    def decides(self, probability: float | None, *, doubted: bool, well_founded: bool = False) -> bool:
        """Whether a probability of yes is enough; None leaves it to the rules."""
        if probability is None:
            return not doubted
        least = self.thresholds
        return probability >= (least.doubted if doubted else least.well_founded if well_founded else least.alone)

    def probability(self, question: str, answer: str, source: str, stop: threading.Event | None = None) -> float | None:
        """The probability of yes, in [0, 1]; None where the model says neither."""
        return self.model.probability_of_yes(_messages(question, answer, source), stop=stop)


def _messages(question: str, answer: str, source: str) -> list[Message]:
    messages: list[Message] = [{"role": "system", "content": JUDGE}]
    for example in JUDGE_EXAMPLES:
        messages.append({"role": "user", "content": _case(example.source, example.question, example.answer)})
        messages.append({"role": "assistant", "content": example.verdict})
    question, answer = cut(question, LONGEST_QUESTION), cut(answer, LONGEST_CASE // 3)
    left = LONGEST_CASE - estimate_tokens(_case("", question, answer))
    messages.append({"role": "user", "content": _case(cut(source, left, keep="end"), question, answer)})
    return messages


def _case(source: str, question: str, answer: str) -> str:
    return JUDGE_CASE.substitute(source=source, question=question, answer=answer)


def surroundings(quote: Quote) -> str:
    """A quote with its headline and day and some words before it, which tell of whom and when it speaks."""
    read = around(quote.article.text, quote.start, quote.end)
    day = quote.article.day
    head = ". ".join(part for part in (quote.article.title, day.isoformat() if day else "") if part)
    return f"{head}: {read}" if head else read


def around(text: str, start: int, end: int, reach: int = 240) -> str:
    """``text[start:end]`` on one line, with whole words before it, at most ``reach`` characters.

    Sentences that order a model about are left out: the judge is a model, too.
    """
    first = max(0, start - reach)
    if first:
        first = min(start, text.find(" ", first) + 1)
    before = text[first:start]
    reported = [span.of(before) for span in reporting(before, split_sentences(before))]
    return " ".join(" ".join([*reported, text[start:end]]).split())
