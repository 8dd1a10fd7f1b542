"""A larger archive from a folder into PostgreSQL with a Chroma server, and back: seconds, memory, is it the same.

    .venv/bin/python bench/moving.py --articles 20000 --keep FOLDER

Made-up news (``bench/made_news.py``, five passages an article; fewer with ``--short``) with the tests' toy vectors, and
what an archive gathers besides: versions, corrections, removals, an erased article. Each step is a process of its own,
whose memory at its highest is told. In the end the archive that came back is compared with the first one here, by other
means than the move compares with: each article as it is shown, its versions and corrections, each passage's vector, in
the catalog and in the vector store; and the doctor looks at each. FOLDER keeps all of it, for the next run; a step that
is done is passed over. Prints one JSON value.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from made_news import SENTENCES, SHORT, MadeNews
from scaled_forms import Opens, scaled_forms
from toy import ToyEmbedder

from rag import Archive

_GROUP = 500
#: One article in so many has earlier versions, was corrected, was removed.
_VERSIONS, _CORRECTED, _REMOVED = 20, 50, 400


def fill(opens: Opens, articles: int, sentences: tuple[int, int]) -> dict[str, Any]:
    """Add the articles, in bulk, with what happens to some of them later."""
    news = MadeNews(sentences=sentences)
    with opens() as archive:
        for start in range(0, articles, _GROUP):
            archive.add_drafts(news.article(number) for number in range(start, min(start + _GROUP, articles)))
            print(f"{archive.counts().passages} passages", file=sys.stderr, flush=True)
        changed = []
        for number in range(0, articles, _VERSIONS):
            source, draft = news.article(number)
            changed.append((source, draft.__class__(draft.title, f"{draft.text}\n\nIt was added later.")))
        archive.add_drafts(changed)
        ids = archive.article_ids()
        archive.edit_many(ids[::_CORRECTED], outlet="The Corrected Courier")
        archive.remove(ids[1::_REMOVED])
        archive.remove(ids[2], erase=True)
        counts = archive.counts()
        return {"articles": counts.articles, "passages": counts.passages}


def move(source: Opens, target: Opens) -> dict[str, Any]:
    """Move all of one to the other, which compares both."""
    with source() as archive, target(resume=False) as there:
        report = archive.move_to(there)
        return {"articles": report.articles, "vectors": report.vectors, "differences": report.differences}


def told(opens: Opens) -> dict[str, Any]:
    """A digest of all that an archive shows and keeps, and what the doctor says of it."""
    with opens() as archive:
        kept = hashlib.sha256()
        for article in archive.articles():
            versions, corrected = archive.versions(article.id), archive.corrected_fields(article.id)
            kept.update(repr((article, versions, corrected)).encode())
        vectors = {one.passage_id: bytes(one.vector) for batch in _vectors(archive) for one in batch}
        stored = {key: bytes(vector) for key, vector in _stored(archive).items()}
        for key in sorted(vectors):
            kept.update(key.encode() + vectors[key])
        found = archive.check()
        return {
            "digest": kept.hexdigest(),
            "vectors": len(vectors),
            "in_the_store": len(stored),
            "problems": [each.what for each in found.problems],
        }


def _vectors(archive: Archive) -> Any:
    return archive._store.catalog.all_vectors()


def _stored(archive: Archive) -> dict[str, Any]:
    return archive._store.vectors.store().read_back()


def step(done: Path, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do a step in a process of its own; seconds and megabytes with what it tells."""
    if not done.exists():
        process = multiprocessing.get_context("fork").Process(target=_measured, args=(done, work))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(f"{done.stem} failed")
    found: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
    print(done.stem, found, file=sys.stderr, flush=True)
    return found


def _measured(done: Path, work: Callable[[], dict[str, Any]]) -> None:
    started = time.perf_counter()
    result = work()
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "seconds": round(time.perf_counter() - started),
        "own_cpu_s": round(used.ru_utime + used.ru_stime),
        "mb": round(used.ru_maxrss / 1e3),
        "load": round(os.getloadavg()[0], 1),
    }
    done.write_text(json.dumps({**result, **figures}), encoding="utf-8")


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--short", action="store_true", help="articles of 1 to 3 sentences: one passage")
    parser.add_argument("--until", choices=("fill", "there", "back"), default="back", help="the last step to do")
    given = parser.parse_args()
    keep: Path = given.keep
    keep.mkdir(parents=True, exist_ok=True)
    length = SHORT if given.short else SENTENCES
    with scaled_forms(keep, ToyEmbedder) as forms:
        result = {"fill": step(keep / "fill.json", lambda: fill(forms["folder"], given.articles, length))}
        if given.until in ("there", "back"):
            result["there"] = step(keep / "there.json", lambda: move(forms["folder"], forms["servers"]))
        if given.until == "back":
            result["back"] = step(keep / "back.json", lambda: move(forms["servers"], forms["back"]))
            for form in ("folder", "servers", "back"):
                result[f"told of {form}"] = step(keep / f"told_{form}.json", lambda form=form: told(forms[form]))  # type: ignore[misc]
            result["same"] = result["told of folder"]["digest"] == result["told of back"]["digest"]  # type: ignore[assignment]
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
