"""A follow-up on a question about the archive: the one before with the part that it changes.

"And in October?", "And by Hester Vane?", "And the bridge?" behind "What articles did Joan Petrie write about the ferry
in September?". As for the first question each word must have a part in it, and what is made of both is read again: it
must say what the one before said, but for what was changed. Else it is a follow-up like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from rag.text.archive_questions.archive_names import ArchiveNames
from rag.text.archive_questions.archive_question import (
    ArchiveQuestion,
    ArchiveReading,
    archive_reading,
    read_archive_question,
)
from rag.text.archive_questions.question_parts import MARKERS, Part, QuestionParts, after_marks, is_wordlike
from rag.text.archive_questions.question_topic import topic_of
from rag.text.dates.expressions.date_words import date_tokens

#: A longer follow-up tells a story of its own.
_MOST_TOKENS = 30
_BEFORE = frozenset(("about", "mention", "cover", "aux", "articles", "write"))
_BEHIND = frozenset(("aux", "tail"))
#: So many ways of putting a change into the question before are tried.
_MOST_WAYS = 12


@dataclass(frozen=True, slots=True)
class _Change:
    """What takes the place of a part: ``bare`` words, and those with what introduces them."""

    kind: str
    bare: str
    full: str


def changed_question(question: str, before: str, *, names: ArchiveNames, now: date) -> str | None:
    """The question before with what a follow-up changes in it; None where it is no such follow-up.

    Args:
        question: as it was asked.
        before: the question before, standing alone.
        names: the archive's authors, outlets and sections.
        now: the day it is asked on.
    """
    tokens = date_tokens(question)
    if not 1 < len(tokens) <= _MOST_TOKENS:
        return None
    reading = archive_reading(before, names=names, now=now)
    if reading is None:
        return None
    start = after_marks(tokens, 0)
    words = reading.parts.words
    goes_on = max((end for name, end, _ in words.phrases_at(tokens, start) if name == "goes_on"), default=start)
    begin = after_marks(tokens, goes_on)
    if begin >= len(tokens):
        return None
    if reading.asked.asks == "list" and _is_whole("how_many", reading, question, begin):
        return _counted(reading, before, names, now)
    fragment = QuestionParts(question[tokens[begin].start :], reading.asked.language, names, now)
    changes = _changes(fragment, reading.asked, continues=goes_on > start)
    if not changes or read_archive_question(question, names=names, now=now) is not None:
        return None
    expected = _with(reading.asked, changes, fragment)
    ways = product(*(list(_ways(reading, change)) for change in changes))
    for way, _ in zip(ways, range(_MOST_WAYS), strict=False):
        told = _put(before, reading, way)
        if _same(read_archive_question(told, names=names, now=now), expected):
            return told
    return None


def _is_whole(name: str, reading: ArchiveReading, question: str, begin: int) -> bool:
    """Whether a phrase of a class is all that stands there."""
    tokens = date_tokens(question)
    ends = (end for found, end, _ in reading.parts.words.phrases_at(tokens, begin) if found == name)
    return any(after_marks(tokens, end) >= len(tokens) for end in ends)


def _counted(reading: ArchiveReading, before: str, names: ArchiveNames, now: date) -> str | None:
    head = reading.parts.tokens[reading.head.start].start, reading.parts.tokens[reading.head.end - 1].end
    counting = reading.parts.words.classes["counting"][0].split("|")[0]
    told = before[: head[0]] + counting[:1].upper() + counting[1:] + before[head[1] :]
    found = read_archive_question(told, names=names, now=now)
    return told if _same(found, replace(reading.asked, asks="count")) else None


def _changes(fragment: QuestionParts, asked: ArchiveQuestion, *, continues: bool) -> list[_Change] | None:
    """What a follow-up says, of each kind once; None where a word of it has no part."""
    before, start = fragment.left(0, _BEFORE)
    marked = before[-1].kind in MARKERS if before else False
    behind, end = fragment.right(start, _BEHIND)
    behind = [part for part in behind if part.kind != "mark"]
    while marked and behind and not fragment.has_words(start, end):
        end = behind.pop().end
    every = sorted((part for part in (*before, *behind) if part.kind != "mark"), key=lambda part: part.start)
    named = [part for part in every if part.kind == "named"]
    times = [part for part in every if part.kind == "time"]
    if not continues and not _stands_apart(every):
        return None
    changes: dict[str, _Change] = {}
    if fragment.has_words(start, end):
        if not marked:
            start = after_marks(fragment.tokens, 0)
            if not (continues and asked.mentions) or behind or not _is_mere_name(fragment, start, end):
                return None
        topic = topic_of(fragment, start, end)
        if not topic:
            return None
        marker = before[-1] if marked else None
        written = fragment.written(start, _last_word(fragment, start, end))
        changes["topic"] = _Change(
            "topic", written, f"{fragment.written(marker.start, marker.end) if marker else 'about'} {written}"
        )
    for part in named:
        if part.named is None:
            return None
        kind: str = part.named[0]
        if not part.introduced and not _has(asked, kind):
            # "And Hester Vane?" where no author was asked for: as what articles mention.
            if not (continues and asked.mentions and not changes):
                return None
            kind = "topic"
        if kind in changes:
            return None
        changes[kind] = _Change(kind, fragment.said(part), fragment.written(part.start, part.end))
    if times:
        if len(times) > 1:
            return None
        said = fragment.written(times[0].start, times[0].end)
        changes["time"] = _Change("time", said, said)
    return list(changes.values())


def _stands_apart(every: Sequence[Part]) -> bool:
    """Whether no "and" is needed to see that a follow-up changes something: "in October?", "by Hester Vane?"."""
    return bool(every) and all(
        part.kind in ("time", "about") or (part.kind == "named" and bool(part.introduced)) for part in every
    )


def _is_mere_name(fragment: QuestionParts, start: int, end: int) -> bool:
    """Whether "and …?" names but a thing: "the bridge", "Piet Orsund", "der alte Hafen"."""
    begin = max(fragment.ends_of("det", start), default=start)
    words = [token for token in fragment.tokens[begin:end] if is_wordlike(token)]
    if not words:
        return False
    if all(token.capital for token in words):
        return True
    return begin > start and (len(words) == 1 or (len(words) == 2 and words[-1].capital))


def _last_word(fragment: QuestionParts, start: int, end: int) -> int:
    while end > start and not is_wordlike(fragment.tokens[end - 1]):
        end -= 1
    return end


def _has(asked: ArchiveQuestion, kind: str) -> bool:
    return bool({"author": asked.authors, "outlet": asked.outlets, "section": asked.sections}[kind])


def _with(asked: ArchiveQuestion, changes: Sequence[_Change], fragment: QuestionParts) -> ArchiveQuestion:
    """What the changed question must ask for."""
    made = asked
    for change in changes:
        if change.kind == "topic":
            made = replace(made, mentions=(change.bare,))
        elif change.kind == "time":
            time = fragment.time_of([part for part in _all_parts(fragment) if part.kind == "time"])
            made = replace(made, since=time.since if time else None, until=time.until if time else None)
        else:
            values = next(
                part.named[1]
                for part in fragment.names()
                if part.named is not None and part.named[0] == change.kind and fragment.said(part) == change.bare
            )
            made = replace(
                made,
                authors=values if change.kind == "author" else made.authors,
                outlets=values if change.kind == "outlet" else made.outlets,
                sections=values if change.kind == "section" else made.sections,
            )
    return made


def _all_parts(fragment: QuestionParts) -> Iterator[Part]:
    before, start = fragment.left(0, _BEFORE)
    yield from before
    yield from fragment.right(start, _BEHIND)[0]


def _same(found: ArchiveQuestion | None, expected: ArchiveQuestion) -> bool:
    """Whether a question asks for what it must; what it is about may have its article or not."""
    if found is None:
        return False
    plain = (found.asks, found.authors, found.outlets, found.sections, found.since, found.until)
    wanted = (expected.asks, expected.authors, expected.outlets, expected.sections, expected.since, expected.until)
    if plain != wanted or len(found.mentions) != len(expected.mentions):
        return False
    return all(told.lower() in wants.lower() for told, wants in zip(found.mentions, expected.mentions, strict=True))


_Edit = tuple[int, int, str]


def _ways(reading: ArchiveReading, change: _Change) -> Iterator[tuple[_Edit, ...]]:
    """How a change may stand in the question before: in the place of a part of its kind, else at its end."""
    parts = reading.parts
    spans = [(part.start, part.end) for part in reading.every if _kind(part) == change.kind]
    introduced = change.kind == "time" or any(_kind(part) == change.kind and part.introduced for part in reading.every)
    if change.kind == "topic" and reading.topic:
        spans = [reading.topic]
    places = [(parts.tokens[first].start, parts.tokens[last - 1].end) for first, last in spans]
    if places:
        texts = (change.full, change.bare) if introduced else (change.bare, change.full)
        for text in dict.fromkeys(texts):
            yield ((*places[0], text), *((start, end, "") for start, end in places[1:]))
        return
    last = max(index for index, token in enumerate(parts.tokens) if is_wordlike(token))
    end = parts.tokens[last].end
    yield ((end, end, f" {change.full}"),)


def _kind(part: Part) -> str:
    return part.named[0] if part.named is not None else part.kind


def _put(before: str, reading: ArchiveReading, way: Sequence[Sequence[_Edit]]) -> str:
    told = before
    for start, end, text in sorted((edit for edits in way for edit in edits), reverse=True):
        told = told[:start] + text + told[end:]
    return told
