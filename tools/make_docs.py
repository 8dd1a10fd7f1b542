"""Write the pages of docs/ that are made from the code: settings, commands, and the JSON that commands print.

``make docs`` writes them; a test fails where one of them is no longer what the code says.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

import annotated_types
import platformdirs
import typer
from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

import rag.schema
from rag.settings import Settings
from rag.settings.files import variable_name
from ui.cli.main import COMMANDS, app

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
MADE = "<!-- Made by tools/make_docs.py from the code: change that, then run make docs. -->"

# -- settings ----------------------------------------------------------------------------------------------------------

#: Under which heading a setting stands, by how its name begins; what is not named here is of the archive and the page.
SETTING_HEADINGS = {
    "The language model": ("llm", "judge_model", "models", "verify", "on_unverified"),
    "The embedding": ("embeddings",),
    "OpenAI": ("openai_",),
    "Limits on what is read": ("limit_",),
    "What is fetched from the web": ("fetch_",),
}
REST = "The archive and the page"
KINDS: dict[object, str] = {
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    str: "text",
    Path: "folder",
    SecretStr: "secret text",
}
SETTINGS_INTRO = """\
Each setting is an environment variable. It may also stand in a file `.env` of the working directory, under the same
name, or in `dateline.toml` there, in small letters and without `DATELINE_` (`archive = "news"`). What the command line
says goes before the environment, and that before `.env` and `dateline.toml`. A misspelt setting is an error that names
it. A folder's files may not set what loosens safety, unless `DATELINE_TRUST_FOLDER=1` stands in the environment."""


def settings_page() -> str:
    """Every setting: its environment variable, what it may be, its default, what it means."""
    lines = ["# Settings", MADE, SETTINGS_INTRO]
    by_heading: dict[str, list[str]] = {heading: [] for heading in (REST, *SETTING_HEADINGS)}
    for name, field in Settings.model_fields.items():
        row = (_variables(name, field), _allowed(field), _default(field), field.description or "")
        by_heading[_heading(name)].append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    for heading, rows in by_heading.items():
        table = ["| Variable | Value | Default | Meaning |", "| --- | --- | --- | --- |", *rows]
        lines += [f"## {heading}", "\n".join(table)]
    return _page(lines)


def _heading(name: str) -> str:
    return next((heading for heading, starts in SETTING_HEADINGS.items() if name.startswith(starts)), REST)


def _variables(name: str, field: FieldInfo) -> str:
    names = [variable_name(name)]
    if isinstance(field.validation_alias, AliasChoices):
        names += [str(choice).upper() for choice in field.validation_alias.choices]
    return " or ".join(f"`{each}`" for each in dict.fromkeys(names))


def _allowed(field: FieldInfo) -> str:
    kind = next((arg for arg in get_args(field.annotation) if arg is not type(None)), field.annotation)
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(field.annotation))
    if get_origin(field.annotation) is tuple:
        return "names, with commas"
    bounds = [
        f"{word} {getattr(bound, key):,}"
        for bound in field.metadata
        for kind_of_bound, key, word in (
            (annotated_types.Ge, "ge", "at least"),
            (annotated_types.Gt, "gt", "more than"),
            (annotated_types.Le, "le", "at most"),
        )
        if isinstance(bound, kind_of_bound)
    ]
    return ", ".join([KINDS[kind], *bounds])


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return _own_folder(field.get_default(call_default_factory=True))
    value = field.default
    if value is None or value == ():
        return "not set"
    return f"`{json.dumps(value)}`" if isinstance(value, bool) else f"`{value}`"


def _own_folder(folder: Path) -> str:
    """A default folder by the name of its parent: where that is differs by user and by system."""
    for parent, said in (
        (platformdirs.user_data_dir(), "the user's data (on Linux `~/.local/share`)"),
        (platformdirs.user_cache_dir(), "the user's caches (on Linux `~/.cache`)"),
    ):
        if folder.is_relative_to(parent):
            return f"`{folder.relative_to(parent).as_posix()}` in the folder of {said}"
    raise ValueError(f"a setting's default, {folder}, is in no folder of the user's that this page has a name for")


