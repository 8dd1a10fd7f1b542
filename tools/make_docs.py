"""Write the pages of docs/ that are made from the code: settings, commands, and the JSON that commands print.

``make docs`` writes them; a test fails where one of them is no longer what the code says.
"""

from __future__ import annotations

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

from rag import schema
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
#: The settings that are a path to a file; any other path is to a folder.
FILES = frozenset({"tls_cert", "tls_key"})
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
        row = (_variables(name, field), _allowed(name, field), _default(field), field.description or "")
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


def _allowed(name: str, field: FieldInfo) -> str:
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
    return ", ".join(["file" if name in FILES else KINDS[kind], *bounds])


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


class Shown(NamedTuple):
    """How the page shows a shape: its heading, who prints it, and where a golden file has an example, if one does."""

    heading: str
    printed: str
    file: str | None = None
    path: tuple[str | int, ...] = ()


#: By the name of its model in rag/schema/.
SHAPES = {
    "AnswerOut": Shown("Answer", "Printed by `ask`, `chat` (one a line) and `summarize`", "ask"),
    "SentenceOut": Shown("Sentence", "Within answers"),
    "CitationOut": Shown("Citation", "Within sentences"),
    "ReadAsOut": Shown("What was read out of a question", "Within answers as `read_as`"),
    "ArchiveResultOut": Shown(
        "What a question about the archive asks for",
        "Within answers as `archive_result`",
        "ask, archive",
        ("archive_result",),
    ),
    "NameCountOut": Shown("Count of a name", "Within these, as the list `names`"),
    "EvidenceOut": Shown("Evidence", "Within answers"),
    "HitOut": Shown("Hit", "Printed by `search`, as a list", "search", (0,)),
    "SearchOut": Shown("Search", "Printed by `search --facets`", "search, facets"),
    "FacetCountOut": Shown("Count of a facet", "Within what `search --facets` prints"),
    "SearchCoverageOut": Shown("Coverage of a search", "Printed by `coverage`", "coverage"),
    "MonthCountOut": Shown("Count of a month", "Within what `coverage` prints"),
    "OtherNameOut": Shown("Name in another form", "Within what `coverage` prints"),
    "NearestHitOut": Shown("Nearest hit", "Within what `coverage` prints"),
    "WrittenOut": Shown("Written table", "Printed by `search --csv`"),
    "FoundArticleOut": Shown("Found article", "Exported by the page's Search tab, as a list"),
    "CopyOut": Shown("Copy", "Within answers and hits as `also_in`, and `show` as `copies`"),
    "ArticleOut": Shown("Article", "Within what `list`, `show` and `edit` print"),
    "ListedArticleOut": Shown("Listed article", "Printed by `list`, as a list"),
    "EditedArticleOut": Shown("Edited article", "Printed by `edit` of one article"),
    "ShownArticleOut": Shown("Shown article", "Printed by `show`", "show"),
    "VersionOut": Shown("Version", "Printed by `show --versions`, as the list `versions`"),
    "TakenOffOut": Shown("Piece taken off", "Printed by `show --explain`, as the list `taken_off`"),
    "AddOut": Shown("Report of adding", "Printed by `add`", "add"),
    "ProblemOut": Shown("Problem of a source", "Within reports of adding"),
    "WarningOut": Shown("Warning", "Within reports of adding"),
    "SyncOut": Shown("Report of a sync", "Printed by `sync`; with `--every` one a line", "sync"),
    "FollowedOut": Shown("Followed source", "Within reports of a sync, and in the list of `sync --list`"),
    "FollowedListOut": Shown("List of what is followed", "Printed by `sync --list`"),
    "UnfollowOut": Shown("Report of unfollowing", "Printed by `unfollow`", "unfollow"),
    "FailureOut": Shown("Failure", "Printed by `failures`, as a list", "failures", (0,)),
    "ForgottenOut": Shown("Report of forgetting failures", "Printed by `failures --forget`"),
    "EditOut": Shown("Report of editing many", "Printed by `edit` of several articles", "edit many"),
    "ChosenOut": Shown("Articles to be edited", "Printed by `edit --dry-run`", "edit many, only counted"),
    "RemoveOut": Shown("Report of removing", "Printed by `remove`", "remove, erased"),
    "ExportOut": Shown("Report of an export", "Printed by `export`", "export"),
    "ImportOut": Shown("Report of an import", "Printed by `import`", "import"),
    "MoveOut": Shown("Report of a move", "Printed by `migrate`"),
    "HealthOut": Shown("Health", "Printed by `doctor`", "doctor"),
    "FoundOut": Shown("Finding", "Within the doctor's report"),
    "ModelOut": Shown("Model", "Printed by `models list`, as a list", "models list", (0,)),
    "PulledOut": Shown("Pulled model", "Printed by `models pull`"),
    "FreedOut": Shown("Removed model", "Printed by `models remove`"),
    "AccountOut": Shown("Account", "Printed by `users`; by `users list` as a list"),
    "RemovedAccountOut": Shown("Removed account", "Printed by `users remove`"),
    "ForgottenConversationsOut": Shown("Forgotten conversations", "Printed by `users forget`"),
    "KeyOut": Shown("Key", "Printed by `keys list`, as a list, and `keys revoke`"),
    "NewKeyOut": Shown("New key", "Printed by `keys add`"),
    "AuditEntryOut": Shown("Change", "Printed by `audit`, as a list", "audit", (0,)),
    "AddressOut": Shown("Address of the page", "Printed by `serve`, as it starts"),
    "FiltersOut": Shown("Filters", "Within a backup's manifest"),
    "AskIn": Shown("Question", "Taken by `/api/ask`"),
    "FiltersIn": Shown("Filters of a question", "Within questions"),
    "TurnIn": Shown("Turn", "Within questions"),
    "SummarizeIn": Shown("Wish for a summary", "Taken by `/api/summarize`"),
    "AddIn": Shown("Article to be added", "Taken by `POST /api/articles`"),
    "EditIn": Shown("Correction", "Taken by `PATCH /api/articles/ID`"),
    "FollowIn": Shown("Address to be followed", "Taken by `POST /api/feeds`"),
    "AddPathsIn": Shown("Paths to be added", "Asked of a server by its owner's commands"),
    "EditOneIn": Shown("Correction of one article", "Asked of a server by its owner's commands"),
    "EditManyIn": Shown("Correction of several articles", "Asked of a server by its owner's commands"),
    "RemoveIn": Shown("Articles to be removed", "Asked of a server by its owner's commands"),
    "UnfollowIn": Shown("Source to be followed no more", "Asked of a server by its owner's commands"),
    "ForgetIn": Shown("Failures to be forgotten", "Asked of a server by its owner's commands"),
    "ImportIn": Shown("Backup to be taken in", "Asked of a server by its owner's commands"),
    "JobOut": Shown("Job", "Answered by what goes on after its request, and by `/api/jobs/ID`"),
    "JobsOut": Shown("List of jobs", "Answered by `/api/jobs`"),
    "EvidenceFoundOut": Shown("Evidence found", "Streamed by `/api/ask`"),
    "WaitingOut": Shown("Waiting", "Streamed by `/api/ask`"),
    "SentenceReadOut": Shown("Sentence read", "Streamed by `/api/ask`"),
    "TextWrittenOut": Shown("Text written", "Streamed by `/api/ask`"),
    "SentenceProposedOut": Shown("Sentence proposed", "Streamed by `/api/ask`"),
    "SentenceCheckedOut": Shown("Sentence checked", "Streamed by `/api/ask`"),
    "AnswerDoneOut": Shown("Answer done", "Streamed by `/api/ask`"),
    "ErrorOut": Shown("Error", "Answered by every route"),
    "ErrorDetailOut": Shown("Detail of an error", "Within errors"),
    "ArticlesOut": Shown("Page of articles", "Answered by `/api/articles`"),
    "ArticleRowOut": Shown("Row of a list", "Within pages of articles"),
    "StatusOut": Shown("Status", "Answered by `/api/status`"),
    "ModelStateOut": Shown("State of the model", "Within the status"),
    "AliveOut": Shown("Alive", "Answered by `/healthz`"),
    "ReadyOut": Shown("Ready", "Answered by `/readyz`"),
    "AskToolIn": Shown("Question to a tool", "[MCP](mcp.md)"),
    "SearchToolIn": Shown("Search by a tool", "[MCP](mcp.md)"),
    "ReadArticleToolIn": Shown("Article to be read by a tool", "[MCP](mcp.md)"),
    "SummarizeToolIn": Shown("Wish for a summary by a tool", "[MCP](mcp.md)"),
    "CoverageToolIn": Shown("Coverage asked by a tool", "[MCP](mcp.md)"),
    "AddArticleToolIn": Shown("Article to be added by a tool", "[MCP](mcp.md)"),
    "RemoveArticlesToolIn": Shown("Articles to be removed by a tool", "[MCP](mcp.md)"),
    "ArticlePartOut": Shown("Part of an article", "Given by the tool `read_article`"),
}
#: What commands print that is no shape of rag/schema/, by the golden file.
OTHERS = {
    "eval retrieval": "eval retrieval",
    "eval quotes": "eval quotes",
    "eval citations": "eval citations",
}
JSON_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
}
#: Lists in examples end after so many entries.
SHOWN_ENTRIES = 2
#: What golden files hold in place of what differs from run to run.
PLACEHOLDERS = {"(moment)": "2026-01-31T09:30:00+00:00", "(id of its page)": "5f0c1d9e7a3b2c48"}


