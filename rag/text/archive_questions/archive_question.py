"""From the words of a question about an archive to what it asks for: read whole, or not at all.

A question is such a one only where each of its words has a part in it: how it begins says what is asked for, names of
the archive's own authors, outlets and sections and words of time say of which articles, and what is left in one piece,
behind "about" or "mention" or before "was mentioned", is what these are about. With any other word left over, as in
"How many people were evacuated?" or "Which articles of the treaty were repealed?", it is a question like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.model import Asks
from rag.text.archive_questions.archive_names import ArchiveNames, NameKind
from rag.text.archive_questions.asking_words import ASKING
from rag.text.archive_questions.question_parts import ENDS, MARKERS, Part, QuestionParts, heads
from rag.text.archive_questions.question_topic import topic_of
from rag.text.dates.expressions.date_words import LanguageWords, Token, date_tokens
from rag.text.dates.time_in_question import QuestionTime
from rag.text.terms import likely_language

#: A longer question tells a story of its own.
_MOST_TOKENS = 80
_ASKS: dict[str, Asks] = {
    "list": "list", "in_list": "list", "show": "list", "count": "count", "in_count": "count", "often": "count",
    "outlets": "outlets", "authors": "authors", "who": "authors", "happened": "list",
}  # fmt: skip
#: Of a question that begins so, what it is about may stand before "mentioned".
#: What happened on one day need not have been published on it; of so many days an archive's own articles tell.
_LEAST_DAYS = 6
_PASSIVE = ("when", "often", "in_list", "in_count")
_BEFORE = frozenset(("mention", "cover", "about", "articles", "everything", "write", "appear", "archive", "aux"))
_BEHIND = frozenset(("archive", "aux", "tail"))
_SAID = frozenset(("write", "mention", "mentioned", "cover", "about"))
_WRITE = frozenset(("write", "tail"))
#: With nothing but these a question asks what there is: "How many articles are there?", "What articles do you have?"
_THERE = frozenset(("aux", "mark"))
#: What stands somewhere in a question that begins so, one of each.
_NEEDS: dict[str, tuple[frozenset[str], ...]] = {
    "when": (ENDS,),
    "what_is": (ENDS, frozenset(("articles",))),
    "who": (_WRITE, frozenset(("about",))),
    "often": (_WRITE | {"mentioned", "mention", "cover"},),
    "show": (frozenset(("articles", "everything")),),
}


@dataclass(frozen=True, slots=True)
class ArchiveQuestion:
    """What a question asks of an archive.

    Attributes:
        asks: for a list, a number, the first or last article, or the names of outlets or authors.
        mentions: the words and phrases that must all stand in an article, as the question writes them.
        authors: the archive's, of which an article must have one, where there are any.
        outlets: likewise.
        sections: likewise.
        since: the first day of publication; None is open.
        until: the last.
        from_words: the question's words that names and days were read from.
        sure: whether it can mean nothing but the archive; "Who wrote about the plague?" may.
        language: the question's.
    """

    asks: Asks
    mentions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    from_words: tuple[str, ...] = ()
    sure: bool = True
    language: str = "en"


def begins_as_archive_question(question: str) -> tuple[str, ...]:
    """The languages in which a question begins as one about an archive may, the likeliest first."""
    tokens = date_tokens(question)
    if not 2 < len(tokens) <= _MOST_TOKENS:
        return ()
    found = [language for language, words in ASKING.items() if _may_be(words, tokens)]
    likely = likely_language(question) if len(found) > 1 else ""
    return tuple(sorted(found, key=lambda language: language != likely))


def _may_be(words: LanguageWords, tokens: Sequence[Token]) -> bool:
    begins = heads(words, tokens)
    there = {name for index in range(len(tokens)) for name, _, _ in words.phrases_at(tokens, index)} if begins else ()
    return any(all(either.intersection(there) for either in _NEEDS.get(head.kind, ())) for head in begins)


def read_archive_question(question: str, *, names: ArchiveNames, now: date) -> ArchiveQuestion | None:
    """What a question asks of an archive; None where it asks for something else.

    Args:
        question: stands alone.
        names: the archive's authors, outlets and sections; no others are taken for such.
        now: the day it is asked on.
    """
    reading = archive_reading(question, names=names, now=now)
    return reading.asked if reading else None


@dataclass(frozen=True, slots=True)
class ArchiveReading:
    """A question about an archive with the parts it was read from.

    Attributes:
        asked: what it asks for.
        parts: its words.
        head: how it begins.
        every: the other parts, in order.
        topic: the tokens, from and to, that say what articles are about; None where nothing does.
    """

    asked: ArchiveQuestion
    parts: QuestionParts
    head: Part
    every: tuple[Part, ...]
    topic: tuple[int, int] | None


def archive_reading(question: str, *, names: ArchiveNames, now: date) -> ArchiveReading | None:
    """Like :func:`read_archive_question`, with the parts."""
    return next(_readings(question, names, now), None)


def _readings(question: str, names: ArchiveNames, now: date) -> Iterator[ArchiveReading]:
    for language in begins_as_archive_question(question):
        parts = QuestionParts(question, language, names, now)
        for head in heads(parts.words, parts.tokens):
            if (found := _read(parts, head, language)) is not None:
                yield found


def _read(parts: QuestionParts, head: Part, language: str) -> ArchiveReading | None:
    """A question by how it begins."""
    ends = ENDS if head.kind in ("when", "what_is") else frozenset()
    passive = head.kind in _PASSIVE
    before, start = parts.left(head.end, _BEFORE | ends | ({"mentioned"} if passive else set()))
    marked = before[-1].kind in MARKERS if before else False
    behind, end = parts.right(start, _BEHIND | ends | ({"mentioned", "appear"} if passive else set()))
    while marked and behind and not parts.has_words(start, end):
        end = behind.pop().end  # the words of time or the name are what it is about
    every = sorted([*before, *behind], key=lambda part: part.start)
    kinds = {part.kind for part in every}
    topic: tuple[str, ...] = ()
    if parts.has_words(start, end):
        if not marked and not (passive and _is_told_of(kinds, behind)):
            return None
        topic = topic_of(parts, start, end)
    if bool(topic) != (marked or parts.has_words(start, end)):
        return None
    asks = _asked(head, every, bool(topic))
    asked = _told(parts, asks, head, every, topic, language) if asks else None
    return ArchiveReading(asked, parts, head, tuple(every), (start, end) if topic else None) if asked else None


def _is_told_of(kinds: Collection[str], behind: Sequence[Part]) -> bool:
    """Whether the words before "was mentioned", "appears in the archive" or "reported by the Ledger" are what
    articles are about."""
    named = any(part.kind == "named" for part in behind)
    return "mentioned" in kinds or ("appear" in kinds and "archive" in kinds) or ("tail" in kinds and named)


def _asked(head: Part, parts: Sequence[Part], topic: bool) -> Asks | None:
    """What is asked for, where the parts make a question of it."""
    kinds = {part.kind for part in parts}
    named = "named" in kinds
    narrowed = topic or named or "time" in kinds
    said = bool(kinds & (_SAID | {"tail"}))
    wrote = bool(kinds & _WRITE) and sum(part.kind == "write" for part in parts) <= 1  # "wrote the report about"
    if head.kind in ("when", "what_is"):
        speaks = (topic and bool(kinds & {"mention", "mentioned", "appear"})) or (named and said)
        whole = ("articles" in kinds and narrowed) or (head.kind == "when" and speaks)
        if not whole or len(kinds & ENDS) != 1:
            return None
        return "first" if "first" in kinds else "last"
    there = "archive" in kinds or ("aux" in kinds and kinds <= _THERE)
    every = narrowed or bool(kinds & {"everything", "archive"})
    enough = {
        "list": narrowed or there,
        "in_list": topic,
        "show": ("articles" in kinds and every) or ("everything" in kinds and named),
        "count": narrowed or there,
        "in_count": topic,
        "often": topic and ("mentioned" in kinds or (named and said)),
        "outlets": (topic and said) or (not topic and "archive" in kinds),
        "authors": (topic and said) or (named and not topic),
        "who": topic and wrote and "about" in kinds and "articles" not in kinds,
        "happened": "time" in kinds and not topic and not named and not kinds & _SAID,
    }
    return _ASKS[head.kind] if enough[head.kind] else None


def _is_period(time: QuestionTime | None) -> bool:
    """Whether words of time mean a week at least, or all since a day."""
    if time is None or time.since is None:
        return False
    return time.until is None or (time.until - time.since).days >= _LEAST_DAYS


def _told(
    parts: QuestionParts, asks: Asks, head: Part, every: Sequence[Part], topic: tuple[str, ...], language: str
) -> ArchiveQuestion | None:
    values: dict[NameKind, dict[str, None]] = {"author": {}, "outlet": {}, "section": {}}
    for part in every:
        if part.name is not None:
            if part.named is None:
                return None
            kind, names = part.named
            values[kind].update(dict.fromkeys(names))
    time = parts.time_of([part for part in every if part.kind == "time"])
    if head.kind == "happened" and not _is_period(time):
        return None
    return ArchiveQuestion(
        asks=asks,
        mentions=topic,
        authors=tuple(values["author"]),
        outlets=tuple(values["outlet"]),
        sections=tuple(values["section"]),
        since=time.since if time else None,
        until=time.until if time else None,
        from_words=tuple(parts.said(part) for part in every if part.kind in ("named", "time")),
        sure=head.kind not in ("when", "who", "happened"),
        language=language,
    )
