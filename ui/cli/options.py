"""What the commands share: options, filters, and how results are printed."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.models import OptionInfo

from rag import AddReport, EvaluationDataError, Filters, UsageError, is_url
from ui.cli.terminal import clean, clean_json
from ui.shared.wording import STOPPED

ArchiveOption = Annotated[
    Path | None,
    typer.Option("--archive", metavar="PATH", help="The archive's folder (else DATELINE_ARCHIVE, else your own)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value on stdout.")]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Only N questions of a seeded shuffle.")
]
CacheOption = Annotated[
    bool, typer.Option("--cache/--no-cache", help="Keep vectors, and a model's replies, between runs.")
]


NowOption = Annotated[
    str | None,
    typer.Option("--now", metavar="DAY", help="The day it is asked on, for words like 'last week' (else today)."),
]
DatesOption = Annotated[
    bool,
    typer.Option(
        "--dates/--no-dates",
        help="Read times, authors and outlets that a question names, and questions about the archive.",
    ),
]

#: The options that narrow which articles a command looks at, by the names that ``filters_of`` gives them. A command
#: that has a ``--query`` of its own, as ``summarize`` for its topic, takes operators there.
FILTER_OPTIONS: Mapping[str, Any] = {
    "since": Annotated[str | None, typer.Option("--since", metavar="DAY", help="Only from this day on (YYYY-MM-DD).")],
    "until": Annotated[str | None, typer.Option("--until", metavar="DAY", help="Only up to this day (YYYY-MM-DD).")],
    "outlets": Annotated[
        list[str] | None, typer.Option("--outlet", metavar="NAME", help="Only this outlet; may be repeated.")
    ],
    "languages": Annotated[
        list[str] | None,
        typer.Option("--language", metavar="CODE", help="Only this language (en, de, …); may be repeated."),
    ],
    "authors": Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME", help="Only by this author; may be repeated.")
    ],
    "sections": Annotated[
        list[str] | None, typer.Option("--section", metavar="NAME", help="Only this section; may be repeated.")
    ],
    "selection": Annotated[
        str | None, typer.Option("--query", metavar="QUERY", help="Only what this query by operators finds.")
    ],
    "undated": Annotated[bool, typer.Option("--undated", help="Only articles without a date.")],
    "as_of": Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY", help="Only what was published by this day, as it was read then."),
    ],
}


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of filters: it takes them as one ``filters``, in the place where the help lists them.

    Typer reads a command's options off its signature, so each filter is a parameter there.
    """
    return _with_options(command, FILTER_OPTIONS)


def with_filters_of_now(command: Callable[..., None]) -> Callable[..., None]:
    """Like :func:`with_filters`, for a command that can only take articles as they are, with all their versions."""
    return _with_options(command, {name: option for name, option in FILTER_OPTIONS.items() if name != "as_of"})


def _with_options(command: Callable[..., None], offered: Mapping[str, Any]) -> Callable[..., None]:
    signature = inspect.signature(command, eval_str=True)
    options = {name: option for name, option in offered.items() if not _is_taken(option, signature)}
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.name == "filters":
            parameters += [
                inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_default(option), annotation=option)
                for name, option in options.items()
            ]
        else:
            parameters.append(parameter)

    @functools.wraps(command)
    def taking_options(**given: Any) -> None:
        filters = filters_of(**{name: given.pop(name) for name in options})
        command(filters=filters, **given)

    taking_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return taking_options


def _declared(option: Any) -> tuple[str, ...]:
    info = option.__metadata__[0]  # Typer takes the first name for a default until it reads the signature
    return (info.default, *(info.param_decls or ()))


def _is_taken(option: Any, signature: inspect.Signature) -> bool:
    annotations = [parameter.annotation for parameter in signature.parameters.values()]
    own = [_declared(each) for each in annotations if isinstance(getattr(each, "__metadata__", (None,))[0], OptionInfo)]
    return any(set(_declared(option)) & set(names) for names in own)


def _default(option: Any) -> object:
    return False if option.__origin__ is bool else None


def filters_of(
    since: str | None,
    until: str | None,
    outlets: list[str] | None,
    languages: list[str] | None,
    authors: list[str] | None = None,
    sections: list[str] | None = None,
    selection: str | None = None,
    undated: bool = False,
    as_of: str | None = None,
) -> Filters:
    """The filters that the options name.

    Raises:
        UsageError: a day is none.
    """
    return Filters(
        since=day_of("--since", since),
        until=day_of("--until", until),
        outlets=tuple(outlets or ()),
        languages=tuple(languages or ()),
        authors=tuple(authors or ()),
        sections=tuple(sections or ()),
        query=selection,
        undated=undated,
        as_of=day_of("--as-of", as_of),
    )


def day_of(option: str, text: str | None) -> date | None:
    """The day that an option names, None where it is not given.

    Raises:
        UsageError: it is no day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'{option} "{text}" is not a day: write it as 2025-09-30') from error


def must_be_folder(folder: Path) -> None:
    """Refuse a path that is no folder, as an evaluation's."""
    if not folder.is_dir():
        raise EvaluationDataError(f"{folder} is not a folder: give the folder that holds the evaluation data")


def must_exist(paths: Iterable[str]) -> None:
    """Refuse a path at which there is nothing; addresses on the web are looked at when they are fetched.

    Raises:
        UsageError: it names the path.
    """
    for path in paths:
        if not is_url(path) and not os.path.lexists(path):
            raise UsageError(f"{path} does not exist: check the path")


def exit_after(report: AddReport) -> None:
    """End a command that added, after its result is printed: with a sentence where Ctrl-C stopped it.

    Raises:
        typer.Exit: it was stopped (130), or something failed (1).
    """
    if report.stopped:
        typer.echo(f"dateline: {STOPPED}, and the same command goes on from there", err=True)
        raise typer.Exit(130)
    if report.failed:
        raise typer.Exit(1)


def print_result(as_json: bool, value: Any, text: str) -> None:
    """Print one JSON value (a shape of :mod:`rag.schema`, or several), or the text; neither steers the terminal."""
    from rag import schema  # here: --help needs no pydantic

    typer.echo(clean_json(schema.to_json(value)) if as_json else clean(text))


def print_error(said: object) -> None:
    """Print a sentence on stderr: names of files, of settings, and what a server said, are from elsewhere too."""
    typer.echo(clean(str(said)), err=True)
