"""Where corrections are kept: beside the article by its id, with what the source states, so that they can be undone.

They are applied at one place, before an article is put; what stands in the catalog and the indexes is the corrected
article.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import JSON, Column, Connection, String, Table, delete, insert, select, update

from rag.model import Draft
from rag.store.edits import FIELDS, Changes, Field, Values, check_row, corrected, values_of
from rag.store.engine.catalog_database import CatalogDatabase, has_table
from rag.store.sqlite.tables import metadata, slices

CORRECTIONS = Table(
    "corrections",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("value", JSON, nullable=False),  # of rag.store.edits.Values
    Column("stated", JSON, nullable=False),  # what the source says, as when it was read last
    info={"check": check_row},
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A field's correction: its values, and those that the source states."""

    field: Field
    value: Values
    stated: Values


def corrections_of(db: Connection, article_ids: Iterable[str]) -> dict[str, list[Correction]]:
    """The corrections of these articles; those without any are left out."""
    found: dict[str, list[Correction]] = {}
    if not has_table(db, CORRECTIONS.name):  # an archive from before, which nobody may write to here
        return found
    for part in slices(list(article_ids)):
        for row in db.execute(select(CORRECTIONS).where(CORRECTIONS.c.article_id.in_(part))):
            found.setdefault(row.article_id, []).append(Correction(row.field, row.value, row.stated))
    return found


def correct(database: CatalogDatabase, drafts: Mapping[str, Draft]) -> dict[str, Draft]:
    """Drafts that are about to be put, by article id, as their corrections have them.

    What their sources state now is noted, so that an undone correction gives that. Call it with the writer's lock held.
    """
    with database.read() as db:
        if db.exec_driver_sql("SELECT 1 FROM corrections LIMIT 1").first() is None:
            return dict(drafts)
        known = corrections_of(db, drafts)
    stale = [
        (article_id, each.field, stated)
        for article_id, corrections in known.items()
        for each in corrections
        if (stated := values_of(drafts[article_id], each.field)) != each.stated
    ]
    if stale:
        with database.write() as db:
            for article_id, field, stated in stale:
                same = (CORRECTIONS.c.article_id == article_id, CORRECTIONS.c.field == field)
                db.execute(update(CORRECTIONS).where(*same).values(stated=stated))
    return {
        article_id: corrected(draft, (each.value for each in known.get(article_id, ())))
        for article_id, draft in drafts.items()
    }


def change(db: Connection, article_id: str, draft: Draft, wanted: Changes) -> Draft:
    """Note changes to an article's corrections.

    Args:
        db: within a transaction.
        article_id: the article's.
        draft: the article as it stands, with the corrections so far.
        wanted: the changes.

    Returns:
        The article as it is to be.
    """
    corrections = {each.field: each for each in corrections_of(db, [article_id]).get(article_id, ())}
    source = corrected(draft, (each.stated for each in corrections.values()))
    for field, value in wanted.values.items():
        corrections[field] = Correction(field, value, values_of(source, field))
    left = [corrections[field] for field in FIELDS if field in corrections and field not in wanted.undo]
    forget_corrections(db, [article_id])
    for each in left:
        row = {"article_id": article_id, "field": each.field, "value": each.value, "stated": each.stated}
        db.execute(insert(CORRECTIONS).values(**row))
    return corrected(source, (each.value for each in left))


def forget_corrections(db: Connection, article_ids: Sequence[str]) -> None:
    """Forget the corrections of articles (so many as go into one statement)."""
    db.execute(delete(CORRECTIONS).where(CORRECTIONS.c.article_id.in_(article_ids)))
