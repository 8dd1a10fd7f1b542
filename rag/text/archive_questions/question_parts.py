"""The words of a question in one language as parts of one about an archive: phrases, names, words of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.text.archive_questions.archive_names import ArchiveNames, KnownName, NameKind
from rag.text.archive_questions.asking_words import ASKING, HEADS
from rag.text.dates.expressions.date_words import LanguageWords, Token, date_tokens
from rag.text.dates.time_in_question import QuestionTime, time_in_question

#: Behind a part of these classes stands what articles are about.
MARKERS = ("mention", "mentioned", "cover", "about")
ENDS = frozenset(("first", "last"))
#: Before an author's name these mean that he wrote it.
_BY = frozenset(("by", "von", "par", "por", "da", "door", "від"))
#: Before an outlet's name these mean that something stands in it.
_STANDS_IN = (
    "in|from|im|in der|in dem|aus|aus der|aus dem|dans|dans le|dans la|dans l '|en|en el|en la|nel|nella|nell '|nello"
    "|sul|sulla|in de|in het|uit|uit de|uit het|em|no|na|у|в|з|із|зі"
)
_OPENING = frozenset('«„“"')
_IN = frozenset(_STANDS_IN.split("|"))
#: Of parts that are as long, the one that says most is the last of these.
_SAYS = (
    "aux",
    "articles",
    "everything",
    "archive",
    "tail",
    "write",
    "appear",
    "mentioned",
    "about",
    "cover",
    "mention",
)


@dataclass(frozen=True, slots=True)
class Part:
    """The tokens from ``start`` to ``end`` (exclusive), and their class, or what they name.

    ``introduced`` is "by" for a name behind a word that makes it an author's, "source" behind "according to", "in"
    where something may stand in it, "prep" behind another preposition;
    ``section`` says that the word "section" stands beside it.
    """

    kind: str
    start: int
    end: int
    name: KnownName | None = None
    introduced: str = ""
    section: bool = False

    @property
    def named(self) -> tuple[NameKind, tuple[str, ...]] | None:
        """What it names, and as which values of the archive; None where it could only be something else."""
        if self.name is None:
            return None
        authors, outlets = self.name.of("author"), self.name.of("outlet")
        if self.section:
            return "section", self.name.of("section")
        if authors and (self.introduced == "by" or not outlets):
            return "author", authors
        return ("outlet", outlets) if outlets else None


def heads(words: LanguageWords, tokens: Sequence[Token]) -> list[Part]:
    """How a question may begin, the longest first."""
    start = after_marks(tokens, 0)
    while polite := [end for name, end, _ in words.phrases_at(tokens, start) if name == "polite"]:
        start = after_marks(tokens, max(polite))
    found = [Part(name, start, end) for name, end, _ in words.phrases_at(tokens, start) if name in HEADS]
    return sorted(found, key=lambda head: -head.end)


def after_marks(tokens: Sequence[Token], index: int) -> int:
    """The first token from one on that is no mark."""
    while index < len(tokens) and not is_wordlike(tokens[index]):
        index += 1
    return index


def is_wordlike(token: Token) -> bool:
    """Whether a token is a word or a number."""
    return token.is_word or token.text.isdecimal()


class QuestionParts:
    """A question, and which parts may begin at each of its tokens.

    Args:
        question: as it was asked.
        language: one that it may be in.
        names: the archive's.
        now: the day it is asked on.
    """

    def __init__(self, question: str, language: str, names: ArchiveNames, now: date) -> None:
        self.words = ASKING[language]
        self.tokens = date_tokens(question)
        self._question, self._language, self._names, self._now = question, language, names, now
        time = time_in_question(question, language=language, now=now)
        self._time = time if time is not None and not time.prefers else None
        self._spans = self._time_spans()
        self._parts = [list(self._at(index)) for index in range(len(self.tokens))]

    def has_words(self, start: int, end: int) -> bool:
        """Whether any token of these is a word."""
        return any(map(is_wordlike, self.tokens[start:end]))

    def ends_of(self, name: str, index: int) -> list[int]:
        """Where the phrases of a class end that begin at a token."""
        return [end for found, end, _ in self.words.phrases_at(self.tokens, index) if found == name]

    def written(self, start: int, end: int) -> str:
        """Tokens as the question has them."""
        return self._question[self.tokens[start].start : self.tokens[end - 1].end]

    def said(self, part: Part) -> str:
        """A part's words; of a name those alone."""
        start = part.start
        if part.introduced and not part.section:
            behind = (*self.ends_of("prep", start), *self.ends_of("source", start))
            start = self._behind_quote(max((end for end in behind if end < part.end), default=start))
        return self.written(start, part.end)

    def time_of(self, parts: Sequence[Part]) -> QuestionTime | None:
        """What the parts of time say together; the others may belong to what articles are about."""
        if not parts or self._time is None:
            return None
        if len(parts) == len(self._spans):
            return self._time
        return time_in_question(" ".join(map(self.said, parts)), language=self._language, now=self._now)

    def names(self) -> list[Part]:
        """The names of the archive in the question, in order, none within another: each by its longest part."""
        found: list[Part] = []
        every = [part for parts in self._parts for part in parts if part.kind == "named"]
        for part in sorted(every, key=lambda each: (each.start, not each.section, -each.end)):
            if not found or part.start >= found[-1].end:
                found.append(part)
        return found

    def has_class(self, name: str, index: int) -> bool:
        """Whether a phrase of a class begins at a token."""
        return bool(self.ends_of(name, index))

    def left(self, index: int, kinds: frozenset[str]) -> tuple[list[Part], int]:
        """The parts from a token on, up to what articles are about, and where that begins."""
        found: list[Part] = []
        while index < len(self.tokens):
            fitting = [each for each in self._beginning(index) if each.kind in kinds or each.kind in _ANYWHERE]
            if not fitting:
                break
            part = max(fitting, key=lambda each: (each.end, each.section, each.kind in _ANYWHERE, _says(each)))
            found.append(part)
            index = part.end
            if part.kind in MARKERS:
                while ends := [each for each in self._beginning(index) if each.kind in kinds & ENDS]:
                    found.insert(-1, max(ends, key=lambda each: each.end))  # "se mencionó por primera vez a …"
                    index = found[-2].end
                break
        return found, index

    def right(self, start: int, kinds: frozenset[str]) -> tuple[list[Part], int]:
        """The parts up to the end, from the last one, back to what articles are about, and where that ends."""
        ending: dict[int, list[Part]] = {}
        for part in (each for parts in self._parts[start:] for each in parts):
            if part.kind in kinds or part.kind in _ANYWHERE or part.kind == "write":
                ending.setdefault(part.end, []).append(part)
        found: list[Part] = []
        end = len(self.tokens)
        while end > start:
            here = ending.get(end, [])
            alone = [each for each in here if each.introduced or each.kind not in ("write", "named")]
            if pair := _subject_and_verb(here, ending):
                found += pair
            elif alone:
                found.append(min(alone, key=lambda each: (each.start, not each.section, -_says(each))))
            else:
                break
            end = found[-1].start
        return found, end

    def _beginning(self, index: int) -> list[Part]:
        return self._parts[index] if index < len(self._parts) else []

    def _time_spans(self) -> list[tuple[int, int]]:
        """The tokens, from and to, of the words of time."""
        spans: list[tuple[int, int]] = []
        at = 0
        for said in self._time.from_words if self._time else ():
            at = self._question.find(said, at)
            end = at + len(said)
            inside = [index for index, token in enumerate(self.tokens) if at <= token.start and token.end <= end]
            if at < 0 or not inside:
                return []
            spans.append((inside[0], inside[-1] + 1))
            at = end
        return spans

    def _at(self, index: int) -> Iterator[Part]:
        """What may begin at a token."""
        if not is_wordlike(self.tokens[index]):
            yield Part("mark", index, index + 1)
            return
        starts = [(index, "")]
        for name, end, _ in self.words.phrases_at(self.tokens, index):
            if name == "prep":
                word = " ".join(token.text for token in self.tokens[index:end])
                starts.append((end, "by" if word in _BY else "in" if word in _IN else "prep"))
            elif name == "source":
                starts.append((end, "source"))
            if name not in HEADS:
                yield Part(name, index, end)
        for start, introduced in starts:
            yield from (Part("time", index, end) for begin, end in self._spans if begin == start)
            yield from self._named(index, start, introduced)

    def _named(self, index: int, start: int, introduced: str) -> Iterator[Part]:
        for place in map(self._behind_quote, (start, *self.ends_of("det", start))):
            if known := self._names.at(self.tokens, place, self._language):
                yield Part("named", index, known.end, known, introduced)
                for end in self.ends_of("section", known.end) if known.of("section") else ():
                    yield Part("named", index, end, known, introduced, section=True)
            for end in self.ends_of("section", place):
                behind = after_marks(self.tokens, end)
                for begin in (behind, *self.ends_of("prep", behind)):
                    within = self._names.at(self.tokens, after_marks(self.tokens, begin), self._language)
                    if within and within.of("section"):
                        yield Part("named", index, within.end, within, introduced, section=True)

    def _behind_quote(self, index: int) -> int:
        """A name may stand in quotation marks, as a paper's does: "у «Віснику»"."""
        return index + 1 if index < len(self.tokens) and self.tokens[index].text in _OPENING else index


_ANYWHERE = ("mark", "time", "named")


def _says(part: Part) -> int:
    return _SAYS.index(part.kind) if part.kind in _SAYS else len(_SAYS)


def _subject_and_verb(here: Sequence[Part], ending: dict[int, list[Part]]) -> list[Part] | None:
    """A name beside "wrote", in either order: "… did Lorenz Pike write", "… schrieb Lorenz Pike"."""
    for part in here:
        if part.kind in ("write", "named") and not part.introduced:
            other = "named" if part.kind == "write" else "write"
            for before in ending.get(part.start, ()):
                if before.kind == other and not before.introduced:
                    return [part, before]
    return None
