"""One ``dateline serve`` beside two on the same PostgreSQL and the same Chroma server, asked by many at once.

    python bench/load_shared.py [--users 8] [--seconds 30] [--rounds 2] [--articles 400] [--embedding-ms 20]
                                [--core-share 0.4]

So many ask one question after the other without a pause, from a process of its own, spread over the servers; answers
are quotes. The embedding is a server's, which takes so many milliseconds for each request (the tests' toy,
``tests/toy_server.py``); the news are made up, and each question was asked once before. One and two take turns, round
by round. On a machine of few cores, one server, PostgreSQL, Chroma and those who ask take all there is, and a second
server can add nothing; with ``--core-share`` each server gets so much of a core and no more (a control group of the
kernel's, for which one has to be root), as if it stood on a small machine of its own. Prints one JSON value: answers a
second, p50 and p95 in ms, errors, processor seconds of each part, and how many times as much two gave.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import httpx
from catalog_forms import postgres_server
from dateline_processes import EMBEDDING_MODEL, DatelineProcess, toy_embeddings
from made_news import MadeNews
from pydantic import SecretStr
from vector_servers import ChromaProcess

from rag import Archive, Settings


def asks(hosts: list[str], questions: list[str], users: int, seconds: float, line: Connection) -> None:
    """A process that asks; it sends how long each answer took, and how many failed."""
    took: list[float] = []
    failed: list[str] = []
    until = time.monotonic() + seconds

    def one(number: int) -> None:
        chance = random.Random(number)
        with httpx.Client(base_url=hosts[number % len(hosts)], timeout=120, trust_env=False) as client:
            while (began := time.monotonic()) < until:
                told = client.post("/api/ask", json={"question": chance.choice(questions)})
                if told.is_success:
                    took.append(time.monotonic() - began)
                else:
                    failed.append(told.text)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line.send((took, failed))


def measured(
    apps: list[DatelineProcess], every: list[DatelineProcess], questions: list[str], given: Any
) -> dict[str, Any]:
    """One run against some of the servers."""
    before, load = {app.name: cpu_seconds(app.pid) for app in every}, os.getloadavg()[0]
    here, there = multiprocessing.Pipe()
    hosts = [app.url for app in apps]
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=asks, args=(hosts, questions, given.users, given.seconds, there))
    process.start()
    took, failed = here.recv()
    process.join()
    took.sort()
    return {
        "apps": len(apps),
        "a_second": round(len(took) / given.seconds, 2),
        "p50_ms": round(1e3 * statistics.median(took)),
        "p95_ms": round(1e3 * took[int(0.95 * len(took))]),
        "errors": len(failed),
        "app_cpu_s": {app.name: round(cpu_seconds(app.pid) - before[app.name], 1) for app in every},
        "load_before": round(load, 1),
    }


def cpu_seconds(process: int) -> float:
    """Processor seconds of a process (Linux)."""
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def held_to(share: float, process: int) -> Iterator[None]:
    """Give a process and all its threads that much of one core at most (Linux, as root; either form of its groups).

    Raises:
        OSError: the kernel has no such groups, or this user may not make one.
    """
    groups = Path("/sys/fs/cgroup")
    old_form = (groups / "cpu").is_dir()
    parent = groups / "cpu" if old_form else groups
    group = parent / f"dateline-{process}"
    group.mkdir()
    try:
        each_us = 50_000
        if old_form:
            (group / "cpu.cfs_period_us").write_text(f"{each_us}")
            (group / "cpu.cfs_quota_us").write_text(f"{round(share * each_us)}")
        else:
            (group / "cpu.max").write_text(f"{round(share * each_us)} {each_us}")
        (group / "cgroup.procs").write_text(f"{process}")
        yield
    finally:
        (parent / "cgroup.procs").write_text(f"{process}")
        group.rmdir()


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--embedding-ms", type=float, default=20.0)
    parser.add_argument("--core-share", type=float, default=0.0, help="of one core for each server; 0: no limit")
    given = parser.parse_args()
    news = MadeNews()
    questions = news.questions(60, given.articles)
    with (
        tempfile.TemporaryDirectory(prefix="dateline-load-") as temporary,
        postgres_server() as catalog,
        toy_embeddings(given.embedding_ms) as embeddings,
    ):
        folder = Path(temporary)
        chroma = ChromaProcess(folder / "chroma")
        chroma.start()
        settings = Settings(
            archive=folder / "own", catalog=SecretStr(catalog), vectors=chroma.url, embeddings=embeddings,
            embeddings_model=EMBEDDING_MODEL, llm="none",
        )  # fmt: skip
        with Archive.open(settings=settings) as archive:
            archive.add_drafts(news.article(number) for number in range(given.articles))
            counts = archive.counts()
        environment = {"CATALOG": catalog, "VECTORS": chroma.url, "EMBEDDINGS": embeddings}
        environment["EMBEDDINGS_MODEL"] = EMBEDDING_MODEL
        apps = [DatelineProcess(name, ["serve"], folder, environment) for name in ("one", "two")]
        rounds: list[dict[str, Any]] = []
        try:
            for app in apps:
                app.start()
                for question in questions:
                    httpx.post(f"{app.url}/api/ask", json={"question": question}, timeout=120, trust_env=False)
            with ExitStack() as limits:
                if given.core_share:
                    for app in apps:
                        limits.enter_context(held_to(given.core_share, app.pid))
                for _ in range(given.rounds):
                    for number in (1, 2):
                        rounds.append(measured(apps[:number], apps, questions, given))
                        print(json.dumps(rounds[-1]), file=sys.stderr, flush=True)
        finally:
            for app in apps:
                app.stop()
            chroma.stop()
    one, two = ([each["a_second"] for each in rounds if each["apps"] == number] for number in (1, 2))
    times = [round(more / less, 2) for less, more in zip(one, two, strict=True)]
    told = {"cores": os.cpu_count(), "articles": counts.articles, "passages": counts.passages, "users": given.users}
    told["core_share"] = given.core_share or None
    print(json.dumps({**told, "rounds": rounds, "two_of_one": times, "median": statistics.median(times)}, indent=2))


if __name__ == "__main__":
    main()
