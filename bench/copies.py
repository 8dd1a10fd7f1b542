"""How well copies are told from other articles: on a set of articles, with copies made of some by seeded edits.

    python bench/copies.py CORPUS.jsonl [--articles N] [--seed S] [--all-edits] [--similar] [--time N]

``CORPUS.jsonl`` has one ``{"text": …}`` a line. Each of N articles gets a copy with one to four edits at random: a
paragraph dropped, another headline, an agency's line on top, 5 to 20 % of its words replaced by words of other
articles. All articles and copies then go through the archive's own code. A pair is right when its articles are of one
group, and of one original. Pairs of different unedited articles that are grouped count as wrong, and ``--similar``
prints them to be looked at, with those that come near.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sqlalchemy import insert, select

from rag.model import Draft
from rag.store.duplicates import near_duplicates as copies
from rag.store.sqlite.database import Database
from rag.store.sqlite.tables import ARTICLES
from rag.text.shingles import Likeness, cut_up, likeness

#: Articles of one transaction, for --time.
_BATCH = 50
#: The edits of a copy.
EDITS = ("paragraph", "headline", "agency", "words")


@dataclass(frozen=True, slots=True)
class Piece:
    """An article or a copy: which original it comes from, and what was done to it."""

    original: int
    draft: Draft
    edits: tuple[str, ...] = ()


def read_corpus(path: Path) -> list[Draft]:
    """The articles of a corpus file."""
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return [Draft(record.get("title") or "", record["text"]) for record in records if record["text"].strip()]


def edited(
    draft: Draft, others: Sequence[str], chance: random.Random, *, all_edits: bool
) -> tuple[Draft, tuple[str, ...]]:
    """A copy of an article with one to four edits, or all of them, and which ones."""
    edits = EDITS if all_edits else tuple(edit for edit in EDITS if chance.random() < 0.5) or (chance.choice(EDITS),)
    paragraphs = draft.text.split("\n\n")
    if "paragraph" in edits and len(paragraphs) > 2:
        paragraphs.pop(chance.randrange(len(paragraphs)))
    if "words" in edits:
        share = chance.uniform(0.05, 0.20)
        paragraphs = [
            " ".join(chance.choice(others) if chance.random() < share else word for word in paragraph.split(" "))
            for paragraph in paragraphs
        ]
    if "agency" in edits:
        paragraphs.insert(0, "LONDON (Wire Service) - Additional reporting by our correspondents.")
    title = "What we know so far" if "headline" in edits else draft.title
    return Draft(title, "\n\n".join(paragraphs)), edits


def made(articles: Sequence[Draft], count: int, seed: int, *, all_edits: bool) -> list[Piece]:
    """All articles, and a copy of ``count`` of them, in a shuffled order."""
    chance = random.Random(seed)
    words = [word for article in articles for word in article.text.split()]
    pieces = [Piece(number, article) for number, article in enumerate(articles)]
    for number in chance.sample(range(len(articles)), count):
        copy, edits = edited(articles[number], words, chance, all_edits=all_edits)
        pieces.append(Piece(number, copy, edits))
    chance.shuffle(pieces)
    return pieces


def grouped(pieces: Sequence[Piece]) -> tuple[set[tuple[int, int]], float]:
    """Put the pieces into a catalog; returns the pairs found, by place, and milliseconds of computing an article."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "catalog.sqlite")
        seconds = 0.0
        for place, piece in enumerate(pieces):
            with database.write() as db:
                db.execute(insert(ARTICLES).values(_row(place, piece.draft)))
                started = time.process_time()
                copies.put(db, place + 1, piece.draft, copies.Comparing(db))
                seconds += time.process_time() - started
        with database.read() as db:
            rows = db.execute(select(copies.COPIES.c.article, copies.COPIES.c.story)).all()
        database.close()
    stories: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.story is not None:
            stories[row.story].append(row.article - 1)
    return {pair for members in stories.values() for pair in combinations(sorted(members), 2)}, 1000 * seconds / len(
        pieces
    )


def _row(place: int, draft: Draft) -> dict[str, object]:
    return {
        "pk": place + 1, "id": str(place), "source": str(place), "raw_hash": "", "content_hash": "", "state": "ready",
        "added": "2026-01-01T00:00:00", "title": draft.title, "text": draft.text, "authors": [], "captions": [],
    }  # fmt: skip


