"""Take the boilerplate off a page that was saved as text: menus, share bars, newsletter boxes, lists of other stories.

Two witnesses are heard. What a line says (the phrases of :mod:`rag.ingest.cleaning.boilerplate_patterns`), and how it
stands: prose ends as sentences do and is long; menus and lists of headlines are short, do not end, and come in runs. A
line of prose is only taken off for what it says, and only by a phrase that it begins with; a line that is not prose is
also taken off for where it stands, if boilerplate stands beside it. Where no boilerplate is found nothing is taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.ingest.cleaning import boilerplate_patterns as phrases
from rag.ingest.cleaning.line_classifier import BOILERPLATE, QUOTE_IN_LINE, Kind, Line, bare, classify_line
from rag.model import TakenOff
from rag.text.lines import is_ended, is_item, squeezed

MAX_TEASER_WORDS = 25
MIN_TEASER_HEADLINE_WORDS = 4
_TEASER_WINDOW = 40
MAX_NOTICE_WORDS = 35
_MAX_NOTICES = 6
HEAD_LINES = 8
TAIL_LINES = 4

#: Why a line goes that is taken off for what it is, whatever stands beside it.
REASONS = {
    Kind.BOILERPLATE: "page furniture by what it says",
    Kind.SECTION: "the heading of a list of other stories",
    Kind.COMMENTS: "the heading of readers' comments",
    Kind.CAPTION: "a picture's caption, kept apart",
    Kind.CREDIT: "a picture's credit",
    Kind.BYLINE: "the author's line",
    Kind.DATED: "a date line",
    Kind.LABEL: "a menu's or button's word",
}
LISTED = "in a list of other stories"
COMMENTED = "in readers' comments"
BELOW = "below the end of the article"
BESIDE = "beside page furniture"
TWICE = "stands on the page more than once"


@dataclass(frozen=True, slots=True)
class Sorted:
    """The lines of a page: the article's own, in order, the captions, and what was taken off (captions included) with
    the reason; ``furnished`` says whether any boilerplate was found."""

    kept: tuple[Line, ...]
    captions: tuple[str, ...]
    furnished: bool
    removed: tuple[TakenOff, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether more than a menu's words and stamps is left."""
        return any(line.kind in (Kind.PROSE, Kind.LINE) and re.search(r"\w", line.text) for line in self.kept)


def sort_lines(
    paragraphs: Iterable[str],
    *,
    head: int | None = None,
    by_place: bool = True,
    cut: bool = False,
    again: frozenset[str] = frozenset(),
) -> Sorted:
    """Part the article's own lines from the boilerplate.

    Args:
        paragraphs: the page's paragraphs in order.
        head: so many paragraphs at the start are the page's head (headline, byline, date), which the caller looks
            after: of these only what is boilerplate by itself goes. None: up to the first prose.
        by_place: also take off what stands as boilerplate does. False where most boilerplate is off already: what is
            left without being a sentence is then rather a list of the article's own.
        cut: more of the page stood behind these paragraphs, which was found not to be the article's.
        again: what stands on the page more than once (squeezed); its last place among these paragraphs is kept.

    Returns:
        The kept lines. Nothing but lines of boilerplate, captions and credits is ever missing.
    """
    lines = [classify_line(paragraph) for paragraph in paragraphs]
    furnished = cut or any((line.kind in BOILERPLATE and line.words) or line.kind is Kind.CREDIT for line in lines)
    drop: list[str | None] = [REASONS[line.kind] if line.kind in BOILERPLATE else None for line in lines]
    start = head if head is not None else _first_prose(lines)
    for index, line in enumerate(lines):
        near_an_end = index < start + HEAD_LINES or index >= len(lines) - TAIL_LINES
        if line.kind is Kind.BYLINE and near_an_end:
            drop[index] = REASONS[Kind.BYLINE]
    _drop_repeated(lines, drop, again)
    for index, line in enumerate(lines):
        if line.kind is Kind.COMMENTS and comments_follow(lines, index, start):
            drop[index + 1 :] = [COMMENTED] * (len(lines) - index - 1)
            break
    end = start
    for index, line in enumerate(lines):
        if drop[index] == COMMENTED:
            break
        if line.kind is Kind.SECTION and index >= end:
            end = _section_end(lines, index)
            for listed in range(index + 1, end):
                drop[listed] = drop[listed] or LISTED
    captions = _captions(lines, drop)
    if furnished and by_place:
        _drop_tail(lines, drop, start, cut=cut)
    if furnished or any(drop):
        _drop_beside(lines, drop, start)
    kept = tuple(line for line, reason in zip(lines, drop, strict=True) if reason is None)
    removed = tuple(TakenOff(line.text, reason) for line, reason in zip(lines, drop, strict=True) if reason)
    return Sorted(kept, tuple(captions), furnished, removed)


