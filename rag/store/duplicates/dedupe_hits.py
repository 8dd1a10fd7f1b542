"""Copies in what was found: of one passage printed many times, one hit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.model import Article, Hit, Passage
from rag.store.catalog import Catalog
from rag.store.duplicates.duplicate_groups import DuplicateGroup
from rag.store.duplicates.near_duplicates import CONTAINED
from rag.text.shingles import Cut, cut_up, share_of

#: So many of the earlier copies are looked at for a passage.
_LOOKED_AT = 8


@dataclass
class Collapsing:
    """Puts a passage of the earliest copy that has it in the place of those of later ones."""

    catalog: Catalog
    stories: Mapping[str, DuplicateGroup]
    _articles: dict[str, tuple[Article, Cut]] = field(default_factory=dict)
    _passages: dict[str, list[tuple[Passage, Cut]]] = field(default_factory=dict)

    def hits(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, each passage once, with the copies of its article; the best first, as they were."""
        shown: dict[str, Hit] = {}
        for hit in hits:
            story = self.stories.get(hit.article.id)
            if story is None:
                shown.setdefault(hit.passage.id, hit)
                continue
            settled = self._settled(hit, story)
            shown.setdefault(settled.passage.id, replace(settled, also_in=story.others(settled.article.id)))
        return list(shown.values())

    def _settled(self, hit: Hit, story: DuplicateGroup) -> Hit:
        own = cut_up(hit.passage.text)
        for article_id in story.passing[:_LOOKED_AT]:
            if article_id == hit.article.id:
                return hit
            article = self._article(article_id)
            if article is None or share_of(own.shingles, article[1].shingles) < CONTAINED:
                continue
            passages = self._passages_of(article_id)
            if passages:
                best, _ = max(passages, key=lambda one: len(one[1].shingles & own.shingles))
                return replace(hit, passage=best, article=article[0])
        return hit

    def _article(self, article_id: str) -> tuple[Article, Cut] | None:
        if article_id not in self._articles:
            article = self.catalog.article(article_id)
            if article is None:
                return None
            self._articles[article_id] = article, cut_up(article.text)
        return self._articles[article_id]

    def _passages_of(self, article_id: str) -> list[tuple[Passage, Cut]]:
        if article_id not in self._passages:
            self._passages[article_id] = [(one, cut_up(one.text)) for one in self.catalog.passages_of(article_id)]
        return self._passages[article_id]
