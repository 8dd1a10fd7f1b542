"""Proof that the surface index is sound: each word at each place, read back and compared with the articles."""

from __future__ import annotations

from collections import defaultdict
from contextlib import nullcontext

from sqlalchemy import select, text

from rag.errors import ArchiveDamagedError
from rag.store.search.surface_index import digest_of, enter_missing, start_anew, surface_form
from rag.store.sqlite.database import Database
from rag.store.sqlite.tables import ARTICLES, SURFACE, SURFACE_BEHIND


def surface_problems(database: Database) -> list[str]:
    """Articles that the surface index lacks, has too many of, or has with other words.

    An older archive that nobody may bring up to date here has no such index, which is no fault.
    """
    if database.version < 5:
        return []
    problems: list[str] = []
    missing = differing = 0
    wanted: dict[str, int] = defaultdict(int)
    with database.read() as db:
        known = {row.article: row.digest for row in db.execute(select(SURFACE.c.article, SURFACE.c.digest))}
        for row in db.execute(select(ARTICLES.c.pk, ARTICLES.c.title, ARTICLES.c.text)):
            digest = known.pop(row.pk, None)
            if digest is None:
                missing += 1
                continue
            forms = surface_form(row.title), surface_form(row.text)
            differing += digest != digest_of(*forms)
            for column, form in enumerate(forms):
                for place, term in enumerate(form.split()):
                    wanted[term] += row.pk * (place + 1) + column
        found = {row[0]: row[1] for row in db.execute(text(_PLACES))}
    if missing and database.get(SURFACE_BEHIND) is None:
        problems.append(f"{missing} articles are missing from the surface index")
    if known:
        problems.append(f"{len(known)} entries of the surface index belong to none of the articles")
    if differing:
        problems.append(f"{differing} entries of the surface index differ from their articles")
    elif found != wanted:
        wrong = sum(found.get(term) != wanted.get(term) for term in found.keys() | wanted.keys())
        problems.append(f"{wrong} words of the surface index stand elsewhere than in the articles")
    if not database.read_only:  # the check is written as an INSERT
        try:
            with database.write() as db:
                db.execute(text("INSERT INTO surface(surface) VALUES ('integrity-check')"))
        except ArchiveDamagedError:
            problems.append("the surface index is damaged")
    return problems


#: One number for all places of a word: it is another where a word is missing, or stands elsewhere.
_PLACES = "SELECT term, sum(doc * (offset + 1) + (col = 'body')) FROM surface_places GROUP BY term"


def rebuild_surface(database: Database) -> None:
    """Make the surface index anew from the articles."""
    with database.write() as db:
        start_anew(db)
    enter_missing(database, nullcontext())
