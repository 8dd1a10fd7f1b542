"""A follow-up on what a question about the archive has found: "Which of them mention the ferry?".

Behind "What articles did Joan Petrie write in September?" it asks for the same articles, so far as more holds of them.
What stands behind "which of them" is read as a question about the archive of its own ("Which articles mention the
ferry?"), and what it says more is put at the end of the one before. What is made so is read again: it must ask for all
that both did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from rag.text.archive_questions.archive_names import ArchiveNames
from rag.text.archive_questions.archive_question import (
    ArchiveQuestion,
    ArchiveReading,
    archive_reading,
    read_archive_question,
)
from rag.text.archive_questions.question_parts import Part, after_marks, is_wordlike
from rag.text.dates.expressions.date_words import LanguageWords, Token, date_tokens

_MOST_TOKENS = 30
#: Of what was asked for before: its articles, or how many they are.
_LISTS = ("list", "count")
_PLACES = ("author", "outlet", "section")


def narrowed_question(question: str, before: str, *, names: ArchiveNames, now: date) -> str | None:
    """The question before with what a follow-up asks besides; None where it is no such follow-up.

    Args:
        question: as it was asked.
        before: the question before, standing alone.
        names: the archive's authors, outlets and sections.
        now: the day it is asked on.
    """
    tokens = date_tokens(question)
    reading = archive_reading(before, names=names, now=now) if len(tokens) <= _MOST_TOKENS else None
    if reading is None or reading.asked.asks not in _LISTS:
        return None
    words = reading.parts.words
    begun = _begun(words, tokens)
    if begun is None:
        return None
    asks, rest = begun
    head = _first_of(words, "counting" if asks == "count" else "list")
    said = question[tokens[rest].start : _end(words, tokens)]
    more = archive_reading(f"{head} {said}", names=names, now=now)
    if more is None or more.asked.asks != asks:
        return None
    wanted = _both(reading.asked, more.asked)
    if wanted is None:
        return None
    same = asks == reading.asked.asks and reading.head.kind != "happened"  # which mentions nothing
    told = before if same else _begins_with(before, reading, head)
    reading = archive_reading(told, names=names, now=now)
    if reading is None:
        return None
    for ways in product(*_additions(reading, more)):
        made = _put(told, reading, ways)
        if _asks_for(read_archive_question(made, names=names, now=now), wanted):
            return made
    return None


def _begun(words: LanguageWords, tokens: Sequence[Token]) -> tuple[str, int] | None:
    """Whether it begins with "which of them" or "how many of them", and the token behind that."""
    start = after_marks(tokens, 0)
    start = max((end for name, end, _ in words.phrases_at(tokens, start) if name == "goes_on"), default=start)
    start = after_marks(tokens, start)
    asks = {"of_them": "list", "how_many_of_them": "count"}
    ends = [(end, asks[name]) for name, end, _ in words.phrases_at(tokens, start) if name in asks]
    if not ends:
        return None
    end, kind = max(ends)
    return (kind, end) if end < len(tokens) else None


def _end(words: LanguageWords, tokens: Sequence[Token]) -> int:
    """Where a question ends but for its marks, and for "too"."""
    last = max(index for index, token in enumerate(tokens) if is_wordlike(token))
    for start in (last - 1, last):
        if any(name == "too" and end == last + 1 for name, end, _ in words.phrases_at(tokens, max(start, 0))):
            last = max((index for index in range(start) if is_wordlike(tokens[index])), default=last)
            break
    return tokens[last].end


def _first_of(words: LanguageWords, name: str) -> str:
    first = words.classes[name][0].split("|")[0]
    return first[:1].upper() + first[1:]


def _begins_with(before: str, reading: ArchiveReading, head: str) -> str:
    first, last = reading.parts.tokens[reading.head.start], reading.parts.tokens[reading.head.end - 1]
    return before[: first.start] + head + before[last.end :]


def _both(one: ArchiveQuestion, other: ArchiveQuestion) -> ArchiveQuestion | None:
    """What must hold of the articles that both ask for; None where they name two of what an article has but one of."""
    if any(getattr(one, f"{name}s") and getattr(other, f"{name}s") for name in _PLACES):
        return None
    timed = [each for each in (one, other) if each.since or each.until]
    if len(timed) == 2:
        return None
    time = timed[0] if timed else one
    return replace(
        other,
        authors=one.authors or other.authors,
        outlets=one.outlets or other.outlets,
        sections=one.sections or other.sections,
        mentions=(*one.mentions, *other.mentions),
        since=time.since,
        until=time.until,
    )


def _additions(reading: ArchiveReading, more: ArchiveReading) -> Iterator[list[tuple[str, str]]]:
    """What is said more, each in the ways in which it may stand: what of (the topic, or the end), and the words."""
    words, parts = reading.parts.words, more.parts
    topic = parts.written(*_ended(more, more.topic)) if more.topic else None
    if topic is not None and reading.topic:
        joints = [words.classes[name][0].split("|") for name in ("both", "and")]
        old = reading.parts.written(*_ended(reading, reading.topic))
        yield [("topic", f"{both} {old} {joint} {topic}") for both in joints[0] for joint in joints[1]]
    elif topic is not None:
        yield [("end", f"{about} {topic}") for about in words.classes["about"][0].split("|")[:3]]
    for part in more.every:
        if part.kind == "time":
            yield [("end", said) for said in _timed(words, parts.written(part.start, part.end))]
        elif part.named is not None:
            yield [("end", said) for said in _named(words, more, part)]


def _timed(words: LanguageWords, written: str) -> list[str]:
    """Words of time in the ways in which they may stand: what is "from October" alone is "in October" behind others."""
    preps = words.classes["prep"][0].split("|")
    bare = next((written[len(prep) + 1 :] for prep in preps if written.lower().startswith(f"{prep} ")), None)
    return [written, *(f"{prep} {bare}" for prep in preps if bare)]


def _named(words: LanguageWords, more: ArchiveReading, part: Part) -> list[str]:
    bare = more.parts.said(part)
    ways = [f"{prep} {bare}" for prep in words.classes["prep"][0].split("|")]
    return [more.parts.written(part.start, part.end), *ways] if part.introduced else ways


def _ended(reading: ArchiveReading, topic: tuple[int, int]) -> tuple[int, int]:
    start, end = topic
    while end > start and not is_wordlike(reading.parts.tokens[end - 1]):
        end -= 1
    return start, end


def _put(before: str, reading: ArchiveReading, ways: tuple[tuple[str, str], ...]) -> str:
    tokens = reading.parts.tokens
    last = max(index for index, token in enumerate(tokens) if is_wordlike(token))
    told = before[: tokens[last].end] + "".join(f" {said}" for place, said in ways if place == "end")
    told += before[tokens[last].end :]
    if reading.topic:
        first, end = _ended(reading, reading.topic)
        for said in (said for place, said in ways if place == "topic"):
            told = told[: tokens[first].start] + said + told[tokens[end - 1].end :]
    return told


def _asks_for(found: ArchiveQuestion | None, wanted: ArchiveQuestion) -> bool:
    """Whether a question asks for what it must; what it is about may have its article or not, and come in any order."""
    if found is None:
        return False
    plain = (found.asks, found.authors, found.outlets, found.sections, found.since, found.until)
    if plain != (wanted.asks, wanted.authors, wanted.outlets, wanted.sections, wanted.since, wanted.until):
        return False
    return sorted(map(str.lower, found.mentions)) == sorted(map(str.lower, wanted.mentions))
