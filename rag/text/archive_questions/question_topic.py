"""What the articles that a question asks for are about: a name, a thing, or several of them."""

from __future__ import annotations

from itertools import pairwise

from rag.text.archive_questions.question_parts import QuestionParts, is_wordlike

#: It is named in so many words at most.
_MOST_WORDS = 10


def topic_of(parts: QuestionParts, start: int, end: int) -> tuple[str, ...]:
    """The words and phrases between two tokens, as the question has them; none where they are no mere name or thing."""
    for name in ("det", "named_as", "det"):
        start = _behind(parts, name, start, end)
    words = sum(map(is_wordlike, parts.tokens[start:end]))
    clause = any(parts.ends_of("clause", index) and not parts.tokens[index].capital for index in range(start, end))
    if clause or end in parts.ends_of("det", start) or not 0 < words <= _MOST_WORDS:
        return ()
    found = [_bare(parts, first, last) for first, last in _parted(parts, start, end)]
    return tuple(dict.fromkeys(filter(None, found)))


def _behind(parts: QuestionParts, name: str, start: int, end: int) -> int:
    """Behind a phrase of a class, where one begins there; one with a capital is part of a name ("The Hague")."""
    if start >= end or parts.tokens[start].capital:
        return start
    return max((each for each in parts.ends_of(name, start) if each < end), default=start)


def _parted(parts: QuestionParts, start: int, end: int) -> list[tuple[int, int]]:
    """The things apart: behind "both", or where names stand on either side of "and"."""
    both = parts.ends_of("both", start)
    begin = max(both, default=start)
    joints = [(at, after) for at in range(begin + 1, end - 1) for after in parts.ends_of("and", at) if after < end]
    edges = [begin, *(edge for joint in joints for edge in joint), end]
    things = list(pairwise(edges))[::2]
    sound = len(things) > 1 and all(first < last for first, last in things)
    named = all(any(token.capital for token in parts.tokens[first:last]) for first, last in things)
    return things if sound and (both or named) else [(start, end)]


def _bare(parts: QuestionParts, start: int, end: int) -> str:
    """The words without marks and articles around them."""
    while start < end and not is_wordlike(parts.tokens[start]):
        start += 1
    while end > start and not is_wordlike(parts.tokens[end - 1]):
        end -= 1
    start = _behind(parts, "det", start, end)
    return parts.written(start, end) if start < end else ""
