"""``dateline audit``: who added, edited and removed what."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.accounts import accounts_of
from ui.cli.options import ArchiveOption, JsonOption, day_of, print_result
from ui.cli.text import access as display


def audit(
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="Only from this day on (UTC).")] = None,
    who: Annotated[
        str | None, typer.Option("--who", metavar="NAME", help="Only of this account, key's prefix or system user.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 100,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who added, corrected and removed what, the newest first.

    Also who changed accounts and keys. No text of an article is kept there.
    """
    from rag import schema

    day = day_of("--since", since)
    with accounts_of(archive, create=False) as found:
        entries = list(found.audit.entries(since=day, who=who, limit=limit)) if found else []
    shown = [schema.AuditEntryOut.of(entry, count=len(entry.articles)) for entry in entries]
    print_result(as_json, shown, display.audit(entries, narrowed=bool(day or who)))
