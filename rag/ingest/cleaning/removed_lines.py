"""What cleaning took off a page, in the order of the page, each piece with the reason."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from rag.ingest.cleaning.boilerplate import REASONS
from rag.ingest.cleaning.line_classifier import Kind, Line
from rag.model import TakenOff
from rag.text.lines import squeezed

#: Pieces are kept up to this length, and so many of a page: who asks why a line is missing needs its beginning.
MAX_PIECE_CHARS = 300
MAX_PIECES = 500
#: More blocks of a page are not looked for.
_MAX_BLOCKS = 5_000
#: A block of so many letters stands in an article by no accident.
_LONG_BLOCK = 25
#: A shorter one may stand so many letters behind the one before it.
_NEAR = 40

OUTSIDE = "outside the article's body"


def taken_off(
    lines: Sequence[Line], kept: Iterable[str], title: str | None, removed: Iterable[TakenOff] = ()
) -> tuple[TakenOff, ...]:
    """Say of each line of a page that is not in the article why.

    Args:
        lines: all lines of the page, in order.
        kept: the article's paragraphs, in the same order.
        title: the article's headline.
        removed: pieces whose reason is known; the first of a text counts.

    Returns:
        The pieces, no longer than :data:`MAX_PIECE_CHARS`; of more than :data:`MAX_PIECES` the last one says how many
        were left out.
    """
    reasons: dict[str, str] = {}
    for piece in removed:
        reasons.setdefault(piece.text, piece.reason)
    waiting, headline = deque(kept), squeezed(title or "")
    pieces: list[TakenOff] = []
    for line in lines:
        if waiting and line.text == waiting[0]:
            waiting.popleft()
            continue
        if line.kind is Kind.LINE and headline and squeezed(line.text) == headline:
            continue  # it is the article's title
        reason = reasons.get(line.text) or REASONS.get(line.kind, OUTSIDE)
        pieces.append(TakenOff(_shortened(line.text), reason))
    return _listed(pieces)


def left_out(
    seen: Sequence[str], text: str, title: str, captions: Iterable[str], removed: Iterable[TakenOff]
) -> tuple[TakenOff, ...]:
    """Say of each block that a web page shows and its article does not hold why.

    Args:
        seen: the page's visible blocks, in order. An extractor cuts paragraphs in its own way, so they are looked for
            in the article letter by letter.
        text: the article.
        title: its headline.
        captions: taken off before, so not among ``seen``.
        removed: pieces whose reason is known.
    """
    reasons = {squeezed(piece.text): piece.reason for piece in removed}
    body, headline = squeezed(text), squeezed(title)
    place = 0
    pieces = [TakenOff(_shortened(caption), REASONS[Kind.CAPTION]) for caption in captions]
    for block in seen[:_MAX_BLOCKS]:
        plain = squeezed(block)
        if not plain or plain == headline:
            continue
        # A short block stands in the article only where the one before it did: "Home" is a word of many articles.
        found = body.find(plain) if len(plain) >= _LONG_BLOCK else body.find(plain, place, place + _NEAR + len(plain))
        if found < 0:
            pieces.append(TakenOff(_shortened(block), reasons.get(plain, OUTSIDE)))
        else:
            place = found + len(plain)
    return _listed(pieces)


def _listed(pieces: list[TakenOff]) -> tuple[TakenOff, ...]:
    if len(pieces) > MAX_PIECES:
        left = len(pieces) - MAX_PIECES + 1
        pieces[MAX_PIECES - 1 :] = [TakenOff("…", f"{left} more pieces were taken off, too many to list")]
    return tuple(pieces)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_PIECE_CHARS else text[: MAX_PIECE_CHARS - 1] + "…"
