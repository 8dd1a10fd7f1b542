"""The list of commands in ``dateline --help``, under headings."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class HelpSections(TyperGroup):
    """Lists commands under the heading that each was given as its ``rich_help_panel``.

    Typer itself writes headings only by rich, which takes a quarter of a second to import.
    """

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each heading with its commands; Typer calls this for ``--help``."""
        names = self.list_commands(ctx)
        longest = max(map(len, names))
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            command: Any = self.get_command(ctx, name)
            summary = command.get_short_help_str(formatter.width - longest - 6)
            # Padded, so that the summaries of all sections stand in one column.
            sections.setdefault(command.rich_help_panel, []).append((name.ljust(longest), summary))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
