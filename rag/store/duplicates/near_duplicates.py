"""Copies: which articles are one story printed more than once, kept with the articles and in their transactions.

An article is compared with those that share a key with it (:mod:`rag.text.shingles`), on their texts. It joins the
group of one that it is a copy of, if it is also related to the group's first article: so copies of copies come
together, but a chain of small changes does not lead from one story to another.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

import numpy as np
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    Table,
    func,
    select,
    text,
)

from rag.model import Draft
from rag.reports import Progress
from rag.store.engine.catalog_database import CatalogDatabase, driver, sql_of
from rag.store.sqlite.tables import ARTICLES, META, metadata, slices
from rag.text.shingle_numbers import NumberedCut, likeness_of_numbers, number_words
from rag.text.shingles import SCHEME, Likeness, keys_of, shingles_of, words_of

# An article is a copy of another where all four hold. On 2,031 BBC articles and edited copies of 1,000 of them
# (bench/copies.py, seeds 1 and 2), recall is .985 and .990, with all four edits in each copy .976. All wrong pairs come
# from 12 pairs of articles that the BBC itself printed twice as news went on (11 alike enough by themselves, one by an
# edited copy between them): looked at by hand, each is a report and its update. Counted as wrong, precision is .969 and
# .976; left out, 1. The other pairs that share a fourth or more are different news over the same background.
#: So much of the shorter one stands in the longer one. At .20, .40, .48, .56 (with the others): copies .996, .995,
#: .988, .910; pairs of different articles 12, 11, 11, 11.
CONTAINED = 0.38
#: It does so all over, not only in some paragraphs: a story's sequel repeats its background word for word, and is news.
#: At .70, .80, .85, .90, .95: copies .999, .999, .997, .994, .989; pairs of different articles 24, 18, 11, 9, 6.
SPREAD = 0.87
#: So much of both is shared: a round-up that holds a short item whole is no copy of it.
SHARED = 0.1
#: Most figures are the same: reports of a market's close or the weather are alike every day in all but these.
FIGURES = 0.5
#: Two copies of one text, each with a fifth of its words changed, have .26 of the shorter one in common, and 99.99 % of
#: different articles .10 or less: so much must link an article and the first of its group.
RELATED = 0.2
#: So many articles are looked at for each key, those added first. A page that an outlet prints a thousand times over
#: with other figures would else be compared with all of them.
_EACH_KEY = 32
#: So many candidates are compared, those with the most keys in common first, and of one group two.
_COMPARED = 64
#: Groups larger than this are not merged with others.
_LARGEST_MERGED = 200
#: Articles of an older archive that are compared in one transaction.
_FILLED_AT_ONCE = 100
_SCHEME_KEY = "copies_scheme"
#: Shingles of the texts that are kept cut up, of 16 bytes each: some 5,000 articles.
_KEPT_SHINGLES = 2_000_000

#: Every article that has been compared: its keys (int64, little-endian), and its group where it has copies.
COPIES = Table(
    "copies",
    metadata,
    Column("article", Integer, ForeignKey("articles.pk"), primary_key=True),
    Column("story", Integer),
    Column("packed", LargeBinary, nullable=False),
    Index("copies_by_story", "story"),
    info={"backup": False},
)
#: Which articles have a key.
KEYS = Table(
    "copy_keys",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("article", Integer, primary_key=True),
    sqlite_with_rowid=False,
    info={"backup": False},
)


def put(db: Connection, pk: int, draft: Draft, compare: Comparing, *, new: bool = False) -> None:
    """Compare an article that was added or changed with the others, and group it.

    Args:
        db: the article's own transaction.
        pk: the catalog's key of it.
        draft: its content.
        compare: of this transaction, so that a text that several articles are compared with is cut up once.
        new: whether it was not there before.
    """
    if not new:
        remove(db, [pk])
    _enter(db, pk, draft.text, compare)


def remove(db: Connection, pks: Sequence[int]) -> None:
    """Take articles out before they are deleted; the others of their groups stay together, as far as they are alike."""
    left: set[int] = set()
    for part in slices(pks):
        rows = db.execute(select(*COPIES.c).where(COPIES.c.article.in_(part))).all()
        if not rows:
            continue
        db.execute(
            text(_DELETE_KEYS.format(sql_of(db).keys(":keys"))),
            [{"pk": row.article, "keys": _json(_unpacked(row.packed))} for row in rows],
        )
        left.update(row.story for row in rows if row.story is not None)
        db.execute(COPIES.delete().where(COPIES.c.article.in_(part)))
    for story in sorted(left):
        _tidy(db, story)


def _enter(db: Connection, pk: int, text: str, compare: Comparing) -> None:
    words = words_of(text)
    cut = number_words(words)
    compare.know(pk, cut)
    keys = keys_of(frozenset(shingles_of(words)))
    packed = np.asarray(keys, dtype="<i8").tobytes()
    plain = driver(db)
    plain.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING", (_SCHEME_KEY, SCHEME))
    plain.execute("INSERT INTO copies(article, story, packed) VALUES (?, NULL, ?)", (pk, packed))
    if not keys:
        return
    _place(db, pk, cut, keys, compare)
    plain.execute(_INSERT_KEYS.format(sql_of(db).keys("?")), (pk, _json(keys)))


def _place(db: Connection, pk: int, cut: NumberedCut, keys: Sequence[int], compare: Comparing) -> None:
    """Find the group of an article that is in none."""
    joined: list[tuple[float, int, int | None]] = []
    for other, story in _candidates(db, pk, keys):
        likely = compare(cut, other, least=CONTAINED)
        if likely is not None and is_copy(likely):
            joined.append((likely.contained, other, story))
    mine: int | None = None
    handled: set[int] = set()  # groups that were to be merged with this one, whatever came of it
    for _, other, story in sorted(joined, key=lambda found: (-found[0], found[1])):
        if story is None:
            story = mine if mine is not None else _next_story(db)
            if mine is not None and not compare.related(compare.cut(other), _first(db, mine)):
                continue
            _assign(db, [other], story)
        if mine is None:
            if not compare.related(cut, _first(db, story)):
                continue
            mine = story
            _assign(db, [pk], story)
        elif story != mine and story not in handled:
            handled.add(story)
            _merge(db, compare, mine, story)


def _merge(db: Connection, compare: Comparing, one: int, other: int) -> None:
    """Make two groups one if all of the later one are related to the first article of the earlier."""
    earlier, later = sorted((one, other), key=lambda story: _first(db, story))
    first = _first(db, earlier)
    members = _members(db, later)
    if len(members) <= _LARGEST_MERGED and all(compare.related(compare.cut(pk), first) for pk in members):
        # The group keeps the number of the one that the article at hand has joined.
        _assign(db, [*members, *_members(db, earlier)], one)


def _tidy(db: Connection, story: int) -> None:
    """After a loss: a group of one is none, and who is not related to the group's new first article finds another."""
    members = _members(db, story)
    if len(members) < 2:
        _assign(db, members, None)
        return
    compare = Comparing(db)
    strangers = [pk for pk in members[1:] if not compare.related(compare.cut(pk), members[0])]
    if not strangers:
        return
    _assign(db, strangers, None)
    if len(strangers) == len(members) - 1:
        _assign(db, members[:1], None)
    for pk in strangers:
        packed = db.execute(select(COPIES.c.packed).where(COPIES.c.article == pk, COPIES.c.story.is_(None))).scalar()
        if packed is not None:
            _place(db, pk, compare.cut(pk), _unpacked(packed), compare)


