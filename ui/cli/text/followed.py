"""What is followed, and what a sync did, as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rag import Followed, SyncReport
from ui.cli.terminal import clean
from ui.cli.text import results as show


def followed(values: Sequence[Followed]) -> str:
    """What is followed."""
    lines = [
        f"{one.source}\n  {one.form or 'not looked at yet'}"
        + (f", last looked at {one.looked.astimezone():%Y-%m-%d %H:%M}: {one.result}" if one.looked else "")
        for one in values
    ]
    return clean("\n".join(lines) or "Nothing is followed: add a feed, a sitemap, a page or a folder with --follow.")


def synced(report: SyncReport) -> str:
    """What a ``sync`` did."""
    return show.added(report.added) if report.followed else followed(())


def synced_line(report: SyncReport) -> str:
    """What a ``sync`` did, on one line."""
    done = report.added
    parts = {"added": done.added, "updated": done.updated, "unchanged": done.unchanged, "skipped": done.skipped,
             "failed": done.failed, "to look at": done.warnings}  # fmt: skip
    said = ", ".join(f"{len(part)} {name}" for name, part in parts.items() if part)
    return f"{len(report.followed)} followed: {said or 'nothing new'}"
