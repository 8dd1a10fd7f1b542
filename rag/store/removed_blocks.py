"""What cleaning took off an article's page, and why, as it is kept: compressed, for it is longer than the article."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, select

from rag.model import TakenOff
from rag.store.engine.catalog_database import driver, has_table, sql_of
from rag.store.sqlite.tables import metadata

#: More than any page of ours comes to: what unpacks to more is made to harm.
_MAX_BYTES = 64_000_000


def _check(row: Mapping[str, Any]) -> None:
    """Prove a row that comes from elsewhere.

    Raises:
        ValueError: its pieces cannot be unpacked, or not to what they should be.
    """
    unpacking = zlib.decompressobj()
    try:
        listed = unpacking.decompress(row["pieces"], _MAX_BYTES)
        pieces = json.loads(listed) if unpacking.eof else None
    except (zlib.error, RecursionError) as error:
        raise ValueError("its pieces cannot be unpacked") from error
    pairs = pieces if isinstance(pieces, list) else [None]
    if not all(isinstance(pair, list) and [type(part) for part in pair] == [str, str] for pair in pairs):
        raise ValueError("its pieces are not texts with their reasons")


TAKEN_OFF = Table(
    "taken_off",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("pieces", LargeBinary, nullable=False),  # zlib over a JSON list of [text, reason]
    info={"check": _check},
)


def keep_taken_off(db: Connection, pieces: Mapping[str, Sequence[TakenOff]]) -> None:
    """Keep what was taken off the pages of articles, by their ids, in place of what was kept before."""
    plain = driver(db)
    listed = json.dumps(list(pieces))
    plain.execute(f"DELETE FROM taken_off WHERE article_id IN {sql_of(db).texts('?')}", (listed,))  # noqa: S608
    rows = [(article_id, _packed(taken_off)) for article_id, taken_off in pieces.items() if taken_off]
    plain.executemany("INSERT INTO taken_off(article_id, pieces) VALUES (?, ?)", rows)


def _packed(pieces: Sequence[TakenOff]) -> bytes:
    listed = json.dumps([[piece.text, piece.reason] for piece in pieces], ensure_ascii=False)
    return zlib.compress(listed.encode("utf-8", "replace"))


def taken_off_of(db: Connection, article_id: str) -> tuple[TakenOff, ...]:
    """What was taken off an article's page, in the order of the page."""
    if not has_table(db, TAKEN_OFF.name):  # an archive from before, which nobody may write to here
        return ()
    packed = db.execute(select(TAKEN_OFF.c.pieces).where(TAKEN_OFF.c.article_id == article_id)).scalar()
    return tuple(TakenOff(text, reason) for text, reason in json.loads(zlib.decompress(packed))) if packed else ()


def forget_taken_off(db: Connection, article_ids: Sequence[str]) -> None:
    """Forget what was taken off the pages of articles (so many as go into one statement)."""
    db.execute(delete(TAKEN_OFF).where(TAKEN_OFF.c.article_id.in_(article_ids)))