class KeptCuts:
    """Texts of articles cut up for comparing, by the catalog's key, as many as there is room for.

    Whoever changes an article's text has it compared by :func:`put`, so what is kept from one transaction to the next
    is what stands in the catalog, as long as no other process writes in between, which
    :class:`rag.store.catalog.Catalog` looks to.
    """

    def __init__(self) -> None:
        self._known: dict[int, NumberedCut] = {}
        self._shingles = 0

    def get(self, pk: int) -> NumberedCut | None:
        """An article's text, cut up; None where it is not kept."""
        cut = self._known.pop(pk, None)
        if cut is not None:
            self._known[pk] = cut  # in the order in which they were asked for last
        return cut

    def put(self, pk: int, cut: NumberedCut) -> None:
        """Keep an article's text, cut up, in place of those that were asked for the longest ago."""
        self.forget([pk])
        self._known[pk] = cut
        self._shingles += len(cut.row)
        while self._shingles > _KEPT_SHINGLES:
            self.forget([next(iter(self._known))])

    def update(self, other: KeptCuts) -> None:
        """Keep what another one has."""
        for pk, cut in other._known.items():
            self.put(pk, cut)

    def forget(self, pks: Iterable[int]) -> None:
        """Forget articles that were changed or removed."""
        for pk in pks:
            cut = self._known.pop(pk, None)
            self._shingles -= len(cut.row) if cut is not None else 0


class Comparing:
    """Compares articles on their texts within one transaction; a text is read and cut once, as long as it is kept."""

    def __init__(self, db: Connection, kept: KeptCuts | None = None) -> None:
        self._db = driver(db)
        self._kept = kept or KeptCuts()
        self._own = KeptCuts()

    def know(self, pk: int, cut: NumberedCut) -> None:
        """Take an article's text, cut up, as it is from now on."""
        self._kept.forget([pk])
        self._own.put(pk, cut)

    def cut(self, pk: int) -> NumberedCut:
        """An article's text, cut up."""
        cut = self._own.get(pk) or self._kept.get(pk)
        if cut is None:
            row = self._db.execute("SELECT text FROM articles WHERE pk = ?", (pk,)).fetchone()
            cut = number_words(words_of(row[0] if row else ""))
            self._own.put(pk, cut)
        return cut

    def keep(self) -> None:
        """Keep what was cut up beyond the transaction, which is committed."""
        self._kept.update(self._own)

    def __call__(self, cut: NumberedCut, pk: int, *, least: float = 0.0) -> Likeness | None:
        """How alike a text and an article are; None where less than ``least`` is contained."""
        return likeness_of_numbers(cut, self.cut(pk), least=least)

    def related(self, cut: NumberedCut, pk: int) -> bool:
        """Whether a text and an article are as much alike as those of a group are."""
        return self(cut, pk, least=RELATED) is not None


