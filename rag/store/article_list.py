"""Lists of articles without their texts: searched, sorted, cut into pages and counted by the database.

What is searched, filtered and sorted by stands in one index (``articles_listing``), which is scanned; the rest is
looked up for the rows of one page. A word may stand anywhere in a headline, so a full-text index would not serve:
it knows words from their beginning only, and one of three-letter groups nothing shorter.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from rag.errors import UsageError
from rag.model import Filters
from rag.reports import ArticlePage, ArticleRow, ArticleSort, MonthCount
from rag.store.as_of.earlier_articles import as_of_sql
from rag.store.engine.catalog_database import CatalogDatabase, sql_of
from rag.store.search.fields import has_column
from rag.store.search.selection import filter_sql
from rag.store.sqlite.tables import parse_date
from rag.text.letters import SHORTEST_PAIRED, searched_spellings

#: More words than this only narrow a search that is narrow enough.
_MOST_WORDS = 12
#: What lists are sorted by. The database's own lower case suffices for outlets: it asks nothing of the interpreter.
_ORDER: dict[ArticleSort, str] = {
    "title": "{folded}",
    "outlet": "{outlet}",
    "published": "articles.day",
    "language": "articles.language",
    "added": "articles.added",
    "state": "articles.state",
}


class ArticleList:
    """The articles of one archive as a list."""

    def __init__(self, database: CatalogDatabase) -> None:
        self._database = database
        # An older archive that this process may not bring up to date has other words stored, or none.
        anew = "searched(articles.title, articles.outlet, articles.authors)"
        self._folded = "articles.folded" if database.version >= 4 else anew

    def page(
        self,
        words: str,
        filters: Filters,
        *,
        undated: bool,
        sort: ArticleSort,
        descending: bool,
        limit: int,
        offset: int,
    ) -> ArticlePage:
        """The rows ``offset`` to ``offset + limit`` of a list; see ``Archive.page_of_articles``."""
        if sort not in _ORDER or limit < 1 or offset < 0:
            raise UsageError(f"a list of articles cannot be sorted by {sort} or begin before its first row")
        columns = "pk, id, title, outlet, published, language, added, state"
        with self._database.read() as db:
            key = _ORDER[sort].format(folded=self._folded, outlet=sql_of(db).without_case("articles.outlet"))
            # In either direction those that lack it come last, and the newest addition first among equals.
            order = f"{key} {'DESC' if descending else 'ASC'} NULLS LAST"
            then, where, values = self._where(db, words, filters, undated)
            chosen = f"{then}SELECT pk FROM articles {where} ORDER BY {order}, pk DESC LIMIT :limit OFFSET :offset"  # noqa: S608
            total = int(db.execute(text(f"{then}SELECT count(*) FROM articles {where}"), values).scalar_one())  # noqa: S608
            bound = {**values, "limit": limit, "offset": offset}
            pks = list(db.execute(text(chosen), bound).scalars()) if total > offset else []
            found = {}
            if pks:
                names = ", ".join(f":pk{number}" for number in range(len(pks)))
                rows = text(f"{then}SELECT {columns} FROM articles WHERE pk IN ({names})")  # noqa: S608 - our own names
                bound = {f"pk{number}": pk for number, pk in enumerate(pks)}
                bound |= {"earlier": values["earlier"]} if then else {}
                found = {row.pk: _row(row) for row in db.execute(rows, bound)}
        return ArticlePage(tuple(found[pk] for pk in pks if pk in found), total, offset)

    def ids(self, words: str, filters: Filters, *, undated: bool) -> list[str]:
        """The ids of all articles of a list."""
        with self._database.read() as db:
            then, where, values = self._where(db, words, filters, undated)
            return list(db.execute(text(f"{then}SELECT id FROM articles {where} ORDER BY pk"), values).scalars())  # noqa: S608

    def outlets(self) -> list[str]:
        """All outlets, in the order of the alphabet."""
        return self._distinct("outlet")

    def languages(self) -> list[str]:
        """All languages, in the order of the alphabet."""
        return self._distinct("language")

    def names(self) -> tuple[list[str], list[str], list[str]]:
        """All authors, outlets and sections, as articles have them, in no order."""
        with self._database.read() as db:
            section = "section" if has_column(db, "section") else "NULL"
            rows = db.execute(text(f"SELECT DISTINCT authors, outlet, {section} AS section FROM articles")).all()  # noqa: S608 - ours
        authors = {name for listed in {row.authors for row in rows} for name in json.loads(listed or "[]")}
        outlets, sections = {row.outlet for row in rows}, {row.section for row in rows}
        return list(filter(None, authors)), list(filter(None, outlets)), list(filter(None, sections))

    def _distinct(self, column: str) -> list[str]:
        with self._database.read() as db:
            names = db.execute(text(f"SELECT DISTINCT {column} FROM articles WHERE {column} IS NOT NULL"))  # noqa: S608
            return sorted(names.scalars(), key=str.casefold)

    def months(self, filters: Filters) -> list[MonthCount]:
        """How many articles each outlet has of each month, in order; those without a date last."""
        with self._database.read() as db:
            then, where, values = self._where(db, "", filters, False)
            counted = (
                f"{then}SELECT day / 100 AS month, outlet, count(*) AS articles FROM articles {where} "  # noqa: S608
                "GROUP BY day / 100, outlet ORDER BY day / 100 NULLS LAST, articles DESC, outlet NULLS FIRST"
            )
            return [
                MonthCount(_month(row.month), row.outlet, row.articles) for row in db.execute(text(counted), values)
            ]

    def _where(self, db: Connection, words: str, filters: Filters, undated: bool) -> tuple[str, str, dict[str, Any]]:
        """What a statement begins with, its conditions, and its parameters."""
        clauses, values = filter_sql(db, filters, earlier=True)
        then, rows = as_of_sql(db, filters)
        values.update(rows)
        if undated:
            clauses.append("articles.day IS NULL")
        stands_in = sql_of(db).stands_in  # no sign that is typed means anything but itself
        # The longest first, which most headlines lack.
        for number, word in enumerate(sorted(words.casefold().split()[:_MOST_WORDS], key=len, reverse=True)):
            written = {f"word{number}_{form}": spelling for form, spelling in enumerate(_forms(word))}
            clauses.append(f"({' OR '.join(stands_in(f':{name}', self._folded) for name in written)})")
            values.update(written)
        return then, (f"WHERE {' AND '.join(clauses)}" if clauses else ""), values


def _forms(word: str) -> list[str]:
    """How a word is looked for, within others too: "has" for "Haas" would find too much."""
    own, *others = searched_spellings(word)
    return [own, *(other for other in others if len(other) >= min(len(own), SHORTEST_PAIRED - 1))]


def _row(row: Any) -> ArticleRow:
    return ArticleRow(
        row.id,
        row.title,
        row.outlet,
        parse_date(row.published),
        row.language,
        datetime.fromisoformat(row.added),
        row.state,
    )


def _month(number: int | None) -> date | None:
    return date(number // 100, number % 100, 1) if number is not None else None
