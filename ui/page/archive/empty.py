"""What a new reader sees first, as HTML: questions that the archive should answer, or how to fill it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ui.page.templating import Html, render


def welcome_html(examples: Sequence[str]) -> Html:
    """What stands in place of a conversation: questions that this archive should answer."""
    return render("welcome", "welcome", examples)


def empty_html(folder: Path) -> Html:
    """What stands there while the archive is empty: how to add articles."""
    return render("welcome", "empty", str(folder))
