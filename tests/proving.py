"""The proof that an archive came through a kill: nothing lost, nothing doubled, all of it found, nothing left over.

Runs in a worker of ``killing.py``, as any later process would.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from killing import OPERATIONS, Finding
from toy import ToyEmbedder

from rag.archive import Archive
from rag.ingest.limits import limits_from
from rag.model import Filters

#: Each article that is made for these tests has a word of this form, and no two have the same.
WATCHWORD = re.compile(r"Quay[a-z]+ton")
#: What lies in an archive's folder, besides one vector store. The last two are SQLite's, while it is open.
_KNOWN = {"writer.lock", "writer.json"} | {
    name + side for name in ("catalog.sqlite", "accounts.sqlite") for side in ("", "-wal", "-shm")
}


def state(path: Path, _: str, settings: Any) -> Finding:
    """The articles of an archive: title, date and text of each source."""
    with _open(path, settings) as archive:
        return {article.source: _words(article) for article in archive.articles()}


def examine(path: Path, argument: str, settings: Any) -> Finding:
    """Open an archive again after kills, repeat what was killed, and look at everything the archive should hold.

    Args:
        path: the archive.
        argument: as JSON, ``job`` and ``argument`` of what was killed, and ``expected``: a file with the
            :func:`state` of an archive in which nobody was killed.
        settings: to open it with.

    Returns:
        ``wrong``: sentences, one for each thing that is not as it should be.
    """
    given = json.loads(argument)
    expected: dict[str, list[str]] = json.loads(Path(given["expected"]).read_text())
    wrong: list[str] = []
    before = committed_ids(path)
    with _open(path, settings) as archive:
        wrong += _doctor_says(archive, "after reopening")
        articles = archive.articles()
        if before != {article.id for article in articles}:
            wrong.append(f"{len(before)} articles were committed, {len(articles)} are there after reopening")
        if waiting := [article.id for article in articles if article.state != "ready"]:
            wrong.append(f"{len(waiting)} articles are not ready after reopening")
        if given["job"] == "export":  # what was there stays whole until the new one is, and is cleared after an hour
            wrong += _backup_is_whole(Path(given["argument"]), len(expected), settings)
            for part in Path(given["argument"]).parent.glob(".*.part"):
                os.utime(part, (0, 0))
        OPERATIONS[given["job"]](archive, given["argument"])
        wrong += _doctor_says(archive, "after doing it again")
        wrong += _compare(archive, expected)
        wrong += _find_by_words(archive)
        wrong += _find_by_meaning(archive)
    wrong += _left_over(path)
    if given["job"] == "export":
        wrong += _backup_is_whole(Path(given["argument"]), len(expected), settings)
        wrong += [f"{entry.name} is left over" for entry in Path(given["argument"]).parent.glob(".*")]
    # And once more as any later process would: closed in order, so nothing is repaired on the way.
    with _open(path, settings, resume=False) as archive:
        wrong += _doctor_says(archive, "after closing")
    return {"wrong": wrong, "before": len(before)}


#: Jobs of a worker, by name.
PROOFS: dict[str, Callable[[Path, str, Any], Finding]] = {"state": state, "examine": examine}


def committed_ids(archive: Path) -> set[str]:
    """The articles that are committed, read beside Dateline.

    Opened for writing, as what a killed transaction left must be rolled back even to read.
    """
    catalog = archive / "catalog.sqlite"
    if not catalog.is_file():
        return set()
    with sqlite3.connect(f"file:{catalog}?mode=rw", uri=True) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return set()
        return {row[0] for row in db.execute("SELECT id FROM articles")}


def _open(path: Path, settings: Any, *, resume: bool = True) -> Archive:
    return Archive.open(path, settings=settings, embedder=ToyEmbedder(), read_only=False, resume=resume)


def _words(article: Any) -> list[str]:
    return [article.title, str(article.published), article.text]


def _doctor_says(archive: Archive, when: str) -> list[str]:
    return [f"{when}: {problem.what}" for problem in archive.check().problems]


def _compare(archive: Archive, expected: dict[str, list[str]]) -> list[str]:
    """Each source is one article, with the words that it has where nobody was killed."""
    wrong: list[str] = []
    by_source: dict[str, list[Any]] = {}
    for article in archive.articles():
        by_source.setdefault(article.source, []).append(article)
    wrong += [f"{source} was lost" for source in expected.keys() - by_source.keys()]
    wrong += [f"{source} should not be there" for source in by_source.keys() - expected.keys()]
    wrong += [f"{source} is there {len(same)} times" for source, same in by_source.items() if len(same) > 1]
    for source in expected.keys() & by_source.keys():
        if any(_words(article) != expected[source] for article in by_source[source]):
            wrong.append(f"{source} has other words than it should")
    return wrong


def _find_by_words(archive: Archive) -> list[str]:
    """Each article is found by its watchword, and no other is; one without, by its beginning."""
    wrong: list[str] = []
    for article in archive.articles():
        word = WATCHWORD.search(article.text)
        hits = archive.search(word[0] if word else article.text[:200], limit=20, mode="lexical")
        found = {hit.article.id for hit in hits}
        if article.id not in found or (word and len(found) > 1):
            wrong.append(f"{article.source} is not found by its words alone, but {len(found)} articles are")
        if word and archive.search_page(f'"{word[0]}"', facets=False).total != 1:
            wrong.append(f"{article.source} is not found alone by its watchword as it is written")
    return wrong


def _find_by_meaning(archive: Archive) -> list[str]:
    """Every vector of the catalog is found by a query to Chroma, and Chroma holds no other."""
    stored = [vector for batch in archive._store.catalog.all_vectors() for vector in batch]
    store = archive._store.vectors.store()
    wrong = []
    for one in stored:
        found = dict(store.search(one.vector, 10, Filters()))
        if abs(found.get(one.passage_id, 0.0) - 1.0) > 1e-3:
            wrong.append(f"a query with its own vector does not find passage {one.passage_id}")
    if (count := store.count()) != len(stored):
        wrong.append(f"Chroma holds {count} vectors, the catalog {len(stored)}")
    passages = archive.check().passages
    if len(stored) != passages:
        wrong.append(f"{passages} passages have {len(stored)} vectors")
    return wrong


def _left_over(path: Path) -> list[str]:
    """Files and folders that a killed process left behind, of the archive and in the folder for temporary files."""
    there = {entry.name for entry in path.iterdir()}
    stores = {name for name in there if name.startswith("chroma-")}
    left = sorted(there - _KNOWN - stores) + sorted(entry.name for entry in Path(tempfile.gettempdir()).iterdir())
    wrong = [f"{left} are left over"] if left else []
    if len(stores) > 1:
        wrong.append(f"vector stores are left over: {sorted(stores)}")
    return wrong


def _backup_is_whole(file: Path, articles: int, settings: Any) -> list[str]:
    """A backup is read to its end, and nothing lies beside it."""
    from rag.backup.pack_reader import open_backup

    wrong = []
    with open_backup(file, limits_from(settings)) as backup:
        if (count := sum(1 for _ in backup.articles())) != articles:
            wrong.append(f"the backup has {count} articles, not {articles}")
    return wrong
