"""A page saved or scraped as plain text: its headline, byline, date, captions, and the article without the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.errors import RejectedSourceError
from rag.ingest.cleaning.boilerplate import Sorted, sort_lines
from rag.ingest.cleaning.line_classifier import Kind, Line, classify_line
from rag.ingest.cleaning.line_wrapping import split_paragraphs
from rag.ingest.cleaning.main_content import main_part, repeated
from rag.ingest.cleaning.removed_lines import taken_off
from rag.ingest.metadata.published import said_in_text
from rag.ingest.metadata.signatures import signed_by
from rag.model import Draft
from rag.text.datelines import dateline
from rag.text.dates.stated import parse_published, parse_updated
from rag.text.language import detect_language
from rag.text.lines import is_ended, is_item, squeezed
from rag.text.sentences import split_sentences

NO_TEXT = "no article text in it, nothing but page furniture"
#: A title made out of the first sentence is cut at a word before this many characters.
MAX_TITLE_CHARS = 100
#: Headlines have so many words; a line of three may be one when nothing better is there.
_HEADLINE_WORDS = range(4, 26)
#: Least share of a line's longer words that the article says again before it counts as a sign of a headline:
#: other stories' headlines share few by chance. A headline without that is found by its place.
_MIN_ECHO = 0.3
#: Words that begin with the same letters count as the same.
_STEM = 5
#: Sorting is done again at most so often; pages need two or three rounds.
_MAX_ROUNDS = 8
#: A line of the head that is neither headline nor anything known is a standfirst if it is not shorter than
#: this.
_MIN_STANDFIRST_WORDS = 6

#: On a whole page, a line so near above the body is likelier the headline, by so much. Of the 91 public pages of
#: article-extraction, read as text, 70 then have the headline of their HTML, without it 66 (by 2: 63).
_NEAR_LINES = 10
_NEAR = 1.0

#: How no headline begins or ends.
_NO_HEADLINE = re.compile(
    r"(?i)(?:author|publish(?:ed)? date|(?:last )?updated|posted)\s*:|.*[»>]$"
    r"|by .{3,60}\b(?:writer|reporter|correspondent)$"
)
_SITE_SUFFIX = re.compile(r"^(?P<title>.{12,}?)\s+(?:\||::|»|–|—|-|•)\s+(?P<site>[^|–—]{2,40})$")
#: A longer title is not looked at for a site's name: each of its blanks might begin one.
_MAX_HEADLINE_CHARS = 1_000
_COPYRIGHT = re.compile(
    r"(?i)(?:©|\(c\)|copyright)\s*+(?:©|\(c\))?+\s*+(?:\d{4}\s*+(?:[-–]\s*+\d{4})?+)?+,?+\s*+"
    r"(?P<name>[^\d.,|;©–—]{2,40}?)"
    r"(?:\s*(?:[.,|;–—]|\d{4}|all rights|alle rechte|tous droits|todos los|усі права|всі права|$))"
)
_SOURCE_LINE = re.compile(
    r"(?i)(?:source|outlet|publication|publisher|quelle|fuente|джерело)\s*:\s*(?P<name>[^:/]{2,40})"
)
_SENTENCE = re.compile(r".+?[.!?…。！？][\"”’»)\]]*(?=\s|$)")
_ENDS_SENTENCE = re.compile(r"(?<![A-Z])(?:\.|:|;)[\"”’»)]*$")
_TOKEN = re.compile(r"[^\W_]{4,}")


def read_text(text: str) -> Draft:
    """Make a draft of a plain text file.

    Raises:
        RejectedSourceError: nothing is left when the boilerplate is off.
    """
    return draft_of(split_paragraphs(text))


def draft_of(paragraphs: Sequence[str]) -> Draft:
    """Make a draft of a page's paragraphs, in order (see :func:`read_text`)."""
    looked = [classify_line(paragraph) for paragraph in paragraphs]
    part = main_part(looked)
    first, end = part or (_body_start(looked), len(looked))
    looked, start = _with_question_headline(looked, first)
    place, title, site = _headline(looked, start, end, whole_page=part is not None)
    if part and place is not None:
        start = _standfirst_start(looked, place, start)
    sorted_ = _without_head(paragraphs, place, start, end, repeated(looked) if part else frozenset())
    authors = signed_by(looked, place, start)
    body = [line.text for line in sorted_.kept] if sorted_.has_text else []
    if not body and title and not sorted_.furnished:
        body = [title]
    if not body:
        raise RejectedSourceError(NO_TEXT)
    if len(body) > 1 and body[0] in authors:
        body = body[1:]
    clean = "\n\n".join(body)
    said = said_in_text(looked, place, start, end if part else None)
    opening = dateline(clean)
    return Draft(
        title=title or title_from(clean),
        text=clean,
        outlet=site or _outlet(looked) or (opening.agency if opening else None),
        authors=authors,
        published=said.published,
        updated=said.updated,
        published_from=said.published_from,
        language=detect_language(clean),
        captions=sorted_.captions,
        taken_off=taken_off(looked, body, title, sorted_.removed),
    )