SCHEMA_INTRO = """\
What commands print with `--json`, and programs get over HTTP ([http.md](http.md)). Fields may be added; those that are
here keep their names and meanings. Dates are ISO 8601, a date or a date-time with its zone, or null where the source
states none. `start` and `end` count Unicode characters of the article's `text`, end exclusive: `text[start:end]` is the
quote, always.

The examples come from the tests' golden files. Lists are cut after two entries; moments, times taken (in seconds, or in
milliseconds as `…_ms`), sizes in bytes and one id are made up; `(folder)` stands for a path."""


def schema_page() -> str:
    """Every JSON shape: its fields, with an example out of the golden files."""
    lines = ["# JSON", MADE, SCHEMA_INTRO]
    for name, model in _shapes():
        if name not in SHAPES:
            raise ValueError(f"rag/schema/ has {name}, which SHAPES in tools/make_docs.py does not know")
        shown = SHAPES[name]
        purpose = (model.__doc__ or "").replace("``", "`")
        lines += [f"## {shown.heading}", f"{purpose} {shown.printed}.", "\n".join(_fields(model))]
        lines += [_example(shown.file, shown.path)] if shown.file else []
    lines += ["## Other results", "The figures of `eval` are explained in [benchmarks.md](benchmarks.md)."]
    for file, command in OTHERS.items():
        lines += [f"### dateline {command}", _example(file, ())]
    return _page(lines)


