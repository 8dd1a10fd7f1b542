"""What a new reader sees first, as HTML: questions that the archive should answer, or how to fill it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ui.page.answers.html import esc

ASK = "ask_example"


def plural(number: int, noun: str) -> str:
    """ "1 article", "1,200 articles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def welcome_html(examples: Sequence[str]) -> str:
    """What stands in place of a conversation: questions that this archive should answer."""
    items = "".join(
        f'<li><button type="button" class="dl-example" dir="auto" data-action="{ASK}" data-question="{esc(question)}">'
        f"{esc(question)}</button></li>"
        for question in examples
    )
    questions = f'<h3 class="dl-label">From your archive</h3><ul class="dl-examples">{items}</ul>' if items else ""
    return (
        '<section class="dl-welcome"><h2>Ask your news archive</h2>'
        "<p>Every sentence of an answer comes with a quote. Open it to see the words in their article.</p>"
        f"{questions}</section>"
    )


def empty_html(folder: Path) -> str:
    """What stands there while the archive is empty: how to add articles."""
    return (
        '<section class="dl-welcome"><h2>Your archive is empty</h2>'
        "<p>Drop articles (text, web pages, PDF, DOCX and more), or a whole folder of them, into the Add tab. "
        "Or stop this page and run:</p>"
        f"<pre>dateline add FOLDER --archive {esc(_quoted(str(folder)))}</pre></section>"
    )


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path
