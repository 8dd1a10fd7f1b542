"""Kills within the transactions that write words: the catalog, its lexical and its surface index stay one.

A process adds, changes and removes articles, says before and after each transaction which, and is sent SIGKILL. What it
said was committed is there then, what it was at is there wholly or not at all, and the doctor finds each word of each
article in both indexes and in the postings. Kills while vectors are written: ``test_durability.py``.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.model import Draft
from rag.store.catalog import Catalog, Entry
from rag.store.identity import article_id, content_hash
from rag.store.search.surface_proof import surface_problems
from rag.store.sqlite.database import Database
from rag.store.sqlite.integrity import lexical_problems
from rag.text.passages import cut_passages

pytestmark = pytest.mark.kill

WORDS = (
    "ferry", "bridge", "Skarne", "Wałęsa", "harbour", "council", "3.5", "1,250", "crowns", "Zürich", "船が出た",
)  # fmt: skip
#: Articles there are at most, and that one transaction writes at most: it takes some tens of milliseconds.
ARTICLES, AT_ONCE = 60, 30
#: What a process may do before it is killed, in seconds after its first transaction has begun.
LONGEST = 0.4

State = dict[str, int]


class Step(NamedTuple):
    """One transaction: articles that are written with a number of their edition, or removed."""

    kind: str
    articles: tuple[int, ...]
    edition: int

    def after(self, state: State) -> State:
        """What the catalog holds when it was committed."""
        names = [f"news/{number}.txt" for number in self.articles]
        if self.kind == "remove":
            return {name: edition for name, edition in state.items() if name not in names}
        return state | dict.fromkeys(names, self.edition)


def draft(number: int, edition: int) -> Draft:
    """An article that says its number and edition, in words that others have too."""
    chance = random.Random(number)
    told = " ".join(chance.choices(WORDS, k=60))
    return Draft(f"Report {number}", f"Edition {edition} of {number}. {told}.", language=chance.choice(("en", "de")))


def entry(number: int, edition: int) -> Entry:
    said, source = draft(number, edition), f"news/{number}.txt"
    return Entry(article_id(source), source, None, content_hash(said), content_hash(said), said)


def steps(seed: int) -> Iterator[Step]:
    """Transactions without end."""
    chance = random.Random(seed)
    edition = 1_000 * seed
    while True:
        edition += 1
        chosen = tuple(sorted(chance.sample(range(ARTICLES), chance.randint(5, AT_ONCE))))
        yield Step(chance.choice(("write", "write", "remove")), chosen, edition)


def work(folder: Path, seed: int, line: Connection) -> None:
    """Do one after the other until the end comes."""
    catalog = Catalog(Database(folder / "catalog.sqlite"))
    for step in steps(seed):
        entries = [entry(number, step.edition) for number in step.articles]
        line.send((step, False))
        if step.kind == "remove":
            catalog.remove_articles([each.id for each in entries])
        else:
            catalog.put_articles([(each, cut_passages(each.id, each.draft)) for each in entries])
        line.send((step, True))


def kill_one(folder: Path, seed: int, after_seconds: float) -> tuple[list[Step], Step | None]:
    """Let a process work and kill it; gives what it said it committed, and what it was at."""
    context = multiprocessing.get_context("fork")  # all is imported, and no thread of a store is running here
    near, far = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(folder, seed, far))
    process.start()
    far.close()
    assert near.poll(60), "it never began"
    time.sleep(after_seconds)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL, "it failed before it was killed"
    done: list[Step] = []
    at: Step | None = None
    try:
        while True:
            step, over = near.recv()
            at = None if over else step
            if over:
                done.append(step)
    except EOFError:
        return done, at


def state_of(database: Database) -> State:
    """The edition of each source, as its text says."""
    with database.read() as db:
        rows = db.exec_driver_sql("SELECT source, text FROM articles").fetchall()
    found = {source: int(words.split()[1]) for source, words in rows}
    assert len(found) == len(rows), "an article is there twice"
    return found


@pytest.mark.parametrize("kills", [8, pytest.param(300, marks=pytest.mark.soak)])
def test_words_and_articles_stay_one(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    state: State = {}
    within = 0
    for seed in range(1, kills + 1):
        done, at = kill_one(tmp_path, seed, chance.uniform(0, LONGEST))
        for step in done:
            state = step.after(state)
        within += at is not None
        database = Database(tmp_path / "catalog.sqlite")
        found = state_of(database)
        assert found in (state, at.after(state) if at is not None else state), f"kill {seed}: lost or doubled"
        problems = [*database.storage_problems(), *lexical_problems(database), *surface_problems(database)]
        database.close()
        assert problems == [], f"kill {seed}"
        state = found
    assert within >= kills // 4, "too few kills met a transaction"
