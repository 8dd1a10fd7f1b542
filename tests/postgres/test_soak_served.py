"""Two ``dateline serve`` and a ``dateline worker`` as they are run, on one PostgreSQL, one Chroma server and one server
of embeddings, asked over HTTP while each of them is killed and the engines go away.

``test_soak_several_writers.py`` has the same with forks, which begin again in no time; these are the programs.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from catalog_forms import postgres_server, restarted
from dateline_processes import EMBEDDING_MODEL, DatelineProcess, toy_embeddings
from pydantic import SecretStr
from sqlalchemy import text
from vector_servers import ChromaProcess

from rag import Archive, Client, Settings
from rag.errors import DatelineError, UnknownArticleError


@dataclass
class Asker:
    """Adds, removes, searches and asks at one server, and keeps what it was told that it has done."""

    server: DatelineProcess
    seed: int
    there: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    turns: int = 0
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def work(self, over: threading.Event) -> None:
        """Go on until it is over."""
        chance = random.Random(self.seed)
        while not over.is_set():
            try:
                with Client(self.server.url) as client:
                    while not over.is_set():
                        self._turn(client, chance)
                        self.turns += 1
            except DatelineError as error:  # the server was killed, or an engine is away
                self.told.append(str(error))
                over.wait(0.5)
            except Exception as error:  # noqa: BLE001 - told by the test
                self.wrong.append(repr(error))
                return

    def _turn(self, client: Client, chance: random.Random) -> None:
        choice = chance.random()
        if choice < 0.4:
            name = f"{self.server.name}-{self.turns}-{len(self.told)}"
            said = f"Ferry {name} left\n\nThe ferry {name} left the quay on time. Nobody was hurt on board of it."
            self.there.update(client.add_text(said, name=f"{name}.txt").added)
        elif choice < 0.55 and self.there:
            article_id = chance.choice(sorted(self.there))
            self.there.discard(article_id)  # if it is cut off it may be done or not
            try:
                client.remove(article_id)
            except UnknownArticleError:
                self.wrong.append(f"{article_id} is lost")
            self.gone.add(article_id)
        elif choice < 0.8:
            for hit in client.search("ferry quay", limit=5):
                assert hit.passage and hit.title
        else:
            assert client.ask("Which ferry left the quay?").outcome in ("answered", "possible", "none")


@pytest.mark.kill
@pytest.mark.soak
@pytest.mark.timeout(3_600)  # on a busy machine each start takes half a minute
@pytest.mark.parametrize(("seconds", "kills"), [(60.0, 4), (300.0, 20)], ids=["short", "long"])
def test_the_programs_lose_nothing(seconds: float, kills: int, tmp_path: Path) -> None:
    chance, chroma, over = random.Random(11), ChromaProcess(tmp_path / "chroma"), threading.Event()
    chroma.start()
    watched = tmp_path / "watched"
    watched.mkdir()
    (watched / "0.txt").write_text("Watched 0\n\nThe buoy 0 was seen from the watch.")
    with postgres_server() as address, toy_embeddings() as embeddings:
        given = {"CATALOG": address, "VECTORS": chroma.url, "EMBEDDINGS": embeddings}
        given["EMBEDDINGS_MODEL"] = EMBEDDING_MODEL
        settings = Settings(
            archive=tmp_path / "own", catalog=SecretStr(address), vectors=chroma.url, embeddings=embeddings,
            embeddings_model=EMBEDDING_MODEL, llm="none",
        )  # fmt: skip
        with Archive.open(settings=settings) as archive:
            archive.add(watched, follow=True)
        servers = [DatelineProcess(name, ["serve"], tmp_path, given) for name in ("one", "two")]
        worker = DatelineProcess("worker", ["worker", "--every", "1s"], tmp_path, given)
        askers = [Asker(server, seed) for seed, server in enumerate(servers)]
        threads = [threading.Thread(target=asker.work, args=(over,)) for asker in askers]
        try:
            for process in (*servers, worker):
                process.start()
            for thread in threads:
                thread.start()
            steps = ["kill"] * kills
            steps[kills // 3 : kills // 3] = ["chroma"]
            steps[2 * kills // 3 : 2 * kills // 3] = ["postgres"]
            for number, step in enumerate(steps, start=1):
                time.sleep(seconds / (len(steps) + 1))
                (watched / f"{number}.txt").write_text(f"Watched {number}\n\nThe buoy {number} was seen from there.")
                if step == "chroma":
                    chroma.stop(kill=True)
                    time.sleep(3)
                    chroma.start()
                elif step == "postgres":
                    restarted(address, after_seconds=3)
                else:
                    killed = chance.choice((*servers, worker))
                    assert killed.running(), killed.log.read_text()
                    killed.kill()
                    killed.start()
            time.sleep(seconds / (len(steps) + 1))
        finally:
            over.set()
            for thread in threads:
                if thread.ident is not None:
                    thread.join(120)
            for process in (*servers, worker):
                process.stop()
        for asker in askers:
            told = Counter(" ".join(re.sub(r"[0-9a-f]{8,}|[0-9]+", "…", each).split())[:160] for each in asker.told)
            print(asker.turns, "turns", len(asker.there), "there", len(asker.gone), "gone; told:", told.most_common(8))
        with Archive.open(settings=settings) as archive:
            _holds(archive, askers, len(steps))
        logs = "".join(process.log.read_text() for process in (*servers, worker))
        assert "Traceback" not in logs, logs[-3_000:]
    chroma.stop()


def _holds(archive: Archive, askers: list[Asker], watched: int) -> None:
    with archive._store.catalog.database.write() as db:  # as if the time of those who were killed had passed
        db.execute(text("UPDATE passages SET claimed = NULL"))
        db.execute(text("DELETE FROM store_claims"))
    archive.sync()
    ends = time.monotonic() + 60
    archive.resume()
    while archive.counts().pending and time.monotonic() < ends:
        time.sleep(0.5)
        archive.resume()
    assert archive.check().problems == ()
    there = {article.id for article in archive.articles()}
    sources = [article.source for article in archive.articles()]
    assert len(sources) == len(set(sources))
    assert {f"watched/{number}.txt" for number in range(watched + 1)} <= set(sources)
    assert any(asker.told for asker in askers), "servers were away, and nobody was told"
    for asker in askers:
        assert asker.wrong == [] and asker.turns
        assert asker.there <= there and not asker.gone & there
