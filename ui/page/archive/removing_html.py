"""The question before articles are removed, and what came of it, as HTML. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from ui.page.templating import Html, render
from ui.shared.wording import plural

#: The answers to the question.
CONFIRMED = "remove_named"
KEPT = "keep_named"
#: What the box for erasing is called, and what it sends where it is ticked.
ERASE = "erase"
TICKED = "yes"


def confirm_html(titles: Sequence[str], number: int, question: str = "") -> Html:
    """The question before articles are removed.

    Args:
        titles: what the first of them are called.
        number: how many there are.
        question: the question's id; its buttons send it, so that an answer is never taken for another's.
    """
    return render("selected", "confirm", titles, number, question)


def not_asked_html(trouble: str) -> Html:
    """Why there is no question. ``trouble`` is HTML made by this package."""
    return render("selected", "not_asked", trouble)


def removing_html(done: int, total: int) -> Html:
    """How far a removal is."""
    return render("selected", "progress", "Removing", done, total, "Articles removed")


def erasing_html() -> Html:
    """That the articles are being erased, of which nobody can say how far it is."""
    return render("selected", "erasing")


def removed_html(removed: int, asked: int, beyond_reach: Sequence[str] = ()) -> Html:
    """What a removal did.

    Args:
        removed: how many articles it removed.
        asked: how many it was asked to remove; others may have removed some meanwhile.
        beyond_reach: where what was erased may still be; nothing where it was only removed.
    """
    erased = " and erased from the archive’s files" if beyond_reach else ""
    said = f"{plural(removed, 'article')} removed{erased}."
    if removed < asked:
        said += f" {asked - removed:,} had gone before{', and what is left of it is erased too' if erased else ''}."
    return render("selected", "removed", said, beyond_reach)
