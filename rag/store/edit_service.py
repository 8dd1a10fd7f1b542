"""Correcting what an archive says of its articles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, select

from rag.model import Article, Draft, TakenOff
from rag.reports import EditReport, Progress
from rag.store.archive_store import ArchiveStore
from rag.store.catalog import Catalog, Entry
from rag.store.corrections import change
from rag.store.edits import Changes, changes
from rag.store.identity import content_hash
from rag.store.removed_blocks import taken_off_of
from rag.store.sqlite.tables import ARTICLES
from rag.store.vectors.indexing import ProgressCallback
from rag.text.passages import cut_passages

#: So many articles are corrected in one transaction: between two, others may write.
_AT_ONCE = 50


class EditService:
    """Corrects articles; each method is that of :class:`rag.Archive`."""

    def __init__(self, store: ArchiveStore) -> None:
        self._store = store

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
        """Correct what is said of an article; it stays corrected when its source is read again, changed or not."""
        wanted = changes(
            published=published,
            title=title,
            outlet=outlet,
            authors=authors,
            language=language,
            clear=clear,
            undo=undo,
        )
        self._store.must_write()
        with self._store.writing:
            article = self._store.catalog.known_article(article_id)
            with self._store.catalog.changes.write() as (db, note):
                if _change(self._store.catalog, db, article, wanted):
                    note("edited", [article_id])
        if embed:
            self._store.indexer.resume(progress)
        return self._store.catalog.known_article(article_id)

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
        """Correct the same of many articles; see :meth:`edit`. What was cut off is gone on with by the same call."""
        wanted = changes(published=published, outlet=outlet, authors=authors, language=language, clear=clear, undo=undo)
        self._store.must_write()
        ids = list(dict.fromkeys(article_ids))
        edited: list[str] = []
        unchanged: list[str] = []
        unknown: list[str] = []
        for start in range(0, len(ids), _AT_ONCE):
            before = len(edited)
            with self._store.writing, self._store.catalog.changes.write() as (db, note):
                for article_id in ids[start : start + _AT_ONCE]:
                    article = self._store.catalog.article(article_id)
                    if article is None:
                        unknown.append(article_id)
                    else:
                        (edited if _change(self._store.catalog, db, article, wanted) else unchanged).append(article_id)
                note("edited", edited[before:])
            if progress:
                progress(Progress("correcting", min(start + _AT_ONCE, len(ids)), len(ids)))
        if embed and edited:
            self._store.indexer.resume(progress)
        return EditReport(tuple(edited), tuple(unchanged), tuple(unknown))


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
