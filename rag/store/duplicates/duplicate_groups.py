"""Groups of articles that are copies of one another, and which of them is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select, text

from rag.model import Copy, Filters
from rag.store.duplicates.near_duplicates import COPIES
from rag.store.engine.catalog_database import CatalogDatabase, has_table
from rag.store.search.selection import filter_sql
from rag.store.sqlite.tables import ARTICLES, parse_date, slices

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """A story that was printed more than once.

    ``copies`` are its articles: the earliest first, those without a date last, else as they were added. ``passing`` are
    those that pass the filters, in the same order; at least one does.
    """

    number: int
    copies: tuple[Copy, ...]
    passing: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The id of the article that stands for all."""
        return self.passing[0]

    def others(self, article_id: str) -> tuple[Copy, ...]:
        """The copies of an article of this story."""
        return tuple(copy for copy in self.copies if copy.article_id != article_id)


class DuplicateGroups:
    """Looks up the stories of articles."""

    def __init__(self, database: CatalogDatabase) -> None:
        self._database = database
        self._there = False

    def of(self, article_ids: Iterable[str], filters: Filters | None = None) -> dict[str, DuplicateGroup]:
        """The stories of these articles, by the article's id; one without copies has none.

        Args:
            article_ids: of articles that pass the filters.
            filters: which articles may stand for a story. With ``as_of`` it has no copies but those of then; whether
                what an article said before it changed was one is not known.
        """
        wanted = list(dict.fromkeys(article_ids))
        if not wanted or not self._compared():
            return {}
        numbers = self._numbers(wanted)
        if not numbers:
            return {}
        members: dict[int, list[tuple[str, Copy]]] = {}
        passing: set[str] = set()
        with self._database.read() as db:
            for some in slices(sorted(numbers)):
                then, bound = filter_sql(db, Filters(as_of=filters.as_of if filters else None))
                theirs = _MEMBERS.where(COPIES.c.story.in_(some), *map(text, then)).params(**bound)
                for row in db.execute(theirs):
                    copy = Copy(row.id, row.outlet, parse_date(row.published), row.title, row.url)
                    members.setdefault(row.story, []).append((row.added, copy))
                if filters:
                    clauses, values = filter_sql(db, filters)
                    query = select(ARTICLES.c.id).join(COPIES, ARTICLES.c.pk == COPIES.c.article)
                    query = query.where(COPIES.c.story.in_(some), *(text(clause) for clause in clauses))
                    passing.update(row.id for row in db.execute(query.params(**values)))
        found: dict[str, DuplicateGroup] = {}
        for number, rows in members.items():
            ordered = [copy for _, copy in sorted(rows, key=lambda row: (*when(row[1].published), row[0]))]
            ids = [copy.article_id for copy in ordered]
            shown = [one for one in ids if one in passing] if filters else ids
            if len(ids) > 1 and shown:
                story = DuplicateGroup(number, tuple(ordered), tuple(shown))
                found.update(dict.fromkeys(ids, story))
        asked = set(wanted)
        return {one: story for one, story in found.items() if one in asked}

    def _numbers(self, article_ids: Sequence[str]) -> set[int]:
        """The numbers of these articles' stories: of each question, most of which find no copies."""
        numbers: set[int] = set()
        with self._database.snapshot() as db:
            for part in slices(article_ids):
                marks = ", ".join("?" * len(part))
                theirs = f"SELECT pk FROM articles WHERE id IN ({marks})"  # noqa: S608 - marks alone
                query = f"SELECT story FROM copies WHERE story IS NOT NULL AND article IN ({theirs})"  # noqa: S608
                numbers.update(number for (number,) in db.execute(query, part))
        return numbers

    def have_any_of(self, passages: Sequence[int]) -> bool:
        """Whether any of these passages, given by the catalog's keys, is of an article that has copies."""
        if not passages or not self._compared():
            return False
        with self._database.snapshot() as db:
            for part in slices(passages):
                marks = ", ".join("?" * len(part))
                theirs = f"SELECT article FROM passages WHERE pk IN ({marks})"  # noqa: S608 - marks alone
                query = f"SELECT 1 FROM copies WHERE story IS NOT NULL AND article IN ({theirs}) LIMIT 1"  # noqa: S608
                if db.execute(query, part).fetchone():
                    return True
        return False

    def groups(self, article_ids: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """The groups that these articles belong to, each its articles' ids, the earliest first."""
        stories = {story.number: story for story in self.of(article_ids).values()}
        return tuple(tuple(copy.article_id for copy in stories[number].copies) for number in sorted(stories))

    def _compared(self) -> bool:
        """Whether copies are kept at all: an archive of before that nobody has written to since has no such table."""
        if not self._there:
            with self._database.read() as db:
                self._there = has_table(db, COPIES.name)
        return self._there


def when(published: date | datetime | None) -> tuple[bool, datetime]:
    """What dates of publication are ordered by: the undated last, and a mere day after all times of that day."""
    if published is None:
        return True, _LATEST
    if isinstance(published, datetime):
        return False, published.astimezone(UTC) if 1 < published.year < 9999 else published.replace(tzinfo=UTC)
    return False, datetime.combine(published, time.max, UTC)


_MEMBERS = (
    select(
        COPIES.c.story, ARTICLES.c.id, ARTICLES.c.outlet, ARTICLES.c.published, ARTICLES.c.title, ARTICLES.c.url,
        ARTICLES.c.added,
    )
    .join(ARTICLES, ARTICLES.c.pk == COPIES.c.article)
    .order_by(ARTICLES.c.pk)
)  # fmt: skip
