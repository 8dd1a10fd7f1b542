"""``dateline failures``: the files and addresses that could not be read."""

from __future__ import annotations

from typing import Annotated

import typer

from rag import UsageError
from ui.cli.options import ArchiveOption, JsonOption, print_result
from ui.cli.text import results as display


def failures(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE…]", help="With --forget: those alone, as they are listed.")
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Take them off the list, all or those named.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the files and addresses that could not be read, and why.

    dateline add --retry-failed tries them again.
    """
    from rag import Archive, schema
    from ui.shared.forwarding import open_to_write

    if sources and not forget:
        raise UsageError("sources are named to take them off the list: add --forget")
    if not forget:
        with Archive.open(archive, read_only=True) as opened:
            found = opened.failures()
        print_result(as_json, map(schema.FailureOut.of, found), display.failures(found))
        return
    with open_to_write(archive) as opened:
        listed = {name for failure in opened.failures() for name in (failure.source, failure.file)}
        for source in sources or ():
            if source not in listed:
                raise UsageError(f"{source} is not on the list: name it as dateline failures does")
        forgotten = opened.forget_failures(sources or None)
    print_result(as_json, schema.ForgottenOut(forgotten=forgotten), f"{forgotten} taken off the list.")
