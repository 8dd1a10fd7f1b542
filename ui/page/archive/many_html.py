"""The form that corrects many articles at once, and what came of it, as HTML. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.page.answers.html import esc
from ui.page.archive.empty import plural
from ui.page.archive.removing_html import named_html
from ui.page.article.more_html import LONGEST_FIELD

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
) -> str:
    """The form.

    Args:
        titles: what the first of the articles are called.
        number: how many there are.
        question: its id, which it sends.
        trouble: HTML made by this package: why what it sent could not be taken.
        typed: what stands in the fields; from the browser.
    """
    typed = typed or {}
    fields = "".join(_field(name, label, hint, typed) for name, label, hint in FIELDS)
    return (
        f'<form class="dl-many" lang="en" data-action="{CORRECT_MANY}" data-question="{esc(question)}" '
        f'aria-labelledby="dl-many-head"><h3 id="dl-many-head">Correct {plural(number, "article")}</h3>'
        f'<details class="dl-more"><summary>Which?</summary>{named_html(titles, number)}</details>'
        '<p class="dl-note">A field that is left empty stays as it is. '
        "A correction stays when a source is read again.</p>"
        f'<div class="dl-many-fields">{fields}</div>{trouble}'
        '<p class="dl-buttons"><button type="submit" class="dl-button">Save</button>'
        f'<button type="button" class="dl-act" data-action="{LEAVE_MANY}">Cancel</button></p></form>'
    )


def _field(name: str, label: str, hint: str, typed: Mapping[str, object]) -> str:
    value = str(typed.get(name) or "")[:LONGEST_FIELD]
    chosen = typed.get(way_of(name), TYPED)
    ways = "".join(
        f'<option value="{way}"{" selected" if way == chosen else ""}>{says}</option>' for way, says in _WAYS
    )
    written = f" ({hint})" if hint else ""
    return (
        f'<div class="dl-field dl-many-field"><label for="dl-many-{name}">{label}{written}</label>'
        f'<input type="text" id="dl-many-{name}" name="{name}" value="{esc(value)}" maxlength="{LONGEST_FIELD}" '
        f'autocomplete="off"><select name="{way_of(name)}" aria-label="{label}: what it is to be">{ways}</select></div>'
    )


def correcting_many_html(done: int, total: int) -> str:
    """How far it is."""
    return (
        f'<p class="dl-progress" role="status">Correcting: {done:,} of {plural(total, "article")} '
        f'<progress max="{total}" value="{done}" aria-label="Articles corrected"></progress></p>'
    )


def corrected_html(
    edited: int, unchanged: int, gone: int, fields: Sequence[str], *, question: str = "", trouble: str = ""
) -> str:
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
    undo = ""
    if edited and question:
        undo = (
            f'<button type="button" class="dl-button" data-action="{UNDO_MANY}" data-question="{esc(question)}">'
            "As the sources have it</button>"
        )
    return f'<div class="dl-progress"><p role="status">{said}</p>{undo}</div>{trouble}'
