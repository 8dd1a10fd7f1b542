"""What was erased for good, known again by hashes alone, so that a sync does not bring a takedown back.

No address, name or text is kept: only a hash of each, which tells whether an address that is met is one of them.
Adding such a source by hand takes it again, and forgets its hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, String, Table, delete, select

from rag.store.engine.catalog_database import sql_of
from rag.store.identity import article_id
from rag.store.source_registry import packed_in
from rag.store.sqlite.tables import metadata, slices

_HASH = re.compile(r"[0-9a-f]{64}")


def _check(row: Mapping[str, Any]) -> None:
    """Prove a row that comes from elsewhere.

    Raises:
        ValueError: it is no hash.
    """
    if not _HASH.fullmatch(str(row.get("hash"))):
        raise ValueError("its hash is none")


ERASED = Table("erased", metadata, Column("hash", String, primary_key=True), info={"check": _check})


def names_of(source: str, origin: str | None) -> set[str]:
    """What the source of an article is known by: its name, and its place, as a folder may be added through another.

    Args:
        source: the article's source.
        origin: the absolute path of the file that it is, or is in; None where there is none.
    """
    if origin is None:
        return {source}
    packed = packed_in(source, origin)
    return {source, origin + (source.removeprefix(packed) if packed is not None else "")}


def note(db: Connection, sources: Iterable[str], article_ids: Iterable[str] = ()) -> None:
    """Within a transaction, keep the hashes of sources, and of those whose articles have these ids."""
    hashes = {_hash(article_id(source)) for source in sources} | {_hash(each) for each in article_ids}
    if hashes:
        db.execute(sql_of(db).inserting(ERASED).on_conflict_do_nothing(), [{"hash": each} for each in sorted(hashes)])


def forget(db: Connection, sources: Iterable[str]) -> None:
    """Within a transaction, forget sources that a person has added again."""
    if db.exec_driver_sql("SELECT 1 FROM erased LIMIT 1").first() is None:
        return
    for part in slices([_hash(article_id(source)) for source in sources]):
        db.execute(delete(ERASED).where(ERASED.c.hash.in_(part)))


def among(db: Connection, sources: Iterable[str]) -> set[str]:
    """Which of these sources were erased."""
    by_hash = {_hash(article_id(source)): source for source in sources}
    found: set[str] = set()
    for part in slices(list(by_hash)):
        found |= {by_hash[each] for each in db.execute(select(ERASED.c.hash).where(ERASED.c.hash.in_(part))).scalars()}
    return found


def _hash(identity: str) -> str:
    """Of the id, which follows from the source: one that is named when its article is gone is enough."""
    return hashlib.sha256(f"erased\0{identity}".encode()).hexdigest()
