"""Hybrid retrieval: passages found by words and by meaning, fused.

The fusion is a convex combination of the two scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval", 2022), not of ranks: reciprocal-rank fusion forgets how far ahead a passage is, and on short
factual questions falls below BM25 alone (wikinews-qa: MRR@10 .876 against .899).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from rag.model import Filters, Hit
from rag.store.as_of.earlier_passages import EarlierPassages
from rag.store.catalog import Catalog
from rag.store.duplicates.dedupe_hits import Collapsing
from rag.store.duplicates.duplicate_groups import DuplicateGroups
from rag.store.lexical.about import near_what_it_is_about, opening
from rag.store.lexical.lexical_index import LexicalIndex
from rag.store.lexical.proximity import MOST, proximity
from rag.store.lexical.weighted_term import WeightedTerm
from rag.store.vectors.embedding import Embedder, Vectors
from rag.store.vectors.passing import nearest_passing
from rag.store.vectors.vector_store import VectorIndex
from rag.text.query.asking import is_question
from rag.text.terms import spelled_terms

SearchMode = Literal["lexical", "dense", "hybrid"]

#: The weight of meaning against words. MRR@10 at .58, .60, .62, .65 with proximity: squad2 .933, .934, .935, .931;
#: wikinews-qa .946, .947, .947, .947. Without it, at 0.5, 0.6, 0.7: bbc-headlines .867, .872, .877.
MEANING = 0.62
#: So many times the hits asked for are looked at, as some may be copies of others.
_WITH_COPIES = 3
#: How many passages each side puts forward.
DEPTH = 100
#: In so many of the best it is looked at how near to each other the words stand. MRR@10 at 10, 15, 20, 40: squad2 .933,
#: .934, .934, .934; wikinews-qa .946, .947, .947, .947.
CLOSELY = 16
#: So many of those found by words alone have their vectors looked at, whatever their chances.
_ALWAYS_LOOKED_AT = 50

_Key = TypeVar("_Key", int, str)


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds the passages of one archive for a question. Holds its parts; keeps no state of its own."""

    catalog: Catalog
    lexical: LexicalIndex
    vectors: VectorIndex
    embedder: Embedder
    stories: DuplicateGroups | None = None  # None where copies are looked at like any other article
    earlier: EarlierPassages | None = None  # None where only what articles say now is looked at

    def search_once(self, question: str, limit: int, filters: Filters, mode: SearchMode = "hybrid") -> list[Hit]:
        """Like :meth:`search`, but a passage that several copies of a story print is found once, in the earliest."""
        if self.stories is None:
            return self.search(question, limit, filters, mode)
        # What takes long is not done while a state of the catalog is held.
        vector = self.embedder.embed_query(question) if question.strip() and mode != "lexical" else None
        with self.catalog.database.snapshot():
            if filters.as_of is not None:
                hits = self.search(question, _WITH_COPIES * limit, filters, mode, vector)
            else:
                ranking = self._rank(question, _WITH_COPIES * limit, filters, mode, vector)
                if not self.stories.have_any_of(ranking.keys):
                    return self._hits(ranking, limit)
                hits = self._hits(ranking, _WITH_COPIES * limit)
            stories = self.stories.of((hit.article.id for hit in hits), filters)
            return Collapsing(self.catalog, stories).hits(hits)[:limit]

    def search(
        self,
        question: str,
        limit: int,
        filters: Filters,
        mode: SearchMode = "hybrid",
        vector: Vectors | None = None,
        words: Sequence[WeightedTerm] | None = None,
    ) -> list[Hit]:
        """Find passages.

        Args:
            question: what is sought, in any words and language.
            limit: how many passages at most.
            filters: which articles to look at.
            mode: by words, by meaning, or by both.
            vector: the question's vector where the caller has it already; shape ``(dimension,)``.
            words: the question's weighed words, likewise.

        Returns:
            Hits, the best first. An article that waits for its vectors is found by words alone.
        """
        if filters.as_of is None or not question.strip():
            return self._hits(self._rank(question, limit, filters, mode, vector, words), limit)
        words = self.lexical.weigh(question) if words is None else words
        if vector is None and mode != "lexical":
            vector = self.embedder.embed_query(question)
        hits = self._hits(self._rank(question, limit, filters, mode, vector, words), limit)
        return self._as_of(question, hits, filters, mode, vector, words)[:limit]

    def _rank(
        self,
        question: str,
        limit: int,
        filters: Filters,
        mode: SearchMode,
        vector: Vectors | None = None,
        words: Sequence[WeightedTerm] | None = None,
    ) -> _Ranking:
        if not question.strip() or limit < 1:
            return _Ranking([], {}, {}, {})
        depth, wanted = max(DEPTH, limit), max(CLOSELY, limit)
        looked_for = mode != "dense" and not is_question(question)
        lexical: dict[int, float] = {}
        cosine: dict[int, float] = {}
        opens: dict[int, float] = {}
        if mode != "dense":
            words = self.lexical.weigh(question) if words is None else words
            lexical = self.lexical.search(words, depth, filters)
        if mode != "lexical":
            if vector is None:
                vector = self.embedder.embed_query(question)
            nearest = nearest_passing(self.vectors, self.catalog, vector, depth, filters)
            # An id that the catalog no longer knows is an orphan of the vector store.
            known = self.catalog.keys_of_passages([passage_id for passage_id, _ in nearest])
            cosine = {known[passage_id]: near for passage_id, near in nearest if passage_id in known}
            opens = self._openings([*cosine, *lexical]) if looked_for else opens
            unseen = self._in_question(lexical, cosine, wanted, opens)
            cosine.update(self.catalog.cosines(unseen, vector))
            if len(unseen) < len(lexical):
                lexical = {key: lexical[key] for key in (*cosine, *unseen) if key in lexical}
        elif looked_for:
            opens = self._openings(list(lexical))
        scores = fuse(lexical, cosine, self.embedder.cosine_range, mode)
        scores = {key: score + opens.get(key, 0.0) for key, score in scores.items()}
        keys = sorted(scores, key=lambda key: -scores[key])
        if len(keys) > wanted:
            least = scores[keys[wanted - 1]]
            keys = [key for key in keys if scores[key] >= least]  # with those as good as the last
        ids = self.catalog.ids_of_passages(keys)
        keys = sorted((key for key in keys if key in ids), key=lambda key: (-scores[key], ids[key]))[:wanted]
        if words is not None and mode != "dense":
            terms = self.lexical.terms_of(keys[:CLOSELY])
            nearer = near_what_it_is_about if looked_for else with_proximity
            scores = {key: nearer(scores[key], words, terms.get(key, ())) for key in keys}
            keys.sort(key=lambda key: (-scores[key], ids[key]))
        return _Ranking(keys[:limit], scores, lexical, cosine)

    def _openings(self, keys: Sequence[int]) -> dict[int, float]:
        """What passages have for standing at the beginning of their articles."""
        return {key: opening(start) for key, start in self.catalog.starts_of_passages(keys).items()}

    def _in_question(
        self, lexical: Mapping[int, float], cosine: Mapping[int, float], limit: int, opens: Mapping[int, float]
    ) -> list[int]:
        """Passages found by words alone whose vectors are to be looked at: the others cannot come among the best, as
        they are no nearer than the least near of the nearest.

        The vector store's graph may have passed over a near one, so those that the words speak for are always looked
        at. Where a passage waits for its vector, all are: it is taken for as near as the least near one.
        """
        unseen = sorted((key for key in lexical if key not in cosine), key=lambda key: -lexical[key])
        if len(unseen) <= _ALWAYS_LOOKED_AT or len(cosine) < max(DEPTH, limit) or self.catalog.has_unembedded():
            return unseen
        known = fuse({key: lexical.get(key, 0.0) for key in cosine}, cosine, self.embedder.cosine_range)
        known = {key: score + opens.get(key, 0.0) for key, score in known.items()}
        low, high = self.embedder.cosine_range
        nearest = MEANING * (min(cosine.values()) - low) / (high - low)
        # What the words and the place alone must give, with some room for the last digits.
        wanted = sorted(known.values(), reverse=True)[limit - 1] - nearest - 1e-6
        given = {key: (1 - MEANING) * lexical[key] + opens.get(key, 0.0) for key in unseen}
        return [key for place, key in enumerate(unseen) if place < _ALWAYS_LOOKED_AT or given[key] >= wanted]

    def _hits(self, ranking: _Ranking, limit: int) -> list[Hit]:
        keys = ranking.keys[:limit]
        found = self.catalog.passages(keys)
        return [
            Hit(*found[key], ranking.scores[key], ranking.lexical.get(key), ranking.cosine.get(key))
            for key in keys
            if key in found
        ]

    def _as_of(
        self,
        question: str,
        hits: Sequence[Hit],
        filters: Filters,
        mode: SearchMode,
        vector: Vectors | None,
        words: Sequence[WeightedTerm],
    ) -> list[Hit]:
        """The hits among those of articles that said something else on the day, the best first."""
        found = list(hits)
        then = self.catalog.articles_then(filters) if self.earlier else {}
        if self.earlier and then:
            near = vector if mode != "lexical" else None
            passages = self.earlier.search(then.values(), words, near, hits)
            lexical = {one.passage.id: one.lexical for one in passages}
            cosine = {one.passage.id: one.cosine for one in passages if one.cosine is not None}
            scores = fuse(lexical, cosine, self.embedder.cosine_range, mode)
            if mode != "dense":
                looked_for = not is_question(question)
                for one in passages:
                    score = scores[one.passage.id] + (opening(one.passage.start) if looked_for else 0.0)
                    terms = spelled_terms(one.passage.text, one.article.language)
                    nearer = near_what_it_is_about if looked_for else with_proximity
                    scores[one.passage.id] = nearer(score, words, terms)
            found += [
                Hit(one.passage, one.article, scores[one.passage.id], one.lexical or None, one.cosine)
                for one in passages
                if one.lexical or one.cosine is not None
            ]
        found.sort(key=lambda hit: -hit.score)
        return [replace(hit, first_read=hit.article.first_read_after(filters.as_of)) for hit in found]


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Passages by the catalog's keys, the best first, with the scores that led there."""

    keys: list[int]
    scores: Mapping[int, float]
    lexical: Mapping[int, float]
    cosine: Mapping[int, float]


