"""Correcting what an archive says of its articles, and looking at how they were cleaned."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from rag.model import Article, Draft, TakenOff
from rag.reports import EditReport, Progress
from rag.store.catalog import Catalog, Entry
from rag.store.corrections import change, corrections_of
from rag.store.edits import FIELDS, Changes, Field, changes
from rag.store.identity import content_hash
from rag.store.removed_blocks import taken_off_of
from rag.store.sqlite.tables import ARTICLES
from rag.store.vectors.indexing import Indexer, ProgressCallback
from rag.text.passages import cut_passages

#: So many articles are corrected in one transaction: between two, others may write.
_AT_ONCE = 50


class Editing:
    """The half of :class:`rag.Archive` that corrects."""

    _catalog: Catalog
    _indexer: Indexer
    _writing: threading.RLock

    if TYPE_CHECKING:  # the façade's

        def _must_write(self) -> None: ...

    def edit(
        self,
        article_id: str,
        *,
        published: date | datetime | str | None = None,
        title: str | None = None,
        outlet: str | None = None,
        authors: Iterable[str] | None = None,
        language: str | None = None,
        clear: Iterable[str] = (),
        undo: Iterable[str] = (),
        progress: ProgressCallback | None = None,
        embed: bool = True,
    ) -> Article:
        """Correct what is said of an article; it stays corrected when its source is read again, changed or not.

        Args:
            article_id: the article's.
            published: the day (``2024-03-15``), or the moment with its zone.
            title: the headline.
            outlet: who published it.
            authors: all of them.
            language: ISO 639-1 code.
            clear: fields ("published", "outlet", "authors", "language") to be unknown, whatever the source says.
            undo: fields to be as the source says again.
            progress: told of the passages that are embedded anew, as headline and date are embedded with them.
            embed: False leaves that to a later :meth:`rag.Archive.resume`.

        Returns:
            The article as it is now.

        Raises:
            UsageError: nothing is to be changed, or a value cannot be right.
            UnknownArticleError: there is no such article.
            ArchiveBusyError: another process writes to the archive.
        """
        wanted = changes(
            published=published,
            title=title,
            outlet=outlet,
            authors=authors,
            language=language,
            clear=clear,
            undo=undo,
        )
        self._must_write()
        with self._writing:
            _edit(self._catalog, self._catalog.known_article(article_id), wanted)
        if embed:
            self._indexer.resume(progress)
        return self._catalog.known_article(article_id)

    def edit_many(
        self,
        article_ids: Iterable[str],
        *,
        published: date | datetime | str | None = None,
        outlet: str | None = None,
        authors: Iterable[str] | None = None,
        language: str | None = None,
        clear: Iterable[str] = (),
        undo: Iterable[str] = (),
        progress: ProgressCallback | None = None,
        embed: bool = True,
    ) -> EditReport:
        """Correct the same of many articles; see :meth:`edit`. What was cut off is gone on with by the same call.

        Args:
            article_ids: which ones; some at a time go in one transaction. :meth:`rag.Archive.ids_of_articles` finds
                them as a list does.
            published: the day, or the moment with its zone.
            outlet: who published them.
            authors: all of them.
            language: ISO 639-1 code.
            clear: fields to be unknown, whatever the sources say.
            undo: fields to be as the sources say again.
            progress: told of each transaction, and of what is embedded anew.
            embed: False leaves embedding to a later :meth:`rag.Archive.resume`.

        Raises:
            UsageError: nothing is to be changed, a value cannot be right, or a headline is to be cleared.
            ArchiveBusyError: another process writes to the archive.
        """
        wanted = changes(published=published, outlet=outlet, authors=authors, language=language, clear=clear, undo=undo)
        self._must_write()
        ids = list(dict.fromkeys(article_ids))
        edited: list[str] = []
        unchanged: list[str] = []
        unknown: list[str] = []
        for start in range(0, len(ids), _AT_ONCE):
            with self._writing, self._catalog.database.write() as db:
                for article_id in ids[start : start + _AT_ONCE]:
                    article = self._catalog.article(article_id)
                    if article is None:
                        unknown.append(article_id)
                    else:
                        (edited if _change(self._catalog, db, article, wanted) else unchanged).append(article_id)
            if progress:
                progress(Progress("correcting", min(start + _AT_ONCE, len(ids)), len(ids)))
        if embed and edited:
            self._indexer.resume(progress)
        return EditReport(tuple(edited), tuple(unchanged), tuple(unknown))

    def corrected_fields(self, article_id: str) -> tuple[Field, ...]:
        """Which fields of an article a person has corrected."""
        with self._catalog.database.read() as db:
            fields = {each.field for each in corrections_of(db, [article_id]).get(article_id, ())}
        return tuple(field for field in FIELDS if field in fields)

    def taken_off(self, article_id: str) -> tuple[TakenOff, ...]:
        """What cleaning took off an article's page, in the order of the page, each piece with the reason."""
        with self._catalog.database.read() as db:
            return taken_off_of(db, article_id)


def _edit(catalog: Catalog, article: Article, wanted: Changes) -> None:
    """Change an article's corrections and put it anew, in one transaction."""
    with catalog.database.write() as db:
        _change(catalog, db, article, wanted)


def _change(catalog: Catalog, db: Connection, article: Article, wanted: Changes) -> bool:
    """Within a transaction, change an article's corrections, and put it anew where that makes it another."""
    before = _draft(article, taken_off_of(db, article.id))
    draft = change(db, article.id, before, wanted)
    if draft == before:
        return False
    origin = select(ARTICLES.c.source, ARTICLES.c.origin, ARTICLES.c.raw_hash).where(ARTICLES.c.id == article.id)
    row = db.execute(origin).one()
    entry = Entry(article.id, row.source, row.origin, row.raw_hash, content_hash(draft), draft)
    catalog.write_article(db, entry, cut_passages(article.id, draft))
    return True


def _draft(article: Article, taken_off: tuple[TakenOff, ...]) -> Draft:
    return Draft(
        title=article.title,
        text=article.text,
        outlet=article.outlet,
        authors=article.authors,
        published=article.published,
        url=article.url,
        language=article.language,
        captions=article.captions,
        updated=article.updated,
        section=article.section,
        published_from=article.published_from,
        taken_off=taken_off,
    )
