"""``dateline models``: the local language model's weights."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.options import ArchiveOption, JsonOption, print_result
from ui.cli.progress import progress_bar

models = typer.Typer(help="List, pull and remove local language models.", no_args_is_help=True)
NameArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="OWNER/REPO[:FILE] of the hub; Dateline's own model if left out.")
]


def fetched_text(arrived: int, size: int) -> str:
    """How much of a model has been fetched, in bytes of its size."""
    return f"{100 * arrived // size} % fetched" if arrived else "not fetched"


@models.command("list")
def list_models(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """List the local models, and which of them are here."""
    from rag import list_models as listed
    from rag import load_settings, schema

    found = listed(load_settings(archive=archive))
    lines = [
        f"{model.name}  {model.size / 1e9:.2f} GB  "
        + ("ready" if model.ready else fetched_text(model.arrived, model.size))
        + ("  (in use)" if model.in_use else "")
        for model in found
    ]
    print_result(as_json, map(schema.ModelOut.of, found), "\n".join(lines) or "No models.")


@models.command()
def pull(name: NameArgument = None, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Fetch a model, of 1.1 GB if it is Dateline's own.

    It goes on where an earlier pull was cut off.
    """
    from rag import load_settings, pull_model, schema

    settings = load_settings(archive=archive)
    with progress_bar() as progress:
        path = pull_model(settings, name, progress=progress)
    print_result(as_json, schema.PulledOut(path=path), f"The model is at {path}.")


@models.command()
def remove(name: NameArgument = None, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Remove a model's file, or what there is of an unfinished pull."""
    from rag import load_settings, remove_model, schema

    freed = remove_model(load_settings(archive=archive), name)
    print_result(as_json, schema.FreedOut(bytes=freed), f"{freed / 1e9:.2f} GB are free again.")