# -- commands ----------------------------------------------------------------------------------------------------------


COMMANDS_INTRO = """\
One JSON value (with `--json`) or the plain answer goes to stdout, everything else to stderr. Exit codes: 0 done; 1 done
in part, or what was asked for failed; 2 wrong use. A refusal is an answer: 0. [schema.md](schema.md) shows what
`--json` prints. Tab completes commands and options after `dateline --install-completion` and in a new shell.

Before any command:"""


def commands_page() -> str:
    """Every command: what it does, its arguments and its options."""
    group: Any = typer.main.get_command(app)
    lines = ["# Commands", MADE, COMMANDS_INTRO, "\n".join(_options(group))]
    for heading, commands in COMMANDS.items():
        lines.append(f"## {heading}")
        for name in commands:
            lines += _command(f"dateline {name}", group.commands[name])
    return _page(lines)


def _command(path: str, command: Any) -> Iterator[str]:
    yield f"{'#' * (1 + len(path.split()))} {path}"
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if not hasattr(command, "commands"):
        yield f"`{' '.join([path, *(argument.metavar for argument in arguments)])} [OPTIONS]`"
    yield "\n\n".join(" ".join(paragraph.split()) for paragraph in command.help.split("\n\n"))
    said = [f"- `{argument.metavar}`: {_described(argument)}" for argument in arguments] + _options(command)
    if said:
        yield "\n".join(said)
    for name, below in getattr(command, "commands", {}).items():
        yield from _command(f"{path} {name}", below)


def _options(command: Any) -> list[str]:
    return [
        f"- `{', '.join([*option.opts, *option.secondary_opts])}{_value(option)}`: {_described(option)}"
        for option in command.params
        if option.param_type_name == "option" and not option.hidden
    ]


def _value(option: Any) -> str:
    """What stands after an option, with its blank."""
    return "" if option.is_flag else f" {option.metavar}"


def _described(param: Any) -> str:
    notes = []
    if param.max is not None:
        notes.append(f"{param.min} to {param.max}")
    elif param.min is not None:
        notes.append(f"at least {param.min}")
    if param.default not in (None, False, True, ()) and isinstance(param.default, str | int | float):
        notes.append(f"default {param.default}")
    return str(param.help) + (f" ({'; '.join(notes)})" if notes else "")


# -- JSON --------------------------------------------------------------------------------------------------------------


class Shape(NamedTuple):
    """A JSON shape: its heading, who prints it, and where a golden file has an example."""

    heading: str
    printed: str
    file: str
    path: tuple[str | int, ...] = ()


#: By the function of rag/schema.py that makes it.
SHAPES = {
    "answer_json": Shape("Answer", "`ask`, `chat` (one a line) and `summarize`", "ask"),
    "hit_json": Shape("Hit", "`search`, as a list", "search", (0,)),
    "article_json": Shape(
        "Article",
        "`list`, as a list and without `text`; `edit` of one article, with `corrected`; and `show`, which adds "
        "`corrected`, `copies` and `version`, with `--versions` or `--diff` also `versions`, with `--diff` also "
        "`diff`, and with `--explain` also `taken_off`",
        "show",
    ),
    "copies_json": Shape("Copies", "within answers and hits as `also_in`, and `show` as `copies`", "show", ("copies",)),
    "version_json": Shape("Version", "`show --versions`, as the list `versions`", "show", ("versions", 0)),
    "add_json": Shape("Report of adding", "`add`", "add"),
    "sync_json": Shape("Report of a sync", "`sync`; with `--every` one a line", "sync"),
    "followed_json": Shape(
        "Followed source", "`sync`, and `sync --list` as the list `followed`", "sync", ("followed", 0)
    ),
    "failure_json": Shape("Failure", "`failures`, as a list", "failures", (0,)),
    "edit_json": Shape("Report of editing many", "`edit` of several articles", "edit many"),
    "remove_json": Shape("Report of removing", "`remove`; the last two fields with `--erase` alone", "remove, erased"),
    "export_json": Shape("Report of an export", "`export`", "export"),
    "import_json": Shape("Report of an import", "`import`", "import"),
    "health_json": Shape("Health", "`doctor`, which adds `archive`", "doctor"),
}
#: What commands print that no function of rag/schema.py makes, by the golden file.
OTHERS = {
    "unfollow": "unfollow",
    "edit many, only counted": "edit … --dry-run",
    "models list": "models list",
    "eval retrieval": "eval retrieval",
    "eval quotes": "eval quotes",
    "eval citations": "eval citations",
}
#: Lists in examples end after so many entries.
SHOWN_ENTRIES = 2
#: What golden files hold in place of what differs from run to run.
PLACEHOLDERS = {"(moment)": "2026-01-31T09:30:00+00:00", "(id of its page)": "5f0c1d9e7a3b2c48"}


