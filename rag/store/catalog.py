"""The catalog: articles, passages and their vectors, and the state of every ingest, in one database.

It is the truth of an archive; the vector store is a fast copy of what stands here. The lexical index lives in the same
database, so that an article and its words are committed in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Select, delete, func, select, text

from rag.errors import UnknownArticleError
from rag.model import Article, Filters, Passage
from rag.reports import Coverage
from rag.store import source_registry, versions
from rag.store.article_writer import ArticleWriter, Entry
from rag.store.as_of.earlier_articles import articles_then, as_of_sql, versions_then
from rag.store.corrections import forget_corrections
from rag.store.duplicates import near_duplicates as copies
from rag.store.engine.catalog_database import CatalogDatabase, driver, sql_of
from rag.store.engine.change_log import ChangeLog, Note
from rag.store.lexical import lexical_index as lexical
from rag.store.passage_rows import PassageRows
from rag.store.removed_blocks import forget_taken_off
from rag.store.search import surface_index as surface
from rag.store.search.selection import filter_sql
from rag.store.sqlite.tables import (
    ARTICLES,
    PASSAGES,
    POSTINGS_CHANGES,
    TOMBSTONES,
    article_columns,
    article_of,
    changes,
    slices,
    touch,
)

__all__ = ["Catalog", "Entry", "PutOutcome"]

#: What became of an article that was put into the catalog.
PutOutcome = Literal["added", "updated", "unchanged"]


class Catalog(PassageRows):
    """One archive's articles, passages and vectors. Every write is one transaction."""

    def __init__(self, database: CatalogDatabase, changes: ChangeLog | None = None) -> None:
        """Over its file.

        Args:
            database: the file.
            changes: writes to it what changes articles, and logs it; where None, nothing is logged.
        """
        self.database = database
        self.changes = changes or ChangeLog(database)
        self._columns = article_columns(database.version)
        self._cuts = copies.KeptCuts()
        self._cuts_of: str | None = None  # the state of the words that these are of

    def counts(self) -> tuple[int, int, int]:
        """How many articles, passages, and articles still pending."""
        with self.database.read() as db:
            articles = db.execute(select(func.count()).select_from(ARTICLES)).scalar_one()
            passages = db.execute(select(func.count()).select_from(PASSAGES)).scalar_one()
            pending = db.execute(
                select(func.count()).select_from(ARTICLES).where(ARTICLES.c.state == "pending")
            ).scalar_one()
        return articles, passages, pending

    def version(self) -> int:
        """A number that changes whenever another connection or this one has committed a change."""
        with self.database.read() as db:
            return changes(db)

    # -- articles ------------------------------------------------------------------------------------------------

    def put_articles(
        self,
        entries: Sequence[tuple[Entry, Sequence[Passage]]],
        also: Callable[[Connection], None] | None = None,
        between: Callable[[], None] = lambda: None,
    ) -> list[PutOutcome]:
        """Commit articles with their passages and words, as pending; searchable by words from then on.

        An article of the same id is replaced. Its passages that did not change keep their vectors; the vectors of
        those that went are marked for deletion.

        Args:
            entries: the articles; all are committed in one transaction.
            also: what else is done in it, at its end.
            between: called between two steps of its work.

        Returns:
            What became of each.
        """
        with self.changes.write() as (db, note):
            writer = ArticleWriter(db, self._cuts_now(db), between)
            listed = json.dumps([entry.id for entry, _ in entries])
            query = f"SELECT id, pk, content_hash FROM articles WHERE id IN {sql_of(db).texts('?')}"  # noqa: S608 - ours
            known = {row[0]: (row[1], row[2]) for row in driver(db).execute(query, (listed,))}
            outcomes: list[PutOutcome] = []
            for entry, passages in entries:
                pk, content_hash = known.get(entry.id, (None, None))
                if pk is None:
                    pk = writer.add(entry, passages)
                    outcomes.append("added")
                elif content_hash == entry.content_hash:
                    writer.leave(pk, entry)
                    outcomes.append("unchanged")
                else:
                    writer.update(pk, entry, passages)
                    outcomes.append("updated")
                known[entry.id] = pk, entry.content_hash
            writer.finish()
            if any(outcome != "unchanged" for outcome in outcomes):
                touch(db)
            if also is not None:
                also(db)
            _note_put(note, [entry.id for entry, _ in entries], outcomes)
            state = _state_of_words(db)
        writer.compare.keep()
        self._cuts_of = state
        return outcomes

    def write_article(self, db: Connection, entry: Entry, passages: Sequence[Passage]) -> Literal["added", "updated"]:
        """Within a transaction of the caller: like :meth:`put_articles`, but written even where it is the same."""
        writer = ArticleWriter(db, self._cuts_now(db))
        known: int | None = db.execute(select(ARTICLES.c.pk).where(ARTICLES.c.id == entry.id)).scalar()
        if known is None:
            writer.add(entry, passages)
        else:
            writer.update(known, entry, passages)
        writer.finish()
        touch(db)
        return "added" if known is None else "updated"

    def _cuts_now(self, db: Connection) -> copies.KeptCuts:
        """What is kept of articles' texts, if nobody else has written any since."""
        if _state_of_words(db) != self._cuts_of:
            self._cuts = copies.KeptCuts()
        return self._cuts

    def ids_of(self, sources: Sequence[str]) -> dict[str, str]:
        """The ids of the articles that come from these sources, by source; unknown ones are left out."""
        with self.database.read() as db:
            query = f"SELECT source, id FROM articles WHERE source IN {sql_of(db).texts('?')}"  # noqa: S608 - ours
            return dict(driver(db).execute(query, (json.dumps(list(sources)),)).fetchall())

    def remove_articles(
        self, article_ids: Sequence[str], also: Callable[[Connection], None] | None = None
    ) -> list[str]:
        """Take articles, their passages and their words out, marking their vectors for deletion, in one transaction.

        Args:
            article_ids: which ones.
            also: what else is done in it, at its beginning.

        Returns:
            The ids of those that were there.
        """
        removed: dict[str, tuple[int, str]] = {}
        with self.changes.write() as (db, note):
            if also is not None:
                also(db)
            for part in slices(article_ids):
                query = select(ARTICLES.c.id, ARTICLES.c.pk, ARTICLES.c.source).where(ARTICLES.c.id.in_(part))
                found = {row.id: (row.pk, row.source) for row in db.execute(query)}
                removed.update(found)
                pks = [pk for pk, _ in found.values()]
                copies.remove(db, pks)
                self._cuts.forget(pks)
                versions.remove(db, pks)
                theirs = PASSAGES.c.article.in_(pks)
                buried = (
                    sql_of(db).inserting(TOMBSTONES).from_select(["passage_id"], select(PASSAGES.c.id).where(theirs))
                )
                db.execute(buried.on_conflict_do_nothing())
                lexical.unindex(db, list(db.execute(select(PASSAGES.c.pk).where(theirs)).scalars()), pks)
                surface.take_out(db, pks)
                forget_taken_off(db, list(found))
                forget_corrections(db, list(found))
                db.execute(delete(PASSAGES).where(theirs))
                db.execute(delete(ARTICLES).where(ARTICLES.c.pk.in_(pks)))
            if removed:
                source_registry.forget(db, [source for _, source in removed.values()])
                touch(db)
            gone = [article_id for article_id in article_ids if article_id in removed]
            note("removed", gone)
        return gone

    def article(self, article_id: str) -> Article | None:
        """The article of this id, or None."""
        with self.database.read() as db:
            row = db.execute(select(*self._columns).where(ARTICLES.c.id == article_id)).mappings().first()
        return article_of(row) if row else None

    def known_article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            UnknownArticleError: there is none.
        """
        article = self.article(article_id)
        if article is None:
            raise UnknownArticleError(f"no article has the id {article_id}: dateline list shows the ids")
        return article

    def article_then(self, article_id: str, day: date | None) -> Article:
        """The article of this id, as it was at the end of a day; as it is now where None.

        Raises:
            UnknownArticleError: there is none, or it had not been published by then.
        """
        article = self.known_article(article_id)
        if day is None:
            return article
        [pk] = self.keys_by_id([article_id]).values() or [0]
        with self.database.read() as db:
            changed = pk in versions_then(db, day)
            then = articles_then(db, Filters(as_of=day)).get(pk) if changed else article
        if then is None or then.day is None or then.day > day:
            raise UnknownArticleError(f"no article with the id {article_id} had been published by {day.isoformat()}")
        return then

    def articles_by_key(self, keys: Sequence[int]) -> dict[int, Article]:
        """The articles of these keys of the catalog's own; unknown ones are left out."""
        found: dict[int, Article] = {}
        with self.database.read() as db:
            for part in slices(keys):
                rows = db.execute(select(*self._columns).where(ARTICLES.c.pk.in_(part))).mappings()
                found.update((row["pk"], article_of(row)) for row in rows)
        return found

    def keys_by_id(self, article_ids: Sequence[str]) -> dict[str, int]:
        """The catalog's own keys of these articles; unknown ones are left out."""
        found: dict[str, int] = {}
        with self.database.read() as db:
            for part in slices(article_ids):
                query = select(ARTICLES.c.id, ARTICLES.c.pk).where(ARTICLES.c.id.in_(part))
                found.update((row.id, row.pk) for row in db.execute(query))
        return found

    def count_articles(self, filters: Filters) -> int:
        """How many articles pass the filters."""
        with self.database.read() as db:
            query = select(func.count()).select_from(ARTICLES)
            return int(db.execute(_filtered(db, query, filters, earlier=True)).scalar_one())

    def coverage(self, filters: Filters) -> Coverage:
        """What the articles that pass the filters cover: their number, days and outlets."""
        with self.database.read() as db:
            clauses, values = filter_sql(db, filters, earlier=True)
            then, rows = as_of_sql(db, filters)
            where = " AND ".join(clauses) or "TRUE"
            span = f"{then}SELECT count(*), min(day), max(day) FROM articles WHERE {where}"  # noqa: S608 - our own
            outlets = (
                f"{then}SELECT outlet FROM articles WHERE {where} AND outlet IS NOT NULL "  # noqa: S608
                "GROUP BY outlet ORDER BY count(*) DESC, outlet"
            )
            count, first, last = db.execute(text(span), {**values, **rows}).one()
            names = db.execute(text(outlets), {**values, **rows}).scalars()
            return Coverage(int(count), _day(first), _day(last), tuple(names))

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """All articles that pass the filters, as they were on the day of ``as_of``: the newest first, those without a
        date last."""
        filters = filters or Filters()
        order = ARTICLES.c.day.is_(None), ARTICLES.c.day.desc(), ARTICLES.c.pk
        with self.database.read() as db:
            then = articles_then(db, filters)
            query = _filtered(db, select(*self._columns), filters, earlier=True).order_by(*order)
            found = [then.get(row["pk"]) or article_of(row) for row in db.execute(query).mappings()]
        if then:  # which may have had another date
            found.sort(key=lambda article: (article.day is None, -(article.day or date.min).toordinal()))
        return found

    def articles_then(self, filters: Filters) -> dict[int, Article]:
        """The articles of which an earlier version held on the day of ``as_of``, if they pass the filters."""
        with self.database.read() as db:
            return articles_then(db, filters)

    def said_else_then(self, filters: Filters) -> bool:
        """Whether any article said something else on the day of ``as_of``, so that its vectors are not of that."""
        if filters.as_of is None:
            return False
        with self.database.read() as db:
            return bool(versions_then(db, filters.as_of))

    def article_ids(self, filters: Filters) -> set[str]:
        """The ids of the articles that pass the filters, which with ``as_of`` say what they said then."""
        with self.database.read() as db:
            return set(db.execute(_filtered(db, select(ARTICLES.c.id), filters)).scalars())

    def keys_of(self, filters: Filters) -> list[int]:
        """The catalog's own keys of the articles that :meth:`article_ids` gives."""
        with self.database.read() as db:
            return list(db.execute(_filtered(db, select(ARTICLES.c.pk), filters)).scalars())

    def as_named(self, filters: Filters) -> Filters:
        """The filters with outlets as the archive spells them: the vector store compares letter by letter."""
        if not filters.outlets:
            return filters
        with self.database.read() as db:
            query = _filtered(db, select(ARTICLES.c.outlet).distinct(), Filters(outlets=filters.outlets))
            names = tuple(db.execute(query).scalars())
        return replace(filters, outlets=names or filters.outlets)

    def undated(self, filters: Filters) -> int:
        """How many articles pass all filters but the dates, only because they carry no date."""
        if not filters.dated:
            return 0
        others = replace(filters, since=None, until=None, as_of=None)
        with self.database.read() as db:
            query = _filtered(db, select(func.count()).select_from(ARTICLES), others).where(ARTICLES.c.day.is_(None))
            return int(db.execute(query).scalar_one())


def _state_of_words(db: Connection) -> str | None:
    """A number that changes with the words of any article."""
    row = driver(db).execute("SELECT value FROM meta WHERE key = ?", (POSTINGS_CHANGES,)).fetchone()
    return str(row[0]) if row else None


def _day(number: int | None) -> date | None:
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


def _filtered(
    db: Connection, query: Select[*tuple[Any, ...]], filters: Filters, *, earlier: bool = False
) -> Select[*tuple[Any, ...]]:
    clauses, values = filter_sql(db, filters, earlier=earlier)
    for clause in clauses:
        query = query.where(text(clause))
    return query.params(**values)


def _note_put(note: Note, ids: Sequence[str], outcomes: Sequence[PutOutcome]) -> None:
    note("added", [each for each, outcome in zip(ids, outcomes, strict=True) if outcome == "added"])
    note("updated", [each for each, outcome in zip(ids, outcomes, strict=True) if outcome == "updated"])
