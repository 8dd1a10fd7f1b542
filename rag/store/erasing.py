"""Erasing for good: nothing of a removed article is left in the archive's files.

A removal takes an article out of the tables; its bytes stay in free pages, in the lexical index until its parts are
merged, and in the vector store, which only marks what it lets go. So everything is written anew: the index is merged
into one part, the vector store built beside the old one from the catalog, the catalog itself vacuumed, and its log
emptied. A mark in the catalog, set in the removal's own transaction and taken off last, has the next writer finish what
was cut off. What was removed earlier, without a word about erasing, goes as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, delete, or_, select, text, update

from rag.errors import ArchiveBusyError, ArchiveDamagedError
from rag.store import erased
from rag.store.catalog import Catalog
from rag.store.engine.catalog_database import CatalogDatabase
from rag.store.followed import FETCHED, FOLLOWED
from rag.store.sqlite.tables import ARTICLES, put_setting, slices
from rag.store.vectors.vector_holder import VectorHolder

#: The setting in the catalog that says that its files are still to be written anew.
_ERASING = "erasing"

#: Where an erased article may still be, as sentences for who has to see to it.
BEYOND_REACH = (
    "Backups (dateline export) and copies of the archive's folder that were made before still hold it.",
    "Its source is not touched: sync passes it over from now on, but a file or page that is added by hand comes back.",
    "Conversations that a browser keeps or shows, and answers that were saved or copied, still quote it.",
    "The log of changes (dateline audit) says which articles were erased, by their ids; it has no words of theirs.",
    "What dateline eval has cached of it stays in the cache's folder (DATELINE_CACHE).",
    "The disk may keep the blocks of deleted files for a while, and a file system its snapshots.",
)


def mark(db: Connection, article_ids: Iterable[str]) -> None:
    """Within a removal's transaction, before it: note that the files are to be written anew, forget what lists of
    followed sources say of the articles, and keep hashes by which a sync passes their sources over."""
    put_setting(db, _ERASING, "1")
    for part in slices(list(article_ids)):
        columns = select(ARTICLES.c.source, ARTICLES.c.origin, ARTICLES.c.url).where(ARTICLES.c.id.in_(part))
        found = db.execute(columns).all()
        addresses = {address for row in found for address in (row.source, row.url) if address}
        theirs = or_(FETCHED.c.article.in_(part), FETCHED.c.url.in_(addresses))
        addresses.update(db.execute(select(FETCHED.c.url).where(theirs)).scalars())
        erased.note(db, addresses.union(*(erased.names_of(row.source, row.origin) for row in found)), part)
        db.execute(delete(FETCHED).where(theirs))
        db.execute(delete(FOLLOWED).where(FOLLOWED.c.form == "page", FOLLOWED.c.source.in_(addresses)))
    # Of what is removed already, and of the headlines in lists: they are read anew with the next look.
    gone = and_(FETCHED.c.article.is_not(None), FETCHED.c.article.not_in(select(ARTICLES.c.id)))
    erased.note(db, db.execute(select(FETCHED.c.url).where(gone)).scalars())
    db.execute(delete(FETCHED).where(gone))
    db.execute(update(FOLLOWED).values(entries=None, etag=None, last_modified=None, result=None))


def beyond_reach(database: CatalogDatabase) -> tuple[str, ...]:
    """Where an erased article may still be."""
    return (*BEYOND_REACH, *database.beyond_reach)


def is_marked(database: CatalogDatabase) -> bool:
    """Whether an erasure has not come to its end."""
    return database.get(_ERASING) is not None


def finish(catalog: Catalog, vectors: VectorHolder) -> None:
    """Write all files of the archive anew; call it with the writer's lock held.

    Raises:
        ArchiveBusyError: another process reads at this moment, and so keeps the catalog's log.
        ArchiveFullError: there is no room for the files beside the old ones.
        ArchiveDamagedError: the old vector store cannot be deleted.
    """
    database = catalog.database
    catalog.changes.take_over()  # what is to be logged of it waits in the catalog, with the ids
    database.merge_words()
    vectors.rebuild()
    while not vectors.several_writers and (gone := catalog.tombstones()):
        catalog.purge_tombstones(gone)
    if left := vectors.leftovers():
        raise ArchiveDamagedError(
            f"{left[0]} cannot be deleted: delete that folder by hand, then open the archive for writing again"
        )
    if not database.rewrite():
        raise ArchiveBusyError(
            f"{database.name} is being read by another process, so that its files could not be cleared to the "
            "end: the articles are out of the archive, and the next command that writes clears the files"
        )
    with database.write() as db:
        db.execute(text("DELETE FROM meta WHERE key = :key"), {"key": _ERASING})
