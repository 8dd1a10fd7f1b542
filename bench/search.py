"""What the surface index costs, and how long it takes to search an archive of any size by operators and words.

    .venv/bin/python bench/search.py ARCHIVE CORPUS.jsonl… [--articles N]

The texts are those of corpora (``title`` and ``text`` a line), each taken again with its paragraphs in another order
until there are enough. They have words, but no passages and vectors: nothing is shown or ranked by meaning.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from rag import Archive, Filters
from rag.model import Draft
from rag.store.identity import article_id
from rag.store.lexical.lexical_index import index_article
from rag.store.search.surface_index import enter_missing, start_anew
from rag.store.sqlite.tables import ARTICLES, article_values

_QUERIES = (
    "the", "NOT the", "government", "minister*", "*ment", "wom?n", '"prime minister"', "the of and a to in",
    "government near/5 economy", "(film OR music) -award* outlet:post", "before:2019 author:smith", "tax same budget",
)  # fmt: skip
_PLAIN = ("government economy growth", "film award", "Where did the minister speak about tax?")
_ROUNDS = 3
_BATCH = 2_000


def main() -> None:
    """Fill the archive where it is empty, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--articles", type=int, default=33_000)
    options = parser.parse_args()
    result: dict[str, object] = {"articles": options.articles}
    with Archive.open(options.archive, resume=False) as archive:
        database = archive._store.catalog.database
        if archive.count() == 0:
            _fill(archive, options.corpora, options.articles)
        size = _pages(archive)
        with database.write() as db:
            start_anew(db)
        emptied = _pages(archive, free=True)
        seconds = _seconds(lambda: enter_missing(database, nullcontext()))
        result["ms_to_enter_an_article"] = round(1000 * seconds / options.articles, 2)
        result["surface_index_mb"] = round((_pages(archive, free=True) - emptied) / 1e6, 1)
        result["catalog_mb"] = round(max(size, _pages(archive)) / 1e6, 1)
        with database.read() as db:
            result["texts_mb"] = round(db.execute(text("SELECT sum(length(text)) FROM articles")).scalar_one() / 1e6, 1)
    with Archive.open(options.archive, read_only=True) as archive:
        service = archive._search
        for query in (*_QUERIES, *_PLAIN):
            times = []
            for number in range(_ROUNDS):
                # Another filter each time, as results are kept; all articles pass it.
                filters = Filters(since=date(1900, 1, 1 + number))
                started = time.perf_counter()
                _, node = service._read(query)
                found = service._results(query, node, filters, "newest")
                times.append(time.perf_counter() - started)
            result[query] = {
                "total": found.total,
                "ms": round(1000 * min(times), 1),
                "first_ms": round(1000 * times[0]),
            }
    print(json.dumps(result, indent=2, ensure_ascii=False))


def _fill(archive: Archive, corpora: list[Path], count: int) -> None:
    rows: list[dict[str, object]] = []
    for number, draft in zip(range(count), _drafts(corpora), strict=False):
        source = f"made/{number}.txt"
        row = {"id": article_id(source), "source": source, "raw_hash": str(number), "content_hash": str(number)}
        added = datetime(2026, 1, 1, tzinfo=UTC).isoformat(timespec="milliseconds")
        rows.append({**row, "state": "ready", "added": added, **article_values(draft)})
        if len(rows) == _BATCH or number == count - 1:
            with archive._store.catalog.database.write() as db:
                first = db.execute(text("SELECT coalesce(max(pk), 0) + 1 FROM articles")).scalar_one()
                db.execute(insert(ARTICLES), rows)
                for pk, each in enumerate(rows, first):
                    index_article(db, pk, str(each["title"]), str(each["text"]), "en")
            rows = []


def _drafts(corpora: list[Path]) -> Iterator[Draft]:
    chance = random.Random(1)
    lines = [json.loads(line) for file in corpora for line in file.open(encoding="utf-8")]
    while True:
        for line in lines:
            parts = line["text"].split("\n\n")
            chance.shuffle(parts)
            yield Draft(
                line["title"],
                "\n\n".join(parts) or line["title"],
                outlet=f"{chance.choice(('Morning', 'Evening', 'Northern'))} {chance.choice(('Post', 'Star'))}",
                authors=(f"{chance.choice('ABCDEFGH')}. {chance.choice(('Smith', 'Jones', 'Lee', 'Petrie'))}",),
                published=date(2015, 1, 1) + timedelta(days=chance.randrange(3_650)),
                language="en",
            )


def _pages(archive: Archive, *, free: bool = False) -> int:
    """The bytes of the catalog's pages; with ``free`` without those that are free."""
    with archive._store.catalog.database.read() as db:
        page, count, unused = (
            db.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_size", "page_count", "freelist_count")
        )
    return int(page * (count - (unused if free else 0)))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
