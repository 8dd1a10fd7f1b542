"""Passages: slices of an article on sentence boundaries, the unit of retrieval.

Their size follows the embedding: multilingual-e5-small was trained on passages of about 100 words, and a news
question is answered by a sentence or two, which a longer passage would blur.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime

from rag.model import Draft, Passage, Span
from rag.text.sentences import split_sentences

#: A passage is closed when the next sentence would take it over this many (estimated) tokens.
TARGET_TOKENS = 128
#: A remainder shorter than this joins the passage before it, so that no passage is a lone short sentence.
SMALLEST_TOKENS = 40
#: A sentence longer than this (a list, a text without full stops) is cut at white space.
LONGEST_SENTENCE_TOKENS = 200

_WORD = re.compile(r"\w+|[^\w\s]")
#: The same counted at once where no character counts for itself.
_STEPS = re.compile(r"\w{1,6}|[^\w\s]")
# So much of a word tells that it is too long for a passage; looking for its end each time would take a text that is
# one word of 16 MB the square of its length.
_WORD_START = re.compile(rf"\w{{1,{6 * TARGET_TOKENS + 1}}}|[^\w\s]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def estimate_tokens(text: str) -> int:
    """About how many tokens a multilingual subword tokenizer makes of ``text``.

    A word counts one for each started six letters, a punctuation mark or a CJK/Thai character one: within a
    tenth of XLM-RoBERTa's count on English, German and Ukrainian news, without needing any model.
    """
    if _CJK.search(text) is None:
        return len(_STEPS.findall(text))
    return sum(_size(word) for word in _WORD.findall(text))


def _size(word: str) -> int:
    """The tokens of one word or mark."""
    cjk = 0 if word.isascii() else len(_CJK.findall(word))
    return cjk + (len(word) - cjk + 5) // 6


def cut_passages(article_id: str, draft: Draft, spans: Sequence[Span] | None = None) -> list[Passage]:
    """Cut an article into passages of some 100 to 150 tokens.

    Args:
        article_id: the article's.
        draft: what came out of its source.
        spans: where its passages are, from :func:`passage_spans`, where that is known.

    Returns:
        Passages in order; each is ``draft.text[start:end]``, they do not overlap, and together they hold every
        sentence. A passage's id follows from the article's id, its place and what is embedded for it, so an
        edited passage gets a new id and an unchanged one keeps its vector.
    """
    spans = passage_spans(draft.text, draft.language) if spans is None else spans
    return [_passage(article_id, draft, span) for span in spans]


def passage_spans(text: str, language: str | None) -> list[Span]:
    """Where a text's passages are."""
    groups: list[Span] = []
    group: list[Span] = []
    tokens = 0
    for sentence in _pieces(text, language):
        size = estimate_tokens(sentence.of(text))
        if group and tokens + size > TARGET_TOKENS:
            groups.append(Span(group[0].start, group[-1].end))
            group, tokens = [], 0
        group.append(sentence)
        tokens += size
    if group:
        tail = Span(group[0].start, group[-1].end)
        if groups and tokens < SMALLEST_TOKENS:
            groups[-1] = Span(groups[-1].start, tail.end)
        else:
            groups.append(tail)
    return groups


def embedding_text(title: str, published: date | datetime | None, text: str) -> str:
    """What is embedded for a passage: its words, led by the headline and date that give them their context."""
    day = published.date() if isinstance(published, datetime) else published
    head = ". ".join(part for part in (title.strip().rstrip("."), day.isoformat() if day else "") if part)
    return f"{head}\n{text}" if head else text


def _passage(article_id: str, draft: Draft, span: Span) -> Passage:
    text = span.of(draft.text)
    embedded = embedding_text(draft.title, draft.published, text)
    digest = hashlib.sha256(f"{article_id}\0{span.start}\0{embedded}".encode()).hexdigest()
    return Passage(f"{article_id}-{digest[:16]}", article_id, span.start, span.end, text)


def _pieces(text: str, language: str | None) -> list[Span]:
    """Sentences, with overlong ones cut at white space (or anywhere, where there is none)."""
    pieces: list[Span] = []
    for sentence in split_sentences(text, language):
        if estimate_tokens(sentence.of(text)) <= LONGEST_SENTENCE_TOKENS:
            pieces.append(sentence)
            continue
        start = sentence.start
        while start < sentence.end:
            end = _cut_within(text, start, sentence.end)
            pieces.append(Span(start, end))
            start = end
            while start < sentence.end and text[start].isspace():
                start += 1
    return pieces


def _cut_within(text: str, start: int, limit: int) -> int:
    """The end of the longest piece from ``start`` that stays within the target, on a word's end if it can be."""
    tokens = 0
    for word in _WORD_START.finditer(text, start, limit):
        size = _size(word[0])
        if tokens and tokens + size > TARGET_TOKENS:
            end = word.start()
            while text[end - 1].isspace():
                end -= 1
            return end
        if size > TARGET_TOKENS:  # one endless word: cut it by length
            return min(limit, word.start() + TARGET_TOKENS)
        tokens += size
    return limit
