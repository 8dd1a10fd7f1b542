"""Who does what in a vector store on which several processes work, by claims on passages in the catalog.

Whoever enters or deletes a passage's vector claims the passage first. So nothing is entered while another process
deletes it, or deleted while another enters it, and each step can be repeated:

- a claim runs out after :data:`STORE_CLAIM_SECONDS`, so that what a dead process was at another does;
- what came of a step is settled in one of the catalog's transactions, which come one after the other. An article that
  changed meanwhile stays pending, and what was removed meanwhile is buried again;
- who comes too late, and finds that its claim has run out, leaves its step to be repeated.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from rag.store.engine.catalog_database import (
    VECTORS_COLLECTION,
    EnteredPassage,
    PlainConnection,
    Settled,
    driver,
    sql_of,
)
from rag.store.sqlite.tables import SLICE

#: A step in a store takes a second or two; a process that dies at one leaves it for so long.
STORE_CLAIM_SECONDS: Final = 30
#: A store that failed may still do what it was asked last: so long that is waited for.
SETTLING_SECONDS: Final = 2
STORE_CLAIMS_DDL: Final = (
    'CREATE TABLE IF NOT EXISTS store_claims(passage_id TEXT COLLATE "C" PRIMARY KEY, owner TEXT NOT NULL, '
    "until TIMESTAMPTZ NOT NULL)",
    "CREATE INDEX IF NOT EXISTS store_claims_by_owner ON store_claims(owner)",
)
_LIVE: Final = "store_claims.until > clock_timestamp()"
_OPEN_ARTICLES: Final = (
    "SELECT pk FROM articles WHERE state = 'pending' "  # noqa: S608 - our own
    "AND NOT EXISTS (SELECT 1 FROM passages WHERE article = articles.pk AND vector IS NULL) "
    "AND NOT EXISTS (SELECT 1 FROM passages JOIN store_claims ON passage_id = id "
    f"WHERE article = articles.pk AND {_LIVE}) "
)
_OPEN_TOMBSTONES: Final = (
    "SELECT passage_id FROM tombstones WHERE NOT EXISTS (SELECT 1 FROM store_claims "  # noqa: S608 - our own
    f"WHERE store_claims.passage_id = tombstones.passage_id AND {_LIVE}) LIMIT ? FOR UPDATE SKIP LOCKED"
)


class StoreClaims:
    """One process's claims; of one step at a time.

    Args:
        owner: the process, by a name that no other has.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def claim_articles(self, db: Connection, limit: int, among: Sequence[int] | None) -> list[int]:
        """Keys of articles to enter: pending, embedded, and nobody else's just now."""
        plain, keys = driver(db), sql_of(db).keys("?")
        only = "" if among is None else f"AND pk IN {keys} "
        given = () if among is None else (json.dumps(list(among[:SLICE])),)
        chosen = f"{_OPEN_ARTICLES}{only}ORDER BY pk LIMIT ? FOR UPDATE SKIP LOCKED"
        found = [row[0] for row in plain.execute(chosen, (*given, limit))]
        if not found:
            return []
        theirs = f"SELECT article, id FROM passages WHERE article IN {keys}"  # noqa: S608 - our own
        passages = plain.execute(theirs, (json.dumps(found),)).fetchall()
        mine = self._claim(db, [passage_id for _, passage_id in passages])
        # Another may have claimed one in between: its claim is not seen by what chose.
        lost = {article for article, passage_id in passages if passage_id not in mine}
        self._give_back(db, [passage_id for article, passage_id in passages if article in lost])
        return sorted(key for key in found if key not in lost)

    def claim_tombstones(self, db: Connection, limit: int) -> list[str]:
        """Ids of removed passages to take out, which nobody else is at."""
        found = [row[0] for row in driver(db).execute(_OPEN_TOMBSTONES, (limit,))]
        return sorted(self._claim(db, found)) if found else []

    def settle_entered(
        self, db: Connection, article_ids: Sequence[str], entered: Sequence[EnteredPassage], into: str
    ) -> Settled:
        """What came of entering, within a transaction in its turn."""
        plain, listed = driver(db), sql_of(db).texts("?")
        ids = (json.dumps(list(article_ids)),)
        # Articles first, then claims, as whoever claims does: the other way round two could wait for each other.
        locked = f"SELECT pk, id, day, outlet, language FROM articles WHERE id IN {listed} FOR UPDATE"  # noqa: S608
        there = {
            pk: (article_id, (day, outlet, lang)) for pk, article_id, day, outlet, lang in plain.execute(locked, ids)
        }
        mine = self._give_back_all(plain)
        passages = {each.passage_id for each in entered} | mine
        gone = self._buried(db, passages)
        if _in_use(plain) != into:  # another process has put another store in its place
            return Settled((), again=True, gone=gone)
        now: dict[str, set[str]] = defaultdict(set)
        of_them = f"SELECT article, id FROM passages WHERE article IN {sql_of(db).keys('?')}"  # noqa: S608 - our own
        for pk, passage_id in plain.execute(of_them, (json.dumps(list(there)),)):
            now[there[pk][0]].add(passage_id)
        then: dict[str, set[str]] = defaultdict(set)
        said = {}
        for each in entered:
            then[each.article_id].add(each.passage_id)
            said[each.article_id] = each.day, each.outlet, each.language
        ready = [
            article_id
            for article_id, known_by in there.values()
            if now[article_id] == then[article_id] <= mine and said.get(article_id, known_by) == known_by
        ]
        return Settled(ready, again=len(ready) < len(there), gone=gone)

    def settle_deleted(self, db: Connection, passage_ids: Sequence[str]) -> Settled:
        """What came of deleting, likewise."""
        plain, listed = driver(db), sql_of(db).texts("?")
        held = plain.execute("SELECT passage_id FROM store_claims WHERE owner = ?", (self._owner,))
        mine = {row[0] for row in held} & set(passage_ids)
        plain.execute(f"DELETE FROM tombstones WHERE passage_id IN {listed}", (json.dumps(sorted(mine)),))  # noqa: S608
        self._give_back_all(plain)
        # What was taken over by another may have come back and been entered before it was deleted here.
        late = json.dumps(sorted(set(passage_ids) - mine))
        back = f"(SELECT article FROM passages WHERE id IN {listed})"  # noqa: S608 - our own
        plain.execute(f"UPDATE articles SET state = 'pending' WHERE pk IN {back}", (late,))  # noqa: S608
        came_back = f"SELECT 1 FROM passages WHERE id IN {listed} LIMIT 1"  # noqa: S608 - our own
        return Settled((), again=plain.execute(came_back, (json.dumps(list(passage_ids)),)).fetchone() is not None)

    def put_off(self, db: Connection) -> None:
        """Have the claims run out soon."""
        soon = "UPDATE store_claims SET until = clock_timestamp() + make_interval(secs => ?) WHERE owner = ?"
        driver(db).execute(soon, (SETTLING_SECONDS, self._owner))

    def _claim(self, db: Connection, passage_ids: Sequence[str]) -> set[str]:
        claim = (
            "INSERT INTO store_claims(passage_id, owner, until) "  # noqa: S608 - our own
            f"SELECT value, ?, clock_timestamp() + make_interval(secs => ?) FROM {sql_of(db).texts('?')} AS listed "
            "ORDER BY value ON CONFLICT (passage_id) DO UPDATE SET owner = excluded.owner, until = excluded.until "
            f"WHERE NOT ({_LIVE}) RETURNING passage_id"
        )
        rows = driver(db).execute(claim, (self._owner, STORE_CLAIM_SECONDS, json.dumps(list(passage_ids))))
        return {row[0] for row in rows}

    def _give_back(self, db: Connection, passage_ids: Sequence[str]) -> None:
        if passage_ids:
            drop = f"DELETE FROM store_claims WHERE owner = ? AND passage_id IN {sql_of(db).texts('?')}"  # noqa: S608
            driver(db).execute(drop, (self._owner, json.dumps(list(passage_ids))))

    def _give_back_all(self, plain: PlainConnection) -> set[str]:
        rows = plain.execute("DELETE FROM store_claims WHERE owner = ? RETURNING passage_id", (self._owner,))
        return {row[0] for row in rows}

    def _buried(self, db: Connection, passage_ids: set[str]) -> bool:
        """Bury those that are no passages any more; gives whether there are any."""
        bury = (
            f"INSERT INTO tombstones SELECT value FROM {sql_of(db).texts('?')} AS listed "  # noqa: S608 - our own
            "WHERE NOT EXISTS (SELECT 1 FROM passages WHERE id = value) ON CONFLICT DO NOTHING"
        )
        driver(db).execute(bury, (json.dumps(sorted(passage_ids)),))
        gone = f"SELECT 1 FROM tombstones WHERE passage_id IN {sql_of(db).texts('?')} LIMIT 1"  # noqa: S608
        return driver(db).execute(gone, (json.dumps(sorted(passage_ids)),)).fetchone() is not None


def _in_use(plain: PlainConnection) -> str:
    """The name of the store in use; none where the catalog's own vectors are compared."""
    row = plain.execute("SELECT value FROM meta WHERE key = ?", (VECTORS_COLLECTION,)).fetchone()
    return str(row[0]) if row else ""
