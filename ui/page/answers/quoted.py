"""What the pane says of a quote that was cited before, of an article's copies, and of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag import Archive, Copy, QuoteNow, Version
from ui.page.answers.record import shown_copies
from ui.page.templating import Html, render

_LONGEST = 20_000
_SAYS = {
    "moved": "The article has changed since it was quoted; the quoted words now stand here.",
    "changed": "The article has changed since it was quoted; where the quoted words stood, it now says what is marked.",
    "withdrawn": "The article has changed since it was quoted; the quoted words are no longer in it.",
}


def quote_in(archive: Archive, wanted: dict[str, Any]) -> QuoteNow | None:
    """What has become of the quote that was clicked, or None where none was.

    Args:
        archive: it.
        wanted: the click's data; from the browser, so not trusted.
    """
    quote, start, end = wanted.get("quote"), _offset(wanted.get("start")), _offset(wanted.get("end"))
    if start is None or end is None:
        return None
    if not isinstance(quote, str) or not quote or len(quote) > _LONGEST:
        return QuoteNow("current", start, end)
    return archive.quote_now(str(wanted.get("articleId", "")), quote, start, end)


def place_in(found: QuoteNow | None, wanted: dict[str, Any]) -> tuple[int, int] | None:
    """Where within a quote that is as it was the answer stands, in characters; None where that is not known."""
    start, end = _offset(wanted.get("askedFrom")), _offset(wanted.get("askedTo"))
    if found is None or found.start is None or found.end is None or start is None or end is None:
        return None
    same = found.end - found.start == len(str(wanted.get("quote", "")))
    return (start, end) if same and start < end <= found.end - found.start else None


def standing_html(found: QuoteNow | None, copies: Sequence[Copy], versions: Sequence[Version]) -> Html:
    """The lines under an article's headline: of the quote, its copies, and since when it says what it says."""
    says = _SAYS.get(found.state) if found else None
    times = "once" if len(versions) == 1 else f"{len(versions)} times"
    changes = f"Changed {times} since it was added, last on {versions[-1].replaced.date()}." if versions else None
    return render("answers", "standing", says, shown_copies(copies), changes)


def _offset(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
