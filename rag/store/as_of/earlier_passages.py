"""The passages of what articles said on a day, found by words and meaning without an index: there are few of them.

They are weighed as the indexes weigh: by BM25 over the passage and over its whole article, and by the cosine. What a
score is relative to is measured on passages that the indexes have found, weighed here in the same way.
"""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.model import Article, Hit, Passage
from rag.store.lexical.lexical_index import LEAST_BY_WEIGHT, TITLE_WEIGHT, WHOLE_ARTICLE
from rag.store.lexical.postings import K1, B
from rag.store.lexical.weighted_term import WeightedTerm
from rag.store.vectors.embedding import Embedder, RememberedVectors, Vectors
from rag.text.passages import embedding_text, passage_spans
from rag.text.terms import spelled_terms

#: Of more articles than this only those are cut and weighed in which most of the words begin to stand.
MOST_ARTICLES = 200
#: So many of their passages are embedded for a question, those that the words speak for: some two seconds for the first
#: question of its kind.
MOST_EMBEDDED = 48
#: Passages, and articles cut into them, that are kept in memory.
_VECTORS_KEPT = 1_000
_ARTICLES_KEPT = 400
#: So many passages that the indexes have found are weighed here, too.
_COMPARED = 10
#: A word is looked for by so much of its beginning, whatever its form.
_BEGINNING = 5


@dataclass(frozen=True, slots=True)
class _Words:
    """The terms of a text, counted, those of its headline for less; and how many there are."""

    counts: Mapping[str, float]
    length: int

    @classmethod
    def of(cls, title: str, body: str, language: str | None) -> _Words:
        head, terms = spelled_terms(title, language), spelled_terms(body, language)
        counts: dict[str, float] = {}
        for term, weight in (*((term, 1.0) for term in terms), *((term, TITLE_WEIGHT) for term in head)):
            counts[term] = counts.get(term, 0.0) + weight
        return cls(counts, len(head) + len(terms))

    def score(self, words: Sequence[WeightedTerm], average: float) -> float:
        """BM25."""
        fade = K1 * (1 - B + B * self.length / average)
        score = 0.0
        for word in words:
            count = sum(self.counts.get(term, 0.0) for term in word.terms)
            if count:
                score += word.weight * count * (K1 + 1) / (count + fade)
        return score


@dataclass(frozen=True, slots=True)
class _CutArticle:
    """An article in passages, each with its words, and the words of the whole."""

    article: Article
    passages: tuple[tuple[Passage, _Words], ...]
    whole: _Words


@dataclass(frozen=True, slots=True)
class EarlierPassage:
    """A passage of what an article said, with its scores: by words in [0, 1], and its cosine where that was asked."""

    passage: Passage
    article: Article
    lexical: float
    cosine: float | None


class EarlierPassages:
    """Cuts and weighs articles that are in no index. Safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._vectors = RememberedVectors(embedder, _VECTORS_KEPT)
        self._cut: OrderedDict[tuple[str, str], _CutArticle] = OrderedDict()
        self._lock = threading.Lock()

    def passages_of(self, article: Article) -> list[Passage]:
        """The passages of an article, in their order."""
        return [passage for passage, _ in self._cut_up(article).passages]

    def search(
        self, articles: Iterable[Article], words: Sequence[WeightedTerm], vector: Vectors | None, found: Sequence[Hit]
    ) -> list[EarlierPassage]:
        """Find passages of these articles.

        Args:
            articles: with what they said.
            words: the question's, weighed.
            vector: the question's; None where meaning does not count.
            found: what the indexes have found for the same question.
        """
        cut = [self._cut_up(article) for article in _likely(articles, words)]
        weighed = _weighed(cut, words, found)
        best = sorted(weighed, key=lambda one: -one[2])[:MOST_EMBEDDED]
        if vector is None:
            return [EarlierPassage(*one, None) for one in best]
        texts = [embedding_text(article.title, article.published, passage.text) for passage, article, _ in best]
        cosines = (self._vectors.embed(texts) @ vector).tolist()
        return [EarlierPassage(*one, cosine) for one, cosine in zip(best, cosines, strict=True)]

    def word_share(self, article: Article, words: Sequence[WeightedTerm]) -> float:
        """How much of a query's words, by weight, stand in an article or its headline; 0 for no words."""
        total = sum(word.weight for word in words)
        counts = self._cut_up(article).whole.counts
        told = sum(word.weight for word in words if any(term in counts for term in word.terms))
        return told / total if total else 0.0

    def _cut_up(self, article: Article) -> _CutArticle:
        key = article.id, article.content_hash
        with self._lock:
            if key in self._cut:
                self._cut.move_to_end(key)
                return self._cut[key]
        cut = _cut_up(article)
        with self._lock:
            self._cut[key] = cut
            while len(self._cut) > _ARTICLES_KEPT:
                self._cut.popitem(last=False)
        return cut


def _cut_up(article: Article) -> _CutArticle:
    passages = [
        Passage(f"{article.id}-{article.version}-{span.start}", article.id, span.start, span.end, span.of(article.text))
        for span in passage_spans(article.text, article.language)
    ]
    words = [_Words.of(article.title, passage.text, article.language) for passage in passages]
    whole = _Words.of(article.title, article.text, article.language)
    return _CutArticle(article, tuple(zip(passages, words, strict=True)), whole)


def _likely(articles: Iterable[Article], words: Sequence[WeightedTerm]) -> list[Article]:
    """The articles in which most of the words begin to stand."""
    beginnings = [(word.word.casefold()[:_BEGINNING], word.weight) for word in words]

    def told(article: Article) -> float:
        text = f"{article.title}\n{article.text}".casefold()
        return sum(weight for beginning, weight in beginnings if beginning in text)

    every = list(articles)
    return every if len(every) <= MOST_ARTICLES else heapq.nlargest(MOST_ARTICLES, every, key=told)


def _weighed(
    cut: Sequence[_CutArticle], words: Sequence[WeightedTerm], found: Sequence[Hit]
) -> list[tuple[Passage, Article, float]]:
    own = [words_of for each in cut for _, words_of in each.passages]
    if not own:
        return []
    known = [hit for hit in sorted(found, key=lambda hit: -(hit.lexical or 0.0))[:_COMPARED] if hit.lexical]
    beside = [_Words.of(hit.article.title, hit.passage.text, hit.article.language) for hit in known]
    articles = {hit.article.id: hit.article for hit in known}.values()
    wholes = [_Words.of(article.title, article.text, article.language) for article in articles]
    of_passage = _scale([*own, *beside], words)
    of_whole = _scale([*(each.whole for each in cut), *wholes], words)
    return [
        (
            passage,
            each.article,
            (1 - WHOLE_ARTICLE) * of_passage.share(words_of, words) + WHOLE_ARTICLE * of_whole.share(each.whole, words),
        )
        for each in cut
        for passage, words_of in each.passages
    ]


@dataclass(frozen=True, slots=True)
class _Scale:
    """What scores of texts of one kind are relative to: their mean length, and the best score."""

    average: float
    best: float

    def share(self, text: _Words, words: Sequence[WeightedTerm]) -> float:
        return text.score(words, self.average) / self.best


def _scale(texts: Sequence[_Words], words: Sequence[WeightedTerm]) -> _Scale:
    average = max(1.0, sum(text.length for text in texts) / len(texts))
    least = LEAST_BY_WEIGHT * sum(word.weight for word in words)
    best = max(least, *(text.score(words, average) for text in texts))
    return _Scale(average, best or 1.0)
