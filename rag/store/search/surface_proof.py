"""Proof that the surface index is sound: each word at each place, read back and compared with the articles."""

from __future__ import annotations

from contextlib import nullcontext

from sqlalchemy import select

from rag.store.engine.catalog_database import CatalogDatabase, sql_of
from rag.store.search.surface_index import digest_of, enter_missing, start_anew, surface_form
from rag.store.sqlite.tables import ARTICLES, SURFACE, SURFACE_BEHIND


def surface_problems(database: CatalogDatabase) -> list[str]:
    """Articles that the surface index lacks, has too many of, or has with other words.

    An older archive that nobody may bring up to date here has no such index, which is no fault.
    """
    if database.version < 5:
        return []
    problems: list[str] = []
    missing = differing = 0
    wanted: dict[str, int] = {}
    with database.read() as db:
        surface = sql_of(db).surface
        known = {row.article: row.digest for row in db.execute(select(SURFACE.c.article, SURFACE.c.digest))}
        for row in db.execute(select(ARTICLES.c.pk, ARTICLES.c.title, ARTICLES.c.text)):
            digest = known.pop(row.pk, None)
            if digest is None:
                missing += 1
                continue
            forms = surface_form(row.title), surface_form(row.text)
            differing += digest != digest_of(*forms)
            for column, form in enumerate(forms):
                surface.add_up(wanted, row.pk, column, form)
        found = surface.added_up(db)
    if missing and database.get(SURFACE_BEHIND) is None:
        problems.append(f"{missing} articles are missing from the surface index")
    if known:
        problems.append(f"{len(known)} entries of the surface index belong to none of the articles")
    if differing:
        problems.append(f"{differing} entries of the surface index differ from their articles")
    elif found != wanted:
        wrong = sum(found.get(term) != wanted.get(term) for term in found.keys() | wanted.keys())
        problems.append(f"{wrong} words of the surface index stand elsewhere than in the articles")
    return problems + database.words_problems("surface")


def rebuild_surface(database: CatalogDatabase) -> None:
    """Make the surface index anew from the articles."""
    with database.write() as db:
        start_anew(db)
    enter_missing(database, nullcontext())
