"""The question before articles are removed, and what came of it, as HTML. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from ui.page.answers.html import esc
from ui.page.archive.empty import plural

#: The answers to the question.
CONFIRMED = "remove_named"
KEPT = "keep_named"
#: What the box for erasing is called, and what it sends where it is ticked.
ERASE = "erase"
TICKED = "yes"

_ERASE_SAYS = (
    "Nothing of {0} stays in the archive’s files: the text, earlier versions, what cleaning took off, names on the "
    "list of failures; this cannot be undone, does not reach backups made before, and a later sync does not bring "
    "{0} back."
)


def confirm_html(titles: Sequence[str], number: int, question: str = "") -> str:
    """The question before articles are removed.

    Args:
        titles: what the first of them are called.
        number: how many there are.
        question: the question's id; its buttons send it, so that an answer is never taken for another's.
    """
    yes = (
        f'<button type="button" class="dl-danger" id="dl-remove" data-action="{CONFIRMED}" '
        f'data-question="{esc(question)}"><span class="dl-if-removed">Remove</span>'
        '<span class="dl-if-erased">Erase for good</span></button> '
    )
    answers = f'{_erase(number)}<p class="dl-confirm-buttons">{yes}{_keep("Keep")}</p>'
    if number == 1 and titles:
        title = f'<span dir="auto">{esc(titles[0])}</span>'
        asked = f'<p role="alert">Remove “{title}” from the archive?</p>'
    else:
        asked = f'<p role="alert">Remove {plural(number, "article")} from the archive?</p>{named_html(titles, number)}'
    return f'<div class="dl-confirm" data-fields>{asked}{answers}</div>'


def named_html(titles: Sequence[str], number: int) -> str:
    """The first of the articles that a question is about, and how many more there are."""
    items = "".join(f'<li dir="auto">{esc(title)}</li>' for title in titles)
    more = f"<li>and {number - len(titles):,} more</li>" if number > len(titles) else ""
    return f"<ul>{items}{more}</ul>"


def _erase(number: int) -> str:
    says = _ERASE_SAYS.format("it" if number == 1 else "them")
    return (
        f'<p class="dl-erase"><input type="checkbox" id="dl-erase" name="{ERASE}" value="{TICKED}" '
        'aria-describedby="dl-erase-says"><label for="dl-erase">Erase for good</label>'
        f'<span id="dl-erase-says">{says}</span></p>'
    )


def not_asked_html(trouble: str) -> str:
    """Why there is no question. ``trouble`` is HTML made by this package."""
    return f'{trouble}<p class="dl-confirm-buttons">{_keep("Close")}</p>'


def _keep(label: str) -> str:
    return f'<button type="button" class="dl-button" id="dl-keep" data-action="{KEPT}">{label}</button>'


def removing_html(done: int, total: int) -> str:
    """How far a removal is."""
    return (
        f'<p class="dl-progress" role="status">Removing: {done:,} of {plural(total, "article")} '
        f'<progress max="{total}" value="{done}" aria-label="Articles removed"></progress></p>'
    )


def erasing_html() -> str:
    """That the articles are being erased, of which nobody can say how far it is."""
    return (
        '<p class="dl-progress" role="status">Erasing: the archive’s files are written anew, which takes longer the '
        'larger it is <progress aria-label="Erasing"></progress></p>'
    )


def removed_html(removed: int, asked: int, beyond_reach: Sequence[str] = ()) -> str:
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
    reach = ""
    if beyond_reach:
        items = "".join(f"<li>{esc(each)}</li>" for each in beyond_reach)
        reach = f'<div class="dl-reach"><p>Out of Dateline’s reach:</p><ul>{items}</ul></div>'
    return f'<p class="dl-progress" role="status">{said}</p>{reach}'
