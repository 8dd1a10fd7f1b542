"""The model as judge: does the source say that this is the answer to exactly this question?

A weak model is a bad writer but a fair judge of a proposed answer: one token, whose probability separates.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from rag.answer.answer_part import answer_part
from rag.answer.prompts import JUDGE, JUDGE_CASE, JUDGE_EXAMPLES, MAX_QUESTION_TOKENS, cut
from rag.llm.chat import ChatModel, Message
from rag.llm.chat_factory import ModelChooser, choose_judge, choose_model
from rag.llm.local.weights import PINNED
from rag.model import Article, Quote
from rag.settings import Settings
from rag.text.passages import estimate_tokens
from rag.text.prompt_injection import reporting
from rag.text.sentences import split_sentences

#: How well a sentence stands by the rules, before the judge is asked. They accept it over one article (``alone``), over
#: one while several others speak of what is asked and none gives this answer (``contested``), over each of two or more
#: by itself (``corroborated``), or it is so ``detailed`` that they had much to compare. Or they nearly accept it
#: (``doubted``), where two or more articles may give the same answer (``doubted_corroborated``).
Standing = Literal["alone", "contested", "corroborated", "detailed", "doubted", "doubted_corroborated"]
#: The least probabilities of yes, by how well a sentence stands already.
Thresholds = Mapping[Standing, float]

#: For a model that has not been measured the middle is safe enough: there the judge only takes away what the rules have
#: accepted, and what they have not accepted it must be sure of.
DEFAULT: Thresholds = MappingProxyType(
    {
        "alone": 0.5,
        "contested": 0.6,
        "corroborated": 0.5,
        "detailed": 0.5,
        "doubted": 0.9,
        "doubted_corroborated": 0.8,
    }
)
#: The pinned model says yes readily: to wrong answers that the rules accept with .73 to .95, to right ones with .75 to
#: .96. How the articles stand to one another tells more. Of its answers to rgb-fact's 50 questions over passages and
#: distractors these thresholds keep 40 of 42 right and 2 of 8 wrong ones, over distractors alone 13 of 50; one for all,
#: .82, kept 35 of the right ones, and 17. Long sentences get less of a yes than short ones: "Rutte said that the right
#: to self-defense …", word for word its source's, .63.
PINNED_THRESHOLDS: Thresholds = MappingProxyType(
    {
        "alone": 0.74,
        "contested": 0.89,
        "corroborated": 0.74,
        "detailed": 0.6,
        "doubted": 0.86,
        "doubted_corroborated": 0.82,
    }
)
#: Tokens of the question, the answer and the source together; with the instruction and the examples some 650. They are
#: more where the answer needs them, as the source holds it, too.
MAX_CASE_TOKENS = 150
#: With ``verify=auto``, seconds of judging after which the rest of an answer is left to the rules. The pinned model on
#: two slow cores takes 1 to 3 seconds a sentence, and an answer has one to three.
AUTO_SECONDS = 12.0
#: The same for reading, which decides what is answered: what is not read is only possible. The pinned model's five
#: sentences and two paragraphs take some 20 seconds on two slow cores, twice that where other work runs beside; the
#: nearest sentences are shown meanwhile.
READING_SECONDS = 45.0


def thresholds_of(model: ChatModel) -> Thresholds:
    """The least probabilities of yes that count, for this model."""
    return PINNED_THRESHOLDS if PINNED.file.removesuffix(".gguf") in model.name else DEFAULT


def judge_of(settings: Settings, writer: ChatModel, choose: ModelChooser = choose_model) -> Judge | None:
    """The judge that the settings mean; None where the rules alone are to decide.

    Args:
        settings: ``verify``, ``judge_model``.
        writer: judges too where the settings name no other model.
        choose: chooses that other model.

    Raises:
        LlmUnavailableError: the judge is a local model and its file is not there.
    """
    if settings.verify == "rules":
        return None
    model = choose_judge(settings, writer, choose)
    judge = Judge(model, thresholds_of(model))
    if settings.verify == "auto":
        return replace(judge, patience=AUTO_SECONDS, reading_patience=READING_SECONDS)
    return judge


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that is asked of the sentences which the rules accepted, or nearly did.

    Attributes:
        model: is asked.
        thresholds: the least probabilities of yes.
        patience: once the judge has worked so many seconds on what was written, the rules decide alone; None: never.
        reading_patience: seconds after which the evidence tells alone of what was not read yet; None: it never does.
    """

    model: ChatModel
    thresholds: Thresholds = field(default_factory=lambda: DEFAULT)
    patience: float | None = None
    reading_patience: float | None = None

    @property
    def measured(self) -> bool:
        """Whether its probabilities were measured; those of another model may mean something else."""
        return self.thresholds is PINNED_THRESHOLDS

    def accepts(
        self,
        question: str,
        answer: str,
        quotes: Sequence[Quote],
        standing: Standing,
        *,
        stop: threading.Event | None = None,
    ) -> bool:
        """Whether the model finds that the quotes, with the sentences around them, give this answer.

        A model that answers neither yes nor no has no say: then the rules decide.

        Args:
            question: what was asked.
            answer: the sentence.
            quotes: what it is to rest on.
            standing: what the rules say of it.
            stop: ends the model's work when set.
        """
        source = "\n".join(surroundings(quote) for quote in quotes)
        return self.decides(self.probability(question, answer, source, stop), standing)

    def decides(self, probability: float | None, standing: Standing) -> bool:
        """Whether a probability of yes is enough; None leaves it to the rules."""
        if probability is None:
            return standing in ("alone", "contested", "corroborated", "detailed")
        return probability >= self.thresholds[standing]

    def probability(self, question: str, answer: str, source: str, stop: threading.Event | None = None) -> float | None:
        """The probability of yes, in [0, 1]; None where the model says neither."""
        return self.model.probability_of_yes(_messages(question, answer, source), stop=stop)


def _messages(question: str, answer: str, source: str) -> list[Message]:
    messages: list[Message] = [{"role": "system", "content": JUDGE}]
    for example in JUDGE_EXAMPLES:
        messages.append({"role": "user", "content": _case(example.source, example.question, example.answer)})
        messages.append({"role": "assistant", "content": example.verdict})
    question = cut(question, MAX_QUESTION_TOKENS)
    answer = answer_part(question, answer, MAX_CASE_TOKENS // 3)
    left = max(MAX_CASE_TOKENS - estimate_tokens(_case("", question, answer)), estimate_tokens(answer))
    messages.append({"role": "user", "content": _case(_cut_around(source, answer, left), question, answer)})
    return messages


def _cut_around(source: str, answer: str, tokens: int) -> str:
    """The end of a source, as far as so many tokens go; that up to the answer where the answer would be lost."""
    kept = cut(source, tokens, keep="end")
    if answer in kept or answer not in source:
        return kept
    kept = cut(source[: source.index(answer) + len(answer)], tokens, keep="end")
    return kept if answer in kept else answer


def _case(source: str, question: str, answer: str) -> str:
    return JUDGE_CASE.substitute(source=source, question=question, answer=answer)


def surroundings(quote: Quote) -> str:
    """A quote with its headline and day and some words before it, which tell of whom and when it speaks."""
    return with_head(quote.article, around(quote.article.text, quote.start, quote.end))


def with_head(article: Article, words: str) -> str:
    """Words of an article as a model reads them: behind its headline and day."""
    head = ". ".join(part for part in (article.title, article.day.isoformat() if article.day else "") if part)
    return f"{head}: {words}" if head else words


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