SCHEMA_INTRO = """\
What commands print with `--json`. Fields may be added; those that are here keep their names and meanings. Dates are ISO
8601, a date or a date-time with its zone, or null where the source states none. `start` and `end` count Unicode
characters of the article's `text`, end exclusive: `text[start:end]` is the quote, always.

The examples come from the tests' golden files. Lists are cut after two entries; moments, times taken (in seconds, or in
milliseconds as `…_ms`), sizes in bytes and one id are made up; `(folder)` stands for a path."""


def schema_page() -> str:
    """Every JSON shape, with an example out of the golden files."""
    lines = ["# JSON", MADE, SCHEMA_INTRO]
    for name, _ in inspect.getmembers(rag.schema, inspect.isfunction):
        if not name.endswith("_json") or name.startswith("_"):
            continue
        if name not in SHAPES:
            raise ValueError(f"rag/schema.py has {name}, which SHAPES in tools/make_docs.py does not know")
    for name, shape in SHAPES.items():
        purpose = inspect.getdoc(getattr(rag.schema, name)) or ""
        lines += [f"## {shape.heading}", purpose.replace("``", "`"), f"Printed by {shape.printed}."]
        lines.append(_example(shape.file, shape.path))
    lines += ["## Other results", "The figures of `eval` are explained in [benchmarks.md](benchmarks.md)."]
    for file, command in OTHERS.items():
        lines += [f"### dateline {command}", _example(file, ())]
    return _page(lines)


def _example(file: str, path: tuple[str | int, ...]) -> str:
    value = json.loads((GOLDEN / f"{file}.json").read_text("utf-8"))["json"]
    for step in path:
        value = value[step]
    return f"```json\n{json.dumps(_filled(value), ensure_ascii=False, indent=2)}\n```"


def _filled(value: Any, name: str = "") -> Any:
    """A golden file's value with what differs from run to run made up again, and long lists cut."""
    if name == "timings":
        return dict.fromkeys(value, 0.25)
    if isinstance(value, dict):
        return {key: _filled(held, key) for key, held in value.items()}
    if isinstance(value, list):
        return [_filled(held, name) for held in value[:SHOWN_ENTRIES]]
    if value == "(varies)":
        return 1024 if name == "bytes" else 0.25
    return PLACEHOLDERS.get(value, value) if isinstance(value, str) else value


# -- all of them -------------------------------------------------------------------------------------------------------


def pages() -> dict[Path, str]:
    """The text of each page that is made, by its file."""
    docs = ROOT / "docs"
    return {
        docs / "settings.md": settings_page(),
        docs / "commands.md": commands_page(),
        docs / "schema.md": schema_page(),
    }


def _page(parts: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(parts)) + "\n"


def main() -> None:
    """Write the pages that are not as the code says."""
    for file, text in pages().items():
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            print(f"{file.relative_to(ROOT)} is written anew", file=sys.stderr)


if __name__ == "__main__":
    main()
