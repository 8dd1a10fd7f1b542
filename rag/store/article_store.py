"""What an archive holds, to be looked at without asking: articles, lists of them by page, counts, what they cover."""

from __future__ import annotations

from rag.model import Article, Filters, TakenOff
from rag.reports import ArticlePage, ArticleSort, Counts, Coverage, FailedSource, MonthCount
from rag.store.archive_store import ArchiveStore
from rag.store.corrections import corrections_of
from rag.store.edits import FIELDS, Field
from rag.store.removed_blocks import taken_off_of


class ArticleStore:
    """Reads the catalog; each method is that of :class:`rag.Archive`."""

    def __init__(self, store: ArchiveStore) -> None:
        self._store = store

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """All articles that pass the filters, the newest first, those without a date last."""
        return self._store.catalog.articles(filters)

    def page_of_articles(
        self,
        words: str = "",
        *,
        filters: Filters | None = None,
        undated: bool = False,
        sort: ArticleSort = "published",
        descending: bool = True,
        limit: int = 50,
        offset: int = 0,
    ) -> ArticlePage:
        """A page of the list of articles, without their texts; quick at 50,000."""
        return self._store.listing.page(
            words, filters or Filters(), undated=undated, sort=sort, descending=descending, limit=limit, offset=offset
        )

    def article_ids(self, words: str = "", *, filters: Filters | None = None, undated: bool = False) -> list[str]:
        """The ids of all articles that :meth:`page_of_articles` would list."""
        return self._store.listing.ids(words, filters or Filters(), undated=undated)

    def articles_by_month(self, filters: Filters | None = None) -> list[MonthCount]:
        """How many articles each outlet has of each month: the oldest first, those without a date last."""
        return self._store.listing.months(filters or Filters())

    def outlets(self) -> list[str]:
        """The outlets of all articles, in the order of the alphabet."""
        return self._store.listing.outlets()

    def languages(self) -> list[str]:
        """The languages of all articles, in the order of the alphabet."""
        return self._store.listing.languages()

    def version(self) -> int:
        """A number that changes with every change of the archive, by this process or another one."""
        return self._store.catalog.version()

    def count(self, filters: Filters | None = None) -> int:
        """How many articles pass the filters."""
        return self._store.catalog.count_articles(filters or Filters())

    def coverage(self, filters: Filters | None = None) -> Coverage:
        """How many articles pass the filters, and what days and outlets they are of."""
        return self._store.catalog.coverage(filters or Filters())

    def counts(self) -> Counts:
        """How many articles and passages there are, and how many articles still wait to be embedded."""
        return Counts(*self._store.catalog.counts())

    def failures(self) -> list[FailedSource]:
        """The files and addresses, and what is in them, that could not be read when they were tried last, by name."""
        return self._store.registry.failures()

    def corrected_fields(self, article_id: str) -> tuple[Field, ...]:
        """Which fields of an article a person has corrected."""
        with self._store.catalog.database.read() as db:
            fields = {each.field for each in corrections_of(db, [article_id]).get(article_id, ())}
        return tuple(field for field in FIELDS if field in fields)

    def taken_off(self, article_id: str) -> tuple[TakenOff, ...]:
        """What cleaning took off an article's page, in the order of the page, each piece with the reason."""
        with self._store.catalog.database.read() as db:
            return taken_off_of(db, article_id)
