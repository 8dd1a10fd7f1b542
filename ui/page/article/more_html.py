"""What the pane shows below an article: correcting it, its earlier versions, and what cleaning took off.

Pure functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag import Article, TakenOff, Version
from ui.page.templating import Html, render

#: What the pane's form and its buttons ask for; see ui/page/widgets/scripts.py.
CORRECT = "correct_article"
UNDO = "undo_corrections"

#: So many pieces are shown, each cut at so many characters: a page's furniture can be longer than its article.
_PIECES = 200
_LONGEST_PIECE = 300
_LINES = 60
#: So many characters a corrected field may have.
LONGEST_FIELD = 500
_FIELDS = {"published": "date", "title": "headline", "outlet": "outlet", "authors": "authors", "language": "language"}


def correcting_html(
    article: Article, corrected: Sequence[str], said: str = "", typed: Mapping[str, object] | None = None
) -> Html:
    """The form that corrects an article's headline, date and outlet.

    Args:
        article: as it is now.
        corrected: the fields that were corrected before.
        said: HTML made by this package: what came of the last correction; the form is open then.
        typed: what stands in the fields in place of the article's own; from the browser.
    """
    date = article.published.isoformat() if article.published else ""
    rows = [("title", "Headline", article.title), ("published", "Date (2025-09-30)", date)]
    rows.append(("outlet", "Outlet", article.outlet or ""))
    if typed:
        rows = [(name, label, str(typed.get(name, value))[:LONGEST_FIELD]) for name, label, value in rows]
    names = ", ".join(_FIELDS[field] for field in corrected if field in _FIELDS)
    return render("article", "correcting", article.id, rows, LONGEST_FIELD, bool(corrected), names, said)


def versions_html(versions: Sequence[Version], differences: Mapping[int, str]) -> Html:
    """What an article said before, the latest first.

    Args:
        versions: the earlier ones.
        differences: by a version's number, what has changed since, as a unified diff.
    """
    changes = {number: _changes(unified) for number, unified in differences.items()}
    return render("article", "versions", versions, changes, _LINES)


def _changes(unified: str) -> list[tuple[str, str]]:
    """A unified diff's changed lines, each with its tag."""
    return [
        ("ins" if line[0] == "+" else "del", _cut(line[1:]))
        for line in unified.splitlines()
        if not line.startswith(("---", "+++", "@@", " ")) and line[1:].strip()
    ]


def taken_off_html(pieces: Sequence[TakenOff]) -> Html:
    """What cleaning took off the article's page, and why."""
    shown = [(_cut(piece.text), piece.reason) for piece in pieces[:_PIECES]]
    return render("article", "taken_off", shown, len(pieces))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_PIECE else text[:_LONGEST_PIECE].rstrip() + " …"


def changed_fields(article: Article, given: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    """What a form says differently from its article.

    Args:
        article: as it is now.
        given: the form's fields; from the browser, so anything.

    Returns:
        New values by field, and the fields that were emptied.
    """
    now = {
        "title": article.title,
        "published": article.published.isoformat() if article.published else "",
        "outlet": article.outlet or "",
    }
    new: dict[str, str] = {}
    cleared: list[str] = []
    for name, value in now.items():
        said = str(given.get(name, value)).strip()
        if said == " ".join(value.split()) or said == value.strip():
            continue
        if said or name == "title":
            new[name] = said
        else:
            cleared.append(name)
    return new, cleared