def _drop_repeated(lines: Sequence[Line], drop: list[str | None], again: frozenset[str]) -> None:
    """What stands on the page more than once goes, but for its last place here."""
    seen: set[str] = set()
    for index in reversed(range(len(lines) if again else 0)):
        plain = squeezed(lines[index].text)
        if plain in again and plain in seen:
            drop[index] = drop[index] or TWICE
        seen.add(plain)


def _first_prose(lines: Sequence[Line]) -> int:
    return next((index for index, line in enumerate(lines) if line.kind is Kind.PROSE), len(lines))


def comments_follow(lines: Sequence[Line], index: int, start: int) -> bool:
    """Whether readers' comments follow the heading at ``index``, so that the article has ended."""
    before = sum(line.kind is Kind.PROSE for line in lines[start:index])
    after = lines[index + 1 :]
    if before == 0:
        return False
    if not any(line.kind is Kind.PROSE for line in after):
        return True
    near = after[:8]
    signs = sum(phrases.COMMENT_SIGN_PATTERN.fullmatch(bare(line.text)) is not None for line in near)
    return signs >= 2


def _section_end(lines: Sequence[Line], index: int) -> int:
    """Where the list of other stories ends whose heading is at ``index``.

    It goes on over lines that are not prose; over prose only where headlines and teasers take turns.
    """
    end = index + 1
    teasers = False
    while end < len(lines):
        line = lines[end]
        after = lines[end + 1] if end + 1 < len(lines) else None
        listed = line.kind is not Kind.PROSE or (
            _is_question(line) and after is not None and after.kind is not Kind.PROSE
        )
        if not listed:
            teasers = teasers or _teasers_follow(lines, end, index)
            if not (teasers and _is_teaser(lines, end)):
                break
        end += 1
    return end if _plausible(lines, index, end) else index + 1


def _is_question(line: Line) -> bool:
    """Whether a headline might read so, although it ends as a sentence does."""
    return line.words <= 18 and line.text[-1:] in "?!…"


def _is_teaser(lines: Sequence[Line], index: int) -> bool:
    """Whether the prose at ``index`` may be the teaser of the headline before it: short, and alone."""
    before, after = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else None
    headed = before.kind is Kind.LINE and before.words >= MIN_TEASER_HEADLINE_WORDS
    return headed and lines[index].words <= MAX_TEASER_WORDS and not (after and after.kind is Kind.PROSE)


def _teasers_follow(lines: Sequence[Line], index: int, heading: int) -> bool:
    """Whether from ``index`` on headlines and teasers take turns, and the article has ended before.

    One paragraph below one headline may be the article's own, and a subheading after it too; so it takes two turns,
    and no other prose from there on.
    """
    turns = 0
    for here in range(index, min(index + _TEASER_WINDOW, len(lines))):
        if lines[here].kind is Kind.PROSE:
            if not _is_teaser(lines, here):
                return False
            turns += 1
    return turns >= 2 and any(line.kind is Kind.PROSE for line in lines[max(heading - _TEASER_WINDOW, 0) : heading])


def _plausible(lines: Sequence[Line], index: int, end: int) -> bool:
    """Whether the lines between are a list of links: marked items ("- 12 killed in Kyiv") that come with a sentence
    that ends in a colon are the article's own."""
    before = lines[index - 1].text if index else ""
    return end > index + 1 and not (before.endswith(":") and any(is_item(line.text) for line in lines[index + 1 : end]))


