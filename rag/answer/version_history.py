"""Where an article stands among others and over time: its copies, its versions, and quotes of it from before."""

from __future__ import annotations

from rag.answer.quote_status import difference, quote_now
from rag.errors import UsageError
from rag.model import Article, Copy, QuoteNow, QuoteState, Version
from rag.store.archive_store import ArchiveStore
from rag.store.versions import article_in, versions_of


class VersionHistory:
    """Knows of copies and versions; each method is that of :class:`rag.Archive`."""

    def __init__(self, store: ArchiveStore) -> None:
        self._store = store

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """The other articles that print the same story, the earliest first."""
        self._store.catalog.known_article(article_id)
        story = self._store.groups.of([article_id]).get(article_id)
        return story.others(article_id) if story else ()

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What an article said before, the oldest first; nothing where its headline and text never changed."""
        self._store.catalog.known_article(article_id)
        return versions_of(self._store.catalog.database, [article_id]).get(article_id, ())

    def article(self, article_id: str, number: int | None = None) -> Article:
        """The article of this id, with what it said in a version; as it is now where None."""
        article = self._store.catalog.known_article(article_id)
        if number is None:
            return article
        versions = {version.number: version for version in self.versions(article_id)}
        now = max(versions, default=0) + 1
        if number == now:
            return article
        if number not in versions:
            raise UsageError(f"{article_id} has no version {number}: give a number from 1 to {now}")
        return article_in(article, versions[number])

    def diff(self, article_id: str, number: int | None = None) -> str:
        """What has changed since a version of an article, sentence by sentence, as a unified diff."""
        article = self._store.catalog.known_article(article_id)
        versions = {version.number: version for version in self.versions(article_id)}
        if not versions:
            raise UsageError(f"{article_id} has no earlier version: its headline and text have not changed")
        wanted = max(versions) if number is None else number
        if wanted not in versions:
            raise UsageError(f"{article_id} has no earlier version {wanted}: give a number from 1 to {max(versions)}")
        before = versions[wanted]
        names = f"version {wanted}, until {before.replaced:%Y-%m-%d %H:%M}", f"version {max(versions) + 1}, now"
        return difference(f"{before.title}\n\n{before.text}", f"{article.title}\n\n{article.text}", names)

    def check_quote(self, article_id: str, quote: str, start: int, end: int) -> QuoteState:
        """What has become of a quote that was cited before."""
        return self.quote_now(article_id, quote, start, end).state

    def quote_now(self, article_id: str, quote: str, start: int, end: int) -> QuoteNow:
        """Like :meth:`check_quote`, with the place where the words, or those like them, stand now."""
        article = self._store.catalog.article(article_id)
        return quote_now(article.text, quote, start, end) if article is not None else QuoteNow("withdrawn")