def title_from(text: str) -> str:
    """A title for an article without a headline: its first sentence, cut at a word."""
    # A full stop alone does not say that a sentence ends: "seit dem 7. Februar", "Mr. Smith".
    first = text[:_MAX_HEADLINE_CHARS].split("\n", 1)[0]
    sentence = next((span.of(first) for span in split_sentences(first)), first)
    if len(sentence) <= MAX_TITLE_CHARS:
        return sentence.rstrip(" .。") or sentence
    return sentence[: MAX_TITLE_CHARS - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def strip_site(title: str, site: str | None = None) -> tuple[str, str | None]:
    """Part a page's title from the site's name behind it ("Headline | The Site").

    Args:
        title: the title as the page has it.
        site: the site's name where it is known; without it only what follows a stroke is taken for a name.

    Returns:
        The headline, and the name that was taken off (None where there was none).
    """
    match = _SITE_SUFFIX.match(title) if len(title) <= _MAX_HEADLINE_CHARS else None
    if not match:
        return title, None
    name = match["site"].strip()
    known = site is not None and (squeezed(name) in squeezed(site) or squeezed(site) in squeezed(name))
    stroked = re.search(r"\s(?:\||::|»)\s", title[match.end("title") :]) is not None and len(name.split()) <= 5
    return (strip_site(match["title"], site)[0], name) if known or stroked else (title, None)


def split_title(title: str | None, lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Part a page's title into headline and site where each stands on a line of its own on the page.

    Returns:
        The headline (the title itself where it does not part so), and the site's name or None.
    """
    alone = {squeezed(line) for line in lines}
    for match in re.finditer(r"\s+[-–—|:»·]+\s+", title or ""):
        one, other = (title or "")[: match.start()], (title or "")[match.end() :]
        site, headline = sorted((one, other), key=len)
        if squeezed(headline) in alone and squeezed(site) in alone:
            return headline, site
    return title, None


def _body_start(lines: Sequence[Line]) -> int:
    """Where the body begins: at the first prose, or, where there is none, behind the first line that is a headline."""
    first = next((index for index, line in enumerate(lines) if line.kind is Kind.PROSE), None)
    if first is not None:
        return first
    return next((index + 1 for index, line in enumerate(lines) if line.kind is Kind.LINE), len(lines))


def _with_question_headline(lines: list[Line], start: int) -> tuple[list[Line], int]:
    """Tell a headline that is a question ("Will the war end this year?") from prose: it is the first line that is not
    boilerplate, one sentence, and prose follows."""
    line = lines[start] if start < len(lines) else None
    if start and lines[start - 1].kind is Kind.PROSE:
        return lines, start
    follows = any(other.kind is Kind.PROSE for other in lines[start + 1 :])
    if not line or not follows or any(other.kind is Kind.LINE and other.words >= 4 for other in lines[:start]):
        return lines, start
    sentence = _SENTENCE.match(line.text)
    if line.words > 20 or line.text[-1:] not in "?!…" or not sentence or sentence[0] != line.text:
        return lines, start
    changed = [*lines[:start], Line(line.text, Kind.LINE, line.words), *lines[start + 1 :]]
    return changed, next(i for i, other in enumerate(changed) if i > start and other.kind is Kind.PROSE)


def _standfirst_start(lines: Sequence[Line], place: int, start: int) -> int:
    """The body's start on a whole page: at prose right below the headline, which the byline and the share bar part
    from the rest."""
    below = range(place + 1, min(place + 4, start))
    return next((index for index in below if lines[index].kind is Kind.PROSE), start)


def _headline(
    lines: Sequence[Line], start: int, end: int, *, whole_page: bool
) -> tuple[int | None, str | None, str | None]:
    """The headline among the lines before ``start``: its place, its words, and the site's name if it stands behind.

    On a whole page other stories' headlines may stand before it, so those near the body count for more.
    """
    prose = (line.text for line in sort_lines([line.text for line in lines[start:end]], head=0).kept)
    body = {token[:_STEM].casefold() for text in prose for token in _TOKEN.findall(text)}
    byline = next((i for i, line in enumerate(lines[:start]) if line.kind in (Kind.BYLINE, Kind.DATED)), None)
    section = next((i for i, line in enumerate(lines[:start]) if line.kind is Kind.SECTION), start)
    best: tuple[float, int, str, str | None] | None = None
    for index, line in enumerate(lines[:start]):
        if line.kind is not Kind.LINE or is_item(line.text) or _ENDS_SENTENCE.search(line.text):
            continue
        if _NO_HEADLINE.match(line.text) or (any(char.isdigit() for char in line.text) and _stamped(line.text)):
            continue
        words, site = strip_site(line.text)
        tokens = _TOKEN.findall(words)
        echo = sum(token[:_STEM].casefold() in body for token in tokens) / len(tokens) if tokens else 0.0
        score = (
            2.0 * (len(words.split()) in _HEADLINE_WORDS)
            + 0.5 * (echo >= _MIN_ECHO)
            + 0.5 * (echo >= 0.5)
            + (byline is not None and _leads_to(lines, index, byline))
            + 0.5 * (index < section)
            + _NEAR * (whole_page and index >= start - _NEAR_LINES)
        )
        if best is None or score > best[0]:
            best = (score, index, words, site)
    if best is None:
        return None, None, None
    _, index, words, site = best
    # A page often says its title twice: as the page's ("Headline | Site") and over the article.
    again = [
        (i, line.text)
        for i, line in enumerate(lines[:start])
        if i > index and not is_item(line.text) and _says_again(line.text, words)
    ]
    if not again:
        page = next((line.text for line in lines[:index] if line.text != words and _says_again(words, line.text)), "")
        return index, words, site or page[len(words) :].strip(" |-–—:•·»") or None
    place, shorter = again[-1]
    return place, shorter, site or words[len(shorter) :].strip(" |-–—:•·»") or None


def _stamped(text: str) -> bool:
    return parse_published(text) is not None or parse_updated(text) is not None


def _leads_to(lines: Sequence[Line], index: int, byline: int) -> bool:
    """Whether from ``index`` nothing but a standfirst stands before the byline."""
    between = lines[index + 1 : byline]
    return index < byline and len(between) <= 2 and all(line.kind in (Kind.LINE, Kind.PROSE) for line in between)


def _says_again(line: str, title: str) -> bool:
    """Whether ``line`` is ``title``, or ``title`` goes on after it with a site's name."""
    rest = title[len(line) :]
    goes_on = (
        title.startswith(line) and len(line.split()) >= min(_HEADLINE_WORDS) and re.match(r"\s[|\-–—:•·»]\s", rest)
    )
    return squeezed(line) == squeezed(title) or bool(goes_on)


def _without_head(paragraphs: Sequence[str], place: int | None, start: int, end: int, again: frozenset[str]) -> Sorted:
    """The page without its boilerplate and, of its head, with no more than what belongs to the article's text.

    The body is ``paragraphs[start:end]``. Where the page goes on behind it, captions above the headline are not its
    own.
    """
    cut = end < len(paragraphs)
    paragraphs = paragraphs[:end]
    everything = sort_lines(paragraphs, head=start)
    above = sort_lines(paragraphs[: place or 0], head=start)
    # The headline itself stays out of what is sorted, or a credit below it would make it a caption.
    below = sort_lines(paragraphs[place + 1 if place is not None else 0 : start], head=0)
    rest = sort_lines(paragraphs[start:], head=0, cut=cut, again=again)
    standfirst: list[Line] = []
    for line in below.kept:
        if everything.furnished:
            own = line.kind is Kind.LINE and (line.words >= _MIN_STANDFIRST_WORDS or is_ended(line.text))
        else:
            own = line.kind is not Kind.LABEL and parse_published(line.text) is None
        if own:
            standfirst.append(line)
    body = _settled(rest, everything.furnished, cut=cut)
    return Sorted(
        (*standfirst, *body.kept),
        (*(() if cut else above.captions), *below.captions, *body.captions),
        everything.furnished,
        (*above.removed, *below.removed, *body.removed, *everything.removed),
    )


def _settled(rest: Sorted, furnished: bool, *, cut: bool) -> Sorted:
    """Sort again until nothing more goes: what is taken off may lay open boilerplate beside it."""
    captions, removed = list(rest.captions), list(rest.removed)
    for _ in range(_MAX_ROUNDS):
        again = sort_lines([line.text for line in rest.kept], head=0, cut=cut)
        captions.extend(again.captions)
        removed.extend(again.removed)
        if len(again.kept) == len(rest.kept):
            break
        rest = again
    return Sorted(rest.kept, tuple(captions), furnished, tuple(removed))


def _outlet(lines: Sequence[Line]) -> str | None:
    """The outlet that a source line or the copyright line names."""
    for line in lines:
        if line.words <= 8 and (match := _SOURCE_LINE.fullmatch(line.text)):
            return match["name"].strip()
    for line in reversed(lines):
        if line.kind is not Kind.BOILERPLATE or not (match := _COPYRIGHT.search(line.text)):
            continue
        name = re.sub(r"(?i)^(?:by|the copyright of)\s+", "", match["name"].strip())
        if name and len(name.split()) <= 5 and name.lower() not in ("copyright", "all rights reserved"):
            return name
    return None
