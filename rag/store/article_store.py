"""What an archive holds, to be looked at without asking: articles, lists of them by page, counts, what they cover."""

from __future__ import annotations

from rag.model import Article, Filters
from rag.reports import ArticlePage, ArticleSort, Counts, Coverage, FailedSource, MonthCount
from rag.store.article_list import Listing
from rag.store.catalog import Catalog
from rag.store.source_registry import Ledger


class Holdings:
    """The half of :class:`rag.Archive` that only reads the catalog."""

    _catalog: Catalog
    _listing: Listing
    _ledger: Ledger

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """All articles that pass the filters, the newest first, those without a date last."""
        return self._catalog.articles(filters)

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
        """A page of the list of articles, without their texts; quick at 50,000.

        Args:
            words: each must stand, as it is typed and in any case, somewhere in the headline or the outlet.
            filters: which articles to look at.
            undated: only those without a date.
            sort: by what; articles that lack it come last.
            descending: the newest first, or the alphabet from its end.
            limit: how many rows.
            offset: how many to pass over.

        Raises:
            UsageError: there is no such order, limit or offset.
        """
        return self._listing.page(
            words, filters or Filters(), undated=undated, sort=sort, descending=descending, limit=limit, offset=offset
        )

    def article_ids(self, words: str = "", *, filters: Filters | None = None, undated: bool = False) -> list[str]:
        """The ids of all articles that :meth:`page_of_articles` would list."""
        return self._listing.ids(words, filters or Filters(), undated=undated)

    def articles_by_month(self, filters: Filters | None = None) -> list[MonthCount]:
        """How many articles each outlet has of each month: the oldest first, those without a date last."""
        return self._listing.months(filters or Filters())

    def outlets(self) -> list[str]:
        """The outlets of all articles, in the order of the alphabet."""
        return self._listing.outlets()

    def languages(self) -> list[str]:
        """The languages of all articles, in the order of the alphabet."""
        return self._listing.languages()

    def version(self) -> int:
        """A number that changes with every change of the archive, by this process or another one."""
        return self._catalog.version()

    def article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            UnknownArticleError: there is none.
        """
        return self._catalog.known_article(article_id)

    def count(self, filters: Filters | None = None) -> int:
        """How many articles pass the filters."""
        return self._catalog.count_articles(filters or Filters())

    def coverage(self, filters: Filters | None = None) -> Coverage:
        """How many articles pass the filters, and what days and outlets they are of."""
        return self._catalog.coverage(filters or Filters())

    def counts(self) -> Counts:
        """How many articles and passages there are, and how many articles still wait to be embedded."""
        return Counts(*self._catalog.counts())

    def failures(self) -> list[FailedSource]:
        """The files and addresses, and what is in them, that could not be read when they were tried last, by name."""
        return self._ledger.failures()
