"""What ``dateline --help`` and its like say: the commands' order, their sentences, the version, completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
import typer
from cli_runs import call, refused

from ui.cli.main import COMMANDS, app
from ui.cli.options import FILTER_OPTIONS

ROOT = Path(__file__).parent.parent
NAMES = [name for commands in COMMANDS.values() for name in commands]
#: The commands that look at those articles only that pass the filters.
FILTERED = {"ask", "chat", "search", "summarize", "list", "export"}


def _commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    below = {
        f"{name} {sub}": command
        for name in ("models", "eval")
        for sub, command in group.commands[name].commands.items()
    }
    return {**group.commands, **below}


def test_commands_stand_under_headings_in_the_order_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = call("--help")
    assert done.returncode == 0
    listed = done.stdout[done.stdout.index("Add and ask:") :]
    assert re.findall(r"^(\w.*):$", listed, re.MULTILINE) == list(COMMANDS)
    assert re.findall(r"^  (\w+) ", listed, re.MULTILINE) == NAMES
    columns = {len(match) for match in re.findall(r"^  \w+ +", listed, re.MULTILINE)}
    assert len(columns) == 1


@pytest.mark.parametrize("group", [[], ["models"], ["users"], ["keys"], ["eval"]])
def test_each_command_is_described_by_one_whole_sentence(group: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = call(*group, "--help")
    sentences = re.findall(r"^  [a-z]+  +(.*)$", done.stdout, re.MULTILINE)
    assert len(sentences) == len(_commands()[group[0]].commands if group else NAMES)
    assert [sentence for sentence in sentences if not re.fullmatch(r"[A-Z].*[^.]\.", sentence)] == []


def test_every_argument_and_option_says_what_it_is() -> None:
    silent = [
        f"{name}: {param.name}"
        for name, command in _commands().items()
        for param in command.params
        if not param.help or not (param.metavar or param.is_flag)
    ]
    assert silent == []


def test_filters_are_the_same_everywhere() -> None:
    commands = _commands()
    for name in FILTERED:
        given = [param.name for param in commands[name].params if param.name in FILTER_OPTIONS]
        without = {("summarize", "selection"), ("export", "as_of")}  # a backup holds all versions
        wanted = [option for option in FILTER_OPTIONS if (name, option) not in without]
        assert given == wanted, name
    helps = {tuple(param.help for param in commands[name].params if param.name in FILTER_OPTIONS) for name in FILTERED}
    assert len(helps) == 3  # a topic (summarize --query) takes operators itself


@pytest.mark.parametrize("name", sorted(FILTERED))
def test_a_day_that_is_none_is_wrong_use_everywhere(name: str) -> None:
    needed = {"ask": ["x"], "search": ["x"], "summarize": ["--query", "x"], "export": ["x.zip"]}.get(name, [])
    refused(2, "--until", "tomorrow")(call(name, *needed, "--until", "tomorrow"))


def test_version() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    done = call("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"dateline {wanted}\n", "")


def test_a_copy_that_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("importlib.metadata.version", missing)
    refused(1, "not installed")(call("--version"))


def test_the_shell_completes_commands_and_options() -> None:
    program = "import sys; sys.argv[0] = 'dateline'; from ui.cli.main import main; main()"
    for typed, words in (
        ("dateline s", {"search", "summarize", "show", "sync", "serve"}),
        ("dateline eval q", {"quotes"}),
    ):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "_DATELINE_COMPLETE": "complete_bash",
                "COMP_WORDS": typed,
                "COMP_CWORD": str(typed.count(" ")),
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert set(done.stdout.split()) == words, done.stderr