def fuse(
    lexical: Mapping[_Key, float],
    cosine: Mapping[_Key, float],
    cosine_range: tuple[float, float],
    mode: SearchMode = "hybrid",
) -> dict[_Key, float]:
    """Fuse two scores per passage into one in [0, 1].

    Args:
        lexical: score by passage, in [0, 1].
        cosine: by passage.
        cosine_range: the embedding's cosine of a question with unrelated text, and with its answer.
        mode: "lexical" and "dense" score by one side alone.
    """
    low, high = cosine_range
    # A passage without a vector is taken for as near as the least near one found.
    unknown = min(cosine.values(), default=low)
    weight = {"lexical": 0.0, "dense": 1.0, "hybrid": MEANING}[mode]
    fused: dict[_Key, float] = {}
    for key in {**lexical, **cosine}:
        near = (cosine.get(key, unknown) - low) / (high - low)
        fused[key] = weight * near + (1 - weight) * lexical.get(key, 0.0)
    return {key: min(1.0, max(0.0, score)) for key, score in fused.items()}


def with_proximity(score: float, words: Sequence[WeightedTerm], terms: Sequence[str]) -> float:
    """A passage's score with how near to each other the question's words stand in its terms, in [0, 1].

    One that was not looked at has no terms; its score is made comparable.
    """
    return (score + proximity(words, terms)) / (1 + MOST) if words else score


def best_per_article(hits: Sequence[Hit]) -> list[Hit]:
    """The best passage of each article, in the order of the hits."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.article.id, hit)
    return list(first.values())
