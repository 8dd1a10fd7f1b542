"""How long a backup and its import take, and how much memory: ``python bench/backups.py 20000``.

Both run in processes of their own, so that each one's highest memory is its own. The archive is made up
(``big_archive``), with passages and random vectors of 384 dimensions; the import is measured up to where the vector
store would be filled, which an ``add`` does as well.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import big_archive
import numpy as np
from sqlalchemy import insert

from rag import Archive
from rag.backup.importing import Importer
from rag.ingest.limits import Limits
from rag.model import Draft
from rag.store.sqlite.tables import ARTICLES, PASSAGES
from rag.text.passages import cut_passages

_DIMENSION = 384
_BATCH = 1_000


class _NoEmbedder:
    """Stands where an embedding belongs; nothing is embedded here."""

    name = "bench/none"
    dimension = _DIMENSION
    cosine_range = (0.0, 1.0)

    def embed_passages(self, texts: Any) -> Any:
        raise AssertionError("nothing is to be embedded")

    embed_query = embed_passages


def _opened(folder: Path) -> Archive:
    return Archive.open(folder, resume=False, embedder=_NoEmbedder())


def _make(folder: Path, articles: int) -> None:
    chance = np.random.default_rng(1)
    with _opened(folder) as archive:
        big_archive.fill(archive, articles)
        database = archive._store.catalog.database
        for start in range(0, articles, _BATCH):
            with database.write() as db:
                query = ARTICLES.select().order_by(ARTICLES.c.pk).limit(_BATCH).offset(start)
                rows = []
                for row in db.execute(query).all():
                    draft = Draft(
                        row.title, row.text, published=archive.article(row.id).published, language=row.language
                    )
                    for passage in cut_passages(row.id, draft):
                        vector = chance.standard_normal(_DIMENSION, dtype=np.float32).tobytes()
                        rows.append({"id": passage.id, "article": row.pk, "start": passage.start, "end": passage.end,
                                     "vector": vector})  # fmt: skip
                db.execute(insert(PASSAGES), rows)


def _child(job: str, folder: str, backup: str) -> None:
    with _opened(Path(folder)) as archive:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        if job == "export":
            count = archive.export(backup, with_vectors=True).vectors
        else:
            importer = Importer(archive._store.catalog, threading.RLock(), _NoEmbedder.name, _DIMENSION, Limits())
            count = importer.run(Path(backup), None).vectors
        seconds = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"seconds": round(seconds, 1), "vectors": count, "mb_before": before // 1024, "mb_highest": memory // 1024}
    print(json.dumps(found))


def main() -> None:
    """Measure, and print one JSON value."""
    if len(sys.argv) == 5:
        _child(sys.argv[2], sys.argv[3], sys.argv[4])
        return
    articles = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="dateline-backups-") as temporary:
        work = Path(temporary)
        _make(work / "one", articles)
        result: dict[str, Any] = {"articles": articles}
        for job, folder in (("export", "one"), ("import", "two")):
            command = [sys.executable, __file__, "child", job, str(work / folder), str(work / "backup.zip")]
            result[job] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        result["backup_mb"] = (work / "backup.zip").stat().st_size // 1_000_000
        print(json.dumps(result))


if __name__ == "__main__":
    main()
