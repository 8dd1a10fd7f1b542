"""A second opinion where a sentence is in doubt: does the paragraph around it answer the question?

Asked of a sentence as a proposed answer, a weak model says yes to a near miss: it is about the same thing, and the
sentence says something of it. Asked whether the paragraph answers, it looks for what the question asks.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from rag.answer.asked.kinds import specific_terms
from rag.answer.evidence import Candidate
from rag.answer.judge import with_head
from rag.answer.prompts import MAX_QUESTION_TOKENS, PASSAGE, PASSAGE_CASE, PASSAGE_EXAMPLES, cut
from rag.llm.chat import ChatModel, Message
from rag.model import Span
from rag.text.passages import estimate_tokens
from rag.text.prompt_injection import reporting
from rag.text.sentences import split_sentences
from rag.text.terms import spelled_terms

#: Tokens of the paragraph and the question; with the instruction and the examples some 650.
MAX_TOKENS = 155
#: So many characters behind a sentence are looked at: more than the tokens can be.
_REACH = 1_000
#: So many before it, where what it is about may have been named.
_NAMED_BEFORE = 6_000


def passage_probability(
    model: ChatModel, question: str, passage: str, stop: threading.Event | None = None
) -> float | None:
    """The probability that a paragraph answers a question, in [0, 1]; None where the model says neither yes nor no.

    Args:
        model: is asked.
        question: stands alone.
        passage: from :func:`passage_around`.
        stop: ends the model's work when set.

    Raises:
        LlmError: the model failed.
    """
    messages: list[Message] = [{"role": "system", "content": PASSAGE}]
    for example in PASSAGE_EXAMPLES:
        messages.append({"role": "user", "content": _case(example.passage, example.question)})
        messages.append({"role": "assistant", "content": example.verdict})
    messages.append({"role": "user", "content": _case(passage, cut(question, MAX_QUESTION_TOKENS))})
    return model.probability_of_yes(messages, stop=stop)


def passage_around(question: str, candidate: Candidate) -> str:
    """A sentence with whole sentences of its article behind and before it, as far as the tokens go, on one line and
    behind the article's headline and day.

    Where the question names what the sentence does not, the sentence of the article that does comes first: "the
    board named Sanna Reuter as acting head" tells of an authority that the article named at its beginning.

    Sentences that order a model about are left out.
    """
    article = candidate.article
    first = max(0, candidate.span.start - _NAMED_BEFORE)
    near = article.text[first : candidate.span.end + _REACH]
    sentence = Span(candidate.span.start - first, candidate.span.end - first)
    told = reporting(near, split_sentences(near, article.language))
    behind = [one for one in told if one.start >= sentence.end]
    before = [one for one in told if one.end <= sentence.start]
    kept = [sentence]
    left = MAX_TOKENS - estimate_tokens(with_head(article, candidate.text)) - estimate_tokens(_case("", question))
    naming = _naming(question, candidate, near, before)
    if naming is not None and (tokens := estimate_tokens(naming.of(near))) <= left:
        kept.append(naming)
        before = [one for one in before if one != naming]
        left -= tokens
    while behind or before:
        for side, place in ((behind, 0), (before, -1)):
            if not side:
                continue
            left -= estimate_tokens(side[place].of(near))
            if left < 0:
                side.clear()
            else:
                kept.append(side.pop(place))
    words = " ".join(one.of(near) for one in sorted(kept, key=lambda one: one.start))
    return cut(with_head(article, " ".join(words.split())), MAX_TOKENS)


def _naming(question: str, candidate: Candidate, near: str, before: Sequence[Span]) -> Span | None:
    """Of the sentences before one, the nearest that says most of what the question names and that one does not."""
    language = candidate.article.language
    said = set(spelled_terms(with_head(candidate.article, candidate.text), language))
    missing = specific_terms(question) - said
    most, nearest = 0, None
    for one in reversed(before):
        count = len(missing.intersection(spelled_terms(one.of(near), language)))
        if count > most:
            most, nearest = count, one
    return nearest


def _case(passage: str, question: str) -> str:
    return PASSAGE_CASE.substitute(passage=passage, question=question)
