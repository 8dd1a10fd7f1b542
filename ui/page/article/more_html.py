"""What the pane shows below an article: correcting it, its earlier versions, and what cleaning took off.

Pure functions; everything of an article is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rag import Article, TakenOff, Version
from ui.page.answers.html import esc
from ui.shared.wording import moment_text

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
) -> str:
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
    fields = "".join(
        f'<label class="dl-field">{label}<input type="text" name="{name}" value="{esc(value)}" '
        f'maxlength="{LONGEST_FIELD}" autocomplete="off" data-key="correct-{name}"></label>'
        for name, label, value in rows
    )
    before, undo = "", ""
    if corrected:
        names = ", ".join(_FIELDS[field] for field in corrected if field in _FIELDS)
        before = f'<p class="dl-note">Corrected by hand: {esc(names)}.</p>'
        undo = (
            f'<button type="button" class="dl-act" data-action="{UNDO}" data-article-id="{esc(article.id)}">'
            "As the source has it</button>"
        )
    return (
        f'<details class="dl-more" lang="en"{" open" if said else ""}><summary>Correct this article</summary>'
        f'<form class="dl-correct" data-action="{CORRECT}" data-article-id="{esc(article.id)}">{before}{fields}'
        '<p class="dl-note">An emptied date or outlet is unknown. A correction stays when the source is read again.</p>'
        f'{said}<p class="dl-buttons"><button type="submit" class="dl-button">Save</button>{undo}</p></form></details>'
    )


def versions_html(versions: Sequence[Version], differences: Mapping[int, str]) -> str:
    """What an article said before, the latest first.

    Args:
        versions: the earlier ones.
        differences: by a version's number, what has changed since, as a unified diff.
    """
    if not versions:
        return ""
    items = ""
    for version in reversed(versions):
        said = f"Version {version.number}, until {moment_text(version.replaced)}"
        items += f"<li><b>{esc(said)}</b>{_difference(differences.get(version.number, ''))}</li>"
    return (
        f'<details class="dl-more"><summary lang="en">Earlier versions ({len(versions):,})</summary>'
        f'<p class="dl-note" lang="en">What has gone since is marked −, what has come is marked +.</p>'
        f'<ol class="dl-versions" reversed>{items}</ol></details>'
    )


def _difference(unified: str) -> str:
    """A unified diff's changed lines. The sign stands in the text, so that the colour says nothing alone."""
    lines = []
    for line in unified.splitlines():
        if line.startswith(("---", "+++", "@@", " ")) or not line[1:].strip():
            continue
        tag, sign = ("ins", "+") if line[0] == "+" else ("del", "−")
        lines.append(f'<p dir="auto"><{tag}>{sign} {esc(_cut(line[1:]))}</{tag}></p>')
    shown = "".join(lines[:_LINES])
    return shown + (f'<p class="dl-note">{len(lines) - _LINES:,} more changes.</p>' if len(lines) > _LINES else "")


def taken_off_html(pieces: Sequence[TakenOff]) -> str:
    """What cleaning took off the article's page, and why."""
    if not pieces:
        return ""
    items = "".join(
        f'<li><span dir="auto">{esc(_cut(piece.text))}</span> <small lang="en">{esc(piece.reason)}</small></li>'
        for piece in pieces[:_PIECES]
    )
    more = f'<p class="dl-note">{len(pieces) - _PIECES:,} more.</p>' if len(pieces) > _PIECES else ""
    return (
        f'<details class="dl-more"><summary lang="en">Taken off its page ({len(pieces):,})</summary>'
        f'<ul class="dl-off">{items}</ul>{more}</details>'
    )


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


def joined(parts: Iterable[str]) -> str:
    """The parts that there are, within the pane's foot; nothing where there are none."""
    inner = "".join(parts)
    return f'<div class="dl-foot">{inner}</div>' if inner else ""