def true_pairs(pieces: Sequence[Piece]) -> set[tuple[int, int]]:
    """The pairs of an original and its copy, by place."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        places[piece.original].append(place)
    return {pair for members in places.values() for pair in combinations(sorted(members), 2)}


def similar(articles: Sequence[Draft], least: float) -> Iterator[tuple[float, int, int, Likeness]]:
    """All pairs of different articles of which so much of the shorter one stands in the longer one."""
    cuts = [cut_up(article.text) for article in articles]
    homes: dict[str, list[int]] = defaultdict(list)
    for number, cut in enumerate(cuts):
        own = cut.shingles
        shared: dict[int, int] = defaultdict(int)
        for part in own:
            for other in homes[part]:
                shared[other] += 1
            homes[part].append(number)
        for other, count in shared.items():
            if count >= least * min(len(own), len(cuts[other].shingles)):
                like = likeness(cut, cuts[other])
                yield like.contained, other, number, like


def curve(pieces: Sequence[Piece], pairs: Iterable[tuple[int, int]], different: Sequence[Likeness]) -> None:
    """Print what precision and recall would be at other thresholds, if every pair were compared."""
    true = [likeness(cut_up(pieces[one].draft.text), cut_up(pieces[other].draft.text)) for one, other in pairs]
    print("   spread   of copies   of different articles (pairs)")
    for step in range(60, 101, 5):
        found, wrong = (
            sum(like.contained >= copies.CONTAINED and like.spread >= step / 100 for like in likes)
            for likes in (true, different)
        )
        print(f"     {step / 100:.2f}      {found / len(true):.4f}   {wrong}")
    print("contained   of copies   of different articles (pairs)")
    for step in range(20, 60, 4):
        found, wrong = (
            sum(like.contained >= step / 100 and like.spread >= copies.SPREAD for like in likes)
            for likes in (true, different)
        )
        print(f"     {step / 100:.2f}      {found / len(true):.4f}   {wrong}")


def timed(articles: Sequence[Draft], count: int, seed: int) -> None:
    """Print what comparing costs in an archive of ``count`` articles, each of random stretches of the corpus."""
    chance = random.Random(seed)
    words = [word for article in articles for word in article.text.split()]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "catalog.sqlite")
        seconds: list[float] = []
        for start in range(0, count, _BATCH):
            with database.write() as db:
                for place in range(start, min(count, start + _BATCH)):
                    starts = (chance.randrange(len(words) - 8) for _ in range(50))
                    draft = Draft("", " ".join(" ".join(words[at : at + 8]) for at in starts))
                    db.execute(insert(ARTICLES).values(_row(place, draft)))
                    began = time.process_time()
                    copies.put(db, place + 1, draft, copies.Comparing(db))
                    seconds.append(time.process_time() - began)
            if (start + _BATCH) % 5000 == 0:
                latest = 1000 * sum(seconds[-1000:]) / 1000
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(
                    f"{start + _BATCH:7} articles: {latest:.2f} ms of computing an article, {memory:.0f} MB at most",
                    flush=True,
                )
        database.close()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=1000, help="so many get a copy")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all-edits", action="store_true", help="each copy gets all four edits")
    parser.add_argument("--time", type=int, metavar="N", help="only time an archive of N articles")
    parser.add_argument("--similar", action="store_true", help="print the similar pairs of unedited articles")
    options = parser.parse_args()
    articles = read_corpus(options.corpus)
    if options.time:
        timed(articles, options.time, options.seed)
        return
    pieces = made(articles, min(options.articles, len(articles)), options.seed, all_edits=options.all_edits)
    found, milliseconds = grouped(pieces)
    true = true_pairs(pieces)
    unedited = {place for place, piece in enumerate(pieces) if not piece.edits}
    wrong = found - true
    among = [pair for pair in wrong if set(pair) <= unedited]
    print(f"{len(articles)} articles, {len(true)} copies; {len(found)} pairs found, {len(true - found)} missed")
    print(f"precision {len(found & true) / len(found):.4f}   recall {len(found & true) / len(true):.4f}")
    print(f"wrong pairs: {len(wrong)}, of which between unedited articles {len(among)}")
    lost = [pieces[max(pair, key=lambda place: place not in unedited)].edits for pair in true - found]
    print("edits of the missed:", *sorted(" + ".join(edits) for edits in lost), sep="\n  ")
    print(f"{milliseconds:.2f} ms of computing an article, within its transaction")
    near = sorted(similar(articles, 0.12), key=lambda pair: -pair[0])
    curve(pieces, true, [like for *_, like in near])
    if options.similar:
        for contained, one, other, like in near[:60]:
            print(
                f"\n{contained:.2f} contained, {like.spread:.2f} spread, {like.shared:.2f} shared, "
                f"{like.figures:.2f} of figures; copies: {copies.is_copy(like)}"
            )
            for number in (one, other):
                print(f"   {number:5} {' '.join(articles[number].text.split())[:150]}")


if __name__ == "__main__":
    main()