def _shapes() -> list[tuple[str, type[schema.Shape]]]:
    """The models of rag/schema/, in the order of SHAPES; what is not in it comes first."""
    found = {
        name: model for name, model in vars(schema).items() if isinstance(model, type) and name.endswith(("Out", "In"))
    }
    return sorted(found.items(), key=lambda item: list(SHAPES).index(item[0]) if item[0] in SHAPES else -1)


def _fields(model: type[schema.Shape]) -> Iterator[str]:
    """A row for each field, out of the model's JSON schema."""
    yield from ("| Field | Type | Meaning |", "| --- | --- | --- |")
    for name, field in model.model_json_schema(mode="serialization")["properties"].items():
        yield f"| `{name}` | {_type(field)} | {field['description']} |"


def _type(field: dict[str, Any]) -> str:
    """A field's type in words, shapes as links."""
    if "$ref" in field:
        heading = SHAPES[field["$ref"].rpartition("/")[2]].heading
        return f"[{heading}](#{heading.lower().replace(' ', '-')})"
    if "anyOf" in field:
        return " or ".join(map(_type, field["anyOf"]))
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field["type"] == "array":
        return f"list of {_type(field['items'])}"
    if field["type"] == "object":
        return f"{_type(field['additionalProperties'])} by name"
    return str(field.get("format") or JSON_TYPES[field["type"]])


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