def is_copy(likely: Likeness) -> bool:
    """Whether two articles so alike are copies of one story."""
    return (
        likely.contained >= CONTAINED
        and likely.spread >= SPREAD
        and likely.shared >= SHARED
        and likely.figures >= FIGURES
    )


def _candidates(db: Connection, pk: int, keys: Sequence[int]) -> list[tuple[int, int | None]]:
    """Articles to compare with, each with its group: those with the most keys in common first, of a group two."""
    plain = driver(db)
    sql = sql_of(db)
    sharing = _SHARING.format(joined=sql.joined("article"), wanted=sql.keys("?"))
    found = ",".join([row[0] for row in plain.execute(sharing, (_EACH_KEY, _json(keys))) if row[0]])
    if not found:
        return []
    counts = Counter(map(int, found.split(",")))
    counts.pop(pk, None)
    likely = sorted(counts, key=lambda other: (-counts[other], other))
    query = f"SELECT article, story FROM copies WHERE article IN {sql.keys('?')}"  # noqa: S608 - our own
    stories: dict[int, int | None] = dict(plain.execute(query, (_json(likely),)).fetchall())
    seen: dict[int, int] = {}
    chosen: list[tuple[int, int | None]] = []
    for other in likely:
        story = stories.get(other)
        if story is not None:
            seen[story] = seen.get(story, 0) + 1
            if seen[story] > 2:
                continue
        chosen.append((other, story))
    return chosen[:_COMPARED]


def _members(db: Connection, story: int) -> list[int]:
    return list(
        db.execute(select(COPIES.c.article).where(COPIES.c.story == story).order_by(COPIES.c.article)).scalars()
    )


def _first(db: Connection, story: int) -> int:
    return int(db.execute(select(func.min(COPIES.c.article)).where(COPIES.c.story == story)).scalar_one())


def _next_story(db: Connection) -> int:
    return int(db.execute(select(func.max(COPIES.c.story))).scalar() or 0) + 1


def _assign(db: Connection, pks: Sequence[int], story: int | None) -> None:
    for part in slices(pks):
        db.execute(COPIES.update().where(COPIES.c.article.in_(part)).values(story=story))


_SHARING = (
    "SELECT (SELECT {joined} FROM "
    "(SELECT article FROM copy_keys WHERE copy_keys.key = wanted.value ORDER BY article LIMIT ?) AS first) "
    "FROM {wanted} AS wanted"
)
_INSERT_KEYS = (
    "INSERT INTO copy_keys(key, article) SELECT value, CAST(? AS BIGINT) FROM {} AS listed WHERE TRUE "
    "ON CONFLICT DO NOTHING"
)
_DELETE_KEYS = "DELETE FROM copy_keys WHERE article = :pk AND key IN {}"


def _json(keys: Sequence[int]) -> str:
    return json.dumps(keys)


def _unpacked(packed: bytes) -> list[int]:
    keys: list[int] = np.frombuffer(packed, dtype="<i8").tolist()
    return keys


def compare_all(
    database: CatalogDatabase, lock: AbstractContextManager[object], progress: Callable[[Progress], None] | None = None
) -> None:
    """Compare the articles of an archive of which not all have been compared, or by another scheme.

    It goes on where it was cut off: each batch is a transaction, and an article that has been compared says so.

    Args:
        database: opened for writing.
        lock: held for each batch, so that others can write in between.
        progress: told of each batch.
    """
    with lock, database.write() as db:
        known = db.execute(select(META.c.value).where(META.c.key == _SCHEME_KEY)).scalar()
        if known is not None and known != SCHEME:
            db.execute(KEYS.delete())
            db.execute(COPIES.delete())
            db.execute(META.delete().where(META.c.key == _SCHEME_KEY))
    total, done = count_missing(database), 0
    while done < total:
        with lock, database.write() as db:
            batch = db.execute(_missing().limit(_FILLED_AT_ONCE)).all()
            compare = Comparing(db)  # others may change texts between two batches
            for row in batch:
                _enter(db, row.pk, row.text, compare)
        if not batch:
            return
        done += len(batch)
        if progress:
            progress(Progress("comparing", min(done, total), total))


def count_missing(database: CatalogDatabase) -> int:
    """How many articles have not been compared with the others."""
    with database.read() as db:
        return int(db.execute(select(func.count()).select_from(_missing().subquery())).scalar_one())


def _missing() -> Select[tuple[int, str]]:
    compared = select(COPIES.c.article).where(COPIES.c.article == ARTICLES.c.pk).exists()
    return select(ARTICLES.c.pk, ARTICLES.c.text).where(~compared).order_by(ARTICLES.c.pk)
