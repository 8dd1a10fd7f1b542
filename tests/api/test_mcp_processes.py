"""The door for assistants as a process: ``dateline mcp``, started as docs/mcp.md says, and ``dateline serve``."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ARTICLES, call, refused
from connected import CALLS_A_TOOL, Assistant, as_json, assistant
from mcp import MCPError, StdioServerParameters

from rag import Archive, load_settings

ROOT = Path(__file__).parent.parent.parent
QUESTION = "What does the work on the bridge cost?"


def examples() -> list[dict[str, Any]]:
    """The entries of a list of servers in docs/mcp.md."""
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    return [json.loads(block)["mcpServers"]["dateline"] for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]


def as_documented(archive: Path, *more: str) -> StdioServerParameters:
    """The first example with this archive, and ``dateline`` of this checkout."""
    example = examples()[0]
    assert example["command"] == "dateline"
    arguments = [str(archive) if "my-archive" in each else each for each in example["args"]]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "OPENAI_"))}
    return StdioServerParameters(
        command=sys.executable, args=["-m", "ui.cli", *arguments, *more], env={**kept, **example["env"]}, cwd=ROOT
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """It writes while the processes read."""
    settings = load_settings(archive=tmp_path_factory.mktemp("stdio") / "archive", llm="none")
    with Archive.open(settings.archive, settings=settings) as opened:
        for name in ("ferry.txt", "bridge.md"):
            opened.add_text(ARTICLES[name], name=name)
        yield opened


def test_it_answers_beside_a_process_that_writes(archive: Archive) -> None:
    with assistant(as_documented(archive.path)) as asking:
        told = asking.call("ask", question=QUESTION)
        assert {**told, "timings": {}} == as_json(archive.ask(QUESTION))
        assert "46 million crowns" in told["evidence"][0]["text"]
        [uri] = [each.uri for each in asking.do("list_resources").resources if "Ferry" in each.name]
        article_id = uri.rpartition("/")[2]
        assert asking.call("read_article", article_id=article_id)["text"] == archive.article(article_id).text
        assert "no article has the id nothing" in asking.failed("read_article", article_id="nothing")
        added = archive.add_text("The lamp of Ubisk burns again.", name="lamp.txt").added
        assert asking.call("search", query="lamp of Ubisk")["hits"][0]["article_id"] == added[0], "what is new is found"
        _does_not_write(asking)
    assert archive.count() == 3


def _does_not_write(asking: Assistant) -> None:
    assert not {"add_article", "remove_articles"} & {tool.name for tool in asking.do("list_tools").tools}
    with pytest.raises(MCPError, match="no such tool"):
        asking.do("call_tool", "add_article", {"text": "x"})


@pytest.mark.slow
def test_with_write_it_adds_and_removes(tmp_path: Path) -> None:
    with assistant(as_documented(tmp_path / "new", "--write"), "legacy") as writing:
        [added] = writing.call("add_article", text="Lamp of Ubisk\n\nIt burns again, said its keeper.")["added"]
        assert writing.call("search", query="keeper of the lamp")["hits"][0]["article_id"] == added
        assert writing.call("remove_articles", article_ids=[added])["removed"] == [added]
        assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_what_keeps_it_from_starting_is_one_sentence(archive: Archive, tmp_path: Path) -> None:
    refused(2, "there is no archive at", "dateline add")(call("mcp", "--archive", tmp_path / "none"))
    assert not (tmp_path / "none").exists()
    refused(1, "is being written to by process")(call("mcp", "--write", "--archive", archive.path))


@pytest.mark.slow
def test_only_messages_go_to_stdout_and_it_ends_with_stdin(archive: Archive) -> None:
    start = as_documented(archive.path)
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": CALLS_A_TOOL, "params": {
            "name": "search", "arguments": {"query": "ferry"}}},
    ]  # fmt: skip
    process = subprocess.Popen(
        [start.command, *start.args], env=start.env, cwd=start.cwd, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    too_late = threading.Timer(120, process.kill)
    too_late.start()
    try:
        process.stdin.write("no JSON\n" + "".join(json.dumps(line) + "\n" for line in lines))
        process.stdin.flush()
        told = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        rest = process.stdout.read()
        assert (process.wait(60), rest) == (0, "")
    finally:
        too_late.cancel()
        process.kill()
    assert all(message["jsonrpc"] == "2.0" for message in told)
    assert [message["id"] for message in told] == [1, 2]
    found = told[1]
    assert found["result"]["structuredContent"]["total"] == 1


def test_the_other_example_is_that_of_the_server() -> None:
    [_, served] = examples()
    assert served["url"] == f"http://127.0.0.1:{load_settings().port}/mcp" and served["type"] == "http"
    assert list(served["headers"]) == ["Authorization"]


@pytest.mark.slow
def test_the_server_answers_assistants_and_ends_in_order(archive: Archive) -> None:
    start = as_documented(archive.path)
    process = subprocess.Popen(
        [start.command, "-m", "ui.cli", "serve", "--port", "0", "--json", "--archive", str(archive.path)],
        env=start.env, cwd=start.cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    too_late = threading.Timer(120, process.kill)
    too_late.start()
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        with assistant(f"{address}/mcp") as asking:
            assert {**asking.call("ask", question=QUESTION), "timings": {}} == as_json(archive.ask(QUESTION))
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=60)
    finally:
        too_late.cancel()
        process.kill()
    assert (process.returncode, rest) == (0, "") and "Traceback" not in errors, errors
