"""``dateline doctor``: whether an archive is sound."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Annotated

import typer

from ui.cli.options import ArchiveOption, JsonOption, print_result
from ui.cli.text import results as display


def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="Repair what can be repaired.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that the archive is sound, and try its models.

    It reads back every word and vector, and asks the embedding and the language model for something small. Exit code 1
    where something is left to mend, the embedding fails, or a language model fails that DATELINE_LLM asks for; one that
    was merely found there (auto) is noted.
    """
    from rag import Archive, schema
    from ui.shared.forwarding import ForwardedArchive, open_to_write

    opening: AbstractContextManager[Archive | ForwardedArchive] = (
        open_to_write(archive, create=False, resume=False)
        if mend
        else Archive.open(archive, create=False, resume=False)
    )
    with opening as opened:
        if isinstance(opened, ForwardedArchive):  # its server mends, and tries the models that it has
            health, where = opened.mend(), opened.reader.place
        else:
            if opened.llm.state().phase == "idle":
                typer.echo("Starting the local model to try it; this takes some seconds.", err=True)
            health, where = opened.check(mend=mend, try_models=True), opened.place
    print_result(as_json, schema.HealthOut.of(health, archive=where), display.health(health, where))
    if not health.ok:
        raise typer.Exit(1)
