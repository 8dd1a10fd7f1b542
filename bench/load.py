"""Many who ask at once, and one who only reads: what a served archive does then.

    pip install -e '.[load]'
    python bench/load.py [--users 1 16 50] [--seconds 120] [--archive FOLDER | --made ARTICLES]
        [--servers dateline stock] [--toy] [--no-reader]

``dateline serve`` in a process of its own answers with quotes. For each number of users, locust (another process) has
so many ask one question after the other without a pause (``bench/load_users.py``), while one more reads articles
(``--no-reader``: nobody does, so that what one user gets and what sixteen do is not shared with somebody else's work);
before that each question is asked once, as sentences are embedded when they are first evidence. The archive is the
sample, or made-up news (``bench/made_news.py``, six passages an article; embedding takes a minute for some 600
articles; ``--toy`` takes the tests' embedding, and Dateline alone). ``stock`` is LlamaIndex's query engine behind
FastAPI (``bench/load_stock.py``). Prints one JSON value: requests a second and milliseconds of asking and of reading,
errors, the server's memory and processor seconds, those of locust, and the load of the machine before each.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import httpx
from made_news import MadeNews
from toy import ToyEmbedder

from rag import Archive

ROOT = Path(__file__).resolve().parent.parent
#: How each is started; the archive's folder is put behind.
_SERVERS = {
    "dateline": [sys.executable, "-m", "ui.cli", "serve", "--json", "--port", "0", "--archive"],
    "toy": [sys.executable, str(ROOT / "bench" / "load_toy.py"), "--json", "--port", "0", "--archive"],
    "stock": [sys.executable, str(ROOT / "bench" / "load_stock.py")],
}


@contextmanager
def serving(command: list[str], archive: Path) -> Iterator[tuple[str, int]]:
    """A server as a process: its address and its process."""
    given = {**os.environ, "DATELINE_LLM": "none", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([*command, str(archive)], stdout=subprocess.PIPE, text=True, env=given)
    try:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        yield (json.loads(said)["address"] if said.startswith("{") else said), process.pid
    finally:
        process.terminate()
        process.wait(60)


def measured(address: str, process: int, users: int, seconds: int, load: Path, reader: bool = True) -> dict[str, Any]:
    """One run."""
    began, theirs = _used(process)["cpu"], resource.getrusage(resource.RUSAGE_CHILDREN)
    machine = os.getloadavg()[0]
    done = subprocess.run(
        [sys.executable, "-m", "locust", "-f", str(ROOT / "bench" / "load_users.py"), "--headless", "--json",
         "--users", str(users + reader), "--spawn-rate", str(users + reader), "--run-time", f"{seconds}s",
         "--host", address, "Asking", *(["Reading"] if reader else [])],
        env={**os.environ, "LOAD": str(load)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = {each["name"]: each for each in json.loads(done.stdout)}
    after, own = _used(process), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "users": users,
        "seconds": seconds,
        "errors": sum(each["num_failures"] for each in told.values()),
        **{name: _figures(told[name]) for name in ("ask", "read") if name in told},
        "server_mb": round(after["rss"] / 1e6),
        "server_cpu_s": round(after["cpu"] - began, 1),
        "locust_cpu_s": round(own.ru_utime + own.ru_stime - theirs.ru_utime - theirs.ru_stime, 1),
        "load_before": round(machine, 1),
    }


def _figures(told: dict[str, Any]) -> dict[str, float]:
    """Requests a second, and milliseconds; locust rounds long times to two digits."""
    times = sorted((float(time), count) for time, count in told["response_times"].items())
    seconds = max(told["last_request_timestamp"] - told["start_time"], 1e-9)
    return {
        "a_second": round(told["num_requests"] / seconds, 2),
        "p50_ms": _share(times, 0.5),
        "p95_ms": _share(times, 0.95),
    }


def _share(times: list[tuple[float, int]], share: float) -> float:
    wanted, so_far = share * sum(count for _, count in times), 0
    for milliseconds, count in times:
        so_far += count
        if so_far >= wanted:
            return milliseconds
    return times[-1][0]


def _used(process: int) -> dict[str, float]:
    """Processor seconds and bytes of memory of a process (Linux)."""
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    ticks = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return {"cpu": ticks, "rss": float(pages * os.sysconf("SC_PAGE_SIZE"))}


def _questions(archive: Archive, made: int) -> list[str]:
    if made:
        return MadeNews().questions(60, made)
    lines = (ROOT / "corpus" / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def _ask(address: str, question: str) -> None:
    httpx.post(f"{address}/api/ask", json={"question": question}, timeout=120).raise_for_status()


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, nargs="+", default=[1, 16, 50])
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--made", type=int, default=0)
    parser.add_argument("--servers", nargs="+", choices=["dateline", "stock"], default=["dateline"])
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--no-reader", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-load-") as temporary:
        folder, load = given.archive or Path(temporary) / "archive", Path(temporary) / "load.json"
        with Archive.open(folder, embedder=ToyEmbedder() if given.toy else None) as archive:
            if given.made and not archive.count():
                news = MadeNews()
                archive.add_drafts(news.article(number) for number in range(given.made))
            elif not archive.count():
                archive.add(ROOT / "corpus")
            counts, questions = archive.counts(), _questions(archive, given.made)
            ids = archive.article_ids()[:500]
        load.write_text(json.dumps({"questions": questions, "ids": ids}), encoding="utf-8")
        result: dict[str, Any] = {"cores": os.cpu_count(), "articles": counts.articles, "passages": counts.passages}
        for name in ["toy"] if given.toy else given.servers:
            with serving(_SERVERS[name], folder) as (address, process):
                for question in questions:
                    _ask(address, question)
                result[name] = []
                for users in given.users:
                    time.sleep(1)
                    result[name].append(measured(address, process, users, given.seconds, load, not given.no_reader))
                    print(name, json.dumps(result[name][-1]), file=sys.stderr, flush=True)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
