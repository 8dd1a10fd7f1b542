"""What is said before a long ``add``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.shared.wording import duration

if TYPE_CHECKING:
    from rag import Foresight

#: What takes fewer seconds needs no word.
_LONG_SECONDS = 60.0


def foreseen(ahead: Foresight) -> list[str]:
    """Lines about how long an ``add`` takes and how much room, where it takes long; a warning where room is short."""
    lines = []
    if ahead.seconds >= _LONG_SECONDS:
        lines.append(
            f"{ahead.files:,} files, {_bytes(ahead.size)}: about {duration(ahead.seconds)} and {_bytes(ahead.room)} in "
            "the archive, less for what it knows already. Ctrl-C stops it in order."
        )
    if ahead.is_tight:
        lines.append(
            f"dateline: the disk has {_bytes(ahead.free)} left and this may need {_bytes(ahead.room)}: free some "
            "first, or give another archive (--archive)"
        )
    return lines


def _bytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"
