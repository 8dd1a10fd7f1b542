"""``dateline eval``: the numbers that a user can rerun on their own archive, each command a row of one table."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from rag import UsageError
from ui.cli.options import ArchiveOption, CacheOption, JsonOption, LimitOption, must_be_folder, print_result
from ui.cli.progress import progress_bar
from ui.cli.text import results as display

evaluation = typer.Typer(help="Measure how well Dateline does on your own questions.", no_args_is_help=True)

#: How an option is given, and its default.
Option = tuple[Any, Any]


def _option(kind: Any, default: Any, metavar: str | None, says: str, *names: str, **limits: Any) -> Option:
    return Annotated[kind, typer.Option(*names, metavar=metavar, help=says, **limits)], default


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A command, named like its evaluation in :mod:`rag.evaluate`.

    Attributes:
        says: its help; a first line, and after an empty one the rest.
        data: what the data are to hold.
        options: its own, by the names of the evaluation's arguments; ``verify`` goes into the settings.
        values: which values an option may have, and the sentence for another one.
        of_file: whether the data are a file, and not a folder.
        caches: whether vectors and replies are kept between runs.
        needs_settings: whether the evaluation takes the settings.
    """

    says: str
    data: str
    options: Mapping[str, Option] = field(default_factory=dict)
    values: Mapping[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    of_file: bool = False
    caches: bool = True
    needs_settings: bool = True


EVALUATIONS = {
    "retrieval": Evaluation(
        "Measure whether the right article is found.\n\nBy recall, MRR and nDCG over articles.",
        "corpus.jsonl, queries.jsonl, qrels/test.tsv.",
        {"mode": _option(str, "hybrid", "MODE", "lexical, dense or hybrid.")},
        {"mode": (("lexical", "dense", "hybrid"), 'there is no mode "{}": use lexical, dense or hybrid')},
    ),
    "quotes": Evaluation(
        "Measure whether the first quote answers the question.\n\nNo language model is asked.",
        "corpus.jsonl (or articles/) and qa.jsonl.",
    ),
    "citations": Evaluation(
        "Measure whether true claims pass and false ones are caught.\n\nThey are checked by the rules; with --verify "
        "judge by the model too. With auto the judge is asked where there is a model.",
        "claims.jsonl: claim, sources, supported.",
        {"verify": _option(str, "rules", "HOW", "rules, judge or auto.")},
    ),
    "summaries": Evaluation(
        "Measure how much summaries hold of references, by ROUGE.",
        "summaries.jsonl: text, summary.",
        {
            "mode": _option(str, "quotes", "MODE", "quotes (an extract), or written by the model."),
            "share": _option(float, 0.4, "SHARE", "Of the article's words.", min=0.01, max=1.0),
        },
        {"mode": (("quotes", "written"), 'there is no mode "{}": use quotes or written')},
        of_file=True,
        caches=False,
    ),
    "answers": Evaluation(
        "Measure whether answers are right, cited and rightly refused.",
        "qa.jsonl with its corpus, or a *_fact.jsonl of RGB.",
        {
            "verify": _option(str | None, None, "HOW", "rules, judge or auto; else as set."),
            "as_of": _option(bool, False, None, "Ask each question as of its day, its now.", "--as-of"),
            "curve": _option(bool, False, None, "Also right, wrong and refused answers by threshold.", "--curve"),
        },
    ),
    "extraction": Evaluation(
        "Measure whether a page gives its article and nothing else.\n\nBy shingles of four words.",
        "html/ID.html.gz and ground-truth.json.",
        {"form": _option(str, "html", "FORM", "html, or text: as copied out of a browser.", "--as")},
        {"form": (("html", "text"), 'pages cannot be read as "{}": use html or text')},
        caches=False,
        needs_settings=False,
    ),
    "dates": Evaluation(
        "Measure whether days named in sentences are read.\n\nRight, wrong and unread, as shares of the dates "
        "expected and the sentences without any.",
        "dates.jsonl: text, language, now, expected.",
        caches=False,
        needs_settings=False,
    ),
}


def _command(name: str, row: Evaluation) -> Callable[..., None]:
    def command(*, data: Path, archive: Path | None, as_json: bool, **options: Any) -> None:
        from rag import evaluate, load_settings

        for option, (values, refusal) in row.values.items():
            if options[option] not in values:
                raise UsageError(refusal.format(options[option]))
        # A bad setting is wrong use where none is needed, too.
        # A long run loads the model once anyway, and what it measures is not to depend on what ran before.
        settings = load_settings(archive=archive, verify=options.pop("verify", None), llm_keep=0)
        if not row.of_file:
            must_be_folder(data)
        given = (data, settings) if row.needs_settings else (data,)
        with progress_bar() as progress:
            result = getattr(evaluate, f"evaluate_{name}")(*given, progress=progress, **options)
        print_result(as_json, result, display.figures(result))

    command.__doc__ = row.says
    command.__signature__ = inspect.Signature(_parameters(row))  # type: ignore[attr-defined]
    return command


def _parameters(row: Evaluation) -> list[inspect.Parameter]:
    """What Typer reads off a command's signature."""
    data = Annotated[Path, typer.Argument(metavar="FILE" if row.of_file else "DIR", help=row.data)]
    options: dict[str, Option] = {"data": (data, inspect.Parameter.empty), **row.options, "limit": (LimitOption, None)}
    if row.caches:
        options["cache"] = (CacheOption, True)
    options |= {"archive": (ArchiveOption, None), "as_json": (JsonOption, False)}
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=how)
        for name, (how, default) in options.items()
    ]


for _name, _row in EVALUATIONS.items():
    evaluation.command(_name)(_command(_name, _row))
