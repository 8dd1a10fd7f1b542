"""The JSON that each command prints, as others' scripts read it: names, order of fields, and values.

What each prints stands in ``tests/golden/``. Where a field is added, make them anew and look at the difference:

    GOLDEN=write .venv/bin/python -m pytest tests/test_golden.py
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_runs import call, write_articles, write_lines
from farm import Farm, answer
from markup import item, page, rss
from toy import ToyEmbedder

from rag import system_user

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
#: What differs from run to run: moments, times that something took, sizes of packed files, and where the tests lie.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)")
_TIMED = re.compile(r".*(?:_ms|_s|seconds)$|timings|bytes$|^asked$")


def _steady(value: Any, places: dict[str, str], name: str = "") -> Any:
    if _TIMED.match(name):
        return sorted(value) if isinstance(value, dict) else "(varies)"
    if isinstance(value, dict):
        return {key: _steady(held, places, key) for key, held in value.items()}
    if isinstance(value, list):
        return [_steady(held, places, name) for held in value]
    if isinstance(value, str):
        for place, said in places.items():
            value = value.replace(place, said)
        return _MOMENT.sub("(moment)", value) if name in _MOMENTS else value
    return value


#: Fields that hold when something was done, not when something was published.
_MOMENTS = {"added", "since", "replaced", "looked", "at"}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Each command's result over one small archive, in the order in which a person might call them."""
    folder = tmp_path_factory.mktemp("golden")
    patch = pytest.MonkeyPatch()
    patch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    patch.setattr("rag.evaluate.corpus.choose_embedder", lambda settings: ToyEmbedder())
    for name, value in {
        "ARCHIVE": str(folder / "archive"), "CACHE": str(folder / "cache"), "MODELS": str(folder / "models"),
        "LLM": "none", "FETCH_ALLOW": "127.0.0.1", "FETCH_DELAY": "0",
    }.items():  # fmt: skip
        patch.setenv(f"DATELINE_{name}", value)
    with Farm() as farm:
        places = {str(folder): "(folder)", farm.url: "http://news.example", system_user(): "(user)"}
        results: dict[str, Any] = {}

        def run(name: str, *arguments: str | Path) -> Any:
            done = call(*arguments, "--json")
            if name == "add and follow":  # ids come from sources, and its address has another port each time
                places[json.loads(done.stdout)["added"][0]] = "(id of its page)"
            results[name] = {"exit": done.returncode, "json": _steady(json.loads(done.stdout), places)}
            return json.loads(done.stdout)

        _run_all(run, folder, farm)
    patch.undo()
    yield results


def _run_all(run: Any, folder: Path, farm: Farm) -> None:
    articles = write_articles(folder / "news")
    (articles / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (articles / "picture.png").write_bytes(b"\x89PNG")
    (articles / "copy.txt").write_text((articles / "ferry.txt").read_text())
    farm.pages["/feed"] = answer(rss(item("/a")), kind="application/rss+xml")
    farm.pages["/a"] = answer(page("Brennick"))
    run("add", "add", articles)
    (articles / "ferry.txt").write_text((articles / "ferry.txt").read_text().replace("21:40", "21:50"))
    ferry = run("add again", "add", articles)["updated"][0]
    run("add and follow", "add", "--follow", f"{farm.url}/feed")
    run("sync", "sync")
    run("sync --list", "sync", "--list")
    run("failures", "failures")
    run("ask", "ask", "The work on the bridge costs 46 million crowns and takes how many weeks?")
    run("ask, possible", "ask", "What is the work on the bridge?")
    run("ask, refused", "ask", "Who won the 2010 World Cup?", "--outlet", "Nobody")
    run("ask, archive", "ask", "How many articles mention the ferry?")
    run("search", "search", "ferry", "-k", "2")
    run("search, facets", "search", "ferry -bridge", "--facets", "--sort", "newest", "-k", "1")
    run("search, nothing found", "search", "hovercraft", "--facets", "-k", "1")
    run("coverage", "coverage", "What did Odran Velt pay for the ferry?")
    run("coverage, found", "coverage", "ferry")
    run("list", "list")
    run("show", "show", ferry, "--versions", "--explain")
    run("summarize", "summarize", ferry, "--sentences", "2")
    run("summarize a topic", "summarize", "--query", "ferry", "--sentences", "2")
    run("edit", "edit", ferry, "--outlet", "The Courier", "--author", "Ada Quill")
    run("edit many", "edit", "--where", "ferry", "--language", "en")
    run("edit many, only counted", "edit", "--from-outlet", "The Courier", "--undo", "outlet", "--dry-run")
    run("export", "export", folder / "backup.zip")
    run("import", "import", folder / "backup.zip", "--archive", folder / "second")
    run("unfollow", "unfollow", f"{farm.url}/feed", "http://other.example/")
    run("remove", "remove", ferry, "0000000000000000")
    run("remove, erased", "remove", run("list again", "list")[0]["id"], "--erase")
    run("doctor", "doctor", "--mend")
    run("audit", "audit", "--limit", "2")
    run("models list", "models", "list")
    _evaluate(run, folder / "set")


def _evaluate(run: Any, folder: Path) -> None:
    folder.mkdir()
    documents = [
        {"_id": "d1", "title": "Ferry", "text": "The last ferry from Harrow Bay leaves at 21:40. Cuts follow."},
        {
            "_id": "d2",
            "title": "Bridge",
            "text": "The bridge over the Tesk closes. The repair costs 46 million crowns.",
        },
    ]
    questions = [
        {"question": "When does the last ferry from Harrow Bay leave?", "answers": ["21:40"], "doc_id": "d1"},
        {"question": "Who won the 2010 World Cup?", "answers": [], "doc_id": None, "answerable": False},
    ]
    claims = [
        {"claim": "The repair costs 46 million crowns.", "sources": [documents[1]["text"]], "supported": True},
        {"claim": "The repair costs 47 million crowns.", "sources": [documents[1]["text"]], "supported": False},
    ]
    write_lines(folder / "corpus.jsonl", documents)
    write_lines(folder / "qa.jsonl", questions)
    write_lines(folder / "claims.jsonl", claims)
    write_lines(folder / "queries.jsonl", [{"_id": "q1", "text": "ferry from Harrow Bay"}])
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    run("eval retrieval", "eval", "retrieval", folder)
    run("eval quotes", "eval", "quotes", folder)
    run("eval citations", "eval", "citations", folder, "--verify", "rules")


def test_every_command_prints_what_it_printed(printed: dict[str, Any]) -> None:
    if os.environ.get("GOLDEN") == "write":
        for name, result in printed.items():
            (GOLDEN / f"{name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    wanted = {path.stem: json.loads(path.read_text("utf-8")) for path in GOLDEN.glob("*.json")}
    assert sorted(printed) == sorted(wanted)
    for name, result in printed.items():
        # Also the order of the fields, for whoever reads the lines with their eyes.
        assert json.dumps(result, indent=1) == json.dumps(wanted[name], indent=1), name