def _captions(lines: Sequence[Line], drop: list[str | None]) -> list[str]:
    """The captions, which leave the text; a credit alone takes the short line before or after it along."""
    captions: list[str] = []
    for index, line in enumerate(lines):
        if drop[index]:
            continue
        if line.kind is Kind.CAPTION:
            captions.append(line.text)
            drop[index] = REASONS[Kind.CAPTION]
        elif line.kind is Kind.CREDIT:
            drop[index] = REASONS[Kind.CREDIT]
            for beside in (index - 1, index + 1):
                if 0 <= beside < len(lines) and not drop[beside] and _may_be_caption(lines[beside]):
                    captions.append(lines[beside].text)
                    drop[beside] = REASONS[Kind.CAPTION]
                    break
    return captions


def _may_be_caption(line: Line) -> bool:
    """Whether a line beside a picture's credit describes the picture: longer than a subheading, no whole sentence."""
    return line.kind is Kind.LINE and line.words >= 6 and not is_item(line.text)


def is_notice(line: Line, *, loose: bool) -> bool:
    """Whether prose at the tail is the page's word to its reader, or about its author; ``loose`` where boilerplate
    stands before it."""
    text = line.text
    if line.words > MAX_NOTICE_WORDS or QUOTE_IN_LINE.search(text):
        return False
    about_page = phrases.PAGE_MATTER_PATTERN.search(text) or (loose and phrases.LOOSE_PAGE_MATTER_PATTERN.search(text))
    addressed = about_page and phrases.ADDRESSING_PATTERN.search(text)
    return bool(addressed or phrases.BIOGRAPHY_PATTERN.match(text))


def _body_end(lines: Sequence[Line], drop: Sequence[str | None], start: int) -> int | None:
    """The last line of prose that is not a notice of the page's; None where there is none."""
    prose = [i for i, line in enumerate(lines) if line.kind is Kind.PROSE and not drop[i] and i >= start]
    for place in reversed(range(len(prose))):
        before = prose[max(place - _MAX_NOTICES, 0) : place]
        body = next((i for i in reversed(before) if not is_notice(lines[i], loose=True)), start)
        if not is_notice(lines[prose[place]], loose=any(drop[body : prose[place]])):
            return prose[place]
    return None


def _drop_tail(lines: Sequence[Line], drop: list[str | None], start: int, *, cut: bool) -> None:
    """After the last prose, what is not prose goes, if boilerplate stands there too; so does the page's word to its
    reader."""
    last = _body_end(lines, drop, start)
    if last is None:
        return
    first = next((i for i in range(last + 1, len(lines)) if drop[i] and lines[i].kind is not Kind.CAPTION), None)
    if first is None and not cut:
        return
    first = len(lines) if first is None else first
    run = [line for line in lines[last + 1 : first] if line.kind in (Kind.LINE, Kind.DATED)]
    # A table or a list of results and dates is the article's; other stories' headlines have few figures.
    figures = len(run) >= 3 and sum(bool(re.search(r"\d", line.text)) for line in run) >= 0.6 * len(run)
    for index in range(last + 1, len(lines)):
        # So is a marked item or a line that ends, unless boilerplate stood before it.
        own = (
            index < first
            and lines[index].kind is not Kind.PROSE
            and (figures or is_item(lines[index].text) or is_ended(lines[index].text))
        )
        if not own:
            drop[index] = drop[index] or BELOW


def _drop_beside(lines: Sequence[Line], drop: list[str | None], start: int) -> None:
    """Labels and stamps go where boilerplate, or another label, stands beside them, and labels in the page's head."""
    # Once down and once up the page: whatever a run of such lines leans on, it is reached from there.
    for index in (*range(len(lines)), *reversed(range(len(lines)))):
        line = lines[index]
        if drop[index] or line.kind not in (Kind.LABEL, Kind.DATED):
            continue
        if index < start:
            drop[index] = REASONS[Kind.LABEL] if line.kind is Kind.LABEL else None
            continue
        sides = [i for i in (index - 1, index + 1) if 0 <= i < len(lines)]
        if any((drop[i] and lines[i].kind is not Kind.CAPTION) or lines[i].kind is Kind.LABEL for i in sides):
            drop[index] = BESIDE
