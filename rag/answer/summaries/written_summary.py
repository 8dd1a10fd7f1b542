"""Summaries of one article or of a topic over many: written and checked, or extracted; cited like an answer.

The extractive one is TextRank (Mihalcea and Tarau, "TextRank: Bringing Order into Text", 2004): a sentence is central
when it shares words with many others, the more so the more central these are. News puts its gist first, so place
counts a little too. Sentence vectors instead of shared words were worse (ROUGE-1 F .694 against .785 on 100 articles of
bbc-summaries at 40% of the words; with place .788).
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.answer.asked.kinds import is_figure
from rag.answer.checking import Numbering, Proposed
from rag.answer.excerpts import excerpts_text
from rag.answer.prompts import SUMMARY_EXCERPTS, SUMMARY_SYSTEM
from rag.answer.writer import TextChunk, WriterContext, checked
from rag.llm.chat import Message
from rag.model import Article, Quote, Sentence
from rag.reports import Progress
from rag.text.passages import estimate_tokens
from rag.text.prompt_injection import reporting
from rag.text.sentences import report_sentences
from rag.text.terms import is_function_word, located_terms

#: Sentences of a summary where the caller names no number.
SENTENCES = 5
#: What the first sentence of an article is worth against its last, on top of its centrality.
LEAD = 0.15
#: The damping of PageRank, and its rounds: it has converged to three digits by then.
_DAMPING, _ROUNDS = 0.85, 30
#: Two sentences that share this much of their terms say the same.
_SAME = 0.7
_TEMPLATE_TOKENS = 30
_SHORTEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence of an article with its centrality, in [0, 1] within its article."""

    quote: Quote
    score: float
    terms: frozenset[str]


def rank_article(article: Article) -> list[Ranked]:
    """The sentences of an article in their order, each with its centrality; fragments of a few words left out."""
    reports = reporting(article.text, report_sentences(article.text, article.language))
    spans = [span for span in reports if len(span.of(article.text).split()) >= _SHORTEST_WORDS] or reports[:1]
    quotes = [Quote(article, span.start, span.end) for span in spans]
    said = [_content(quote.quote, article.language) for quote in quotes]
    central = _centrality(said)
    place = 1.0 - np.arange(len(quotes)) / max(1, len(quotes))
    scores = (central + LEAD * place) / (1 + LEAD)
    return [Ranked(quote, float(score), content) for quote, score, content in zip(quotes, scores, said, strict=True)]


def extract(ranked: Sequence[Ranked], count: int) -> list[Quote]:
    """The best ``count`` sentences that do not repeat each other, in the order in which they were given."""
    chosen: list[int] = []
    for index in sorted(range(len(ranked)), key=lambda index: -ranked[index].score):
        if len(chosen) == count:
            break
        if not any(_same(ranked[index].terms, ranked[other].terms) for other in chosen):
            chosen.append(index)
    return [ranked[index].quote for index in sorted(chosen)]


def extracted_sentences(quotes: Sequence[Quote]) -> tuple[Sentence, ...]:
    """Verbatim sentences as an answer's sentences, each citing itself."""
    numbering = Numbering()
    return tuple(numbering.own_sentence(quote) for quote in quotes)


def write_summary(
    ranked: Sequence[Ranked],
    count: int,
    writing: WriterContext,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Iterator[TextChunk | Sentence]:
    """Let a model write a summary: of all sentences where they fit its prompt, else part by part (map), and then of
    the sentences that the verified parts cite (reduce). So what is written last is checked against articles too,
    never against what the model wrote before.

    Args:
        ranked: the sentences to be summarised, in order.
        count: how many sentences are wanted.
        writing: the model and its limits.
        progress: told of each part.
        stop: ends the model's work when set.
    """
    room = writing.context - estimate_tokens(SUMMARY_SYSTEM.template) - _TEMPLATE_TOKENS
    parts = _parts([item.quote for item in ranked], int(room * 0.85))
    while len(parts) > 1:
        cited: list[Quote] = []
        for number, part in enumerate(parts, start=1):
            sentences = [
                item for item in _written(part, max(2, count // 2), writing, stop) if isinstance(item, Sentence)
            ]
            found = [citation for sentence in sentences for citation in sentence.citations]
            # A part of which nothing could be verified still has its best sentence.
            cited += [Quote(item.article, item.start, item.end) for item in found] or list(part[:1])
            if progress:
                progress(Progress("summarising", number, len(parts)))
        fewer = _parts(list(dict.fromkeys(cited)), int(room * 0.85))
        if len(fewer) >= len(parts):
            fewer = fewer[:1]
        parts = fewer
    if parts:
        yield from _written(parts[0], count, writing, stop)


def _written(
    part: Sequence[Quote], count: int, writing: WriterContext, stop: threading.Event | None
) -> Iterator[TextChunk | Sentence]:
    messages: list[Message] = [
        {"role": "system", "content": SUMMARY_SYSTEM.substitute(sentences=count)},
        {"role": "user", "content": SUMMARY_EXCERPTS.substitute(excerpts=excerpts_text(part))},
    ]
    verified = 0
    for item in checked(None, part, writing, messages, stop):
        if isinstance(item, Proposed):  # without a question there is none
            continue
        yield item
        verified += isinstance(item, Sentence) and item.verified
        if verified == count:  # small models do not count
            return


def _parts(quotes: Sequence[Quote], budget: int) -> list[list[Quote]]:
    """Cut a list of sentences into parts that fit a prompt; neighbours of one article become one excerpt."""
    parts: list[list[Quote]] = []
    left = 0
    for quote in quotes:
        cost = estimate_tokens(quote.quote) + 6
        if not parts or cost > left:
            parts.append([])
            left = budget
        last = parts[-1][-1] if parts[-1] else None
        if last is not None and last.article.id == quote.article.id and 0 <= quote.start - last.end <= 3:
            parts[-1][-1] = Quote(quote.article, last.start, quote.end)
        else:
            parts[-1].append(quote)
        left -= cost
    return parts


def _content(sentence: str, language: str | None) -> frozenset[str]:
    return frozenset(term for term, word in located_terms(sentence, language) if not is_function_word(word, language))


def _centrality(said: Sequence[frozenset[str]]) -> npt.NDArray[np.float64]:
    """PageRank over the sentences' shared words, divided by their lengths' logarithms; the most central has 1."""
    count = len(said)
    similar = np.zeros((count, count))
    for one in range(count):
        for other in range(one):
            lengths = math.log(len(said[one]) + 1) + math.log(len(said[other]) + 1)
            if lengths > 0:
                similar[one, other] = similar[other, one] = len(said[one] & said[other]) / lengths
    totals = similar.sum(axis=1, keepdims=True)
    moves = np.divide(similar, totals, out=np.full_like(similar, 1 / max(1, count)), where=totals > 0)
    rank = np.full(count, 1 / max(1, count))
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) / max(1, count) + _DAMPING * (moves.T @ rank)
    top: float = rank.max(initial=0.0)
    return rank / top if top else rank


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    if any(is_figure(term) for term in one ^ other):
        return False  # another figure is another statement
    return bool(one | other) and len(one & other) / len(one | other) >= _SAME
