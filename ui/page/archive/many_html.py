"""The form that corrects many articles at once, and what came of it, as HTML. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.page.article.more_html import LONGEST_FIELD
from ui.page.templating import Html, render
from ui.shared.wording import plural

#: What is asked for by the button over the list, by the form, and below what came of it (ui/page/widgets/scripts.py).
ASK_CORRECT = "ask_correct"
CORRECT_MANY = "correct_many"
LEAVE_MANY = "leave_many"
UNDO_MANY = "undo_many"

#: What a field is to be: as typed where something is typed, unknown, or as each article's source has it.
TYPED, UNKNOWN, SOURCE = "typed", "unknown", "source"
_WAYS = ((TYPED, "as typed"), (UNKNOWN, "unknown"), (SOURCE, "from the source"))
#: The form's fields: name, label, and how it is written.
FIELDS = (
    ("outlet", "Outlet", ""),
    ("published", "Date", "2025-09-30"),
    ("language", "Language", "two letters: en"),
    ("authors", "Authors", "a semicolon between two"),
)
#: What stands between two authors: a comma stands in names.
BETWEEN = ";"


def way_of(name: str) -> str:
    """The name of the choice beside a field."""
    return f"{name}-way"


def many_html(
    titles: Sequence[str], number: int, question: str, trouble: str = "", typed: Mapping[str, object] | None = None
) -> Html:
    """The form.

    Args:
        titles: what the first of the articles are called.
        number: how many there are.
        question: its id, which it sends.
        trouble: HTML made by this package: why what it sent could not be taken.
        typed: what stands in the fields; from the browser.
    """
    typed = typed or {}
    fields = [
        (name, label, hint, str(typed.get(name) or "")[:LONGEST_FIELD], way_of(name), typed.get(way_of(name), TYPED))
        for name, label, hint in FIELDS
    ]
    return render("selected", "correcting", titles, number, question, trouble, fields, _WAYS, LONGEST_FIELD)


def correcting_many_html(done: int, total: int) -> Html:
    """How far it is."""
    return render("selected", "progress", "Correcting", done, total, "Articles corrected")


def corrected_html(
    edited: int, unchanged: int, gone: int, fields: Sequence[str], *, question: str = "", trouble: str = ""
) -> Html:
    """What was corrected, or made as the sources have it.

    Args:
        edited: how many articles.
        unchanged: how many said so already.
        gone: how many are not in the archive any more.
        fields: which of theirs; in the order of the form.
        question: the id by which it can be undone; none where it cannot, as it was undone just now.
        trouble: HTML made by this package: why it went no further.
    """
    names = ", ".join(label.lower() for name, label, _ in FIELDS if name in fields)
    number = plural(edited, "article")
    said = f"{number} corrected" if question else f"As the sources have it again: {number}"
    said += f" ({names})." if edited else "."
    said += f" {unchanged:,} said so already." if unchanged else ""
    said += f" {gone:,} had been removed." if gone else ""
    return render("selected", "corrected", said, question if edited else "", trouble)
